import { plainDigits } from '@excelsior/domain'
import type { Translator } from './translator.ts'

const MONTHS = Array.from({ length: 12 }, (_, index) => index + 1)

/** Chinese writes months with digits or with numerals; the texts hold the first only. */
const NUMERALS = ['一', '二', '三', '四', '五', '六', '七', '八', '九', '十', '十一', '十二']

/**
 * The month that somebody typed: `3`, `03`, `March`, `Mar`, `mar.`, `3月`, `三月`, in any of the languages at hand.
 * A name may be cut short after three letters (one where a language writes months with a digit).
 */
export function monthFromText(typed: string, translators: readonly Translator[]): number | undefined {
  const text = comparable(typed)
  if (/^\d{1,2}$/.test(text)) return MONTHS.find((month) => month === Number(text))
  const numeral = NUMERALS.indexOf(text.replace(/月$/, ''))
  if (numeral >= 0) return numeral + 1
  const found = new Set<number>()
  for (const t of translators) {
    for (const month of MONTHS) {
      for (const key of ['date.month', 'date.month-alone']) {
        const name = comparable(t(key, { month: String(month) }))
        if (name === text) return month
        if (text.length >= 3 && name.startsWith(text)) found.add(month)
      }
    }
  }
  const [only] = found
  return found.size === 1 ? only : undefined
}

/** At most the length of a month's name: longer text is none. Case, accents, blanks and dots do not count. */
function comparable(text: string): string {
  return plainDigits(text.slice(0, 30))
    .normalize('NFKD')
    .replace(/[\u0300-\u036f\s.]/g, '')
    .toLowerCase()
}
