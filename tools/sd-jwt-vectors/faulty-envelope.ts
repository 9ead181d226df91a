import { createHmac } from 'node:crypto'
import { p256, p384 } from '@noble/curves/nist.js'
import { sign } from '../pass-vectors/keys.ts'
import { der } from '../pass-vectors/message.ts'
import { ALL, base64url, claims, header, jwt, SIGNER, sdJwt, without } from './message.ts'
import {
  ENDED,
  LATER,
  NEIGHBOUR,
  NEIGHBOURS_ADDRESS,
  ONLY_PCR,
  PASS_KEY,
  REVOKED,
  STRANGER,
  STRANGERS_ADDRESS,
  UNLISTED,
} from './trust.ts'
import { BAD_SIGNATURE, refused, UNREADABLE, type Vector } from './vector.ts'

const good = sdJwt()
/** Whose last character has bits that belong to no byte. */
const LOOSE = ALL.find((text) => text.length % 4 !== 0) ?? ''
const ORDER = Buffer.from(p256.Point.Fn.ORDER.toString(16), 'hex')
const zeros = Buffer.alloc(32)
const raw = (signed: Uint8Array) => Buffer.from(sign(SIGNER, signed))
const bad = (name: string, text: string): Vector => ({ name, text, expect: UNREADABLE })
const forged = (name: string, parts: Parameters<typeof sdJwt>[0]): Vector => ({
  name,
  text: sdJwt(parts),
  expect: BAD_SIGNATURE,
})
const [first = '', second = '', third = ''] = jwt().split('.')
const tail = `~${ALL.join('~')}~`

/** Faults of the text around and within the signed part. */
export const FAULTY_TEXT: readonly Vector[] = [
  bad('last-tilde-missing', good.slice(0, -1)),
  bad('two-tildes-at-the-end', `${good}~`),
  bad('tilde-between-two-missing', good.replace(`${ALL[0]}~`, ALL[0]!)),
  bad('empty-disclosure', good.replace('~', '~~')),
  bad('cut-in-half', good.slice(0, good.length / 2)),
  bad('signature-part-missing', `${first}.${second}${tail}`),
  bad('four-parts', `${first}.${second}.${third}.${third}${tail}`),
  bad('payload-empty', `${first}..${third}${tail}`),
  bad('blank-inside', `${first}.${second} .${third}${tail}`),
  bad('padded-base64url', `${first}.${second}.${third}==${tail}`),
  bad('plus-and-slash', `${first}.${second}.${`+/${third.slice(2)}`}${tail}`),
  bad(
    'signature-not-canonical',
    `${first}.${second}.${third.slice(0, -1)}${nextLetter(third.at(-1)!)}${tail}`,
  ),
  bad('disclosure-not-canonical', good.replace(LOOSE, notCanonical(LOOSE))),
  bad('thousands-of-tildes', `${jwt()}${'~'.repeat(5000)}`),
  bad('thousands-of-disclosures', `${jwt()}~${`${ALL[0]}~`.repeat(400)}`),
  bad('longer-than-32-kib', `${jwt()}~${'A'.repeat(33_000)}~`),
  {
    name: 'in-json-serialisation',
    text: JSON.stringify({ payload: second, protected: first, signature: third }),
    expect: UNREADABLE,
  },
  bad('payload-no-json', sdJwt({ payload: '{"iss"' })),
  bad('payload-a-list', sdJwt({ payload: '[]' })),
  bad('payload-with-a-comment', sdJwt({ payload: `${JSON.stringify(claims())} //` })),
  bad('payload-not-utf-8', `${first}.${base64url(Uint8Array.of(0x7b, 0xff, 0x7d))}.${third}${tail}`),
  bad('payload-key-twice', sdJwt({ payload: JSON.stringify(claims()).replace('{', '{"exp":4102444800,') })),
  bad('payload-nested-too-deep', sdJwt({ payload: claims({ deep: deep(40) }) })),
  bad('header-key-twice', sdJwt({ header: JSON.stringify(header()).replace('{', '{"alg":"none",') })),
  bad('header-critical', sdJwt({ header: header({ crit: ['exp'] }) })),
  bad('header-not-encoded-payload', sdJwt({ header: header({ b64: false }) })),
  bad('type-missing', sdJwt({ header: header({ typ: undefined }) })),
  bad('type-of-a-token', sdJwt({ header: header({ typ: 'JWT' }) })),
  bad('type-of-a-status-list', sdJwt({ header: header({ typ: 'statuslist+jwt' }) })),
  bad('type-of-a-key-binding', sdJwt({ header: header({ typ: 'kb+jwt' }) })),
  bad('key-id-missing', sdJwt({ header: header({ kid: undefined }) })),
  bad('key-id-empty', sdJwt({ header: header({ kid: '' }) })),
  bad('key-id-a-number', sdJwt({ header: header({ kid: 7 }) })),
  bad(
    'key-of-its-own-and-no-id',
    sdJwt({ header: header({ kid: undefined, jwk: UNLISTED.jwk }), key: UNLISTED }),
  ),
  bad('certificate-and-no-key-id', sdJwt({ header: header({ kid: undefined, x5c: ['MIIB'] }) })),
]

/** Faults of signature, algorithm and key. */
export const FAULTY_SIGNATURE: readonly Vector[] = [
  forged('algorithm-none', { header: header({ alg: 'none' }), signature: () => Buffer.alloc(0) }),
  bad(
    'algorithm-none-without-signature',
    `${base64url(JSON.stringify(header({ alg: 'none' })))}.${second}.${tail}`.replace('.~', '~'),
  ),
  forged('algorithm-none-in-capitals', { header: header({ alg: 'NONE' }) }),
  forged('algorithm-hs256-by-the-public-key', { header: header({ alg: 'HS256' }), signature: hmac }),
  forged('hmac-for-signature', { signature: hmac }),
  forged('algorithm-es384', { header: header({ alg: 'ES384' }), signature: es384 }),
  forged('algorithm-es384-named-only', { header: header({ alg: 'ES384' }) }),
  forged('algorithm-es256k', { header: header({ alg: 'ES256K' }) }),
  forged('algorithm-ps256', { header: header({ alg: 'PS256' }) }),
  forged('algorithm-eddsa', { header: header({ alg: 'EdDSA' }) }),
  forged('algorithm-in-small-letters', { header: header({ alg: 'es256' }) }),
  forged('algorithm-missing', { header: header({ alg: undefined }) }),
  forged('signature-empty', { signature: () => Buffer.alloc(0) }),
  forged('signature-of-63-bytes', { signature: (bytes) => raw(bytes).subarray(1) }),
  forged('signature-of-65-bytes', { signature: (bytes) => Buffer.concat([raw(bytes), Buffer.alloc(1)]) }),
  forged('signature-der', { signature: (bytes) => Uint8Array.from(der(raw(bytes))) }),
  forged('signature-zero', { signature: () => Buffer.alloc(64) }),
  forged('signature-r-zero', { signature: (bytes) => Buffer.concat([zeros, raw(bytes).subarray(32)]) }),
  forged('signature-s-zero', { signature: (bytes) => Buffer.concat([raw(bytes).subarray(0, 32), zeros]) }),
  forged('signature-r-is-the-order', {
    signature: (bytes) => Buffer.concat([ORDER, raw(bytes).subarray(32)]),
  }),
  forged('signature-s-is-the-order', {
    signature: (bytes) => Buffer.concat([raw(bytes).subarray(0, 32), ORDER]),
  }),
  forged('signature-r-above-the-order', {
    signature: (bytes) => Buffer.concat([Buffer.alloc(32, 255), raw(bytes).subarray(32)]),
  }),
  forged('signature-r-and-s-swapped', {
    signature: (bytes) => Buffer.concat([raw(bytes).subarray(32), raw(bytes).subarray(0, 32)]),
  }),
  forged('signature-of-another-pass', {
    signature: () =>
      raw(
        Buffer.from(
          jwt({ payload: claims({ jti: '0011223344556677' }) })
            .split('.', 2)
            .join('.'),
        ),
      ),
  }),
  {
    name: 'payload-changed-after-signing',
    text: `${first}.${base64url(JSON.stringify(claims({ exp: 4_102_444_800 })))}.${third}${tail}`,
    expect: BAD_SIGNATURE,
  },
  {
    name: 'header-changed-after-signing',
    text: `${base64url(JSON.stringify(header({ x: 1 })))}.${second}.${third}${tail}`,
    expect: BAD_SIGNATURE,
  },
  forged('signed-by-an-unlisted-key-under-a-listed-id', { header: header(), key: UNLISTED }),
  forged('key-of-its-own-beside-a-listed-id', { header: header({ jwk: UNLISTED.jwk }), key: UNLISTED }),
  { name: 'unlisted-key', text: sdJwt({ key: UNLISTED }), expect: refused('unknown-key') },
  { name: 'key-of-our-pass-codes', text: sdJwt({ key: PASS_KEY }), expect: refused('unknown-key') },
  {
    name: 'key-id-of-our-pass-codes',
    text: sdJwt({ header: header({ kid: Buffer.from(PASS_KEY.kid).toString('hex') }), key: PASS_KEY }),
    expect: refused('unknown-key'),
  },
  { name: 'neighbours-key-in-our-name', text: sdJwt({ key: NEIGHBOUR }), expect: refused('unknown-key') },
  {
    name: 'our-key-in-a-neighbours-name',
    text: sdJwt({ payload: claims({ iss: NEIGHBOURS_ADDRESS }) }),
    expect: refused('unknown-key'),
  },
  {
    name: 'unlisted-issuer',
    text: sdJwt({ payload: claims({ iss: 'https://pass.example.net' }) }),
    expect: refused('untrusted-issuer'),
  },
  {
    name: 'issuer-with-a-slash',
    text: sdJwt({ payload: claims({ iss: 'https://pass.example.gov/' }) }),
    expect: refused('untrusted-issuer'),
  },
  { name: 'key-for-another-type', text: sdJwt({ key: ONLY_PCR }), expect: refused('wrong-key-usage') },
  { name: 'signed-before-the-key-was-made', text: sdJwt({ key: LATER }), expect: refused('wrong-key-usage') },
  {
    name: 'key-revoked',
    text: sdJwt({ key: REVOKED }),
    expect: { genuine: null, status: 'revoked', reason: 'key-revoked' },
  },
  {
    name: 'key-ended',
    text: sdJwt({ key: ENDED }),
    expect: { genuine: true, status: 'not-accepted', reason: 'signer-ended' },
  },
  {
    name: 'pass-of-an-issuer-of-other-things',
    text: sdJwt({ payload: claims({ iss: STRANGERS_ADDRESS }), key: STRANGER }),
    expect: { genuine: true, status: 'not-accepted', reason: 'not-by-the-rules' },
  },
  bad('issuer-missing', sdJwt({ payload: without(['iss']) })),
  bad('issuer-a-number', sdJwt({ payload: claims({ iss: 7 }) })),
  bad('issuer-of-201-characters', sdJwt({ payload: claims({ iss: `https://${'x'.repeat(193)}` }) })),
]

function nextLetter(letter: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  return alphabet[alphabet.indexOf(letter) + 1] ?? 'B'
}

/** The same bytes, with bits set that belong to none. */
function notCanonical(text: string): string {
  if (text.length % 4 === 0) throw new Error('no bits are left over')
  return text.slice(0, -1) + nextLetter(text.at(-1)!)
}

function deep(levels: number): unknown {
  return levels === 0 ? 1 : [deep(levels - 1)]
}

/** HMAC-SHA-256 keyed by the public key: the old trick with algorithms that are taken from the message. */
function hmac(signed: Uint8Array): Uint8Array {
  const key = Buffer.from(JSON.stringify(SIGNER.jwk))
  return createHmac('sha256', key).update(signed).digest()
}

function es384(signed: Uint8Array): Uint8Array {
  const secret = Buffer.concat([Buffer.alloc(16, 1), Buffer.from(SIGNER.secret)])
  return p384.sign(signed, secret, { lowS: true })
}
