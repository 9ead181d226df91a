import { resolve } from 'node:path'
import type { CivilDate, Instant, PartialDate } from '@excelsior/domain'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { readLocales } from './locale-files.ts'
import { monthFromText } from './month-name.ts'
import { createTranslator, type Translator } from './translator.ts'
import { birthDateInWords, dayInWords, timeLeftInWords, weekdayInWords } from './when.ts'

const catalogs = readLocales(resolve(import.meta.dirname, '../../../../data/locales'))

/** A translator that cannot have asked Intl, which would silently have answered in another language. */
function withoutIntl(): Translator {
  vi.stubGlobal('Intl', undefined)
  return createTranslator('ht', catalogs.get('ht') ?? {})
}

afterEach(() => {
  vi.unstubAllGlobals()
})

const MONTHS = 'janvye fevriye mas avril me jen jiyè out septanm oktòb novanm desanm'.split(' ')
const WEEKDAYS = 'lendi madi mèkredi jedi vandredi samdi dimanch'.split(' ')

describe('Haitian Creole, made without Intl', () => {
  test('has its own months and weekdays', () => {
    const t = withoutIntl()
    for (const [index, month] of MONTHS.entries()) {
      const date = `2027-${String(index + 1).padStart(2, '0')}-09`
      expect(dayInWords(date as CivilDate, t)).toBe(`9 ${month} 2027`)
      expect(birthDateInWords(date.slice(0, 7) as PartialDate, t)).toBe(`${month} 2027`)
    }
    for (const [index, weekday] of WEEKDAYS.entries())
      expect(weekdayInWords(`2027-11-${String(index + 8).padStart(2, '0')}` as CivilDate, t)).toBe(
        `${weekday} ${index + 8} novanm 2027`,
      )
  })

  test('tells the time left, one and many', () => {
    const t = withoutIntl()
    const end = Date.parse('2021-06-14T12:00:00Z') as Instant
    const leftAfter = (minutes: number) => timeLeftInWords(end, (end - minutes * 60_000) as Instant, t)
    expect([1, 2, 60, 2 * 24 * 60].map(leftAfter)).toEqual([
      'rete 1 minit',
      'rete 2 minit',
      'rete 1 èdtan',
      'rete 2 jou',
    ])
    expect(leftAfter(0)).toBe('ekspire')
  })

  test('has one form for one, another for all else, and one for all ordinals', () => {
    const t = withoutIntl()
    expect([0, 1, 2].map((count) => t('wallet.remove-all', { count }))).toEqual([
      'Efase tout 0 pas yo',
      'Efase sèl pas ki genyen an',
      'Efase tout 2 pas yo',
    ])
    expect([1, 2, 3].map((hours) => t('retrieve.which-antigen', { hours }))).toEqual([
      'Inèdtan apre tès la',
      '2 èdtan apre tès la',
      '3 èdtan apre tès la',
    ])
  })

  test('writes numbers with a comma, and thousands apart', () => {
    const t = withoutIntl()
    const shown = [0, 180, 9999, 10_000, 1_234_567, 0.5, 12_345.25].map((count) =>
      t('scanner.today-count', { count }),
    )
    expect(shown).toEqual([
      'Jodi a: 0',
      'Jodi a: 180',
      'Jodi a: 9999',
      'Jodi a: 10\u00a0000',
      'Jodi a: 1\u00a0234\u00a0567',
      'Jodi a: 0,5',
      'Jodi a: 12\u00a0345,25',
    ])
  })
})

test('each Haitian month is understood as typed, with and without its accent, whatever the page speaks', () => {
  const all = [...catalogs].map(([locale, catalog]) => createTranslator(locale, catalog))
  const plain = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '')
  expect(MONTHS.map((month) => monthFromText(month, all))).toEqual(MONTHS.map((_, index) => index + 1))
  expect(MONTHS.map((month) => monthFromText(plain(month), all))).toEqual(MONTHS.map((_, index) => index + 1))
})
