import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { prefixBits, prefixOf, readRevokedPrefixes, writeRevokedPrefixes } from './revoked-prefixes.ts'

const passId = fc
  .uint8Array({ minLength: 8, maxLength: 8 })
  .map((bytes) => Buffer.from(bytes).toString('hex'))

/** Ids that look random and are the same at each run: a Weyl sequence over 64 bits. */
function* ids(from: number): Generator<string> {
  const mask = (1n << 64n) - 1n
  for (let state = BigInt(from) + 1n; ; state++) {
    let mixed = (state * 0x9e3779b97f4a7c15n) & mask
    mixed = ((mixed ^ (mixed >> 31n)) * 0xbf58476d1ce4e5b9n) & mask
    yield (mixed ^ (mixed >> 29n)).toString(16).padStart(16, '0')
  }
}
const some = (count: number, from: number) => {
  const sequence = ids(from)
  return Array.from({ length: count }, () => sequence.next().value as string)
}

describe('the list of revoked passes', () => {
  test('holds every pass that is revoked, and none of those that are known not to be', () => {
    fc.assert(
      fc.property(fc.uniqueArray(passId, { maxLength: 60 }), fc.uniqueArray(passId), (revoked, others) => {
        const good = others.filter((id) => !revoked.includes(id))
        const bits = prefixBits(revoked.length)
        const prefixes = new Set(revoked.map((id) => prefixOf(id, bits)))
        const alike = good.filter((id) => prefixes.has(prefixOf(id, bits)))
        const filter = readRevokedPrefixes(writeRevokedPrefixes(revoked, alike))!
        expect(revoked.every((id) => filter.has(id))).toBe(true)
        expect(good.some((id) => filter.has(id))).toBe(false)
      }),
    )
  })

  test('a pass that begins like a revoked one is told apart by its whole id', () => {
    const filter = readRevokedPrefixes(writeRevokedPrefixes(['aaaaaaaaaaaa0001'], ['aaaaaaaaaaaa0002']))!
    expect(filter.has('aaaaaaaaaaaa0001')).toBe(true)
    expect(filter.has('aaaaaaaaaaaa0002')).toBe(false)
    expect(filter.has('no pass id')).toBe(false)
  })

  test('of 50,000 takes 17 bits each, and is right of every pass', () => {
    const revoked = some(50_000, 0)
    const bits = prefixBits(revoked.length)
    const prefixes = new Set(revoked.map((id) => prefixOf(id, bits)))
    const sample = some(200_000, 1_000_000)
    const alike = sample.filter((id) => prefixes.has(prefixOf(id, bits)))
    const list = writeRevokedPrefixes(revoked, alike)
    expect((list.prefixes.length * 6) / revoked.length).toBeLessThan(17)
    const filter = readRevokedPrefixes(list)!
    expect(revoked.every((id) => filter.has(id))).toBe(true)
    expect(sample.some((id) => filter.has(id))).toBe(false)
  })

  test('is the same whatever the order in which passes were revoked', () => {
    const revoked = some(500, 0)
    expect(writeRevokedPrefixes([...revoked].reverse(), [])).toEqual(writeRevokedPrefixes(revoked, []))
  })

  test('cut, continued, or claiming more than it holds is refused', () => {
    const list = writeRevokedPrefixes(some(50, 0), [])
    const { prefixes } = list
    expect(readRevokedPrefixes(list)).toBeDefined()
    for (let length = 0; length < prefixes.length; length++) {
      expect(readRevokedPrefixes({ ...list, prefixes: prefixes.slice(0, length) })).toBeUndefined()
    }
    for (const faulty of [
      { prefixes: `${prefixes}AA` },
      { prefixes: `${prefixes}!` },
      { count: 49 },
      { count: 51 },
      { count: 1_000_000 },
      { count: Number.NaN },
      { count: -1 },
      { bits: 20 },
      { bits: 64 },
      { rice: 40 },
      { rice: -1 },
    ])
      expect(readRevokedPrefixes({ ...list, ...faulty }), JSON.stringify(faulty)).toBeUndefined()
  })
})
