import '@fastify/swagger' // its schema words
import type { FastifyInstance } from 'fastify'
import { sendProblem } from '../problem.ts'

/** `/healthz`: the process lives. `/readyz`: it can serve; names what it lacks, and nothing about anybody. */
export function healthRoutes(app: FastifyInstance, readiness: () => Promise<readonly string[]>): void {
  app.get('/healthz', { schema: { summary: 'Alive', tags: ['operations'] } }, async (_request, reply) =>
    reply.header('cache-control', 'no-store').send({ status: 'alive' }),
  )
  app.get('/readyz', { schema: { summary: 'Can serve', tags: ['operations'] } }, async (_request, reply) => {
    const lacking = await readiness()
    if (lacking.length === 0) return reply.header('cache-control', 'no-store').send({ status: 'ready' })
    return sendProblem(reply, { title: 'Not ready', status: 503, detail: lacking.join('; ') })
  })
}
