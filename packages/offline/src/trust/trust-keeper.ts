import type { OpenedTrustList, OpenTrustListOptions, RefusedTrustList, Trust } from '@excelsior/credentials'
import type { Instant } from '@excelsior/domain'
import { fieldsOf, type Kept } from '../kept.ts'

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
  readonly fetchList: () => Promise<Uint8Array>
  readonly now: () => Instant
  /** Whether this app may work on a demonstration's list at all. */
  readonly allowDemo: boolean
  readonly onChange: () => void
}

/** Issue times may lie this far ahead of a slow clock, milliseconds. */
const SKEW = 60_000

export const clockInDoubt = (latestTime: Instant | undefined, now: Instant): boolean =>
  latestTime !== undefined && now + SKEW < latestTime

const NOTHING: TrustView = {
  trust: undefined,
  root: undefined,
  fetchedAt: undefined,
  refresh: 'never',
  latestTime: undefined,
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
    const opened = await openNow(stored.bytes, stored.fetchedAt)
    if (!opened.ok) return
    change({ trust: opened.trust, fetchedAt: stored.fetchedAt })
    await sawTime(opened.trust.issuedAt)
  }

  async function fetchAndAdopt() {
    change({ refresh: 'running' })
    let bytes: Uint8Array
    try {
      bytes = await options.fetchList()
    } catch {
      return change({ refresh: 'unreachable' })
    }
    const fetchedAt = now()
    const opened = await openNow(bytes, fetchedAt)
    if (!opened.ok) return change({ refresh: opened.reason })
    const { root, trust, content } = opened
    pin = { root, demo: trust.demo, version: content.version }
    change({ trust, root, fetchedAt, refresh: 'done' })
    await kept.put('trust', { ...pin, bytes, fetchedAt } satisfies Stored)
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
}

function readStored(value: unknown): Stored | undefined {
  const { root, demo, version, bytes, fetchedAt } = fieldsOf(value)
  const sound =
    typeof root === 'string' &&
    typeof demo === 'boolean' &&
    typeof version === 'number' &&
    typeof fetchedAt === 'number' &&
    bytes instanceof Uint8Array
  return sound ? { root, demo, version, bytes, fetchedAt: fetchedAt as Instant } : undefined
}
