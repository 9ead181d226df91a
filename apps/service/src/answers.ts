import type { MessageHeader, Outcome, Rejection, RejectionCode } from '@excelsior/records'
import { headerOf, type Ingested } from './ingestion.ts'

/** What is said to the sender of one message, whatever door it came in by. */
export interface Answer {
  readonly header: MessageHeader | undefined
  readonly outcome: Outcome
}

interface Collected {
  readonly header: MessageHeader | undefined
  taken: boolean
  readonly faults: Rejection[]
}

/** The message itself is sound, but of a kind that is not taken here (MSH-9, 11, 12): a repetition is of no use. */
const NOT_OURS: ReadonlySet<RejectionCode> = new Set(['unsupported-message', 'trial-message'])

/** One answer a message, in their order, also where a message told of several people. */
export class Answers {
  readonly #collected = new Map<number, Collected>()

  take(ingested: Ingested): void {
    if (ingested.kind === 'notice') return
    const isTaken = ingested.kind === 'taken'
    const message = isTaken ? ingested.report.message : ingested.rejection.message
    const answer = this.#collected.get(message) ?? { header: headerOf(ingested), taken: false, faults: [] }
    if (!isTaken) answer.faults.push(ingested.rejection)
    else {
      const { records, merges = [], setAside } = ingested.report
      answer.faults.push(...setAside)
      if (records.length + merges.length > 0 || setAside.length === 0) answer.taken = true
    }
    this.#collected.set(message, answer)
  }

  /** Whether this message, counted from 1, has an answer already. */
  has(message: number): boolean {
    return this.#collected.has(message)
  }

  get isEmpty(): boolean {
    return this.#collected.size === 0
  }

  *all(): Generator<Answer, void, undefined> {
    for (const { header, taken, faults } of this.#collected.values()) {
      const isNotOurs = faults.length > 0 && faults.every(({ code }) => NOT_OURS.has(code))
      // Taken, with the faults of what was set aside; or nothing of it was.
      yield { header, outcome: { fate: taken ? 'accepted' : isNotOurs ? 'rejected' : 'error', faults } }
    }
  }
}
