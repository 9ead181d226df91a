import {
  type Json,
  LIMITS,
  type ListedStatuses,
  type OpenedStatusList,
  openStatusListOf,
  parseJson,
  type StatusListFault,
  writeStatuses,
} from '@excelsior/credentials'
import type { Instant } from '@excelsior/domain'
import { nodeChecker } from '@excelsior/keys'
import { type Fetch, isThisMachine, outsideAddress } from './fetch-outside.ts'
import type { Failure } from './trust-notes.ts'
import { type TrustSource, UNDATED_GOOD_FOR } from './trust-source.ts'

/** A status list as it is kept: in little, and who signed it when. */
export interface KeptList {
  readonly listed: ListedStatuses
  readonly keyId: string
  readonly issuedAt: Instant
  /** From then on its issuer would have it fetched anew (`ttl`). */
  readonly askAfter: Instant
}

const MOST_LISTS = 32
const LIST_BYTES = 2 * 1024 * 1024
const AGGREGATION_BYTES = 64 * 1024
const LONGEST_ADDRESS = 500
/** Bytes of JSON that one source's lists may add to our own: all sources share 2 MiB. */
const MOST_OF_ONE = 256 * 1024
const MINUTE = 60_000
/** However short its `ttl` is, a list is asked for no more often; however long, each hour. */
export const ASK_AT_MOST_EVERY = 5 * MINUTE
const ASK_AT_LEAST_EVERY = 60 * MINUTE
/** For all lists of a source. */
const PATIENCE = 5 * MINUTE
const AT_A_TIME = 4

const STATUS_LIST_MEDIA_TYPE = 'application/statuslist+jwt'

export interface FetchedLists {
  readonly lists: readonly KeptList[]
  readonly failed: readonly Failure[]
}

/**
 * Fetches the status lists of a source: those that were named when it was added, and those that it publishes to have.
 * One that cannot be had, or does not hold, stays as it was until its own end; where a newer one holds and is too large,
 * the one before counts no more, for it may call good what was withdrawn since. `round`: `due` asks for those alone
 * whose issuer would have them fetched more often than hourly.
 */
export async function fetchStatusLists(
  source: TrustSource,
  before: readonly KeptList[],
  fetch: Fetch,
  now: Instant,
  round: 'all' | 'due' = 'all',
  clock: () => number = () => performance.now(),
): Promise<FetchedLists> {
  const failed: Failure[] = []
  const fail = (what: string, why: string) => void failed.push({ what, why, at: now })
  const known = new Map(before.map((kept) => [kept.listed.uri, kept]))
  const addresses =
    round === 'all' ? await addressesOf(source, known, fetch, fail) : before.map(({ listed }) => listed.uri)
  const end = clock() + PATIENCE
  const taken = new Map<string, KeptList>()
  const waiting = [...addresses]
  const work = async () => {
    for (let uri = waiting.shift(); uri !== undefined; uri = waiting.shift()) {
      const kept = known.get(uri)
      const isDue = round === 'all' || !kept || now >= kept.askAfter
      const fetched = !isDue
        ? kept
        : clock() < end
          ? await fetchOne(source, uri, kept, fetch, now)
          : 'was not asked: the time was over'
      if (typeof fetched === 'string') fail(uri, fetched)
      const stays = typeof fetched === 'string' && fetched !== TOO_LARGE ? kept : fetched
      if (typeof stays === 'object') taken.set(uri, stays)
    }
  }
  await Promise.all(Array.from({ length: AT_A_TIME }, work))
  const lists: KeptList[] = []
  let room = MOST_OF_ONE
  for (const uri of addresses) {
    const kept = taken.get(uri)
    if (!kept) continue
    const size = sizeOf(kept)
    if (size > room) {
      fail(uri, TOO_LARGE)
      continue
    }
    lists.push(kept)
    room -= size
  }
  return { lists, failed }
}

/** Of lists for which there is no room: those that say what they said before, and so take no more. */
export function thoseAsBefore(lists: readonly KeptList[], before: readonly KeptList[]): readonly KeptList[] {
  const content = ({ listed: { issuer, uri, size, rice, places } }: KeptList) =>
    JSON.stringify([issuer, uri, size, rice, places])
  const known = new Set(before.map(content))
  return lists.filter((kept) => known.has(content(kept)))
}

const sizeOf = ({ listed }: KeptList): number => JSON.stringify(listed).length

/** Named ones first; where what is published cannot be had, those that are known stay. */
async function addressesOf(
  source: TrustSource,
  known: ReadonlyMap<string, KeptList>,
  fetch: Fetch,
  fail: (what: string, why: string) => void,
): Promise<readonly string[]> {
  const { statusListsAt, statusLists = [] } = source
  const published = statusListsAt ? await publishedAddresses(statusListsAt, fetch) : []
  if (typeof published === 'string') fail(statusListsAt?.href ?? source.source, published)
  const all = new Set([...statusLists, ...(typeof published === 'string' ? known.keys() : published)])
  if (all.size > MOST_LISTS) fail(source.source, `names more than ${MOST_LISTS} status lists`)
  return [...all].slice(0, MOST_LISTS)
}

/**
 * `{"status_lists":["https://…"]}` (Token Status List, section 9.2), or why not. Whoever answers decides what may be on
 * this machine by where that answer lies, though a file here led to it.
 */
async function publishedAddresses(at: URL, fetch: Fetch): Promise<readonly string[] | string> {
  const fetched = await fetch(at, AGGREGATION_BYTES)
  if (!fetched.ok) return fetched.why
  const json = parseJson(new TextDecoder().decode(fetched.bytes), LIMITS.jsonDepth)
  const list = isObject(json) ? json.status_lists : undefined
  if (!Array.isArray(list)) return 'sent no addresses of status lists'
  const addresses = (list as readonly Json[]).filter(
    (each): each is string => typeof each === 'string' && isListAddress(each, isThisMachine(at)),
  )
  return addresses.length === list.length ? addresses : 'names addresses that nobody may be asked at'
}

/**
 * Of a status list, in visible ASCII, for it is shown in terminals and logs. `mayBeHere`: also one on this machine,
 * which nobody from elsewhere must have us ask.
 */
export function isListAddress(text: string, mayBeHere: boolean): boolean {
  const isPlain = text.length <= LONGEST_ADDRESS && /^[!-~]+$/.test(text)
  const url = isPlain ? outsideAddress(text) : undefined
  return url !== undefined && (mayBeHere || !isThisMachine(url))
}

const TOO_LARGE = 'is larger than there is room for'
const WHY: Readonly<Record<StatusListFault, string>> = {
  malformed: 'sent no status list of that address',
  expired: 'sent a status list that is past its end',
  'not-yet-valid': 'sent a status list of a time to come',
  'bad-signature': 'sent a status list that no key of this issuer signed',
}

/** Why not, where it cannot be had or does not hold. */
async function fetchOne(
  source: TrustSource,
  uri: string,
  kept: KeptList | undefined,
  fetch: Fetch,
  now: Instant,
): Promise<KeptList | string> {
  const fetched = await fetch(new URL(uri), LIST_BYTES, STATUS_LIST_MEDIA_TYPE)
  if (!fetched.ok) return fetched.why
  const opened = await openBy(source, new TextDecoder().decode(fetched.bytes).trim(), uri, now)
  if (typeof opened === 'string') return WHY[opened]
  // Whoever stands in between must not bring back a list on which somebody was not withdrawn yet.
  if (kept && opened.issuedAt < kept.issuedAt) return 'sent a status list older than the one that is known'
  const every = Math.min(Math.max(opened.keepFor ?? Infinity, ASK_AT_MOST_EVERY), ASK_AT_LEAST_EVERY)
  const listed = writeStatuses(opened, (now + UNDATED_GOOD_FOR) as Instant, MOST_OF_ONE)
  if (!listed) return TOO_LARGE
  return {
    listed,
    keyId: opened.keyId,
    issuedAt: opened.issuedAt,
    askAfter: (now + every) as Instant,
  }
}

/** By the keys of whichever of its issuers signed it. */
async function openBy(
  { issuers }: TrustSource,
  token: string,
  uri: string,
  now: Instant,
): Promise<OpenedStatusList | StatusListFault> {
  let fault: StatusListFault = 'bad-signature'
  for (const issuer of issuers.filter(({ keys }) => keys.some(({ format }) => format === 'sd-jwt'))) {
    const opened = await openStatusListOf(issuer, token, uri, now, nodeChecker)
    if (typeof opened !== 'string') return opened
    fault = opened
  }
  return fault
}

/** Those that still count: a list of a key that its issuer has no more, or withdrew, is worth nothing. */
export function listsThatCount(
  { issuers }: Pick<TrustSource, 'issuers'>,
  lists: readonly KeptList[],
): readonly KeptList[] {
  const keys = new Set(
    issuers.flatMap(({ id, keys }) =>
      keys
        .filter(({ format, revoked }) => format === 'sd-jwt' && !revoked)
        .map(({ kid }) => JSON.stringify([id, kid])),
    ),
  )
  return lists.filter(({ listed, keyId }) => keys.has(JSON.stringify([listed.issuer, keyId])))
}

const isObject = (json: Json | undefined): json is { readonly [name: string]: Json } =>
  typeof json === 'object' && json !== null && !Array.isArray(json)
