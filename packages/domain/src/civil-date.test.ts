import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  ageOn,
  type CivilDate,
  civilDateOf,
  dayNumber,
  monthOf,
  type PartialDate,
  parseCivilDate,
  parsePartialDate,
  weekdayOf,
} from './civil-date.ts'

const day = (text: string): CivilDate => {
  const date = parseCivilDate(text)
  if (!date) throw new Error(`${text} is no day`)
  return date
}
const anyDay = fc.integer({ min: -719_162, max: 2_932_896 }) // 0001-01-01 to 9999-12-31

describe('a civil date', () => {
  test.each(['2021-04-30', '2024-02-29', '2000-02-29', '0001-01-01', '9999-12-31'])(
    '%s is a real day',
    (text) => {
      expect(parseCivilDate(text)).toBe(text)
    },
  )

  test.each([
    ['2021-04-31', 'April has 30 days'],
    ['2023-02-29', 'no leap year'],
    ['1900-02-29', 'a full century is no leap year'],
    ['2021-00-10', 'no month 0'],
    ['2021-13-10', 'no month 13'],
    ['2021-01-00', 'no day 0'],
    ['0000-01-01', 'no year 0'],
    ['2021-1-1', 'not padded'],
    ['20210430', 'no hyphens'],
    ['2021-04-30 ', 'trailing blank'],
    ['2021-04-30T', 'more than a day'],
    ['2021/04/30', 'slashes'],
    ['２０２１-04-30', 'digits that are not ASCII'],
    ['+021-04-30', 'a sign'],
    ['2021-04-3', 'too short'],
    ['', 'empty'],
  ])('%s is none: %s', (text) => {
    expect(parseCivilDate(text)).toBeUndefined()
  })

  test('is counted in days as Temporal counts them', () => {
    fc.assert(
      fc.property(anyDay, (number) => {
        const oracle = Temporal.PlainDate.from('1970-01-01').add({ days: number })
        const date = civilDateOf(number)
        expect(date).toBe(oracle.toString())
        expect(dayNumber(date)).toBe(number)
        expect(monthOf(number)).toBe(oracle.month)
        expect(weekdayOf(number)).toBe(oracle.dayOfWeek)
      }),
      { numRuns: 2000 },
    )
  })

  test('is real exactly when Temporal says so', () => {
    const part = (max: number) => fc.integer({ min: 0, max })
    fc.assert(
      fc.property(part(9999), part(14), part(33), (year, month, dayOfMonth) => {
        const text = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(dayOfMonth).padStart(2, '0')}`
        const real = year > 0 && isReal(text)
        expect(parseCivilDate(text)).toBe(real ? text : undefined)
      }),
      { numRuns: 2000 },
    )
  })
})

describe('a partial date', () => {
  test.each(['1956', '1956-03', '1956-03-31'])('%s stays as it is', (text) => {
    expect(parsePartialDate(text)).toBe(text)
  })
  test.each(['195', '1956-', '1956-13', '1956-00', '1956-02-30', '1956-3', '0000', '19560331', 'abcd'])(
    '%s is none',
    (text) => {
      expect(parsePartialDate(text)).toBeUndefined()
    },
  )
})

describe('the age', () => {
  const age = (birth: string, on: string) => ageOn(birth as PartialDate, day(on))
  test('goes up on the birthday itself', () => {
    expect(age('2003-06-15', '2021-06-14')).toEqual({ min: 17, max: 17 })
    expect(age('2003-06-15', '2021-06-15')).toEqual({ min: 18, max: 18 })
  })
  test('of somebody born on 29 February goes up on 1 March of a common year, on the day itself in a leap year', () => {
    expect(age('2004-02-29', '2022-02-28').max).toBe(17)
    expect(age('2004-02-29', '2022-03-01').min).toBe(18)
    expect(age('2004-02-29', '2024-02-28').max).toBe(19)
    expect(age('2004-02-29', '2024-02-29').min).toBe(20)
  })
  test('from a year, or a year and month, is a range', () => {
    expect(age('1956', '2021-06-15')).toEqual({ min: 64, max: 65 })
    expect(age('1956', '2021-12-31')).toEqual({ min: 65, max: 65 })
    expect(age('1956-06', '2021-06-15')).toEqual({ min: 64, max: 65 })
    expect(age('1956-06', '2021-06-30')).toEqual({ min: 65, max: 65 })
    expect(age('2004-02', '2022-02-28')).toEqual({ min: 17, max: 18 })
  })
  test('is never below 0', () => {
    expect(age('2021', '2021-06-15')).toEqual({ min: 0, max: 0 })
    expect(age('2022-01-01', '2021-06-15')).toEqual({ min: 0, max: 0 })
  })
})

function isReal(text: string): boolean {
  try {
    Temporal.PlainDate.from(text)
    return true
  } catch {
    return false
  }
}
