import { deflateSync } from 'node:zlib'
import { sign, type TestKey, testKey } from '../pass-vectors/keys.ts'
import { base64url, ISSUER, SIGNER, seconds } from './message.ts'

export const ROOT = testKey('root')
export const ONLY_PCR = testKey('sd-jwt only-pcr')
export const REVOKED = testKey('sd-jwt revoked')
export const ENDED = testKey('sd-jwt ended')
export const LATER = testKey('sd-jwt later')
export const NEIGHBOUR = testKey('sd-jwt neighbour')
/** Of an issuer of other things, whose passes are none here. */
export const STRANGER = testKey('sd-jwt stranger')
export const PASS_KEY = testKey('1')
export const UNLISTED = testKey('unlisted')
export const REVOKED_PASS = 'dead000000000001'
export const NEIGHBOURS_ADDRESS = 'https://pass.example.org'
export const STRANGERS_ADDRESS = 'https://id.example.com'

const TYPES = ['vaccination', 'pcr', 'antigen']

const listed = (key: TestKey, more: object = {}): object => ({
  kid: key.thumbprint,
  jwk: key.jwk,
  format: 'sd-jwt',
  usage: [...TYPES, 'other'],
  iss: ISSUER,
  statesPasses: true,
  ...more,
})

const CONTENT = {
  version: 7,
  issuedAt: '2021-11-20T06:00:00Z',
  nextUpdate: '2021-11-27T06:00:00Z',
  demo: false,
  issuers: [
    {
      id: 'US-NY',
      name: 'New York State (test)',
      jurisdiction: 'US-NY',
      keys: [
        { kid: Buffer.from(PASS_KEY.kid).toString('hex'), jwk: PASS_KEY.jwk, format: 'pass', usage: TYPES },
        listed(SIGNER),
        listed(ONLY_PCR, { usage: ['pcr'] }),
        listed(REVOKED, { revoked: true }),
        listed(ENDED, { notAfter: '2021-11-20T16:00:00Z' }),
        listed(LATER, { notBefore: '2021-11-20T00:00:00Z' }),
      ],
    },
    {
      id: 'US-NJ',
      name: 'New Jersey (test)',
      keys: [listed(NEIGHBOUR, { iss: NEIGHBOURS_ADDRESS })],
    },
    {
      id: 'stranger',
      name: 'A maker of identity cards (test)',
      keys: [listed(STRANGER, { iss: STRANGERS_ADDRESS, statesPasses: false })],
    },
  ],
  rules: { zone: 'America/New_York', accepts: TYPES, photoIdFrom: 18 },
  revocation: {
    passes: ['0000000000000001', REVOKED_PASS],
    canaries: { revoked: '0000000000000001', notRevoked: '0000000000000000' },
  },
}

export function trustList(): string {
  const header = { alg: 'ES256', kid: ROOT.thumbprint, typ: 'excelsior-trust+json', jwk: ROOT.jwk }
  const protectedPart = base64url(JSON.stringify(header))
  const payload = base64url(JSON.stringify(CONTENT))
  const signature = base64url(sign(ROOT, Buffer.from(`${protectedPart}.${payload}`)))
  return `${JSON.stringify({ payload, protected: protectedPart, signature })}\n`
}

export const LIST_URI = `${ISSUER}/credentials/status/0`
export const REVOKED_AT = 17

/** A list of 64 credentials, of which that at `REVOKED_AT` was withdrawn. */
function list(bytes: Uint8Array, more: object = {}, key = SIGNER, typ = 'statuslist+jwt'): string {
  const header = { alg: 'ES256', typ, kid: key.thumbprint }
  const payload = {
    iss: ISSUER,
    sub: LIST_URI,
    iat: seconds('2021-11-20T16:00:00Z'),
    exp: seconds('2021-11-21T16:00:00Z'),
    status_list: { bits: 1, lst: base64url(deflateSync(bytes)) },
    ...more,
  }
  const signed = `${base64url(JSON.stringify(header))}.${base64url(JSON.stringify(payload))}`
  return `${signed}.${base64url(sign(key, Buffer.from(signed)))}`
}

const BITS = new Uint8Array(8)
BITS[REVOKED_AT >> 3] = 1 << (REVOKED_AT & 7)
/** Two bits each: 2, suspended, at the same place. */
const PAIRS = new Uint8Array(16)
PAIRS[REVOKED_AT >> 2] = 2 << ((REVOKED_AT & 3) * 2)

/** By file name: what was fetched from `LIST_URI`. */
export const STATUS_LISTS: Readonly<Record<string, string>> = {
  good: list(BITS),
  'two-bits-each': list(BITS, { status_list: { bits: 2, lst: base64url(deflateSync(PAIRS)) } }),
  'of-another-address': list(BITS, { sub: `${ISSUER}/credentials/status/1` }),
  expired: list(BITS, { exp: seconds('2021-11-20T17:00:00Z') }),
  'without-end': list(BITS, { exp: undefined }),
  'by-another-issuer': list(new Uint8Array(8), { iss: NEIGHBOURS_ADDRESS }, NEIGHBOUR),
  'by-an-unlisted-key': list(new Uint8Array(8), {}, UNLISTED),
  'by-a-revoked-key': list(new Uint8Array(8), {}, REVOKED),
  'of-another-type': list(new Uint8Array(8), {}, SIGNER, 'jwt'),
  'not-deflated': list(BITS, { status_list: { bits: 1, lst: base64url(new Uint8Array(8)) } }),
  'of-three-bits': list(BITS, { status_list: { bits: 3, lst: base64url(deflateSync(BITS)) } }),
  'of-two-mebibytes': list(new Uint8Array(2 * 1024 * 1024)),
}
