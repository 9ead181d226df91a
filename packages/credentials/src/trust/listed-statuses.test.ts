import type { Instant } from '@excelsior/domain'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { OpenedStatusList } from '../sd-jwt/status-list.ts'
import { readStatuses, writeStatuses } from './listed-statuses.ts'

const listOf = (size: number, notValid: readonly number[]): OpenedStatusList => ({
  uri: 'https://issuer.example/status/1',
  issuer: 'https://issuer.example',
  keyId: 'a',
  issuedAt: 0 as Instant,
  expires: 5_000 as Instant,
  keepFor: null,
  size,
  notValid: (atMost) => (notValid.length > atMost ? undefined : notValid),
  statusAt: () => 0,
})
const LATEST = 9_000 as Instant
const MOST = 20_000

describe('a status list in little', () => {
  test('says of every place what the list said, and nothing of places beyond it', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 500 }), (withdrawn) => {
        const places = withdrawn.flatMap((is, place) => (is ? [place] : []))
        const read = readStatuses(writeStatuses(listOf(withdrawn.length, places), LATEST, MOST)!)
        expect(withdrawn.map((_, place) => read?.statusAt(place) === 1)).toEqual(withdrawn)
        expect(read?.statusAt(withdrawn.length)).toBeUndefined()
      }),
    )
  })

  test('ends with the list, or when whoever keeps it says', () => {
    expect(writeStatuses(listOf(8, []), LATEST, MOST)!.goodUntil).toBe(5_000)
    expect(writeStatuses(listOf(8, []), 4_000 as Instant, MOST)!.goodUntil).toBe(4_000)
  })

  test('of a million places with ten thousand that are not valid takes some 11 KB', () => {
    const places = Array.from({ length: 10_000 }, (_, index) => index * 100 + ((index * 37) % 90))
    expect(writeStatuses(listOf(1_000_000, places), LATEST, MOST)!.places.length).toBeLessThan(14_000)
  })

  test('that takes more than there is room for is not written', () => {
    const places = Array.from({ length: 1_000 }, (_, index) => index)
    expect(writeStatuses(listOf(1_000, places), LATEST, 100)).toBeUndefined()
    expect(writeStatuses(listOf(1_000_000, places), LATEST, 400)).toBeUndefined()
    expect(writeStatuses(listOf(1_000, places), LATEST, 200)?.count).toBe(1_000)
  })

  test.each([
    ['a place beyond its end', { size: 3 }],
    ['fewer places than there are', { count: 1 }],
    ['more places than there is room for', { count: 4 }],
    ['places without end', { size: 2 ** 40 }],
    ['half a place', { count: 1.5 }],
    ['other letters', { places: '!' }],
    ['a code that goes on', { places: `${writeStatuses(listOf(8, [1, 5]), LATEST, MOST)!.places}AA` }],
  ])('with %s is none', (_, change) => {
    const good = writeStatuses(listOf(8, [1, 5]), LATEST, MOST)!
    expect(readStatuses(good)?.statusAt(5)).toBe(1)
    expect(readStatuses({ ...good, ...change })).toBeUndefined()
  })
})
