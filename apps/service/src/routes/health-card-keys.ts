import '@fastify/swagger' // its schema words
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { HealthCardPublication } from '../health-card-publication.ts'
import { sendProblem } from '../problem.ts'

/** What verifiers of SMART Health Cards fetch: cacheable, and open to pages of any origin. */
export function healthCardKeyRoutes(app: FastifyInstance, publication: HealthCardPublication): void {
  app.get(
    '/.well-known/jwks.json',
    { schema: { tags: ['verification'], summary: 'Keys of SMART Health Cards' } },
    async (_request, reply) => answer(reply, await publication.keySet()),
  )
  app.get<{ Params: { file: string } }>(
    '/.well-known/crl/:file',
    {
      schema: { tags: ['verification'], summary: 'Health cards of one key that were withdrawn: <kid>.json' },
    },
    async (request, reply) => {
      const { file } = request.params
      const list = file.endsWith('.json')
        ? await publication.revocationList(file.slice(0, -'.json'.length))
        : 'unknown-key'
      if (list === 'unknown-key') return sendProblem(reply, { title: 'There is no such key', status: 404 })
      return answer(reply, list)
    },
  )
}

function answer(reply: FastifyReply, json: string | undefined) {
  if (json === undefined)
    return sendProblem(reply, { title: 'This cannot be answered at this moment', status: 503 })
  return reply
    .type('application/json; charset=utf-8')
    .header('cache-control', 'public, max-age=300')
    .header('access-control-allow-origin', '*')
    .header('cross-origin-resource-policy', 'cross-origin')
    .send(json)
}
