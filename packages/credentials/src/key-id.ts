import { decodeBase64url, encodeBase64url } from './encoding/base64url.ts'
import { encodeHex } from './encoding/hex.ts'
import { encodeUtf8 } from './encoding/utf8.ts'
import type { PublicJwk } from './signing.ts'

/** 4 bytes keep an ordinary pass at QR version 9. Ids may collide: all keys under an id are tried. */
const PASS_KEY_ID_BYTES = 4

/** What is hashed for a key's thumbprint, RFC 7638 section 3. */
export function thumbprintInput(jwk: PublicJwk): string {
  return `{"crv":"${jwk.crv}","kty":"${jwk.kty}","x":"${jwk.x}","y":"${jwk.y}"}`
}

/** base64url of the SHA-256, 43 characters. */
export async function thumbprint(jwk: PublicJwk): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', Uint8Array.from(encodeUtf8(thumbprintInput(jwk))))
  return encodeBase64url(new Uint8Array(hash))
}

/** The key id that passes bear: the first 4 bytes of the thumbprint, as 8 hexadecimal digits. */
export function passKeyId(keyThumbprint: string): string {
  const hash = decodeBase64url(keyThumbprint)
  if (hash?.length !== 32) throw new RangeError('a thumbprint has 43 base64url characters')
  return encodeHex(hash.subarray(0, PASS_KEY_ID_BYTES))
}
