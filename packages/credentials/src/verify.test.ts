import { type Instant, parseInstant } from '@excelsior/domain'
import { describe, expect, test } from 'vitest'
import { claims, code, codeOf, SIGNER } from '../../../tools/pass-vectors/message.ts'
import { UNLISTED } from '../../../tools/pass-vectors/trust.ts'
import {
  type SignatureChecker,
  type Trust,
  type TrustData,
  trustOf,
  verify,
  webCryptoChecker,
} from './index.ts'

const at = (text: string): Instant => parseInstant(text)!
const NOON = at('2021-11-20T17:00:00Z')
const GOOD = code()

const DATA: TrustData = {
  version: 7,
  issuedAt: at('2021-11-20T06:00:00Z'),
  nextUpdate: at('2021-11-27T06:00:00Z'),
  demo: false,
  issuers: [
    {
      id: 'US-NY',
      name: 'New York State',
      keys: [
        {
          kid: Buffer.from(SIGNER.kid).toString('hex'),
          jwk: SIGNER.jwk,
          format: 'pass',
          usage: ['vaccination', 'pcr', 'antigen'],
        },
      ],
    },
  ],
  rules: { zone: 'America/New_York', accepts: ['vaccination', 'pcr', 'antigen'], photoIdFrom: 18 },
  revocation: { passes: [], canaries: { revoked: '0000000000000001', notRevoked: '0000000000000000' } },
}
const TRUST = trustOf(DATA)

const status = async (text: string, trust: Trust | undefined, now: Instant, options = {}) => {
  const verdict = await verify(text, trust, now, options)
  return verdict.reason ? `${verdict.status}: ${verdict.reason}` : verdict.status
}

describe('a verdict', () => {
  test('says who holds the pass, of what kind, until when, and who signed it', async () => {
    expect(await verify(GOOD, TRUST, NOON)).toEqual({
      format: 'pass',
      genuine: true,
      status: 'valid',
      kind: 'vaccination',
      holder: { givenName: 'Amalia Sofía', familyName: 'Okonkwo-Reyes', birthDate: '1988-03-04' },
      expires: at('2022-05-01T00:00:00-04:00'),
      issuer: 'New York State',
      reason: null,
    })
  })

  test('says nothing of what the pass claims where no trusted key signed it', async () => {
    const blank = { genuine: false, kind: null, holder: null, expires: null, issuer: null }
    expect(await verify(code({ key: UNLISTED }), TRUST, NOON)).toMatchObject(blank)
    expect(await verify(GOOD, undefined, NOON)).toMatchObject({ ...blank, genuine: null })
  })

  test('a pass is valid to its last millisecond, and expired at the very instant of its expiry', async () => {
    const trust = trustOf({ ...DATA, nextUpdate: at('2023-01-01T00:00:00Z') })
    expect(await status(GOOD, trust, at('2022-04-30T23:59:59.999-04:00'))).toBe('valid')
    expect(await status(GOOD, trust, at('2022-05-01T00:00:00-04:00'))).toBe('expired')
  })

  test('an issue time may lie a minute ahead of the scanner, and no more', async () => {
    const undated = trustOf({ ...DATA, version: null, issuedAt: null, nextUpdate: null })
    expect(await status(GOOD, undated, at('2021-11-19T14:59:00Z'))).toBe('valid')
    expect(await status(GOOD, undated, at('2021-11-19T14:58:59.999Z'))).toBe('not-yet-valid')
  })

  test('damage to a copied text is told apart from other faults', async () => {
    expect(await verify(GOOD.replace('4', '%20'), TRUST, NOON)).toMatchObject({
      reason: 'unreadable',
      hint: 'damaged-copy',
    })
    expect(await verify('https://example.org', TRUST, NOON)).not.toHaveProperty('hint')
  })

  test('of a successor of our pass that cannot be read here, nobody is told that it is forged', async () => {
    expect(await verify('EP3:ABC', TRUST, NOON)).toMatchObject({
      format: 'pass',
      genuine: null,
      status: 'unknown',
      reason: 'unsupported-format',
    })
  })

  test('with another prefix than the one that the EU has, a certificate is not genuine', async () => {
    expect(await verify('HC2:NCFOXN%TS3DH3ZSUZK+', TRUST, NOON)).toMatchObject({
      format: 'dcc',
      genuine: false,
      status: 'not-genuine',
      reason: 'unreadable',
    })
  })
})

describe('the state of the trust data', () => {
  test('none at hand: cannot be checked', async () => {
    expect(await status(GOOD, undefined, NOON)).toBe('unknown: trust-missing')
  })

  test('good to the last millisecond before their next update, and no longer', async () => {
    const trust = trustOf({ ...DATA, nextUpdate: NOON })
    expect(await status(GOOD, trust, (NOON - 1) as Instant)).toBe('valid')
    expect(await status(GOOD, trust, NOON)).toBe('unknown: trust-expired')
  })

  test('a clock may stand a minute before the list, and no more', async () => {
    const trust = trustOf({ ...DATA, issuedAt: NOON })
    expect(await status(GOOD, trust, (NOON - 60_000) as Instant)).toBe('valid')
    expect(await status(GOOD, trust, (NOON - 60_001) as Instant)).toBe('unknown: clock-in-doubt')
  })

  test('a clock before the latest time that was ever trusted is in doubt', async () => {
    expect(await status(GOOD, TRUST, NOON, { clockFloor: NOON })).toBe('valid')
    expect(await status(GOOD, TRUST, NOON, { clockFloor: NOON + 60_001 })).toBe('unknown: clock-in-doubt')
  })

  test('a clock that is no number is in doubt', async () => {
    expect(await status(GOOD, TRUST, Number.NaN as Instant)).toBe('unknown: clock-in-doubt')
    const undated = trustOf({ ...DATA, version: null, issuedAt: null, nextUpdate: null })
    expect(await status(GOOD, undated, Number.NaN as Instant)).toBe('unknown: clock-in-doubt')
  })

  test('an unknown key is forgiven only where the list is dated, and older than the pass', async () => {
    const text = codeOf(claims({ issued: '2021-11-20T06:00:01Z' }), { key: UNLISTED })
    const older = codeOf(claims({ issued: '2021-11-20T06:00:00Z' }), { key: UNLISTED })
    const undated = trustOf({ ...DATA, version: null, issuedAt: null, nextUpdate: null })
    expect(await status(text, TRUST, NOON)).toBe('unknown: unknown-key')
    expect(await status(older, TRUST, NOON)).toBe('not-genuine: unknown-key')
    expect(await status(text, undated, NOON)).toBe('not-genuine: unknown-key')
  })

  test('a key that is no point of the curve has signed nothing', async () => {
    const [issuer] = DATA.issuers
    const jwk = { ...SIGNER.jwk, x: SIGNER.jwk.y }
    const trust = trustOf({ ...DATA, issuers: [{ ...issuer!, keys: [{ ...issuer!.keys[0]!, jwk }] }] })
    expect(await status(GOOD, trust, NOON)).toBe('not-genuine: bad-signature')
  })
})

describe('what a venue takes', () => {
  test('a genuine pass of a type that it does not take is not accepted', async () => {
    expect(await status(GOOD, TRUST, NOON, { accepts: new Set(['vaccination']) })).toBe('valid')
    expect(await status(GOOD, TRUST, NOON, { accepts: new Set(['pcr']) })).toBe(
      'not-accepted: type-not-accepted',
    )
  })

  test('a venue cannot take more than the rules do', async () => {
    const trust = trustOf({ ...DATA, rules: { ...DATA.rules, accepts: ['pcr'] } })
    const options = { accepts: new Set(['vaccination', 'pcr']) }
    expect(await status(GOOD, trust, NOON, options)).toBe('not-accepted: type-not-accepted')
  })
})

describe('a demonstration', () => {
  const demoIssuer = { ...DATA.issuers[0]!, id: 'demo', name: 'Demonstration' }
  const demoPass = codeOf(claims({ issuer: 'demo' }))

  test('its passes are valid by its own list, and every verdict says what it is', async () => {
    const trust = trustOf({ ...DATA, demo: true, issuers: [demoIssuer] })
    expect(await verify(demoPass, trust, NOON)).toMatchObject({ status: 'valid', demo: true })
    expect(await verify(GOOD, trust, NOON)).toMatchObject({ status: 'not-genuine', demo: true })
  })

  test('its keys are refused even where a real list names them, and listed with the reason', async () => {
    const trust = trustOf({ ...DATA, issuers: [...DATA.issuers, demoIssuer] })
    expect(await status(demoPass, trust, NOON)).toBe('not-genuine: untrusted-issuer')
    expect(trust.leftOut).toMatchObject([{ issuer: 'demo', reason: 'demo-mismatch' }])
  })

  test('a real issuer in its list counts as little', async () => {
    const trust = trustOf({ ...DATA, demo: true })
    expect(await status(GOOD, trust, NOON)).toBe('not-genuine: untrusted-issuer')
  })
})

describe('when checking itself breaks down', () => {
  test('the verdict is unknown, not forged', async () => {
    const checker: SignatureChecker = {
      check() {
        throw new Error('no cryptography here')
      },
    }
    expect(await status(GOOD, TRUST, NOON, { checker })).toBe('unknown: check-failed')
  })

  test('a promise of a checker is waited for', async () => {
    const slow: SignatureChecker = {
      check: (...all) =>
        new Promise((resolve) => setTimeout(() => resolve(webCryptoChecker.check(...all)), 20)),
    }
    expect(await status(GOOD, TRUST, NOON, { checker: slow })).toBe('valid')
  })
})

test('of many keys under one id only a few are tried', async () => {
  const [issuer] = DATA.issuers
  const [key] = issuer!.keys
  const keys = (count: number) => [
    ...Array.from({ length: count }, () => ({ ...key!, jwk: UNLISTED.jwk })),
    key!,
  ]
  const trust = (count: number) => trustOf({ ...DATA, issuers: [{ ...issuer!, keys: keys(count) }] })
  expect(await status(GOOD, trust(7), NOON)).toBe('valid')
  expect(await status(GOOD, trust(8), NOON)).toBe('not-genuine: bad-signature')
})

describe('another department that the list names', () => {
  const [issuer] = DATA.issuers
  const source = {
    issuedAt: at('2021-11-20T05:00:00Z'),
    nextUpdate: at('2021-11-22T05:00:00Z'),
    passes: ['6d1f0b5a2c9e8374'],
  }
  const joined = (more: object) =>
    trustOf({ ...DATA, issuers: [{ ...issuer!, source: { ...source, ...more } }] })

  test('says itself which of its passes are revoked', async () => {
    expect(await status(GOOD, joined({}), NOON)).toBe('revoked: pass-revoked')
    expect(await status(GOOD, joined({ passes: [] }), NOON)).toBe('valid')
    const ours = { ...DATA.revocation, passes: ['6d1f0b5a2c9e8374'] }
    const trust = trustOf({
      ...DATA,
      revocation: ours,
      issuers: [{ ...issuer!, source: { ...source, passes: [] } }],
    })
    expect(await status(GOOD, trust, NOON), 'our own list does not speak of its passes').toBe('valid')
  })

  test('cannot be checked once its own list is too old, and is not called forged', async () => {
    const trust = joined({ passes: [] })
    expect(await status(GOOD, trust, (source.nextUpdate - 1) as Instant)).toBe('valid')
    expect(await status(GOOD, trust, source.nextUpdate)).toBe('unknown: trust-expired')
  })
})

test('a demonstration may list real issuers of health cards and EU certificates, a real list no invented ones', () => {
  const [issuer] = DATA.issuers
  const cards = { ...issuer!, keys: issuer!.keys.map((key) => ({ ...key, format: 'shc' as const })) }
  expect(trustOf({ ...DATA, demo: true, issuers: [cards] }).keys.size).toBe(1)
  expect(trustOf({ ...DATA, demo: true, issuers: [issuer!] }).keys.size).toBe(0)
  expect(trustOf({ ...DATA, issuers: [{ ...cards, id: 'demo-cards' }] }).keys.size).toBe(0)
})

test('of two issuers that go by one name, the one counts that has the key', async () => {
  const twin = (source: boolean) => ({
    id: source ? 'US-NY' : 'NY',
    name: source ? 'An issuer of other credentials' : 'New York State',
    keys: source ? [] : DATA.issuers[0]!.keys.map((key) => ({ ...key, iss: 'US-NY' })),
    ...(source && { source: { issuedAt: NOON, nextUpdate: (NOON - 1) as Instant, passes: [] } }),
  })
  for (const order of [
    [true, false],
    [false, true],
  ])
    expect(await status(GOOD, trustOf({ ...DATA, issuers: order.map(twin) }), NOON)).toBe('valid')
})
