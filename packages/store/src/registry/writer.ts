import type { Instant } from '@excelsior/domain'
import type { Databases } from '../database.ts'
import { StoreUnavailable } from '../unavailable.ts'
import { BATCH_AT_MOST, type BatchTools, prepare, storeBatch } from './store-batch.ts'
import type { IncomingReport, Outcome } from './types.ts'

interface Call {
  readonly reports: readonly IncomingReport[]
  readonly resolve: (outcomes: readonly Outcome[]) => void
  readonly reject: (error: unknown) => void
}

/**
 * One transaction at a time; what is asked for meanwhile is committed together with the next, so that sixteen senders
 * wait for one write to disk and not for sixteen.
 */
export function registryWriter(databases: Databases, tools: BatchTools, clock: () => Instant) {
  const waiting: Call[] = []
  let isRunning = false

  async function commit(reports: readonly IncomingReport[]): Promise<readonly Outcome[]> {
    const outcomes: Outcome[] = []
    for (let from = 0; from < reports.length; from += BATCH_AT_MOST) {
      const prepared = reports.slice(from, from + BATCH_AT_MOST).map((report) => prepare(tools.rows, report))
      outcomes.push(
        ...(await databases.transaction((inside) => storeBatch(inside, tools, prepared, clock()))),
      )
    }
    return outcomes
  }

  async function settle(calls: readonly Call[]): Promise<void> {
    try {
      const outcomes = await commit(calls.flatMap(({ reports }) => reports))
      let from = 0
      for (const { reports, resolve } of calls) {
        resolve(outcomes.slice(from, from + reports.length))
        from += reports.length
      }
    } catch (error) {
      const [only] = calls
      if (calls.length === 1 && only) only.reject(error)
      else if (error instanceof StoreUnavailable) for (const { reject } of calls) reject(error)
      // Something about one of them: the others are not to suffer for it.
      else for (const call of calls) await settle([call])
    }
  }

  async function run(): Promise<void> {
    isRunning = true
    while (waiting.length > 0) {
      const calls: Call[] = []
      let reports = 0
      while (waiting[0] && (calls.length === 0 || reports + waiting[0].reports.length <= BATCH_AT_MOST)) {
        reports += waiting[0].reports.length
        calls.push(...waiting.splice(0, 1))
      }
      await settle(calls)
    }
    isRunning = false
  }

  return (reports: readonly IncomingReport[]): Promise<readonly Outcome[]> =>
    new Promise((resolve, reject) => {
      if (reports.length === 0) return resolve([])
      waiting.push({ reports, resolve, reject })
      if (!isRunning) void run()
    })
}
