import { openTrustList, webCryptoChecker } from '@excelsior/credentials'
import type { Instant, Zone } from '@excelsior/domain'
import {
  askForStorage,
  fetchTrustList,
  type Kept,
  keepOffline,
  keepTrust,
  type Offline,
  otherPages,
  type StoragePromise,
  storagePromise,
  type TrustKeeper,
  zoneOf,
} from '@excelsior/offline'
import { type Adder, createAdder } from './adding.ts'
import { type Capture, openCapture } from './capture.ts'
import { type Place, placeOfPage, watchInstallOffer } from './device/place.ts'
import { openWakeLock } from './device/stay-awake.ts'
import { examine, judge } from './passes/check-pass.ts'
import { groupPasses, isSamePerson, type Person, passesOf } from './passes/group-passes.ts'
import { asKept, type WalletPass } from './passes/kept-pass.ts'
import type { LockState, PassStore, Unlocking } from './passes/pass-store.ts'
import { createRemoval, type Removal } from './passes/removal.ts'
import { addressOf, type Route, routeOf } from './route.ts'

/** What is kept beside the passes. */
export type KeptKey = 'trust' | 'latest-time' | 'language'

/** Everything that runs in this wallet, connected. The screens are drawn from it and press its buttons. */
export interface Wallet {
  readonly route: Route
  readonly passes: readonly WalletPass[]
  readonly people: readonly Person[]
  readonly adder: Adder
  readonly removal: Removal
  readonly capture: Capture
  readonly trust: TrustKeeper
  readonly offline: Offline
  readonly zone: Zone
  readonly place: Place
  readonly lasting: boolean
  readonly lock: LockState
  /** Until when no PIN is tried. */
  readonly lockWaitUntil: Instant
  /** At the last look this clock was too far off from the server's for a live code. */
  readonly clockOff: boolean
  /** A pass from the portal waits until the wallet is unlocked. */
  readonly handedOver: boolean
  readonly promise: StoragePromise
  readonly installOffered: boolean
  now(): Instant
  install(): void
  askForStorage(): void
  readFile(file: File): void
  /** Leaves the last outcome behind, and goes to a screen. */
  go(route: Route): void
  pin(person: Person, pinned: boolean): void
  remove(pass: WalletPass): void
  removeAll(): void
  undo(): void
  unlock(pin: string): Promise<Unlocking>
  /** Undefined takes the lock off. */
  setPin(pin: string | undefined): Promise<void>
  lockNow(): void
  /** The PIN is forgotten: all goes. */
  forgetAll(): void
}

const HALF_A_MINUTE = 30_000
const HOUR = 3_600_000
/** How far this clock may stand off from the server's, milliseconds: live codes are refused when a minute old. */
const CLOCKS_APART = 30_000
/** A wallet with a lock that is out of sight for so long locks. Time enough to take a photo of a code. */
const AWAY = 60_000

export interface WalletParts {
  readonly kept: Kept<KeptKey>
  readonly store: PassStore
  /** The code that the portal handed over with this page. */
  readonly handover: string | undefined
  draw(wallet: Wallet): void
}

export async function startWallet({ kept, store, handover, draw }: WalletParts): Promise<Wallet> {
  const now = () => Date.now() as Instant
  let route = routeOf(location.hash)
  let passes: readonly WalletPass[] = []
  let promise: StoragePromise = await storagePromise()
  let waiting = handover
  let hiddenSince: number | undefined
  /** Until all parts stand, their changes are nobody's business. */
  let built = false
  /** Every look at the passes takes a number; an older one that comes late is dropped. */
  let looks = 0

  const place = placeOfPage()
  const awake = openWakeLock()
  const installOffer = watchInstallOffer(() => changed())
  const others = otherPages('excelsior-wallet', ['changed', 'locked'], (word) =>
    word === 'locked' ? lockNow() : look(),
  )
  const circumstances = () => ({ trust: trust.view.trust, latestTime: trust.view.latestTime, now: now() })

  const trust = keepTrust({
    kept,
    open: openTrustList,
    fetchList: fetchTrustList,
    now,
    allowDemo: true,
    onChange: () => changed(),
  })
  const capture = openCapture({
    onText: (text) => adder.add(text, 'camera'),
    onChange: () => changed(),
  })
  const adder = createAdder({
    examine: (text) => examine(text, circumstances(), webCryptoChecker),
    refreshTrust: trust.refresh,
    kept: store.all,
    isPinned: ({ facts }) => passes.some((pass) => pass.pinned && isSamePerson(pass, facts)),
    async keep(added) {
      // The browser may ask the person in turn; the pass does not wait for it.
      askAgain()
      await store.put(added)
      await look()
      others.tell('changed')
    },
    onChange: () => afterAdding(),
  })
  const removal = createRemoval(store, () => changed())
  const offline = keepOffline(`${import.meta.env.BASE_URL}service-worker.js`, () => changed())

  const askAgain = () =>
    askForStorage().then((answer) => {
      promise = answer
      changed()
    })
  /** Reads and judges all passes anew. */
  async function look() {
    looks += 1
    const mine = looks
    const stored = await store.all()
    const judged = await Promise.all(stored.map((pass) => judge(pass, circumstances(), webCryptoChecker)))
    if (mine !== looks) return
    passes = judged.filter((pass): pass is WalletPass => pass !== undefined)
    if (store.lock === 'locked') removal.forget()
    changed()
  }
  async function takeHandover() {
    if (waiting === undefined || store.lock === 'locked') return
    const text = waiting
    waiting = undefined
    await adder.add(text, 'portal')
    const { state } = adder
    if (state.kind === 'added') for (const id of state.ids) await bind(id)
  }
  /** A pass from the portal gets a live code beside its plain one, where the portal is at hand and the browser can. */
  async function bind(id: string) {
    const find = async () => (await store.all()).find((each) => each.id === id)
    const plain = await find()
    if (!plain || plain.live) return
    const live = await bindPass(plain.text)
    // Deleted or moved in between, it does not come back.
    const there = live && (await find())
    if (!there) return
    await save(store.put([{ ...there, live }])).catch(() => {})
  }
  /** Only with the portal at hand can there be anything to bind: what does it comes then. */
  const bindPass = (plain: string) =>
    import('./passes/bind-pass.ts').then(
      ({ askPortal, bindToDevice }) => bindToDevice(plain, askPortal, circumstances(), webCryptoChecker),
      () => undefined,
    )
  const refresh = () => trust.refresh().then(look)
  /** Out of sight, names are out of the picture that the system keeps of open apps; for long, out of memory. */
  function watchHiding() {
    document.documentElement.classList.toggle('covered', document.hidden && store.lock === 'open')
    if (!document.hidden) {
      if (hiddenSince !== undefined && now() - hiddenSince >= AWAY) lockNow()
      hiddenSince = undefined
      return
    }
    hiddenSince = now()
    setTimeout(() => {
      if (document.hidden && hiddenSince !== undefined && now() - hiddenSince >= AWAY) lockNow()
    }, AWAY)
  }
  function lockNow() {
    if (store.lock !== 'open') return
    store.lockNow()
    passes = []
    adder.settle()
    look()
  }
  function afterAdding() {
    const { kind } = adder.state
    if (kind === 'added' && route.page !== 'passes') replaceRoute({ page: 'passes' })
    if (kind === 'refused' && route.page !== 'add') replaceRoute({ page: 'add' })
    changed()
  }
  /** Back does not lead to a camera or form that has done its work. */
  function replaceRoute(next: Route) {
    history.replaceState(null, '', addressOf(next))
    route = next
  }
  async function save(change: Promise<void>) {
    await change
    await look()
    others.tell('changed')
  }

  /** Sets camera and wake lock to what the state of things asks for, then draws. May be called at any time. */
  function changed() {
    if (!built) return
    const seen = !document.hidden
    const open = store.lock !== 'locked'
    if (seen && open && route.page === 'camera') capture.start()
    else capture.stop()
    if (seen && open && route.page === 'open') awake.hold()
    else awake.release()
    if (offline.replaced && quiet()) location.reload()
    draw(wallet)
  }
  /** No code is shown, nothing half done. What the portal handed over stands in this page alone until it is kept. */
  const quiet = () =>
    route.page === 'passes' && adder.state.kind === 'idle' && waiting === undefined && !removal.last

  const wallet: Wallet = {
    get route() {
      return route
    },
    get passes() {
      return passes
    },
    get people() {
      return groupPasses(passes, now())
    },
    adder,
    removal,
    capture,
    trust,
    offline,
    get zone() {
      return zoneOf(trust.view.trust?.rules.zone)
    },
    place,
    lasting: store.lasting,
    get lock() {
      return store.lock
    },
    get lockWaitUntil() {
      return store.waitUntil as Instant
    },
    get clockOff() {
      const { clock } = trust.view
      // What was confirmed later than now, was before the clock was set back.
      return clock !== undefined && (clock.off > CLOCKS_APART || now() < clock.at)
    },
    get handedOver() {
      return waiting !== undefined
    },
    get promise() {
      return promise
    },
    get installOffered() {
      return installOffer.offered
    },
    now,
    install: installOffer.install,
    askForStorage: askAgain,
    async readFile(file) {
      try {
        const reading = await capture.read(file)
        if (reading.ok) await adder.add(reading.texts, 'picture')
        else adder.refuse(`picture-${reading.reason}`, 'picture')
      } catch {
        adder.refuse('no-decoder', 'picture')
      }
    },
    go(next) {
      location.hash = addressOf(next)
    },
    pin(person, pinned) {
      const theirs = new Set(passesOf(person).map(({ id }) => id))
      const changedOnes = passes.map((pass) => ({ ...asKept(pass), pinned: pinned && theirs.has(pass.id) }))
      save(store.put(changedOnes))
    },
    remove(pass) {
      replaceRoute({ page: 'passes' })
      save(removal.remove([pass]))
    },
    removeAll() {
      replaceRoute({ page: 'passes' })
      save(removal.removeAll(passes))
    },
    undo() {
      save(removal.undo())
    },
    async unlock(pin) {
      const came = await store.unlock(pin, now())
      await look()
      if (came === 'open') await takeHandover()
      return came
    },
    async setPin(pin) {
      await store.setPin(pin)
      await look()
      others.tell('changed')
    },
    lockNow() {
      lockNow()
      others.tell('locked')
    },
    forgetAll() {
      replaceRoute({ page: 'passes' })
      save(store.forgetAll()).then(takeHandover)
    },
  }

  window.addEventListener('hashchange', () => {
    route = routeOf(location.hash)
    adder.settle()
    changed()
  })
  window.addEventListener('online', () => {
    refresh()
    offline.heal()
    if (route.page === 'camera' && capture.broken) capture.retry()
  })
  document.addEventListener('visibilitychange', () => {
    watchHiding()
    if (!document.hidden) {
      look()
      if (now() - (trust.view.fetchedAt ?? 0) > HOUR) refresh()
    }
    changed()
  })
  setInterval(() => {
    if (offline.stock === 'incomplete' && navigator.onLine) offline.heal()
    look()
  }, HALF_A_MINUTE)
  setInterval(() => {
    if (!navigator.onLine) return
    refresh()
    offline.heal()
  }, HOUR)

  await trust.load()
  // Whoever was quick has gone on already, by a link of what stood there before this script.
  route = routeOf(location.hash)
  built = true
  await look()
  refresh()
  takeHandover()
  return wallet
}
