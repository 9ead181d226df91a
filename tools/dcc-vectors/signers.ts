import { createHash } from 'node:crypto'
import { p256 } from '@noble/curves/nist.js'
import { type TestKey, testKey } from '../pass-vectors/keys.ts'
import { rsaModulus } from './rsa.ts'

/** A document signer: its key, and the certificate by which it is listed. */
export interface TestSigner {
  /** The first 8 bytes of the certificate's SHA-256. */
  readonly kid: Uint8Array
  readonly certificate: Uint8Array
  /** Absent: the RSA key. */
  readonly key?: TestKey
}

/** DER, put together by hand: what writes the vectors must not be what they test. */
const der = (tag: number, ...parts: ArrayLike<number>[]): number[] => {
  const content = parts.flatMap((part) => Array.from(part))
  const { length } = content
  const head = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255]
  return [tag, ...head, ...content]
}
const seq = (...parts: ArrayLike<number>[]) => der(0x30, ...parts)
const oid = (text: string) => {
  const [first = 0, second = 0, ...rest] = text.split('.').map(Number)
  return der(
    0x06,
    [first * 40 + second, ...rest].flatMap((part) => {
      const bytes = [part & 127]
      for (let more = part >> 7; more > 0; more >>= 7) bytes.unshift((more & 127) | 128)
      return bytes
    }),
  )
}
const utf8 = (text: string) => der(0x0c, Buffer.from(text))
const time = (text: string) => der(0x17, Buffer.from(`${text.slice(2).replace(/[-:T]/g, '')}`))
const name = (country: string, common: string) =>
  seq(
    der(0x31, seq(oid('2.5.4.6'), der(0x13, Buffer.from(country)))),
    der(0x31, seq(oid('2.5.4.3'), utf8(common))),
  )
const ECDSA_SHA256 = seq(oid('1.2.840.10045.4.3.2'))

export interface Words {
  readonly country?: string
  readonly name: string
  readonly from?: string
  readonly to?: string
  /** Object ids of the extended key usage. */
  readonly usage?: readonly string[]
  readonly rsa?: boolean
}

/** A certificate that its own key, or for RSA a key of its country, signed: nobody here looks at that signature. */
export function testSigner(words: Words): TestSigner {
  const key = testKey(`dcc ${words.name}`)
  const point = Buffer.from(p256.getPublicKey(key.secret, false))
  const keyInfo = words.rsa
    ? seq(
        seq(oid('1.2.840.113549.1.1.1'), der(0x05)),
        der(0x03, [0], seq(der(0x02, [0], rsaModulus()), der(0x02, [1, 0, 1]))),
      )
    : seq(seq(oid('1.2.840.10045.2.1'), oid('1.2.840.10045.3.1.7')), der(0x03, [0], point))
  const subject = name(words.country ?? 'XA', words.name)
  const extensions = words.usage
    ? [der(0xa3, seq(seq(oid('2.5.29.37'), der(0x04, seq(...words.usage.map(oid))))))]
    : []
  const signed = seq(
    der(0xa0, der(0x02, [2])),
    der(0x02, [1]),
    ECDSA_SHA256,
    subject,
    seq(time(words.from ?? '2021-01-01T00:00:00Z'), time(words.to ?? '2023-01-01T00:00:00Z')),
    subject,
    keyInfo,
    ...extensions,
  )
  const signature = p256.sign(Uint8Array.from(signed), key.secret, { format: 'der' })
  const certificate = Uint8Array.from(seq(signed, ECDSA_SHA256, der(0x03, [0], signature)))
  const kid = Uint8Array.from(createHash('sha256').update(certificate).digest().subarray(0, 8))
  return words.rsa ? { kid, certificate } : { kid, certificate, key }
}

const [TEST, VACCINATION, RECOVERY] = [1, 2, 3].map((kind) => `1.3.6.1.4.1.1847.2021.1.${kind}`) as [
  string,
  string,
  string,
]
const OTHER_ARC = '1.3.6.1.4.1.0.1847.2021.1.1'

export const SIGNER = testSigner({ name: 'Alpha signer' })
export const RSA_SIGNER = testSigner({ name: 'Alpha signer with RSA', rsa: true })
export const NEIGHBOUR = testSigner({ name: 'Beta signer', country: 'XB' })
export const ONLY_TESTS = testSigner({ name: 'Alpha tests', usage: [TEST] })
export const ONLY_TESTS_BY_OTHER_ARC = testSigner({ name: 'Alpha tests too', usage: [OTHER_ARC] })
export const ONLY_VACCINATIONS = testSigner({ name: 'Alpha vaccinations', usage: [VACCINATION] })
export const ONLY_RECOVERIES = testSigner({ name: 'Alpha recoveries', usage: [RECOVERY] })
export const ENDED = testSigner({ name: 'Alpha signer until summer', to: '2021-08-31T23:59:59Z' })
export const UNLISTED = testSigner({ name: 'nobody', country: 'XC' })
/** Listed under a key id that is not that of its certificate. */
const MISLISTED = testSigner({ name: 'Alpha signer under a wrong id' })
const MISLISTED_KID = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8)
export const mislisted = { ...MISLISTED, kid: MISLISTED_KID }

const listed = ({ kid, certificate }: TestSigner, country: string) => ({
  kid: Buffer.from(kid).toString('base64'),
  country,
  certificateType: 'DSC',
  rawData: Buffer.from(certificate).toString('base64'),
})

export const trustList = (): string => {
  const alpha = [
    ...[SIGNER, RSA_SIGNER, ONLY_TESTS, ONLY_TESTS_BY_OTHER_ARC, ONLY_VACCINATIONS, ONLY_RECOVERIES],
    ...[ENDED, mislisted],
  ]
  const list = [...alpha.map((signer) => listed(signer, 'XA')), listed(NEIGHBOUR, 'XB')]
  return `${JSON.stringify(list, null, 1)}\n`
}
