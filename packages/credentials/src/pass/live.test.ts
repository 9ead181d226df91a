import { type Instant, type PartialDate, parseInstant } from '@excelsior/domain'
import { describe, expect, test } from 'vitest'
import { sign, testKey } from '../../../../tools/pass-vectors/keys.ts'
import { decodeBase45, encodeBase45 } from '../encoding/base45.ts'
import {
  issuePass,
  liveCode,
  type PassToIssue,
  passIdOf,
  passKeyId,
  qrCode,
  type Signer,
  trustOf,
  verify,
} from '../index.ts'

const at = (text: string): Instant => parseInstant(text)!
const NOON = at('2021-11-20T17:00:00Z')
const later = (seconds: number) => (NOON + seconds * 1000) as Instant

const ISSUER = testKey('1')
const PHONE = testKey('phone')
const OTHER_PHONE = testKey('other phone')
const SIGNER: Signer = { keyId: passKeyId(ISSUER.thumbprint), sign: async (bytes) => sign(ISSUER, bytes) }
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
  holderKey: PHONE.jwk,
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
      keys: [{ kid: SIGNER.keyId, jwk: ISSUER.jwk, format: 'pass', usage: ['vaccination'] }],
    },
  ],
  rules: { zone: 'America/New_York', accepts: ['vaccination'], photoIdFrom: 18 },
  revocation: { passes: [], canaries: { revoked: '', notRevoked: '' } },
})

const by = (phone: typeof PHONE) => async (bytes: Uint8Array) => sign(phone, bytes)
const bound = (pass: Partial<PassToIssue> = {}) => issuePass({ ...PASS, ...pass }, SIGNER)
const live = async (when = NOON, phone = PHONE) => liveCode(await bound(), when, by(phone))
const told = async (text: string, now = NOON, options = {}) => {
  const { status, reason, live: isLive, clocksDiffer } = await verify(text, TRUST, now, options)
  return [status, reason, isLive && 'live', clocksDiffer && 'clocks differ'].filter(Boolean).join(' ')
}

describe('a pass that is bound to its holder’s phone', () => {
  test('is valid and live with that phone’s signature of just now', async () => {
    expect(await told(await live())).toBe('valid live')
    expect((await verify(await live(), TRUST, NOON)).holder?.familyName).toBe('Okonkwo-Reyes')
  })

  test('photographed, it is good for a minute and then a copy', async () => {
    const photograph = await live()
    expect(await told(photograph, later(60))).toBe('valid live')
    expect(await told(photograph, later(60.001))).toBe('not-accepted copy')
    expect(await told(photograph, later(3600))).toBe('not-accepted copy')
  })

  test('of a phone whose clock is ahead by a minute is live, by more a copy', async () => {
    expect(await told(await live(later(60)))).toBe('valid live')
    expect(await told(await live(later(61)))).toBe('not-accepted copy')
  })

  test('where the scanner’s own clock is in doubt, 90 seconds are told of, not held against the holder', async () => {
    const inDoubt = { clockInDoubt: true }
    expect(await told(await live(), later(150), inDoubt)).toBe('valid clocks differ')
    expect(await told(await live(later(150)), NOON, inDoubt)).toBe('valid clocks differ')
    expect(await told(await live(), later(151), inDoubt)).toBe('not-accepted copy')
    expect(await told(await live(), later(30), inDoubt)).toBe('valid live')
  })

  test('without a signature it is a copy: the code inside a live one opens no door', async () => {
    expect(await told(await bound())).toBe('not-accepted copy')
  })

  test('with the signature of another phone it is forged, and nothing of it is shown', async () => {
    const forged = await verify(await live(NOON, OTHER_PHONE), TRUST, NOON)
    expect(forged).toMatchObject({ status: 'not-genuine', reason: 'bad-signature', holder: null })
  })

  test('with its time changed it is forged', async () => {
    const bytes = decodeBase45(await live(), 4)!
    const seconds = Buffer.alloc(4)
    seconds.writeUInt32BE(NOON / 1000)
    const time = Buffer.from(bytes).indexOf(seconds)
    expect(time).toBeGreaterThan(0)
    bytes[time + 3]! ^= 1
    expect(await told(`EP2:${encodeBase45(bytes)}`)).toBe('not-genuine bad-signature')
  })

  test('a live code of a pass without a key, or by a key that is none, cannot be read', async () => {
    const { holderKey: _, ...unbound } = PASS
    const code = await liveCode(await issuePass(unbound, SIGNER), NOON, by(PHONE))
    expect(await told(code)).toBe('not-genuine unreadable')
    const offCurve = await liveCode(
      await bound({ holderKey: { ...PHONE.jwk, y: PHONE.jwk.x } }),
      NOON,
      by(PHONE),
    )
    expect(await told(offCurve)).toBe('not-genuine bad-signature')
  })

  test('expires, is not yet valid, is revoked like any other pass', async () => {
    const over = await liveCode(await bound({ expires: NOON }), NOON, by(PHONE))
    expect(await told(over)).toBe('expired')
  })

  test('its code on a screen is version 13 at most, with names of up to 110 bytes', async () => {
    expect(qrCode(await live(), 13).version).toBeLessThanOrEqual(13)
    const long = await liveCode(
      await bound({ givenName: 'A'.repeat(55), familyName: 'B'.repeat(55) }),
      NOON,
      by(PHONE),
    )
    expect(qrCode(long, 13).version).toBe(13)
    const short = await liveCode(await bound({ givenName: 'Ann', familyName: 'Lee' }), NOON, by(PHONE))
    expect(qrCode(short).version, 'at M').toBe(13)
  })
})
