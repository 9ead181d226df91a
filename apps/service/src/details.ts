import {
  type Instant,
  PASS_TYPES,
  type PartialDate,
  type PassType,
  type PersonDetails,
  parsePartialDate,
  plainDigits,
  type Zone,
} from '@excelsior/domain'
import type { Fault, Typed } from './retrieval-flow.ts'

/** Longer than any name on file; only a bound on work. */
const NAME_LIMIT = 200
/** Nobody alive was born earlier. */
const EARLIEST_YEAR = 1890

export interface Details {
  readonly pass: PassType
  readonly person: PersonDetails & { readonly birthDate: PartialDate; readonly phone: string }
}

/** What was typed, as a person to look for; else every fault, by field. No character of a name is a fault. */
export function parseDetails(
  typed: Typed,
  now: Instant,
  zone: Zone,
):
  | { readonly ok: true; readonly details: Details }
  | { readonly ok: false; readonly faults: readonly Fault[] } {
  const faults: Fault[] = []
  const pass = PASS_TYPES.find((type) => type === typed.pass)
  if (!pass) faults.push({ field: 'pass', code: 'unknown' })

  const givenName = typed.givenName.trim()
  const familyName = typed.familyName.trim()
  if (givenName === '' && familyName === '') faults.push({ field: 'familyName', code: 'missing' })
  if (givenName.length > NAME_LIMIT) faults.push({ field: 'givenName', code: 'too-long' })
  if (familyName.length > NAME_LIMIT) faults.push({ field: 'familyName', code: 'too-long' })

  const birthDate = parsePartialDate(typed.birthDate.trim())
  if (typed.birthDate.trim() === '') faults.push({ field: 'birthDate', code: 'missing' })
  else if (!birthDate) faults.push({ field: 'birthDate', code: 'not-a-date' })
  else if (birthDate.toString() > zone.dateAt(now)) faults.push({ field: 'birthDate', code: 'in-the-future' })
  else if (Number(birthDate.slice(0, 4)) < EARLIEST_YEAR)
    faults.push({ field: 'birthDate', code: 'too-early' })

  const postalCode = plainDigits(typed.postalCode.slice(0, 64)).trim()
  const zip = /^(\d{5})(?:[- ]?\d{4})?$/.exec(postalCode)?.[1]
  if (postalCode === '') faults.push({ field: 'postalCode', code: 'missing' })
  else if (!zip) faults.push({ field: 'postalCode', code: 'not-a-zip-code' })

  const phone = tenDigits(typed.phone)
  if (typed.phone.trim() === '') faults.push({ field: 'phone', code: 'missing' })
  else if (!phone) faults.push({ field: 'phone', code: 'not-ten-digits' })

  if (faults.length > 0 || !pass || !birthDate || !zip || !phone) return { ok: false, faults }
  return {
    ok: true,
    details: {
      pass,
      person: {
        ...(givenName ? { givenName } : {}),
        ...(familyName ? { familyName } : {}),
        birthDate,
        postalCode: zip,
        phone,
      },
    },
  }
}

/** Ten digits of a North American number, however written: "+1 (718) 555-0123 ext. 4" is 7185550123. */
export function tenDigits(text: string): string | undefined {
  if (text.length > 64) return undefined
  const [number = ''] = plainDigits(text)
    .toLowerCase()
    .split(/ext|x|#|;/, 1)
  if (/[^\d\s()+./\-‐-―]/.test(number)) return undefined
  const digits = number.replace(/\D/g, '')
  const national = digits.length === 11 && digits.startsWith('1') ? digits.slice(1) : digits
  return national.length === 10 ? national : undefined
}
