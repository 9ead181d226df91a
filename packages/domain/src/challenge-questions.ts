import { dayNumber, isCivilDate } from './civil-date.ts'
import { type Instant, instantOf } from './instant.ts'
import type { PassType } from './pass.ts'
import type { Policy } from './policy.ts'
import type { HealthRecord, Immunization, LabResult, TestKind } from './record.ts'

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

/** What is asked for a pass of this type: about the first dose here, or the latest test of that kind here. */
export function challengeQuestions(policy: Policy, type: PassType): readonly ChallengeQuestion[] {
  return KINDS[type].map((id) => ({ id, options: optionsOf(policy, id) }))
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
 * The right answers, by question id. A question whose answer the record does not hold (no address of the
 * place, no product code) accepts every option: the resident cannot know what was not reported.
 */
export function rightAnswers(
  policy: Policy,
  type: PassType,
  records: readonly HealthRecord[],
  now: Instant,
): Readonly<Record<string, readonly string[]>> {
  const dose = firstDose(policy, records, now)
  const test = type === 'vaccination' ? undefined : latestTest(policy, type, records, now)
  return Object.fromEntries(
    challengeQuestions(policy, type).map(({ id, options }) => {
      const right = rightAnswer(policy, id, dose, test)
      return [id, right === undefined ? options : [right]]
    }),
  )
}

/** Whether all three answers are right; judged together, so that no single answer can be tried out. */
export function answersAreRight(
  right: Readonly<Record<string, readonly string[]>>,
  answers: Readonly<Record<string, string>>,
): boolean {
  let all = true
  for (const [id, accepted] of Object.entries(right)) {
    const given = Object.hasOwn(answers, id) ? answers[id] : undefined
    all = given !== undefined && accepted.includes(given) && all
  }
  return all
}

function rightAnswer(
  policy: Policy,
  id: QuestionId,
  dose: Immunization | undefined,
  test: LabResult | undefined,
): string | undefined {
  switch (id) {
    case 'dose-region':
      return dose ? regionOf(policy, dose.placePostalCode) : NONE
    case 'pcr-region':
    case 'antigen-region':
      return test ? regionOf(policy, test.placePostalCode) : NONE
    case 'dose-month':
      return dose ? String(Number(dose.date.slice(5, 7))) : NONE
    case 'pcr-weekday':
    case 'antigen-weekday':
      return test ? String(isoWeekday(policy, test)) : NONE
    case 'dose-product':
      if (!dose) return NONE
      if (dose.cvx === undefined) return undefined
      return policy.products.find((product) => product.cvx.includes(dose.cvx ?? ''))?.id ?? OTHER_PRODUCT
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

/** The earliest COVID-19 dose given in the state; of two on one day, the lower CVX code. */
function firstDose(policy: Policy, records: readonly HealthRecord[], now: Instant): Immunization | undefined {
  const today = policy.zone.dateAt(now)
  const isCovid = (cvx: string | undefined) =>
    cvx !== undefined &&
    (policy.otherCovidCvx.includes(cvx) || policy.products.some((p) => p.cvx.includes(cvx)))
  const order = (dose: Immunization) => `${dose.date} ${dose.cvx ?? ''}`
  let first: Immunization | undefined
  for (const record of records) {
    if (record.kind !== 'immunization' || !isCovid(record.cvx)) continue
    if ((record.status ?? 'completed') !== 'completed' || record.historical) continue
    if (record.jurisdiction !== policy.jurisdiction || record.date > today) continue
    if (!first || order(record) < order(first)) first = record
  }
  return first
}

/** The newest result of this kind of test taken in the state, whatever it says. */
function latestTest(
  policy: Policy,
  test: TestKind,
  records: readonly HealthRecord[],
  now: Instant,
): LabResult | undefined {
  let latest: LabResult | undefined
  for (const record of records) {
    if (record.kind !== 'lab' || record.test !== test) continue
    const status = record.status ?? 'final'
    if (status !== 'final' && status !== 'corrected') continue
    if (record.jurisdiction !== policy.jurisdiction || collectedAt(policy, record) > now) continue
    if (!latest || collectedAt(policy, record) > collectedAt(policy, latest)) latest = record
  }
  return latest
}

/** A day without an hour counts from its 00:00 in the policy's zone. */
function collectedAt(policy: Policy, { collected }: LabResult): Instant {
  return isCivilDate(collected) ? policy.zone.midnightStarting(collected) : instantOf(collected)
}

/** 1970-01-01 was a Thursday: ISO weekday 4. */
function isoWeekday(policy: Policy, test: LabResult): number {
  return ((dayNumber(policy.zone.dateAt(collectedAt(policy, test))) + 3) % 7) + 1
}
