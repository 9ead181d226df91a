import type { PersonDetails } from '@excelsior/domain'
import { type BirthLikeness, birthLikeness } from './birth-likeness.ts'
import type { ComparedName, Features } from './features.ts'
import { featuresOf } from './features.ts'
import { letterPairs, sharedPairs, typingErrors } from './likeness.ts'
import {
  compareNames,
  familyLikeness,
  givenLikeness,
  type NameLikeness,
  namesSwapped,
  oneNameAgrees,
} from './name-likeness.ts'
import { type Rarity, USUAL_RARITY } from './usual-names.ts'

export interface Comparison {
  /** `possible`: a person must decide. */
  readonly match: 'match' | 'possible' | 'no-match'
  /** Bits of evidence that the two are one person (Fellegi and Sunter 1969); negative where it speaks against. */
  readonly score: number
}

/** The evidence in two descriptions, field by field, before any verdict. */
export interface Evidence {
  readonly given: NameLikeness
  readonly family: NameLikeness
  readonly swapped: boolean
  readonly oneName: boolean
  readonly birth: BirthLikeness
  readonly sexDiffers: boolean
  /** Bits from phone, address and guardian together. */
  readonly household: number
  /** Bits from ZIP code, city and street. */
  readonly address: number
  /** The strongest single agreement beside name, birth date and sex. */
  readonly support: number
  readonly score: number
}

/**
 * Weights in bits, log2(how often so in one person / how often so in two). Agreements on names and birth dates
 * weigh by their rarity, times these shares.
 */
const SHARE: Readonly<Record<NameLikeness, number>> = {
  same: 1,
  spelling: 0.8,
  part: 0.7,
  initial: 0.25,
  typo: 0.5,
  unlike: 0,
  absent: 0,
}
/** Another name altogether. */
export const UNLIKE_GIVEN = -7
export const UNLIKE_FAMILY = -5
/** Few people have one name only: that too agrees. */
const NO_SECOND_NAME = 5
export const BIRTH: Readonly<Record<Exclude<BirthLikeness, 'same'>, number>> = {
  near: 6,
  month: 8,
  year: 4,
  far: -8,
  generation: -12,
  absent: 0,
}
const SEX = { same: 1, differs: -5 }
const MIDDLE: Readonly<Record<NameLikeness, number>> = {
  same: 5,
  spelling: 4,
  part: 3,
  initial: 3,
  typo: 3,
  unlike: -3,
  absent: 0,
}
const PHONE = { same: 8, differs: -1 }
const POSTAL_CODE = { same: 5, typo: 2, differs: -1.5 }
const CITY = { same: 2 }
const STREET = { same: 7, alike: 5, similar: 3, neighbour: 2, differs: -2 }
/** People of one household share phone, address and guardian: together they say no more than this. */
const HOUSEHOLD_AT_MOST = 14
/** From here on two people live together, or are one. */
export const SAME_HOUSEHOLD = 7
const MAIDEN_NAME = { same: 4, typo: 3, familyNameAnyway: 1, differs: -1 }
const GUARDIAN = { given: 4, givenDiffers: -1, family: 1 }
const OTHER_FAMILY_NAME = 2
const BIRTH_ORDER_DIFFERS = -6
const IDENTIFIER = 10

/** From here on one person, if nothing forbids it; from `POSSIBLE_FROM` on somebody has to look. */
const MATCH_FROM = 32
const POSSIBLE_FROM = 10
const SUPPORT_FROM = 3

/** Whether two descriptions are of one person. */
export function compare(a: PersonDetails, b: PersonDetails): Comparison {
  const one = featuresOf(a)
  const other = featuresOf(b)
  if (one.nobody || other.nobody) return NOBODY
  const evidence = weigh(one, other, USUAL_RARITY)
  return { match: verdict(one, other, evidence), score: Math.round(evidence.score * 100) / 100 }
}

const NOBODY: Comparison = { match: 'no-match', score: -20 }

/** The verdict on evidence; not for rows that are nobody. */
export function verdict(a: Features, b: Features, evidence: Evidence): Comparison['match'] {
  if (isForbidden(a, b, evidence) || evidence.score < POSSIBLE_FROM) return 'no-match'
  return evidence.score >= MATCH_FROM && isCertain(evidence) ? 'match' : 'possible'
}

/** Junior is not senior, the second twin is not the first, and two given names need one household to be one person. */
function isForbidden(
  a: Features,
  b: Features,
  { birth, given, swapped, oneName, household }: Evidence,
): boolean {
  if (a.generation !== b.generation) {
    if (a.generation !== undefined && b.generation !== undefined) return true
    if (birth === 'generation') return true
  }
  if (given !== 'unlike' || swapped || oneName) return false
  return household < SAME_HOUSEHOLD || differs(a.birthOrder, b.birthOrder)
}

/** What a computer may decide alone: name and birth date agree in full, and something else does. */
function isCertain({ given, family, swapped, oneName, birth, sexDiffers, support }: Evidence): boolean {
  if (birth !== 'same' || sexDiffers || support < SUPPORT_FROM) return false
  if (swapped || oneName) return true
  if (given !== 'same' && given !== 'spelling' && given !== 'part') return false
  if (family === 'same') return true
  return (family === 'part' || family === 'typo') && given !== 'part' && support >= PHONE.same
}

const SWAPPED = { given: 'same', family: 'same' } as const

export function weigh(a: Features, b: Features, rarity: Rarity): Evidence {
  const swapped = namesSwapped(a, b)
  const { given, family } = swapped ? SWAPPED : compareNames(a, b)
  const birth = birthLikeness(a.birthDate, b.birthDate)
  const onlyName = given === 'absent' || family === 'absent' ? sharedOnlyName(a, b) : undefined

  let score = birth === 'same' ? rarity.birthDate(a.birthDate ?? '') : BIRTH[birth]
  const oneName = onlyName !== undefined && isWholeName(a, b)
  if (onlyName !== undefined) {
    score +=
      Math.max(rarity.givenName(onlyName), rarity.familyName(onlyName)) + (oneName ? NO_SECOND_NAME : 0)
  } else {
    score += given === 'unlike' ? UNLIKE_GIVEN : SHARE[given] * rarest(a.given, b.given, rarity.givenName)
    score +=
      family === 'unlike' ? UNLIKE_FAMILY : SHARE[family] * rarest(a.family, b.family, rarity.familyName)
  }
  const sexDiffers = differs(a.sex, b.sex)
  if (sexDiffers) score += SEX.differs
  else if (a.sex !== undefined && b.sex !== undefined) score += SEX.same
  if (differs(a.birthOrder, b.birthOrder)) score += BIRTH_ORDER_DIFFERS

  const phone = phoneWeight(a, b)
  const address = addressWeight(a, b)
  const guardian = guardianWeight(a, b)
  const household = Math.min(phone + address + guardian, HOUSEHOLD_AT_MOST)
  const middle = MIDDLE[middleLikeness(a, b)]
  const maiden = maidenNameWeight(a, b)
  const other = shares(a.otherFamily, b.otherFamily) ? OTHER_FAMILY_NAME : 0
  const identifier = a.identifiers.some((id) => b.identifiers.includes(id)) ? IDENTIFIER : 0
  score += household + middle + maiden + other + identifier
  return {
    given,
    family,
    swapped,
    oneName,
    birth,
    sexDiffers,
    household,
    address,
    support: Math.max(phone, address, guardian, middle, maiden, other, identifier),
    score,
  }
}

function rarest(
  a: ComparedName | undefined,
  b: ComparedName | undefined,
  bits: (name: string) => number,
): number {
  if (a === undefined || b === undefined) return 0
  return Math.min(bits(a.joined), bits(b.joined))
}

/** The name that agrees where one of the two has one name only. */
function sharedOnlyName(a: Features, b: Features): string | undefined {
  if (!oneNameAgrees(a, b)) return undefined
  const one = a.given === undefined || a.family === undefined ? a : b
  return (one.given ?? one.family)?.joined
}

/** Whether a single name is all the name there is on both sides: "Smith" alone may be any Smith of that day. */
function isWholeName(a: Features, b: Features): boolean {
  return wholeName(a) === wholeName(b) || turnedName(a) === wholeName(b)
}
function wholeName({ given, family }: Features): string {
  return (given?.joined ?? '') + (family?.joined ?? '')
}
function turnedName({ given, family }: Features): string {
  return (family?.joined ?? '') + (given?.joined ?? '')
}

function phoneWeight(a: Features, b: Features): number {
  if (a.phones.length === 0 || b.phones.length === 0) return 0
  return a.phones.some((phone) => b.phones.includes(phone)) ? PHONE.same : PHONE.differs
}

function addressWeight(a: Features, b: Features): number {
  let weight = 0
  if (a.postalCode !== undefined && b.postalCode !== undefined) {
    if (a.postalCode === b.postalCode) weight += POSTAL_CODE.same
    else if (typingErrors(a.postalCode, b.postalCode, 1) === 1) weight += POSTAL_CODE.typo
    else weight += POSTAL_CODE.differs
  }
  if (a.city !== undefined && a.city === b.city && weight < POSTAL_CODE.same) weight += CITY.same
  if (a.street === undefined || b.street === undefined) return weight
  const alike = a.street === b.street ? 1 : streetLikeness(a.street, b.street)
  if (alike < 0.5) return weight + STREET.differs
  if (alike < 0.7) return weight + STREET.similar
  if (alike < 0.9 && differs(a.houseNumber, b.houseNumber)) return weight + STREET.neighbour
  return weight + (alike < 0.9 ? STREET.alike : STREET.same)
}

/** Order and blanks forgiven: people write house, street and unit in any order. */
function streetLikeness(a: string, b: string): number {
  return sharedPairs(letterPairs(a.replaceAll(' ', '')), letterPairs(b.replaceAll(' ', '')))
}

function guardianWeight(a: Features, b: Features): number {
  let weight = 0
  if (a.guardianGiven && b.guardianGiven) {
    const likeness = givenLikeness(a.guardianGiven, b.guardianGiven)
    weight += likeness === 'unlike' ? GUARDIAN.givenDiffers : GUARDIAN.given
  }
  if (a.guardianFamily && b.guardianFamily && a.guardianFamily.joined === b.guardianFamily.joined) {
    weight += GUARDIAN.family
  }
  return weight
}

function maidenNameWeight(a: Features, b: Features): number {
  if (!a.mothersMaidenName || !b.mothersMaidenName) return 0
  const likeness = familyLikeness(a.mothersMaidenName, b.mothersMaidenName)
  if (likeness === 'unlike') return MAIDEN_NAME.differs
  if (a.mothersMaidenName.joined === a.family?.joined) return MAIDEN_NAME.familyNameAnyway
  return likeness === 'typo' ? MAIDEN_NAME.typo : MAIDEN_NAME.same
}

function middleLikeness(a: Features, b: Features): NameLikeness {
  return a.middle && b.middle ? givenLikeness(a.middle, b.middle) : 'absent'
}

function shares(a: readonly ComparedName[], b: readonly ComparedName[]): boolean {
  return a.some((name) => b.some((other) => other.joined === name.joined))
}

function differs(a: string | undefined, b: string | undefined): boolean {
  return a !== undefined && b !== undefined && a !== b
}
