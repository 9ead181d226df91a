import type { Instant } from '@excelsior/domain'
import type { Client } from '../retrieval-flow.ts'
import type { SupportDesk, SupportOutcome } from '../support-desk.ts'

/** The text says what shall come of it: `Busy`, `Unavailable`, or anything else is taken. */
export function createFakeDesk(now: () => Instant): SupportDesk & { readonly taken: readonly unknown[] } {
  const taken: unknown[] = []
  return {
    taken,
    keptDays: 90,
    async send(message, client: Client): Promise<SupportOutcome> {
      if (message.text === 'Busy') return { kind: 'busy', retryAt: (now() + 360_000) as Instant }
      if (message.text === 'Unavailable') return { kind: 'unavailable' }
      taken.push({ ...message, language: client.language })
      return { kind: 'sent', number: `7K3-9Q${taken.length}` }
    },
  }
}
