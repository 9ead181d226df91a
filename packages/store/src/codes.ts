import type { Instant } from '@excelsior/domain'
import type { OutgoingMessage } from './outbox.ts'
import type { Limit } from './throttles.ts'

export interface CodeToIssue {
  /** What the code opens: a retrieval's id, or an identity for a code by letter. Stored as a keyed hash. */
  readonly opens: string
  /** Digits. Stored as a keyed hash. */
  readonly code: string
  readonly expires: Instant
  /** Codes that may be issued for what it opens; none voids the others. */
  readonly atMost: number
  /** The phone's budget. */
  readonly limits: readonly Limit[]
  /** Undefined: there is nobody to send it to. The same rows are written, and no code fits. */
  readonly message: OutgoingMessage | undefined
  readonly now: Instant
}

/** One-time codes. */
export interface Codes {
  /** The code and the message that carries it, together or not at all. False where a budget is used up. */
  issue(code: CodeToIssue): Promise<boolean>
  /**
   * Tries a code against all that were issued for `opens` and are in time; every try counts for all of them.
   * True once at most: then all are used up.
   */
  use(opens: string, code: string, now: Instant, tries: number): Promise<boolean>
}
