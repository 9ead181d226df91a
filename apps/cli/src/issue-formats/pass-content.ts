import {
  PASS_TYPES,
  type PassContent,
  type PassType,
  parseInstant,
  parsePartialDate,
} from '@excelsior/domain'

/** What a pass says, from one object of a file; or what is wrong with it. */
export function readPassContent(item: unknown): PassContent | string {
  if (typeof item !== 'object' || item === null) return 'is no JSON object'
  const { type, givenName = '', familyName = '', birthDate, expires } = item as Record<string, unknown>
  if (!isPassType(type)) return `"type" is not one of ${PASS_TYPES.join(', ')}`
  if (typeof givenName !== 'string' || typeof familyName !== 'string')
    return '"givenName" or "familyName" is no text'
  if ((givenName + familyName).trim() === '') return 'there is no name'
  const born = typeof birthDate === 'string' ? parsePartialDate(birthDate) : undefined
  if (born === undefined || born < '1000') return '"birthDate" is no date such as 1988-03-04, 1988-03 or 1988'
  const ends = typeof expires === 'string' ? parseInstant(expires) : undefined
  if (ends === undefined || ends < 0 || ends >= LATEST) {
    return '"expires" is no date-time such as 2022-05-01T00:00:00-04:00'
  }
  return { type, givenName, familyName, birthDate: born, expires: ends }
}

/** The first instant that a pass cannot state: in 2106. */
const LATEST = 0x1_0000_0000 * 1000

const isPassType = (value: unknown): value is PassType => (PASS_TYPES as readonly unknown[]).includes(value)
