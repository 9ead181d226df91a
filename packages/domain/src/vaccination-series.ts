import { dayNumber } from './civil-date.ts'
import type { DecisionRules, Product } from './policy.ts'
import type { Immunization } from './record.ts'

/** A dose that counts: far enough from the counted one before it. */
export interface CountedDose {
  readonly dose: Immunization
  readonly product: Product
  /** Days since 1970-01-01. */
  readonly day: number
}

export interface VaccinationSeries {
  /** In order of time. */
  readonly counted: readonly CountedDose[]
  /** The day on which the counted doses added up to a whole series; not set while they do not. */
  readonly completedOn?: number
}

export function productOf(policy: DecisionRules, cvx: string | undefined): Product | undefined {
  return cvx === undefined ? undefined : policy.products.find((product) => product.cvx.includes(cvx))
}

/**
 * Which of these doses count, and when they made a whole series. Doses of products that are not authorised are
 * passed over. A dose too early after the counted one before it is ignored, and so is a dose reported twice.
 */
export function vaccinationSeries(policy: DecisionRules, doses: readonly Immunization[]): VaccinationSeries {
  const counted: CountedDose[] = []
  let worth = 0
  let completedOn: number | undefined
  for (const next of inOrder(policy, doses)) {
    const last = counted[counted.length - 1]
    if (last && next.day - last.day < leastDaysBetween(policy, last.product, next.product)) continue
    counted.push(next)
    worth += WHOLE_SERIES / next.product.doses
    if (completedOn === undefined && worth >= WHOLE_SERIES) completedOn = next.day
  }
  return completedOn === undefined ? { counted } : { counted, completedOn }
}

/** The longer of the two products' intervals, less the grace days. */
function leastDaysBetween(policy: DecisionRules, earlier: Product, later: Product): number {
  return Math.max(earlier.minimumIntervalDays, later.minimumIntervalDays) - policy.vaccination.graceDays
}

/** By date; of one day, by CVX code. */
function inOrder(policy: DecisionRules, doses: readonly Immunization[]): readonly CountedDose[] {
  const authorised: CountedDose[] = []
  for (const dose of doses) {
    const product = productOf(policy, dose.cvx)
    if (product) authorised.push({ dose, product, day: dayNumber(dose.date) })
  }
  return authorised.sort((a, b) => a.day - b.day || Number(a.dose.cvx) - Number(b.dose.cvx))
}

/** A series in twelfths: a dose's share is whole for every number of doses that a policy may ask for (1 to 4). */
const WHOLE_SERIES = 12
