import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { p256, p384 } from '@noble/curves/nist.js'
import { secp256k1 } from '@noble/curves/secp256k1.js'
import { sign } from '../pass-vectors/keys.ts'
import { der, hmac } from '../pass-vectors/message.ts'
import { base45, bstr, head, int, list, map, sigStructure, tstr } from '../pass-vectors/raw.ts'
import type { Vector } from '../pass-vectors/vector.ts'
import {
  cbor,
  code,
  DOSE,
  header,
  instant,
  message,
  NAME,
  packed,
  payload,
  person,
  RECOVERED,
  TESTED,
  VACCINATED,
  type Value,
} from './message.ts'
import { signPkcs1, signPss } from './rsa.ts'
import {
  ENDED,
  mislisted,
  NEIGHBOUR,
  ONLY_RECOVERIES,
  ONLY_TESTS,
  ONLY_TESTS_BY_OTHER_ARC,
  ONLY_VACCINATIONS,
  RSA_SIGNER,
  SIGNER,
  UNLISTED,
} from './signers.ts'

const refused = (reason: string): Vector['expect'] => ({ genuine: false, status: 'not-genuine', reason })
const UNREADABLE = refused('unreadable')
const BAD_SIGNATURE = refused('bad-signature')
const UNKNOWN_KEY = refused('unknown-key')
const WRONG_USAGE = refused('wrong-key-usage')

const good = code()
const bytes = message()
const KEY = SIGNER.key!
const ORDER = [...Buffer.from(p256.Point.Fn.ORDER.toString(16), 'hex')]
const raw = (signed: Uint8Array) => [...sign(KEY, signed)]
const zeros = (count: number): number[] => Array.from({ length: count }, () => 0)
const flipped = (of: ArrayLike<number>, at: number) =>
  Array.from(of, (byte, index) => (index === at ? byte ^ 1 : byte))

/** Prefix, base45 and zlib. */
export const FAULTY_TEXT: readonly Vector[] = [
  { name: 'prefix-only', text: 'HC1:', expect: UNREADABLE },
  { name: 'prefix-missing', text: good.slice(4), expect: UNREADABLE },
  { name: 'prefix-without-colon', text: good.replace(':', ''), expect: UNREADABLE },
  { name: 'prefix-in-small-letters', text: good.replace('HC1', 'hc1'), expect: UNREADABLE },
  { name: 'prefix-twice', text: `HC1:${good}`, expect: UNREADABLE },
  { name: 'prefix-of-a-successor', text: good.replace('HC1', 'HC2'), expect: UNREADABLE },
  { name: 'last-character-missing', text: good.slice(0, -1), expect: UNREADABLE },
  { name: 'second-half-missing', text: good.slice(0, 300), expect: UNREADABLE },
  { name: 'letter-outside-base45', text: `${good.slice(0, 40)}!${good.slice(41)}`, expect: UNREADABLE },
  { name: 'base45-triple-above-65535', text: `${good.slice(0, 40)}:::${good.slice(43)}`, expect: UNREADABLE },
  { name: 'too-long', text: `HC1:${'0'.repeat(4293)}`, expect: UNREADABLE },
  { name: 'not-compressed', text: `HC1:${base45(bytes)}`, expect: UNREADABLE },
  {
    name: 'deflate-without-zlib',
    text: `HC1:${base45(deflateRawSync(Uint8Array.from(bytes)))}`,
    expect: UNREADABLE,
  },
  { name: 'gzip', text: `HC1:${base45(gzipSync(Uint8Array.from(bytes)))}`, expect: UNREADABLE },
  {
    name: 'zlib-cut',
    text: `HC1:${base45(deflateSync(Uint8Array.from(bytes)).subarray(0, -4))}`,
    expect: UNREADABLE,
  },
  { name: 'zlib-checksum-wrong', text: checksumWrong(), expect: UNREADABLE },
  {
    name: 'zlib-trailing-byte',
    text: `HC1:${base45([...deflateSync(Uint8Array.from(bytes)), 0])}`,
    expect: UNREADABLE,
  },
  {
    name: 'zlib-with-dictionary',
    text: `HC1:${base45(deflateSync(Uint8Array.from(bytes), { dictionary: Buffer.from('URN:UVCI:01') }))}`,
    expect: UNREADABLE,
  },
  { name: 'zlib-twice', text: packed(deflateSync(Uint8Array.from(bytes))), expect: UNREADABLE },
  { name: 'inflation-bomb', text: packed([...bytes, ...zeros(2_500_000)]), expect: UNREADABLE },
  {
    name: 'inflation-bomb-signed',
    text: code({ certificate: { ...VACCINATED, x: 'A'.repeat(17_000) } }),
    expect: UNREADABLE,
  },
]

function checksumWrong(): string {
  const packedBytes = deflateSync(Uint8Array.from(bytes))
  return `HC1:${base45(flipped(packedBytes, packedBytes.length - 1))}`
}

const rebuilt = (...parts: number[][]): string => packed([0xd2, ...list(...parts)])
const signatureOf = (content: number[]) => bstr(raw(sigStructure(header(), content)))

/** The COSE message. */
export const FAULTY_ENVELOPE: readonly Vector[] = [
  { name: 'trailing-byte', text: code({ after: [0] }), expect: UNREADABLE },
  { name: 'trailing-message', text: code({ after: bytes }), expect: UNREADABLE },
  { name: 'tag-17-mac0', text: code({ tag: [0xd1] }), expect: UNREADABLE },
  { name: 'tag-98-sign', text: code({ tag: [0xd8, 98] }), expect: UNREADABLE },
  { name: 'tag-18-twice', text: code({ tag: [0xd2, 0xd2] }), expect: UNREADABLE },
  { name: 'tag-55799-around', text: code({ tag: [0xd9, 0xd9, 0xf7, 0xd2] }), expect: UNREADABLE },
  { name: 'array-of-three', text: rebuilt(bstr(header()), map(), bstr(payload())), expect: UNREADABLE },
  { name: 'array-of-five', text: packed([0xd2, 0x85, ...bytes.slice(2), 0xf6]), expect: UNREADABLE },
  { name: 'map-in-place-of-message', text: packed([0xd2, ...map()]), expect: UNREADABLE },
  {
    name: 'payload-absent',
    text: rebuilt(bstr(header()), map(), [0xf6], signatureOf([])),
    expect: UNREADABLE,
  },
  {
    name: 'payload-not-wrapped',
    text: rebuilt(bstr(header()), map(), payload(), signatureOf(payload())),
    expect: UNREADABLE,
  },
  {
    name: 'header-not-wrapped',
    text: rebuilt(header(), map(), bstr(payload()), signatureOf(payload())),
    expect: UNREADABLE,
  },
  { name: 'header-with-trailing-byte', text: code({ header: [...header(), 0] }), expect: UNREADABLE },
  {
    name: 'header-key-id-twice',
    text: code({ header: map([int(1), int(-7)], [int(4), bstr(UNLISTED.kid)], [int(4), bstr(SIGNER.kid)]) }),
    expect: UNREADABLE,
  },
  {
    name: 'header-key-id-twice-in-two-lengths',
    text: code({
      header: map([int(1), int(-7)], [int(4), bstr(UNLISTED.kid)], [head(0, 4, 1), bstr(SIGNER.kid)]),
    }),
    expect: UNREADABLE,
  },
  {
    name: 'critical-parameter',
    text: code({ header: map([int(1), int(-7)], [int(2), list(int(4))], [int(4), bstr(SIGNER.kid)]) }),
    expect: UNREADABLE,
  },
  {
    name: 'critical-parameter-unprotected',
    text: code({ unprotected: map([int(2), list(int(4))]) }),
    expect: UNREADABLE,
  },
  { name: 'key-id-nowhere', text: code({ header: map([int(1), int(-7)]) }), expect: UNREADABLE },
  {
    name: 'key-id-as-text',
    text: code({
      header: map([int(1), int(-7)], [int(4), tstr(Buffer.from(SIGNER.kid).toString('base64'))]),
    }),
    expect: UNREADABLE,
  },
  { name: 'key-id-empty', text: code({ header: header([]) }), expect: UNREADABLE },
  { name: 'key-id-of-33-bytes', text: code({ header: header(zeros(33)) }), expect: UNREADABLE },
  { name: 'key-id-cut', text: code({ header: header(SIGNER.kid.subarray(0, 7)) }), expect: UNKNOWN_KEY },
  { name: 'key-id-longer', text: code({ header: header([...SIGNER.kid, 0]) }), expect: UNKNOWN_KEY },
  {
    name: 'key-id-known-only-unprotected',
    text: code({ header: header(UNLISTED.kid), unprotected: map([int(4), bstr(SIGNER.kid)]) }),
    expect: UNKNOWN_KEY,
  },
  {
    name: 'key-id-under-a-label-of-text',
    text: code({ header: map([int(1), int(-7)], [tstr('4'), bstr(SIGNER.kid)]) }),
    expect: UNREADABLE,
  },
  {
    name: 'key-of-its-own',
    text: code({ signer: UNLISTED, unprotected: map([int(33), bstr(UNLISTED.certificate)]) }),
    expect: UNKNOWN_KEY,
  },
  {
    name: 'nesting-without-end',
    text: packed([0xd2, ...Array.from({ length: 16_000 }, () => 0x81), 0]),
    expect: UNREADABLE,
  },
  {
    name: 'tags-without-end',
    text: packed([0xd2, ...Array.from({ length: 16_000 }, () => 0xc0), 0]),
    expect: UNREADABLE,
  },
  { name: 'list-of-four-billion', text: packed([0xd2, 0x9a, 255, 255, 255, 255]), expect: UNREADABLE },
]

/** Algorithm, key and signature. */
export const FAULTY_SIGNATURE: readonly Vector[] = [
  { name: 'signed-by-nobody-listed', text: code({ signer: UNLISTED }), expect: UNKNOWN_KEY },
  {
    name: 'signed-by-another-under-this-key-id',
    text: code({ header: header(SIGNER.kid), signer: NEIGHBOUR }),
    expect: BAD_SIGNATURE,
  },
  { name: 'key-id-of-another-signer', text: code({ header: header(NEIGHBOUR.kid) }), expect: BAD_SIGNATURE },
  { name: 'signer-listed-under-a-wrong-key-id', text: code({ signer: mislisted }), expect: UNKNOWN_KEY },
  {
    name: 'algorithm-missing',
    text: code({ header: map([int(4), bstr(SIGNER.kid)]) }),
    expect: BAD_SIGNATURE,
  },
  { name: 'algorithm-none', text: code({ algorithm: 0, signature: () => [] }), expect: BAD_SIGNATURE },
  { name: 'algorithm-hmac', text: code({ algorithm: 5, signature: hmac }), expect: BAD_SIGNATURE },
  {
    name: 'algorithm-es384',
    text: code({
      algorithm: -35,
      signature: (signed) => p384.sign(signed, p384.utils.randomSecretKey(new Uint8Array(72).fill(7))),
    }),
    expect: BAD_SIGNATURE,
  },
  { name: 'algorithm-ps256-with-a-key-of-es256', text: code({ algorithm: -37 }), expect: BAD_SIGNATURE },
  {
    name: 'algorithm-es256-with-a-key-of-ps256',
    text: code({ signer: RSA_SIGNER, algorithm: -7 }),
    expect: BAD_SIGNATURE,
  },
  {
    name: 'algorithm-protected-and-another-unprotected',
    text: code({ algorithm: -37, unprotected: map([int(1), int(-7)]) }),
    expect: BAD_SIGNATURE,
  },
  {
    name: 'algorithm-as-text',
    text: code({ header: map([int(1), tstr('ES256')], [int(4), bstr(SIGNER.kid)]) }),
    expect: BAD_SIGNATURE,
  },
  {
    name: 'curve-secp256k1-called-es256',
    text: code({ signature: (signed) => secp256k1.sign(signed, KEY.secret) }),
    expect: BAD_SIGNATURE,
  },
  { name: 'signature-empty', text: code({ signature: () => [] }), expect: BAD_SIGNATURE },
  { name: 'signature-of-zeros', text: code({ signature: () => zeros(64) }), expect: BAD_SIGNATURE },
  {
    name: 'signature-der',
    text: code({ signature: (signed) => der(sign(KEY, signed)) }),
    expect: BAD_SIGNATURE,
  },
  {
    name: 'signature-63-bytes',
    text: code({ signature: (signed) => raw(signed).slice(1) }),
    expect: BAD_SIGNATURE,
  },
  {
    name: 'signature-65-bytes',
    text: code({ signature: (signed) => [...raw(signed), 0] }),
    expect: BAD_SIGNATURE,
  },
  {
    name: 'signature-r-zero',
    text: code({ signature: (signed) => [...zeros(32), ...raw(signed).slice(32)] }),
    expect: BAD_SIGNATURE,
  },
  {
    name: 'signature-s-zero',
    text: code({ signature: (signed) => [...raw(signed).slice(0, 32), ...zeros(32)] }),
    expect: BAD_SIGNATURE,
  },
  {
    name: 'signature-r-of-the-order',
    text: code({ signature: (signed) => [...ORDER, ...raw(signed).slice(32)] }),
    expect: BAD_SIGNATURE,
  },
  {
    name: 'signature-s-of-the-order',
    text: code({ signature: (signed) => [...raw(signed).slice(0, 32), ...ORDER] }),
    expect: BAD_SIGNATURE,
  },
  {
    name: 'signature-r-too-large',
    text: code({ signature: (signed) => [...zeros(32).map(() => 255), ...raw(signed).slice(32)] }),
    expect: BAD_SIGNATURE,
  },
  {
    name: 'signature-halves-swapped',
    text: code({ signature: (signed) => [...raw(signed).slice(32), ...raw(signed).slice(0, 32)] }),
    expect: BAD_SIGNATURE,
  },
  {
    name: 'signature-of-other-bytes',
    text: code({ signature: () => raw(Uint8Array.of(1)) }),
    expect: BAD_SIGNATURE,
  },
  {
    name: 'signature-over-another-context',
    text: code({ signature: () => raw(sigStructure(header(), payload(), 'Signature')) }),
    expect: BAD_SIGNATURE,
  },
  {
    name: 'signature-over-the-payload-alone',
    text: code({ signature: () => raw(Uint8Array.from(payload())) }),
    expect: BAD_SIGNATURE,
  },
  {
    name: 'payload-changed',
    text: rebuilt(bstr(header()), map(), bstr(payload({ certificate: TESTED })), signatureOf(payload())),
    expect: BAD_SIGNATURE,
  },
  {
    name: 'pss-salt-of-20-bytes',
    text: rsa((signed) => signPss(signed, { saltLength: 20 })),
    expect: BAD_SIGNATURE,
  },
  {
    name: 'pss-without-salt',
    text: rsa((signed) => signPss(signed, { saltLength: 0 })),
    expect: BAD_SIGNATURE,
  },
  {
    name: 'pss-with-sha384',
    text: rsa((signed) => signPss(signed, { hash: 'sha384' })),
    expect: BAD_SIGNATURE,
  },
  { name: 'pkcs1-called-ps256', text: rsa(signPkcs1), expect: BAD_SIGNATURE },
  {
    name: 'pkcs1-called-rs256',
    text: code({ signer: RSA_SIGNER, algorithm: -257, signature: signPkcs1 }),
    expect: BAD_SIGNATURE,
  },
  {
    name: 'pss-with-a-bit-changed',
    text: rsa((signed) => flipped(signPss(signed), 100)),
    expect: BAD_SIGNATURE,
  },
  { name: 'pss-cut', text: rsa((signed) => signPss(signed).subarray(1)), expect: BAD_SIGNATURE },
  { name: 'pss-of-256-zeros', text: rsa(() => zeros(256)), expect: BAD_SIGNATURE },
  { name: 'vaccination-by-a-signer-of-tests', text: code({ signer: ONLY_TESTS }), expect: WRONG_USAGE },
  {
    name: 'vaccination-by-a-signer-of-tests-of-the-other-arc',
    text: code({ signer: ONLY_TESTS_BY_OTHER_ARC }),
    expect: WRONG_USAGE,
  },
  {
    name: 'test-by-a-signer-of-vaccinations',
    text: code({ certificate: TESTED, signer: ONLY_VACCINATIONS }),
    expect: WRONG_USAGE,
  },
  {
    name: 'recovery-by-a-signer-of-tests',
    text: code({ certificate: RECOVERED, signer: ONLY_TESTS }),
    expect: WRONG_USAGE,
  },
  {
    name: 'vaccination-by-a-signer-of-recoveries',
    text: code({ signer: ONLY_RECOVERIES }),
    expect: WRONG_USAGE,
  },
  {
    name: 'vaccination-and-test-by-a-signer-of-tests',
    text: code({ certificate: { ...TESTED, v: [DOSE] }, signer: ONLY_TESTS }),
    expect: WRONG_USAGE,
  },
]

function rsa(signature: (signed: Uint8Array) => ArrayLike<number>): string {
  return code({ signer: RSA_SIGNER, signature })
}

const half = (value: number): Value => ({ cbor: [0xf9, value >> 8, value & 255] })
const seconds = (text: string): number => Date.parse(text) / 1000
const EXPIRED = { genuine: true, status: 'expired' } as const
const NOTHING = { genuine: true, status: 'not-accepted', kind: 'other', reason: 'not-by-the-rules' } as const
const LATER = { genuine: true, status: 'not-yet-valid' } as const

/** Claims and what they say. */
export const FAULTY_CLAIMS: readonly Vector[] = [
  { name: 'expired', text: code(), at: '2022-06-14T00:00:01Z', expect: EXPIRED },
  {
    name: 'expired-by-a-living-signer',
    text: code({ expires: instant('2021-11-20T00:00:00Z') }),
    expect: EXPIRED,
  },
  {
    name: 'signer-ended',
    text: code({ signer: ENDED, issued: instant('2021-06-15T00:00:00Z') }),
    expect: { genuine: true, status: 'not-accepted', reason: 'signer-ended' },
  },
  {
    name: 'signer-and-certificate-ended',
    text: code({
      signer: ENDED,
      issued: instant('2021-06-15T00:00:00Z'),
      expires: instant('2021-08-01T00:00:00Z'),
    }),
    expect: EXPIRED,
  },
  { name: 'issued-tomorrow', text: code({ issued: instant('2021-11-21T12:00:00Z') }), expect: LATER },
  { name: 'not-before-tomorrow', text: code({ notBefore: instant('2021-11-21T12:00:00Z') }), expect: LATER },
  {
    name: 'expires-before-issued',
    text: code({ issued: instant('2021-11-19T09:00:00Z'), expires: instant('2021-11-19T08:00:00Z') }),
    at: '2021-11-19T07:59:30Z',
    expect: EXPIRED,
  },
  { name: 'expires-absent', text: code({ expires: '' }), expect: UNREADABLE },
  { name: 'expires-null', text: code({ expires: { cbor: [0xf6] } }), expect: UNREADABLE },
  { name: 'expires-as-text', text: code({ expires: '2022-06-14T00:00:00Z' }), expect: UNREADABLE },
  {
    name: 'expires-as-tagged-text',
    text: code({ expires: { cbor: [0xc0, ...tstr('2022-06-14T00:00:00Z')] } }),
    expect: UNREADABLE,
  },
  { name: 'expires-not-a-number', text: code({ expires: half(0x7e00) }), expect: UNREADABLE },
  { name: 'expires-never', text: code({ expires: half(0x7c00) }), expect: UNREADABLE },
  { name: 'expires-negative', text: code({ expires: -1 }), expect: UNREADABLE },
  {
    name: 'expires-in-milliseconds',
    text: code({ expires: seconds('2022-06-14T00:00:00Z') * 1000 }),
    expect: UNREADABLE,
  },
  {
    name: 'expires-1e20',
    text: code({ expires: { cbor: [0xfb, 0x44, 0x15, 0xaf, 0x1d, 0x78, 0xb5, 0x8c, 0x40] } }),
    expect: UNREADABLE,
  },
  {
    name: 'expires-as-bignum',
    text: code({ expires: { cbor: [0xc2, ...bstr([0x62, 0xa7, 0xd0, 0])] } }),
    expect: UNREADABLE,
  },
  { name: 'issued-absent', text: code({ issued: '' }), expect: UNREADABLE },
  { name: 'issued-as-text', text: code({ issued: 'yesterday' }), expect: UNREADABLE },
  { name: 'not-before-as-text', text: code({ notBefore: 'now' }), expect: UNREADABLE },
  { name: 'issuer-as-number', text: code({ issuer: 7 }), expect: UNREADABLE },
  { name: 'claim-twice', text: code({ payload: doubled() }), expect: UNREADABLE },
  { name: 'payload-with-trailing-byte', text: code({ payload: [...payload(), 0] }), expect: UNREADABLE },
  { name: 'payload-empty', text: code({ payload: [] }), expect: UNREADABLE },
  { name: 'payload-a-list', text: code({ payload: list(int(1)) }), expect: UNREADABLE },
  { name: 'certificate-absent', text: code({ hcert: map() }), expect: UNREADABLE },
  {
    name: 'certificate-of-another-kind',
    text: code({ hcert: map([int(2), cbor(VACCINATED)]) }),
    expect: UNREADABLE,
  },
  {
    name: 'certificate-as-text',
    text: code({ certificate: JSON.stringify(VACCINATED) }),
    expect: UNREADABLE,
  },
  {
    name: 'certificate-key-twice',
    text: code({
      certificate: { cbor: [0xa5, ...cbor(VACCINATED).slice(1), ...tstr('dob'), ...tstr('2001-01-01')] },
    }),
    expect: UNREADABLE,
  },
  {
    name: 'certificate-with-bytes-as-key',
    text: code({ certificate: { cbor: [0xa1, 0x41, 0, 0] } }),
    expect: UNREADABLE,
  },
  {
    name: 'certificate-nested-too-deep',
    text: code({ certificate: { ...VACCINATED, x: nested(15) } }),
    expect: UNREADABLE,
  },
  {
    name: 'text-that-is-not-utf-8',
    text: code({ certificate: { ...VACCINATED, nam: { ...NAME, fn: { cbor: [0x62, 0xc3, 0x28] } } } }),
    expect: UNREADABLE,
  },
  { name: 'of-no-kind', text: code({ certificate: person }), expect: NOTHING },
  { name: 'of-two-kinds', text: code({ certificate: { ...TESTED, v: [DOSE] } }), expect: NOTHING },
  { name: 'of-two-doses', text: code({ certificate: { ...VACCINATED, v: [DOSE, DOSE] } }), expect: NOTHING },
  { name: 'entry-as-text', text: code({ certificate: { ...person, v: ['2/2'] } }), expect: NOTHING },
  { name: 'entries-not-in-a-list', text: code({ certificate: { ...person, v: DOSE } }), expect: NOTHING },
  { name: 'schema-2', text: code({ certificate: { ...VACCINATED, ver: '2.0.0' } }), expect: NOTHING },
  { name: 'schema-absent', text: code({ certificate: { ...VACCINATED, ver: null } }), expect: NOTHING },
  {
    name: 'nobody-named',
    text: code({ certificate: { ...VACCINATED, nam: { fn: ' ', gn: null, fnt: '<<', gnt: '' } } }),
    expect: NOTHING,
  },
]

function doubled(): number[] {
  const whole = payload()
  return [whole[0]! + 1, ...whole.slice(1), ...int(4), ...int(seconds('2030-01-01T00:00:00Z'))]
}

function nested(depth: number): Value {
  return { cbor: [...Array.from({ length: depth }, () => 0x81), 0] }
}
