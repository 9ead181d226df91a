import type { PersonDetails } from '@excelsior/domain'
import { type BirthLikeness, birthLikeness } from './birth-likeness.ts'
import { type Features, featuresOf } from './features.ts'
import { typingErrors } from './likeness.ts'
import {
  compareFamily,
  compareGiven,
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
  near: 10,
  far: 100,
  generation: 100,
  absent: 100,
}
/** ZIP code or phone: one of the two agrees; the other may be old. */
const OTHER_CONTACT_DIFFERS = 2
/** Who knows the ZIP code only (a neighbour, a relative) must have the rest nearly right. */
const SLIPS_WITH_PHONE = 14
const SLIPS_WITH_POSTAL_CODE = 12
/** A second person on file this near makes it unclear who is meant. */
const CLEARLY_NEARER = 8

/**
 * Which person on file is meant by what was typed, as an index; undefined when nobody is, or when it could be two.
 *
 * Names and birth date must agree with one and the same report (one small slip aside); ZIP code or phone with any of
 * that person's reports. So a person who moved between two doses is found by either address.
 */
export function recognise(typed: PersonDetails, onFile: readonly PersonOnFile[]): number | undefined {
  const asked = featuresOf(typed)
  if (asked.nobody) return undefined
  let best = -1
  let least = Number.POSITIVE_INFINITY
  let second = Number.POSITIVE_INFINITY
  let allowed = 0
  for (const [index, person] of onFile.entries()) {
    const reports = person.details.map(featuresOf)
    const contact = contactAgreement(asked, reports)
    const slips = nameAndBirthSlips(asked, reports) + contact.slips
    if (slips < least) {
      second = least
      least = slips
      best = index
      allowed = contact.allowed
    } else if (slips < second) second = slips
  }
  return least <= allowed && second - least >= CLEARLY_NEARER ? best : undefined
}

/** Whether one report by itself fits the name and birth date typed: only its phone may then get a code. */
export function fitsNameAndBirthDate(typed: PersonDetails, report: PersonDetails): boolean {
  return nameAndBirthSlips(featuresOf(typed), [featuresOf(report)]) <= SLIPS_WITH_PHONE
}

function contactAgreement(asked: Features, reports: readonly Features[]): { slips: number; allowed: number } {
  const phone = reports.some((report) => report.phones.some((each) => asked.phones.includes(each)))
  const postalCode =
    asked.postalCode !== undefined && reports.some((report) => report.postalCode === asked.postalCode)
  if (phone && postalCode) return { slips: 0, allowed: SLIPS_WITH_PHONE }
  if (phone) return { slips: OTHER_CONTACT_DIFFERS, allowed: SLIPS_WITH_PHONE }
  if (postalCode) return { slips: OTHER_CONTACT_DIFFERS, allowed: SLIPS_WITH_POSTAL_CODE }
  return { slips: 6, allowed: -1 }
}

function nameAndBirthSlips(asked: Features, reports: readonly Features[]): number {
  let least = 1000
  for (const report of reports) {
    if (report.nobody) continue
    const slips = nameSlips(asked, report) + BIRTH_SLIP[birthLikeness(asked.birthDate, report.birthDate)]
    if (slips < least) least = slips
  }
  return least
}

function nameSlips(asked: Features, report: Features): number {
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
  const errors =
    given === 'typo' ? typingErrors(asked.given?.joined ?? '', report.given?.joined ?? '', 3) - 1 : 0
  return NAME_SLIP[given] + errors * 2 + NAME_SLIP[family]
}

function wholeNameIsOne(asked: Features, report: Features): boolean {
  const names = (person: Features): number => (person.given ? 1 : 0) + (person.family ? 1 : 0)
  return names(asked) === names(report)
}
