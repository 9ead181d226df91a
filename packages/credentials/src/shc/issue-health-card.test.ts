import { createPublicKey } from 'node:crypto'
import { inflateRawSync } from 'node:zlib'
import { type HealthRecord, type Instant, type PartialDate, parseInstant } from '@excelsior/domain'
import jsqr from 'jsqr'
import { SHCIssuer, SHCReader } from 'kill-the-clipboard'
import { PNG } from 'pngjs'
import { describe, expect, test } from 'vitest'
import { sign, testKey } from '../../../../tools/pass-vectors/keys.ts'
import {
  GENUINE_IS_ENOUGH,
  HEALTH_CARD_KINDS,
  type HealthCardToIssue,
  healthCardCode,
  healthCardFile,
  issueHealthCard,
  qrCode,
  qrPng,
  recordsForCard,
  type Signer,
  trustOf,
  verify,
} from '../index.ts'

const at = (text: string): Instant => parseInstant(text)!
const NOW = at('2021-11-20T17:00:00Z')
const KEY = testKey('health-cards')
const SIGNER: Signer = { keyId: KEY.thumbprint, sign: async (bytes) => sign(KEY, bytes) }
const ISSUER = 'https://pass.example.gov'
const dose = (cvx: string, date: string) => ({ kind: 'immunization', cvx, date }) as HealthRecord
const result = (test: string, value: string, collected: string, more = {}) =>
  ({ kind: 'lab', test, result: value, collected, ...more }) as HealthRecord
const CARD: HealthCardToIssue = {
  issuer: ISSUER,
  revocationId: 'AQIDBAUGBwg',
  givenName: 'Amalia Sofía',
  familyName: 'Okonkwo-Reyes',
  birthDate: '1988-03-04' as PartialDate,
  notBefore: at('2021-11-19T15:00:00Z'),
  expires: at('2022-05-01T00:00:00-04:00'),
  records: [dose('208', '2021-04-02'), dose('208', '2021-04-23')],
}
const TRUST = trustOf(
  {
    version: null,
    issuedAt: null,
    nextUpdate: null,
    demo: false,
    issuers: [
      {
        id: ISSUER,
        name: 'Example Department',
        keys: [{ kid: KEY.thumbprint, jwk: KEY.jwk, format: 'shc', usage: HEALTH_CARD_KINDS }],
      },
    ],
    rules: { zone: 'America/New_York', accepts: [], photoIdFrom: 18 },
    revocation: { passes: [], canaries: { revoked: '', notRevoked: '' } },
  },
  { acceptance: GENUINE_IS_ENOUGH },
)
const verdictOn = (text: string) => verify(text, TRUST, NOW)
const contentOf = (jws: string) =>
  JSON.parse(inflateRawSync(Buffer.from(jws.split('.')[1]!, 'base64url')).toString())

describe('an issued health card', () => {
  test('is valid, bare, as a code and in a file', async () => {
    const jws = await issueHealthCard(CARD, SIGNER)
    for (const text of [jws, healthCardCode(jws), healthCardFile([jws])]) {
      expect(await verdictOn(text)).toMatchObject({
        format: 'shc',
        status: 'valid',
        kind: 'vaccination',
        holder: { givenName: 'Amalia Sofía', familyName: 'Okonkwo-Reyes', birthDate: '1988-03-04' },
        expires: CARD.expires,
        issuer: 'Example Department',
      })
    }
  })

  test('holds the least that the guide asks for, and nothing besides', async () => {
    const jws = await issueHealthCard(CARD, SIGNER)
    expect(JSON.parse(Buffer.from(jws.split('.')[0]!, 'base64url').toString())).toEqual({
      zip: 'DEF',
      alg: 'ES256',
      kid: KEY.thumbprint,
    })
    const given = (cvx: string, date: string, number: number) => ({
      fullUrl: `resource:${number}`,
      resource: {
        resourceType: 'Immunization',
        status: 'completed',
        vaccineCode: { coding: [{ system: 'http://hl7.org/fhir/sid/cvx', code: cvx }] },
        patient: { reference: 'resource:0' },
        occurrenceDateTime: date,
      },
    })
    expect(contentOf(jws)).toEqual({
      iss: ISSUER,
      nbf: CARD.notBefore / 1000,
      exp: CARD.expires / 1000,
      vc: {
        type: ['https://smarthealth.cards#health-card'],
        credentialSubject: {
          fhirVersion: '4.0.1',
          fhirBundle: {
            resourceType: 'Bundle',
            type: 'collection',
            entry: [
              {
                fullUrl: 'resource:0',
                resource: {
                  resourceType: 'Patient',
                  name: [{ family: 'Okonkwo-Reyes', given: ['Amalia Sofía'] }],
                  birthDate: '1988-03-04',
                },
              },
              given('208', '2021-04-02', 1),
              given('208', '2021-04-23', 2),
            ],
          },
        },
        rid: 'AQIDBAUGBwg',
      },
    })
  })

  test('of a test says which, what came of it and when', async () => {
    const records = [result('pcr', 'negative', '2021-11-19T08:30:00-05:00')]
    const jws = await issueHealthCard({ ...CARD, records }, SIGNER)
    expect(await verdictOn(jws)).toMatchObject({ status: 'valid', kind: 'test' })
    expect(contentOf(jws).vc.credentialSubject.fhirBundle.entry[1].resource).toEqual({
      resourceType: 'Observation',
      status: 'final',
      code: { coding: [{ system: 'http://loinc.org', code: '94500-6' }] },
      subject: { reference: 'resource:0' },
      effectiveDateTime: '2021-11-19T08:30:00-05:00',
      valueCodeableConcept: { coding: [{ system: 'http://snomed.info/sct', code: '260415000' }] },
    })
  })

  test.each([
    ['', 'Madonna', [{ family: 'Madonna' }]],
    ['Suharto', '', [{ given: ['Suharto'] }]],
    ['"},{"', '\\', [{ family: '\\', given: ['"},{"'] }]],
    ['Мария', '陳', [{ family: '陳', given: ['Мария'] }]],
  ])('bears any name as it is: %s %s', async (givenName, familyName, name) => {
    const jws = await issueHealthCard({ ...CARD, givenName, familyName }, SIGNER)
    expect(contentOf(jws).vc.credentialSubject.fhirBundle.entry[0].resource.name).toEqual(name)
    expect(await verdictOn(jws)).toMatchObject({ status: 'valid', holder: { givenName, familyName } })
  })

  test.each([
    ['no name', { givenName: '', familyName: '' }],
    ['no record', { records: [] }],
    [
      'a dose of an unknown product',
      { records: [{ kind: 'immunization', date: '2021-04-02' } as HealthRecord] },
    ],
    [
      'a dose that was not given',
      { records: [{ ...dose('208', '2021-04-02'), status: 'not-done' } as HealthRecord] },
    ],
    [
      'a result that may change',
      { records: [result('pcr', 'negative', '2021-11-19', { status: 'preliminary' })] },
    ],
    ['an issuer without https', { issuer: 'http://pass.example.gov' }],
    ['an issuer that ends in a slash', { issuer: 'https://pass.example.gov/' }],
    ['a revocation id of 25 characters', { revocationId: 'A'.repeat(25) }],
    ['an expiry that is no number', { expires: Number.NaN as Instant }],
  ])('is not made of %s', async (_, fault) => {
    await expect(issueHealthCard({ ...CARD, ...fault }, SIGNER)).rejects.toThrow(RangeError)
  })
})

describe('its code', () => {
  test('is read by an independent decoder, in two modes, and is no larger than version 22', async () => {
    const text = healthCardCode(await issueHealthCard(CARD, SIGNER))
    const code = qrCode(text)
    expect(code.version).toBeLessThanOrEqual(22)
    const picture = PNG.sync.read(Buffer.from(qrPng(code, 4)))
    const read = jsqr.default(new Uint8ClampedArray(picture.data), picture.width, picture.height)
    expect(read?.data).toBe(text)
    expect(read?.chunks.map((chunk) => chunk.type)).toEqual(['byte', 'numeric'])
  })

  test('of 1195 characters, the most that one code holds, still fits version 22', () => {
    expect(qrCode(healthCardCode('e'.repeat(1195))).version).toBe(22)
    expect(qrCode(healthCardCode('e'.repeat(1210))).version).toBe(23)
  })

  test('of four doses and a long name is one code of version 22 at the most', async () => {
    const records = [1, 2, 3, 4].map((month) => dose(`20${month + 4}`, `2021-0${month}-17`))
    const names = { givenName: 'Maximiliana Konstanze', familyName: 'Papadopoulos-Featherstonehaugh' }
    const jws = await issueHealthCard({ ...CARD, ...names, records }, SIGNER)
    expect(qrCode(healthCardCode(jws)).version).toBeLessThanOrEqual(22)
  })
})

describe('what goes on the card', () => {
  test('for a vaccination: all doses that were given, by date, and no test', () => {
    const records = [
      result('pcr', 'positive', '2021-01-01'),
      dose('208', '2021-04-23'),
      dose('208', '2021-04-02'),
      dose('141', '2021-10-01'), // influenza
      { ...dose('208', '2021-09-01'), status: 'deleted' } as HealthRecord,
    ]
    expect(recordsForCard('vaccination', records)).toEqual([
      dose('208', '2021-04-02'),
      dose('208', '2021-04-23'),
    ])
  })

  test('for a test: the newest negative result of its kind, and no dose', () => {
    const newest = result('pcr', 'negative', '2021-11-19T20:00:00-05:00')
    const records = [
      dose('208', '2021-04-02'),
      result('pcr', 'negative', '2021-11-18'),
      newest,
      result('pcr', 'negative', '2021-11-19T21:00:00Z'),
      result('pcr', 'inconclusive', '2021-11-20'),
      result('antigen', 'negative', '2021-11-20'),
      result('pcr', 'negative', '2021-11-20', { status: 'preliminary' }),
      result('pcr', 'negative', '2021-11-20', { review: 'code and name differ' }),
    ]
    expect(recordsForCard('pcr', records)).toEqual([newest])
    expect(recordsForCard('antigen', [])).toEqual([])
  })
})

describe('beside another library for health cards', () => {
  const publicKey = createPublicKey({ key: { ...KEY.jwk }, format: 'jwk' }).export({
    format: 'pem',
    type: 'spki',
  })
  const privateKey = { ...KEY.jwk, d: Buffer.from(KEY.secret).toString('base64url') }

  test('our cards are good there, bare, as a code and in a file', async () => {
    const reader = new SHCReader({ publicKey: publicKey as string, verifyExpiration: false })
    const jws = await issueHealthCard(CARD, SIGNER)
    const cards = [
      await reader.fromJWS(jws),
      await reader.fromQRNumeric([healthCardCode(jws)]),
      await reader.fromFileContent(healthCardFile([jws])),
    ]
    for (const card of cards) {
      expect((await card.asBundle()).entry?.[0]?.resource).toMatchObject({
        resourceType: 'Patient',
        birthDate: '1988-03-04',
      })
    }
    const signature = jws.length - 20
    const forged = `${jws.slice(0, signature)}${jws[signature] === 'A' ? 'B' : 'A'}${jws.slice(signature + 1)}`
    await expect(reader.fromJWS(forged)).rejects.toThrow()
  })

  test('its cards are good here, in one code or in several', async () => {
    const issuer = new SHCIssuer({
      issuer: ISSUER,
      privateKey,
      publicKey: publicKey as string,
      expirationTime: null,
    })
    const { entry } = contentOf(await issueHealthCard(CARD, SIGNER)).vc.credentialSubject.fhirBundle
    const card = await issuer.issue({ resourceType: 'Bundle', type: 'collection', entry })
    const now = (Date.now() + 1000) as Instant
    const expected = {
      status: 'valid',
      kind: 'vaccination',
      expires: null,
      holder: { familyName: 'Okonkwo-Reyes' },
    }
    const parts = card.asQRNumeric({ enableChunking: true, maxSingleQRSize: 300 })
    expect(parts.length).toBeGreaterThan(1)
    for (const text of [
      card.asJWS(),
      ...card.asQRNumeric(),
      await card.asFileContent(),
      parts.reverse().join('\n'),
    ])
      expect(await verify(text, TRUST, now)).toMatchObject(expected)
  })
})
