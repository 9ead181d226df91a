import { createHash } from 'node:crypto'
import {
  type Json,
  LIMITS,
  parseJson,
  signTrustList,
  type TrustListContent,
  trustOf,
} from '@excelsior/credentials'
import type { Instant } from '@excelsior/domain'
import { type CardIssuersOnFile, cardIssuersSource, fetchCardIssuers, readDirectory } from './card-issuers.ts'
import { type CertificateSignersOnFile, certificateSignersSource } from './certificate-signers.ts'
import { conflictAmong } from './conflicts.ts'
import {
  type CredentialIssuerOnFile,
  credentialIssuerSource,
  METADATA_BYTES,
  readIssuerMetadata,
} from './credential-issuer.ts'
import { openDepartmentList } from './department-list.ts'
import { type Fetch, isHere, outsideAddress } from './fetch-outside.ts'
import { fetchStatusLists, type KeptList, listsThatCount, thoseAsBefore } from './status-lists.ts'
import { idsOnFile, readTrustFile, removeTrustFile, stateOfFiles, writeTrustFile } from './trust-files.ts'
import { type Failure, noteTrust } from './trust-notes.ts'
import type { Refusal, SourceKind, TrustSource } from './trust-source.ts'

/** As it lies in DATA_DIR/trust, one file a source. Of its parts the one of its kind is there. */
interface OnFile {
  readonly kind: SourceKind
  readonly source: string
  readonly takenAt: number
  readonly list?: string
  readonly cards?: CardIssuersOnFile
  readonly certificates?: CertificateSignersOnFile
  readonly credentials?: CredentialIssuerOnFile
  /** Named when it was added. */
  readonly statusLists?: readonly string[]
}

export interface Taking {
  readonly dataDir: string
  readonly now: Instant
  /** Ourselves: nobody else may sign under this id. */
  readonly ownId: string | null
  /** Whether only demonstrations may join, or none; null: there is nothing yet that they could join. */
  readonly demo: boolean | null
  readonly fetch: Fetch
  /** Takes a sentence about what did not come. */
  readonly tell: (sentence: string) => void
  /** Addresses of its issuers' status lists, in place of those that were named before. */
  readonly statusLists?: readonly string[]
  /** Of a department: the root key that must have signed; null takes whichever did. */
  readonly pinnedRoot?: string | null
  /** Batches of withdrawn EU certificates, to go with a list of their signers. */
  readonly withdrawn?: Uint8Array
  /** What is refreshed: what an address says is taken for what somebody confirmed of it, and for nothing else. */
  readonly refreshed?: TrustSource
}

export type Taken =
  | { readonly ok: true; readonly source: TrustSource }
  /** `found`: the root key that did sign, or the issuer that is another's already, or that nobody confirmed. */
  | { readonly ok: false; readonly reason: Refusal; readonly found?: string }

/**
 * Bytes of JSON that all sources together may add to our own list, which holds 3 MiB: a neighbour whose list swelled
 * would else make ours one that no scanner takes.
 */
const MOST_ADDED = 2 * 1024 * 1024

/** Changes with every source that is added, refreshed or removed, and is had for less than reading them. */
export const trustSourcesState = (dataDir: string): Promise<string> =>
  stateOfFiles(dataDir, ['sources', 'statuses'])

/** All sources on file that open. A file that does not is passed over: its source has to be added anew. */
export async function readTrustSources(dataDir: string): Promise<readonly TrustSource[]> {
  const sources: TrustSource[] = []
  for (const id of await idsOnFile(dataDir)) {
    const onFile = await readOnFile(dataDir, id)
    const source = onFile && (await sourceOf(onFile, id))
    if (typeof source !== 'object') continue
    const kept = listsThatCount(source, await keptLists(dataDir, id))
    sources.push(kept.length > 0 ? { ...source, statuses: kept.map(({ listed }) => listed) } : source)
  }
  return sources
}

async function keptLists(dataDir: string, id: string): Promise<readonly KeptList[]> {
  const lists = (await readTrustFile(dataDir, 'statuses', id))?.lists
  return Array.isArray(lists) ? (lists as readonly KeptList[]) : []
}

/**
 * Takes a document for what it is: a department's signed list, a directory of health card issuers, a list of EU
 * signers, or of an issuer of SD-JWT VCs; in place of what its source said before, as a whole. After a refusal what was
 * there stays.
 */
export async function takeTrustSource(bytes: Uint8Array, address: string, taking: Taking): Promise<Taken> {
  if (bytes.length > LIMITS.trustListBytes) return refused('too-large')
  const drafted = await draft(bytes, address, taking)
  if (drafted === 'wrong-root') return { ok: false, reason: drafted, ...(await rootOf(bytes)) }
  if (typeof drafted === 'string') return refused(drafted)
  const { onFile, source, unreached = [] } = drafted
  if (source.kind === 'department' && taking.demo !== null && source.demo !== taking.demo)
    return refused(source.demo ? 'demo-list' : 'not-a-demo-list')
  const unconfirmed = unconfirmedIssuer(source, taking.refreshed)
  if (unconfirmed !== undefined) return { ok: false, reason: 'new-issuer', found: unconfirmed }
  const others = (await readTrustSources(taking.dataDir)).filter(
    ({ id }) => id !== source.id && id !== taking.pinnedRoot,
  )
  const conflict = conflictAmong(source, others, taking.ownId)
  if (conflict !== undefined) return { ok: false, reason: 'conflict', found: conflict }
  const all = federated([...others, source])
  if (JSON.stringify(all).length > MOST_ADDED) return refused('too-large')
  if (!(await canBeListed(all))) return refused('malformed')
  await writeTrustFile(taking.dataDir, 'sources', source.id, onFile)
  await noteTrust(taking.dataDir, source.id, { source: [], issuers: unreached })
  // A root that handed over to another: what is pinned from now on is that other.
  const { pinnedRoot } = taking
  if (source.kind === 'department' && pinnedRoot && pinnedRoot !== source.id)
    await removeTrustSource(taking.dataDir, pinnedRoot)
  return { ok: true, source }
}

/** False where there is none of this id. */
export async function removeTrustSource(dataDir: string, id: string): Promise<boolean> {
  await removeTrustFile(dataDir, 'statuses', id)
  await removeTrustFile(dataDir, 'notes', id)
  return removeTrustFile(dataDir, 'sources', id)
}

/** Fetches every source that came from an address anew; each keeps what it said where that fails. */
export async function refreshTrustSources(
  taking: Taking,
): Promise<readonly { readonly source: TrustSource; readonly taken: Taken | string }[]> {
  const outcomes = []
  // Directories last: hundreds of issuers are asked for each, and what a department revoked does not wait for them.
  const sources = [...(await readTrustSources(taking.dataDir))]
  sources.sort((one, other) => Number(one.kind === 'cards') - Number(other.kind === 'cards'))
  for (const source of sources) {
    const url = outsideAddress(source.source)
    if (!url) continue
    const fetched = await taking.fetch(url, LIMITS.trustListBytes)
    const pinnedRoot = source.kind === 'department' ? source.id : null
    const taken = fetched.ok
      ? await takeTrustSource(fetched.bytes, source.source, { ...taking, pinnedRoot, refreshed: source })
      : fetched.why
    outcomes.push({ source, taken })
    const why = typeof taken === 'string' ? taken : taken.ok ? undefined : `is refused: ${taken.reason}`
    // A source that was removed while it was asked stays removed, its notes too.
    if (why !== undefined && (await readOnFile(taking.dataDir, source.id)))
      await noteTrust(taking.dataDir, source.id, { source: [{ what: source.source, why, at: taking.now }] })
  }
  return outcomes
}

/**
 * Fetches the status lists of all sources, or of one, and keeps them in little. `due`: those alone whose issuer would
 * have them fetched more often than hourly. What cannot be had stays until its own end; where there is no room for what
 * is new, what it replaces goes all the same, for it may call good what was withdrawn since. Tells of each such.
 */
export async function refreshStatusLists(
  { dataDir, now, fetch, tell }: Pick<Taking, 'dataDir' | 'now' | 'fetch' | 'tell'>,
  { id, round = 'all' }: { readonly id?: string; readonly round?: 'all' | 'due' } = {},
): Promise<readonly Failure[]> {
  const all: Failure[] = []
  const sources = await readTrustSources(dataDir)
  for (const source of sources.filter((each) => id === undefined || each.id === id)) {
    const before = listsThatCount(source, await keptLists(dataDir, source.id))
    const due = before.some(({ askAfter }) => now >= askAfter)
    const has = before.length > 0 || (source.statusLists?.length ?? 0) > 0 || source.statusListsAt
    if (!has || (round === 'due' && !due)) continue
    const { lists, failed } = await fetchStatusLists(source, before, fetch, now, round)
    const statuses = lists.map(({ listed }) => listed)
    const others = (await readTrustSources(dataDir)).filter((other) => other.id !== source.id)
    const fit = JSON.stringify(federated([...others, { ...source, statuses }])).length <= MOST_ADDED
    const failures = fit
      ? failed
      : [{ what: source.source, why: 'has status lists that there is no room for', at: now }]
    if (!(await readOnFile(dataDir, source.id))) continue // removed while it was asked
    const kept = fit ? lists : thoseAsBefore(lists, before)
    await writeTrustFile(dataDir, 'statuses', source.id, { lists: kept })
    await noteTrust(dataDir, source.id, { statusLists: failures })
    for (const { what, why } of failures) tell(`${what} ${why}`)
    all.push(...failures)
  }
  return all
}

/**
 * A department's list that was confirmed for some issuers under their names says nothing of others: else it could
 * begin to sign in the name of a department that has not joined, or take on another's name on the screens.
 */
function unconfirmedIssuer(source: TrustSource, before: TrustSource | undefined): string | undefined {
  if (source.kind !== 'department' || !before) return undefined
  const confirmed = new Set(before.issuers.map(({ id, name }) => JSON.stringify([id, name])))
  const unknown = source.issuers.find(({ id, name }) => !confirmed.has(JSON.stringify([id, name])))
  return unknown && `${unknown.id} ${unknown.name}`
}

/** What all sources together add to our own trust list. */
export function federated(
  sources: readonly TrustSource[],
): Pick<TrustListContent, 'issuers'> &
  Pick<TrustListContent['revocation'], 'cards' | 'certificates' | 'statuses'> {
  const statuses = sources.flatMap((source) => source.statuses ?? [])
  const cards = sources.flatMap((source) => source.cards ?? [])
  // One list of EU signers has the batches; of several the one that was taken last.
  const certificates = sources.findLast((source) => source.certificates)?.certificates
  return {
    issuers: sources.flatMap(({ issuers }) => issuers),
    ...(cards.length > 0 ? { cards } : {}),
    ...(certificates ? { certificates } : {}),
    ...(statuses.length > 0 ? { statuses } : {}),
  }
}

interface Drafted {
  readonly onFile: OnFile
  readonly source: TrustSource
  /** Issuers of a directory that could not be had. */
  readonly unreached?: readonly Failure[]
}

/** With the addresses of status lists: those that are named now, else those that were. */
async function draft(bytes: Uint8Array, address: string, taking: Taking): Promise<Drafted | Refusal> {
  const drafted = await draftOfDocument(bytes, address, taking)
  if (typeof drafted === 'string') return drafted
  const { dataDir, pinnedRoot } = taking
  const before =
    (await readOnFile(dataDir, drafted.source.id)) ??
    (pinnedRoot ? await readOnFile(dataDir, pinnedRoot) : undefined)
  const statusLists = taking.statusLists ?? before?.statusLists
  if (!statusLists || statusLists.length === 0) return drafted
  return {
    ...drafted,
    onFile: { ...drafted.onFile, statusLists },
    source: { ...drafted.source, statusLists },
  }
}

async function draftOfDocument(
  bytes: Uint8Array,
  address: string,
  { now, pinnedRoot = null, withdrawn, dataDir, fetch, tell, refreshed }: Taking,
): Promise<Drafted | Refusal> {
  const text = new TextDecoder().decode(bytes)
  const json = parseJson(text, LIMITS.jsonDepth)
  const kind = kindOf(json)
  // Nothing signs a directory, or a list of signers: whoever got hold of a department's address must not put one
  // in the place of its signed list; nor a list by a root that nobody confirmed in the place of one of those.
  if (refreshed && refreshed.kind !== kind) return 'other-kind'
  if (kind === 'cards') {
    const named = readDirectory(json, isHere(address))
    if (!named) return 'malformed'
    const id = idOf('cards', address)
    const before = (await readOnFile(dataDir, id))?.cards
    const unreached: Failure[] = []
    const cards = await fetchCardIssuers(named, before, fetch, (who, why) => {
      unreached.push({ what: who, why, at: now })
      tell(`${who} ${why}`)
    })
    const source = await cardIssuersSource(cards, id, address, now)
    const onFile: OnFile = { kind: 'cards', source: address, takenAt: now, cards }
    return source ? { onFile, source, unreached } : 'malformed'
  }
  if (kind === 'credentials') {
    const id = idOf('credentials', address)
    const metadata = readIssuerMetadata(text, outsideAddress(address))
    if (!metadata) return 'malformed'
    const keys = metadata.keysAt && (await fetch(metadata.keysAt, METADATA_BYTES))
    if (keys && !keys.ok) return 'no-keys'
    const keySet = keys ? { keySet: new TextDecoder().decode(keys.bytes) } : {}
    const credentials = { metadata: text, ...keySet }
    const source = credentialIssuerSource(credentials, id, address, now)
    const onFile: OnFile = { kind: 'credentials', source: address, takenAt: now, credentials }
    return source ? { onFile, source } : 'malformed'
  }
  if (kind === 'certificates') {
    const id = idOf('certificates', address)
    const before = (await readOnFile(dataDir, id))?.certificates?.withdrawn
    const batches = withdrawn === undefined ? before : new TextDecoder().decode(withdrawn)
    const certificates = { list: text, ...(batches === undefined ? {} : { withdrawn: batches }) }
    const source = await certificateSignersSource(certificates, id, address, now)
    return source
      ? { onFile: { kind: 'certificates', source: address, takenAt: now, certificates }, source }
      : 'malformed'
  }
  const first = await openDepartmentList(bytes, address, now, { pinnedRoot, now })
  if (typeof first === 'string') return first
  const known =
    (await readOnFile(dataDir, first.id)) ?? (pinnedRoot ? await readOnFile(dataDir, pinnedRoot) : undefined)
  const before = known && (await sourceOf(known, first.id))
  const seenVersion = typeof before === 'object' ? before.version : null
  const source = await openDepartmentList(bytes, address, now, {
    pinnedRoot: first.id,
    now,
    ...(seenVersion === null ? {} : { seenVersion }),
  })
  return typeof source === 'string'
    ? source
    : { onFile: { kind: 'department', source: address, takenAt: now, list: text }, source }
}

/** Who did sign, for whoever has to confirm it. */
async function rootOf(bytes: Uint8Array): Promise<{ readonly found?: string }> {
  const opened = await openDepartmentList(bytes, '', 0 as Instant, { pinnedRoot: null })
  return typeof opened === 'string' ? {} : { found: opened.id }
}

/** Whether our own list can be made with it: what a neighbour says must never keep us from publishing ours. */
async function canBeListed({ issuers, ...withdrawn }: ReturnType<typeof federated>): Promise<boolean> {
  const nobody = { kty: 'EC', crv: 'P-256', x: '', y: '' } as const
  const [revoked, notRevoked] = ['0000000000000000', '0000000000000001']
  const content: TrustListContent = {
    version: 1,
    issuedAt: 0 as Instant,
    nextUpdate: 1000 as Instant,
    demo: false,
    issuers,
    rules: { zone: 'UTC', accepts: [], photoIdFrom: 0 },
    revocation: { ...withdrawn, passes: [revoked], canaries: { revoked, notRevoked } },
  }
  try {
    await signTrustList(content, nobody, { keyId: '', sign: async () => new Uint8Array(64) })
    trustOf(content)
    return true
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}

/** What it claims to be; what is none of the others has to be a signed list. */
function kindOf(json: Json | undefined): SourceKind {
  if (Array.isArray(json)) return 'certificates'
  if (typeof json !== 'object' || json === null) return 'department'
  if ('participating_issuers' in json) return 'cards'
  if ('issuer' in json && ('jwks' in json || 'jwks_uri' in json)) return 'credentials'
  return 'certificates' in json ? 'certificates' : 'department'
}

async function readOnFile(dataDir: string, id: string): Promise<OnFile | undefined> {
  const found = await readTrustFile(dataDir, 'sources', id)
  if (!found) return undefined
  const { kind = 'department', takenAt = 0, ...rest } = found as Partial<OnFile>
  const { source } = rest
  return typeof source === 'string' ? { ...rest, kind, takenAt, source } : undefined
}

/** Undefined, or a refusal, where what is on file is no longer what was put there. */
async function sourceOf(onFile: OnFile, id: string): Promise<TrustSource | Refusal | undefined> {
  const { statusLists } = onFile
  const opened = await openOnFile(onFile, id)
  return typeof opened === 'object' && statusLists ? { ...opened, statusLists } : opened
}

async function openOnFile(
  { kind, source, takenAt, list, cards, certificates, credentials }: OnFile,
  id: string,
): Promise<TrustSource | Refusal | undefined> {
  const at = takenAt as Instant
  if (kind === 'cards') return cards && cardIssuersSource(cards, id, source, at)
  if (kind === 'certificates') return certificates && certificateSignersSource(certificates, id, source, at)
  if (kind === 'credentials') return credentials && credentialIssuerSource(credentials, id, source, at)
  const bytes = typeof list === 'string' ? new TextEncoder().encode(list) : undefined
  return bytes && openDepartmentList(bytes, source, at, { pinnedRoot: id })
}

const idOf = (kind: SourceKind, address: string): string =>
  `${kind}-${createHash('sha256').update(address).digest('hex').slice(0, 16)}`

const refused = (reason: Refusal): Taken => ({ ok: false, reason })
