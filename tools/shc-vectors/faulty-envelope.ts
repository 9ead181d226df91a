import { createHmac } from 'node:crypto'
import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { p384 } from '@noble/curves/nist.js'
import { sign } from '../pass-vectors/keys.ts'
import { base64url, card, code, digits, file, HEADER, ISSUED, parts, payload, SIGNER } from './card.ts'
import { ENCRYPTS, LEAKED, NEIGHBOUR, NEIGHBOURS, OTHER_ALGORITHM, TWIN, UNLISTED } from './trust.ts'
import { notGenuine, unreadable, type Vector } from './vector.ts'

const GOOD = card()
const [header, body, signature] = GOOD.split('.') as [string, string, string]
const text = JSON.stringify(payload())
const packed = deflateRawSync(text, { level: 9 })
const bytes = (...all: readonly (Uint8Array | number[])[]): Uint8Array =>
  Buffer.concat(all.map((one) => Buffer.from(one)))
const ORDER = Buffer.from('ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551', 'hex')
const halves = (signed: Buffer) => {
  const raw = Buffer.from(sign(SIGNER, signed))
  return [raw.subarray(0, 32), raw.subarray(32)] as const
}
const signedAs = (name: string, make: (r: Buffer, s: Buffer) => Uint8Array): Vector =>
  notGenuine(name, card({ signature: (signed) => make(...halves(signed)) }), 'bad-signature')
const withHeader = (more: object) => card({ header: { ...HEADER, ...more } })
const derInteger = (value: Buffer) => {
  const padded = value[0]! >= 0x80 ? bytes([0], value) : value
  return bytes([2, padded.length], padded)
}
const der = (r: Buffer, s: Buffer) => {
  const both = bytes(derInteger(r), derInteger(s))
  return bytes([0x30, both.length], both)
}
/** Another last character for the same bytes: its unused bits are not zero. */
const nonCanonical = (part: string): string => {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  return part.slice(0, -1) + alphabet[alphabet.indexOf(part.at(-1)!) | 1]!
}
/** With a last group of two or three characters, of which some bits are unused. */
const unevenBody = (): readonly [string, string, string] => {
  for (let extra = 0; ; extra++) {
    const parts = card({ payload: { ...payload(), extra: 'x'.repeat(extra) } }).split('.') as [
      string,
      string,
      string,
    ]
    if (parts[1].length % 4 !== 0 && nonCanonical(parts[1]) !== parts[1]) return parts
  }
}
const uneven = unevenBody()
const secret384 = p384.utils.randomSecretKey(new Uint8Array(72).fill(7))

export const FAULTY_SIGNATURE: readonly Vector[] = [
  notGenuine('key-under-the-id-of-another', card({ key: TWIN, header: HEADER }), 'bad-signature'),
  notGenuine('key-with-its-private-part-published', card({ key: LEAKED }), 'unknown-key'),
  notGenuine(
    'algorithm-none',
    card({ header: { ...HEADER, alg: 'none' }, signature: () => new Uint8Array() }),
    'bad-signature',
  ),
  notGenuine('algorithm-none-with-a-signature', withHeader({ alg: 'none' }), 'bad-signature'),
  notGenuine(
    'hs256-with-the-public-key',
    card({
      header: { ...HEADER, alg: 'HS256' },
      signature: (signed) => createHmac('sha256', JSON.stringify(SIGNER.jwk)).update(signed).digest(),
    }),
    'bad-signature',
  ),
  notGenuine('algorithm-es384', withHeader({ alg: 'ES384' }), 'bad-signature'),
  notGenuine(
    'signature-of-p384',
    card({ header: { ...HEADER, alg: 'ES384' }, signature: (signed) => p384.sign(signed, secret384) }),
    'bad-signature',
  ),
  notGenuine('algorithm-rs256', withHeader({ alg: 'RS256' }), 'bad-signature'),
  notGenuine('algorithm-in-small-letters', withHeader({ alg: 'es256' }), 'bad-signature'),
  notGenuine('algorithm-absent', withHeader({ alg: undefined }), 'bad-signature'),
  notGenuine('algorithm-a-number', withHeader({ alg: -7 }), 'bad-signature'),
  notGenuine('key-id-unknown', withHeader({ kid: '0'.repeat(43) }), 'unknown-key'),
  notGenuine('key-id-of-the-neighbour', withHeader({ kid: NEIGHBOURS.thumbprint }), 'unknown-key'),
  notGenuine('key-of-the-neighbour', card({ key: NEIGHBOURS }), 'unknown-key'),
  notGenuine('key-of-the-neighbour-under-our-id', card({ key: NEIGHBOURS, header: HEADER }), 'bad-signature'),
  notGenuine(
    'our-key-in-the-name-of-the-neighbour',
    card({ payload: { ...payload(), iss: NEIGHBOUR } }),
    'unknown-key',
  ),
  notGenuine(
    'issuer-that-nobody-lists',
    card({ payload: { ...payload(), iss: 'https://evil.example' } }),
    'untrusted-issuer',
  ),
  notGenuine('key-that-nobody-lists', card({ key: UNLISTED }), 'unknown-key'),
  notGenuine('key-that-nobody-lists-under-our-id', card({ key: UNLISTED, header: HEADER }), 'bad-signature'),
  notGenuine(
    'key-in-the-header',
    card({ key: UNLISTED, header: { ...HEADER, kid: UNLISTED.thumbprint, jwk: UNLISTED.jwk } }),
    'unknown-key',
  ),
  notGenuine(
    'key-in-the-header-under-our-id',
    card({ key: UNLISTED, header: { ...HEADER, jwk: UNLISTED.jwk, jku: 'https://evil.example/jwks.json' } }),
    'bad-signature',
  ),
  notGenuine('key-for-encryption', card({ key: ENCRYPTS }), 'unknown-key'),
  notGenuine('key-for-another-algorithm', card({ key: OTHER_ALGORITHM }), 'unknown-key'),
  signedAs('r-zero', (_, s) => bytes(Buffer.alloc(32), s)),
  signedAs('s-zero', (r) => bytes(r, Buffer.alloc(32))),
  signedAs('r-and-s-zero', () => Buffer.alloc(64)),
  signedAs('r-the-order', (_, s) => bytes(ORDER, s)),
  signedAs('s-the-order', (r) => bytes(r, ORDER)),
  signedAs('r-too-large', (_, s) => bytes(Buffer.alloc(32, 0xff), s)),
  signedAs('s-too-large', (r) => bytes(r, Buffer.alloc(32, 0xff))),
  signedAs('signature-in-der', der),
  signedAs('signature-of-63-bytes', (r, s) => bytes(r, s.subarray(0, 31))),
  signedAs('signature-of-65-bytes', (r, s) => bytes(r, s, [0])),
  signedAs('signature-r-and-s-exchanged', (r, s) => bytes(s, r)),
  signedAs('signature-with-a-bit-flipped', (r, s) =>
    bytes(
      r,
      s.map((byte, at) => (at === 31 ? byte ^ 1 : byte)),
    ),
  ),
  notGenuine('signature-absent', `${header}.${body}.`, 'bad-signature'),
  notGenuine(
    'signature-of-another-card',
    `${header}.${body}.${card({ payload: { ...payload(), nbf: ISSUED + 1 } }).split('.')[2]}`,
    'bad-signature',
  ),
  notGenuine(
    'payload-of-another-card',
    `${header}.${card({ payload: { ...payload(), nbf: ISSUED + 1 } }).split('.')[1]}.${signature}`,
    'bad-signature',
  ),
]

export const FAULTY_ENVELOPE: readonly Vector[] = [
  unreadable('key-id-absent', withHeader({ kid: undefined })),
  unreadable('key-id-empty', withHeader({ kid: '' })),
  unreadable('key-id-a-number', withHeader({ kid: 7 })),
  unreadable('critical-header', withHeader({ crit: ['exp'], exp: 1 })),
  unreadable('payload-not-encoded', withHeader({ crit: ['b64'], b64: false })),
  unreadable(
    'two-algorithms',
    card({ header: `{"zip":"DEF","alg":"none","alg":"ES256","kid":"${SIGNER.thumbprint}"}` }),
  ),
  unreadable('header-no-json', card({ header: '{"zip":"DEF",' })),
  unreadable('header-a-list', card({ header: '["ES256"]' })),
  unreadable('signature-not-canonical', `${header}.${body}.${nonCanonical(signature)}`),
  unreadable('payload-not-canonical', `${uneven[0]}.${nonCanonical(uneven[1])}.${uneven[2]}`),
  unreadable('signature-padded', `${GOOD}==`),
  unreadable(
    'base64-of-the-other-alphabet',
    `${header}.${body}.${base64url(Buffer.alloc(64, 0xfb)).replace(/-/g, '+')}`,
  ),
  notGenuine('two-parts', `${header}.${body}`, 'unreadable'),
  notGenuine('four-parts', `${GOOD}.${signature}`, 'unreadable'),
  unreadable('compression-not-named', withHeader({ zip: undefined })),
  unreadable('compression-in-small-letters', withHeader({ zip: 'def' })),
  unreadable('not-compressed', card({ packed: Buffer.from(text) })),
  unreadable(
    'not-compressed-and-not-named',
    card({ header: { ...HEADER, zip: undefined }, packed: Buffer.from(text) }),
  ),
  unreadable('zlib-envelope', card({ packed: deflateSync(text) })),
  unreadable('gzip', card({ packed: gzipSync(text) })),
  unreadable('a-byte-after-the-compressed', card({ packed: bytes(packed, [0]) })),
  unreadable('compressed-twice-in-a-row', card({ packed: bytes(packed, packed) })),
  unreadable('compressed-cut-short', card({ packed: packed.subarray(0, -3) })),
  unreadable('compressed-with-a-wrong-block', card({ packed: bytes([7], packed) })),
  unreadable('more-than-64-kib', card({ payload: { ...payload(), padding: ' '.repeat(65_536) } })),
  unreadable('sixteen-mib', card({ packed: deflateRawSync(Buffer.alloc(16 << 20, 0x20), { level: 9 }) })),
]

const cut = parts(GOOD, 2) as [string, string]
const other = parts(card({ payload: { ...payload(), nbf: ISSUED + 1 } }), 2) as [string, string]
const notOne = (name: string, text: string): Vector => ({
  name,
  text,
  expect: { genuine: null, status: 'unknown', reason: 'not-one' },
})

export const FAULTY_TEXT: readonly Vector[] = [
  unreadable('odd-digits', code(GOOD).slice(0, -1)),
  unreadable('no-digits', 'shc:/'),
  unreadable('a-letter-among-the-digits', code(GOOD).replace(/5/, 'S')),
  unreadable('digits-of-another-script', code(GOOD).replace(/5/, '٥')),
  unreadable('a-pair-above-77', `shc:/78${digits(GOOD).slice(2)}`),
  unreadable('a-pair-left-out', `shc:/${digits(GOOD).slice(0, 100)}${digits(GOOD).slice(102)}`),
  unreadable('prefix-without-a-slash', code(GOOD).replace('/', '')),
  unreadable('prefix-in-capitals', code(GOOD).replace('shc', 'SHC')),
  unreadable('part-0-of-1', code(GOOD).replace('shc:/', 'shc:/0/1/')),
  unreadable('part-3-of-2', `shc:/3/2/${digits(GOOD)}`),
  unreadable('part-1-of-99', `shc:/1/99/${digits(GOOD)}`),
  unreadable('part-with-a-zero-before', [cut[0].replace('/1/2/', '/01/02/'), cut[1]].join('\n')),
  unreadable('parts-of-two-cards', [cut[0], other[1]].join('\n')),
  unreadable('parts-that-contradict', [cut[0], cut[1], other[1]].join('\n')),
  unreadable('parts-of-two-and-of-three', [cut[0], parts(GOOD, 3)[2]].join('\n')),
  notOne('one-part-of-two', cut[0]),
  notOne('the-last-part-of-three', parts(GOOD, 3)[2]!),
  notOne('file-of-two', file(GOOD, GOOD)),
  unreadable('file-of-none', file()),
  unreadable('file-of-a-number', file(7)),
  unreadable('file-with-a-number-beside', file(GOOD, 7)),
  unreadable('file-cut-short', file(GOOD).slice(0, -2)),
  unreadable('file-with-two-lists', file(GOOD).replace('{', `{"verifiableCredential":["${GOOD}"],`)),
  unreadable('file-of-a-broken-card', file(GOOD.slice(1))),
]
