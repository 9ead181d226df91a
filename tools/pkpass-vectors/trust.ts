import { sign, type TestKey, testKey } from '../pass-vectors/keys.ts'
import { ISSUER, SIGNER as PASS_SIGNER } from '../pass-vectors/message.ts'
import { ROOT } from '../pass-vectors/trust.ts'
import { type WalletSigner, walletSigner } from './signature.ts'

export const SIGNER = walletSigner('Pass Type ID: pass.gov.example.health')
export const RSA_SIGNER = walletSigner('Pass Type ID: pass.gov.example.health with RSA', { rsa: true })
export const ENDED = walletSigner('ended', { to: '2021-11-20T15:59:59Z', serial: 8 })
export const LATER = walletSigner('later', { from: '2021-11-20T00:00:00Z', serial: 9 })
export const REVOKED = walletSigner('revoked', { serial: 10 })
export const OTHER_KIND = walletSigner('of another kind', { serial: 11 })
/** Listed, and not for this type of pass, or of no type, or of another team. */
export const OTHER_TYPE = walletSigner('of another type', { type: 'pass.gov.example.tickets', serial: 13 })
export const NO_TYPE = walletSigner('of no type', { type: null, serial: 14 })
export const OTHER_TEAM = walletSigner('of another team', { team: 'Z9Y8X7W6V5', serial: 15 })
export const UNLISTED = walletSigner('unlisted', { serial: 12 })
/** The listed signer's names and number, with a key of somebody else's. */
export const DOUBLE = walletSigner('double')
export const ONLY_PCR = testKey('only-pcr')
export const REVOKED_PASS = 'dead000000000001'

const ALL = ['vaccination', 'pcr', 'antigen']
const passKey = ({ kid, jwk }: TestKey, usage = ALL) => ({
  kid: Buffer.from(kid).toString('hex'),
  jwk,
  format: 'pass',
  usage,
})
/** From the first second after a certificate's last it counts no more. */
const following = (text: string) => `${new Date(Date.parse(text) + 1000).toISOString().slice(0, 19)}Z`
const walletKey = ({ listed: { kid, jwk, from, to } }: WalletSigner, more: object = {}) => ({
  kid,
  jwk,
  format: 'pkpass',
  usage: ['wallet-file'],
  notBefore: from,
  notAfter: following(to),
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
        passKey(PASS_SIGNER),
        passKey(ONLY_PCR, ['pcr']),
        walletKey(SIGNER),
        walletKey(RSA_SIGNER),
        walletKey(ENDED),
        walletKey(LATER),
        walletKey(REVOKED, { revoked: true }),
        walletKey(OTHER_TYPE),
        walletKey(NO_TYPE),
        walletKey(OTHER_TEAM),
        walletKey(OTHER_KIND, { usage: ['boarding-pass'] }),
      ],
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
