import type { Instant } from '@excelsior/domain'

/** At most `count` in any `period`, refilled evenly (GCRA). */
export interface Limit {
  /** Whom it concerns, as text, with what is counted: `start identity …`. Stored as a keyed hash. */
  readonly key: string
  readonly count: number
  /** Milliseconds. */
  readonly period: number
}

export interface Throttles {
  /** Charges all of them and says true, or none and false. One statement; processes share the count. */
  take(limits: readonly Limit[], now: Instant): Promise<boolean>
}
