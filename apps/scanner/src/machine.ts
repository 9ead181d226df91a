import {
  type Camera,
  canReadPdfs,
  type Decoder,
  type Facing,
  openCamera,
  readFile,
  readFilm,
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
import { fillScreen, leaveFullScreen, onFullScreen } from './device/full-screen.ts'
import {
  batched,
  type CountLine,
  gather,
  mayBeSent,
  NOTHING_TO_SEND,
  readOutgoing,
  sent,
  waitingLines,
} from './device/outgoing.ts'
import { newBatchKey, sendCounts } from './device/send-counts.ts'
import { readSettings, type Settings } from './device/settings.ts'
import { openSignals, type Signals } from './device/signals.ts'
import { matches, slowHash } from './device/slow-hash.ts'
import {
  newStation,
  readStation,
  type Station,
  type StationCamera,
  tried,
  waitBeforeTry,
  withTriesElsewhere,
} from './device/station.ts'
import { stayAwake } from './device/stay-awake.ts'
import { type Route, routeOf } from './route.ts'
import { checkCode } from './scanning/check-code.ts'
import { looksLikeAPass } from './scanning/code-text.ts'
import { type KeyPress, learnLayout, readsTestCode, textOf } from './scanning/keyboard-wedge.ts'
import { listenToKeys } from './scanning/listen-to-keys.ts'
import type { Outcome } from './scanning/outcome.ts'
import { driveScans, type ScanDriver } from './scanning/scan-driver.ts'
import { STATION_TIMINGS, TIMINGS } from './scanning/scan-session.ts'
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

const HINT_AFTER = 8_000
const DECODER_AGAIN_AFTER = 3_000
const HALF_A_MINUTE = 30_000
const HOUR = 3_600_000
/** After a sending that nobody answered, milliseconds. */
const SEND_AGAIN_AFTER = 5 * 60_000
/** Nobody came to a station for so long: a new version may take its place. */
const QUIET = 10 * 60_000

/** All that stays on this device. */
export type KeptKey = 'settings' | 'trust' | 'latest-time' | 'counts' | 'outgoing' | 'station'

export async function startMachine(kept: Kept<KeptKey>, draw: (machine: Machine) => void): Promise<Machine> {
  const now = () => Date.now() as Instant
  const ticks = () => performance.now()
  let settings = readSettings(await kept.get('settings'))
  let station = readStation(await kept.get('station'))
  let outgoing = readOutgoing(await kept.get('outgoing'))
  let sendingTriedAt = Number.NEGATIVE_INFINITY
  let lastSeenAt = 0
  let route = routeOf(location.hash, station !== undefined)
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
    timings: () => (station ? STATION_TIMINGS : TIMINGS),
    onChange: () => changed(),
    onVerdict: (outcome) => {
      lastSeenAt = ticks()
      counts = counted(counts, outcome, today())
      kept.put('counts', counts).catch(() => {})
      if (settings.sendCounts) keepOutgoing(gather(outgoing, outcome, today()))
      hint = 'none'
      if (newListMayHelp(outcome)) trust.refresh()
    },
  })
  const camera = openCamera({
    video,
    lens: settings.lens,
    facing: facingOf(station),
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
  const keepOutgoing = (next: typeof outgoing) => {
    outgoing = next
    kept.put('outgoing', outgoing).catch(() => {})
  }
  /** What waits, once an hour at most. The batch is written down before it goes, so that it stays one batch. */
  const sendWaiting = async () => {
    if (!settings.sendCounts || !navigator.onLine || !mayBeSent(outgoing, now())) return
    if (ticks() - sendingTriedAt < SEND_AGAIN_AFTER) return
    sendingTriedAt = ticks()
    outgoing = batched(outgoing, today(), newBatchKey)
    await kept.put('outgoing', outgoing).catch(() => {})
    const { batch } = outgoing
    if (!batch) return
    if ((await sendCounts(batch)) === 'later') return
    keepOutgoing(sent(outgoing, batch.key, now()))
    changed()
  }
  /** A station has nobody who would press *Update now*. In a full screen that a touch opened, a reload would end it. */
  const updateQuietly = () => {
    const quiet = scans.state.phase.kind === 'looking' && ticks() - lastSeenAt > QUIET
    if (station && offline.updateWaits && quiet && !document.fullscreenElement) offline.update()
  }
  const keepStation = async (next: Station | undefined) => {
    station = next
    await kept.put('station', station)
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
    readsPdfs: canReadPdfs(),
    async readFile(file) {
      pictures += 1
      setHint('picture-reading')
      try {
        const reading = await readFile(file, getDecoder, ticks)
        hint = reading.ok ? 'none' : `picture-${reading.reason}`
        if (reading.ok) scans.seen(reading.text, 'picture')
      } catch {
        noDecoder()
      }
      pictures -= 1
      changed()
    },
    lasting: kept.lasting,
    get station() {
      return station
    },
    async startStation(pin, facing) {
      // From within the touch: after the hash has been reckoned, browsers refuse it.
      fillScreen()
      await keepStation(newStation(await slowHash(pin), facing))
      scans.leave()
      camera.face(facingOf(station))
      location.replace('#scan')
      turn()
    },
    stationWait: () => (station ? waitBeforeTry(station, now()) : 0),
    async leaveStation(pin) {
      if (!station) return 'wait'
      const stored = await kept.get('station')
      station = withTriesElsewhere(station, stored)
      if (waitBeforeTry(station, now()) > 0) return 'wait'
      // Counted and written down before it is looked at: a reload in between wins nothing.
      await keepStation(tried(station, now()))
      if (!station.pin || !(await matches(pin, station.pin))) return 'wrong'
      await keepStation(undefined)
      leaveFullScreen()
      camera.face('environment')
      location.replace('#settings')
      turn()
      return 'left'
    },
    backToScanning() {
      location.replace('#scan')
      turn()
    },
    get waiting() {
      return settings.sendCounts ? waitingLines(outgoing, today()) : []
    },
    get sentAt() {
      return outgoing.sentAt
    },
    agreeToSending(on) {
      // Whoever takes it back takes back what waits.
      if (!on) keepOutgoing(NOTHING_TO_SEND)
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
    route = routeOf(location.hash, station !== undefined)
    hint = 'none'
    layoutTest = 'none'
    changed()
  }
  window.addEventListener('hashchange', turn)
  onFullScreen(() => changed())
  window.addEventListener('online', () => {
    trust.refresh()
    offline.heal()
    tryDecoder()
    sendWaiting()
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
    sendWaiting()
    updateQuietly()
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

const facingOf = (station: Station | undefined): Facing =>
  station?.camera === 'front' ? 'user' : 'environment'

/** Verdicts that a fresher list may turn into an answer. */
const newListMayHelp = (outcome: Outcome): boolean =>
  outcome.word === 'cannot-check' && ['trust-missing', 'trust-ended', 'update-needed'].includes(outcome.doubt)
