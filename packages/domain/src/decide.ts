import type { Decision, Reason } from './decision.ts'
import type { Instant } from './instant.ts'
import type { PassType } from './pass.ts'
import type { DecisionRules } from './policy.ts'
import type { HealthRecord, LabResult } from './record.ts'
import { productOf, vaccinationSeries } from './vaccination-series.ts'
import { collectedAt, dosesThatCount, newestPositiveDay, resultsThatCount } from './what-counts.ts'

/**
 * Whether these records of one person earn this pass at `now`, and until when; if not, the first reason that
 * applies. The records' order means nothing; withdrawn and future ones are passed over here.
 */
export function decide(
  policy: DecisionRules,
  type: PassType,
  records: readonly HealthRecord[],
  now: Instant,
): Decision {
  const positiveDay = newestPositiveDay(policy.zone, records, now)
  if (positiveDay !== undefined) {
    const barEnds = policy.zone.midnightStartingDay(positiveDay + policy.positiveBarDays + 1)
    if (now < barEnds) return refused('recent-positive', barEnds)
  }
  switch (type) {
    case 'vaccination':
      return decideVaccination(policy, records, now)
    case 'pcr':
      return decideTest(policy, 'pcr', records, now, pcrExpiry)
    case 'antigen':
      return decideTest(policy, 'antigen', records, now, antigenExpiry)
  }
}

function decideVaccination(policy: DecisionRules, records: readonly HealthRecord[], now: Instant): Decision {
  const doses = dosesThatCount(policy, records, now)
  if (doses.length === 0) return refused('no-record')
  const here = doses.filter(({ jurisdiction }) => jurisdiction === policy.jurisdiction)
  if (here.length === 0) return refused('outside-jurisdiction')
  if (!here.some(({ cvx }) => productOf(policy, cvx))) return refused('not-authorised')

  const { counted, completedOn } = vaccinationSeries(policy, here)
  const lastDose = counted[counted.length - 1]
  if (completedOn === undefined || !lastDose) return refused('series-incomplete')
  const waitEnds = policy.zone.midnightStartingDay(completedOn + policy.vaccination.eligibleFromDay)
  if (now < waitEnds) return refused('too-soon', waitEnds)
  return granted(vaccinationExpiry(policy, lastDose.day, now), now)
}

/**
 * The end of the 180th day after the last counted dose; once that has passed, the end of the 180th day after
 * today, the day of retrieval. Where the policy knows no renewal, the first stays the answer.
 */
function vaccinationExpiry(policy: DecisionRules, lastDoseDay: number, now: Instant): Instant {
  const { validDaysAfterLastDose, validDaysAfterRetrieval } = policy.vaccination
  const endOf = (day: number): Instant => policy.zone.midnightStartingDay(day + 1)
  const byDose = validDaysAfterLastDose === undefined ? NEVER : endOf(lastDoseDay + validDaysAfterLastDose)
  if (now < byDose || validDaysAfterRetrieval === undefined) return byDose
  return endOf(policy.zone.dayAt(now) + validDaysAfterRetrieval)
}

function decideTest(
  policy: DecisionRules,
  test: Exclude<PassType, 'vaccination'>,
  records: readonly HealthRecord[],
  now: Instant,
  expiry: (policy: DecisionRules, collected: Instant) => Instant,
): Decision {
  const results = resultsThatCount(policy, test, records, now)
  if (results.length === 0) return refused('no-record')
  const here = results.filter(({ jurisdiction }) => jurisdiction === policy.jurisdiction)
  if (here.length === 0) return refused('outside-jurisdiction')
  const negatives = here.filter(({ result }) => result === 'negative')
  if (negatives.length === 0) return refused('not-negative')
  return granted(expiry(policy, newestCollection(policy, negatives)), now)
}

/** The midnight that ends the third day after the collection day, however long the days between are. */
function pcrExpiry(policy: DecisionRules, collected: Instant): Instant {
  return policy.zone.midnightStartingDay(policy.zone.dayAt(collected) + policy.pcr.validDays + 1)
}

/** Six elapsed hours after collection: clock changes do not stretch them. */
function antigenExpiry(policy: DecisionRules, collected: Instant): Instant {
  return (collected + policy.antigen.validHours * 3_600_000) as Instant
}

function newestCollection(policy: DecisionRules, results: readonly LabResult[]): Instant {
  let newest = NEVER
  for (const result of results) newest = Math.max(newest, collectedAt(policy.zone, result)) as Instant
  return newest
}

/** Half-open: at `expires` itself the pass is over. */
function granted(expires: Instant, now: Instant): Decision {
  return now < expires ? { eligible: true, expires } : refused('expired')
}

function refused(reason: Reason, until?: Instant): Decision {
  return until === undefined ? { eligible: false, reason } : { eligible: false, reason, until }
}

/** Earlier than every instant. */
const NEVER = Number.NEGATIVE_INFINITY as Instant
