import type { Instant } from '@excelsior/domain'
import { isRawSignature } from '../ecdsa.ts'
import { decodeBase64url, encodeBase64url } from '../encoding/base64url.ts'
import { inflateRaw } from '../encoding/inflate.ts'
import { isJsonObject, type Json } from '../encoding/json.ts'
import { openCompactJws, readJson } from '../jws.ts'
import { LIMITS } from '../limits.ts'
import type { SignatureChecker, Signer, VerificationKey } from '../signing.ts'
import { isP256 } from '../trust/p256.ts'
import { keyIndex, type Trust } from '../trust/trust.ts'
import type { ListedIssuer } from '../trust/trust-list.ts'
import { CLOCK_SKEW } from '../verify-options.ts'
import { webCryptoChecker } from '../web-crypto.ts'
import { signJws } from './issue-sd-jwt.ts'
import { instantOfSeconds, secondsOf } from './seconds.ts'
import type { StatusList } from './status-revocation.ts'

export const STATUS_LIST_TYPE = 'statuslist+jwt'

/** Of a token, and of the bytes that it unpacks to: eight million credentials. */
const LONGEST_TOKEN = 2 * 1024 * 1024
const MOST_BYTES = 1024 * 1024

export interface StatusListToSign {
  readonly uri: string
  readonly issuer: string
  readonly issuedAt: Instant
  readonly expires: Instant
  /** How long a copy may be kept before it is fetched anew, milliseconds. */
  readonly keepFor: number
  /** One bit for each credential, 1: revoked; the lowest bit of a byte comes first. Packed by zlib (RFC 1950). */
  readonly packed: Uint8Array
}

/** A status list token (Token Status List, section 5.1). */
export function signStatusList(list: StatusListToSign, signer: Signer): Promise<string> {
  const payload = {
    iss: list.issuer,
    sub: list.uri,
    iat: secondsOf(list.issuedAt),
    exp: secondsOf(list.expires),
    ttl: Math.floor(list.keepFor / 1000),
    status_list: { bits: 1, lst: encodeBase64url(list.packed) },
  }
  return signJws({ alg: 'ES256', typ: STATUS_LIST_TYPE, kid: signer.keyId }, payload, signer)
}

/** With what whoever keeps it for others has to know. */
export interface OpenedStatusList extends StatusList {
  readonly keyId: string
  readonly issuedAt: Instant
  /** How long a copy may be kept before it is fetched anew, milliseconds; `null`: its issuer does not say. */
  readonly keepFor: number | null
  /** Places in it. */
  readonly size: number
  /** Places of what is not valid, rising; undefined where they are more than `atMost`. */
  notValid(atMost: number): readonly number[] | undefined
}

/** Why a status list counts for nothing. */
export type StatusListFault = 'malformed' | 'expired' | 'not-yet-valid' | 'bad-signature'

/**
 * A token that was fetched from `uri`: for that address, signed by a key that the trust list has for its issuer, with
 * an end that has not come. Undefined for all else. Never throws.
 */
export async function openStatusList(
  token: string,
  uri: string,
  trust: Trust,
  now: Instant,
  checker: SignatureChecker = webCryptoChecker,
): Promise<StatusList | undefined> {
  const keysOf = (iss: string | undefined, keyId: string | undefined) =>
    (trust.keys.get(keyIndex('sd-jwt', iss ?? '', keyId ?? '')) ?? []).map((key) => ({
      ...key,
      issuer: key.issuer.id,
    }))
  const opened = await openBy(token, uri, keysOf, now, checker)
  return typeof opened === 'string' ? undefined : opened
}

/**
 * The same by the keys of one issuer alone, which the token need not name (Token Status List, section 5.1, knows no
 * `iss`); where it names somebody, it is that issuer or nobody. Never throws.
 */
export async function openStatusListOf(
  { id, keys }: ListedIssuer,
  token: string,
  uri: string,
  now: Instant,
  checker: SignatureChecker = webCryptoChecker,
): Promise<OpenedStatusList | StatusListFault> {
  const keysOf = (iss: string | undefined, keyId: string | undefined) =>
    keys
      .filter((key) => key.format === 'sd-jwt' && (iss === undefined || iss === (key.iss ?? id)))
      .filter(({ kid, jwk }) => (keyId === undefined || kid === keyId) && isP256(jwk))
      .map((key) => ({
        keyId: key.kid,
        jwk: key.jwk,
        revoked: key.revoked === true,
        notAfter: key.notAfter ?? null,
        issuer: id,
      }))
  return openBy(token, uri, keysOf, now, checker)
}

interface StatusKey extends VerificationKey {
  readonly keyId: string
  readonly issuer: string
  readonly revoked: boolean
  readonly notAfter: Instant | null
}

async function openBy(
  token: string,
  uri: string,
  keysOf: (iss: string | undefined, keyId: string | undefined) => readonly StatusKey[],
  now: Instant,
  checker: SignatureChecker,
): Promise<OpenedStatusList | StatusListFault> {
  if (token.length > LONGEST_TOKEN) return 'malformed'
  const jws = openCompactJws(token, LIMITS)
  const claims = jws && readJson(jws.payload, LIMITS)
  if (!jws || !isJsonObject(claims) || jws.header.typ !== STATUS_LIST_TYPE) return 'malformed'
  const { iss, ttl } = claims
  const issuedAt = instantOfSeconds(claims.iat)
  const expires = endOf(claims.exp, ttl, issuedAt)
  if (claims.sub !== uri || issuedAt === undefined || expires === undefined) return 'malformed'
  if (iss !== undefined && typeof iss !== 'string') return 'malformed'
  if (now >= expires) return 'expired'
  if (now + CLOCK_SKEW < issuedAt) return 'not-yet-valid'

  if (jws.algorithm !== 'ES256' || !isRawSignature(jws.signature)) return 'bad-signature'
  for (const key of keysOf(iss, jws.keyId).slice(0, LIMITS.keysPerId)) {
    if (key.revoked || (key.notAfter !== null && now >= key.notAfter)) continue
    if (!(await checker.check('ES256', key, jws.signature, jws.signed))) continue
    const list = unpacked(claims.status_list)
    const keepFor = typeof ttl === 'number' && ttl > 0 ? ttl * 1000 : null
    return list
      ? { uri, issuer: key.issuer, keyId: key.keyId, issuedAt, expires, keepFor, ...list }
      : 'malformed'
  }
  return 'bad-signature'
}

/** A list without any end would never be too old. */
function endOf(exp: Json | undefined, ttl: Json | undefined, issuedAt: Instant | undefined) {
  if (exp !== undefined) return instantOfSeconds(exp)
  return typeof ttl === 'number' && ttl > 0 && issuedAt !== undefined
    ? instantOfSeconds(issuedAt / 1000 + ttl)
    : undefined
}

function unpacked(
  list: Json | undefined,
): Pick<OpenedStatusList, 'statusAt' | 'size' | 'notValid'> | undefined {
  if (!isJsonObject(list) || typeof list.lst !== 'string') return undefined
  const { bits } = list
  const packed = decodeBase64url(list.lst)
  if (bits !== 1 && bits !== 2 && bits !== 4 && bits !== 8) return undefined
  const bytes = packed && inflateZlib(packed)
  if (!bytes) return undefined
  const each = 8 / bits
  const statusAt = (index: number) => {
    const byte = bytes[Math.floor(index / each)]
    return byte === undefined ? undefined : (byte >> ((index % each) * bits)) & ((1 << bits) - 1)
  }
  return {
    size: bytes.length * each,
    statusAt,
    notValid(atMost) {
      const places: number[] = []
      // Most bytes are zero: eight million places are looked at in some milliseconds.
      for (let at = 0; at < bytes.length; at++)
        if (bytes[at] !== 0)
          for (let place = at * each; place < (at + 1) * each; place++)
            if (statusAt(place) !== 0 && places.push(place) > atMost) return undefined
      return places
    },
  }
}

/** RFC 1950, without a dictionary. Its checksum is not looked at: the bytes are signed. */
function inflateZlib(packed: Uint8Array): Uint8Array | undefined {
  const [method = 0, flags = 0] = packed
  const isZlib =
    packed.length > 6 && (method & 15) === 8 && (method * 256 + flags) % 31 === 0 && (flags & 32) === 0
  return isZlib ? inflateRaw(packed.subarray(2, packed.length - 4), MOST_BYTES) : undefined
}
