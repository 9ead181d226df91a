import type { Instant } from '@excelsior/domain'
import { isRawSignature } from '../ecdsa.ts'
import { decodeBase64url, encodeBase64url } from '../encoding/base64url.ts'
import { inflateRaw } from '../encoding/inflate.ts'
import { isJsonObject, type Json } from '../encoding/json.ts'
import { openCompactJws, readJson } from '../jws.ts'
import { LIMITS } from '../limits.ts'
import type { SignatureChecker, Signer } from '../signing.ts'
import { keyIndex, type Trust } from '../trust/trust.ts'
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
  if (token.length > LONGEST_TOKEN) return undefined
  const jws = openCompactJws(token, LIMITS)
  const claims = jws && readJson(jws.payload, LIMITS)
  if (!jws || !isJsonObject(claims) || jws.header.typ !== STATUS_LIST_TYPE) return undefined
  const issuedAt = instantOfSeconds(claims.iat)
  const expires = endOf(claims.exp, claims.ttl, issuedAt)
  if (claims.sub !== uri || issuedAt === undefined || expires === undefined) return undefined
  if (now >= expires || now + CLOCK_SKEW < issuedAt) return undefined

  const keys = trust.keys.get(keyIndex('sd-jwt', issuerIn(claims.iss), jws.keyId ?? '')) ?? []
  if (jws.algorithm !== 'ES256' || !isRawSignature(jws.signature)) return undefined
  for (const key of keys.slice(0, LIMITS.keysPerId)) {
    if (key.revoked || (key.notAfter !== null && now >= key.notAfter)) continue
    if (!(await checker.check('ES256', key, jws.signature, jws.signed))) continue
    const statusAt = unpacked(claims.status_list)
    return statusAt && { uri, issuer: key.issuer.id, expires, statusAt }
  }
  return undefined
}

const issuerIn = (iss: Json | undefined): string => (typeof iss === 'string' ? iss : '')

/** A list without any end would never be too old. */
function endOf(exp: Json | undefined, ttl: Json | undefined, issuedAt: Instant | undefined) {
  if (exp !== undefined) return instantOfSeconds(exp)
  return typeof ttl === 'number' && ttl > 0 && issuedAt !== undefined
    ? instantOfSeconds(issuedAt / 1000 + ttl)
    : undefined
}

function unpacked(list: Json | undefined): StatusList['statusAt'] | undefined {
  if (!isJsonObject(list) || typeof list.lst !== 'string') return undefined
  const { bits } = list
  const packed = decodeBase64url(list.lst)
  if (bits !== 1 && bits !== 2 && bits !== 4 && bits !== 8) return undefined
  const bytes = packed && inflateZlib(packed)
  if (!bytes) return undefined
  const each = 8 / bits
  return (index) => {
    const byte = bytes[Math.floor(index / each)]
    return byte === undefined ? undefined : (byte >> ((index % each) * bits)) & ((1 << bits) - 1)
  }
}

/** RFC 1950, without a dictionary. Its checksum is not looked at: the bytes are signed. */
function inflateZlib(packed: Uint8Array): Uint8Array | undefined {
  const [method = 0, flags = 0] = packed
  const isZlib =
    packed.length > 6 && (method & 15) === 8 && (method * 256 + flags) % 31 === 0 && (flags & 32) === 0
  return isZlib ? inflateRaw(packed.subarray(2, packed.length - 4), MOST_BYTES) : undefined
}
