import { LIMITS } from '@excelsior/credentials'
import type { Instant } from '@excelsior/domain'

const ADDRESS = '/.well-known/excelsior/trust.json'
const WITHIN = 15_000

export interface FetchedList {
  readonly bytes: Uint8Array
  /** What the server's clock said as it answered, to the second; absent where it did not say. */
  readonly serverTime?: Instant
}

/** The published list, from this origin, past every cache on the way. Rejects when it cannot be had in time. */
export async function fetchTrustList(): Promise<FetchedList> {
  const late = new Promise<never>((_, reject) =>
    setTimeout(() => reject(new Error('no answer in time')), WITHIN),
  )
  return Promise.race([fetchList(), late])
}

async function fetchList(): Promise<FetchedList> {
  const response = await fetch(ADDRESS, { cache: 'no-store', credentials: 'omit', redirect: 'error' })
  if (!response.ok) throw new Error('no list')
  if (Number(response.headers.get('Content-Length') ?? 0) > LIMITS.trustListBytes)
    throw new Error('too large')
  const serverTime = Date.parse(response.headers.get('Date') ?? '')
  const bytes = new Uint8Array(await response.arrayBuffer())
  // An answer that a store on the way kept for a while tells the time at which it was kept.
  if (Number.isNaN(serverTime) || Number(response.headers.get('Age') ?? 0) > 0) return { bytes }
  return { bytes, serverTime: serverTime as Instant }
}
