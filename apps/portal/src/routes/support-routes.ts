import type { Instant } from '@excelsior/domain'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { checkSupport } from '../form/check-support.ts'
import type { Sent } from '../form/forms.ts'
import { EMPTY_SUPPORT, supportOf } from '../form/support-form.ts'
import { SUPPORT_MINUTES } from '../kept-for.ts'
import type { Page, Screen } from '../page.ts'
import type { SupportDesk } from '../support-desk.ts'
import type { createOnce } from './double-submit.ts'
import { readFaults } from './read-faults.ts'
import { isSameOrigin } from './same-origin.ts'
import { record, type Seal, type SealedCookie, sealedCookie } from './sealed-cookie.ts'
import type { createShow, Language } from './show.ts'

type SupportScreen = Extract<Screen, { kind: 'support' }>
/** What the browser keeps between the form that was sent and the page that says what became of it. */
type State = { readonly sent: string } | Omit<SupportScreen, 'kind'>

export const supportCookie = (seal: Seal, https: boolean): SealedCookie =>
  sealedCookie('support', seal, https)

export interface SupportParts {
  readonly desk: SupportDesk
  readonly cookie: SealedCookie
  readonly once: ReturnType<typeof createOnce>
}

/** The form to the help desk. As the steps of a retrieval do, it sends the browser on to a page (303). */
export function supportRoutes(
  scope: FastifyInstance,
  language: Language,
  { pageAt, show }: ReturnType<typeof createShow>,
  { desk, cookie, once }: SupportParts,
): void {
  const { prefix, t } = language
  const go = (reply: FastifyReply, path: string) =>
    reply.header('cache-control', 'no-store').redirect(`${prefix}${path}`, 303)

  const stateAt = (now: Instant, request: FastifyRequest) => read(record(cookie.read(now, request)))

  function showForm(reply: FastifyReply, state: Omit<SupportScreen, 'kind'>, page: Page): FastifyReply {
    const { faults, trouble } = state
    const retryAt = trouble?.kind === 'busy' && page.now < trouble.retryAt ? trouble.retryAt : undefined
    if (retryAt !== undefined)
      reply.header('retry-after', Math.max(1, Math.ceil((retryAt - page.now) / 1000)))
    const refused = trouble?.kind === 'unavailable' ? 503 : retryAt === undefined ? 200 : 429
    return show(reply, faults.length > 0 ? 422 : refused, { kind: 'support', ...state }, page)
  }

  scope.get(`${prefix}/support`, async (request, reply) => {
    const page = pageAt(language, '/support')
    const state = stateAt(page.now, request)
    const fresh = { form: EMPTY_SUPPORT, faults: [] }
    return showForm(reply, state === undefined || 'sent' in state ? fresh : state, page)
  })

  scope.get(`${prefix}/support/sent`, async (request, reply) => {
    const page = pageAt(language, '/support/sent')
    const state = stateAt(page.now, request)
    if (state === undefined || !('sent' in state)) return go(reply, '/support')
    return show(reply, 200, { kind: 'support-sent', number: state.sent }, page)
  })

  // A request without a body is a form without fields.
  scope.post<{ Body: Sent | undefined }>(`${prefix}/support`, async (request, reply) => {
    if (!isSameOrigin(request)) return go(reply, '/support')
    const page = pageAt(language, '/support')
    const keep = (state: State) => cookie.set(state, SUPPORT_MINUTES, page.now, request, reply)
    // A long message fits into no cookie: its page is the answer itself.
    const back = (state: Omit<SupportScreen, 'kind'>) =>
      keep(state) ? go(reply, '/support') : showForm(reply, state, page)

    const form = supportOf(request.body ?? new Map())
    const checked = checkSupport(form)
    if (!checked.ok) return back({ form, faults: checked.faults })
    const { message } = checked
    const client = { address: request.ip, language: t.locale }
    const outcome = await once('support', [message, client], () => desk.send(message, client))
    if (outcome.kind !== 'sent') return back({ form, faults: [], trouble: outcome })
    keep({ sent: outcome.number })
    return go(reply, '/support/sent')
  })
}

function read({ sent, form, faults, trouble }: Record<string, unknown>): State | undefined {
  if (typeof sent === 'string') return { sent }
  const typed = Object.entries(record(form)).map(([name, value]) => [name, String(value)] as const)
  if (typed.length === 0) return undefined
  return {
    form: supportOf(new Map(typed)),
    faults: readFaults(faults),
    trouble: readTrouble(record(trouble)),
  }
}

function readTrouble({ kind, retryAt }: Record<string, unknown>): SupportScreen['trouble'] {
  if (kind === 'busy' && typeof retryAt === 'number') return { kind, retryAt: retryAt as Instant }
  return kind === 'unavailable' ? { kind } : undefined
}
