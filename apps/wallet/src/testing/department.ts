import {
  issuePass,
  openTrustList,
  type PassToIssue,
  type PublicJwk,
  passKeyId,
  type Signer,
  signTrustList,
  type Trust,
  thumbprint,
} from '@excelsior/credentials'
import type { Instant, PartialDate } from '@excelsior/domain'

const MINUTE = 60_000
const DAY = 86_400_000

/** Whoever signs passes and the list of signers, with keys of this run. */
export async function department(now: Instant, issuer = 'US-NY') {
  const [root, pass] = await Promise.all([makeKey(), makeKey()])
  const rootId = await thumbprint(root.jwk)
  const keyId = passKeyId(await thumbprint(pass.jwk))
  const before = (now - 5 * MINUTE) as Instant
  return {
    pass: (change: Partial<PassToIssue> = {}): Promise<string> =>
      issuePass(
        {
          type: 'vaccination',
          givenName: 'Rosa',
          familyName: 'Quiñones Delgado',
          birthDate: '1988-03-04' as PartialDate,
          expires: (now + 30 * DAY) as Instant,
          passId: '00000000000000a1',
          issuer,
          issuedAt: before,
          notBefore: before,
          ...change,
        },
        { keyId, sign: pass.sign },
      ),
    async trust(): Promise<Trust> {
      const list = await signTrustList(
        {
          version: 1,
          issuedAt: before,
          nextUpdate: (now + 7 * DAY) as Instant,
          demo: false,
          issuers: [
            {
              id: issuer,
              name: 'State Health Department',
              keys: [{ kid: keyId, jwk: pass.jwk, format: 'pass', usage: ['vaccination', 'pcr', 'antigen'] }],
            },
          ],
          rules: { zone: 'America/New_York', accepts: ['vaccination', 'pcr', 'antigen'], photoIdFrom: 18 },
          revocation: {
            passes: ['ffffffffffffff01'],
            canaries: { revoked: 'ffffffffffffff01', notRevoked: 'ffffffffffffff02' },
          },
        },
        root.jwk,
        { keyId: rootId, sign: root.sign },
      )
      const opened = await openTrustList(new TextEncoder().encode(list), {
        pinnedRoot: null,
        now,
        allowDemo: false,
      })
      if (!opened.ok) throw new Error(opened.reason)
      return opened.trust
    },
  }
}

async function makeKey(): Promise<{ readonly jwk: PublicJwk; readonly sign: Signer['sign'] }> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256' }
  const pair = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const { x = '', y = '' } = await crypto.subtle.exportKey('jwk', pair.publicKey)
  return {
    jwk: { kty: 'EC', crv: 'P-256', x, y },
    sign: async (bytes) =>
      new Uint8Array(
        await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, pair.privateKey, Uint8Array.from(bytes)),
      ),
  }
}
