import type { FastifyBaseLogger } from 'fastify'
import { fetchOutside } from '../federation/fetch-outside.ts'
import { ASK_AT_MOST_EVERY } from '../federation/status-lists.ts'
import { refreshStatusLists, refreshTrustSources } from '../federation/trust-sources.ts'
import { type Installation, systemClock } from '../installation.ts'

const HOUR = 3_600_000

/**
 * Fetches the lists of those whose word we take every hour, and status lists that are to be fetched more often, each in
 * its time. One that cannot be had, or is refused, stays as it was until its own end; that is logged with its id or
 * address, which names a list and no person.
 */
export function startRefreshingTrust(
  { issuer, keyRing }: Pick<Installation, 'issuer' | 'keyRing'>,
  dataDir: string,
  log: Pick<FastifyBaseLogger, 'warn'>,
): { stop(): void } {
  let underWay = false
  let missed = false
  const refresh = async (round: 'all' | 'due'): Promise<void> => {
    // One round that is slow does not make two that are slower; nor do slow status lists keep away all the others.
    missed ||= underWay && round === 'all'
    if (underWay) return
    underWay = true
    const taking = {
      dataDir,
      now: systemClock(),
      ownId: issuer.id,
      demo: keyRing.demo,
      fetch: fetchOutside,
      tell: () => undefined,
    }
    try {
      const outcomes = round === 'all' ? await refreshTrustSources(taking) : []
      for (const { source, taken } of outcomes) {
        const why = typeof taken === 'string' ? taken : taken.ok ? undefined : taken.reason
        if (why !== undefined) log.warn({ event: 'trust-not-refreshed', source: source.id, why })
      }
      for (const { what, why } of await refreshStatusLists({ ...taking, now: systemClock() }, { round }))
        log.warn({ event: 'status-list-not-refreshed', list: what, why })
    } catch (error) {
      log.warn({ event: 'trust-not-refreshed', kind: error instanceof Error ? error.name : 'unknown' })
    } finally {
      underWay = false
    }
    if (!missed) return
    missed = false
    await refresh('all')
  }
  void refresh('all')
  const timers = [
    setInterval(() => void refresh('all'), HOUR),
    setInterval(() => void refresh('due'), ASK_AT_MOST_EVERY),
  ]
  for (const timer of timers) timer.unref()
  return { stop: () => timers.forEach(clearInterval) }
}
