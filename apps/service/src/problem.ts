import type { FastifyReply } from 'fastify'

/** RFC 9457 problem details. `type` stays `about:blank` where the status says it all. */
export interface Problem {
  readonly type?: string
  readonly title: string
  readonly status: number
  readonly detail?: string
  /** 422 only: which fields, and what is wrong with each. */
  readonly errors?: readonly { readonly field: string; readonly detail: string }[]
}

export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  return reply
    .code(problem.status)
    .type('application/problem+json; charset=utf-8')
    .header('cache-control', 'no-store')
    .send(JSON.stringify({ type: 'about:blank', ...problem }))
}
