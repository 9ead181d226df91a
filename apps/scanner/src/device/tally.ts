import type { CivilDate, Instant } from '@excelsior/domain'
import type { Kept } from '@excelsior/offline'
import type { Outcome } from '../scanning/outcome.ts'
import { type Counts, counted, readCounts } from './counts.ts'
import {
  batched,
  type CountLine,
  gather,
  mayBeSent,
  NOTHING_TO_SEND,
  type Outgoing,
  readOutgoing,
  sent,
  waitingLines,
} from './outgoing.ts'
import { newBatchKey, sendCounts } from './send-counts.ts'

/** How many verdicts there were today; and, where the venue agreed, what of that is still to be sent. */
export interface Tally {
  readonly counts: Counts
  readonly waiting: readonly CountLine[]
  readonly sentAt: Instant | undefined
  count(outcome: Outcome): void
  /** Sends what waits, once an hour at most. */
  send(): Promise<void>
  /** Whoever takes the agreement back takes back what waits. */
  drop(): void
}

export interface TallyOptions {
  readonly kept: Kept<'counts' | 'outgoing'>
  readonly today: () => CivilDate
  readonly now: () => Instant
  /** Milliseconds of a clock that nobody sets. */
  readonly ticks: () => number
  /** Whether the venue agreed that counts are sent. */
  readonly agreed: () => boolean
  readonly onChange: () => void
}

/** After a sending that nobody answered, milliseconds. */
const SEND_AGAIN_AFTER = 5 * 60_000

export async function keepTally(options: TallyOptions): Promise<Tally> {
  const { kept, today, now, ticks, agreed } = options
  let held: unknown = await kept.get('counts')
  let outgoing = readOutgoing(await kept.get('outgoing'))
  let triedAt = Number.NEGATIVE_INFINITY

  /** Read when they are first asked for: which day it is costs a phone that has just opened the page 20 ms. */
  const countsNow = (): Counts => {
    const counts = readCounts(held, today())
    held = counts
    return counts
  }
  const keepOutgoing = (next: Outgoing) => {
    outgoing = next
    kept.put('outgoing', outgoing).catch(() => {})
  }
  return {
    get counts() {
      return countsNow()
    },
    get waiting() {
      return agreed() ? waitingLines(outgoing, today()) : []
    },
    get sentAt() {
      return outgoing.sentAt
    },
    count(outcome) {
      const counts = counted(countsNow(), outcome, today())
      held = counts
      kept.put('counts', counts).catch(() => {})
      if (agreed()) keepOutgoing(gather(outgoing, outcome, today()))
    },
    async send() {
      if (!agreed() || !navigator.onLine || !mayBeSent(outgoing, now())) return
      if (ticks() - triedAt < SEND_AGAIN_AFTER) return
      triedAt = ticks()
      // Written down before it goes, so that it stays one batch.
      outgoing = batched(outgoing, today(), newBatchKey)
      await kept.put('outgoing', outgoing).catch(() => {})
      const { batch } = outgoing
      if (!batch) return
      if ((await sendCounts(batch)) === 'later') return
      keepOutgoing(sent(outgoing, batch.key, now()))
      options.onChange()
    },
    drop: () => keepOutgoing(NOTHING_TO_SEND),
  }
}
