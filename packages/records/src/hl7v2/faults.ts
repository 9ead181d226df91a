import type { RejectionCode } from '../report.ts'
import type { Segment } from './segments.ts'

/** Where in a message something is wrong, and what; it becomes a `Rejection` with the message's bytes. */
export interface Fault {
  readonly segment: Segment
  readonly field?: number
  /** From 1. */
  readonly repetition?: number
  readonly code: RejectionCode
  /** Plain words, no personal data, and what to do. */
  readonly reason: string
  readonly concerns?: { readonly key: string; readonly series?: string; readonly precedence: string }
}
