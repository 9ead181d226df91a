import { createHash, sign, X509Certificate } from 'node:crypto'
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
  return sequence(objectId('1.2.840.113549.1.7.2'), element(FIRST, signedData))
}

const INTEGER = 0x02
const OCTET_STRING = 0x04
const OBJECT_ID = 0x06
const UTC_TIME = 0x17
const SEQUENCE = 0x30
const SET = 0x31
/** [0] */
const FIRST = 0xa0
const DATA = '1.2.840.113549.1.7.1'
const NULL = element(0x05)
const VERSION_1 = element(INTEGER, Buffer.of(1))
const SHA_256 = sequence(objectId('2.16.840.1.101.3.4.2.1'), NULL)

/** The bytes of both as they stand in the certificate, which Node has read before. */
function issuerAndSerialNumber(certificate: Buffer): Buffer {
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

/** Nothing here is longer than 65,535 bytes. */
function element(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  const head = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.of(tag, ...head), ...parts])
}

function sequence(...parts: readonly Uint8Array[]): Buffer {
  return element(SEQUENCE, ...parts)
}

function objectId(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  const bytes = [first * 40 + second, ...rest].flatMap((part) => {
    const digits = [part & 0x7f]
    for (let more = part >>> 7; more > 0; more >>>= 7) digits.unshift((more & 0x7f) | 0x80)
    return digits
  })
  return element(OBJECT_ID, Buffer.from(bytes))
}

const attribute = (id: string, value: Buffer) => sequence(objectId(id), element(SET, value))

/** Until 2049. */
const time = (instant: number) =>
  element(
    UTC_TIME,
    Buffer.from(`${new Date(instant).toISOString().slice(2, 19).replace(/[-:T]/g, '')}Z`, 'latin1'),
  )
