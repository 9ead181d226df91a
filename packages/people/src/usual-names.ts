import commonNames from '../data/common-names.json' with { type: 'json' }
import nicknames from '../data/nicknames.json' with { type: 'json' }
import transliterations from '../data/transliterations.json' with { type: 'json' }

/** Bits of information in an agreement: log2(1 / how often the name is borne). */
const BITS = { perThousand5: 7, perThousand2: 8.5, perThousand1: 9.5, usualGiven: 7, rare: 11 } as const

const shortFormsOf = new Map<string, Set<string>>()
const spellingGroups = groupsOf([...nicknames.spellings, ...transliterations.givenNames])
const familySpellingGroups = groupsOf(transliterations.familyNames)
const usualGiven = new Set<string>(commonNames.givenNames)
const familyBits = new Map<string, number>()

for (const [full, short] of Object.entries(nicknames.shortForms)) {
  shortFormsOf.set(full, new Set(short))
  usualGiven.add(full)
  for (const name of short) usualGiven.add(name)
}
for (const name of spellingGroups.keys()) usualGiven.add(name)
for (const [share, names] of Object.entries(commonNames.familyNames)) {
  for (const name of names) familyBits.set(name, BITS[share as keyof typeof BITS])
}

/** For each name the others that it may be a spelling of: Chang is Zhang in one system, and Jang in another. */
function groupsOf(groups: readonly (readonly string[])[]): ReadonlyMap<string, ReadonlySet<string>> {
  const spellings = new Map<string, Set<string>>()
  for (const group of groups)
    for (const name of group) {
      const known = spellings.get(name) ?? new Set()
      for (const other of group) known.add(other)
      spellings.set(name, known)
    }
  return spellings
}

/** Whether the two given names are two spellings of one, such as Catherine and Kathryn, Yevgeniy and Evgeny. */
export function isSpellingOf(a: string, b: string): boolean {
  return spellingGroups.get(a)?.has(b) ?? false
}

/** Whether two family names are one name written by two systems, such as Zhang and Chang, Lee and Yi. */
export function isFamilySpellingOf(a: string, b: string): boolean {
  return familySpellingGroups.get(a)?.has(b) ?? false
}

/** Whether one is a usual short form of the other, such as Bob of Robert (and of its spellings). */
export function isShortFormOf(a: string, b: string): boolean {
  return shortens(a, b) || shortens(b, a)
}

function shortens(full: string, short: string): boolean {
  if (shortFormsOf.get(full)?.has(short)) return true
  for (const spelling of spellingGroups.get(full) ?? [])
    if (shortFormsOf.get(spelling)?.has(short)) return true
  return false
}

const NO_FORMS: ReadonlySet<string> = new Set()

/** What else the bearer of a given name may write: other spellings and short forms. */
export function formsOfGiven(name: string): readonly ReadonlySet<string>[] {
  return [spellingGroups.get(name) ?? NO_FORMS, shortFormsOf.get(name) ?? NO_FORMS]
}

/** What else the bearer of a family name may write. */
export function formsOfFamily(name: string): readonly ReadonlySet<string>[] {
  return [familySpellingGroups.get(name) ?? NO_FORMS]
}

/** A given name that many people bear: one letter away from another such name it is a name, not a typing error. */
export function isUsualGivenName(name: string): boolean {
  return usualGiven.has(name)
}

/** How much an agreement on this name tells, in bits. A whole file of people may know better: see `linkRows`. */
export interface Rarity {
  givenName(name: string): number
  familyName(name: string): number
  birthDate(date: string): number
}

const DEFAULT_BIRTH_DATES = new Set(['1900-01-01', '1901-01-01', '2000-01-01'])

/** Dates that systems fill in where nobody knows the date of birth. */
export function isDefaultBirthDate(date: string): boolean {
  return DEFAULT_BIRTH_DATES.has(date)
}

export const USUAL_RARITY: Rarity = {
  givenName: (name) => (usualGiven.has(name) ? BITS.usualGiven : BITS.rare),
  familyName: (name) => familyBits.get(name) ?? BITS.rare,
  birthDate: (date) => (isDefaultBirthDate(date) ? 3 : 13),
}
