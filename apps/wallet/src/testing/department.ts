import {
  type DccToIssue,
  issueDcc,
  issuePass,
  openTrustList,
  type PassToIssue,
  type PublicJwk,
  passKeyId,
  type Signer,
  signTrustList,
  statementFor,
  type Trust,
  type TrustListContent,
  thumbprint,
} from '@excelsior/credentials'
import type { CivilDate, Instant, PartialDate } from '@excelsior/domain'

/** A document signer's, which is known by its first 8 bytes. */
const CERTIFIER = 'q83vEjRWeJA='
const MINUTE = 60_000
const DAY = 86_400_000

/** Whoever signs passes and the list of signers, with keys of this run. */
export async function department(now: Instant, issuer = 'US-NY') {
  const [root, pass, certifying] = await Promise.all([makeKey(), makeKey(), makeKey()])
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
    /** A certificate of another country, of two doses, the last `daysAgo`. */
    certificate: (change: Partial<DccToIssue> = {}, daysAgo = 60): Promise<string> =>
      issueDcc(
        {
          country: 'XA',
          authority: 'Ministry of Health',
          passId: '00000000000000c1',
          givenName: 'Rosa',
          familyName: 'Quiñones Delgado',
          birthDate: '1988-03-04' as PartialDate,
          issuedAt: before,
          expires: (now + 300 * DAY) as Instant,
          statement: statementFor(
            'vaccination',
            [daysAgo + 28, daysAgo].map((days) => ({
              kind: 'immunization',
              cvx: '208',
              date: new Date(now - days * DAY).toISOString().slice(0, 10) as CivilDate,
            })),
          )!,
          ...change,
        },
        { keyId: CERTIFIER, sign: certifying.sign },
      ),
    async trust(change: Partial<TrustListContent> = {}): Promise<Trust> {
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
            {
              id: 'XA',
              name: 'Ministry of Health of Elsewhere',
              keys: [
                {
                  kid: CERTIFIER,
                  jwk: certifying.jwk,
                  format: 'dcc',
                  usage: ['vaccination', 'test', 'recovery', 'other'],
                },
              ],
            },
          ],
          rules: { zone: 'America/New_York', accepts: ['vaccination', 'pcr', 'antigen'], photoIdFrom: 18 },
          revocation: {
            passes: ['ffffffffffffff01'],
            canaries: { revoked: 'ffffffffffffff01', notRevoked: 'ffffffffffffff02' },
          },
          ...change,
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
