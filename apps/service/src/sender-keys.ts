import { createHash, createPublicKey, X509Certificate } from 'node:crypto'
import type { Json } from '@excelsior/store'
import { importJWK, type JWK } from 'jose'

/** What senders may sign their assertions with (SMART Backend Services): each key is good for one of them only. */
export const SENDER_ALGORITHMS = ['ES384', 'RS384'] as const
export type SenderAlgorithm = (typeof SENDER_ALGORITHMS)[number]

/** A public key of a sender, as the store keeps it: these members and no others. */
export interface SenderKey {
  readonly kid: string
  readonly alg: SenderAlgorithm
  readonly jwk: JWK
}

export type Read<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly reason: string }

const MOST_BYTES = 65_536
const MOST_KEYS = 10
/** Bits of an RSA modulus: below is weak, above costs us too much to check. */
const RSA_BITS = { least: 2048, most: 4096 }

const fault = (reason: string): { readonly ok: false; readonly reason: string } => ({ ok: false, reason })

/** A JWK set of public keys, P-384 or RSA, each with a `kid` of its own. */
export async function readJwks(text: string): Promise<Read<readonly SenderKey[]>> {
  if (text.length > MOST_BYTES) return fault('is longer than 64 KiB')
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return fault('is no JSON')
  }
  const keys = isObject(json) ? json.keys : undefined
  if (!Array.isArray(keys) || keys.length === 0)
    return fault('is no JWK set: {"keys": [ … ]} with at least one')
  if (keys.length > MOST_KEYS) return fault(`has more than ${MOST_KEYS} keys`)
  const read: SenderKey[] = []
  for (const [index, key] of keys.entries()) {
    const one = await readKey(key)
    if (!one.ok) return fault(`key ${index + 1}: ${one.reason}`)
    if (read.some(({ kid }) => kid === one.value.kid))
      return fault(`key ${index + 1}: its "kid" is another one's, too`)
    read.push(one.value)
  }
  return { ok: true, value: read }
}

async function readKey(key: unknown): Promise<Read<SenderKey>> {
  if (!isObject(key)) return fault('is no object')
  for (const secret of ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k']) {
    if (secret in key)
      return fault('is a private key. Never give that away: make a new pair, and register the public part')
  }
  const { kid } = key
  if (typeof kid !== 'string' || kid === '' || kid.length > 200)
    return fault('has no "kid" of 1 to 200 characters')
  if (key.use !== undefined && key.use !== 'sig') return fault('is not for signatures ("use" is not "sig")')
  const alg = key.kty === 'EC' && key.crv === 'P-384' ? 'ES384' : key.kty === 'RSA' ? 'RS384' : undefined
  if (!alg) return fault('is neither of P-384 (ES384) nor RSA (RS384)')
  if (key.alg !== undefined && key.alg !== alg) return fault(`is for "alg" ${alg} only`)
  const members = alg === 'ES384' ? ['kty', 'crv', 'x', 'y'] : ['kty', 'n', 'e']
  const jwk: Record<string, string> = { kid }
  for (const name of members) {
    const value = key[name]
    if (typeof value !== 'string') return fault(`has no "${name}"`)
    jwk[name] = value
  }
  try {
    const bits = createPublicKey({ key: jwk, format: 'jwk' }).asymmetricKeyDetails?.modulusLength
    if (bits !== undefined && (bits < RSA_BITS.least || bits > RSA_BITS.most))
      return fault(`has ${bits} bits; ${RSA_BITS.least} to ${RSA_BITS.most} are taken`)
    await importJWK(jwk, alg)
  } catch {
    return fault('is no public key')
  }
  return { ok: true, value: { kid, alg, jwk } }
}

/** A key as the store gave it back; undefined for what was not written by `readJwks`. */
export function storedKey(json: Json): SenderKey | undefined {
  if (!isObject(json) || typeof json.kid !== 'string') return undefined
  const alg = json.kty === 'EC' ? 'ES384' : json.kty === 'RSA' ? 'RS384' : undefined
  return alg && { kid: json.kid, alg, jwk: json as JWK }
}

/** SHA-256 of the whole certificate and of its key, hexadecimal: by one of them it is bound to its source. */
export const pinsOf = (
  certificate: X509Certificate,
): { readonly certificate: string; readonly key: string } => ({
  certificate: sha256(certificate.raw),
  key: sha256(certificate.publicKey.export({ type: 'spki', format: 'der' })),
})

/** The pin of one certificate in PEM: good until it expires. */
export function readCertificatePin(pem: string, at: number): Read<string> {
  const checked = checkPem(pem)
  if (!checked.ok) return checked
  const certificate = certificateIn(pem)
  if (!certificate) return fault('is no certificate in PEM')
  if (certificate.validToDate.getTime() <= at) return fault('has expired')
  return { ok: true, value: pinsOf(certificate).certificate }
}

/** The pin of a public key, or of a certificate's: good for whatever certificate it is renewed with. */
export function readKeyPin(pem: string): Read<string> {
  const checked = checkPem(pem)
  if (!checked.ok) return checked
  const certificate = certificateIn(pem)
  if (certificate) return { ok: true, value: pinsOf(certificate).key }
  try {
    return { ok: true, value: sha256(createPublicKey(pem).export({ type: 'spki', format: 'der' })) }
  } catch {
    return fault('is no public key and no certificate in PEM')
  }
}

function checkPem(pem: string): Read<undefined> {
  if (pem.length > MOST_BYTES) return fault('is longer than 64 KiB')
  if (/PRIVATE KEY-----/.test(pem))
    return fault('holds a private key. Never give that away; give the certificate alone')
  if ((pem.match(/-----BEGIN /g)?.length ?? 0) > 1)
    return fault('holds more than one certificate; give the sender’s own alone')
  return { ok: true, value: undefined }
}

function certificateIn(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem)
  } catch {
    return undefined
  }
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
