import type { PersonDetails } from '@excelsior/domain'
import { type BirthLikeness, birthLikeness } from './birth-likeness.ts'
import type { ComparedName, Features } from './features.ts'
import { featuresOf } from './features.ts'
import { letterPairs, sharedPairs, typingErrors } from './likeness.ts'
import {
  compareNames,
  familyLikeness,
  givenAndMiddleSwapped,
  givenLikeness,
  type NameLikeness,
  namesSwapped,
  oneNameAgrees,
} from './name-likeness.ts'
import { type Rarity, USUAL_RARITY } from './usual-names.ts'
import { type Field, type FieldWeights, type Level, USUAL_WEIGHTS, type Weights } from './weights.ts'

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
  readonly birthOrderDiffers: boolean
  /** Bits from phone, address and guardian together. */
  readonly household: number
  /** Of these, bits that were not counted: one household says no more. */
  readonly householdCut: number
  /** Bits from ZIP code, city and street. */
  readonly address: number
  /** The strongest single agreement beside name, birth date and sex. */
  readonly support: number
  /** Both middle names are written out, and are two. */
  readonly middleNamesDiffer: boolean
  /** Another address, and no phone in common. */
  readonly elsewhere: boolean
  /** How many of what does not change by moving agree, less those that differ. */
  readonly lasting: number
  readonly score: number
}

/** From here on two people live together, or are one. */
export const SAME_HOUSEHOLD = 7
/** A single agreement beside name, birth date and sex that tells something, and one that tells as much as a phone. */
const SUPPORT_FROM = 3
const STRONG_SUPPORT_FROM = 8
/** Who moved and has another number is known by two things beside: namesakes born on one day share one by chance. */
const LASTING_FROM = 2

/** What keeps two descriptions apart whatever they score. */
export type Obstacle =
  | 'nobody'
  | 'senior-and-junior'
  | 'a-generation-apart'
  | 'other-given-name'
  | 'birth-orders-differ'
/** What a computer may not decide alone, whatever they score. */
export type Doubt =
  | 'birth-date-not-the-same'
  | 'sex-differs'
  | 'birth-orders-are-two'
  | 'nothing-beside'
  | 'middle-names-differ'
  | 'elsewhere-and-little-beside'
  | 'given-name-not-the-same'
  | 'family-name-not-the-same'

/** Is told each field that both of them have, with how it agrees and what that weighs. */
export type Note = (field: Field, level: string, bits: number) => void
const IN_SILENCE: Note = () => {}

/** Whether two descriptions are of one person. */
export function compare(a: PersonDetails, b: PersonDetails, weights: Weights = USUAL_WEIGHTS): Comparison {
  const one = featuresOf(a)
  const other = featuresOf(b)
  if (one.nobody || other.nobody) return NOBODY
  const evidence = weigh(one, other, USUAL_RARITY, weights)
  return { match: verdict(one, other, evidence, weights), score: Math.round(evidence.score * 100) / 100 }
}

export const NOBODY: Comparison = { match: 'no-match', score: -20 }

/** The verdict on evidence; not for rows that are nobody. */
export function verdict(a: Features, b: Features, evidence: Evidence, weights: Weights): Comparison['match'] {
  if (evidence.score < weights.possibleFrom || obstacle(a, b, evidence) !== undefined) return 'no-match'
  return evidence.score >= weights.matchFrom && doubt(evidence) === undefined ? 'match' : 'possible'
}

/** Junior is not senior, the second twin is not the first, and two given names need one household to be one person. */
export function obstacle(
  a: Features,
  b: Features,
  { birth, given, swapped, oneName, household }: Evidence,
): Obstacle | undefined {
  if (a.generation !== b.generation) {
    if (a.generation !== undefined && b.generation !== undefined) return 'senior-and-junior'
    if (birth === 'generation') return 'a-generation-apart'
  }
  if (given !== 'unlike' || swapped || oneName) return undefined
  if (household < SAME_HOUSEHOLD) return 'other-given-name'
  return differs(a.birthOrder, b.birthOrder) ? 'birth-orders-differ' : undefined
}

/** A computer decides alone where name and birth date agree in full, and something else does. */
export function doubt({
  given,
  family,
  swapped,
  oneName,
  birth,
  sexDiffers,
  birthOrderDiffers,
  support,
  middleNamesDiffer,
  elsewhere,
  lasting,
}: Evidence): Doubt | undefined {
  if (birth !== 'same') return 'birth-date-not-the-same'
  if (sexDiffers) return 'sex-differs'
  if (birthOrderDiffers) return 'birth-orders-are-two'
  if (support < SUPPORT_FROM) return 'nothing-beside'
  if (middleNamesDiffer) return 'middle-names-differ'
  if (elsewhere && lasting < LASTING_FROM) return 'elsewhere-and-little-beside'
  if (swapped || oneName) return undefined
  if (given !== 'same' && given !== 'spelling' && given !== 'part') return 'given-name-not-the-same'
  if (family === 'same') return undefined
  const explained = (family === 'part' || family === 'spelling' || family === 'typo') && given !== 'part'
  return explained && support >= STRONG_SUPPORT_FROM ? undefined : 'family-name-not-the-same'
}

const SWAPPED = { given: 'same', family: 'same' } as const

export function weigh(
  a: Features,
  b: Features,
  rarity: Rarity,
  weights: Weights,
  note: Note = IN_SILENCE,
): Evidence {
  const { fields } = weights
  const add = (field: Field, level: string, bits: number): number => {
    note(field, level, bits)
    return bits
  }
  const swapped = namesSwapped(a, b)
  const { given, family } = swapped ? SWAPPED : compareNames(a, b)
  const onlyName = given === 'absent' || family === 'absent' ? sharedOnlyName(a, b) : undefined
  const oneName = onlyName !== undefined && !a.newborn && !b.newborn && isWholeName(a, b)
  let score = 0
  if (onlyName !== undefined) {
    const bits = Math.max(
      (fields.givenName.same * rarity.givenName(onlyName)) / weights.rarity.givenName,
      (fields.familyName.same * rarity.familyName(onlyName)) / weights.rarity.familyName,
    )
    score += add('oneName', oneName ? 'same' : 'part', bits + (oneName ? fields.oneName.same : 0))
  } else {
    if (given !== 'absent') {
      const rare = rarest(a.given, b.given, rarity.givenName) / weights.rarity.givenName
      score += add('givenName', given, byRarity(fields.givenName[given], rare))
    }
    if (family !== 'absent') {
      const rare = rarest(a.family, b.family, rarity.familyName) / weights.rarity.familyName
      score += add('familyName', family, byRarity(fields.familyName[family], rare))
    }
  }
  const birth = birthLikeness(a.birthDate, b.birthDate)
  if (birth !== 'absent') {
    const rare = birth === 'same' ? rarity.birthDate(a.birthDate ?? '') / weights.rarity.birthDate : 1
    score += add('birthDate', birth, byRarity(fields.birthDate[birth], rare))
  }
  const plain = (field: Field, level: PlainLevel | undefined, same: number, differs: number): number =>
    level === undefined ? 0 : add(field, level, level === 'same' ? same : differs)
  const sex = likeness(a.sex, b.sex)
  score += plain('sex', sex, fields.sex.same, fields.sex.differs)
  const { birthOrder } = fields
  const order = likeness(a.birthOrder, b.birthOrder)
  score += plain('birthOrder', order, birthOrder.same, birthOrder.differs)

  const phone = plain('phone', overlap(a.phones, b.phones, SAME), fields.phone.same, fields.phone.differs)
  const address = addressWeight(a, b, fields, add)
  const guardian =
    plain(
      'guardianGivenName',
      guardianGivenLikeness(a, b),
      fields.guardianGivenName.same,
      fields.guardianGivenName.differs,
    ) +
    plain(
      'guardianFamilyName',
      likeness(a.guardianFamily?.joined, b.guardianFamily?.joined),
      fields.guardianFamilyName.same,
      fields.guardianFamilyName.differs,
    )
  const household = Math.min(phone + address + guardian, weights.householdAtMost)

  const middleName = middleLikeness(a, b)
  const middle = middleName === 'absent' ? 0 : add('middleName', middleName, fields.middleName[middleName])
  const maidenName = maidenNameLikeness(a, b)
  const maiden = maidenName ? add('mothersMaidenName', maidenName, fields.mothersMaidenName[maidenName]) : 0
  const other = plain(
    'otherFamilyName',
    overlap(a.otherFamily, b.otherFamily, SAME_NAME),
    fields.otherFamilyName.same,
    fields.otherFamilyName.differs,
  )
  const identifier = plain(
    'identifier',
    overlap(a.identifiers, b.identifiers, SAME),
    fields.identifier.same,
    fields.identifier.differs,
  )
  score += household + middle + maiden + other + identifier
  // An initial fits too many names to count as one that agrees.
  const wholeMiddle = middleName === 'initial' ? 0 : middle
  const lasting =
    Math.sign(guardian) +
    Math.sign(wholeMiddle) +
    Math.sign(maiden) +
    Math.sign(other) +
    Math.sign(identifier)
  return {
    given,
    family,
    swapped,
    oneName,
    birth,
    sexDiffers: sex === 'differs',
    birthOrderDiffers: order === 'differs',
    household,
    householdCut: phone + address + guardian - household,
    address,
    support: Math.max(phone, address, guardian, middle, maiden, other, identifier),
    middleNamesDiffer: middleName === 'unlike',
    elsewhere: address < 0 && phone <= 0,
    lasting,
    score,
  }
}

type PlainLevel = 'same' | 'differs'
/** An agreement on a rare name tells more; that two names differ tells as much of any. */
function byRarity(weight: number, rarity: number): number {
  return weight > 0 ? weight * rarity : weight
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

type Add = (field: Field, level: string, bits: number) => number

function addressWeight(
  a: Features,
  b: Features,
  { postalCode, city, street }: FieldWeights,
  add: Add,
): number {
  let weight = 0
  const zip = postalCodeLikeness(a.postalCode, b.postalCode)
  if (zip) weight += add('postalCode', zip, postalCode[zip])
  const town = likeness(a.city, b.city)
  if (town && zip !== 'same') weight += add('city', town, city[town])
  if (a.street === undefined || b.street === undefined) return weight
  const alike = streetLikeness(a, b, a.street, b.street)
  // Another house in a street of that name in another place.
  const isElsewhere = zip === 'differs' && differs(a.houseNumber, b.houseNumber)
  const way = isElsewhere || (alike === 'neighbour' && zip === 'typo') ? 'differs' : alike
  return weight + add('street', way, street[way])
}

function postalCodeLikeness(a: string | undefined, b: string | undefined): Level<'postalCode'> | undefined {
  const exactly = likeness(a, b)
  return exactly === 'differs' && typingErrors(a ?? '', b ?? '', 1) === 1 ? 'typo' : exactly
}

function streetLikeness(a: Features, b: Features, one: string, other: string): Level<'street'> {
  const alike = one === other ? 1 : sharedLetters(one, other)
  if (alike < 0.5) return 'differs'
  if (alike < 0.9 && differs(a.houseNumber, b.houseNumber)) return 'neighbour'
  if (alike < 0.7) return 'similar'
  return alike < 0.9 ? 'alike' : 'same'
}

/** Order and blanks forgiven: people write house, street and unit in any order. */
function sharedLetters(a: string, b: string): number {
  return sharedPairs(letterPairs(a.replaceAll(' ', '')), letterPairs(b.replaceAll(' ', '')))
}

function guardianGivenLikeness(a: Features, b: Features): PlainLevel | undefined {
  if (!a.guardianGiven || !b.guardianGiven) return undefined
  return givenLikeness(a.guardianGiven, b.guardianGiven) === 'unlike' ? 'differs' : 'same'
}

function maidenNameLikeness(a: Features, b: Features): Level<'mothersMaidenName'> | undefined {
  if (!a.mothersMaidenName || !b.mothersMaidenName) return undefined
  const alike = familyLikeness(a.mothersMaidenName, b.mothersMaidenName)
  if (alike === 'unlike') return 'differs'
  if (a.mothersMaidenName.joined === a.family?.joined) return 'familyNameAnyway'
  return alike === 'typo' ? 'typo' : 'same'
}

function middleLikeness(a: Features, b: Features): NameLikeness {
  // What they say was told with the given names.
  if (!a.middle || !b.middle || givenAndMiddleSwapped(a, b)) return 'absent'
  return givenLikeness(a.middle, b.middle)
}

/** Of two lists, whether they share something; undefined where one is empty. */
function overlap<T>(
  a: readonly T[],
  b: readonly T[],
  isSame: (one: T, other: T) => boolean,
): PlainLevel | undefined {
  if (a.length === 0 || b.length === 0) return undefined
  return a.some((one) => b.some((other) => isSame(one, other))) ? 'same' : 'differs'
}
const SAME = (a: string, b: string): boolean => a === b
const SAME_NAME = (a: ComparedName, b: ComparedName): boolean => a.joined === b.joined

function likeness(a: string | undefined, b: string | undefined): PlainLevel | undefined {
  if (a === undefined || b === undefined) return undefined
  return a === b ? 'same' : 'differs'
}

function differs(a: string | undefined, b: string | undefined): boolean {
  return likeness(a, b) === 'differs'
}
