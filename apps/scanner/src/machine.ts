import { type Camera, canReadPdfs, openCamera } from '@excelsior/capture'
import { openTrustList, webCryptoChecker } from '@excelsior/credentials'
import type { Instant, Zone } from '@excelsior/domain'
import {
  askForStorage,
  clockUnconfirmed,
  fetchTrustList,
  type Kept,
  keepOffline,
  keepTrust,
  type Offline,
  type TrustKeeper,
  zoneOf,
} from '@excelsior/offline'
import type { Counts } from './device/counts.ts'
import { fillScreen, leaveFullScreen, onFullScreen } from './device/full-screen.ts'
import type { CountLine } from './device/outgoing.ts'
import { readSettings, type Settings } from './device/settings.ts'
import { openSignals, type Signals } from './device/signals.ts'
import type { Station, StationCamera } from './device/station.ts'
import { keepStation } from './device/station-keeper.ts'
import { stayAwake } from './device/stay-awake.ts'
import { keepTally } from './device/tally.ts'
import { type Route, routeOf } from './route.ts'
import { checkCode } from './scanning/check-code.ts'
import { looksLikeAPass } from './scanning/code-text.ts'
import { type KeyPress, learnLayout, readsTestCode, textOf } from './scanning/keyboard-wedge.ts'
import { listenToKeys } from './scanning/listen-to-keys.ts'
import type { Outcome } from './scanning/outcome.ts'
import { openReader } from './scanning/reader.ts'
import { driveScans, type ScanDriver } from './scanning/scan-driver.ts'
import { type Source, STATION_TIMINGS, TIMINGS } from './scanning/scan-session.ts'
import { credentialsOf, partsOf, worthShowing } from './scanning/several-credentials.ts'
import type { Hint } from './screens/scan-view.tsx'
import type { LeaveTry } from './screens/station-leave.tsx'
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
  /** Whether this browser can open PDFs here at all. */
  readonly readsPdfs: boolean
  readFile(file: File): void
  pasted(text: string): void
  reset(): void
  /** Whether what is kept here outlives the page. */
  readonly lasting: boolean
  /** Absent where somebody of the venue holds the device. */
  readonly station: Pick<Station, 'camera'> | undefined
  startStation(pin: string, camera: StationCamera): Promise<void>
  /** Milliseconds until the next try of the PIN. */
  stationWait(): number
  leaveStation(pin: string): Promise<LeaveTry>
  backToScanning(): void
  /** Counts that wait to be sent, if the venue agreed. */
  readonly waiting: readonly CountLine[]
  readonly sentAt: Instant | undefined
  agreeToSending(on: boolean): void
}

const HALF_A_MINUTE = 30_000
const HOUR = 3_600_000
/** Nobody came to a station for so long: a new version may take its place. */
const QUIET = 10 * 60_000

/** All that stays on this device. */
export type KeptKey = 'settings' | 'trust' | 'latest-time' | 'counts' | 'outgoing' | 'station'

export async function startMachine(kept: Kept<KeptKey>, draw: (machine: Machine) => void): Promise<Machine> {
  const now = () => Date.now() as Instant
  const ticks = () => performance.now()
  let settings = readSettings(await kept.get('settings'))
  let lastSeenAt = 0
  let layoutTest: LayoutTest = 'none'
  /** Until all parts stand, their changes are nobody's business. */
  let built = false

  const stationed = await keepStation({
    kept,
    now,
    onTurn: (elsewhere) => {
      if (built) turnStation(elsewhere)
    },
  })
  let route = routeOf(location.hash, stationed.station !== undefined)

  const video = document.createElement('video')
  video.muted = true
  video.playsInline = true
  video.setAttribute('playsinline', '')

  const currentZone = () => zoneOf(trust.view.trust?.rules.zone)
  const facing = () => (stationed.station?.camera === 'front' ? 'user' : 'environment')
  const today = () => currentZone().dateAt(now())

  const trust = keepTrust({
    kept,
    open: openTrustList,
    fetchList: fetchTrustList,
    now,
    allowDemo: import.meta.env.VITE_SCANNER_DEMO !== 'refused',
    onChange: () => changed(),
  })
  const check = (text: string, source: Source) => {
    const { trust: list, latestTime, clock } = trust.view
    const circumstances = {
      trust: list,
      latestTime,
      clockUnconfirmed: clockUnconfirmed(clock, now()),
      accepted: settings.accepted,
      now: now(),
    }
    return checkCode(text, source, circumstances, webCryptoChecker)
  }
  const scans = driveScans({
    check,
    now: ticks,
    timings: () => (stationed.station ? STATION_TIMINGS : TIMINGS),
    onChange: () => changed(),
    onVerdict: (outcome) => {
      lastSeenAt = ticks()
      tally.count(outcome)
      reader.forgetHint()
      if (newListMayHelp(outcome)) trust.refresh()
    },
    onPart: () => signals.give('part', settings),
  })
  const camera = openCamera({
    video,
    lens: settings.lens,
    facing: facing(),
    onChange: () => changed(),
    onLens: (lens) => machine.choose({ lens }),
  })
  const reader = openReader({
    video,
    ticks,
    onCode: (text, frame) => scans.seen(text, 'camera', frame),
    onFile: (texts) => seenTogether(texts, 'picture'),
    onFrozen: () => camera.startAnew(),
    onHealed: () => offline.heal(),
    onChange: () => changed(),
  })
  const offline = keepOffline(`${import.meta.env.BASE_URL}service-worker.js`, () => changed())
  const signals = openSignals()

  await trust.load()
  const tally = await keepTally({
    kept,
    today,
    now,
    ticks,
    agreed: () => settings.sendCounts,
    onChange: () => changed(),
  })

  /** Sets camera and film to what the state of things asks for, then draws. May be called at any time. */
  function changed() {
    if (!built) return
    const active = settings.started && !document.hidden
    reader.look(
      active &&
        route === 'scan' &&
        reader.ready &&
        scans.state.phase.kind !== 'verdict' &&
        camera.view.state === 'on',
    )
    draw(machine)
  }
  /** A station has nobody who would press *Update now*. In a full screen that a touch opened, a reload would end it. */
  const updateQuietly = () => {
    const quiet = scans.state.phase.kind === 'looking' && ticks() - lastSeenAt > QUIET
    if (stationed.station && offline.updateWaits && quiet && !document.fullscreenElement) offline.update()
  }
  /** What came in one file, or was pasted at once. */
  const seenTogether = async (texts: readonly string[], source: 'picture' | 'typed') => {
    let chosen = texts
    try {
      chosen = await worthShowing(await credentialsOf(texts), (text) => check(text, source))
    } catch {
      // What takes them apart could not be loaded: the check says so of the first.
    }
    for (const text of chosen) for (const part of partsOf(text)) scans.seen(part, source)
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
      return tally.counts
    },
    get route() {
      return route
    },
    get hint() {
      return reader.hint
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
    readsPdfs: canReadPdfs(),
    readFile: reader.readFile,
    pasted: (text) => seenTogether([text], 'typed'),
    lasting: kept.lasting,
    get station() {
      return stationed.station
    },
    startStation(pin, facing) {
      // From within the touch: after the hash has been reckoned, browsers refuse it.
      fillScreen()
      return stationed.start(pin, facing)
    },
    stationWait: stationed.wait,
    leaveStation: stationed.leave,
    backToScanning() {
      location.replace('#scan')
      turn()
    },
    get waiting() {
      return tally.waiting
    },
    get sentAt() {
      return tally.sentAt
    },
    agreeToSending(on) {
      if (!on) tally.drop()
      machine.choose({ sendCounts: on })
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
  const turn = () => {
    route = routeOf(location.hash, stationed.station !== undefined)
    reader.forgetHint()
    layoutTest = 'none'
    changed()
  }
  /** Whatever stood on the screen belonged to whoever used the device before; so did what the other page has set. */
  const turnStation = async (elsewhere: boolean) => {
    if (elsewhere) settings = readSettings(await kept.get('settings'))
    if (elsewhere && settings.started && !document.hidden) begin()
    scans.leave()
    camera.face(facing())
    if (!stationed.station) leaveFullScreen()
    location.replace(stationed.station || elsewhere ? '#scan' : '#settings')
    turn()
  }
  window.addEventListener('hashchange', turn)
  onFullScreen(() => changed())
  window.addEventListener('online', () => {
    trust.refresh()
    offline.heal()
    reader.tryAgain()
    tally.send()
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
    stationed.look()
    changed()
  })
  setInterval(() => {
    if (!navigator.onLine) return
    trust.refresh()
    offline.heal()
  }, HOUR)
  setInterval(() => {
    if (offline.stock === 'incomplete' && navigator.onLine) offline.heal()
    tally.send()
    updateQuietly()
    // The age of the lists is on the screen.
    changed()
  }, HALF_A_MINUTE)

  built = true
  askForStorage()
  trust.refresh()
  if (settings.started) begin()
  turn()
  return machine
}

/** Verdicts that a fresher list may turn into an answer. */
const newListMayHelp = (outcome: Outcome): boolean =>
  outcome.word === 'cannot-check' &&
  ['trust-missing', 'trust-ended', 'update-needed', 'rules', 'revocation'].includes(outcome.doubt)
