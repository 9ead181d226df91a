import { dayNumber, monthOf, weekdayOf } from './civil-date.ts'
import type { Instant } from './instant.ts'
import type { PassType } from './pass.ts'
import type { Policy } from './policy.ts'
import type { HealthRecord, Immunization, LabResult, TestKind } from './record.ts'
import { productOf } from './vaccination-series.ts'
import { collectedAt, dosesThatCount, isWithdrawn } from './what-counts.ts'

/**
 * The three questions between a resident's details and the one-time code.
 *
 * Their options are the same for everybody in the world: fixed lists, not decoys drawn round a true answer.
 * So neither asking twice, nor asking under two spellings, nor comparing with an invented person tells a
 * stranger anything, not even whether the person is on file. The record only says which answers are right.
 */
export type QuestionId =
  | 'dose-region'
  | 'dose-month'
  | 'dose-product'
  | 'pcr-region'
  | 'pcr-weekday'
  | 'antigen-region'
  | 'antigen-weekday'

export interface ChallengeQuestion {
  readonly id: QuestionId
  /** Region ids and product ids of the policy, months `1` to `12`, ISO weekdays `1` (Monday) to `7`; last `none`. */
  readonly options: readonly string[]
}

/** "I have had none in the state": the right answer of a person without such a record. */
export const NONE = 'none'

const KINDS: Readonly<Record<PassType, readonly [QuestionId, QuestionId, QuestionId]>> = {
  vaccination: ['dose-region', 'dose-month', 'dose-product'],
  pcr: ['pcr-region', 'pcr-weekday', 'dose-product'],
  antigen: ['antigen-region', 'antigen-weekday', 'dose-product'],
}

type Questions = readonly ChallengeQuestion[]

const questionsOf = new WeakMap<Policy, Readonly<Record<PassType, Questions>>>()

/**
 * What is asked for a pass of this type: about the first dose here, or the latest test of that kind here. The very
 * same list at each call for one policy.
 */
export function challengeQuestions(policy: Policy, type: PassType): Questions {
  const known = questionsOf.get(policy)
  if (known) return known[type]
  const made = (of: PassType): Questions => KINDS[of].map((id) => ({ id, options: optionsOf(policy, id) }))
  const questions = { vaccination: made('vaccination'), pcr: made('pcr'), antigen: made('antigen') }
  questionsOf.set(policy, questions)
  return questions[type]
}

function optionsOf(policy: Policy, id: QuestionId): readonly string[] {
  switch (id) {
    case 'dose-region':
    case 'pcr-region':
    case 'antigen-region':
      return [...policy.regions.map((region) => region.id), NONE]
    case 'dose-month':
      return [...count(12), NONE]
    case 'pcr-weekday':
    case 'antigen-weekday':
      return [...count(7), NONE]
    case 'dose-product':
      return [...policy.products.map((product) => product.id), OTHER_PRODUCT, NONE]
  }
}

/** A dose of a product that the policy does not list. */
export const OTHER_PRODUCT = 'other'

const count = (to: number): string[] => Array.from({ length: to }, (_, index) => String(index + 1))

/**
 * The right answers, by question id: one, or as many as reports of the same dose or test disagree. A question
 * whose answer the record does not hold (no address of the place, no product) accepts every option: the
 * resident cannot know what was not reported.
 */
export function rightAnswers(
  policy: Policy,
  type: PassType,
  records: readonly HealthRecord[],
  now: Instant,
): Readonly<Record<string, readonly string[]>> {
  const doses = firstDoses(policy, records, now)
  const tests = type === 'vaccination' ? [] : latestTests(policy, type, records, now)
  return Object.fromEntries(
    challengeQuestions(policy, type).map(({ id, options }) => {
      const asked = id.startsWith('dose') ? doses : tests
      const known = asked
        .map((record) => answerOf(policy, id, record))
        .filter((answer) => answer !== undefined)
      if (asked.length === 0) return [id, [NONE]]
      return [id, known.length === 0 ? options : options.filter((option) => known.includes(option))]
    }),
  )
}

/** Whether all three answers are right; judged together, so that no single answer can be tried out. */
export function answersAreRight(
  right: Readonly<Record<string, readonly string[]>>,
  answers: Readonly<Record<string, string>>,
): boolean {
  const byId = new Map(Object.entries(answers))
  let all = true
  for (const [id, accepted] of Object.entries(right)) {
    const given = byId.get(id)
    all = given !== undefined && accepted.includes(given) && all
  }
  return all
}

/** What one record says to a question about it; undefined where it does not say. */
function answerOf(policy: Policy, id: QuestionId, record: HealthRecord): string | undefined {
  switch (id) {
    case 'dose-region':
    case 'pcr-region':
    case 'antigen-region':
      return regionOf(policy, record.placePostalCode)
    case 'dose-month':
      return String(monthOf(dayOf(policy, record)))
    case 'pcr-weekday':
    case 'antigen-weekday':
      return String(weekdayOf(dayOf(policy, record)))
    case 'dose-product': {
      const cvx = record.kind === 'immunization' ? record.cvx : undefined
      if (cvx === undefined || policy.unspecifiedCovidCvx.includes(cvx)) return undefined
      return productOf(policy, cvx)?.id ?? OTHER_PRODUCT
    }
  }
}

/** The region with the longest ZIP prefix that fits: `11004` is Queens although `110` is Long Island. */
function regionOf(policy: Policy, postalCode: string | undefined): string | undefined {
  if (postalCode === undefined) return undefined
  let best: { id: string; length: number } | undefined
  for (const region of policy.regions) {
    for (const prefix of region.zipPrefixes) {
      if (postalCode.startsWith(prefix) && prefix.length > (best?.length ?? 0)) {
        best = { id: region.id, length: prefix.length }
      }
    }
  }
  return best?.id
}

/** The COVID-19 doses given here on the first day that has one: one dose, perhaps reported more than once. */
function firstDoses(policy: Policy, records: readonly HealthRecord[], now: Instant): readonly Immunization[] {
  const here = dosesThatCount(policy, records, now).filter(
    ({ cvx, jurisdiction }) => jurisdiction === policy.jurisdiction && isCovid(policy, cvx),
  )
  return ofOneDay(policy, here, Math.min)
}

/** The tests of this kind taken here on the newest day that has one, whatever they say and settled or not. */
function latestTests(
  policy: Policy,
  test: TestKind,
  records: readonly HealthRecord[],
  now: Instant,
): readonly LabResult[] {
  const here = records.filter(
    (record): record is LabResult =>
      record.kind === 'lab' &&
      record.test === test &&
      record.jurisdiction === policy.jurisdiction &&
      !isWithdrawn(record) &&
      collectedAt(policy.zone, record) <= now,
  )
  return ofOneDay(policy, here, Math.max)
}

function ofOneDay<R extends HealthRecord>(
  policy: Policy,
  records: readonly R[],
  choose: (a: number, b: number) => number,
): readonly R[] {
  const days = records.map((record) => dayOf(policy, record))
  if (days.length === 0) return []
  const day = days.reduce((a, b) => choose(a, b))
  return records.filter((_, index) => days[index] === day)
}

function isCovid(policy: Policy, cvx: string | undefined): boolean {
  if (cvx === undefined) return false
  return (
    [policy.otherCovidCvx, policy.unspecifiedCovidCvx].some((codes) => codes.includes(cvx)) ||
    !!productOf(policy, cvx)
  )
}

/** Days since 1970-01-01, in the policy's zone. */
function dayOf(policy: Policy, record: HealthRecord): number {
  return record.kind === 'immunization'
    ? dayNumber(record.date)
    : policy.zone.dayAt(collectedAt(policy.zone, record))
}
