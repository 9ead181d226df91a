import { sign, type TestKey, testKey } from './keys.ts'
import { AT, ISSUER, SIGNER } from './message.ts'

export const ROOT = testKey('root')
export const ONLY_PCR = testKey('only-pcr')
export const REVOKED = testKey('revoked')
export const ENDED = testKey('ended')
export const LATER = testKey('later')
export const TWIN = testKey('twin')
export const NEIGHBOUR = testKey('neighbour')
export const UNLISTED = testKey('unlisted')
export const REVOKED_PASS = 'dead000000000001'

const ALL = ['vaccination', 'pcr', 'antigen']

const listed = (key: TestKey, more: object = {}): object => ({
  kid: Buffer.from(key.kid).toString('hex'),
  jwk: key.jwk,
  format: 'pass',
  usage: ALL,
  ...more,
})

/** What the vectors are judged by. */
const CONTENT = {
  version: 7,
  issuedAt: '2021-11-20T06:00:00Z',
  nextUpdate: '2021-11-27T06:00:00Z',
  demo: false,
  issuers: [
    {
      id: ISSUER,
      name: 'New York State (test)',
      jurisdiction: 'US-NY',
      keys: [
        listed(SIGNER),
        listed(ONLY_PCR, { usage: ['pcr'] }),
        listed(REVOKED, { revoked: true }),
        listed(ENDED, { notAfter: '2021-11-20T16:00:00Z' }),
        listed(LATER, { notBefore: '2021-11-20T00:00:00Z' }),
        // Two keys under one id.
        listed(TWIN, { kid: Buffer.from(SIGNER.kid).toString('hex') }),
      ],
    },
    {
      id: 'US-NJ',
      name: 'New Jersey (test)',
      // The id of a key of the other issuer: neither may sign as the other.
      keys: [listed(NEIGHBOUR, { kid: Buffer.from(SIGNER.kid).toString('hex') })],
    },
  ],
  rules: { zone: 'America/New_York', accepts: ALL, photoIdFrom: 18 },
  revocation: {
    passes: ['0000000000000001', REVOKED_PASS],
    canaries: { revoked: '0000000000000001', notRevoked: '0000000000000000' },
  },
}

const base64url = (text: string): string => Buffer.from(text).toString('base64url')

export function trustList(): string {
  const header = { alg: 'ES256', kid: ROOT.thumbprint, typ: 'excelsior-trust+json', jwk: ROOT.jwk }
  const protectedPart = base64url(JSON.stringify(header))
  const payload = base64url(JSON.stringify(CONTENT))
  const signature = Buffer.from(sign(ROOT, Buffer.from(`${protectedPart}.${payload}`))).toString('base64url')
  return `${JSON.stringify({ payload, protected: protectedPart, signature })}\n`
}

export { AT }
