import { createPrivateKey, createPublicKey, hash, randomBytes, sign } from 'node:crypto'
import { element, objectId, sequence } from '@excelsior/credentials/der'
import type { Instant } from '@excelsior/domain'
import type { KeyPair } from './es256.ts'

export interface CertificateWords {
  /** ISO 3166-1, two letters. */
  readonly country: string
  readonly organisation: string
  readonly name: string
  readonly notBefore: Instant
  /** Inclusive. */
  readonly notAfter: Instant
  /** Object ids, dotted. */
  readonly extendedKeyUsage: readonly string[]
}

/** An X.509 certificate (RFC 5280) in DER of a key that signed it itself: it proves nothing but what the key says. */
export function selfSignedCertificate({ privateKey }: KeyPair, words: CertificateWords): Uint8Array {
  const key = createPrivateKey({ key: Buffer.from(privateKey, 'base64'), format: 'der', type: 'pkcs8' })
  const keyInfo = createPublicKey(key).export({ type: 'spki', format: 'der' })
  const subject = sequence(
    attribute('2.5.4.6', element(PRINTABLE_STRING, Buffer.from(words.country, 'latin1'))),
    attribute('2.5.4.10', utf8(words.organisation)),
    attribute('2.5.4.3', utf8(words.name)),
  )
  const keyId = hash('sha1', keyInfo.subarray(-65), 'buffer') // section 4.2.1.2, method 1
  const extensions = [
    extension('2.5.29.14', element(OCTET_STRING, keyId)),
    extension('2.5.29.15', element(BIT_STRING, Buffer.of(7, 0x80)), CRITICAL), // digitalSignature
    extension('2.5.29.19', sequence(), CRITICAL), // no authority over others
    extension('2.5.29.37', sequence(...words.extendedKeyUsage.map(objectId))),
  ]
  const toBeSigned = sequence(
    element(VERSION, element(INTEGER, Buffer.of(2))),
    element(INTEGER, serialNumber()),
    ECDSA_WITH_SHA256,
    subject,
    sequence(time(words.notBefore), time(words.notAfter)),
    subject,
    keyInfo,
    element(EXTENSIONS, sequence(...extensions)),
  )
  const signature = sign('sha256', toBeSigned, { key, dsaEncoding: 'der' })
  return new Uint8Array(
    sequence(toBeSigned, ECDSA_WITH_SHA256, element(BIT_STRING, Buffer.concat([Buffer.of(0), signature]))),
  )
}

const BOOLEAN = 0x01
const INTEGER = 0x02
const BIT_STRING = 0x03
const OCTET_STRING = 0x04
const UTF8_STRING = 0x0c
const PRINTABLE_STRING = 0x13
const UTC_TIME = 0x17
const GENERALIZED_TIME = 0x18
const SET = 0x31
const VERSION = 0xa0
const EXTENSIONS = 0xa3
const CRITICAL = element(BOOLEAN, Buffer.of(0xff))
const ECDSA_WITH_SHA256 = sequence(objectId('1.2.840.10045.4.3.2'))

const utf8 = (text: string) => element(UTF8_STRING, Buffer.from(text))
const attribute = (id: string, value: Uint8Array) => element(SET, sequence(objectId(id), value))
const extension = (id: string, value: Uint8Array, ...critical: readonly Uint8Array[]) =>
  sequence(objectId(id), ...critical, element(OCTET_STRING, value))

/** Section 4.1.2.5: two digits of the year until 2049. */
function time(instant: Instant): Uint8Array {
  const digits = `${new Date(instant).toISOString().slice(0, 19).replace(/[-:T]/g, '')}Z`
  return digits < '2050'
    ? element(UTC_TIME, Buffer.from(digits.slice(2)))
    : element(GENERALIZED_TIME, Buffer.from(digits))
}

/** Section 4.1.2.2: positive, and of chance. */
function serialNumber(): Buffer {
  const bytes = randomBytes(16)
  bytes[0] = (bytes[0]! & 0x3f) | 0x40
  return bytes
}
