import type { Instant, Limit } from '@excelsior/domain'
import type { SupportDesk } from '@excelsior/portal'
import { type Store, StoreUnavailable, SUPPORT_DAYS } from '@excelsior/store'
import { networkOf } from './network.ts'

/** Messages to the help desk from one network: a family, an office; not a flood. */
const PER_NETWORK: Limit = { count: 10, periodMilliseconds: 3_600_000 }

/** Takes messages for the help desk and keeps them sealed. Nothing of them goes into a log or the outbox. */
export function createSupportDesk(
  store: Pick<Store, 'support' | 'throttles'>,
  now: () => Instant,
): SupportDesk {
  return {
    keptDays: SUPPORT_DAYS,
    async send(message, { address, language }) {
      const at = now()
      try {
        const key = `support network ${networkOf(address)}`
        if (!(await store.throttles.take([{ key, limit: PER_NETWORK }], at))) {
          const { count, periodMilliseconds } = PER_NETWORK
          return { kind: 'busy', retryAt: (at + Math.ceil(periodMilliseconds / count)) as Instant }
        }
        return { kind: 'sent', number: await store.support.add({ ...message, language }, at) }
      } catch (error) {
        if (error instanceof StoreUnavailable) return { kind: 'unavailable' }
        throw error
      }
    },
  }
}
