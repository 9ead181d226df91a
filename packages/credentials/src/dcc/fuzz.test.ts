import { readFileSync } from 'node:fs'
import { parseInstant } from '@excelsior/domain'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { code, message, packed } from '../../../../tools/dcc-vectors/message.ts'
import { base45 } from '../../../../tools/pass-vectors/raw.ts'
import { parseJson } from '../encoding/json.ts'
import { GENUINE_IS_ENOUGH, readDocumentSigners, type Trust, trustOf, verify } from '../index.ts'

const NOW = parseInstant('2021-11-20T12:00:00Z')!
const LIST = new URL('../../../../vectors/dcc/trustlist.json', import.meta.url)
let trust: Trust

beforeAll(async () => {
  const signers = await readDocumentSigners(parseJson(readFileSync(LIST, 'utf8'), 8))
  trust = trustOf(
    {
      version: null,
      issuedAt: null,
      nextUpdate: null,
      demo: false,
      issuers: signers!.issuers,
      rules: { zone: 'UTC', accepts: [], photoIdFrom: 18 },
      revocation: { passes: [], canaries: { revoked: '', notRevoked: '' } },
    },
    { acceptance: GENUINE_IS_ENOUGH },
  )
})

const genuineOf = async (text: string) => {
  const { genuine, status } = await verify(text, trust, NOW)
  expect(status).not.toBe('unknown') // an exception would be
  return genuine
}

describe('whatever is held to the camera', () => {
  test('a good certificate with any single bit of it flipped is not genuine', async () => {
    expect(await genuineOf(code())).toBe(true)
    const bytes = message()
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const flipped = [...bytes]
      flipped[bit >> 3]! ^= 1 << (bit & 7)
      expect(await genuineOf(packed(flipped)), `bit ${bit}`).toBe(false)
    }
  })

  test('so is one with any character of its code replaced, left out or doubled', async () => {
    const good = code()
    for (let at = 4; at < good.length; at++) {
      const other = good[at] === '7' ? '8' : '7'
      for (const middle of [other, '', good[at]! + good[at]!]) {
        expect(await genuineOf(good.slice(0, at) + middle + good.slice(at + 1)), `character ${at}`).toBe(
          false,
        )
      }
    }
  })

  test('anything else comes to a verdict, never to an exception, and never to a genuine one', async () => {
    const bytes = message()
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }).map((end) => `HC1:${end}`),
      fc.uint8Array({ maxLength: 300 }).map((any) => `HC1:${base45(any)}`),
      fc.uint8Array({ maxLength: 300 }).map((any) => packed(any)),
      fc.uint8Array({ maxLength: 300 }).map((any) => packed([0xd2, 0x84, ...any])),
      fc
        .tuple(fc.nat(bytes.length), fc.nat(6), fc.uint8Array({ minLength: 7, maxLength: 9 }))
        .map(([at, cut, put]) => packed([...bytes.slice(0, at), ...put, ...bytes.slice(at + cut)])),
    )
    await fc.assert(
      fc.asyncProperty(text, async (any) => {
        expect(await genuineOf(any)).toBe(false)
      }),
      { numRuns: 2000 },
    )
  })
})
