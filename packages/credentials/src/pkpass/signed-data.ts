import type { Instant } from '@excelsior/domain'
import type { Algorithm } from '../signing.ts'
import { childrenOf, type Der, OCTET_STRING, objectIdOf, readDer, SET, unsignedOf } from '../x509/der.ts'
import { timeOf } from '../x509/time.ts'

/** A detached signature of CMS (RFC 5652, section 5) by one signer. */
export interface DetachedSignature {
  /** The signer's whole certificate, DER. Nothing of it is believed. */
  readonly certificate: Uint8Array
  /** `other` also where a digest is not SHA-256. */
  readonly algorithm: Algorithm | 'other'
  readonly signature: Uint8Array
  /** The signed attributes, as they were signed: section 5.4. */
  readonly signed: Uint8Array
  /** What the content's digest has to be. */
  readonly digest: Uint8Array
  readonly signedAt: Instant
}

const SIGNED_DATA = '1.2.840.113549.1.7.2'
const DATA = '1.2.840.113549.1.7.1'
const CONTENT_TYPE = '1.2.840.113549.1.9.3'
const MESSAGE_DIGEST = '1.2.840.113549.1.9.4'
const SIGNING_TIME = '1.2.840.113549.1.9.5'
const SHA_256 = '2.16.840.1.101.3.4.2.1'
const INTEGER = 0x02
/** [0] and [1]: what they stand for depends on where. */
const FIRST = 0xa0
const SECOND = 0xa1

const ALGORITHMS: Readonly<Record<string, Algorithm>> = {
  '1.2.840.113549.1.1.1': 'RS256', // RSA, its digest told beside it
  '1.2.840.113549.1.1.11': 'RS256',
  '1.2.840.10045.4.3.2': 'ES256',
}

const LARGEST = 32 * 1024
const MOST_CERTIFICATES = 8

/**
 * Undefined for anything but DER of the form that wallets sign: no content of its own, one signer by issuer and serial
 * number, whose certificate is there, with content type, digest and time among the signed attributes, each once.
 */
export function readDetachedSignature(bytes: Uint8Array): DetachedSignature | undefined {
  if (bytes.length > LARGEST) return undefined
  const [type, wrapper, more] = childrenOf(readDer(bytes)) ?? []
  const [signedData, others] = childrenOf(wrapper, FIRST) ?? []
  if (objectIdOf(type) !== SIGNED_DATA || more || others) return undefined
  const [version, digests, content, ...rest] = childrenOf(signedData) ?? []
  if (version?.tag !== INTEGER || !childrenOf(digests, SET)) return undefined
  // Detached: content in here would be signed in place of the manifest's.
  const [contentType, ...contents] = childrenOf(content) ?? []
  if (objectIdOf(contentType) !== DATA || contents.length > 0) return undefined
  const certificates = childrenOf(rest[0], FIRST)
  const signers =
    rest.length === 2 || (rest.length === 3 && rest[1]?.tag === SECOND) ? rest[rest.length - 1] : undefined
  const [signer, second] = childrenOf(signers, SET) ?? []
  if (!certificates || certificates.length > MOST_CERTIFICATES || !signer || second) return undefined
  return readSigner(signer, certificates)
}

function readSigner(signer: Der, certificates: readonly Der[]): DetachedSignature | undefined {
  const [version, name, digestAlgorithm, attributes, signatureAlgorithm, signature, ...more] =
    childrenOf(signer) ?? []
  if (version?.tag !== INTEGER || attributes?.tag !== FIRST || signature?.tag !== OCTET_STRING)
    return undefined
  if (more.length > 1 || (more[0] && more[0].tag !== SECOND)) return undefined
  const certificate = certificates.find((each) => isNamed(each, name))
  const values = attributesIn(attributes)
  const digest = values?.get(MESSAGE_DIGEST)
  const signedAt = timeOf(values?.get(SIGNING_TIME))
  if (!certificate || objectIdOf(values?.get(CONTENT_TYPE)) !== DATA) return undefined
  if (digest?.tag !== OCTET_STRING || signedAt === undefined) return undefined
  const digestName = objectIdOf(childrenOf(digestAlgorithm)?.[0])
  const algorithm =
    digestName === SHA_256 ? ALGORITHMS[objectIdOf(childrenOf(signatureAlgorithm)?.[0]) ?? ''] : undefined
  const signed = Uint8Array.from(attributes.whole)
  signed[0] = SET
  return {
    certificate: certificate.whole,
    algorithm: algorithm ?? 'other',
    signature: algorithm === 'ES256' ? rawSignature(signature.content) : signature.content,
    signed,
    digest: digest.content,
    signedAt,
  }
}

/** Section 5.3: the issuer's name and the serial number, as the certificate has them. */
function isNamed(certificate: Der, name: Der | undefined): boolean {
  const [issuer, serial, more] = childrenOf(name) ?? []
  const parts = [...(childrenOf(childrenOf(certificate)?.[0]) ?? [])]
  if (parts[0]?.tag === FIRST) parts.shift()
  return !more && isSame(parts[0], serial) && isSame(parts[2], issuer)
}

const isSame = (one: Der | undefined, other: Der | undefined): boolean =>
  one !== undefined &&
  one.whole.length === other?.whole.length &&
  one.whole.every((byte, index) => byte === other.whole[index])

/** Each with its one value. */
function attributesIn(attributes: Der): ReadonlyMap<string, Der> | undefined {
  const values = new Map<string, Der>()
  for (const attribute of childrenOf(attributes, FIRST) ?? []) {
    const [type, set, more] = childrenOf(attribute) ?? []
    const id = objectIdOf(type)
    const [value, second] = childrenOf(set, SET) ?? []
    if (id === undefined || !value || second || more || values.has(id)) return undefined
    values.set(id, value)
  }
  return values
}

/** r and s of 32 bytes each, from their DER (RFC 3279, section 2.2.3); empty for what is no such pair. */
function rawSignature(der: Uint8Array): Uint8Array {
  const numbers = childrenOf(readDer(der))
  const [r, s] = (numbers ?? []).map(unsignedOf)
  if (numbers?.length !== 2 || !r || !s || r.length > 32 || s.length > 32) return new Uint8Array(0)
  const raw = new Uint8Array(64)
  raw.set(r, 32 - r.length)
  raw.set(s, 64 - s.length)
  return raw
}
