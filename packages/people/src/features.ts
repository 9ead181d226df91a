import type { PersonDetails, PersonName, Sex } from '@excelsior/domain'
import {
  foldLetters,
  type Generation,
  generationOf,
  isNewborn,
  isPlaceholder,
  isTrial,
  splitFolded,
} from './normalise-name.ts'

/** A name field made ready to compare. `joined`: its words without blanks, so that Xiao Ming is Xiaoming. */
export interface ComparedName {
  readonly words: readonly string[]
  readonly joined: string
}

/** What of a person is compared, made ready once. Absent parts are undefined, placeholders are absent. */
export interface Features {
  readonly given: ComparedName | undefined
  readonly family: ComparedName | undefined
  readonly otherGiven: readonly ComparedName[]
  readonly otherFamily: readonly ComparedName[]
  readonly middle: ComparedName | undefined
  readonly generation: Generation | undefined
  /** No name at all, or a trial (Test Smith): such a row is nobody, and is never the same as anybody. */
  readonly nobody: boolean
  /** Without a name yet ("Baby Boy"): two such may be twins. */
  readonly newborn: boolean
  readonly birthDate: string | undefined
  readonly sex: Sex | undefined
  readonly postalCode: string | undefined
  readonly phones: readonly string[]
  readonly street: string | undefined
  readonly houseNumber: string | undefined
  readonly city: string | undefined
  readonly mothersMaidenName: ComparedName | undefined
  readonly guardianGiven: ComparedName | undefined
  readonly guardianFamily: ComparedName | undefined
  readonly birthOrder: string | undefined
  readonly identifiers: readonly string[]
}

const prepared = new WeakMap<PersonDetails, Features>()

/** The features of a person; kept only as long as the person itself is. */
export function featuresOf(person: PersonDetails): Features {
  const known = prepared.get(person)
  if (known !== undefined) return known
  const features = prepare(person)
  prepared.set(person, features)
  return features
}

/** Names and phones of one report beyond this many are not compared: a bound on hostile input. */
const OTHERS_AT_MOST = 8

const NO_NAMES: readonly ComparedName[] = []
const NO_TEXTS: readonly string[] = []

function prepare(person: PersonDetails): Features {
  const foldedGiven = foldLetters(person.givenName ?? '')
  const foldedFamily = foldLetters(person.familyName ?? '')
  const given = foldedName(foldedGiven)
  const family = foldedName(foldedFamily)
  const others = person.otherNames
  const street = person.street === undefined ? undefined : foldLetters(person.street) || undefined
  return {
    given: given?.name,
    family: family?.name,
    otherGiven: others ? namesOf(others, 'givenName') : NO_NAMES,
    otherFamily: others ? namesOf(others, 'familyName') : NO_NAMES,
    middle: comparedName(person.middleName)?.name,
    generation: generationOf(person.suffix) ?? family?.generation ?? given?.generation,
    nobody: given === undefined && (family === undefined || isTrial(foldedGiven)),
    newborn: given === undefined && isNewborn(foldedGiven),
    birthDate: person.birthDate,
    sex: person.sex === 'unknown' ? undefined : person.sex,
    postalCode: person.postalCode === undefined ? undefined : comparedPostalCode(person.postalCode),
    phones: phonesOf(person),
    street,
    houseNumber: street === undefined ? undefined : leadingNumber(street),
    city: person.city === undefined ? undefined : foldLetters(person.city).replaceAll(' ', '') || undefined,
    mothersMaidenName: comparedName(person.mothersMaidenName)?.name,
    guardianGiven: comparedName(person.guardianName?.givenName)?.name,
    guardianFamily: comparedName(person.guardianName?.familyName)?.name,
    birthOrder: person.birthOrder,
    identifiers: person.identifiers ?? NO_TEXTS,
  }
}

interface ReadName {
  readonly name: ComparedName
  readonly generation?: Generation
}

function comparedName(text: string | undefined): ReadName | undefined {
  return text === undefined ? undefined : foldedName(foldLetters(text))
}

function foldedName(folded: string): ReadName | undefined {
  if (isPlaceholder(folded)) return undefined
  const { words, generation } = splitFolded(folded)
  const name = { words, joined: words.length === 1 ? (words[0] ?? '') : words.join('') }
  return generation === undefined ? { name } : { name, generation }
}

function namesOf(others: readonly PersonName[], part: 'givenName' | 'familyName'): readonly ComparedName[] {
  return others.slice(0, OTHERS_AT_MOST).flatMap((other) => {
    const compared = comparedName(other[part])
    return compared ? [compared.name] : []
  })
}

/** Lost leading zeros are put back on (New England and Puerto Rico lose them); ZIP+4 is cut. */
function comparedPostalCode(text: string): string | undefined {
  let digits = ''
  for (const sign of text) {
    if (sign >= '0' && sign <= '9') digits += sign
    else if (sign === '-' && digits !== '') break
  }
  if (digits.length > 5) digits = digits.slice(0, 5)
  return digits.length < 3 ? undefined : digits.padStart(5, '0')
}

/** Ten digits, without the country's 1; fewer are no phone. */
function comparedPhone(text: string): string | undefined {
  let digits = ''
  for (const sign of text) if (sign >= '0' && sign <= '9') digits += sign
  if (digits.length === 11 && digits.startsWith('1')) digits = digits.slice(1)
  return digits.length === 10 ? digits : undefined
}

function phonesOf(person: PersonDetails): readonly string[] {
  if (!person.phone && !person.otherPhones && !person.nextOfKinPhones) return NO_TEXTS
  const { phone, otherPhones = NO_TEXTS, nextOfKinPhones = NO_TEXTS } = person
  const phones: string[] = []
  for (const text of phone
    ? [phone, ...otherPhones, ...nextOfKinPhones]
    : [...otherPhones, ...nextOfKinPhones]) {
    const compared = comparedPhone(text)
    if (compared !== undefined && !phones.includes(compared)) phones.push(compared)
    if (phones.length === OTHERS_AT_MOST) break
  }
  return phones
}

function leadingNumber(street: string): string | undefined {
  let end = 0
  while (end < street.length && street.charAt(end) >= '0' && street.charAt(end) <= '9') end++
  return end === 0 ? undefined : street.slice(0, end)
}

/** Whether a report names nobody: no name, a stand-in for one, or a trial. It is kept, and belongs to no person. */
export function namesNobody(person: PersonDetails): boolean {
  return featuresOf(person).nobody
}
