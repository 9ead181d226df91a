import type { Instant, Policy } from '@excelsior/domain'
import type { Store } from '@excelsior/store'
import type { FastifyInstance } from 'fastify'

export interface DemoRoutes {
  readonly store: Store
  readonly policy: () => Policy
  /** As `excelsior demo --json` lists them, judged now. */
  readonly residents: () => readonly unknown[]
}

const LISTED = 200

/** Only in demo mode, where no code ever reaches a real phone; elsewhere these addresses are 404. */
export function demoRoutes(app: FastifyInstance, { store, policy, residents }: DemoRoutes): void {
  const tags = ['demo']
  app.get(
    '/demo/outbox',
    { schema: { tags, summary: 'Messages that a deployment would have sent, newest first' } },
    async (_request, reply) => {
      const messages = await store.outbox.recent(LISTED)
      return reply.header('cache-control', 'no-store').send(
        messages.map(({ channel, to, text, code, at }) => ({
          ...(channel === 'letter' ? { address: to } : { phone: to }),
          text,
          code,
          at: policy().zone.format(at as Instant),
          channel,
        })),
      )
    },
  )
  app.get(
    '/demo/residents',
    { schema: { tags, summary: 'Whom to try, with right answers and what should come of it' } },
    (_request, reply) => reply.header('cache-control', 'no-store').send(residents()),
  )
}
