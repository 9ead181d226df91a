import { Sign1 } from '@auth0/cose'
import { type Instant, type PartialDate, parseInstant } from '@excelsior/domain'
import { decode as decodeByCborg } from 'cborg'
import fc from 'fast-check'
import jsqr from 'jsqr'
import { PNG } from 'pngjs'
import { describe, expect, test } from 'vitest'
import { sign, testKey } from '../../../../tools/pass-vectors/keys.ts'
import { decodeBase45 } from '../encoding/base45.ts'
import {
  issuePass,
  type PassToIssue,
  passIdOf,
  passKeyId,
  qrCode,
  qrPng,
  type Signer,
  trustOf,
  verify,
} from '../index.ts'

const at = (text: string): Instant => parseInstant(text)!
const KEY = testKey('1')
const SIGNER: Signer = { keyId: passKeyId(KEY.thumbprint), sign: async (bytes) => sign(KEY, bytes) }
const PASS: PassToIssue = {
  type: 'vaccination',
  givenName: 'Amalia',
  familyName: 'Okonkwo-Reyes',
  birthDate: '1988-03-04' as PartialDate,
  expires: at('2022-05-01T00:00:00-04:00'),
  passId: passIdOf(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8)),
  issuer: 'US-NY',
  issuedAt: at('2021-11-19T15:00:00Z'),
  notBefore: at('2021-11-19T15:00:00Z'),
}
const TRUST = trustOf({
  version: null,
  issuedAt: null,
  nextUpdate: null,
  demo: false,
  issuers: [
    {
      id: 'US-NY',
      name: 'New York State',
      keys: [{ kid: SIGNER.keyId, jwk: KEY.jwk, format: 'pass', usage: ['vaccination', 'pcr', 'antigen'] }],
    },
  ],
  rules: { zone: 'America/New_York', accepts: ['vaccination', 'pcr', 'antigen'], photoIdFrom: 18 },
  revocation: { passes: [], canaries: { revoked: '0000000000000001', notRevoked: '0000000000000000' } },
})
const verdictOn = (text: string) => verify(text, TRUST, at('2021-11-20T17:00:00Z'))

describe('an issued pass', () => {
  test('says what it was given', async () => {
    expect(await verdictOn(await issuePass(PASS, SIGNER))).toMatchObject({
      status: 'valid',
      kind: 'vaccination',
      holder: { givenName: 'Amalia', familyName: 'Okonkwo-Reyes', birthDate: '1988-03-04' },
      expires: PASS.expires,
    })
  })

  test('is verified by an independent COSE library', async () => {
    const bytes = decodeBase45(await issuePass(PASS, SIGNER), 4)!
    const key = await crypto.subtle.importKey('jwk', KEY.jwk, { name: 'ECDSA', namedCurve: 'P-256' }, true, [
      'verify',
    ])
    const payload = await Sign1.decode(bytes).verify(key)
    expect(payload).not.toBe(false)
    const claims = decodeByCborg(Sign1.decode(bytes).payload, { useMaps: true }) as Map<number, unknown>
    expect(claims.get(1)).toBe('US-NY')
    expect(claims.get(4)).toBe(PASS.expires / 1000)
    expect(claims.get(-65537)).toEqual([1, 'Amalia', 'Okonkwo-Reyes', 19880304])
  })

  test('of 40 bytes of names fits version 9, and 262 characters', async () => {
    for (const [given, family] of [
      [20, 20],
      [0, 40],
      [40, 0],
      [7, 33],
    ] as const) {
      const text = await issuePass(
        { ...PASS, givenName: 'A'.repeat(given), familyName: 'B'.repeat(family) },
        SIGNER,
      )
      expect(text.length).toBeLessThanOrEqual(262)
      expect(qrCode(text).version).toBeLessThanOrEqual(9)
    }
  })

  test('of short names is smaller still', async () => {
    const text = await issuePass({ ...PASS, givenName: 'John', familyName: 'Smith' }, SIGNER)
    expect(qrCode(text).version).toBe(8)
  })

  test('of two names of 120 characters fits version 15', async () => {
    const text = await issuePass({ ...PASS, givenName: 'A'.repeat(120), familyName: 'B'.repeat(120) }, SIGNER)
    expect(qrCode(text).version).toBeLessThanOrEqual(15)
    expect(await verdictOn(text)).toMatchObject({ status: 'valid', holder: { familyName: 'B'.repeat(120) } })
  })

  test('keeps the beginning of a name beyond 300 bytes, and no half character', async () => {
    const text = await issuePass(
      { ...PASS, familyName: `${'ß'.repeat(149)}x\u{1F600}${'y'.repeat(9000)}` },
      SIGNER,
    )
    expect(await verdictOn(text)).toMatchObject({
      status: 'valid',
      holder: { familyName: `${'ß'.repeat(149)}x` },
    })
  })

  test('composes letters and their marks', async () => {
    const text = await issuePass({ ...PASS, givenName: 'Zoe\u0308' }, SIGNER)
    expect(await verdictOn(text)).toMatchObject({ holder: { givenName: 'Zoë' } })
  })

  test('cuts fractions of a second: it never ends late', async () => {
    const text = await issuePass({ ...PASS, expires: (PASS.expires + 999) as Instant }, SIGNER)
    expect(await verdictOn(text)).toMatchObject({ expires: PASS.expires })
  })

  test('that is over when issued is a pass that is over', async () => {
    const text = await issuePass({ ...PASS, expires: at('2021-01-01T00:00:00Z') }, SIGNER)
    expect(await verdictOn(text)).toMatchObject({ genuine: true, status: 'expired' })
  })

  test.each([
    ['no name at all', { givenName: '', familyName: '' }],
    ['a pass id of another length', { passId: '0102' }],
    ['no issuer', { issuer: '' }],
    ['an expiry in milliseconds of milliseconds', { expires: (PASS.expires * 1000) as Instant }],
    ['an expiry that is no number', { expires: Number.NaN as Instant }],
  ])('is not made of %s', async (_, fault) => {
    await expect(issuePass({ ...PASS, ...fault }, SIGNER)).rejects.toThrow(RangeError)
  })

  test('of any names and dates comes back as it was', async () => {
    const name = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
      .map((text) => text.normalize('NFC'))
    const birth = fc.constantFrom('1956', '1956-03', '2000-02-29', '1901-12-31')
    await fc.assert(
      fc.asyncProperty(name, name, birth, async (givenName, familyName, birthDate) => {
        const holder = { givenName, familyName, birthDate: birthDate as PartialDate }
        expect(await verdictOn(await issuePass({ ...PASS, ...holder }, SIGNER))).toMatchObject({
          status: 'valid',
          holder,
        })
      }),
    )
  })
})

describe('its code', () => {
  test('is read by an independent decoder, in alphanumeric mode', async () => {
    const text = await issuePass(PASS, SIGNER)
    const code = qrCode(text)
    const picture = PNG.sync.read(Buffer.from(qrPng(code, 4)))
    const read = jsqr.default(new Uint8ClampedArray(picture.data), picture.width, picture.height)
    expect(read?.data).toBe(text)
    expect(read?.version).toBe(code.version)
    expect(read?.chunks.map((chunk) => chunk.type)).toEqual(['alphanumeric'])
  })

  test('is surrounded by four light modules', async () => {
    const code = qrCode('EP1:')
    const picture = PNG.sync.read(Buffer.from(qrPng(code, 1)))
    const dark = (x: number, y: number) => picture.data[(y * picture.width + x) * 4] === 0
    expect(picture.width).toBe(code.size + 8)
    expect([dark(3, 3), dark(4, 4), dark(3, 4), dark(4, 3)]).toEqual([false, true, false, false])
  })
})
