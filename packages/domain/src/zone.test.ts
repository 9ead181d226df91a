import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type CivilDate, civilDateOf } from './civil-date.ts'
import { type Instant, parseInstant } from './instant.ts'
import { zone } from './zone.ts'

const ZONES = [
  'America/New_York',
  'UTC',
  'Asia/Tokyo',
  'Asia/Kathmandu', // +05:45
  'Australia/Lord_Howe', // half an hour of summer time
  'America/St_Johns', // changes at 00:01 until 2011
  'America/Sao_Paulo', // midnight skipped until 2018
  'America/Havana', // midnight twice
  'Asia/Beirut', // midnight skipped
  'Africa/Casablanca', // summer time paused for Ramadan
  'Africa/Cairo', // two summer times in 2010 and 2014
  'Asia/Gaza',
  'Pacific/Apia', // 30 December 2011 left out
  'Pacific/Kiritimati',
  'Europe/Dublin',
  'Antarctica/Troll', // two hours of summer time
  'Africa/Monrovia', // -00:44:30 until 1972
]
const anyInstant = fc.integer({ min: Date.UTC(1920, 0), max: Date.UTC(2100, 0) }) as fc.Arbitrary<Instant>

describe.each(ZONES)('the clock of %s', (name) => {
  const clock = zone(name)
  const changes = clockChanges(name)
  const near = fc
    .tuple(
      fc.constantFrom(...(changes.length > 0 ? changes : [0])),
      fc.integer({ min: -90_000_000, max: 90_000_000 }),
    )
    .map(([change, distance]) => (change + distance) as Instant)

  test('shows the same as that of Temporal', () => {
    fc.assert(
      fc.property(fc.oneof(anyInstant, near), (instant) => {
        const oracle = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(name)
        expect(clock.dateAt(instant)).toBe(oracle.toPlainDate().toString())
        const seconds = Math.floor(instant / 1000) * 1000
        const written = Temporal.Instant.fromEpochMilliseconds(seconds).toString({ timeZone: name })
        if (oracle.offsetNanoseconds % 60e9 === 0) expect(clock.format(instant)).toBe(written)
        expect(parseInstant(clock.format(instant))).toBe(seconds)
      }),
      { numRuns: 300 },
    )
  })

  test('starts each day when that of Temporal does', () => {
    fc.assert(
      fc.property(fc.oneof(anyInstant, near), (instant) => {
        const day = civilDateOf(Math.floor(instant / 86_400_000))
        expect(clock.midnightStarting(day)).toBe(startOfDay(name, day))
      }),
      { numRuns: 300 },
    )
  })
})

describe('a day in New York', () => {
  const clock = zone('America/New_York')
  const hours = (day: string, next: string) =>
    (clock.midnightStarting(next as CivilDate) - clock.midnightStarting(day as CivilDate)) / 3_600_000
  test('has 23 hours in spring, 25 in autumn, 24 otherwise', () => {
    expect(hours('2021-03-14', '2021-03-15')).toBe(23)
    expect(hours('2021-11-07', '2021-11-08')).toBe(25)
    expect(hours('2021-06-01', '2021-06-02')).toBe(24)
  })
  test('is written with the offset of its time of year', () => {
    expect(clock.format(clock.midnightStarting('2021-07-01' as CivilDate))).toBe('2021-07-01T00:00:00-04:00')
    expect(clock.format(clock.midnightStarting('2021-01-01' as CivilDate))).toBe('2021-01-01T00:00:00-05:00')
  })
})

test('a zone that nobody knows is refused', () => {
  expect(() => zone('America/Gotham')).toThrow(RangeError)
})

test('a zone answers the same however many spans of time were asked before', () => {
  const clock = zone('America/Chicago')
  const first = clock.format(0 as Instant)
  for (let day = 0; day < 90_000; day += 3) clock.dayAt((day * 86_400_000) as Instant)
  expect(clock.format(0 as Instant)).toBe(first)
})

/** Temporal names the end of the gap where a whole day is left out; so do we. */
function startOfDay(name: string, day: string): number {
  return Temporal.PlainDate.from(day).toZonedDateTime(name).epochMilliseconds
}

function clockChanges(name: string): number[] {
  const found: number[] = []
  let at = Temporal.Instant.fromEpochMilliseconds(Date.UTC(1920, 0)).toZonedDateTimeISO(name)
  for (;;) {
    const next = at.getTimeZoneTransition('next')
    if (!next || next.epochMilliseconds > Date.UTC(2040, 0)) return found
    found.push(next.epochMilliseconds)
    at = next
  }
}
