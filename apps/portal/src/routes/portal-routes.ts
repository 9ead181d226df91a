import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { doorOf } from '../door-of.ts'
import type { Sent } from '../form/forms.ts'
import type { Assets, Page, RenderPage, Screen } from '../page.ts'
import { type PassPainter, pictureWords } from '../picture/pass-picture.ts'
import type { RetrievalFlow } from '../retrieval-flow.ts'
import { serveAssets } from './asset-files.ts'
import { createOnce } from './double-submit.ts'
import { forget, keep, keptBy, type Seal } from './kept-pass.ts'
import { readForms } from './read-forms.ts'
import { isSameOrigin } from './same-origin.ts'
import { createShow, type Language, languagesOf, type ShowOptions } from './show.ts'
import { type Answer, type Steps, toCode, toCodeAgain, toDetails, toPass, toQuestions } from './steps.ts'

export interface PortalOptions extends ShowOptions {
  readonly flow: RetrievalFlow
  readonly seal: Seal
}

/** What the build and the fonts give: `builtPortal()`, or other parts in tests. */
export interface PortalParts {
  readonly renderPage: RenderPage
  readonly assets: Assets
  readonly painter: PassPainter
  /** The folder of what browsers load. */
  readonly client: string
}

/** Pages that the service shows by itself, where no route of its own answers. */
export interface PortalPages {
  notFound(request: FastifyRequest, reply: FastifyReply): FastifyReply
}

/** How long a form that is sent twice gets the answer of the first. */
const IMPATIENCE = 5000

const PLAIN_PAGES = ['help', 'privacy', 'accessibility', 'venues', 'developers', 'finished'] as const

const STEPS: Readonly<Record<string, (sent: Sent, steps: Steps) => Answer | Promise<Answer>>> = {
  '/retrieve/details': toDetails,
  '/retrieve/questions': toQuestions,
  '/retrieve/code': toCode,
  '/retrieve/resend': toCodeAgain,
  '/retrieve/pass': toPass,
}

/** Mounts all pages, in every language: English at `/`, the others at `/<locale>/`. */
export function portalRoutes(app: FastifyInstance, options: PortalOptions, parts: PortalParts): PortalPages {
  const languages = languagesOf(options.catalogs)
  const [english] = languages
  if (english === undefined) throw new Error('the portal needs a language')
  const desk = createShow(options, parts, languages)
  const { pageAt, show } = desk
  app.register(async (scope) => {
    readForms(scope)
    serveAssets(scope, parts.client)
    scope.setErrorHandler((error: { statusCode?: number; name?: string; stack?: string }, request, reply) => {
      const status = error.statusCode ?? 500
      // The message of an error may hold what somebody typed; where it happened does not.
      const at = error.stack?.split('\n').slice(1, 4)
      if (status >= 500) request.log.error({ event: 'page-failed', name: error.name, at })
      return show(reply, status, { kind: 'unavailable' }, pageAt(english, '/'))
    })
    for (const language of languages) mountLanguage(scope, language, languages, options, parts.painter, desk)
  })
  return {
    notFound: (request, reply) => {
      const asked = languages.find(({ prefix }) => prefix !== '' && request.url.startsWith(`${prefix}/`))
      return show(reply, 404, { kind: 'not-found' }, pageAt(asked ?? english, '/'))
    },
  }
}

function mountLanguage(
  scope: FastifyInstance,
  language: Language,
  languages: readonly Language[],
  options: PortalOptions,
  painter: PassPainter,
  { pageAt, show, shown }: ReturnType<typeof createShow>,
): void {
  const { prefix, t } = language
  const once = createOnce(IMPATIENCE)
  const translators = languages.map((other) => other.t)

  const shownAt = (path: string, screenOf: (request: FastifyRequest, page: Page) => Screen) =>
    scope.get(`${prefix}${path}`, async (request, reply) => {
      const page = pageAt(language, path)
      return show(reply, 200, screenOf(request, page), page)
    })
  const kept = (request: FastifyRequest) => keptBy(request, options.now(), options.seal)

  shownAt('/', () => ({ kind: 'home' }))
  shownAt('/retrieve', () => ({ kind: 'which', faults: [] }))
  for (const kind of PLAIN_PAGES) shownAt(`/${kind}`, () => ({ kind }))

  shownAt('/pass', (request, page) => {
    const found = kept(request)
    if (found === undefined) return { kind: 'no-pass-here' }
    if (found.kind === 'none') return { kind: 'no-pass', type: found.type, decision: found.decision }
    const hasPicture = painter.canPaint(pictureWords(found.pass, page.now, doorOf(page.policy), t))
    return { kind: 'pass', pass: shown(found.pass), hasPicture, kept: true }
  })
  shownAt('/pass/print', (request) => {
    const found = kept(request)
    return found?.kind === 'pass' ? { kind: 'print', pass: shown(found.pass) } : { kind: 'no-pass-here' }
  })
  scope.get(`${prefix}/pass/picture.png`, async (request, reply) => {
    const found = kept(request)
    const { policy, now } = pageAt(language, '/pass')
    const words = found?.kind === 'pass' ? pictureWords(found.pass, now, doorOf(policy), t) : undefined
    if (found?.kind !== 'pass' || words === undefined || !painter.canPaint(words)) {
      return reply.redirect(`${prefix}/pass`, 303)
    }
    return reply
      .header('cache-control', 'no-store')
      .header('content-disposition', `inline; filename="excelsior-pass-${found.pass.type}.png"`)
      .type('image/png')
      .send(await painter.paint(words, shown(found.pass), now))
  })

  for (const [path, step] of Object.entries(STEPS)) {
    // A step without its form, from a bookmark or by reloading: begin at the beginning.
    scope.get(`${prefix}${path}`, async (_request, reply) => reply.redirect(`${prefix}/retrieve`, 303))
    // A request without a body is a form without fields.
    scope.post<{ Body: Sent | undefined }>(`${prefix}${path}`, async (request, reply) => {
      if (!isSameOrigin(request)) return reply.redirect(`${prefix}/retrieve`, 303)
      const page = pageAt(language, '/retrieve')
      const client = { address: request.ip, language: t.locale }
      const answer = await step(request.body ?? new Map(), {
        flow: options.flow,
        policy: page.policy,
        t,
        translators,
        client,
        once,
      })
      if ('start' in answer) return reply.redirect(`${prefix}/retrieve`, 303)
      if ('kept' in answer) {
        if (keep(answer.kept, page.now, options.seal, request, reply))
          return reply.redirect(`${prefix}/pass`, 303)
        if (answer.kept.kind === 'none') throw new Error('a reason without a pass always fits a cookie')
        return show(
          reply,
          200,
          { kind: 'pass', pass: shown(answer.kept.pass), hasPicture: false, kept: false },
          page,
        )
      }
      if (answer.retryAt !== undefined) {
        reply.header('retry-after', Math.max(1, Math.ceil((answer.retryAt - page.now) / 1000)))
      }
      return show(reply, answer.status, answer.screen, page)
    })
  }

  scope.get(`${prefix}/pass/finish`, async (_request, reply) => reply.redirect(`${prefix}/pass`, 303))
  scope.post(`${prefix}/pass/finish`, async (request, reply) => {
    if (isSameOrigin(request)) forget(request, reply)
    return reply.redirect(`${prefix}/finished`, 303)
  })
}
