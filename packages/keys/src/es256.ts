import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  hash,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto'
import {
  type PublicJwk,
  type SignatureChecker,
  type Signer,
  thumbprintInput,
  type VerificationKey,
} from '@excelsior/credentials'

export interface KeyPair {
  readonly jwk: PublicJwk
  /** PKCS#8, base64. */
  readonly privateKey: string
}

export function generateKeyPair(): KeyPair {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
  return {
    jwk: { kty: 'EC', crv: 'P-256', x, y },
    privateKey: privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64'),
  }
}

/** RFC 7638: base64url of the SHA-256, 43 characters. */
export const thumbprintOf = (jwk: PublicJwk): string => hash('sha256', thumbprintInput(jwk), 'base64url')

/**
 * Signs on the calling thread: one signature takes 20 microseconds, less than handing it to another thread and back.
 */
export function signerOf(keyId: string, { privateKey }: KeyPair): Signer {
  const der = Buffer.from(privateKey, 'base64')
  const key = {
    key: createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }),
    dsaEncoding: 'ieee-p1363',
  } as const
  return {
    keyId,
    async sign(bytes) {
      return sign('sha256', bytes, key)
    },
  }
}

/** Imported keys, for as long as somebody holds the key they were imported from. */
const imported = new WeakMap<VerificationKey, KeyObject | undefined>()

/** ES256 by OpenSSL: for the service and the command line. */
export const nodeChecker: SignatureChecker = {
  check(_alg, key, signature, data) {
    if (!imported.has(key)) imported.set(key, importKey(key.jwk))
    const publicKey = imported.get(key)
    return (
      publicKey !== undefined &&
      verify('sha256', data, { key: publicKey, dsaEncoding: 'ieee-p1363' }, signature)
    )
  },
}

/** Undefined for coordinates that are no point of the curve: nobody can have signed with that. */
function importKey({ kty, crv, x, y }: PublicJwk): KeyObject | undefined {
  if (kty !== 'EC' || crv !== 'P-256') return undefined
  try {
    return createPublicKey({ key: { kty, crv, x, y }, format: 'jwk' })
  } catch {
    return undefined
  }
}
