import { parsePartialDate, plainDigits } from '@excelsior/domain'
import { monthFromText, type Translator } from '@excelsior/ui'
import type { FormFault } from '../page.ts'
import type { DetailsForm } from './forms.ts'

type Read =
  | { readonly ok: true; readonly date: string }
  | { readonly ok: false; readonly faults: readonly FormFault[] }

/**
 * Puts a birth date together from three fields, or tells what is wrong with each of them. Papers that give only a
 * year, or a year and a month, are taken at their word; no day is made up. What kind of date is too old or too new is
 * not judged here.
 */
export function birthDateOf(form: DetailsForm, translators: readonly Translator[]): Read {
  const typed = { month: form.month.trim(), day: numberIn(form.day), year: numberIn(form.year) }
  if (typed.month === '' && typed.day === '' && typed.year === '')
    return { ok: false, faults: [fault('birth-month', 'birth-missing')] }

  const faults: FormFault[] = []
  const month = monthFromText(typed.month, translators)
  if (typed.month === '' && !form.noDay) faults.push(fault('birth-month', 'birth-month-missing'))
  // A day without its month is a day of none.
  else if (month === undefined && typed.month + typed.day !== '')
    faults.push(fault('birth-month', 'birth-month'))
  if (typed.day === '' && !form.noDay) faults.push(fault('birth-day', 'birth-day-missing'))
  else if (typed.day !== '' && !/^\d{1,2}$/.test(typed.day)) faults.push(fault('birth-day', 'birth-day'))
  if (!/^\d{4}$/.test(typed.year)) faults.push(fault('birth-year', 'birth-year'))
  if (faults.length > 0) return { ok: false, faults }

  const parts = [typed.year, month, typed.day === '' ? undefined : typed.day]
  const date = parts.flatMap((part) => (part === undefined ? [] : [String(part).padStart(2, '0')])).join('-')
  if (parsePartialDate(date) === undefined)
    return { ok: false, faults: [fault('birth-day', 'birth-no-such-day')] }
  return { ok: true, date }
}

/** Other keyboards have other digits, and in Chinese and Korean a year or day comes with its word: `１９８８年`, `4일`, `১৯৮৮`. */
const numberIn = (text: string) =>
  plainDigits(text.slice(0, 30))
    .trim()
    .replace(/ ?[年日년일]$/, '')

const fault = (field: string, text: string): FormFault => ({ field, text: `retrieve.fault-${text}` })
