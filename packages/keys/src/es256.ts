import {
  constants,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  hash,
  type KeyObject,
  sign,
  type VerifyKeyObjectInput,
  verify,
} from 'node:crypto'
import {
  type Algorithm,
  fitsAlgorithm,
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
const imported = new WeakMap<VerificationKey, ReadyKey | undefined>()

/** Keys that were used once: most holders' keys are met in one code and never again, and not worth keeping. */
const met = new WeakSet<VerificationKey>()

/** A key with how each algorithm uses it, made once: the same object for every check. */
type ReadyKey = Readonly<Record<Algorithm, VerifyKeyObjectInput>>

const HOW: Readonly<Record<Algorithm, object>> = {
  ES256: { dsaEncoding: 'ieee-p1363' },
  PS256: { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 },
  RS256: { padding: constants.RSA_PKCS1_PADDING },
}

/** By OpenSSL: for the service and the command line. */
export const nodeChecker: SignatureChecker = {
  digest: (text) => hash('sha256', text, 'base64url'),
  check(alg, key, signature, data) {
    let ready = imported.get(key)
    if (ready === undefined && !imported.has(key)) {
      const held = met.has(key) ? undefined : checkOnce(alg, key, signature, data)
      met.add(key)
      if (held !== undefined) return held
      ready = readyKey(importKey(key.jwk))
      imported.set(key, ready)
    }
    if (ready === undefined || !fitsAlgorithm(key.jwk, alg)) return false
    return verify('sha256', data, ready[alg], signature)
  },
}

/** Faster than to import a key for one check. Undefined where that does not work: then it is imported. */
function checkOnce(
  alg: Algorithm,
  { jwk }: VerificationKey,
  signature: Uint8Array,
  data: Uint8Array,
): boolean | undefined {
  if (alg !== 'ES256' || jwk.kty !== 'EC' || jwk.crv !== 'P-256') return undefined
  const { kty, crv, x, y } = jwk
  try {
    return verify('sha256', data, { key: { kty, crv, x, y }, format: 'jwk', ...HOW.ES256 }, signature)
  } catch {
    return undefined
  }
}

function readyKey(key: KeyObject | undefined): ReadyKey | undefined {
  return key && { ES256: { key, ...HOW.ES256 }, PS256: { key, ...HOW.PS256 }, RS256: { key, ...HOW.RS256 } }
}

/** Undefined for coordinates that are no point of the curve: nobody can have signed with that. */
function importKey(jwk: VerificationKey['jwk']): KeyObject | undefined {
  if (jwk.kty === 'EC' && jwk.crv !== 'P-256') return undefined
  const bare =
    jwk.kty === 'EC'
      ? { kty: jwk.kty, crv: jwk.crv, x: jwk.x, y: jwk.y }
      : { kty: jwk.kty, n: jwk.n, e: jwk.e }
  try {
    return createPublicKey({ key: bare, format: 'jwk' })
  } catch {
    return undefined
  }
}
