import type { Instant } from '@excelsior/domain'
import { describe, expect, test } from 'vitest'
import { matches, slowHash } from './slow-hash.ts'
import {
  isPin,
  newStation,
  readStation,
  type Station,
  tried,
  waitBeforeTry,
  withTriesElsewhere,
} from './station.ts'

const NOW = 1_630_000_000_000 as Instant
const later = (seconds: number) => (NOW + seconds * 1000) as Instant
/** Few rounds: how slow it is does not matter here. */
const hash = await slowHash('482913', 10)
const station = newStation(hash, 'front')
const after = (failures: number): Station =>
  Array.from({ length: failures }).reduce<Station>((so) => tried(so, NOW), station)

describe('a PIN', () => {
  test.each([
    ['482913', true],
    ['000000000000', true],
    ['48291', false],
    ['4829131234567', false],
    ['48291a', false],
    ['৪৮২৯১৩', false],
    ['', false],
  ])('"%s": %s', (text, good) => {
    expect(isPin(text)).toBe(good)
  })

  test('is kept as a salted hash: twice the same PIN is not twice the same', async () => {
    const other = await slowHash('482913', 10)
    expect(other.salt).not.toEqual(hash.salt)
    expect(other.hash).not.toEqual(hash.hash)
    expect([await matches('482913', hash), await matches('482913', other)]).toEqual([true, true])
    expect([await matches('482914', hash), await matches('', hash)]).toEqual([false, false])
  })

  test('takes 600,000 rounds unless said otherwise', async () => {
    expect((await slowHash('482913')).rounds).toBe(600_000)
  })
})

describe('wrong tries', () => {
  test('cost nothing five times, then 30 s, and twice as much each time, up to 15 minutes', () => {
    const waits = [0, 4, 5, 6, 7, 9, 10, 40].map((failures) => waitBeforeTry(after(failures), NOW) / 1000)
    expect(waits).toEqual([0, 0, 30, 60, 120, 480, 900, 900])
  })

  test('are waited for to the second', () => {
    expect(waitBeforeTry(after(5), later(29))).toBe(1000)
    expect(waitBeforeTry(after(5), later(30))).toBe(0)
  })

  test('in other open pages count here, and none is forgotten for theirs', () => {
    const elsewhere = structuredClone(tried(after(5), later(10)))
    expect(waitBeforeTry(withTriesElsewhere(after(2), elsewhere), later(10))).toBe(60_000)
    expect(withTriesElsewhere(after(6), after(2))).toEqual(after(6))
    expect(withTriesElsewhere(after(6), undefined), 'left in another page').toEqual(after(6))
  })

  test('are not shortened by setting the clock back', () => {
    expect(waitBeforeTry(after(5), later(-86_400))).toBe(30_000)
  })
})

describe('what is kept', () => {
  test('comes back as it was, its tries included', () => {
    expect(readStation(structuredClone(after(6)))).toEqual(after(6))
  })

  test('of nothing is no station', () => {
    expect(readStation(undefined)).toBeUndefined()
  })

  test.each([
    ['a damaged record', {}],
    ['a record of another kind', 'on'],
    ['a hash that is cut', { pin: { ...hash, hash: hash.hash.slice(0, 8) }, failed: 0, failedAt: 0 }],
    ['a hash of no rounds', { pin: { ...hash, rounds: 0 }, failed: 0, failedAt: 0 }],
    ['a hash of endless rounds', { pin: { ...hash, rounds: 1e12 }, failed: 0, failedAt: 0 }],
  ])('%s stays locked, and no PIN opens it', (_, stored) => {
    const read = readStation(stored)
    expect(read).toBeDefined()
    expect(read?.pin).toBeUndefined()
  })
})
