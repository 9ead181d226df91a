import { encodeBase64url } from './encoding/base64url.ts'
import { encodeUtf8 } from './encoding/utf8.ts'
import { type Algorithm, fitsAlgorithm, type SignatureChecker, type VerificationKey } from './signing.ts'

const IMPORT = {
  ES256: { name: 'ECDSA', namedCurve: 'P-256' },
  PS256: { name: 'RSA-PSS', hash: 'SHA-256' },
  RS256: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
} as const

const VERIFY = {
  ES256: { name: 'ECDSA', hash: 'SHA-256' },
  PS256: { name: 'RSA-PSS', saltLength: 32 },
  RS256: { name: 'RSASSA-PKCS1-v1_5' },
} as const

/** Imported keys, for as long as somebody holds the key they were imported from. */
const imported = new WeakMap<VerificationKey, Map<Algorithm, Promise<CryptoKey | undefined>>>()

/** By the browser's own cryptography; Node has it too. */
export const webCryptoChecker: SignatureChecker = {
  digest: webCryptoDigest,
  async check(alg, key, signature, data) {
    const cryptoKey = await importedKey(alg, key)
    if (!cryptoKey) return false
    return crypto.subtle.verify(VERIFY[alg], cryptoKey, bufferSource(signature), bufferSource(data))
  },
}

export async function webCryptoDigest(text: string): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', bufferSource(encodeUtf8(text)))
  return encodeBase64url(new Uint8Array(hash))
}

function importedKey(alg: Algorithm, key: VerificationKey): Promise<CryptoKey | undefined> {
  const byAlgorithm = imported.get(key) ?? new Map<Algorithm, Promise<CryptoKey | undefined>>()
  imported.set(key, byAlgorithm)
  const promise = byAlgorithm.get(alg) ?? importKey(alg, key.jwk)
  byAlgorithm.set(alg, promise)
  return promise
}

/** Undefined for coordinates that are no point of the curve, as for a key of another kind: nobody signed with that. */
async function importKey(alg: Algorithm, jwk: VerificationKey['jwk']): Promise<CryptoKey | undefined> {
  if (!fitsAlgorithm(jwk, alg)) return undefined
  // Only what makes the key: `use`, `key_ops` or `alg` on it must not decide whether it can be imported.
  const bare =
    jwk.kty === 'EC'
      ? { kty: jwk.kty, crv: jwk.crv, x: jwk.x, y: jwk.y }
      : { kty: jwk.kty, n: jwk.n, e: jwk.e }
  return crypto.subtle.importKey('jwk', bare, IMPORT[alg], false, ['verify']).catch(() => undefined)
}

/** WebCrypto takes no view of shared memory; nothing here makes one. */
function bufferSource(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return bytes.buffer instanceof ArrayBuffer ? (bytes as Uint8Array<ArrayBuffer>) : Uint8Array.from(bytes)
}
