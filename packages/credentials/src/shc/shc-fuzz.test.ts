import { deflateRawSync } from 'node:zlib'
import { type Instant, parseInstant } from '@excelsior/domain'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { card, code, file, ISSUER, parts, payload, SIGNER } from '../../../../tools/shc-vectors/card.ts'
import { credentialsIn, GENUINE_IS_ENOUGH, HEALTH_CARD_KINDS, trustOf, verify } from '../index.ts'

const NOW = parseInstant('2021-11-20T17:00:00Z') as Instant
const GOOD = card()
const TRUST = trustOf(
  {
    version: null,
    issuedAt: null,
    nextUpdate: null,
    demo: false,
    issuers: [
      {
        id: ISSUER,
        name: 'Example',
        keys: [{ kid: SIGNER.thumbprint, jwk: SIGNER.jwk, format: 'shc', usage: HEALTH_CARD_KINDS }],
      },
    ],
    rules: { zone: 'UTC', accepts: [], photoIdFrom: 18 },
    revocation: { passes: [], canaries: { revoked: '', notRevoked: '' } },
  },
  { acceptance: GENUINE_IS_ENOUGH },
)
const verdictOn = (text: string) => verify(text, TRUST, NOW)

describe('whatever health card is held to the camera', () => {
  test('a good one with any character replaced, left out or doubled is not genuine', async () => {
    expect((await verdictOn(GOOD)).status).toBe('valid')
    for (let at = 0; at < GOOD.length; at++) {
      const other = GOOD[at] === 'B' ? 'C' : 'B'
      for (const middle of [other, '', GOOD[at]! + GOOD[at]!]) {
        const verdict = await verdictOn(GOOD.slice(0, at) + middle + GOOD.slice(at + 1))
        expect(verdict.genuine, `character ${at}`).not.toBe(true)
        expect(verdict.holder).toBeNull()
      }
    }
  })

  test('random payloads, packed and signed by nobody, come to a verdict and never to a genuine one', async () => {
    const json = fc.json({ maxDepth: 6 })
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }).map((end) => `shc:/${end}`),
      fc.string({ unit: fc.constantFrom(...'0123456789/'), maxLength: 300 }).map((end) => `shc:/${end}`),
      json.map((packed) =>
        card({ packed: deflateRawSync(packed), signature: () => new Uint8Array(64).fill(1) }),
      ),
      fc.uint8Array({ maxLength: 200 }).map((packed) => card({ packed })),
      json.map((cards) => `{"verifiableCredential":${cards}}`),
    )
    await fc.assert(
      fc.asyncProperty(text, async (any) => {
        for (const each of await credentialsIn(any)) expect((await verdictOn(each)).genuine).not.toBe(true)
      }),
      { numRuns: 1000 },
    )
  })

  test('parts of random cards never make a card that nobody signed', async () => {
    const some = [GOOD, card({ payload: { ...payload(), nbf: 1_637_334_001 } })].flatMap((jws) =>
      parts(jws, 2),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...some), { maxLength: 6 }), async (codes) => {
        const together = await verdictOn(codes.join('\n'))
        const whole = [some.slice(0, 2), some.slice(2)].some(
          (pair) => codes.length > 0 && codes.every((one) => pair.includes(one)) && new Set(codes).size === 2,
        )
        expect(together.genuine === true).toBe(whole)
      }),
    )
  })

  test.each([
    ['blanks between codes', `shc:/56${' '.repeat(32_000)}x`],
    ['slashes', 'shc:/'.padEnd(32_000, '/')],
    ['a code of 32 thousand digits', code('e'.repeat(16_000))],
    ['a file of many small cards', file(...Array.from({ length: 8000 }, () => 'a'))],
    ['a file in a file', '{"verifiableCredential":'.repeat(1300)],
    ['dots', `eyJ${'.'.repeat(30_000)}`],
    ['a megabyte of blocks that hold nothing', card({ packed: Buffer.alloc(24_000, 0) })],
    ['sixteen megabytes in little', card({ packed: deflateRawSync(Buffer.alloc(16 << 20), { level: 9 }) })],
  ])('%s are refused within 50 ms', async (_, text) => {
    let quickest = Number.POSITIVE_INFINITY // milliseconds of this thread; one try may meet the compiler or the collector
    for (let attempt = 0; attempt < 3; attempt++) {
      const before = process.threadCpuUsage()
      for (const each of await credentialsIn(text)) expect((await verdictOn(each)).genuine).not.toBe(true)
      const { user, system } = process.threadCpuUsage(before)
      quickest = Math.min(quickest, (user + system) / 1000)
    }
    expect(quickest).toBeLessThan(50)
  })
})
