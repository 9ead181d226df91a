import { createHash, createPublicKey, randomBytes, verify as verifySignature } from 'node:crypto'
import { issueSdJwt, type Signer, trustOf, verify } from '@excelsior/credentials'
import { PASS_TYPES } from '@excelsior/domain'
import { nodeChecker } from '@excelsior/keys'
import { SDJwtVcInstance } from '@sd-jwt/sd-jwt-vc'
import type { Bench } from './figure.ts'
import { ISSUER, passContents, temporaryKeyRing } from './passes.ts'
import { NOW } from './residents.ts'
import { sideBySide } from './rounds.ts'

const CREDENTIALS = 1_000
const ADDRESS = 'https://pass.example.gov'

export const bench: Bench = {
  figures: [
    {
      name: 'verify-sd-jwt',
      what: 'the whole check of a pass as an SD-JWT VC of four disclosures: text, digests, trust, signature, dates, rules',
      beside: 'node:crypto’s check of the same ES256 signatures over the same bytes',
      unit: 'credentials/s',
      goal: { of: 'ratio', atLeast: 0.75 },
    },
    {
      name: 'verify-sd-jwt-peer',
      what: 'the same',
      beside: '@sd-jwt/sd-jwt-vc on the same credentials, with node:crypto’s signatures and hashes',
      unit: 'credentials/s',
      goal: { of: 'ratio', atLeast: 1 },
    },
  ],
  async measure(progress) {
    const keyRing = await temporaryKeyRing()
    const [key] = keyRing.sdJwt.list(NOW)
    if (!key) throw new Error('the key ring has no key')
    const signer = keyRing.sdJwt.signer(NOW)
    const credentials: { text: string; signed: Uint8Array; signature: Uint8Array }[] = []
    for (const content of passContents(CREDENTIALS)) {
      let seen: { signed: Uint8Array; signature: Uint8Array } | undefined
      const watched: Signer = {
        keyId: signer.keyId,
        async sign(signed) {
          seen = { signed, signature: await signer.sign(signed) }
          return seen.signature
        },
      }
      const text = await issueSdJwt({ ...content, issuer: ADDRESS, holderKey: key.jwk }, watched, randomBytes)
      if (seen) credentials.push({ text, ...seen })
    }
    const trust = trustOf({
      version: null,
      issuedAt: null,
      nextUpdate: null,
      demo: true,
      issuers: [
        {
          id: ISSUER,
          name: 'Measurements',
          keys: [
            {
              kid: key.keyId,
              jwk: key.jwk,
              format: 'sd-jwt',
              usage: PASS_TYPES,
              iss: ADDRESS,
              statesPasses: true,
            },
          ],
        },
      ],
      rules: { zone: 'America/New_York', accepts: PASS_TYPES, photoIdFrom: 18 },
      revocation: { passes: [], canaries: { revoked: '', notRevoked: '' } },
    })
    const publicKey = {
      key: createPublicKey({ key: { ...key.jwk }, format: 'jwk' }),
      dsaEncoding: 'ieee-p1363',
    } as const
    const ours = async () => {
      for (const { text } of credentials) {
        const { status } = await verify(text, trust, NOW, { checker: nodeChecker })
        if (status !== 'valid') throw new Error(`a credential is ${status}`)
      }
      return CREDENTIALS
    }
    const bare = () => {
      for (const { signed, signature } of credentials) {
        if (!verifySignature('sha256', signed, publicKey, signature))
          throw new Error('a signature does not hold')
      }
      return CREDENTIALS
    }
    const peer = new SDJwtVcInstance({
      hasher: (data) =>
        createHash('sha256')
          .update(typeof data === 'string' ? data : Buffer.from(data))
          .digest(),
      verifier: (text, signature) =>
        verifySignature('sha256', Buffer.from(text), publicKey, Buffer.from(signature, 'base64url')),
    })
    const theirs = async () => {
      for (const { text } of credentials) await peer.verify(text, { currentDate: NOW / 1000 })
      return CREDENTIALS
    }
    progress(`verify-sd-jwt: ${CREDENTIALS} credentials by turns with bare signatures, then with the peer …`)
    return {
      'verify-sd-jwt': await sideBySide(ours, bare, { rounds: 31, warmUp: 5 }),
      'verify-sd-jwt-peer': await sideBySide(ours, theirs, { rounds: 15, warmUp: 3 }),
    }
  },
}
