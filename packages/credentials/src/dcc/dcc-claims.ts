import type { Instant } from '@excelsior/domain'
import { decodeLenientCbor, type LenientCbor, type LenientCborMap } from '../encoding/lenient-cbor.ts'
import type { Limits } from '../limits.ts'
import { isMap } from './dcc-message.ts'

/** CWT claims, RFC 8392 section 4, and the health certificate's own with its first and only kind. */
const ISSUER = 1
const EXPIRES = 4
const NOT_BEFORE = 5
const ISSUED_AT = 6
const HCERT = -260
const EU_DCC_V1 = 1

/** Seconds: 2106. Above it lie milliseconds taken for seconds. */
const LATEST_SECOND = 0xffff_ffff
/** The schema gives an issuer's name 80 characters, and some write all of it here in place of the country. */
const LONGEST_ISSUER = 256

export interface DccClaims {
  /** Two letters of a country, as a rule; empty where the certificate names none. */
  readonly issuer: string
  readonly issuedAt: Instant
  readonly notBefore: Instant
  /** Exclusive, the millisecond after the last one: a certificate is good at the very instant that it names. */
  readonly expires: Instant
  readonly certificate: LenientCborMap
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
  const certificate = isMap(container) ? container.get(EU_DCC_V1) : undefined
  if (!isMap(certificate)) return undefined
  return { issuer: issuer.trim(), issuedAt, notBefore, expires: (expires + 1) as Instant, certificate }
}

function instantOf(seconds: LenientCbor | undefined): Instant | undefined {
  return typeof seconds === 'number' && seconds >= 0 && seconds <= LATEST_SECOND
    ? (Math.floor(seconds * 1000) as Instant)
    : undefined
}
