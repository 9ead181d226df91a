import type { Translator } from '@excelsior/ui'
import type { FormFault } from '../page.ts'
import type { Fault, RetrievalFlow, Typed } from '../retrieval-flow.ts'
import { birthDateOf } from './birth-date.ts'
import type { DetailsForm } from './forms.ts'

type Checked =
  | { readonly ok: true; readonly typed: Typed }
  | { readonly ok: false; readonly form: DetailsForm; readonly faults: readonly FormFault[] }

/**
 * Whether everything is filled in that has to be, and what `malformed` says of the rest: all faults at once. Looks at
 * what was typed alone.
 */
export function checkDetails(
  form: DetailsForm,
  t: Translator,
  translators: readonly Translator[],
  malformed: RetrievalFlow['malformed'],
): Checked {
  const faults: FormFault[] = []
  const missing = (field: string, text: string) => faults.push({ field, text: `retrieve.fault-${text}` })
  const given = form.given.trim()
  const family = form.family.trim()
  if (given === '' && family === '') missing('given', 'name-missing')
  else if (given === '' && !form.oneName) missing('given', 'given-missing')
  else if (family === '' && !form.oneName) missing('family', 'family-missing')

  const otherScript = [given, family].some(hasOtherLetters)
  if (otherScript && !form.scriptAsked) missing(hasOtherLetters(given) ? 'given' : 'family', 'name-script')

  const birth = birthDateOf(form, translators)
  if (!birth.ok) faults.push(...birth.faults)
  if (form.zip.trim() === '') missing('zip', 'zip-missing')
  if (form.phone.trim() === '') missing('phone', 'phone-missing')

  const { pass, zip, phone } = form
  const birthDate = birth.ok ? birth.date : ''
  const typed = { pass, givenName: given, familyName: family, birthDate, postalCode: zip, phone }
  const told = new Set(faults.map(partOf))
  faults.push(...faultsOnPage(malformed(typed), t).filter((fault) => !told.has(partOf(fault))))
  const order = (fault: FormFault) => PLACES.indexOf(partOf(fault))
  return faults.length > 0
    ? {
        ok: false,
        form: { ...form, scriptAsked: otherScript },
        faults: faults.toSorted((one, other) => order(one) - order(other)),
      }
    : { ok: true, typed }
}

/** From top to bottom of the page, as its faults are told. */
const PLACES = ['name', 'birth', 'zip', 'phone']

/** Of the form: what is asked by several fields is one. */
const partOf = ({ field }: FormFault): string =>
  field.replace(/^birth-.*/, 'birth').replace(/^(given|family)$/, 'name')

/** Records hold names in Latin letters, nearly always: worth asking once, before anything is looked up. */
const hasOtherLetters = (name: string) => /\p{L}/u.test(name.replace(/\p{Script=Latin}/gu, ''))

/** Where the fields of the flow stand on the page. */
const FIELDS: Readonly<Record<keyof Typed, string>> = {
  pass: 'pass',
  givenName: 'given',
  familyName: 'family',
  birthDate: 'birth-year',
  postalCode: 'zip',
  phone: 'phone',
}

/** What the flow found malformed, in the page's words; a code without words of its own gets its field's. */
export function faultsOnPage(faults: readonly Fault[], t: Translator): FormFault[] {
  return faults.map(({ field, code }) => {
    const own = `retrieve.fault-${FIELDS[field]}-${code}`
    return { field: FIELDS[field], text: t.has(own) ? own : `retrieve.fault-${FIELDS[field]}` }
  })
}
