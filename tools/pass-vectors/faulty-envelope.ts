import { ed25519 } from '@noble/curves/ed25519.js'
import { p256, p384 } from '@noble/curves/nist.js'
import { secp256k1 } from '@noble/curves/secp256k1.js'
import { sign } from './keys.ts'
import { claims, code, codeOf, der, header, hmac, message, payloadOf, SIGNER } from './message.ts'
import { base45, bstr, head, int, list, map, sigStructure, tstr } from './raw.ts'
import { NEIGHBOUR, ONLY_PCR, UNLISTED } from './trust.ts'
import type { Vector } from './vector.ts'

const refused = (reason: string): Vector['expect'] => ({ genuine: false, status: 'not-genuine', reason })
const UNREADABLE = refused('unreadable')
const BAD_SIGNATURE = refused('bad-signature')

const good = code()
const bytes = message()
const ORDER = [...Buffer.from(p256.Point.Fn.ORDER.toString(16), 'hex')]
const raw = (signed: Uint8Array) => [...sign(SIGNER, signed)]
const zeros = (count: number): number[] => Array.from({ length: count }, () => 0)

/** Faults of the text: prefix and base45. */
export const FAULTY_TEXT: readonly Vector[] = [
  { name: 'empty', text: '', expect: UNREADABLE },
  { name: 'prefix-only', text: 'EP1:', expect: UNREADABLE },
  { name: 'prefix-missing', text: good.slice(4), expect: UNREADABLE },
  { name: 'prefix-in-small-letters', text: good.replace('EP1:', 'ep1:'), expect: UNREADABLE },
  { name: 'prefix-without-colon', text: good.replace('EP1:', 'EP1'), expect: UNREADABLE },
  {
    name: 'prefix-of-a-successor',
    text: good.replace('EP1:', 'EP3:'),
    expect: { genuine: null, status: 'unknown', reason: 'unsupported-format' },
  },
  { name: 'web-address', text: 'https://example.org/menu', expect: UNREADABLE },
  { name: 'last-character-missing', text: good.slice(0, -1), expect: UNREADABLE },
  { name: 'second-half-missing', text: good.slice(0, good.length / 2), expect: UNREADABLE },
  { name: 'small-letters', text: `EP1:${good.slice(4).toLowerCase()}`, expect: UNREADABLE },
  { name: 'blank-as-percent-20', text: withBlank().replace(/ /g, '%20'), expect: UNREADABLE },
  { name: 'two-blanks-joined', text: withBlank('  ').replace('  ', ' '), expect: UNREADABLE },
  { name: 'line-end-inside', text: `${good.slice(0, 76)}\r\n${good.slice(76)}`, expect: UNREADABLE },
  { name: 'blank-after-prefix', text: good.replace('EP1:', 'EP1: '), expect: UNREADABLE },
  { name: 'letter-outside-base45', text: `${good.slice(0, 40)}!${good.slice(41)}`, expect: UNREADABLE },
  { name: 'letter-beyond-ascii', text: `${good.slice(0, 40)}\u2013${good.slice(41)}`, expect: UNREADABLE },
  { name: 'base45-triple-above-65535', text: `${good.slice(0, 40)}:::${good.slice(43)}`, expect: UNREADABLE },
  { name: 'base45-pair-above-255', text: 'EP1:::', expect: UNREADABLE },
  { name: 'code-twice', text: good + good, expect: UNREADABLE },
  { name: 'too-long', text: `EP1:${'0'.repeat(4293)}`, expect: UNREADABLE },
]

/** Faults of the COSE message. */
export const FAULTY_ENVELOPE: readonly Vector[] = [
  { name: 'trailing-byte', text: code({ after: [0] }), expect: UNREADABLE },
  { name: 'trailing-pass', text: code({ after: bytes }), expect: UNREADABLE },
  { name: 'no-tag', text: code({ tag: [] }), expect: UNREADABLE },
  { name: 'tag-17-mac0', text: code({ tag: [0xd1] }), expect: UNREADABLE },
  { name: 'tag-98-sign', text: code({ tag: [0xd8, 98] }), expect: UNREADABLE },
  { name: 'tag-61-around', text: code({ tag: [0xd8, 61, 0xd2] }), expect: UNREADABLE },
  { name: 'tag-18-in-two-bytes', text: code({ tag: [0xd8, 18] }), expect: UNREADABLE },
  { name: 'tag-18-twice', text: code({ tag: [0xd2, 0xd2] }), expect: UNREADABLE },
  {
    name: 'array-of-three',
    text: `EP1:${base45([0xd2, ...list(bstr(header()), map(), bstr(payloadOf(claims())))])}`,
    expect: UNREADABLE,
  },
  { name: 'array-of-five', text: `EP1:${base45([0xd2, 0x85, ...bytes.slice(2), 0xf6])}`, expect: UNREADABLE },
  {
    name: 'array-indefinite',
    text: `EP1:${base45([0xd2, 0x9f, ...bytes.slice(2), 0xff])}`,
    expect: UNREADABLE,
  },
  {
    name: 'array-length-in-two-bytes',
    text: `EP1:${base45([0xd2, 0x98, 4, ...bytes.slice(2)])}`,
    expect: UNREADABLE,
  },
  { name: 'map-in-place-of-message', text: `EP1:${base45([0xd2, ...map()])}`, expect: UNREADABLE },
  { name: 'payload-absent', text: rebuilt(bstr(header()), map(), [0xf6]), expect: UNREADABLE },
  {
    name: 'payload-not-wrapped',
    text: rebuilt(bstr(header()), map(), payloadOf(claims())),
    expect: UNREADABLE,
  },
  {
    name: 'header-not-wrapped',
    text: rebuilt(header(), map(), bstr(payloadOf(claims()))),
    expect: UNREADABLE,
  },
  { name: 'header-empty', text: code({ header: [] }), expect: UNREADABLE },
  { name: 'header-with-trailing-byte', text: code({ header: [...header(), 0] }), expect: UNREADABLE },
  {
    name: 'header-key-twice',
    text: code({ header: map([int(1), int(-7)], [int(4), bstr(UNLISTED.kid)], [int(4), bstr(SIGNER.kid)]) }),
    expect: UNREADABLE,
  },
  {
    name: 'header-not-in-order',
    text: code({ header: map([int(4), bstr(SIGNER.kid)], [int(1), int(-7)]) }),
    expect: UNREADABLE,
  },
  {
    name: 'critical-parameter',
    text: code({ header: map([int(1), int(-7)], [int(2), list(int(4))], [int(4), bstr(SIGNER.kid)]) }),
    expect: UNREADABLE,
  },
  {
    name: 'unprotected-key-id-alone',
    text: code({ header: map([int(1), int(-7)]), unprotected: map([int(4), bstr(SIGNER.kid)]) }),
    expect: UNREADABLE,
  },
  {
    name: 'unprotected-key-id-differs',
    text: code({ unprotected: map([int(4), bstr(UNLISTED.kid)]) }),
    expect: UNREADABLE,
  },
  { name: 'unprotected-algorithm', text: code({ unprotected: map([int(1), int(-7)]) }), expect: UNREADABLE },
  {
    name: 'unprotected-key-of-its-own',
    text: code({ unprotected: map([int(-1), map([int(1), int(2)])]) }),
    expect: UNREADABLE,
  },
  { name: 'key-id-missing', text: code({ header: map([int(1), int(-7)]) }), expect: UNREADABLE },
  {
    name: 'key-id-as-text',
    text: code({ header: map([int(1), int(-7)], [int(4), tstr('bcf501b3')]) }),
    expect: UNREADABLE,
  },
  { name: 'key-id-empty', text: code({ header: header([]) }), expect: UNREADABLE },
  {
    name: 'key-id-of-three-bytes',
    text: code({ header: header(SIGNER.kid.subarray(0, 3)) }),
    expect: UNREADABLE,
  },
  { name: 'key-id-of-17-bytes', text: code({ header: header(zeros(17)) }), expect: UNREADABLE },
  {
    name: 'key-id-longer-than-listed',
    text: code({ header: header([...SIGNER.kid, 0]) }),
    expect: refused('unknown-key'),
  },
  { name: 'key-id-of-another-key', text: code({ header: header(ONLY_PCR.kid) }), expect: BAD_SIGNATURE },
]

/** Faults of algorithm, key and signature. */
export const FAULTY_SIGNATURE: readonly Vector[] = [
  {
    name: 'algorithm-missing',
    text: code({ header: map([int(4), bstr(SIGNER.kid)]) }),
    expect: BAD_SIGNATURE,
  },
  {
    name: 'algorithm-none',
    text: code({ header: header(undefined, int(0)), signature: () => [] }),
    expect: BAD_SIGNATURE,
  },
  {
    name: 'algorithm-as-text',
    text: code({ header: header(undefined, tstr('ES256')) }),
    expect: BAD_SIGNATURE,
  },
  {
    name: 'algorithm-hmac',
    text: code({ header: header(undefined, int(5)), signature: hmac }),
    expect: BAD_SIGNATURE,
  },
  {
    name: 'algorithm-es384',
    text: code({
      header: header(undefined, int(-35)),
      signature: (signed) => p384.sign(signed, p384.utils.randomSecretKey(new Uint8Array(72).fill(7))),
    }),
    expect: BAD_SIGNATURE,
  },
  {
    name: 'algorithm-es256k',
    text: code({
      header: header(undefined, int(-47)),
      signature: (signed) => secp256k1.sign(signed, SIGNER.secret),
    }),
    expect: BAD_SIGNATURE,
  },
  {
    name: 'algorithm-eddsa',
    text: code({
      header: header(undefined, int(-8)),
      signature: (signed) => ed25519.sign(signed, SIGNER.secret),
    }),
    expect: BAD_SIGNATURE,
  },
  { name: 'algorithm-ps256', text: code({ header: header(undefined, int(-37)) }), expect: BAD_SIGNATURE },
  {
    name: 'curve-secp256k1-called-es256',
    text: code({ signature: (signed) => secp256k1.sign(signed, SIGNER.secret) }),
    expect: BAD_SIGNATURE,
  },
  { name: 'signature-empty', text: code({ signature: () => [] }), expect: BAD_SIGNATURE },
  {
    name: 'signature-der',
    text: code({ signature: (signed) => der(sign(SIGNER, signed)) }),
    expect: BAD_SIGNATURE,
  },
  {
    name: 'signature-63-bytes',
    text: code({ signature: (signed) => raw(signed).slice(0, 63) }),
    expect: BAD_SIGNATURE,
  },
  {
    name: 'signature-65-bytes',
    text: code({ signature: (signed) => [...raw(signed), 0] }),
    expect: BAD_SIGNATURE,
  },
  {
    name: 'signature-halves-swapped',
    text: code({ signature: (signed) => [...raw(signed).slice(32), ...raw(signed).slice(0, 32)] }),
    expect: BAD_SIGNATURE,
  },
  { name: 'signature-all-zero', text: code({ signature: () => zeros(64) }), expect: BAD_SIGNATURE },
  {
    name: 'r-zero',
    text: code({ signature: (signed) => [...zeros(32), ...raw(signed).slice(32)] }),
    expect: BAD_SIGNATURE,
  },
  {
    name: 's-zero',
    text: code({ signature: (signed) => [...raw(signed).slice(0, 32), ...zeros(32)] }),
    expect: BAD_SIGNATURE,
  },
  {
    name: 'r-is-the-order',
    text: code({ signature: (signed) => [...ORDER, ...raw(signed).slice(32)] }),
    expect: BAD_SIGNATURE,
  },
  {
    name: 's-is-the-order',
    text: code({ signature: (signed) => [...raw(signed).slice(0, 32), ...ORDER] }),
    expect: BAD_SIGNATURE,
  },
  {
    name: 'r-and-s-too-large',
    text: code({ signature: () => Array.from({ length: 64 }, () => 255) }),
    expect: BAD_SIGNATURE,
  },
  {
    name: 'signature-as-text',
    text: rebuilt(bstr(header()), map(), bstr(payloadOf(claims())), tstr('x'.repeat(64))),
    expect: UNREADABLE,
  },
  {
    name: 'signature-of-another-pass',
    text: code({ signature: () => message({ payload: payloadOf(claims({ type: 2 })) }).slice(-64) }),
    expect: BAD_SIGNATURE,
  },
  {
    name: 'signature-over-payload-alone',
    text: code({ signature: () => sign(SIGNER, Uint8Array.from(payloadOf(claims()))) }),
    expect: BAD_SIGNATURE,
  },
  {
    name: 'signature-in-another-context',
    text: code({ signature: () => sign(SIGNER, sigStructure(header(), payloadOf(claims()), 'Signature')) }),
    expect: BAD_SIGNATURE,
  },
  { name: 'name-changed', text: changed('Amalia', 'Amelia'), expect: BAD_SIGNATURE },
  {
    name: 'unlisted-key-under-a-listed-id',
    text: code({ key: UNLISTED, header: header() }),
    expect: BAD_SIGNATURE,
  },
  { name: 'neighbour-signs-as-us', text: code({ key: NEIGHBOUR, header: header() }), expect: BAD_SIGNATURE },
  { name: 'we-sign-as-neighbour', text: codeOf(claims({ issuer: 'US-NJ' })), expect: BAD_SIGNATURE },
  { name: 'unknown-key', text: code({ key: UNLISTED }), expect: refused('unknown-key') },
  {
    name: 'unknown-key-as-old-as-the-list',
    text: codeOf(claims({ issued: '2021-11-20T06:00:00Z' }), { key: UNLISTED }),
    expect: refused('unknown-key'),
  },
  {
    name: 'unknown-key-younger-than-the-list',
    text: codeOf(claims({ issued: '2021-11-20T06:00:01Z' }), { key: UNLISTED }),
    expect: { genuine: null, status: 'unknown', reason: 'unknown-key' },
  },
  {
    name: 'unknown-key-from-the-future',
    text: codeOf(claims({ issued: '2021-11-20T17:01:01Z' }), { key: UNLISTED }),
    expect: refused('unknown-key'),
  },
  { name: 'unknown-issuer', text: codeOf(claims({ issuer: 'US-XX' })), expect: refused('untrusted-issuer') },
  {
    name: 'issuer-of-a-demonstration',
    text: codeOf(claims({ issuer: 'demo' })),
    expect: refused('untrusted-issuer'),
  },
  { name: 'key-for-another-type', text: code({ key: ONLY_PCR }), expect: refused('wrong-key-usage') },
]

/** A message whose parts are of the wrong kind, with a signature that would be right for the usual ones. */
function rebuilt(...parts: number[][]): string {
  const signature = parts[3] ?? bstr(bytes.slice(-64))
  return `EP1:${base45([0xd2, ...head(4, 4), ...parts.slice(0, 3).flat(), ...signature])}`
}

function changed(from: string, to: string): string {
  return `EP1:${base45([...Buffer.from(Buffer.from(bytes).toString('latin1').replace(from, to), 'latin1')])}`
}

/** A good code in which a blank, or two, occurs. */
function withBlank(blanks = ' '): string {
  for (let number = 1; ; number++) {
    const text = codeOf(claims({ id: number.toString(16).padStart(16, '0') }))
    if (text.includes(blanks)) return text
  }
}
