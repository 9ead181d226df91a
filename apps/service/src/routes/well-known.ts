import '@fastify/swagger' // its schema words
import type { FastifyInstance } from 'fastify'
import { sendProblem } from '../problem.ts'

/** What verifiers anywhere fetch: cacheable, and open to pages of any origin. */
export function wellKnownRoutes(app: FastifyInstance, trustList: () => Promise<string | undefined>): void {
  app.get(
    '/.well-known/excelsior/trust.json',
    { schema: { tags: ['verification'], summary: 'The signed trust list' } },
    async (_request, reply) => {
      const list = await trustList()
      if (list === undefined) {
        return sendProblem(reply, { title: 'The trust list cannot be signed at this moment', status: 503 })
      }
      return reply
        .type('application/json; charset=utf-8')
        .header('cache-control', 'public, max-age=300')
        .header('access-control-allow-origin', '*')
        .header('cross-origin-resource-policy', 'cross-origin')
        .send(list)
    },
  )
}
