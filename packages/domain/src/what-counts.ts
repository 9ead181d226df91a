import { dayNumber, isCivilDate } from './civil-date.ts'
import { type Instant, instantOf } from './instant.ts'
import type { PassType } from './pass.ts'
import type { DecisionRules } from './policy.ts'
import type { HealthRecord, Immunization, LabResult } from './record.ts'
import type { Zone } from './zone.ts'

/**
 * When a result's specimen was taken. A result with no time of day counts from 00:00 of its day, in the
 * policy's zone.
 */
export function collectedAt(clock: Zone, result: LabResult): Instant {
  const { collected } = result
  return isCivilDate(collected) ? clock.midnightStarting(collected) : instantOf(collected)
}

/** Doses given by now, wherever and of whatever product; a historical one only where the policy wants it. */
export function dosesThatCount(
  policy: DecisionRules,
  records: readonly HealthRecord[],
  now: Instant,
): readonly Immunization[] {
  const today = policy.zone.dayAt(now)
  const doses: Immunization[] = []
  for (const record of records) {
    if (record.kind !== 'immunization' || (record.status ?? 'completed') !== 'completed') continue
    if (record.historical === true && !policy.vaccination.countHistorical) continue
    if (dayNumber(record.date) <= today) doses.push(record)
  }
  return doses
}

/** Settled results of one kind of test collected by now, wherever and whatever they say. */
export function resultsThatCount(
  policy: DecisionRules,
  test: Exclude<PassType, 'vaccination'>,
  records: readonly HealthRecord[],
  now: Instant,
): readonly LabResult[] {
  const results: LabResult[] = []
  for (const record of records) {
    if (record.kind !== 'lab' || record.test !== test || record.review !== undefined) continue
    const status = record.status ?? 'final'
    if (status !== 'final' && status !== 'corrected') continue
    if (collectedAt(policy.zone, record) <= now) results.push(record)
  }
  return results
}

/**
 * The collection day (days since 1970) of the newest positive result by now, of either test, wherever it was
 * taken. A positive bars already while it is preliminary, of unknown status, or waiting for somebody's look.
 */
export function newestPositiveDay(
  clock: Zone,
  records: readonly HealthRecord[],
  now: Instant,
): number | undefined {
  let newest: number | undefined
  for (const record of records) {
    if (record.kind !== 'lab' || record.result !== 'positive') continue
    if (isWithdrawn(record)) continue
    const at = collectedAt(clock, record)
    if (at > now) continue
    const day = clock.dayAt(at)
    if (newest === undefined || day > newest) newest = day
  }
  return newest
}

/** As if the result had never come. */
export function isWithdrawn({ status }: LabResult): boolean {
  return status === 'wrong' || status === 'deleted' || status === 'cancelled'
}
