import { createPublicKey, generateKeyPairSync, sign, verify as verifySignature } from 'node:crypto'
import {
  GENUINE_IS_ENOUGH,
  HEALTH_CARD_KINDS,
  type HealthCardToIssue,
  healthCardCode,
  issueHealthCard,
  revocationIdOf,
  trustOf,
  verify,
} from '@excelsior/credentials'
import type { HealthRecord } from '@excelsior/domain'
import { nodeChecker } from '@excelsior/keys'
import { SHCReader } from 'kill-the-clipboard'
import type { Bench } from './figure.ts'
import { passContents, temporaryKeyRing } from './passes.ts'
import { NOW } from './residents.ts'
import { sideBySide } from './rounds.ts'

const CARDS = 500
const PEER_CARDS = 100
const ISSUER = 'https://pass.example.gov'

export const bench: Bench = {
  figures: [
    {
      name: 'verify-shc',
      what: 'the whole check of a SMART Health Card of two doses: JWS, inflating, content, trust, signature, dates',
      beside: 'node:crypto’s check of the same ES256 signatures over the same bytes',
      unit: 'cards/s',
      goal: { of: 'ratio', atLeast: 0.75 },
    },
    {
      name: 'verify-shc-code',
      what: 'the same from the digits of its QR code',
      beside: 'node:crypto’s check of the same signatures',
      unit: 'cards/s',
    },
    {
      name: 'verify-shc-peer',
      what: 'the whole check of a SMART Health Card',
      beside: 'kill-the-clipboard’s check of the same cards',
      unit: 'cards/s',
      goal: { of: 'ratio', atLeast: 1 },
    },
    {
      name: 'issue-shc',
      what: 'making a SMART Health Card of two doses: FHIR, DEFLATE, signature, JWS',
      beside: 'node:crypto’s ES256 signature over the same bytes',
      unit: 'cards/s',
      goal: { of: 'ratio', atLeast: 0.6 },
    },
  ],
  async measure(progress) {
    const keyRing = await temporaryKeyRing()
    const signer = keyRing.healthCards.signer(NOW)
    const [key] = keyRing.healthCards.list(NOW)
    if (!key) throw new Error('the key ring has no key')
    const contents = cardContents(CARDS)
    const cards = await Promise.all(contents.map((content) => issueHealthCard(content, signer)))
    const codes = cards.map(healthCardCode)
    const parts = cards.map((card) => {
      const end = card.lastIndexOf('.')
      return {
        signed: Buffer.from(card.slice(0, end)),
        signature: Buffer.from(card.slice(end + 1), 'base64url'),
      }
    })
    const trust = trustOf(
      {
        version: null,
        issuedAt: null,
        nextUpdate: null,
        demo: false,
        issuers: [
          {
            id: ISSUER,
            name: 'Measurements',
            keys: [{ kid: key.keyId, jwk: key.jwk, format: 'shc', usage: HEALTH_CARD_KINDS }],
          },
        ],
        rules: { zone: 'America/New_York', accepts: [], photoIdFrom: 18 },
        revocation: { passes: [], canaries: { revoked: '', notRevoked: '' } },
      },
      { acceptance: GENUINE_IS_ENOUGH },
    )
    const publicKey = createPublicKey({ key: { ...key.jwk }, format: 'jwk' })
    const bareKey = { key: publicKey, dsaEncoding: 'ieee-p1363' } as const
    const bareChecks = () => {
      for (const { signed, signature } of parts)
        if (!verifySignature('sha256', signed, bareKey, signature))
          throw new Error('a signature does not hold')
      return CARDS
    }
    const checks = (texts: readonly string[]) => async () => {
      for (const text of texts) {
        const { status } = await verify(text, trust, NOW, { checker: nodeChecker })
        if (status !== 'valid') throw new Error(`a card is ${status}`)
      }
      return texts.length
    }
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const signingKey = { key: privateKey, dsaEncoding: 'ieee-p1363' } as const
    const reader = new SHCReader({
      publicKey: publicKey.export({ format: 'pem', type: 'spki' }) as string,
      verifyExpiration: false, // its clock is the present, ours is that of the cards
    })

    progress(`health cards: ${CARDS} by turns with bare signatures …`)
    return {
      'verify-shc': await sideBySide(checks(cards), bareChecks, { rounds: 41, warmUp: 6 }),
      'verify-shc-code': await sideBySide(checks(codes), bareChecks, { rounds: 41, warmUp: 6 }),
      'verify-shc-peer': await sideBySide(
        checks(cards.slice(0, PEER_CARDS)),
        async () => {
          for (const card of cards.slice(0, PEER_CARDS)) await reader.fromJWS(card)
          return PEER_CARDS
        },
        { rounds: 11, warmUp: 2 },
      ),
      'issue-shc': await sideBySide(
        async () => {
          for (const content of contents) await issueHealthCard(content, signer)
          return CARDS
        },
        () => {
          for (const { signed } of parts) sign('sha256', signed, signingKey)
          return CARDS
        },
        { rounds: 61, warmUp: 10 },
      ),
    }
  },
}

/** Cards of two doses, of invented residents. */
function cardContents(people: number): readonly HealthCardToIssue[] {
  const records = ['2021-04-02', '2021-04-23'].map(
    (date) => ({ kind: 'immunization', cvx: '208', date }) as HealthRecord,
  )
  return passContents(people).map(({ passId, notBefore, givenName, familyName, birthDate, expires }) => ({
    issuer: ISSUER,
    revocationId: revocationIdOf(passId),
    givenName,
    familyName,
    birthDate,
    notBefore,
    expires,
    records,
  }))
}
