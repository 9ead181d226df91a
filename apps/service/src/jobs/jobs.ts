import type { FastifyBaseLogger } from 'fastify'
import { type Installation, systemClock } from '../installation.ts'

const HOUR = 3_600_000

/** What runs by itself: retention. Failures are logged by kind and tried again at the next turn. */
export function startJobs({ store }: Installation, log: FastifyBaseLogger): { stop(): void } {
  const purge = async () => {
    try {
      await store.purge(systemClock())
    } catch (error) {
      log.error({ event: 'purge-failed', kind: error instanceof Error ? error.name : 'unknown' })
    }
  }
  void purge()
  const timer = setInterval(purge, HOUR)
  timer.unref()
  return { stop: () => clearInterval(timer) }
}
