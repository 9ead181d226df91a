import { healthCardCode } from '@excelsior/credentials'
import type { Policy } from '@excelsior/domain'
import type { Translator } from '@excelsior/ui'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { sendProblem } from '../../problem.ts'
import type { Client, Fault, Outcome, RetrievalFlow, Started, Typed } from '../../retrieval-flow.ts'
import type { Texts } from '../../texts.ts'

const Short = (description: string) => Type.String({ maxLength: 512, description })

const StartBody = Type.Object(
  {
    pass: Type.Union([Type.Literal('vaccination'), Type.Literal('pcr'), Type.Literal('antigen')]),
    givenName: Short('May be empty where the person has one name'),
    familyName: Short('May be empty where the person has one name'),
    birthDate: Short('ISO 8601 day; a year, or year and month, where the papers say no more'),
    postalCode: Short('Five digits, or ZIP+4'),
    phone: Short('The number given at the dose or test, in any spelling'),
  },
  { additionalProperties: false },
)
const AnswersBody = Type.Object(
  {
    retrieval: Type.String({ maxLength: 1024 }),
    answers: Type.Record(Type.String({ maxLength: 64 }), Type.String({ maxLength: 64 }), {
      maxProperties: 16,
    }),
  },
  { additionalProperties: false },
)
const CodeBody = Type.Object(
  { retrieval: Type.String({ maxLength: 1024 }), code: Type.String({ maxLength: 64 }) },
  { additionalProperties: false },
)

export interface RetrievalRoutes {
  readonly flow: RetrievalFlow
  readonly policy: () => Policy
  readonly texts: Texts
}

/** `POST /api/retrievals`, `…/answers`, `…/code`: the three steps, without personal data in any address. */
export function retrievalRoutes(app: FastifyInstance, { flow, policy, texts }: RetrievalRoutes): void {
  const tags = ['retrieval']

  app.post<{ Body: Typed }>(
    '/api/retrievals',
    { schema: { tags, summary: 'Begin: who asks, and for which pass', body: StartBody } },
    async (request, reply) => {
      const started = await flow.start(request.body, clientOf(request))
      return started.kind === 'started'
        ? reply.header('cache-control', 'no-store').type(JSON_TYPE).send(startedBody(started, request))
        : notStarted(reply, started, request)
    },
  )

  app.post<{ Body: { retrieval: string; answers: Record<string, string> } }>(
    '/api/retrievals/answers',
    { schema: { tags, summary: 'Answer the three questions', body: AnswersBody } },
    async (request, reply) =>
      sendOutcome(
        reply,
        await flow.answer(request.body.retrieval, request.body.answers, clientOf(request)),
        request,
      ),
  )

  app.post<{ Body: { retrieval: string; code: string } }>(
    '/api/retrievals/code',
    { schema: { tags, summary: 'Prove it with the one-time code', body: CodeBody } },
    async (request, reply) =>
      sendOutcome(
        reply,
        await flow.code(request.body.retrieval, request.body.code, clientOf(request)),
        request,
      ),
  )

  const startedBody = (started: Extract<Started, { kind: 'started' }>, request: FastifyRequest): string => {
    const t = texts.translatorFor(request.headers['accept-language'])
    const retrieval = JSON.stringify(started.retrieval)
    const expires = JSON.stringify(policy().zone.format(started.expires))
    return `{"retrieval":${retrieval},"questions":${texts.questionsJson(started.questions, t)},"expires":${expires}}`
  }

  const notStarted = (
    reply: FastifyReply,
    started: Exclude<Started, { kind: 'started' }>,
    request: FastifyRequest,
  ) => {
    const t = texts.translatorFor(request.headers['accept-language'])
    switch (started.kind) {
      case 'malformed':
        return sendProblem(reply, {
          title: t('api.malformed.title'),
          status: 422,
          detail: t('api.malformed.detail'),
          errors: started.faults.map((fault) => ({ field: fault.field, detail: faultText(fault, t) })),
        })
      case 'busy':
        reply.header('retry-after', RETRY_AFTER)
        return sendProblem(reply, { title: t('api.busy.title'), status: 429, detail: t('api.busy.detail') })
      case 'unavailable':
        return unavailable(reply, t)
    }
  }

  const sendOutcome = (reply: FastifyReply, outcome: Outcome, request: FastifyRequest) => {
    const t = texts.translatorFor(request.headers['accept-language'])
    switch (outcome.kind) {
      case 'code':
        return reply.header('cache-control', 'no-store').send({ next: 'code' })
      case 'proven':
        return reply.header('cache-control', 'no-store').send(provenBody(outcome, policy()))
      case 'refused':
      case 'timed-out':
        return sendProblem(reply, {
          title: t('api.refused.title'),
          status: 403,
          detail: t('api.refused.detail'),
        })
      case 'unavailable':
        return unavailable(reply, t)
    }
  }
}

const JSON_TYPE = 'application/json; charset=utf-8'

/** Seconds. Not counted out exactly: a network's budget refills steadily. */
const RETRY_AFTER = '120'

const clientOf = (request: FastifyRequest): Client => ({
  address: request.ip,
  language: request.headers['accept-language'] ?? '',
})

const faultText = (fault: Fault, t: Translator): string => t(`api.malformed.${fault.code}`)

const unavailable = (reply: FastifyReply, t: Translator): FastifyReply =>
  sendProblem(reply.header('retry-after', '10'), {
    title: t('api.unavailable.title'),
    status: 503,
    detail: t('api.unavailable.detail'),
  })

/** The decision in the form of the published rules, and the passes that came of it. */
function provenBody(outcome: Extract<Outcome, { kind: 'proven' }>, policy: Policy) {
  const { decision, passes } = outcome
  const { format } = policy.zone
  return {
    decision: decision.eligible
      ? { eligible: true, expires: format(decision.expires) }
      : { eligible: false, reason: decision.reason },
    passes: passes.map((pass) => ({
      type: pass.type,
      givenName: pass.givenName,
      familyName: pass.familyName,
      birthDate: pass.birthDate,
      issued: format(pass.issued),
      expires: format(pass.expires),
      qr: pass.qr,
      formats: {
        ...(pass.healthCard !== undefined && { shc: healthCardCode(pass.healthCard) }),
        ...(pass.euCertificate !== undefined && { dcc: pass.euCertificate }),
      },
    })),
  }
}
