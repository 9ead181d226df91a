import { parsePartialDate, plainDigits } from '@excelsior/domain'
import { monthFromText, type Translator } from '@excelsior/ui'
import type { FormFault } from '../page.ts'
import type { DetailsForm } from './forms.ts'

type Read = { readonly ok: true; readonly date: string } | { readonly ok: false; readonly fault: FormFault }

/**
 * Puts a birth date together from three fields. Papers that give only a year, or a year and a month, are
 * taken at their word; no day is made up. What kind of date is too old or too new is not judged here.
 */
export function birthDateOf(form: DetailsForm, translators: readonly Translator[]): Read {
  const typed = { month: form.month.trim(), day: numberIn(form.day), year: numberIn(form.year) }
  if (typed.month === '' && typed.day === '' && typed.year === '')
    return wrong('birth-month', 'birth-missing')
  if (!/^\d{4}$/.test(typed.year)) return wrong('birth-year', 'birth-year')

  if (typed.month === '') {
    if (!form.noDay) return wrong('birth-month', 'birth-month-missing')
    return typed.day === '' ? { ok: true, date: typed.year } : wrong('birth-month', 'birth-month')
  }
  const month = monthFromText(typed.month, translators)
  if (month === undefined) return wrong('birth-month', 'birth-month')
  const yearAndMonth = `${typed.year}-${String(month).padStart(2, '0')}`

  if (typed.day === '') {
    return form.noDay ? { ok: true, date: yearAndMonth } : wrong('birth-day', 'birth-day-missing')
  }
  if (!/^\d{1,2}$/.test(typed.day)) return wrong('birth-day', 'birth-day')
  const date = `${yearAndMonth}-${typed.day.padStart(2, '0')}`
  return parsePartialDate(date) === undefined ? wrong('birth-day', 'birth-no-such-day') : { ok: true, date }
}

/** Other keyboards have other digits, and in Chinese and Korean a year or day comes with its word: `１９８８年`, `4일`, `১৯৮৮`. */
const numberIn = (text: string) =>
  plainDigits(text.slice(0, 30))
    .trim()
    .replace(/ ?[年日년일]$/, '')

const wrong = (field: string, text: string): Read => ({
  ok: false,
  fault: { field, text: `retrieve.fault-${text}` },
})
