import type { CivilDate } from './civil-date.ts'
import type { DateTime } from './instant.ts'

/** `deleted` and `wrong`, `cancelled`: withdrawn, as if the record had never come. */
export type DoseStatus = 'completed' | 'partial' | 'not-done' | 'deleted'
export type ResultStatus =
  | 'final'
  | 'corrected'
  | 'preliminary'
  | 'wrong'
  | 'deleted'
  | 'cancelled'
  | 'unknown'

export type TestKind = 'pcr' | 'antigen'
export type TestResult = 'negative' | 'positive' | 'inconclusive'

/** A vaccine dose. `status` and `historical` may be absent in case files; absent means completed, not historical. */
export interface Immunization {
  readonly kind: 'immunization'
  /** CVX code, as text: `03` is not `3`. Absent: the product is unknown, and never authorised. */
  readonly cvx?: string
  readonly date: CivilDate
  /** ISO 3166-2 of the place of care, such as `US-NY`. */
  readonly jurisdiction?: string
  readonly status?: DoseStatus
  readonly historical?: boolean
  /** The place of care's name, as sent. */
  readonly place?: string
  /** Five digits: the place of care's ZIP code, from which a challenge question gets its region. */
  readonly placePostalCode?: string
}

/** A SARS-CoV-2 laboratory result. */
export interface LabResult {
  readonly kind: 'lab'
  readonly test: TestKind
  readonly result: TestResult
  /** A day where the message gives only the day, else a date-time with the offset that was sent. */
  readonly collected: CivilDate | DateTime
  readonly jurisdiction?: string
  readonly status?: ResultStatus
  readonly place?: string
  readonly placePostalCode?: string
  /** A person has to look at it first: bars as positive where positive, and is no proof where negative. */
  readonly review?: string
}

export type HealthRecord = Immunization | LabResult
