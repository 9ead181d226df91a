import type { Instant } from '@excelsior/domain'
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { LivePasses } from '../live-passes.ts'
import type { FileAllowance } from './file-allowance.ts'
import type { PassKeeper } from './kept-pass.ts'
import { isSameOrigin } from './same-origin.ts'
import { record } from './sealed-cookie.ts'

/** Bytes: a key has 130. */
const LIMIT = 1024

export interface LivePassParts {
  readonly livePasses: LivePasses
  readonly keeper: PassKeeper
  readonly files: FileAllowance
  readonly now: () => Instant
}

/**
 * The kept pass for the wallet of this browser, bound to its key: the one address of the portal that a program calls,
 * so it answers in JSON. Whoever has no pass here, or asks from elsewhere, is told the same.
 */
export function livePassRoute(
  portal: FastifyInstance,
  { livePasses, keeper, files, now }: LivePassParts,
): void {
  portal.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser(
      'application/json',
      { parseAs: 'string', bodyLimit: LIMIT },
      async (_request: unknown, body: string) => body,
    )
    scope.setErrorHandler((error: { statusCode?: number; name?: string }, request, reply) => {
      const status = error.statusCode ?? 503
      if (status < 500) return problem(reply, status, 'The request cannot be read')
      // Its message may hold what was sent.
      request.log.error({ event: 'live-pass-failed', name: error.name })
      return problem(reply.header('retry-after', '10'), 503, 'Not now')
    })

    scope.post('/pass/live', async (request, reply) => {
      const at = now()
      const found = isSameOrigin(request) ? keeper.kept(at, request) : undefined
      if (found?.kind !== 'pass' || at >= found.pass.expires) return noPass(reply)
      const retryAt = files.take(found.pass.qr, at)
      if (retryAt !== undefined) {
        reply.header('retry-after', Math.max(1, Math.ceil((retryAt - at) / 1000)))
        return problem(reply, 429, 'Too many requests')
      }
      const bound = await livePasses.bind(found.pass, keyIn(request.body), at)
      if (bound.kind === 'over') return noPass(reply)
      if (bound.kind === 'not-a-key') return problem(reply, 400, 'A P-256 public key as a JWK is needed')
      return reply
        .header('cache-control', 'no-store')
        .type('application/json; charset=utf-8')
        .send(JSON.stringify({ text: bound.text }))
    })
  })
}

/** Undefined for a body that is no JSON. */
function keyIn(body: unknown): unknown {
  try {
    return record(JSON.parse(String(body))).key
  } catch {
    return undefined
  }
}

const noPass = (reply: FastifyReply) => problem(reply, 404, 'No pass is kept here')

/** RFC 9457. */
function problem(reply: FastifyReply, status: number, title: string): FastifyReply {
  return reply
    .code(status)
    .header('cache-control', 'no-store')
    .type('application/problem+json; charset=utf-8')
    .send(JSON.stringify({ type: 'about:blank', title, status }))
}
