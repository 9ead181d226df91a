import { createHash, sign, X509Certificate } from 'node:crypto'
import { element, objectId, sequence } from '@excelsior/credentials/der'
import type { Instant } from '@excelsior/domain'
import type { AppleIdentity } from './apple-identity.ts'

/** Signing times lie this far back, so that a phone with a slow clock takes a file made just now; milliseconds. */
const BACKDATED = 3 * 60_000

/**
 * Over a manifest: CMS (RFC 5652, section 5) in DER, detached, RSA with SHA-256. Content type, time and digest are
 * signed; the signer's and the intermediate certificate come along.
 */
export function manifestSignature(
  manifest: Uint8Array,
  { certificate, key, wwdr, validFrom }: AppleIdentity,
  now: Instant,
): Buffer {
  const signer = new X509Certificate(certificate).raw
  const attributes = [
    attribute('1.2.840.113549.1.9.3', objectId(DATA)),
    attribute('1.2.840.113549.1.9.5', time(Math.max(now - BACKDATED, validFrom))),
    attribute('1.2.840.113549.1.9.4', element(OCTET_STRING, createHash('sha256').update(manifest).digest())),
  ] // in the order of DER: the shortest first
  const signature = sign('sha256', element(SET, ...attributes), key)
  const signerInfo = sequence(
    VERSION_1,
    issuerAndSerialNumber(signer),
    SHA_256,
    element(FIRST, ...attributes),
    sequence(objectId('1.2.840.113549.1.1.1'), NULL),
    element(OCTET_STRING, signature),
  )
  const signedData = sequence(
    VERSION_1,
    element(SET, SHA_256),
    sequence(objectId(DATA)),
    element(FIRST, new X509Certificate(wwdr).raw, signer),
    element(SET, signerInfo),
  )
  return Buffer.from(sequence(objectId('1.2.840.113549.1.7.2'), element(FIRST, signedData)))
}

const INTEGER = 0x02
const OCTET_STRING = 0x04
const UTC_TIME = 0x17
const SET = 0x31
/** [0] */
const FIRST = 0xa0
const DATA = '1.2.840.113549.1.7.1'
const NULL = element(0x05)
const VERSION_1 = element(INTEGER, Buffer.of(1))
const SHA_256 = sequence(objectId('2.16.840.1.101.3.4.2.1'), NULL)

/** The bytes of both as they stand in the certificate, which Node has read before. */
function issuerAndSerialNumber(certificate: Buffer): Uint8Array {
  const inside = contentAt(contentAt(certificate, 0).bytes, 0).bytes
  const first = contentAt(inside, 0)
  const serialAt = inside[0] === FIRST ? first.end : 0
  const serial = inside.subarray(serialAt, contentAt(inside, serialAt).end)
  const algorithm = contentAt(inside, serialAt + serial.length)
  return sequence(inside.subarray(algorithm.end, contentAt(inside, algorithm.end).end), serial)
}

function contentAt(der: Buffer, at: number): { readonly bytes: Buffer; readonly end: number } {
  const first = der[at + 1]!
  const more = first < 0x80 ? 0 : first & 0x7f
  const length = more === 0 ? first : der.readUIntBE(at + 2, more)
  const start = at + 2 + more
  return { bytes: der.subarray(start, start + length), end: start + length }
}

const attribute = (id: string, value: Uint8Array) => sequence(objectId(id), element(SET, value))

/** Until 2049. */
const time = (instant: number) =>
  element(
    UTC_TIME,
    Buffer.from(`${new Date(instant).toISOString().slice(2, 19).replace(/[-:T]/g, '')}Z`, 'latin1'),
  )
