import {
  civilDateOf,
  type PartialDate,
  type PersonDetails,
  parsePartialDate,
  type Sex,
} from '@excelsior/domain'
import type { Chance } from './chance.ts'
import { LONG_NAMES, LONGEST_NAME, NAME_GROUPS, type NameGroup, SINGLE_NAMES } from './name-lists.ts'
import type { Places } from './places.ts'

export interface Home {
  readonly street: string
  readonly city: string
  readonly state: string
  readonly postalCode: string
}

/** Invents names, births, homes and phones; no two people of one population get the same name and birth date. */
export interface Identities {
  group(): NameGroup
  familyName(group: NameGroup): string
  givenName(group: NameGroup, sex: Sex): string
  /** Somebody of `age` whole years, give or take none. */
  birthDate(age: number): PartialDate
  /** In the state, unless told otherwise. */
  home(elsewhere?: boolean): Home
  phone(home: Home): string
  /** Whether name and birth date are still free; takes them. */
  take(person: PersonDetails): boolean
}

/** Towns next door and further away: nobody has to live in the state. */
const ELSEWHERE: readonly Omit<Home, 'street'>[] = [
  { city: 'Hoboken', state: 'NJ', postalCode: '07030' },
  { city: 'Jersey City', state: 'NJ', postalCode: '07302' },
  { city: 'Greenwich', state: 'CT', postalCode: '06830' },
  { city: 'Scranton', state: 'PA', postalCode: '18503' },
  { city: 'Burlington', state: 'VT', postalCode: '05401' },
  { city: 'Cambridge', state: 'MA', postalCode: '02139' },
]

const STREETS = [
  'Elm St',
  'Oak Ave',
  'Maple St',
  'Hudson St',
  'Lake Rd',
  'Prospect Pl',
  'Bedford Ave',
  'Spruce Ln',
  'Ocean Pkwy',
  'Mill Rd',
  '3rd Ave',
  'W 145th St',
  'Kings Hwy',
  'College Ave',
  'Seneca St',
]

const AREA_CODES: readonly { readonly zip: string; readonly codes: readonly string[] }[] = [
  { zip: '100', codes: ['212', '646', '917'] },
  { zip: '104', codes: ['347', '718', '929'] },
  { zip: '11', codes: ['516', '631', '934'] },
  { zip: '112', codes: ['347', '718', '929'] },
  { zip: '113', codes: ['347', '718', '929'] },
  { zip: '114', codes: ['347', '718', '929'] },
  { zip: '116', codes: ['347', '718', '929'] },
  { zip: '111', codes: ['347', '718', '929'] },
  { zip: '103', codes: ['347', '718', '929'] },
  { zip: '105', codes: ['914'] },
  { zip: '106', codes: ['914'] },
  { zip: '107', codes: ['914'] },
  { zip: '108', codes: ['914'] },
  { zip: '109', codes: ['845'] },
  { zip: '12', codes: ['518', '845'] },
  { zip: '13', codes: ['315', '680', '607'] },
  { zip: '14', codes: ['585', '716'] },
  { zip: '148', codes: ['607'] },
  { zip: '149', codes: ['607'] },
]
const OTHER_AREA_CODES = ['917', '838', '332', '201', '203', '802']

export function identitiesFrom(chance: Chance, places: Places, today: number): Identities {
  const taken = new Set<string>()
  const used = new Map<string, number>()
  return {
    group: () => chance.weighted(NAME_GROUPS),
    familyName(group) {
      const one = chance.pick(group.family)
      if (!chance.happens(0.06)) return one
      const other = chance.pick(group.family)
      return one === other || one.includes('-') || other.includes('-') ? one : `${one}-${other}`
    },
    givenName: (group, sex) => chance.pick(sex === 'male' ? group.male : group.female),
    birthDate: (age) => partial(civilDateOf(today - Math.ceil(age * 365.2425) - chance.between(2, 360))),
    home(elsewhere = false) {
      const street = `${chance.between(1, 980)} ${chance.pick(STREETS)}`
      if (elsewhere) return { street, ...chance.pick(ELSEWHERE) }
      const { city, state, postalCode } = chance.pick(places.sites)
      return { street, city, state, postalCode }
    },
    phone({ postalCode }) {
      let codes: readonly string[] = OTHER_AREA_CODES
      let longest = 0
      for (const row of AREA_CODES) {
        if (postalCode.startsWith(row.zip) && row.zip.length > longest) {
          longest = row.zip.length
          codes = row.codes
        }
      }
      const area = chance.pick(codes)
      const number = used.get(area) ?? FIRST_FICTITIOUS
      used.set(area, number + 1)
      if (number < 10_000) return `${area}555${String(number).padStart(4, '0')}`
      return `${area}556${String(number - 10_000).padStart(4, '0')}`
    },
    take({ givenName = '', familyName = '', birthDate = '' }) {
      const key = `${givenName}|${familyName}|${birthDate}`.toLowerCase()
      if (taken.has(key)) return false
      taken.add(key)
      return true
    },
  }
}

/** A date, or a part of one, that is known to be real. */
export function partial(text: string): PartialDate {
  const date = parsePartialDate(text)
  if (date === undefined) throw new RangeError('not a date')
  return date
}

/** 555-0100 to 555-0199 are kept for fiction; after those, 555 numbers that no telephone company hands out. */
const FIRST_FICTITIOUS = 100

/** The name of somebody who has one, in either field. */
export function singleName(chance: Chance): Pick<PersonDetails, 'givenName' | 'familyName'> {
  const name = chance.pick(SINGLE_NAMES)
  return chance.happens(0.5) ? { familyName: name } : { givenName: name }
}

export const longName = (chance: Chance): Pick<PersonDetails, 'givenName' | 'familyName'> =>
  chance.pick(LONG_NAMES)

export const longestName: Pick<PersonDetails, 'givenName' | 'familyName'> = LONGEST_NAME
