import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { BrokenSeal, open, openJson, seal, sealingKey, sealJson } from './sealing.ts'

const key = sealingKey(randomBytes(32))
const PLACE = 'records/7/ab/sealed'

describe('what is sealed', () => {
  test('opens in its place under its key, and never looks the same', () => {
    const [one, two] = [seal(key, 'secret', PLACE), seal(key, 'secret', PLACE)]
    expect(one.equals(two)).toBe(false)
    expect(open(key, one, PLACE).toString()).toBe('secret')
  })

  test('does not open in another place, under another key, shortened, or with any bit changed', () => {
    const sealed = seal(key, 'secret', PLACE)
    expect(() => open(key, sealed, 'records/7/ac/sealed')).toThrow(BrokenSeal)
    expect(() => open(sealingKey(randomBytes(32)), sealed, PLACE)).toThrow(BrokenSeal)
    for (let length = 0; length < sealed.length; length++) {
      expect(() => open(key, sealed.subarray(0, length), PLACE)).toThrow(BrokenSeal)
    }
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const changed = Buffer.from(sealed)
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      expect(() => open(key, changed, PLACE)).toThrow(BrokenSeal)
    }
  })

  test('says in its error which table it was, and no more', () => {
    expect(() => open(key, randomBytes(64), PLACE)).toThrow(/^a row of records does not open$/)
  })

  test('has the length of its block, whatever it says', () => {
    const lengths = ['negative', 'positive', 'inconclusive', 'Ö'].map(
      (result) => sealJson(key, { result }, PLACE, 256).length,
    )
    expect(new Set(lengths)).toEqual(new Set([1 + 12 + 256 + 16]))
    const sealed = sealJson(key, { a: [1, null, 'ü'] }, PLACE, 64)
    expect(openJson(key, sealed, PLACE)).toEqual({ a: [1, null, 'ü'] })
  })
})
