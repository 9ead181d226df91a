import {
  type Camera,
  type Decoder,
  openCamera,
  readFilm,
  readPicture,
  startDecoder,
} from '@excelsior/capture'
import { openTrustList, webCryptoChecker } from '@excelsior/credentials'
import type { Instant, Zone } from '@excelsior/domain'
import {
  askForStorage,
  fetchTrustList,
  type Kept,
  keepOffline,
  keepTrust,
  type Offline,
  type TrustKeeper,
  zoneOf,
} from '@excelsior/offline'
import { type Counts, counted, readCounts } from './device/counts.ts'
import { readSettings, type Settings } from './device/settings.ts'
import { openSignals, type Signals } from './device/signals.ts'
import { stayAwake } from './device/stay-awake.ts'
import { type Route, routeOf } from './route.ts'
import { checkCode } from './scanning/check-code.ts'
import { looksLikeAPass } from './scanning/code-text.ts'
import { type KeyPress, learnLayout, readsTestCode, textOf } from './scanning/keyboard-wedge.ts'
import { listenToKeys } from './scanning/listen-to-keys.ts'
import type { Outcome } from './scanning/outcome.ts'
import { driveScans, type ScanDriver } from './scanning/scan-driver.ts'
import type { Hint } from './screens/scan.tsx'
import type { LayoutTest } from './screens/typing-test.tsx'

/** Everything that runs in this scanner, connected. The screens are drawn from it and press its buttons. */
export interface Machine {
  readonly settings: Settings
  readonly counts: Counts
  readonly route: Route
  readonly hint: Hint
  readonly layoutTest: LayoutTest
  readonly zone: Zone
  readonly video: HTMLVideoElement
  readonly camera: Camera
  readonly scans: ScanDriver
  readonly trust: TrustKeeper
  readonly offline: Offline
  readonly signals: Signals
  now(): Instant
  choose(change: Partial<Settings>): void
  readFile(file: File): void
  reset(): void
}

const HINT_AFTER = 8_000
const DECODER_AGAIN_AFTER = 3_000
const HALF_A_MINUTE = 30_000
const HOUR = 3_600_000

/** All that stays on this device. */
export type KeptKey = 'settings' | 'trust' | 'latest-time' | 'counts'

export async function startMachine(kept: Kept<KeptKey>, draw: (machine: Machine) => void): Promise<Machine> {
  const now = () => Date.now() as Instant
  const ticks = () => performance.now()
  let settings = readSettings(await kept.get('settings'))
  let route = routeOf(location.hash)
  let hint: Hint = 'none'
  let layoutTest: LayoutTest = 'none'
  let decoder: Decoder | undefined
  /** The decoder could not be loaded; another try comes with the next connection, or after a while. */
  let broken = false
  let pictures = 0
  let looking = false
  /** Until all parts stand, their changes are nobody's business. */
  let built = false
  let hintTimer: ReturnType<typeof setTimeout> | undefined

  const video = document.createElement('video')
  video.muted = true
  video.playsInline = true
  video.setAttribute('playsinline', '')

  const currentZone = () => zoneOf(trust.view.trust?.rules.zone)
  const today = () => currentZone().dateAt(now())
  const getDecoder = () => {
    if (!decoder) {
      decoder = startDecoder()
      decoder.ready.then(
        () => decoderCame(),
        () => {},
      )
    }
    return decoder
  }

  const trust = keepTrust({
    kept,
    open: openTrustList,
    fetchList: fetchTrustList,
    now,
    allowDemo: import.meta.env.VITE_SCANNER_DEMO !== 'refused',
    onChange: () => changed(),
  })
  const scans = driveScans({
    check: (text, source) => {
      const { trust: list, latestTime } = trust.view
      const circumstances = { trust: list, latestTime, accepted: settings.accepted, now: now() }
      return checkCode(text, source, circumstances, webCryptoChecker)
    },
    now: ticks,
    onChange: () => changed(),
    onVerdict: (outcome) => {
      counts = counted(counts, outcome, today())
      kept.put('counts', counts).catch(() => {})
      hint = 'none'
      if (newListMayHelp(outcome)) trust.refresh()
    },
  })
  const camera = openCamera({
    video,
    lens: settings.lens,
    onChange: () => changed(),
    onLens: (lens) => machine.choose({ lens }),
  })
  const film = readFilm({
    video,
    decoder: getDecoder,
    onCode: (text, frame) => {
      hint = 'none'
      waitForCode()
      scans.seen(text, 'camera', frame)
    },
    onGlimpse: () => setHint('glimpsed'),
    onBroken: () => noDecoder(),
    onFrozen: () => camera.startAnew(),
  })
  const offline = keepOffline(`${import.meta.env.BASE_URL}service-worker.js`, () => changed())
  const signals = openSignals()

  await trust.load()
  let counts = readCounts(await kept.get('counts'), today())

  const noDecoder = () => {
    broken = true
    decoder?.stop()
    decoder = undefined
    setTimeout(tryDecoder, DECODER_AGAIN_AFTER)
    setHint('no-decoder')
  }
  const decoderCame = () => {
    if (hint !== 'no-decoder') return
    setHint('none')
    offline.heal()
  }
  const tryDecoder = () => {
    broken = false
    changed()
  }
  const setHint = (next: Hint) => {
    hint = next
    changed()
  }
  /** Nothing was read for a while: say what may help. */
  const waitForCode = () => {
    clearTimeout(hintTimer)
    hintTimer = setTimeout(() => looking && hint === 'none' && setHint('move'), HINT_AFTER)
  }

  /** Sets camera and film to what the state of things asks for, then draws. May be called at any time. */
  function changed() {
    if (!built) return
    const active = settings.started && !document.hidden
    const look =
      active &&
      route === 'scan' &&
      !broken &&
      pictures === 0 &&
      scans.state.phase.kind !== 'verdict' &&
      camera.view.state === 'on'
    if (look && !looking) waitForCode()
    looking = look
    if (look) film.look()
    else film.rest()
    draw(machine)
  }
  const begin = () => {
    camera.start()
    stayAwake()
  }

  const machine: Machine = {
    get settings() {
      return settings
    },
    get counts() {
      return counts.day === today() ? counts : readCounts(undefined, today())
    },
    get route() {
      return route
    },
    get hint() {
      return hint
    },
    get layoutTest() {
      return layoutTest
    },
    get zone() {
      return currentZone()
    },
    video,
    camera,
    scans,
    trust,
    offline,
    signals,
    now,
    choose(change) {
      const first = !settings.started && change.started === true
      settings = { ...settings, ...change }
      kept.put('settings', settings).catch(() => {})
      if (first) begin()
      changed()
    },
    async readFile(file) {
      pictures += 1
      setHint('picture-reading')
      try {
        const reading = await readPicture(file, getDecoder(), ticks)
        hint = reading.ok ? 'none' : `picture-${reading.reason}`
        if (reading.ok) scans.seen(reading.text, 'picture')
      } catch {
        noDecoder()
      }
      pictures -= 1
      changed()
    },
    reset() {
      kept.clear().then(() => location.replace(location.pathname))
    },
  }

  const onKeys = (keys: readonly KeyPress[]) => {
    if (!settings.started) return
    if (route !== 'settings') return scans.seen(textOf(keys, settings.layout, looksLikeAPass), 'wedge')
    const layout = readsTestCode(keys) ? undefined : learnLayout(keys)
    layoutTest = readsTestCode(keys) ? 'right' : layout ? 'learned' : 'garbled'
    if (layout) machine.choose({ layout })
    else changed()
  }

  listenToKeys(window, onKeys)
  for (const touch of ['pointerdown', 'touchend', 'keydown']) window.addEventListener(touch, signals.unlock)
  window.addEventListener('hashchange', () => {
    route = routeOf(location.hash)
    hint = 'none'
    layoutTest = 'none'
    changed()
  })
  window.addEventListener('online', () => {
    trust.refresh()
    offline.heal()
    tryDecoder()
  })
  document.addEventListener('visibilitychange', () => {
    // Whatever was on the screen is gone before anybody else can see it.
    if (document.hidden) {
      scans.leave()
      camera.stop()
    } else if (settings.started) {
      begin()
      if (now() - (trust.view.fetchedAt ?? 0) > HOUR) trust.refresh()
    }
    changed()
  })
  setInterval(() => {
    if (!navigator.onLine) return
    trust.refresh()
    offline.heal()
  }, HOUR)
  setInterval(() => {
    if (offline.stock === 'incomplete' && navigator.onLine) offline.heal()
    // The age of the lists is on the screen.
    changed()
  }, HALF_A_MINUTE)

  built = true
  askForStorage()
  trust.refresh()
  if (settings.started) begin()
  changed()
  return machine
}

/** Verdicts that a fresher list may turn into an answer. */
const newListMayHelp = (outcome: Outcome): boolean =>
  outcome.word === 'cannot-check' && ['trust-missing', 'trust-ended', 'update-needed'].includes(outcome.doubt)
