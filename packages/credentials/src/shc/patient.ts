import { type PartialDate, parsePartialDate } from '@excelsior/domain'
import { arrayIn, isJsonObject, type Json, type JsonObject } from '../encoding/json.ts'
import type { Holder } from '../verdict.ts'

/** Longer than any name; a card that holds more is none to be read at a door. */
const LONGEST_NAME = 400

/** Undefined where the patient bears no name at all. */
export function holderOf(patient: JsonObject): Holder | undefined {
  const names = arrayIn(patient.name).filter(isJsonObject)
  for (const uses of USES) {
    for (const name of names) {
      if (!uses.has(name.use)) continue
      const givenName = arrayIn(name.given).map(textIn).filter(Boolean).join(' ')
      const familyName = textIn(name.family)
      // The name as a whole stands in for its parts, where it has none.
      const whole = givenName + familyName === '' ? textIn(name.text) : ''
      const length = givenName.length + familyName.length + whole.length
      if (length > LONGEST_NAME) return undefined
      if (length > 0) {
        return {
          givenName,
          familyName: familyName || whole,
          birthDate: birthDateOf(textIn(patient.birthDate)),
        }
      }
    }
  }
  return undefined
}

/** FHIR's uses of a name, what stands in a passport first. */
const USES: readonly ReadonlySet<Json | undefined>[] = [
  new Set(['official']),
  new Set([undefined, null, 'usual']),
  new Set(['nickname', 'maiden', 'temp', 'old', 'anonymous']),
]

/** A year, a month or a day; some write `1963-XX-XX`. */
function birthDateOf(text: string): PartialDate | null {
  const known = /x$/i.test(text) ? UNKNOWN_ENDS.find((end) => text.toUpperCase().endsWith(end)) : undefined
  return parsePartialDate(known === undefined ? text : text.slice(0, -known.length)) ?? null
}

const UNKNOWN_ENDS: readonly string[] = ['-XX-XX', '-XX']

const textIn = (json: Json | undefined): string => (typeof json === 'string' ? json.trim() : '')
