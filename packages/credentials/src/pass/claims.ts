import {
  type Instant,
  PASS_TYPES,
  type PartialDate,
  type PassType,
  parsePartialDate,
} from '@excelsior/domain'
import { decodeBase64url, encodeBase64url } from '../encoding/base64url.ts'
import { type CborValue, decodeCbor, encodeCbor } from '../encoding/cbor.ts'
import { decodeHex, encodeHex } from '../encoding/hex.ts'
import type { Limits } from '../limits.ts'
import type { PublicJwk } from '../signing.ts'

/** CWT claims, RFC 8392 section 4; what a pass says stands in one claim from the range for private use. */
const ISSUER = 1
const AUDIENCE = 3
const EXPIRES = 4
const NOT_BEFORE = 5
const ISSUED_AT = 6
const PASS_ID = 7
/** `cnf`, RFC 8747 section 3: in it, as 1, a COSE_Key (RFC 9052 section 7; RFC 9053 section 7.1.1). */
const CONFIRMATION = 8
const COSE_KEY = 1
const KEY_TYPE = 1
const CURVE = -1
const X = -2
const Y = -3
const EC2 = 2
const P256 = 1
const PASS = -65_537

const PASS_ID_BYTES = 8
const LONGEST_ISSUER = 64
/** Seconds: 2106. Above it lie milliseconds taken for seconds. */
const LATEST_SECOND = 0xffff_ffff

export interface PassClaims {
  readonly issuer: string
  readonly passId: string
  readonly type: PassType
  readonly givenName: string
  readonly familyName: string
  readonly birthDate: PartialDate
  readonly issuedAt: Instant
  readonly notBefore: Instant
  readonly expires: Instant
  /** Of the holder, in a pass that is bound to it. */
  readonly holderKey?: PublicJwk
}

/** The payload of a pass, or undefined where a claim is absent or of the wrong kind. */
export function readClaims(payload: Uint8Array, limits: Limits): PassClaims | undefined {
  const claims = decodeCbor(payload, limits.cborDepth)
  // A token for somebody named is for nobody else (RFC 7519, section 4.1.3). Other unknown claims are let be.
  if (!(claims instanceof Map) || claims.has(AUDIENCE)) return undefined
  const issuer = claims.get(ISSUER)
  const passId = claims.get(PASS_ID)
  const issuedAt = instantOfSeconds(claims.get(ISSUED_AT))
  const notBefore = instantOfSeconds(claims.get(NOT_BEFORE))
  const expires = instantOfSeconds(claims.get(EXPIRES))
  const pass = claims.get(PASS)
  if (typeof issuer !== 'string' || issuer === '' || issuer.length > LONGEST_ISSUER) return undefined
  if (!(passId instanceof Uint8Array) || passId.length !== PASS_ID_BYTES) return undefined
  const holderKey = claims.has(CONFIRMATION) ? keyIn(claims.get(CONFIRMATION)) : undefined
  // A binding that cannot be read must not turn into none.
  if (claims.has(CONFIRMATION) && !holderKey) return undefined
  if (issuedAt === undefined || notBefore === undefined || expires === undefined) return undefined

  if (!isArray(pass) || pass.length !== 4) return undefined
  const [typeNumber, givenName, familyName, birthNumber] = pass
  const type = typeof typeNumber === 'number' ? PASS_TYPES[typeNumber - 1] : undefined
  const birthDate = partialDateOf(birthNumber)
  if (type === undefined || birthDate === undefined) return undefined
  if (typeof givenName !== 'string' || typeof familyName !== 'string' || givenName + familyName === '')
    return undefined
  return {
    issuer,
    passId: encodeHex(passId),
    type,
    givenName,
    familyName,
    birthDate,
    issuedAt,
    notBefore,
    expires,
    ...(holderKey ? { holderKey } : {}),
  }
}

/** Throws a RangeError where a value fits no pass: they come from the program, not from outside. */
export function writeClaims(claims: PassClaims): Uint8Array {
  const passId = decodeHex(claims.passId)
  if (passId?.length !== PASS_ID_BYTES) throw new RangeError('a pass id has 16 hexadecimal digits')
  if (claims.issuer === '' || claims.issuer.length > LONGEST_ISSUER) {
    throw new RangeError('an issuer has 1 to 64 characters')
  }
  if (claims.givenName + claims.familyName === '') throw new RangeError('a pass bears a name')
  const type = PASS_TYPES.indexOf(claims.type) + 1
  return encodeCbor(
    new Map<number, CborValue>([
      [ISSUER, claims.issuer],
      [EXPIRES, secondsOf(claims.expires)],
      [NOT_BEFORE, secondsOf(claims.notBefore)],
      [ISSUED_AT, secondsOf(claims.issuedAt)],
      [PASS_ID, passId],
      ...(claims.holderKey ? [[CONFIRMATION, confirmationOf(claims.holderKey)] as const] : []),
      [PASS, [type, claims.givenName, claims.familyName, numberOfDate(claims.birthDate)]],
    ]),
  )
}

function keyIn(confirmation: CborValue | undefined): PublicJwk | undefined {
  const key = confirmation instanceof Map ? confirmation.get(COSE_KEY) : undefined
  if (!(key instanceof Map) || key.get(KEY_TYPE) !== EC2 || key.get(CURVE) !== P256) return undefined
  const [x, y] = [key.get(X), key.get(Y)]
  if (!(x instanceof Uint8Array) || !(y instanceof Uint8Array)) return undefined
  if (x.length !== 32 || y.length !== 32) return undefined
  return { kty: 'EC', crv: 'P-256', x: encodeBase64url(x), y: encodeBase64url(y) }
}

function confirmationOf({ x, y }: PublicJwk): CborValue {
  const [bytesOfX, bytesOfY] = [decodeBase64url(x), decodeBase64url(y)]
  if (bytesOfX?.length !== 32 || bytesOfY?.length !== 32)
    throw new RangeError('a P-256 key has 32 bytes twice')
  const key = new Map<number, CborValue>([
    [KEY_TYPE, EC2],
    [CURVE, P256],
    [X, bytesOfX],
    [Y, bytesOfY],
  ])
  return new Map<number, CborValue>([[COSE_KEY, key]])
}

/** Fractions are cut: a pass never ends later than it should. */
function secondsOf(instant: Instant): number {
  const seconds = Math.floor(instant / 1000)
  if (!(seconds >= 0 && seconds <= LATEST_SECOND)) throw new RangeError('an instant from 1970 to 2106')
  return seconds
}

function instantOfSeconds(value: CborValue | undefined): Instant | undefined {
  return typeof value === 'number' && value >= 0 && value <= LATEST_SECOND
    ? ((value * 1000) as Instant)
    : undefined
}

/** `1988-03-04` is 19880304, `1956-03` is 195603, `1956` is itself. */
function numberOfDate(date: PartialDate): number {
  const number = Number(date.slice(0, 4) + date.slice(5, 7) + date.slice(8, 10))
  if (date < '1000') throw new RangeError('a year of birth has four digits and does not begin with 0')
  return number
}

function partialDateOf(value: CborValue | undefined): PartialDate | undefined {
  if (typeof value !== 'number' || value < 1000) return undefined
  const digits = String(value)
  if (digits.length === 4) return parsePartialDate(digits)
  if (digits.length === 6) return parsePartialDate(`${digits.slice(0, 4)}-${digits.slice(4)}`)
  return digits.length === 8
    ? parsePartialDate(`${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}`)
    : undefined
}

function isArray(value: CborValue | undefined): value is readonly CborValue[] {
  return Array.isArray(value)
}
