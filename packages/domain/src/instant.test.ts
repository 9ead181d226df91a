import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Instant, instantOf, parseDateTime, parseInstant } from './instant.ts'

describe('an RFC 3339 date-time', () => {
  test.each([
    ['1970-01-01T00:00:00Z', 0],
    ['1970-01-01T00:00:00-05:00', 18_000_000],
    ['1969-12-31T23:59:59.999Z', -1],
    ['1970-01-01t00:00:01z', 1000],
    ['1970-01-01 00:00:01+00:00', 1000],
    ['1970-01-01T00:00:01-00:00', 1000],
    ['1970-01-01T00:00:01.5Z', 1500],
    ['1970-01-01T00:00:01.0009999Z', 1000],
    ['1970-01-02T05:45:00+05:45', 86_400_000],
    ['2016-12-31T23:59:60Z', 1_483_228_799_999],
    ['2016-12-31T18:59:60-05:00', 1_483_228_799_999],
  ])('%s is %d ms', (text, instant) => {
    expect(parseInstant(text)).toBe(instant)
  })

  test.each([
    '2021-06-01',
    '2021-06-01T09:00:00',
    '2021-06-01T09:00Z',
    '2021-06-01T24:00:00Z',
    '2021-06-01T09:60:00Z',
    '2016-12-31T23:59:61Z',
    '2021-06-01T09:00:60Z', // a leap second ends a day
    '2021-06-01T09:00:00.Z',
    '2021-06-01T09:00:00,5Z',
    '2021-06-01T09:00:00-0400',
    '2021-06-01T09:00:00-04',
    '2021-06-01T09:00:00-24:00',
    '2021-06-01T09:00:00-04:60',
    '2021-02-29T09:00:00Z',
    '2021-06-01T9:00:00Z',
    '2021-06-01T09:00:00Z ',
    ' 2021-06-01T09:00:00Z',
    '2021-06-01_09:00:00Z',
    '2021-06-01T09:00:00ZZ',
    `2021-06-01T09:00:00.${'0'.repeat(40)}Z`,
    '',
  ])('"%s" is none', (text) => {
    expect(parseInstant(text)).toBeUndefined()
    expect(parseDateTime(text)).toBeUndefined()
  })

  test('names the same instant as Temporal reads', () => {
    const instant = fc.integer({ min: -62_000_000_000_000, max: 253_000_000_000_000 })
    const offset = fc.integer({ min: -23 * 60, max: 23 * 60 })
    fc.assert(
      fc.property(instant, offset, (milliseconds, minutes) => {
        const zone = `${minutes < 0 ? '-' : '+'}${new Date(Math.abs(minutes) * 60_000).toISOString().slice(11, 16)}`
        const text = Temporal.Instant.fromEpochMilliseconds(milliseconds).toString({ timeZone: zone })
        expect(parseInstant(text)).toBe(milliseconds)
      }),
      { numRuns: 2000 },
    )
  })

  test('whatever is read, Temporal reads alike', () => {
    const digits = fc.stringMatching(/^\d\d$/)
    const text = fc
      .tuple(
        digits,
        digits,
        digits,
        digits,
        digits,
        fc.constantFrom('Z', 'z', '+01:00', '-04:30', '.25Z', '+1:00', ''),
      )
      .map(
        ([month, day, hour, minute, second, end]) => `2021-${month}-${day}T${hour}:${minute}:${second}${end}`,
      )
    fc.assert(
      fc.property(text, (written) => {
        const read = parseInstant(written)
        if (read !== undefined && !written.includes(':60')) {
          expect(read).toBe(Temporal.Instant.from(written).epochMilliseconds)
        }
      }),
      { numRuns: 2000 },
    )
  })
})

describe('the moment of a record', () => {
  test('keeps the offset that was sent, and loses fractions of a second', () => {
    expect(parseDateTime('2021-06-01t09:00:00.999999-04:00')).toBe('2021-06-01T09:00:00-04:00')
    expect(parseDateTime('2021-06-01 09:00:00z')).toBe('2021-06-01T09:00:00Z')
    expect(parseDateTime('2016-12-31T23:59:60Z')).toBe('2016-12-31T23:59:59Z')
  })
  test('is whole seconds', () => {
    const moment = parseDateTime('1970-01-01T00:00:01.75Z')
    expect(moment && instantOf(moment)).toBe(1000 as Instant)
  })
})
