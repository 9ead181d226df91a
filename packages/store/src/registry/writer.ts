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

/**
 * One transaction at a time; what is asked for meanwhile is made ready while the database writes, and committed
 * together with the next: sixteen senders wait for one write to disk and not for sixteen.
 */
export function registryWriter(databases: Databases, tools: BatchTools, clock: () => Instant) {
  const waiting: Piece[] = []
  let isRunning = false

  const preparedOf = (piece: Piece): readonly PreparedReport[] => {
    piece.prepared ??= piece.reports.map((report) => prepare(tools.rows, report))
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

  async function run(): Promise<void> {
    isRunning = true
    while (waiting.length > 0) {
      // Those who were just answered may have more: one write for all of them, not one for the quickest.
      await setImmediate()
      const pieces: Piece[] = []
      let reports = 0
      while (waiting[0] && (pieces.length === 0 || reports + waiting[0].reports.length <= BATCH_AT_MOST)) {
        reports += waiting[0].reports.length
        pieces.push(...waiting.splice(0, 1))
      }
      const settled = settle(pieces)
      prepareAhead()
      await settled
    }
    isRunning = false
  }

  function enqueue(reports: readonly IncomingReport[]): Promise<readonly Outcome[]> {
    return new Promise((resolve, reject) => {
      waiting.push({ reports, prepared: undefined, resolve, reject })
      if (isRunning) prepareAhead()
      else void run()
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
