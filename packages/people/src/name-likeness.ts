import type { ComparedName, Features } from './features.ts'
import { jaroWinkler, typingErrors } from './likeness.ts'
import { soundKey } from './sound.ts'
import { isFamilySpellingOf, isShortFormOf, isSpellingOf, isUsualGivenName } from './usual-names.ts'

/**
 * How alike two names are, nearest first. `part`: the first of several given names alone, one of several family names
 * alone. `spelling`: another spelling or the short form. `initial`: the first letter alone, a later given name alone,
 * one family name of two. `typo`: a plausible typing error. `unlike`: another name.
 */
export type NameLikeness = 'same' | 'part' | 'spelling' | 'initial' | 'typo' | 'unlike' | 'absent'

const NEARNESS: readonly NameLikeness[] = ['same', 'spelling', 'part', 'initial', 'typo', 'unlike', 'absent']

function nearer(a: NameLikeness, b: NameLikeness): NameLikeness {
  return NEARNESS.indexOf(a) <= NEARNESS.indexOf(b) ? a : b
}

/** The likeness of two given names. */
export function givenLikeness(a: ComparedName, b: ComparedName): NameLikeness {
  if (a.joined === b.joined) return 'same'
  if (isSpellingOf(a.joined, b.joined) || isShortFormOf(a.joined, b.joined)) return 'spelling'
  if (a.joined.length === 1 || b.joined.length === 1) {
    return a.joined[0] === b.joined[0] ? 'initial' : 'unlike'
  }
  if (a.words.length > 1 || b.words.length > 1) {
    const [fewer, more] = a.words.length <= b.words.length ? [a.words, b.words] : [b.words, a.words]
    if (fewer.every((word, index) => word === more[index])) return 'part'
    if (fewer.every((word) => more.includes(word))) return 'initial'
    // María Elena and María Isabel are sisters.
    if (fewer.some((word) => word.length > 2 && more.includes(word))) return 'unlike'
  }
  if (isUsualGivenName(a.joined) && isUsualGivenName(b.joined)) return 'unlike'
  return errorLikeness(a.joined, b.joined)
}

/** The likeness of two family names: of two, each alone is one `part`. */
export function familyLikeness(a: ComparedName, b: ComparedName): NameLikeness {
  if (a.joined === b.joined) return 'same'
  if (isFamilySpellingOf(a.joined, b.joined)) return 'spelling'
  if (a.words.length > 1 || b.words.length > 1) {
    const [fewer, more] = a.words.length <= b.words.length ? [a.words, b.words] : [b.words, a.words]
    const shared = fewer.filter((word) => word.length > 2 && more.includes(word))
    if (shared.length === fewer.length) return 'part'
    if (shared.length > 0) return 'initial'
  }
  return errorLikeness(a.joined, b.joined)
}

/** One error in a word of four letters or more, two from eight on; three heard alike. */
function errorLikeness(a: string, b: string): NameLikeness {
  const shorter = Math.min(a.length, b.length)
  if (shorter < 3) return 'unlike'
  const bound = shorter >= 8 ? 3 : shorter >= 5 ? 2 : 1
  const errors = typingErrors(a, b, bound)
  if (errors > bound) return 'unlike'
  if (errors === 1) return 'typo'
  if (soundKey(a) === soundKey(b)) return 'typo'
  return errors === 2 && jaroWinkler(a, b) >= 0.88 ? 'typo' : 'unlike'
}

/** The given names of two people, with what a middle name or a former name may explain. */
export function compareGiven(a: Features, b: Features): NameLikeness {
  if (a.given === undefined || b.given === undefined) return 'absent'
  let likeness = givenLikeness(a.given, b.given)
  if (likeness === 'same') return likeness
  if (withMiddle(a) === b.given.joined || withMiddle(b) === a.given.joined) return 'same'
  for (const other of a.otherGiven) likeness = nearer(likeness, otherName(givenLikeness(other, b.given)))
  for (const other of b.otherGiven) likeness = nearer(likeness, otherName(givenLikeness(a.given, other)))
  return likeness
}

/** The family names of two people, with former names and aliases. */
export function compareFamily(a: Features, b: Features): NameLikeness {
  if (a.family === undefined || b.family === undefined) return 'absent'
  let likeness = familyLikeness(a.family, b.family)
  if (likeness === 'same') return likeness
  for (const other of a.otherFamily) likeness = nearer(likeness, otherName(familyLikeness(other, b.family)))
  for (const other of b.otherFamily) likeness = nearer(likeness, otherName(familyLikeness(a.family, other)))
  return likeness
}

/** A former name on one side agrees as well as a part of a name does, and no better. */
function otherName(likeness: NameLikeness): NameLikeness {
  return likeness === 'same' || likeness === 'spelling' ? 'part' : 'unlike'
}

function withMiddle(person: Features): string | undefined {
  return person.given && person.middle ? person.given.joined + person.middle.joined : undefined
}

/** Both names of two people; also in each other's field, where that explains more (then at best a `typo`). */
export function compareNames(a: Features, b: Features): { given: NameLikeness; family: NameLikeness } {
  const given = compareGiven(a, b)
  const family = compareFamily(a, b)
  if (given !== 'unlike' || family !== 'unlike') return { given, family }
  if (!a.given || !a.family || !b.given || !b.family) return { given, family }
  const across = familyLikeness(a.given, b.family)
  const back = across === 'unlike' ? across : familyLikeness(a.family, b.given)
  return back === 'unlike' ? { given, family } : { given: 'typo', family: 'typo' }
}

/** Whether the two names stand in each other's field. */
export function namesSwapped(a: Features, b: Features): boolean {
  return (
    a.given !== undefined &&
    b.given !== undefined &&
    a.given.joined === b.family?.joined &&
    b.given.joined === a.family?.joined
  )
}

/** Whether one of them has one name only, and it stands in either field of the other (or is all of it together). */
export function oneNameAgrees(a: Features, b: Features): boolean {
  return oneNameFits(a, b) || oneNameFits(b, a)
}

function oneNameFits(one: Features, other: Features): boolean {
  if (one.given !== undefined && one.family !== undefined) return false
  const only = (one.given ?? one.family)?.joined
  if (only === undefined) return false
  const given = other.given?.joined ?? ''
  const family = other.family?.joined ?? ''
  return only === given || only === family || only === given + family || only === family + given
}
