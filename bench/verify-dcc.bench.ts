import { constants, createPublicKey, verify as verifySignature } from 'node:crypto'
import {
  FORMATS,
  GENUINE_IS_ENOUGH,
  LIMITS,
  parseJson,
  readDocumentSigners,
  trustOf,
  verify,
} from '@excelsior/credentials'
import { type Instant, parseInstant } from '@excelsior/domain'
import { nodeChecker } from '@excelsior/keys'
import { code, DOSE, NAME, VACCINATED } from '../tools/dcc-vectors/message.ts'
import { RSA_SIGNER, SIGNER, type TestSigner, trustList } from '../tools/dcc-vectors/signers.ts'
import type { Bench } from './figure.ts'
import { sideBySide } from './rounds.ts'

const CERTIFICATES = 500
const NOW = parseInstant('2021-11-20T12:00:00Z') as Instant

const figure = (name: string, algorithm: string) => ({
  name,
  what: `the whole check of an EU certificate signed by ${algorithm}: inflation, structure, trust, signature, dates`,
  beside: `node:crypto’s check of the same ${algorithm} signatures over the same bytes`,
  unit: 'certificates/s',
  goal: { of: 'ratio', atLeast: 0.75 } as const,
})

export const bench: Bench = {
  figures: [figure('verify-dcc', 'ES256'), figure('verify-dcc-ps256', 'PS256')],
  async measure(progress) {
    const signers = await readDocumentSigners(parseJson(trustList(), 8))
    if (!signers) throw new Error('the list of signers cannot be read')
    const trust = trustOf(
      {
        version: null,
        issuedAt: null,
        nextUpdate: null,
        demo: false,
        issuers: signers.issuers,
        rules: { zone: 'UTC', accepts: [], photoIdFrom: 18 },
        revocation: { passes: [], canaries: { revoked: '', notRevoked: '' } },
      },
      { acceptance: GENUINE_IS_ENOUGH },
    )
    const keys = [...trust.keys.values()].flat()

    const measured = async (signer: TestSigner, how: object) => {
      const texts = certificates(signer)
      const opened = await Promise.all(texts.map(openedOf))
      const key = keys.find(({ keyId }) => keyId === opened[0]?.keyId)
      if (!key) throw new Error('the signer is not listed')
      const bareKey = { key: createPublicKey({ key: { ...key.jwk }, format: 'jwk' }), ...how }
      return sideBySide(
        async () => {
          for (const text of texts) {
            const { status } = await verify(text, trust, NOW, { checker: nodeChecker })
            if (status !== 'valid') throw new Error(`a certificate is ${status}`)
          }
          return CERTIFICATES
        },
        () => {
          for (const { signed, signature } of opened)
            if (!verifySignature('sha256', signed, bareKey, signature))
              throw new Error('a signature does not hold')
          return CERTIFICATES
        },
        { rounds: 41, warmUp: 8 },
      )
    }

    progress(`verify-dcc: ${CERTIFICATES} certificates by turns with bare signatures, two algorithms …`)
    return {
      'verify-dcc': await measured(SIGNER, { dsaEncoding: 'ieee-p1363' }),
      'verify-dcc-ps256': await measured(RSA_SIGNER, {
        padding: constants.RSA_PKCS1_PSS_PADDING,
        saltLength: 32,
      }),
    }
  },
}

/** Of different people, for what is alike could be checked faster. */
function certificates(signer: TestSigner): readonly string[] {
  return Array.from({ length: CERTIFICATES }, (_, index) => {
    const ci = `URN:UVCI:01:XA:4F3K9Q2M7T${index.toString(36).toUpperCase()}#1`
    const nam = { ...NAME, fn: `Lindqvist ${index}` }
    return code({ signer, certificate: { ...VACCINATED, nam, v: [{ ...DOSE, ci }] } })
  })
}

async function openedOf(text: string) {
  const opened = await FORMATS.find((format) => format.recognises(text))?.open(text, LIMITS)
  if (!opened?.ok) throw new Error('a certificate cannot be opened')
  return opened
}
