import { decodeBase64url, decodeBase64urlIn } from './encoding/base64url.ts'
import { isJsonObject, type Json, type JsonObject, parseJsonBytes } from './encoding/json.ts'
import { encodeUtf8 } from './encoding/utf8.ts'
import type { Limits } from './limits.ts'
import type { Algorithm } from './signing.ts'

export interface CompactJws {
  /** All of it is signed: a compact JWS has no other header. */
  readonly header: JsonObject
  readonly algorithm: Algorithm | 'other'
  /** Undefined where the header names none. */
  readonly keyId: string | undefined
  readonly payload: Uint8Array
  /** Any length: looked at where it is checked. */
  readonly signature: Uint8Array
  /** RFC 7515, section 5.1: header and payload as they were sent. */
  readonly signed: Uint8Array
}

const ALGORITHMS: ReadonlySet<Json | undefined> = new Set(['ES256', 'PS256', 'RS256'])

/**
 * A compact JWS (RFC 7515, section 7.1): three parts in canonical base64url, a header without critical extensions and
 * without two equal names. Keys in the header (`jwk`, `jku`, `x5c`, `x5u`) are looked at by nobody.
 * `bytes`: the text, which may go on after it.
 */
export function openCompactJws(
  text: string,
  limits: Limits,
  bytes: Uint8Array = encodeUtf8(text),
): CompactJws | undefined {
  const first = text.indexOf('.')
  const second = text.indexOf('.', first + 1)
  if (first <= 0 || second <= first + 1 || text.indexOf('.', second + 1) !== -1) return undefined
  const header = readHeader(text.slice(0, first), limits)
  // Characters beyond ASCII would move the places of the others; no part has any.
  const payload = decodeBase64urlIn(bytes, first + 1, second)
  const signature = decodeBase64urlIn(bytes, second + 1, text.length)
  if (!isJsonObject(header) || 'crit' in header || 'b64' in header || !payload || !signature) return undefined
  const { alg, kid } = header
  if (kid !== undefined && (typeof kid !== 'string' || kid === '')) return undefined
  return {
    header,
    algorithm: ALGORITHMS.has(alg) ? (alg as Algorithm) : 'other',
    keyId: kid,
    payload,
    signature,
    signed: bytes.subarray(0, second),
  }
}

/** The last one read: an issuer's credentials all bear the same. It says nothing of whom they are for. */
let lastHeader:
  | { readonly text: string; readonly limits: Limits; readonly json: Json | undefined }
  | undefined

function readHeader(text: string, limits: Limits): Json | undefined {
  if (lastHeader?.text === text && lastHeader.limits === limits) return lastHeader.json
  const json = readJson(decodeBase64url(text), limits)
  lastHeader = { text, limits, json }
  return json
}

/** Undefined for bytes that are not UTF-8, or not JSON within the limits. */
export function readJson(bytes: Uint8Array | undefined, limits: Limits): Json | undefined {
  return bytes && parseJsonBytes(bytes, limits.jsonDepth)
}
