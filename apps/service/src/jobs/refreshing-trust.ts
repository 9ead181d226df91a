import type { FastifyBaseLogger } from 'fastify'
import { fetchOutside } from '../federation/fetch-outside.ts'
import { refreshTrustSources } from '../federation/trust-sources.ts'
import { type Installation, systemClock } from '../installation.ts'

const HOUR = 3_600_000

/**
 * Fetches the lists of those whose word we take every hour. One that cannot be had, or is refused, stays as it was
 * until its own end; that is logged with its id, which names a list and no person.
 */
export function startRefreshingTrust(
  { issuer, keyRing }: Pick<Installation, 'issuer' | 'keyRing'>,
  dataDir: string,
  log: Pick<FastifyBaseLogger, 'warn'>,
): { stop(): void } {
  let underWay = false
  const refresh = async () => {
    // One round that is slow does not make two that are slower.
    if (underWay) return
    underWay = true
    try {
      const outcomes = await refreshTrustSources({
        dataDir,
        now: systemClock(),
        ownId: issuer.id,
        demo: keyRing.demo,
        fetch: fetchOutside,
        tell: () => undefined,
      })
      for (const { source, taken } of outcomes) {
        const why = typeof taken === 'string' ? taken : taken.ok ? undefined : taken.reason
        if (why !== undefined) log.warn({ event: 'trust-not-refreshed', source: source.id, why })
      }
    } catch (error) {
      log.warn({ event: 'trust-not-refreshed', kind: error instanceof Error ? error.name : 'unknown' })
    } finally {
      underWay = false
    }
  }
  void refresh()
  const timer = setInterval(refresh, HOUR)
  timer.unref()
  return { stop: () => clearInterval(timer) }
}
