import {
  healthCardIssuer,
  type Json,
  type LeftOutKey,
  type ListedIssuer,
  parseJson,
  readCardRevocationList,
} from '@excelsior/credentials'
import type { Instant } from '@excelsior/domain'
import { type Fetch, isThisMachine, outsideAddress } from './fetch-outside.ts'
import { type TrustSource, UNDATED_GOOD_FOR } from './trust-source.ts'

/** What is kept of a directory of issuers of SMART Health Cards: theirs are the key sets and the lists. */
export interface CardIssuersOnFile {
  readonly issuers: readonly CardIssuerOnFile[]
}

interface CardIssuerOnFile {
  readonly iss: string
  readonly name: string
  readonly keySet: string
  /** Lists of withdrawn cards, one a key. */
  readonly withdrawn: readonly string[]
}

const MOST_ISSUERS = 5_000
const KEY_SET_BYTES = 256 * 1024
const WITHDRAWN_BYTES = 1024 * 1024
const MOST_LISTS = 20
const LIST_DEPTH = 8
/** Bytes that one issuer may add to our list, so that no one's lists keep out the others'. */
const MOST_OF_ONE = 128 * 1024
const AT_A_TIME = 8
/** Milliseconds for one issuer, and for all: the next round begins in an hour, and some issuers answer slowly. */
const PATIENCE_WITH_ONE = 60_000
const PATIENCE_WITH_ALL = 20 * 60_000

/**
 * The issuers that a directory names: `{"participating_issuers":[{"iss","name"}]}`. Undefined for what is none.
 * `mayBeHere`: of addresses on this machine too, which a directory from elsewhere must not have us ask.
 */
export function readDirectory(
  json: Json | undefined,
  mayBeHere: boolean,
): readonly { readonly iss: string; readonly name: string }[] | undefined {
  const list = memberOf(json, 'participating_issuers')
  if (!Array.isArray(list) || list.length === 0 || list.length > MOST_ISSUERS) return undefined
  const issuers = new Map<string, { readonly iss: string; readonly name: string }>()
  for (const item of list as readonly Json[]) {
    const [iss, name] = [memberOf(item, 'iss'), memberOf(item, 'name')]
    if (typeof iss !== 'string' || iss.length > 200 || !isIssuerAddress(iss, mayBeHere)) return undefined
    issuers.set(iss, {
      iss,
      name: typeof name === 'string' && name.trim() !== '' ? name.trim().slice(0, 200) : iss,
    })
  }
  return [...issuers.values()]
}

/**
 * Fetches each issuer's key set, and the lists of withdrawn cards of keys that say they have one. An issuer that cannot
 * be reached keeps what is on file of it: among hundreds some always are away. Tells of each such.
 */
export async function fetchCardIssuers(
  named: readonly { readonly iss: string; readonly name: string }[],
  before: CardIssuersOnFile | undefined,
  fetch: Fetch,
  tell: (who: string, why: string) => void,
  clock: () => number = () => performance.now(),
): Promise<CardIssuersOnFile> {
  const known = new Map(before?.issuers.map((issuer) => [issuer.iss, issuer]))
  const found: (CardIssuerOnFile | undefined)[] = []
  const waiting = inAnyOrder([...named.entries()])
  const end = clock() + PATIENCE_WITH_ALL
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [index, issuer] = next
      const fetched =
        clock() < end ? await fetchOne(issuer, fetch, clock) : 'was not asked: the time was over'
      if (typeof fetched === 'string')
        tell(issuer.iss, `${fetched}${known.has(issuer.iss) ? '; its keys stay as they were' : ''}`)
      found[index] = typeof fetched === 'string' ? known.get(issuer.iss) : fetched
    }
  }
  await Promise.all(Array.from({ length: AT_A_TIME }, work))
  return { issuers: found.filter((issuer) => issuer !== undefined) }
}

/** So that where the time does not do for all, it is not always the same who are left. */
function inAnyOrder<T>(items: T[]): T[] {
  for (let left = items.length; left > 1; left--) {
    const picked = Math.floor(Math.random() * left)
    ;[items[left - 1], items[picked]] = [items[picked]!, items[left - 1]!]
  }
  return items
}

/** Why not, where it cannot be had. */
async function fetchOne(
  { iss, name }: { readonly iss: string; readonly name: string },
  fetch: Fetch,
  clock: () => number,
): Promise<CardIssuerOnFile | string> {
  const end = clock() + PATIENCE_WITH_ONE
  const keys = await fetch(new URL(`${iss}/.well-known/jwks.json`), KEY_SET_BYTES)
  if (!keys.ok) return keys.why
  const keySet = new TextDecoder().decode(keys.bytes)
  const read = await healthCardIssuer({ iss, name }, keySet)
  if (!read) return 'sent no set of keys'
  const withdrawn: string[] = []
  const kids = read.issuer.keys.filter(({ listsWithdrawn }) => listsWithdrawn).map(({ kid }) => kid)
  if (kids.length > MOST_LISTS) return `has more than ${MOST_LISTS} lists of withdrawn cards`
  for (const kid of kids) {
    if (clock() >= end) return `took longer than ${PATIENCE_WITH_ONE / 1000} seconds`
    const list = await fetch(
      new URL(`${iss}/.well-known/crl/${encodeURIComponent(kid)}.json`),
      WITHDRAWN_BYTES,
    )
    if (!list.ok) return `did not send its list of withdrawn cards (${list.why})`
    const text = new TextDecoder().decode(list.bytes)
    // As deep as it is read again, when our own list is made.
    const isList = parseJson(text, LIST_DEPTH) !== undefined && readCardRevocationList(text)?.keyId === kid
    if (!isList) return 'sent no list of withdrawn cards of its key'
    withdrawn.push(text)
  }
  if (JSON.stringify(read.issuer.keys).length + withdrawn.join('').length > MOST_OF_ONE)
    return 'sent more keys and withdrawn cards than there is room for'
  return { iss, name, keySet, withdrawn }
}

/** Undefined where what is on file is not what was put there. */
export async function cardIssuersSource(
  { issuers }: CardIssuersOnFile,
  id: string,
  source: string,
  takenAt: Instant,
): Promise<TrustSource | undefined> {
  const goodUntil = (takenAt + UNDATED_GOOD_FOR) as Instant
  const listed: ListedIssuer[] = []
  const leftOut: LeftOutKey[] = []
  const cards: { readonly issuer: string; readonly list: Json }[] = []
  for (const { iss, name, keySet, withdrawn } of issuers) {
    const read = await healthCardIssuer({ iss, name }, keySet)
    if (!read) return undefined
    leftOut.push(...read.leftOut)
    listed.push({ ...read.issuer, source: { issuedAt: takenAt, nextUpdate: goodUntil, passes: [] } })
    for (const text of withdrawn) {
      const list = parseJson(text, LIST_DEPTH)
      if (list === undefined) return undefined
      cards.push({ issuer: iss, list })
    }
  }
  return {
    id,
    kind: 'cards',
    source,
    takenAt,
    goodUntil,
    version: null,
    demo: false,
    issuers: listed,
    cards,
    leftOut,
  }
}

function memberOf(json: Json | undefined, name: string): Json | undefined {
  return typeof json === 'object' && json !== null && !Array.isArray(json)
    ? (json as { readonly [key: string]: Json })[name]
    : undefined
}

/** As the framework has it: https, no trailing slash, nothing after the path. On this machine http will do. */
function isIssuerAddress(iss: string, mayBeHere: boolean): boolean {
  // A question mark with nothing after it is no query, and would still make one of what is put behind it.
  if (/[?#\s\\]/.test(iss) || iss.endsWith('/')) return false
  const url = outsideAddress(iss)
  return url !== undefined && (mayBeHere || !isThisMachine(url))
}
