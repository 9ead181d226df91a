import type { OpenedTrustList, OpenTrustListOptions, RefusedTrustList, Trust } from '@excelsior/credentials'
import type { Instant } from '@excelsior/domain'
import { fieldsOf, type Kept } from '../kept.ts'
import type { FetchedList } from './fetch-list.ts'

export type OpenList = (
  bytes: Uint8Array,
  options: OpenTrustListOptions,
) => Promise<OpenedTrustList | RefusedTrustList>

/** How the last try to fetch the list went. After any but `done` the list at hand stays as it was. */
export type Refresh = 'never' | 'running' | 'done' | 'unreachable' | RefusedTrustList['reason']

export interface TrustView {
  readonly trust: Trust | undefined
  /** Thumbprint of the root key that this device pinned. */
  readonly root: string | undefined
  readonly fetchedAt: Instant | undefined
  readonly refresh: Refresh
  /** The latest instant that a signed list proves to have passed. */
  readonly latestTime: Instant | undefined
  /** When this device's clock was last held against the server's, and how far they stood apart, milliseconds. */
  readonly clock: ClockCheck | undefined
}

export interface ClockCheck {
  /** By this device's clock. */
  readonly at: Instant
  readonly off: number
}

export interface TrustKeeper {
  readonly view: TrustView
  /** Takes up what was kept on this device. What cannot be opened any more is as good as absent. */
  load(): Promise<void>
  /** Fetches the list anew, past every cache. The one at hand stays unless the new one is good as a whole. */
  refresh(): Promise<void>
}

export interface TrustKeeperOptions {
  readonly kept: Kept<'trust' | 'latest-time'>
  readonly open: OpenList
  /** Rejects when the list cannot be had. */
  readonly fetchList: () => Promise<FetchedList>
  readonly now: () => Instant
  /** Whether this app may work on a demonstration's list at all. */
  readonly allowDemo: boolean
  readonly onChange: () => void
}

/** Issue times may lie this far ahead of a slow clock, milliseconds. */
const SKEW = 60_000

export const clockInDoubt = (latestTime: Instant | undefined, now: Instant): boolean =>
  latestTime !== undefined && now + SKEW < latestTime

/** How far this clock may stand off from the server's, milliseconds: live codes are refused when a minute old. */
const CLOCKS_APART = 30_000
const CONFIRMED_FOR = 24 * 3_600_000

/** Whether nothing has confirmed this device's clock of late. What was confirmed later than now, was before it was set back. */
export const clockUnconfirmed = (clock: ClockCheck | undefined, now: Instant): boolean =>
  clock === undefined || clock.off > CLOCKS_APART || now < clock.at || now - clock.at > CONFIRMED_FOR

/** The server answered at some time between the two, and tells no parts of a second. */
function apart(serverTime: Instant, asked: Instant, came: Instant): number {
  return Math.max(0, asked - (serverTime + 1000), serverTime - came)
}

const NOTHING: TrustView = {
  trust: undefined,
  root: undefined,
  fetchedAt: undefined,
  refresh: 'never',
  latestTime: undefined,
  clock: undefined,
}

export function keepTrust(options: TrustKeeperOptions): TrustKeeper {
  const { kept, open, now } = options
  let view = NOTHING
  /** The pin outlives a list that cannot be opened any more: only a whole reset drops it. */
  let pin: Pin | undefined
  let running: Promise<void> | undefined

  const change = (part: Partial<TrustView>) => {
    view = { ...view, ...part }
    options.onChange()
  }
  const sawTime = async (time: Instant | null) => {
    if (time === null || (view.latestTime !== undefined && time <= view.latestTime)) return
    change({ latestTime: time })
    await kept.put('latest-time', time)
  }
  const openNow = (bytes: Uint8Array, at: Instant) =>
    open(bytes, {
      pinnedRoot: pin?.root ?? null,
      now: at,
      // Whoever once checked real passes never falls for a demonstration's list.
      allowDemo: options.allowDemo && pin?.demo !== false,
      ...(pin ? { seenVersion: pin.version } : {}),
    })

  async function load() {
    const time = await kept.get('latest-time')
    if (typeof time === 'number' && Number.isFinite(time)) change({ latestTime: time as Instant })
    const stored = readStored(await kept.get('trust'))
    if (!stored) return
    pin = stored
    change({ root: stored.root })
    // It was good when it came. Whether it still is, `verify` asks at every scan.
    const { bytes, fetchedAt, clock } = stored
    const opened = await openNow(bytes, fetchedAt)
    if (!opened.ok) return
    change({ trust: opened.trust, fetchedAt, clock })
    await sawTime(opened.trust.issuedAt)
  }

  async function fetchAndAdopt() {
    change({ refresh: 'running' })
    let fetched: FetchedList
    const asked = now()
    try {
      fetched = await options.fetchList()
    } catch {
      return change({ refresh: 'unreachable' })
    }
    const { bytes, serverTime } = fetched
    const fetchedAt = now()
    const opened = await openNow(bytes, fetchedAt)
    if (!opened.ok) return change({ refresh: opened.reason })
    const { root, trust, content } = opened
    pin = { root, demo: trust.demo, version: content.version }
    // Of an answer that is not the department's neither the list nor the time is taken.
    const clock = serverTime && { at: fetchedAt, off: apart(serverTime, asked, fetchedAt) }
    change({ trust, root, fetchedAt, refresh: 'done', ...(clock && { clock }) })
    const stored: Stored = { ...pin, bytes, fetchedAt, ...(view.clock && { clock: view.clock }) }
    await kept.put('trust', stored)
    await sawTime(trust.issuedAt)
  }

  return {
    get view() {
      return view
    },
    load,
    refresh() {
      running ??= fetchAndAdopt().finally(() => {
        running = undefined
      })
      return running
    },
  }
}

interface Pin {
  readonly root: string
  readonly demo: boolean
  readonly version: number
}

interface Stored extends Pin {
  readonly bytes: Uint8Array
  readonly fetchedAt: Instant
  /** Absent where the server never said, and in what an older release kept. */
  readonly clock?: ClockCheck
}

function readStored(value: unknown): Stored | undefined {
  const { root, demo, version, bytes, fetchedAt, clock } = fieldsOf(value)
  const sound =
    typeof root === 'string' &&
    typeof demo === 'boolean' &&
    typeof version === 'number' &&
    typeof fetchedAt === 'number' &&
    bytes instanceof Uint8Array
  if (!sound) return undefined
  const checked = readClock(clock)
  return { root, demo, version, bytes, fetchedAt: fetchedAt as Instant, ...(checked && { clock: checked }) }
}

function readClock(value: unknown): ClockCheck | undefined {
  const { at, off } = fieldsOf(value)
  return typeof at === 'number' && typeof off === 'number' ? { at: at as Instant, off } : undefined
}
