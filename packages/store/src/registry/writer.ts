import { setImmediate } from 'node:timers/promises'
import type { Instant } from '@excelsior/domain'
import type { Databases } from '../database.ts'
import { StoreUnavailable } from '../unavailable.ts'
import type { PreparedReport } from './apply-report.ts'
import { BATCH_AT_MOST, type BatchTools, prepare, storeBatch } from './store-batch.ts'
import type { IncomingReport, Outcome } from './types.ts'

/** A call, or a part of a large one. */
interface Piece {
  readonly reports: readonly IncomingReport[]
  prepared: readonly PreparedReport[] | undefined
  readonly resolve: (outcomes: readonly Outcome[]) => void
  readonly reject: (error: unknown) => void
}

/** A transaction of so many is worth its round trips: more are not waited for. */
const WORTH_A_WRITE = 64
/** Milliseconds at the most that a message waits for others to go with it. */
const LONGEST_WAIT = 25

/**
 * One transaction at a time; what is asked for meanwhile is made ready while the database writes, and committed
 * together with the next: sixteen senders wait for one write to disk and not for sixteen.
 *
 * Senders who wait for each acknowledgement all send again when they have it, the quickest first. So that they do not
 * fall apart into many small transactions, the next one waits until as many have come as were there before, but no
 * longer than the last one took: who sends alone never waits.
 */
export function registryWriter(databases: Databases, tools: BatchTools, clock: () => Instant) {
  const waiting: Piece[] = []
  let isRunning = false
  /** When the last transaction ended, how long it took (milliseconds), and how many had sent for it or behind it. */
  let last = { ended: Number.NEGATIVE_INFINITY, took: 0, senders: 0 }
  let ring: () => void = () => undefined

  const preparedOf = (piece: Piece): readonly PreparedReport[] => {
    piece.prepared ??= piece.reports.map((report) => prepare(tools, report))
    return piece.prepared
  }

  /** No more than one batch: the rest waits as it came. */
  function prepareAhead(): void {
    let ahead = 0
    for (const piece of waiting) {
      ahead += piece.reports.length
      if (ahead > BATCH_AT_MOST) return
      preparedOf(piece)
    }
  }

  async function settle(pieces: readonly Piece[]): Promise<void> {
    try {
      const prepared = pieces.flatMap(preparedOf)
      const outcomes = await databases.session((session) => storeBatch(session, tools, prepared, clock()))
      let from = 0
      for (const { reports, resolve } of pieces) {
        resolve(outcomes.slice(from, from + reports.length))
        from += reports.length
      }
    } catch (error) {
      const [only] = pieces
      if (pieces.length === 1 && only) only.reject(error)
      else if (error instanceof StoreUnavailable) for (const { reject } of pieces) reject(error)
      // Something about one of them: the others are not to suffer for it.
      else for (const piece of pieces) await settle([piece])
    }
  }

  const areTogether = (): boolean =>
    waiting.length >= last.senders ||
    waiting.reduce((sum, { reports }) => sum + reports.length, 0) >= WORTH_A_WRITE

  /** Those who were just answered may have more: one write for all of them, not one for the quickest. */
  async function gathered(): Promise<void> {
    await setImmediate()
    const left = last.ended + Math.min(last.took, LONGEST_WAIT) - performance.now()
    if (left <= 0 || areTogether()) return
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, left)
      ring = () => {
        if (!areTogether()) return
        clearTimeout(timer)
        resolve()
      }
    })
    ring = () => undefined
  }

  async function run(): Promise<void> {
    isRunning = true
    while (waiting.length > 0) {
      await gathered()
      const pieces: Piece[] = []
      let reports = 0
      while (waiting[0] && (pieces.length === 0 || reports + waiting[0].reports.length <= BATCH_AT_MOST)) {
        reports += waiting[0].reports.length
        pieces.push(...waiting.splice(0, 1))
      }
      const began = performance.now()
      const settled = settle(pieces)
      prepareAhead()
      await settled
      const ended = performance.now()
      last = { ended, took: ended - began, senders: pieces.length + waiting.length }
    }
    isRunning = false
  }

  function enqueue(reports: readonly IncomingReport[]): Promise<readonly Outcome[]> {
    return new Promise((resolve, reject) => {
      waiting.push({ reports, prepared: undefined, resolve, reject })
      if (isRunning) prepareAhead()
      else void run()
      ring()
    })
  }

  return async (reports: readonly IncomingReport[]): Promise<readonly Outcome[]> => {
    const pieces: Promise<readonly Outcome[]>[] = []
    for (let from = 0; from < reports.length; from += BATCH_AT_MOST) {
      pieces.push(enqueue(reports.slice(from, from + BATCH_AT_MOST)))
    }
    return (await Promise.all(pieces)).flat()
  }
}
