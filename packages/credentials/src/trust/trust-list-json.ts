import {
  acceptanceJson,
  decisionRulesJson,
  type Instant,
  PASS_TYPES,
  type PassType,
  parseInstant,
  zone,
} from '@excelsior/domain'
import { decodeHex } from '../encoding/hex.ts'
import { isJsonObject, type Json, type JsonObject } from '../encoding/json.ts'
import type { FormatName } from '../verdict.ts'
import type { RevokedPrefixes } from './revoked-prefixes.ts'
import { MOST_HANDOVERS } from './root-handover.ts'
import type {
  ListedAcceptance,
  ListedIssuer,
  ListedKey,
  ListedStatuses,
  RevokedPasses,
  TrustListContent,
} from './trust-list.ts'

/** `typ` of the envelope. */
export const TRUST_LIST_TYPE = 'excelsior-trust+json'

/** The payload to sign. Instants are RFC 3339 in UTC, whole seconds. */
export function trustListJson(content: TrustListContent): string {
  const utc = zone('UTC')
  const text = (instant: Instant | undefined) => (instant === undefined ? undefined : utc.format(instant))
  return JSON.stringify({
    ...content,
    issuedAt: text(content.issuedAt),
    nextUpdate: text(content.nextUpdate),
    rules: { ...content.rules, acceptance: writtenAcceptance(content.rules.acceptance) },
    revocation: writtenRevocation(content.revocation, text),
    issuers: content.issuers.map(({ source, ...issuer }) => ({
      ...issuer,
      ...(source
        ? { source: { ...source, issuedAt: text(source.issuedAt), nextUpdate: text(source.nextUpdate) } }
        : {}),
      keys: issuer.keys.map((key) => ({
        ...key,
        notBefore: text(key.notBefore),
        notAfter: text(key.notAfter),
      })),
    })),
  })
}

function writtenRevocation(
  { certificates, statuses, ...revocation }: TrustListContent['revocation'],
  text: (instant: Instant) => string | undefined,
): object {
  const dated = <T extends { readonly goodUntil: Instant }>(part: T) => ({
    ...part,
    goodUntil: text(part.goodUntil),
  })
  return {
    ...revocation,
    ...(certificates ? { certificates: dated(certificates) } : {}),
    ...(statuses ? { statuses: statuses.map(dated) } : {}),
  }
}

/** Raised where an older program would judge wrongly by what a list says of acceptance. */
export const ACCEPTANCE_ENGINE = 1

function writtenAcceptance(acceptance: ListedAcceptance | undefined): object | undefined {
  if (acceptance === undefined || acceptance === 'newer') return undefined
  const { policy, decision } = acceptance
  return { engine: ACCEPTANCE_ENGINE, policy: acceptanceJson(policy), decision: decisionRulesJson(decision) }
}

/** Of a payload that may be none: whether it has something to say of others' credentials. */
export function speaksOfOthers(json: Json | undefined): boolean {
  const { rules, revocation } = isJsonObject(json) ? json : {}
  if (isJsonObject(rules) && rules.acceptance !== undefined) return true
  return (
    isJsonObject(revocation) &&
    ['cards', 'certificates', 'statuses'].some((part) => revocation[part] !== undefined)
  )
}

export type ReadAcceptance = (json: Json) => ListedAcceptance | undefined

/** The content of a payload; undefined where anything is missing or of the wrong kind. Unknown members are let be. */
export function readTrustListJson(
  json: Json | undefined,
  readAcceptance: ReadAcceptance,
): TrustListContent | undefined {
  if (!isJsonObject(json)) return undefined
  const { version, demo } = json
  const issuedAt = instantIn(json.issuedAt)
  const nextUpdate = instantIn(json.nextUpdate)
  const issuers = listIn(json.issuers, readIssuer)
  const rules = readRules(json.rules, readAcceptance)
  const revocation = readRevocation(json.revocation)
  if (typeof version !== 'number' || !Number.isSafeInteger(version) || version < 1) return undefined
  if (issuedAt === undefined || nextUpdate === undefined || nextUpdate <= issuedAt) return undefined
  if (typeof demo !== 'boolean' || !issuers || !rules || !revocation) return undefined
  if (new Set(issuers.map((issuer) => issuer.id)).size !== issuers.length) return undefined
  const handovers =
    json.handovers === undefined
      ? []
      : listIn(json.handovers, (each) => (isText(each, 2048) ? each : undefined))
  if (!handovers || handovers.length > MOST_HANDOVERS) return undefined
  const content = { version, issuedAt, nextUpdate, demo, issuers, rules, revocation }
  return handovers.length > 0 ? { ...content, handovers } : content
}

function readIssuer(json: Json): ListedIssuer | undefined {
  if (!isJsonObject(json)) return undefined
  const { id, name, jurisdiction } = json
  const keys = listIn(json.keys, readKey)
  const source = json.source === undefined ? undefined : readSource(json.source)
  if (!isText(id, 200) || !isText(name, 200) || !keys) return undefined
  if (json.source !== undefined && !source) return undefined
  if (jurisdiction !== undefined && !isText(jurisdiction, 6)) return undefined
  return { id, name, ...(jurisdiction ? { jurisdiction } : {}), keys, ...(source ? { source } : {}) }
}

function readSource(json: Json): ListedIssuer['source'] | undefined {
  if (!isJsonObject(json)) return undefined
  const issuedAt = instantIn(json.issuedAt)
  const nextUpdate = instantIn(json.nextUpdate)
  const revoked = readRevokedPasses(json)
  if (issuedAt === undefined || nextUpdate === undefined || !revoked) return undefined
  return { issuedAt, nextUpdate, ...revoked }
}

function readKey(json: Json): ListedKey | undefined {
  if (!isJsonObject(json)) return undefined
  const { kid, jwk, format, revoked, iss, statesPasses, listsWithdrawn } = json
  const usage = listIn(json.usage, (word) => (isText(word, 40) ? word : undefined))
  const notBefore = json.notBefore === undefined ? undefined : instantIn(json.notBefore)
  const notAfter = json.notAfter === undefined ? undefined : instantIn(json.notAfter)
  if (!isText(kid, 128) || !isJsonObject(jwk) || !isText(format, 20) || !usage) return undefined
  if (format === 'pass' && !isPassKeyId(kid)) return undefined
  // A limit that cannot be read must not turn into no limit.
  if (
    (json.notBefore !== undefined && notBefore === undefined) ||
    (json.notAfter !== undefined && notAfter === undefined)
  ) {
    return undefined
  }
  if (revoked !== undefined && typeof revoked !== 'boolean') return undefined
  if (statesPasses !== undefined && typeof statesPasses !== 'boolean') return undefined
  if (listsWithdrawn !== undefined && typeof listsWithdrawn !== 'boolean') return undefined
  if (iss !== undefined && !isText(iss, 200)) return undefined
  return {
    kid,
    // Left out with a reason later, by `trustOf`, where they are not what these types say.
    jwk: jwk as JsonObject & ListedKey['jwk'],
    format: format as FormatName,
    usage,
    ...(notBefore === undefined ? {} : { notBefore }),
    ...(notAfter === undefined ? {} : { notAfter }),
    ...(revoked === undefined ? {} : { revoked }),
    ...(iss === undefined ? {} : { iss }),
    ...(statesPasses === undefined ? {} : { statesPasses }),
    ...(listsWithdrawn === undefined ? {} : { listsWithdrawn }),
  }
}

function readRules(
  json: Json | undefined,
  readAcceptance: ReadAcceptance,
): TrustListContent['rules'] | undefined {
  if (!isJsonObject(json)) return undefined
  const { zone: name, photoIdFrom } = json
  const words = listIn(json.accepts, (word) => (isText(word, 40) ? word : undefined))
  if (!isText(name, 64) || !isZone(name) || !words) return undefined
  if (typeof photoIdFrom !== 'number' || !Number.isInteger(photoIdFrom) || photoIdFrom < 0) return undefined
  const rules = { zone: name, accepts: words.filter(isPassType), photoIdFrom }
  if (json.acceptance === undefined) return rules
  const acceptance = readAcceptance(json.acceptance)
  return acceptance && { ...rules, acceptance }
}

function readRevocation(json: Json | undefined): TrustListContent['revocation'] | undefined {
  if (!isJsonObject(json) || !isJsonObject(json.canaries)) return undefined
  const passes = readRevokedPasses(json)
  const { revoked, notRevoked } = json.canaries
  if (!passes || !isPassId(revoked) || !isPassId(notRevoked)) return undefined
  const cards = json.cards === undefined ? [] : listIn(json.cards, readCards)
  const certificates = json.certificates === undefined ? null : readCertificates(json.certificates)
  const statuses = json.statuses === undefined ? [] : listIn(json.statuses, readListedStatuses)
  if (!cards || !statuses || certificates === undefined) return undefined
  return {
    ...passes,
    ...(cards.length > 0 ? { cards } : {}),
    ...(certificates ? { certificates } : {}),
    ...(statuses.length > 0 ? { statuses } : {}),
    canaries: { revoked, notRevoked },
  }
}

function readRevokedPasses(json: JsonObject): RevokedPasses | undefined {
  const passes = listIn(json.passes, (id) => (isPassId(id) ? id : undefined))
  if (!passes) return undefined
  if (json.prefixes === undefined) return { passes }
  const prefixes = readPrefixes(json.prefixes)
  return prefixes && { passes, prefixes }
}

function readCards(json: Json): { readonly issuer: string; readonly list: Json } | undefined {
  if (!isJsonObject(json) || !isText(json.issuer, 200) || json.list === undefined) return undefined
  return { issuer: json.issuer, list: json.list }
}

function readCertificates(json: Json): TrustListContent['revocation']['certificates'] | undefined {
  if (!isJsonObject(json) || json.batches === undefined) return undefined
  const goodUntil = instantIn(json.goodUntil)
  return goodUntil === undefined ? undefined : { goodUntil, batches: json.batches }
}

function readListedStatuses(json: Json): ListedStatuses | undefined {
  if (!isJsonObject(json) || !isText(json.issuer, 200) || !isText(json.uri, 500)) return undefined
  const { issuer, uri, size, rice, count, places } = json
  const goodUntil = instantIn(json.goodUntil)
  const areNumbers = [size, rice, count].every((number) => Number.isSafeInteger(number))
  if (goodUntil === undefined || !areNumbers || typeof places !== 'string') return undefined
  return { issuer, uri, goodUntil, size: Number(size), rice: Number(rice), count: Number(count), places }
}

/** The members; what they mean is looked at where they become a filter. */
function readPrefixes(json: Json): RevokedPrefixes | undefined {
  if (!isJsonObject(json)) return undefined
  const { bits, rice, count, prefixes } = json
  const notRevoked = listIn(json.notRevoked, (id) => (isPassId(id) ? id : undefined))
  const areNumbers = [bits, rice, count].every((number) => Number.isSafeInteger(number))
  if (!areNumbers || typeof prefixes !== 'string' || !notRevoked) return undefined
  return { bits: Number(bits), rice: Number(rice), count: Number(count), prefixes, notRevoked }
}

/** Every item read, or undefined: a list is taken whole or not at all. */
function listIn<T>(json: Json | undefined, read: (item: Json) => T | undefined): readonly T[] | undefined {
  if (!Array.isArray(json)) return undefined
  const items: T[] = []
  for (const item of json as readonly Json[]) {
    const value = read(item)
    if (value === undefined) return undefined
    items.push(value)
  }
  return items
}

function instantIn(json: Json | undefined): Instant | undefined {
  return typeof json === 'string' ? parseInstant(json) : undefined
}

function isText(json: Json | undefined, longest: number): json is string {
  return typeof json === 'string' && json !== '' && json.length <= longest
}

function isPassId(json: Json | undefined): json is string {
  return typeof json === 'string' && json.length === 16 && decodeHex(json) !== undefined
}

function isPassKeyId(kid: string): boolean {
  return kid.length >= 8 && kid.length <= 32 && decodeHex(kid) !== undefined
}

function isPassType(word: string): word is PassType {
  return (PASS_TYPES as readonly string[]).includes(word)
}

function isZone(name: string): boolean {
  try {
    zone(name)
    return true
  } catch {
    return false
  }
}
