import type { SignatureChecker, VerificationKey } from './signing.ts'

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }

/** Imported keys, for as long as somebody holds the key they were imported from. */
const imported = new WeakMap<VerificationKey, Promise<CryptoKey | undefined>>()

/** ES256 by the browser's own cryptography; Node has it too. */
export const webCryptoChecker: SignatureChecker = {
  async check(_alg, key, signature, data) {
    const cryptoKey = await importedKey(key)
    if (!cryptoKey) return false
    return crypto.subtle.verify(ALGORITHM, cryptoKey, bufferSource(signature), bufferSource(data))
  },
}

/** Undefined for coordinates that are no point of the curve: nobody can have signed with that. */
function importedKey(key: VerificationKey): Promise<CryptoKey | undefined> {
  const known = imported.get(key)
  if (known) return known
  const { kty, crv, x, y } = key.jwk
  const promise = crypto.subtle
    .importKey('jwk', { kty, crv, x, y }, ALGORITHM, false, ['verify'])
    .catch(() => undefined)
  imported.set(key, promise)
  return promise
}

/** WebCrypto takes no view of shared memory; nothing here makes one. */
function bufferSource(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return bytes.buffer instanceof ArrayBuffer ? (bytes as Uint8Array<ArrayBuffer>) : Uint8Array.from(bytes)
}
