import { type PartialDate, parsePartialDate } from '@excelsior/domain'
import { isJsonObject, type Json, type JsonObject } from '../encoding/json.ts'
import type { Holder } from '../verdict.ts'

/** `nam` and `dob` of a certificate. Both names are empty where it bears none. */
export function holderOf(certificate: JsonObject): Holder {
  const names = isJsonObject(certificate.nam) ? certificate.nam : {}
  const latinGiven = fromMachineReadable(textIn(names.gnt))
  const latinFamily = fromMachineReadable(textIn(names.fnt))
  const givenName = textIn(names.gn) || latinGiven
  const familyName = textIn(names.fn) || latinFamily
  const birthDate = birthDateOf(textIn(certificate.dob))
  if (isLatin(givenName) && isLatin(familyName)) return { givenName, familyName, birthDate }
  if (latinGiven + latinFamily === '') return { givenName, familyName, birthDate }
  return { givenName, familyName, birthDate, latin: { givenName: latinGiven, familyName: latinFamily } }
}

export const textIn = (json: Json | undefined): string => (typeof json === 'string' ? json : '')

/** ICAO 9303 writes `<` for blanks, and fills up with it. */
function fromMachineReadable(name: string): string {
  return name.includes('<') ? name.split('<').filter(Boolean).join(' ') : name
}

/** Letters of other scripts begin at U+0370, but for the blocks of Latin letters with marks and of punctuation. */
function isLatin(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code >= 0x370 && !(code >= 0x1e00 && code < 0x1f00) && !(code >= 0x2000 && code < 0x2070))
      return false
  }
  return true
}

/** As far as it is known: `1963-XX-XX` is the year, a time of day after it is passed over. */
function birthDateOf(dob: string): PartialDate | null {
  const day = dob.charAt(10) === 'T' ? dob.slice(0, 10) : dob
  const known = UNKNOWN_ENDS.find((end) => day.toUpperCase().endsWith(end))
  return parsePartialDate(known === undefined ? day : day.slice(0, -known.length)) ?? null
}

const UNKNOWN_ENDS: readonly string[] = ['-XX-XX', '-00-00', '-XX', '-00']
