import { createHash, randomBytes, verify as verifySignature } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { type Instant, type PartialDate, parseInstant } from '@excelsior/domain'
import { SDJwtVcInstance } from '@sd-jwt/sd-jwt-vc'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { sign, testKey } from '../../../../tools/pass-vectors/keys.ts'
import { AT, binding, sdJwt } from '../../../../tools/sd-jwt-vectors/message.ts'
import {
  issueSdJwt,
  openTrustList,
  passIdOf,
  type SdJwtToIssue,
  type Signer,
  type Trust,
  verify,
} from '../index.ts'

const KEY = testKey('sd-jwt')
const SIGNER: Signer = { keyId: KEY.thumbprint, sign: async (bytes) => sign(KEY, bytes) }
const NOW = parseInstant(AT) as Instant
const PASS: SdJwtToIssue = {
  type: 'antigen',
  givenName: 'Zoe\u0301',
  familyName: 'O’Neill',
  birthDate: '1956-03' as PartialDate,
  expires: parseInstant('2021-11-22T00:00:00-05:00') as Instant,
  passId: passIdOf(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8)),
  issuer: 'https://pass.example.gov',
  issuedAt: (NOW - 180_000) as Instant,
  holderKey: testKey('holder').jwk,
  status: { uri: 'https://pass.example.gov/credentials/status/0', index: 7 },
}
let trust: Trust
beforeAll(async () => {
  const list = readFileSync(new URL('../../../../vectors/sd-jwt/trust.json', import.meta.url))
  const opened = await openTrustList(new Uint8Array(list), { pinnedRoot: null, now: NOW, allowDemo: false })
  if (!opened.ok) throw new Error(opened.reason)
  trust = opened.trust
})

describe('a pass issued as an SD-JWT VC', () => {
  test('says what it was given', async () => {
    expect(await verify(await issueSdJwt(PASS, SIGNER, randomBytes), trust, NOW)).toMatchObject({
      format: 'sd-jwt',
      status: 'valid',
      kind: 'antigen',
      holder: { givenName: 'Zoé', familyName: 'O’Neill', birthDate: '1956-03' },
      expires: PASS.expires,
      issuer: 'New York State (test)',
    })
  })

  test('is verified by an independent library, which reads the same claims', async () => {
    const reader = new SDJwtVcInstance({
      hasher: (data) =>
        createHash('sha256')
          .update(typeof data === 'string' ? data : Buffer.from(data))
          .digest(),
      verifier: (text, signature) =>
        verifySignature(
          'sha256',
          Buffer.from(text),
          { key: KEY.jwk, format: 'jwk', dsaEncoding: 'ieee-p1363' },
          Buffer.from(signature, 'base64url'),
        ),
    })
    const { status: _, ...withoutStatus } = PASS
    const { payload } = await reader.verify(await issueSdJwt(withoutStatus, SIGNER, randomBytes), {
      currentDate: NOW / 1000,
    })
    expect(payload).toMatchObject({
      given_name: 'Zoé',
      family_name: 'O’Neill',
      birthdate: '1956-03',
      pass_type: 'antigen',
      vct: 'urn:excelsior:pass:1',
      exp: PASS.expires / 1000,
    })
  })

  test('shows nothing of the person in what is signed, and never twice the same', async () => {
    const texts = await Promise.all([1, 2].map(() => issueSdJwt(PASS, SIGNER, randomBytes)))
    const payloads = texts.map((text) => String(Buffer.from(text.split('.')[1] ?? '', 'base64url')))
    for (const payload of payloads) expect(payload).not.toMatch(/Zoé|Zoe\u0301|Neill|1956-|antigen/)
    const digests = payloads.flatMap((payload) => JSON.parse(payload)._sd)
    expect(new Set(digests).size).toBe(8)
  })

  test('bears a name', async () => {
    const nameless = { ...PASS, givenName: '', familyName: '' }
    await expect(issueSdJwt(nameless, SIGNER, randomBytes)).rejects.toThrow(RangeError)
  })
})

describe('whatever is pasted', () => {
  const GOOD = sdJwt({ binding: binding() })

  test('a good credential with any character replaced, left out or doubled is not valid', async () => {
    for (let at = 0; at < GOOD.length; at++) {
      const other = GOOD[at] === '7' ? '8' : '7'
      for (const middle of [other, '', GOOD[at]! + GOOD[at]!]) {
        const changed = GOOD.slice(0, at) + middle + GOOD.slice(at + 1)
        expect((await verify(changed, trust, NOW)).status, `character ${at}`).not.toBe('valid')
      }
    }
  })

  test('random disclosures and JSON come to a verdict, never to an exception', async () => {
    const [head = '', , signature = ''] = sdJwt().split('~')[0]!.split('.')
    const base64url = (json: unknown) => Buffer.from(JSON.stringify(json)).toString('base64url')
    const names = fc.constantFrom('_sd', '...', '_sd_alg', 'vct', 'status', 'cnf', 'x')
    const json = fc.letrec((tie) => ({
      any: fc.oneof(
        { maxDepth: 6 },
        fc.constantFrom(null, 7, 'x', 'sha-256', 'urn:excelsior:pass:1'),
        fc.array(tie('any'), { maxLength: 4 }),
        fc.dictionary(names, tie('any'), { maxKeys: 4 }),
      ),
    })).any
    await fc.assert(
      fc.asyncProperty(json, fc.array(json, { maxLength: 4 }), async (payload, disclosures) => {
        const text = `${head}.${base64url(payload)}.${signature}~${disclosures.map((one) => `${base64url(one)}~`).join('')}`
        const { genuine, reason } = await verify(text, trust, NOW)
        expect(genuine).not.toBe(true)
        expect(reason).not.toBe('check-failed')
      }),
      { numRuns: 2000 },
    )
  })
})
