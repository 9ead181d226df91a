import type { PersonDetails } from '@excelsior/domain'
import { type BirthLikeness, birthLikeness } from './birth-likeness.ts'
import { type Features, featuresOf } from './features.ts'
import { typingErrors } from './likeness.ts'
import {
  compareFamily,
  compareGiven,
  familyLikeness,
  givenLikeness,
  type NameLikeness,
  namesSwapped,
  oneNameAgrees,
} from './name-likeness.ts'

/** A person on file: every report that is linked to them. */
export interface PersonOnFile {
  readonly details: readonly PersonDetails[]
}

/**
 * Slips in what was typed, in tenths: small ones may add up to one wrong field. A former or partial name and a short
 * form are no slip of the resident's; another given name is another person.
 */
const NAME_SLIP: Readonly<Record<NameLikeness, number>> = {
  same: 0,
  spelling: 2,
  part: 2,
  initial: 4,
  typo: 10,
  unlike: 100,
  absent: 100,
}
const BIRTH_SLIP: Readonly<Record<BirthLikeness, number>> = {
  same: 0,
  month: 1,
  year: 2,
  near: 11,
  far: 100,
  generation: 100,
  absent: 100,
}
/** ZIP code or phone: one of the two agrees; the other may be old. */
const OTHER_CONTACT_DIFFERS = 2
/** Who knows both may slip in both names. */
const SLIPS_WITH_BOTH = 20
/** Who knows the ZIP code only (a neighbour, a relative) must have the birth date right. */
const SLIPS_WITH_PHONE = 14
const SLIPS_WITH_POSTAL_CODE = 12
/** A second person on file this near makes it unclear who is meant. */
const CLEARLY_NEARER = 8
const SAME_NAME = 4

/**
 * Which person on file is meant by what was typed, as an index; undefined when nobody is, or when it could be two.
 *
 * Names and birth date must agree with one and the same report (one small slip aside); ZIP code or phone with any of
 * that person's reports. So a person who moved between two doses is found by either address.
 */
export function recognise(typed: PersonDetails, onFile: readonly PersonOnFile[]): number | undefined {
  const asked = featuresOf(typed)
  if (asked.nobody) return undefined
  const candidates = onFile.map((person) => candidateOf(asked, person.details.map(featuresOf)))
  let best = -1
  let least = Number.POSITIVE_INFINITY
  for (const [index, { slips, contact }] of candidates.entries()) {
    if (slips + contact.slips <= contact.allowed && slips + contact.slips < least) {
      least = slips + contact.slips
      best = index
    }
  }
  const meant = candidates[best]
  if (meant === undefined) return undefined
  const isClear = candidates.every((other, index) => index === best || isClearlyNearer(meant, other))
  return isClear ? best : undefined
}

interface Candidate {
  /** In name and birth date, names in use counting as different ones. */
  readonly slips: number
  /** The same with every name counted by its letters: how near this person might be. */
  readonly atLeast: number
  readonly contact: Contact
}

interface Contact {
  readonly slips: number
  /** How many slips in all may be forgiven to who knows this much. */
  readonly allowed: number
}

function candidateOf(asked: Features, reports: readonly Features[]): Candidate {
  const slips = nameAndBirthSlips(asked, reports, NAMES_APART)
  const atLeast = Math.min(slips, nameAndBirthSlips(asked, reports, LETTERS_APART))
  return { slips, atLeast, contact: contactAgreement(asked, reports) }
}

/**
 * Typed to the letter is clear, and so are both ZIP code and phone against neither, where the name is no nearer. Of two
 * with one name and birth date (one person's reports, not linked yet), ZIP code and phone decide.
 */
function isClearlyNearer(meant: Candidate, other: Candidate): boolean {
  if (meant.slips === 0 && other.atLeast > 0) return true
  if (meant.contact.slips === 0 && other.contact.allowed < 0 && other.atLeast >= meant.slips) return true
  if (other.atLeast + other.contact.slips - meant.slips - meant.contact.slips >= CLEARLY_NEARER) return true
  return meant.slips <= SAME_NAME && other.slips <= SAME_NAME && other.contact.allowed < 0
}

/** Whether one report by itself fits the name and birth date typed: only its phone may then get a code. */
export function fitsNameAndBirthDate(typed: PersonDetails, report: PersonDetails): boolean {
  return nameAndBirthSlips(featuresOf(typed), [featuresOf(report)], NAMES_APART) <= SLIPS_WITH_BOTH
}

function contactAgreement(asked: Features, reports: readonly Features[]): Contact {
  const phone = reports.some((report) => report.phones.some((each) => asked.phones.includes(each)))
  const postalCode =
    asked.postalCode !== undefined && reports.some((report) => report.postalCode === asked.postalCode)
  if (phone && postalCode) return { slips: 0, allowed: SLIPS_WITH_BOTH }
  if (phone) return { slips: OTHER_CONTACT_DIFFERS, allowed: SLIPS_WITH_PHONE }
  if (postalCode) return { slips: OTHER_CONTACT_DIFFERS, allowed: SLIPS_WITH_POSTAL_CODE }
  return { slips: 0, allowed: -1 }
}

type Strictness = typeof NAMES_APART | typeof LETTERS_APART
const NAMES_APART = 'names'
const LETTERS_APART = 'letters'

function nameAndBirthSlips(asked: Features, reports: readonly Features[], strictness: Strictness): number {
  let least = 1000
  for (const report of reports) {
    if (report.nobody) continue
    const slips =
      nameSlips(asked, report, strictness) + BIRTH_SLIP[birthLikeness(asked.birthDate, report.birthDate)]
    if (slips < least) least = slips
  }
  return least
}

function nameSlips(asked: Features, report: Features, strictness: Strictness): number {
  if (namesSwapped(asked, report)) return 1
  if (oneNameAgrees(asked, report)) return wholeNameIsOne(asked, report) ? 0 : 4
  if (
    asked.generation !== undefined &&
    report.generation !== undefined &&
    asked.generation !== report.generation
  ) {
    return 100
  }
  const given = compareGiven(asked, report)
  const family = compareFamily(asked, report)
  const slips = givenSlips(asked, report, given, strictness) + NAME_SLIP[family]
  return given === 'unlike' && family === 'unlike' ? Math.min(slips, acrossSlips(asked, report)) : slips
}

/** The names in each other's field, and a slip in one of them. */
function acrossSlips(asked: Features, report: Features): number {
  if (!asked.given || !asked.family || !report.given || !report.family) return NAME_SLIP.absent
  const across = familyLikeness(asked.given, report.family)
  const back = givenLikeness(asked.family, report.given)
  return 1 + NAME_SLIP[across] + NAME_SLIP[back]
}

const LETTERS_AT_MOST = 3

function givenSlips(
  asked: Features,
  report: Features,
  likeness: NameLikeness,
  strictness: Strictness,
): number {
  const byLetters = strictness === LETTERS_APART && likeness === 'unlike'
  if (likeness !== 'typo' && !byLetters) return NAME_SLIP[likeness]
  const errors = typingErrors(asked.given?.joined ?? '', report.given?.joined ?? '', LETTERS_AT_MOST)
  if (errors > LETTERS_AT_MOST) return NAME_SLIP[likeness]
  return NAME_SLIP.typo + Math.max(0, errors - 1) * 2
}

function wholeNameIsOne(asked: Features, report: Features): boolean {
  const names = (person: Features): number => (person.given ? 1 : 0) + (person.family ? 1 : 0)
  return names(asked) === names(report)
}
