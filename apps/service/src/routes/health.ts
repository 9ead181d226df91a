import '@fastify/swagger' // its schema words
import type { Readiness } from '@excelsior/store'
import type { FastifyInstance } from 'fastify'
import { sendProblem } from '../problem.ts'

const LACKING: Readonly<Record<Exclude<Readiness, 'ready'>, string>> = {
  unreachable: 'The database is not reachable. It is tried again with each request.',
  full: 'The disk of the database is full. Nothing can be stored until there is room on it.',
  'read-only': 'The database takes nothing in: it is a standby, or its disk fails.',
}

/**
 * `/healthz`: the process lives. `/readyz`: it can store; says what it lacks, how many signers, keys and lists end
 * within thirty days where some do, and nothing about anybody.
 */
export function healthRoutes(
  app: FastifyInstance,
  readiness: () => Promise<Readiness>,
  endingSoon: () => number = () => 0,
): void {
  app.get('/healthz', { schema: { summary: 'Alive', tags: ['operations'] } }, async (_request, reply) =>
    reply.header('cache-control', 'no-store').send({ status: 'alive' }),
  )
  app.get('/readyz', { schema: { summary: 'Can serve', tags: ['operations'] } }, async (_request, reply) => {
    const found = await readiness()
    if (found === 'ready') {
      const ending = endingSoon()
      return reply
        .header('cache-control', 'no-store')
        .send({ status: 'ready', ...(ending > 0 ? { endingSoon: ending } : {}) })
    }
    return sendProblem(reply, { title: 'Not ready', status: 503, detail: LACKING[found] })
  })
}
