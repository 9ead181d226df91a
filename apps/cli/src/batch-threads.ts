import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { Instant } from '@excelsior/domain'
import type { BatchAnswers } from './batch-lines.ts'
import type { LineBatch } from './lines.ts'
import type { TrustGround } from './trust-ground.ts'

export interface ThreadWork {
  readonly ground: TrustGround
  readonly at: Instant | undefined
}

export interface ThreadTask {
  readonly number: number
  readonly batch: LineBatch
}

export interface ThreadAnswers {
  readonly number: number
  readonly answers: BatchAnswers
}

export interface BatchThreads {
  /** So many batches may be under way: each thread has one in hand and one that waits. */
  readonly atOnce: number
  answersTo(batch: LineBatch): Promise<BatchAnswers>
  close(): Promise<void>
}

/** Each holds the trust list and the compiled code once more. */
const MOST_THREADS = 8
/** MiB. Without a bound engines let garbage lie as long as the machine has memory; a trust list of 4 MiB takes 60. */
const HEAP = { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 512 }

/** Undefined where the machine has one core alone. */
export function startThreads(work: ThreadWork): BatchThreads | undefined {
  const size = Math.min(availableParallelism(), MOST_THREADS)
  if (size < 2) return undefined
  const waiting = new Map<number, PromiseWithResolvers<BatchAnswers>>()
  let failed: unknown
  const fail = (error: unknown) => {
    failed = error
    for (const { reject } of waiting.values()) reject(error)
    waiting.clear()
  }
  const threads = Array.from({ length: size }, () => {
    const thread = new Worker(new URL('./batch-lines.worker.ts', import.meta.url), {
      workerData: work,
      resourceLimits: HEAP,
    })
    thread.on('message', ({ number, answers }: ThreadAnswers) => {
      waiting.get(number)?.resolve(answers)
      waiting.delete(number)
    })
    thread.on('error', fail)
    return thread
  })
  let next = 0
  return {
    atOnce: size * 2,
    answersTo(batch) {
      const number = next++
      const answered = Promise.withResolvers<BatchAnswers>()
      if (failed !== undefined) answered.reject(failed)
      else {
        waiting.set(number, answered)
        threads[number % size]?.postMessage({ number, batch } satisfies ThreadTask)
      }
      return answered.promise
    },
    async close() {
      await Promise.all(threads.map((thread) => thread.terminate()))
    },
  }
}
