import { generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto'
import type { Instant } from '@excelsior/domain'
import { compactDecrypt, decodeProtectedHeader, SignJWT } from 'jose'
import type { VerifierIdentity } from './verifier-identity.ts'

export const REQUEST_TYPE = 'oauth-authz-req+jwt'
/** Whom a request is for where nobody knows which wallet will open it (OpenID4VP 1.0, section 5.8). */
const ANY_WALLET = 'https://self-issued.me/v2'
/** HAIP 1.0, section 5: wallets have both. */
const CIPHERS = ['A128GCM', 'A256GCM']

/** A key for one answer (HAIP 1.0, section 5.1): gone with the question, so that nobody can open it later. */
export interface AnswerKey {
  readonly id: string
  readonly privateKey: KeyObject
  readonly jwk: object
}

export function newAnswerKey(): AnswerKey {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const id = randomBytes(16).toString('base64url')
  return {
    id,
    privateKey,
    jwk: { ...publicKey.export({ format: 'jwk' }), kid: id, use: 'enc', alg: 'ECDH-ES' },
  }
}

/** What a wallet has to know to encrypt its answer, beside formats. */
export const encryptionMetadata = ({ jwk }: AnswerKey): object => ({
  jwks: { keys: [jwk] },
  encrypted_response_enc_values_supported: CIPHERS,
})

/** A request object (RFC 9101). */
export function signRequest(
  parameters: Readonly<Record<string, unknown>>,
  { key, x5c }: VerifierIdentity,
  now: Instant,
  until: Instant,
): Promise<string> {
  return new SignJWT({ ...parameters, aud: ANY_WALLET })
    .setProtectedHeader({ alg: 'ES256', typ: REQUEST_TYPE, x5c: [...x5c] })
    .setIssuedAt(Math.floor(now / 1000))
    .setExpirationTime(Math.floor(until / 1000))
    .sign(key)
}

/** Which answer key a text was encrypted for; undefined where it says none. It proves nothing. */
export function answerKeyIdOf(jwe: string): string | undefined {
  try {
    const { kid } = decodeProtectedHeader(jwe)
    return typeof kid === 'string' ? kid : undefined
  } catch {
    return undefined
  }
}

/** The parameters in an encrypted answer (section 8.3); undefined for what was not encrypted for this key so. */
export async function openAnswer(
  jwe: string,
  { privateKey }: AnswerKey,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  try {
    const { plaintext } = await compactDecrypt(jwe, privateKey, {
      keyManagementAlgorithms: ['ECDH-ES'],
      contentEncryptionAlgorithms: CIPHERS,
    })
    const json: unknown = JSON.parse(new TextDecoder().decode(plaintext))
    return typeof json === 'object' && json !== null && !Array.isArray(json) ? { ...json } : undefined
  } catch {
    return undefined
  }
}
