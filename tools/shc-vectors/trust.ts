import { type TestKey, testKey } from '../pass-vectors/keys.ts'
import { ISSUER, SIGNER } from './card.ts'

export const NEIGHBOUR = 'https://cards.example.org'
export const NEIGHBOURS = testKey('health cards of a neighbour')
export const BARE = testKey('health cards, neither use nor alg')
export const CERTIFIED = testKey('health cards, with a certificate')
export const ENCRYPTS = testKey('health cards, for encryption')
export const OTHER_ALGORITHM = testKey('health cards, another algorithm')
export const UNLISTED = testKey('health cards, unlisted')
/** Published under the id of another key. */
export const TWIN = testKey('health cards, twin')
export const LEAKED = testKey('health cards, leaked')

export const REVOKED = 'cmV2b2tlZA'
export const REVOKED_BEFORE = 'ZWFybGllcg'

const listed = (key: TestKey, more: object = {}) => ({
  ...key.jwk,
  kid: key.thumbprint,
  use: 'sig',
  alg: 'ES256',
  ...more,
})

/** Files of vectors/shc/trust, by their names. */
export const TRUST: Readonly<Record<string, object>> = {
  'issuers.json': [
    { iss: ISSUER, name: 'Example Department of Health', jwks: 'department.json' },
    { iss: NEIGHBOUR, name: 'Example Pharmacies', jwks: 'pharmacies.json' },
  ],
  'department.json': {
    keys: [
      listed(SIGNER, { crlVersion: 2 }),
      { ...BARE.jwk, kid: BARE.thumbprint },
      // No verifier looks at it: whom to believe is said by the list.
      listed(CERTIFIED, { x5c: ['bm8gY2VydGlmaWNhdGU='] }),
      listed(ENCRYPTS, { use: 'enc' }),
      listed(OTHER_ALGORITHM, { alg: 'ES384' }),
      listed(TWIN, { kid: SIGNER.thumbprint }),
      listed(LEAKED, { d: 'bm90IGl0IGVpdGhlciwgYnV0IHJlYWQgYXMgc3VjaA' }),
      { kty: 'oct', kid: 'c2VjcmV0', k: 'c2VjcmV0' },
    ],
  },
  'pharmacies.json': { keys: [listed(NEIGHBOURS)] },
  [`crl/${SIGNER.thumbprint}.json`]: {
    kid: SIGNER.thumbprint,
    method: 'rid',
    ctr: 2,
    // The second: cards from before 2021-11-19T16:00:00Z.
    rids: [REVOKED, `${REVOKED_BEFORE}.1637337600`],
  },
}
