import { resolve } from 'node:path'
import { type CivilDate, type Instant, type PartialDate, zone } from '@excelsior/domain'
import { describe, expect, test } from 'vitest'
import { compileTexts } from './compile.ts'
import { readLocales } from './locale-files.ts'
import { monthFromText } from './month-name.ts'
import { createTranslator } from './translator.ts'
import { birthDateInWords, dayInWords, timeLeftInWords, untilInWords, weekdayInWords } from './when.ts'

const catalogs = readLocales(resolve(import.meta.dirname, '../../../../data/locales'))
const t = createTranslator('en', catalogs.get('en') ?? {})
const newYork = zone('America/New_York')
const at = (text: string) => Date.parse(text) as Instant

describe('the end of a pass in words', () => {
  test('what ends at midnight is good until 23:59 of the day before', () => {
    expect(untilInWords(at('2027-11-13T00:00:00-05:00'), newYork, t)).toBe('Friday, 12 November 2027, 23:59')
  })

  test('what ends at another time is good until then', () => {
    expect(untilInWords(at('2022-01-05T14:00:00-05:00'), newYork, t)).toBe('Wednesday, 5 January 2022, 14:00')
    expect(untilInWords(at('2022-01-05T00:01:00-05:00'), newYork, t)).toBe('Wednesday, 5 January 2022, 00:01')
  })

  test('is told in the zone of the policy, wherever the phone is', () => {
    const instant = at('2021-07-01T03:30:00Z')
    expect(untilInWords(instant, newYork, t)).toBe('Wednesday, 30 June 2021, 23:30')
    expect(untilInWords(instant, zone('Asia/Dhaka'), t)).toBe('Thursday, 1 July 2021, 09:30')
  })

  test('on the day when the clocks go back, midnight is midnight', () => {
    expect(untilInWords(newYork.midnightStarting('2021-11-08' as CivilDate), newYork, t)).toBe(
      'Sunday, 7 November 2021, 23:59',
    )
  })
})

describe('the time that is left', () => {
  const end = at('2021-06-14T12:00:00Z')
  const leftAfter = (milliseconds: number) => timeLeftInWords(end, (end - milliseconds) as Instant, t)
  const [minute, hour, day] = [60_000, 3_600_000, 86_400_000]

  test('is told in days from two days on, then in hours, then in minutes', () => {
    expect(leftAfter(151 * day)).toBe('151 days left')
    expect(leftAfter(2 * day)).toBe('2 days left')
    expect(leftAfter(2 * day - 1)).toBe('47 hours left')
    expect(leftAfter(hour)).toBe('1 hour left')
    expect(leftAfter(hour - 1)).toBe('59 minutes left')
  })

  test('is a minute to the last moment, and none at the end itself', () => {
    expect(leftAfter(1)).toBe('1 minute left')
    expect(leftAfter(minute)).toBe('1 minute left')
    expect(leftAfter(0)).toBe('ended')
    expect(leftAfter(-day)).toBe('ended')
  })
})

describe('days in words', () => {
  test('have the month as a word', () => {
    expect(dayInWords('1988-03-04' as CivilDate, t)).toBe('4 March 1988')
    expect(weekdayInWords('2021-05-15' as CivilDate, t)).toBe('Saturday, 15 May 2021')
  })

  test('a birth date has no more than the papers say', () => {
    expect(birthDateInWords('1956-03-09' as PartialDate, t)).toBe('9 March 1956')
    expect(birthDateInWords('1956-03' as PartialDate, t)).toBe('March 1956')
    expect(birthDateInWords('1956' as PartialDate, t)).toBe('1956')
  })
})

describe('Spanish', () => {
  const spanish = createTranslator('es', catalogs.get('es') ?? {})

  test('puts “de” between day, month and year, and no capitals', () => {
    expect(weekdayInWords('2021-05-15' as CivilDate, spanish)).toBe('sábado 15 de mayo de 2021')
    expect(birthDateInWords('1956-03' as PartialDate, spanish)).toBe('marzo de 1956')
  })

  test('counts one, many and millions', () => {
    expect([1, 2, 1_000_000].map((days) => spanish('pass.days-left', { days }))).toEqual([
      'queda 1 día',
      'quedan 2 días',
      'quedan 1.000.000 de días',
    ])
  })
})

describe('a month that somebody typed', () => {
  const month = (text: string) => monthFromText(text, [t])

  test.each(['3', '03', 'March', 'march', 'MAR', 'mar.', ' Mar '])('"%s" is March', (text) => {
    expect(month(text)).toBe(3)
  })

  test('is unknown where it is none, or could be two', () => {
    for (const text of ['', '0', '13', 'ma', 'ju', 'Marchx', 'x'.repeat(100_000)])
      expect(month(text)).toBeUndefined()
  })

  test.each(['三月', '三', '３', '３月', '3 月', '3월'])(
    '"%s" is March in the languages that write it so',
    (text) => {
      const texts = (month: string) => ({ 'date.month': month, 'date.month-alone': month })
      const written = [
        createTranslator('zh-Hant', compileTexts(texts('{month} 月'))),
        createTranslator('ko', compileTexts(texts('{month}월'))),
      ]
      expect(monthFromText(text, written)).toBe(3)
    },
  )

  test('is told from its neighbours', () => {
    expect(['jun', 'jul', 'may', 'Jan'].map(month)).toEqual([6, 7, 5, 1])
  })
})
