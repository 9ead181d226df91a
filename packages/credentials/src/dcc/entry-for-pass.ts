import {
  type CivilDate,
  civilDateOf,
  dayNumber,
  type HealthRecord,
  type Immunization,
  type LabResult,
} from '@excelsior/domain'
import { type EuProduct, PRODUCT_OF_CVX } from './eu-codes.ts'

/** What a certificate is to state of somebody's records. */
export type DccStatement =
  | {
      readonly kind: 'vaccination'
      readonly product: EuProduct
      readonly date: CivilDate
      readonly dose: number
      readonly of: number
    }
  | { readonly kind: 'test'; readonly result: LabResult }
  | {
      readonly kind: 'recovery'
      readonly firstPositive: CivilDate
      readonly validFrom: CivilDate
      readonly validUntil: CivilDate
    }

/** Regulation (EU) 2021/953, annex, point 3: a recovery counts from the 11th day after the test, for 180 days. */
const RECOVERED_AFTER_DAYS = 11
const RECOVERED_FOR_DAYS = 180

/** What goes with a pass of this type, or with a recovery. Undefined where there is no record for it. */
export function statementFor(
  type: 'vaccination' | 'pcr' | 'antigen' | 'recovery',
  records: readonly HealthRecord[],
): DccStatement | undefined {
  if (type === 'vaccination') return lastDose(records)
  if (type === 'recovery') return recovery(records)
  const result = newest(results(records).filter((each) => each.test === type && each.result === 'negative'))
  return result && { kind: 'test', result }
}

/**
 * The last dose and its place, Implementing Decision (EU) 2021/2301: 1/2 and 2/2, or 1/1 for a product of one dose and
 * for one dose after an infection, are the primary series. A booster is 3/3 after two doses and 2/1 after one, so that
 * nobody takes it for the end of a primary series.
 */
function lastDose(records: readonly HealthRecord[]): DccStatement | undefined {
  const doses = records.flatMap((record) => {
    const product = record.kind === 'immunization' ? productOf(record) : undefined
    return product ? [{ product, date: (record as Immunization).date }] : []
  })
  doses.sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0))
  // A dose that two sources reported is one.
  const given = doses.filter(({ date }, index) => date !== doses[index - 1]?.date)
  const first = given[0]
  const last = given[given.length - 1]
  if (!first || !last) return undefined
  const infection = oldest(positives(records))
  const recoveredBefore = infection !== undefined && dayIn(infection.collected) < first.date
  const primary = recoveredBefore ? 1 : first.product.doses
  const dose = given.length
  return {
    kind: 'vaccination',
    product: last.product,
    date: last.date,
    dose,
    of: primary > 1 && dose > primary ? dose : primary,
  }
}

function productOf({ cvx, status = 'completed' }: Immunization): EuProduct | undefined {
  return status === 'completed' ? PRODUCT_OF_CVX.get(cvx ?? '') : undefined
}

function recovery(records: readonly HealthRecord[]): DccStatement | undefined {
  // Of several infections the last: the positive tests in its weeks are its own.
  let first: LabResult | undefined
  for (const result of inOrder(positives(records))) {
    const passed = first ? dayNumber(dayIn(result.collected)) - dayNumber(dayIn(first.collected)) : Infinity
    if (passed > RECOVERED_FOR_DAYS) first = result
  }
  if (!first) return undefined
  const firstPositive = dayIn(first.collected)
  const day = dayNumber(firstPositive)
  return {
    kind: 'recovery',
    firstPositive,
    validFrom: civilDateOf(day + RECOVERED_AFTER_DAYS),
    validUntil: civilDateOf(day + RECOVERED_FOR_DAYS),
  }
}

/** Final, and with nothing that a person has to look at first. */
function results(records: readonly HealthRecord[]): readonly LabResult[] {
  return records.filter(
    (record): record is LabResult =>
      record.kind === 'lab' &&
      record.review === undefined &&
      (record.status === undefined || record.status === 'final' || record.status === 'corrected'),
  )
}

/** An infection is shown by nucleic acid amplification alone. */
const positives = (records: readonly HealthRecord[]): readonly LabResult[] =>
  results(records).filter(({ test, result }) => test === 'pcr' && result === 'positive')

const inOrder = (labResults: readonly LabResult[]): readonly LabResult[] =>
  [...labResults].sort((a, b) => (a.collected < b.collected ? -1 : a.collected > b.collected ? 1 : 0))
const oldest = (labResults: readonly LabResult[]): LabResult | undefined => inOrder(labResults)[0]
const newest = (labResults: readonly LabResult[]): LabResult | undefined =>
  inOrder(labResults)[labResults.length - 1]

const dayIn = (collected: string): CivilDate => collected.slice(0, 10) as CivilDate
