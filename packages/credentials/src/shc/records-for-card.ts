import { type HealthRecord, type Instant, instantOf, type PassType, parseDateTime } from '@excelsior/domain'
import { COVID_VACCINES } from './covid-codes.ts'

/**
 * What of a person's records belongs on the card that goes with a pass of this type, and no more: every dose that was
 * given of a vaccine against COVID-19; or the newest negative result of that kind of test.
 */
export function recordsForCard(type: PassType, records: readonly HealthRecord[]): readonly HealthRecord[] {
  if (type === 'vaccination') {
    const doses = records.flatMap((record) =>
      record.kind === 'immunization' &&
      (record.status ?? 'completed') === 'completed' &&
      COVID_VACCINES.has(record.cvx ?? '')
        ? [record]
        : [],
    )
    return doses.sort((one, other) => (one.date < other.date ? -1 : one.date > other.date ? 1 : 0))
  }
  let newest: HealthRecord | undefined
  let newestAt = Number.NEGATIVE_INFINITY
  for (const record of records) {
    if (record.kind !== 'lab' || record.test !== type || record.result !== 'negative') continue
    const { status = 'final', review, collected } = record
    if (review !== undefined || (status !== 'final' && status !== 'corrected')) continue
    const at = momentOf(collected)
    if (at >= newestAt) {
      newest = record
      newestAt = at
    }
  }
  return newest ? [newest] : []
}

/** A day without a time counts from its beginning; to tell which of two is newer, no zone is needed. */
function momentOf(collected: string): Instant {
  return instantOf(parseDateTime(collected) ?? parseDateTime(`${collected}T00:00:00Z`)!)
}
