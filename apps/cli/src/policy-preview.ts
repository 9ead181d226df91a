import {
  type CivilDate,
  civilDateOf,
  type Decision,
  dayNumber,
  decide,
  type HealthRecord,
  type Instant,
  type PassType,
  type Policy,
  type Product,
} from '@excelsior/domain'

/** What one set of records leads to, for somebody who asks from the last record on. */
export interface PreviewRow {
  readonly pass: PassType
  readonly records: string
  readonly decision: Decision
  /** When the pass can first be had; not set where there is none. */
  readonly from?: Instant
}

/** What passes come of single doses, whole, mixed and too early series, and of tests, the first of them on `day`. */
export function previewRows(policy: Policy, day: CivilDate): readonly PreviewRow[] {
  const start = dayNumber(day)
  return [
    ...policy.products.map((product) => series(policy, start, [product], [0])),
    ...policy.products.flatMap((first) =>
      policy.products.flatMap((second) => pair(policy, start, first, second)),
    ),
    ...tests(policy, start),
  ]
}

/** Two doses at the least distance that counts, and a day earlier. */
function pair(policy: Policy, start: number, first: Product, second: Product): readonly PreviewRow[] {
  const interval =
    Math.max(first.minimumIntervalDays, second.minimumIntervalDays) - policy.vaccination.graceDays
  return [interval, interval - 1].map((days) => series(policy, start, [first, second], [0, days]))
}

function series(
  policy: Policy,
  start: number,
  products: readonly Product[],
  days: readonly number[],
): PreviewRow {
  const doses = products.map((product, index) => ({
    kind: 'immunization' as const,
    cvx: product.cvx[0] ?? '',
    date: civilDateOf(start + (days[index] ?? 0)),
    jurisdiction: policy.jurisdiction,
  }))
  const records = products.map((product, index) => `${product.name} on day ${days[index]}`).join(', ')
  return row(policy, 'vaccination', records, doses, start + Math.max(...days))
}

function tests(policy: Policy, start: number): readonly PreviewRow[] {
  const lab = { kind: 'lab', collected: civilDateOf(start), jurisdiction: policy.jurisdiction } as const
  return (['pcr', 'antigen'] as const).flatMap((test) => [
    row(policy, test, `negative ${test}, day known`, [{ ...lab, test, result: 'negative' }], start),
    row(
      policy,
      test,
      `negative and positive ${test}`,
      [
        { ...lab, test, result: 'negative' },
        { ...lab, test, result: 'positive' },
      ],
      start,
    ),
  ])
}

/** Asks at 00:00 of the last record's day, and again when the reason given then has ended. */
function row(
  policy: Policy,
  pass: PassType,
  records: string,
  given: readonly HealthRecord[],
  lastDay: number,
): PreviewRow {
  const asked = policy.zone.midnightStartingDay(lastDay)
  const first = decide(policy, pass, given, asked)
  if (first.eligible) return { pass, records, decision: first, from: asked }
  if (first.until === undefined) return { pass, records, decision: first }
  const later = decide(policy, pass, given, first.until)
  return later.eligible
    ? { pass, records, decision: later, from: first.until }
    : { pass, records, decision: first }
}
