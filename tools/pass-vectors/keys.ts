import { createHash } from 'node:crypto'
import { p256 } from '@noble/curves/nist.js'

/** A key that everybody can compute from its name: fit for vectors, and for nothing else. */
export interface TestKey {
  readonly secret: Uint8Array
  readonly jwk: { readonly kty: 'EC'; readonly crv: 'P-256'; readonly x: string; readonly y: string }
  readonly thumbprint: string
  /** The first 4 bytes of the thumbprint. */
  readonly kid: Uint8Array
}

export function testKey(name: string): TestKey {
  const secret = Uint8Array.from(createHash('sha256').update(`excelsior test key ${name}`).digest())
  const point = p256.getPublicKey(secret, false)
  const x = Buffer.from(point.subarray(1, 33)).toString('base64url')
  const y = Buffer.from(point.subarray(33)).toString('base64url')
  const hash = createHash('sha256').update(`{"crv":"P-256","kty":"EC","x":"${x}","y":"${y}"}`).digest()
  return {
    secret,
    jwk: { kty: 'EC', crv: 'P-256', x, y },
    thumbprint: hash.toString('base64url'),
    kid: Uint8Array.from(hash.subarray(0, 4)),
  }
}

/** ES256 as in RFC 6979, so that the same vectors come out each time. */
export function sign(key: TestKey, bytes: Uint8Array): Uint8Array {
  return p256.sign(bytes, key.secret, { lowS: true })
}
