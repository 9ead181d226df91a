import { type PartialDate, parsePartialDate } from '@excelsior/domain'
import type { LenientCborMap } from '../encoding/lenient-cbor.ts'
import type { Holder } from '../verdict.ts'
import { textOf } from './certificate-values.ts'
import { isMap } from './dcc-message.ts'

/** `nam` and `dob` of a certificate. Both names are empty where it bears none. */
export function holderOf(certificate: LenientCborMap): Holder {
  const nam = certificate.get('nam')
  const names: LenientCborMap = isMap(nam) ? nam : NO_NAMES
  const latin = (name: 'gnt' | 'fnt') => fromMachineReadable(textOf(names.get(name)))
  const givenName = textOf(names.get('gn')) || latin('gnt')
  const familyName = textOf(names.get('fn')) || latin('fnt')
  const birthDate = birthDateOf(textOf(certificate.get('dob')))
  if (isLatin(givenName) && isLatin(familyName)) return { givenName, familyName, birthDate }
  const latinGiven = latin('gnt')
  const latinFamily = latin('fnt')
  if (latinGiven + latinFamily === '') return { givenName, familyName, birthDate }
  return { givenName, familyName, birthDate, latin: { givenName: latinGiven, familyName: latinFamily } }
}

const NO_NAMES: LenientCborMap = new Map()

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
  const last = day.charAt(day.length - 1)
  const end = last === '0' || last === 'X' || last === 'x' ? day.toUpperCase() : ''
  const known = end === '' ? undefined : UNKNOWN_ENDS.find((unknown) => end.endsWith(unknown))
  return parsePartialDate(known === undefined ? day : day.slice(0, -known.length)) ?? null
}

const UNKNOWN_ENDS: readonly string[] = ['-XX-XX', '-00-00', '-XX', '-00']
