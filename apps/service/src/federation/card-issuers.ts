import {
  healthCardIssuer,
  type Json,
  type ListedIssuer,
  parseJson,
  readCardRevocationList,
} from '@excelsior/credentials'
import type { Instant } from '@excelsior/domain'
import type { Fetched } from './fetch-outside.ts'
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
const MOST_KEYS = 50
const AT_A_TIME = 8

export type Fetch = (url: URL, mostBytes: number) => Promise<Fetched>

/** The issuers that a directory names: `{"participating_issuers":[{"iss","name"}]}`. Undefined for what is none. */
export function readDirectory(
  json: Json | undefined,
): readonly { readonly iss: string; readonly name: string }[] | undefined {
  const list = memberOf(json, 'participating_issuers')
  if (!Array.isArray(list) || list.length === 0 || list.length > MOST_ISSUERS) return undefined
  const issuers = new Map<string, { readonly iss: string; readonly name: string }>()
  for (const item of list as readonly Json[]) {
    const [iss, name] = [memberOf(item, 'iss'), memberOf(item, 'name')]
    if (typeof iss !== 'string' || iss.length > 200 || !isIssuerAddress(iss)) return undefined
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
  tell: (sentence: string) => void,
): Promise<CardIssuersOnFile> {
  const known = new Map(before?.issuers.map((issuer) => [issuer.iss, issuer]))
  const found: (CardIssuerOnFile | undefined)[] = []
  const waiting = [...named.entries()]
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [index, issuer] = next
      const fetched = await fetchOne(issuer, fetch)
      if (typeof fetched === 'string')
        tell(`${issuer.iss} ${fetched}${known.has(issuer.iss) ? '; its keys stay as they were' : ''}`)
      found[index] = typeof fetched === 'string' ? known.get(issuer.iss) : fetched
    }
  }
  await Promise.all(Array.from({ length: AT_A_TIME }, work))
  return { issuers: found.filter((issuer) => issuer !== undefined) }
}

/** Why not, where it cannot be had. */
async function fetchOne(
  { iss, name }: { readonly iss: string; readonly name: string },
  fetch: Fetch,
): Promise<CardIssuerOnFile | string> {
  const keys = await fetch(new URL(`${iss}/.well-known/jwks.json`), KEY_SET_BYTES)
  if (!keys.ok) return keys.why
  const keySet = new TextDecoder().decode(keys.bytes)
  if (!healthCardIssuer({ iss, name }, keySet)) return 'sent no set of keys'
  const withdrawn: string[] = []
  for (const kid of keysWithLists(keySet)) {
    const list = await fetch(
      new URL(`${iss}/.well-known/crl/${encodeURIComponent(kid)}.json`),
      WITHDRAWN_BYTES,
    )
    if (!list.ok) return `did not send its list of withdrawn cards (${list.why})`
    const text = new TextDecoder().decode(list.bytes)
    if (readCardRevocationList(text)?.keyId !== kid) return 'sent no list of withdrawn cards of its key'
    withdrawn.push(text)
  }
  return { iss, name, keySet, withdrawn }
}

/** Keys with `crlVersion` have a list of withdrawn cards. */
function keysWithLists(keySet: string): readonly string[] {
  const keys = memberOf(parseJson(keySet, 8), 'keys')
  if (!Array.isArray(keys)) return []
  const named = (keys as readonly Json[]).filter((key) => typeof memberOf(key, 'crlVersion') === 'number')
  return named.map((key) => String(memberOf(key, 'kid'))).slice(0, MOST_KEYS)
}

/** Undefined where what is on file is not what was put there. */
export function cardIssuersSource(
  { issuers }: CardIssuersOnFile,
  id: string,
  source: string,
  takenAt: Instant,
): TrustSource | undefined {
  const goodUntil = (takenAt + UNDATED_GOOD_FOR) as Instant
  const listed: ListedIssuer[] = []
  const cards: { readonly issuer: string; readonly list: Json }[] = []
  for (const { iss, name, keySet, withdrawn } of issuers) {
    const issuer = healthCardIssuer({ iss, name }, keySet)
    if (!issuer) return undefined
    listed.push({ ...issuer, source: { issuedAt: takenAt, nextUpdate: goodUntil, passes: [] } })
    for (const text of withdrawn) {
      const list = parseJson(text, 8)
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
    leftOut: [],
  }
}

function memberOf(json: Json | undefined, name: string): Json | undefined {
  return typeof json === 'object' && json !== null && !Array.isArray(json)
    ? (json as { readonly [key: string]: Json })[name]
    : undefined
}

/** As the framework has it: https, no trailing slash, nothing after the path. On this machine http will do. */
function isIssuerAddress(iss: string): boolean {
  if (!URL.canParse(iss) || iss.endsWith('/')) return false
  const { protocol, search, hash, username, hostname } = new URL(iss)
  const here = ['localhost', '127.0.0.1'].includes(hostname)
  return (protocol === 'https:' || (protocol === 'http:' && here)) && search + hash + username === ''
}
