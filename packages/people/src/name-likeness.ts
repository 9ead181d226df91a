import type { ComparedName, Features } from './features.ts'
import { jaroWinkler, typingErrors } from './likeness.ts'
import { soundKey } from './sound.ts'
import {
  formsOfFamily,
  formsOfGiven,
  isFamilySpellingOf,
  isShortFormOf,
  isSpellingOf,
  isUsualGivenName,
} from './usual-names.ts'

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
    if (soundsAsWritten(a.joined, b.joined)) return 'spelling'
    // María Elena and María Isabel are sisters, Ji-Woo and Ji-Won perhaps too; María Elnea is a slip.
    if (fewer.some((word) => word.length > 2 && more.includes(word))) {
      return fewer.length === more.length && isOneWordMistyped(fewer, more) ? 'typo' : 'unlike'
    }
  }
  if (isUsualGivenName(a.joined) && isUsualGivenName(b.joined)) return 'unlike'
  if (soundsAsWritten(a.joined, b.joined)) return 'spelling'
  const likeness = errorLikeness(a.joined, b.joined)
  return likeness === 'unlike' && isMistypedForm(a.joined, b.joined, formsOfGiven) ? 'typo' : likeness
}

/** Whether one is a short form or another spelling of the other, with a typing error. */
function isMistypedForm(
  a: string,
  b: string,
  formsOf: (name: string) => readonly ReadonlySet<string>[],
): boolean {
  const mistypes = (typed: string, name: string): boolean => {
    if (typed.length >= LONG_WORD - 1)
      for (const forms of formsOf(name))
        for (const form of forms)
          if (form.length >= LONG_WORD && typingErrors(typed, form, 1) === 1) return true
    return false
  }
  return mistypes(a, b) || mistypes(b, a)
}

/** Long enough that one letter more or less makes no other name of it. */
const LONG_WORD = 5

function isOneWordMistyped(a: readonly string[], b: readonly string[]): boolean {
  const [one, ...others] = a.flatMap((word, index): readonly [string, string][] => {
    const other = b[index] ?? ''
    return word === other ? [] : [[word, other]]
  })
  if (!one || others.length > 0) return false
  const [word, other] = one
  if (isUsualGivenName(word) && isUsualGivenName(other)) return false
  return isLongWordMistyped(word, other) || hasSameLetters(word, other)
}

/** A letter doubled or two exchanged is a slip in short words, too, where another letter is another name. */
function hasSameLetters(a: string, b: string): boolean {
  if (Math.min(a.length, b.length) < 3 || typingErrors(a, b, 1) !== 1) return false
  const letters = (word: string): string => [...new Set(word)].sort().join('')
  return letters(a) === letters(b)
}

function isLongWordMistyped(a: string, b: string): boolean {
  return (
    Math.min(a.length, b.length) >= LONG_WORD - 1 &&
    Math.max(a.length, b.length) >= LONG_WORD &&
    typingErrors(a, b, 1) === 1
  )
}

const LONG_VOWELS = /oo|ou|eo|ee|ei|iy|y(?![aeiou])/g
const VOWELS: Readonly<Record<string, string>> = { oo: 'u', ou: 'u', eo: 'u' }

/** Min Joon and Minjun, Tanveer and Tanvir: long vowels, and those that Latin letters lack, are written in two ways. */
function soundsAsWritten(a: string, b: string): boolean {
  if (Math.min(a.length, b.length) < LONG_WORD) return false
  const plain = (name: string) => name.replace(LONG_VOWELS, (letters) => VOWELS[letters] ?? 'i')
  return plain(a) === plain(b)
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
    const [only] = fewer
    if (fewer.length === 1 && only !== undefined && more.some((word) => isLongWordMistyped(only, word)))
      return 'typo'
  }
  const likeness = errorLikeness(a.joined, b.joined)
  return likeness === 'unlike' && isMistypedForm(a.joined, b.joined, formsOfFamily) ? 'typo' : likeness
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
  if (givenAndMiddleSwapped(a, b)) return 'initial'
  if (isMiddleAlone(a, b) || isMiddleAlone(b, a)) likeness = nearer(likeness, 'initial')
  for (const other of a.otherGiven) likeness = nearer(likeness, otherName(givenLikeness(other, b.given)))
  for (const other of b.otherGiven) likeness = nearer(likeness, otherName(givenLikeness(a.given, other)))
  return likeness
}

/** Who goes by the middle name, with both names told by both. */
export function givenAndMiddleSwapped(a: Features, b: Features): boolean {
  return (
    a.middle !== undefined &&
    b.middle !== undefined &&
    a.given?.joined === b.middle.joined &&
    b.given?.joined === a.middle.joined
  )
}

/** Whether one is named by the other's middle name, and says no other. */
function isMiddleAlone(one: Features, other: Features): boolean {
  const middle = other.middle?.joined ?? ''
  return middle.length > 1 && one.middle === undefined && one.given?.joined === middle
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
