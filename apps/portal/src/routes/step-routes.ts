import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Sent } from '../form/forms.ts'
import { TYPED_FOR } from '../kept-for.ts'
import type { Page } from '../page.ts'
import type { RetrievalFlow } from '../retrieval-flow.ts'
import type { createOnce } from './double-submit.ts'
import type { PassKeeper } from './kept-pass.ts'
import type { Hold } from './on-hold.ts'
import { isSameOrigin } from './same-origin.ts'
import type { createShow, Language } from './show.ts'
import { STEP_ADDRESSES, type StepPage, standsAt, stepPage } from './step-pages.ts'
import { type Answer, type Steps, toCode, toCodeAgain, toDetails, toPass, toQuestions } from './steps.ts'
import type { Way } from './under-way.ts'

export interface StepParts {
  readonly flow: RetrievalFlow
  readonly keeper: PassKeeper
  readonly way: Way
  readonly once: ReturnType<typeof createOnce>
  readonly hold: Hold
}

/** Where forms are sent. */
const STEPS: Readonly<Record<string, (sent: Sent, steps: Steps) => Answer | Promise<Answer>>> = {
  '/retrieve/details': toDetails,
  '/retrieve/questions': toQuestions,
  '/retrieve/code': toCode,
  '/retrieve/resend': toCodeAgain,
  '/retrieve/pass': toPass,
}

/** Steps that a finished retrieval would refuse. */
const AFTER_START: ReadonlySet<string> = new Set(['/retrieve/code', '/retrieve/resend', '/retrieve/pass'])

/**
 * The way to a pass. A form is answered by sending the browser to a page of its own (303), so that going back and
 * loading again fetch pages, and send nothing.
 */
export function stepRoutes(
  scope: FastifyInstance,
  language: Language,
  languages: readonly Language[],
  { pageAt, show, shown }: ReturnType<typeof createShow>,
  { flow, keeper, way, once, hold }: StepParts,
): void {
  const { prefix, t } = language
  const translators = languages.map((other) => other.t)

  const go = (reply: FastifyReply, path: string) =>
    reply.header('cache-control', 'no-store').redirect(`${prefix}${path}`, 303)

  function showStep(reply: FastifyReply, { status, screen, retryAt }: StepPage, page: Page): FastifyReply {
    if (retryAt !== undefined) {
      reply.header('retry-after', Math.max(1, Math.ceil((retryAt - page.now) / 1000)))
    }
    return show(reply, status, screen, page)
  }

  /** Whoever has nothing under way has a pass, or comes from a bookmark, or too late. */
  const withoutState = (request: FastifyRequest, reply: FastifyReply, page: Page) =>
    keeper.kept(page.now, request) === undefined
      ? show(reply, 200, { kind: 'begin-again' }, page)
      : go(reply, '/pass')

  for (const address of STEP_ADDRESSES) {
    scope.get(`${prefix}${address}`, async (request, reply) => {
      const page = pageAt(language, address)
      const state = way.at(page.now, request)
      if (state === undefined) return withoutState(request, reply, page)
      const step = stepPage(address, state, { ...page, hold })
      return step === undefined ? go(reply, standsAt(state, page.now)) : showStep(reply, step, page)
    })
  }

  for (const [path, step] of Object.entries(STEPS)) {
    if (!STEP_ADDRESSES.some((address) => address === path)) {
      scope.get(`${prefix}${path}`, async (request, reply) => {
        const page = pageAt(language, '/retrieve')
        const state = way.at(page.now, request)
        return state === undefined ? withoutState(request, reply, page) : go(reply, standsAt(state, page.now))
      })
    }
    // A request without a body is a form without fields.
    scope.post<{ Body: Sent | undefined }>(`${prefix}${path}`, async (request, reply) => {
      if (!isSameOrigin(request)) return go(reply, '/retrieve')
      const page = pageAt(language, '/retrieve')
      const { now } = page
      const sent: Sent = request.body ?? new Map()
      const token = sent.get('retrieval')
      if (token !== undefined && AFTER_START.has(path) && keeper.cameOf(token, now, request)) {
        return go(reply, '/pass')
      }
      const underWay = way.at(now, request)
      const { policy } = page
      const client = { address: request.ip, language: t.locale }
      const answer = await step(sent, { flow, policy, now, t, translators, client, once, hold, underWay })
      if (answer.to === '/retrieve') return go(reply, '/retrieve')
      if (answer.to === '/pass') {
        // Another tab's way to another person's pass stays open.
        if (underWay?.kind !== 'typed' || underWay.retrieval?.token === answer.token) {
          way.forget(request, reply)
        }
        if (keeper.keep(answer.kept, answer.token, now, request, reply)) return go(reply, '/pass')
        if (answer.kept.kind === 'none') throw new Error('a reason without a pass always fits a cookie')
        const pass = shown(answer.kept.pass)
        const code = answer.kept.pass.qr
        return show(reply, 200, { kind: 'pass', pass, code, hasPicture: false, kept: false }, page)
      }
      const { to, state } = answer
      if (way.keep(state, TYPED_FOR * policy.retrieval.minutes, now, request, reply)) return go(reply, to)
      const instead = stepPage(to, state, { ...page, hold })
      if (instead === undefined) throw new Error(`no page at ${to}`)
      return showStep(reply, instead, page)
    })
  }
}
