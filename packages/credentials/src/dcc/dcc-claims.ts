import type { Instant } from '@excelsior/domain'
import type { Json, JsonObject } from '../encoding/json.ts'
import { decodeLenientCbor, type LenientCbor } from '../encoding/lenient-cbor.ts'
import type { Limits } from '../limits.ts'
import { isArray, isMap } from './dcc-message.ts'

/** CWT claims, RFC 8392 section 4, and the health certificate's own with its first and only kind. */
const ISSUER = 1
const EXPIRES = 4
const NOT_BEFORE = 5
const ISSUED_AT = 6
const HCERT = -260
const EU_DCC_V1 = 1

/** Seconds: 2106. Above it lie milliseconds taken for seconds. */
const LATEST_SECOND = 0xffff_ffff
const LONGEST_ISSUER = 64

export interface DccClaims {
  /** Two letters of a country, as a rule; empty where the certificate names none. */
  readonly issuer: string
  readonly issuedAt: Instant
  readonly notBefore: Instant
  /** Exclusive, the millisecond after the last one: a certificate is good at the very instant that it names. */
  readonly expires: Instant
  /** Blanks around values trimmed; what is null, or a list of nothing, is absent. */
  readonly certificate: JsonObject
}

/** Undefined where a claim is absent or of the wrong kind: a certificate says from when and until when it is good. */
export function readDccClaims(payload: Uint8Array, limits: Limits): DccClaims | undefined {
  const claims = decodeLenientCbor(payload, limits.cborDepth)
  if (!isMap(claims)) return undefined
  const issuer = claims.get(ISSUER) ?? ''
  const issuedAt = instantOf(claims.get(ISSUED_AT))
  const notBefore = claims.has(NOT_BEFORE) ? instantOf(claims.get(NOT_BEFORE)) : issuedAt
  const expires = instantOf(claims.get(EXPIRES))
  if (typeof issuer !== 'string' || issuer.length > LONGEST_ISSUER) return undefined
  if (issuedAt === undefined || notBefore === undefined || expires === undefined) return undefined

  const container = claims.get(HCERT)
  const held = isMap(container) ? container.get(EU_DCC_V1) : undefined
  const certificate = isMap(held) ? plain(held) : undefined
  if (certificate === undefined) return undefined
  return {
    issuer: issuer.trim(),
    issuedAt,
    notBefore,
    expires: (expires + 1) as Instant,
    certificate: certificate as JsonObject,
  }
}

function instantOf(seconds: LenientCbor | undefined): Instant | undefined {
  return typeof seconds === 'number' && seconds >= 0 && seconds <= LATEST_SECOND
    ? (Math.floor(seconds * 1000) as Instant)
    : undefined
}

/** Undefined for null and for lists of nothing. Byte strings have no place in a certificate: they count as absent. */
function plain(value: LenientCbor): Json | undefined {
  if (value === null || value instanceof Uint8Array) return undefined
  if (typeof value === 'string') return trimmed(value)
  if (isArray(value)) {
    const items: Json[] = []
    for (const item of value) {
      const known = plain(item)
      if (known !== undefined) items.push(known)
    }
    return items.length > 0 ? items : undefined
  }
  if (!isMap(value)) return typeof value === 'number' && !Number.isFinite(value) ? undefined : value
  const members: Record<string, Json> = Object.create(null)
  for (const [key, item] of value) {
    const known = typeof key === 'string' ? plain(item) : undefined
    if (known !== undefined) members[key as string] = known
  }
  return members
}

/** A look at both ends is quicker than a call of `trim` for each of the texts, nearly all of which have none. */
function trimmed(text: string): string {
  return isPlain(text.charCodeAt(0)) && isPlain(text.charCodeAt(text.length - 1)) ? text : text.trim()
}

const isPlain = (code: number): boolean => code > 0x20 && code < 0x7f
