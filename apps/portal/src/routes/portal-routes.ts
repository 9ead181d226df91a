import { createPress } from '@excelsior/paper'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { doorOf } from '../door-of.ts'
import type { LivePasses } from '../live-passes.ts'
import type { OtherWallets, Presentations } from '../other-wallets.ts'
import type { Assets, Page, RenderPage, Screen } from '../page.ts'
import type { PhoneWallets } from '../phone-wallets.ts'
import { type PassPainter, pictureWords } from '../picture/pass-picture.ts'
import type { RetrievalFlow } from '../retrieval-flow.ts'
import { serveAssets } from './asset-files.ts'
import { certificateRoutes } from './certificate-routes.ts'
import { createOnce } from './double-submit.ts'
import { createFileAllowance, type FileAllowance, showTooMany } from './file-allowance.ts'
import { guideRoutes, serveGuidePictures } from './guide-routes.ts'
import { helpRoutes } from './help-routes.ts'
import { createPassKeeper } from './kept-pass.ts'
import { kitRoutes } from './kit-routes.ts'
import { livePassRoute } from './live-pass-route.ts'
import { createHold } from './on-hold.ts'
import { otherWalletRoutes } from './other-wallet-routes.ts'
import { paperRoutes } from './paper-routes.ts'
import { offerPhoneWallets, phoneWalletRoutes } from './phone-wallet-routes.ts'
import { readForms } from './read-forms.ts'
import { isSameOrigin } from './same-origin.ts'
import { type Seal, type SealedCookie, sealedCookie } from './sealed-cookie.ts'
import { createShow, type Language, languagesOf, type ShowOptions } from './show.ts'
import { type StepParts, stepRoutes } from './step-routes.ts'
import { type SupportParts, supportCookie, supportRoutes } from './support-routes.ts'
import { createWay } from './under-way.ts'

export interface PortalOptions extends ShowOptions {
  readonly flow: RetrievalFlow
  readonly seal: Seal
  /** Absent where none is set up. */
  readonly phoneWallets?: PhoneWallets
  readonly livePasses?: LivePasses
  /** Wallet apps by open standards, both ways. */
  readonly standards?: { readonly otherWallets: OtherWallets; readonly presentations: Presentations }
  /** Whether residents reach the portal by https: its cookies are then never sent in the clear. */
  readonly https: boolean
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
/** How long answers that are not complete wait for their page. */
const HOLD = 120_000

const pathOf = ({ url }: FastifyRequest) => url.split('?', 1)[0] ?? url

const PLAIN_PAGES = ['letter', 'privacy', 'accessibility', 'developers', 'finished'] as const

/** Mounts all pages, in every language: English at `/`, the others at `/<locale>/`. */
export function portalRoutes(app: FastifyInstance, options: PortalOptions, parts: PortalParts): PortalPages {
  const languages = languagesOf(options.catalogs)
  const [english] = languages
  if (english === undefined) throw new Error('the portal needs a language')
  const desk = createShow(options, parts, languages)
  const { pageAt, show } = desk
  /** The language of the address, be there a page at it or not. */
  const askedIn = (request: FastifyRequest) =>
    languages.find(({ prefix }) => prefix !== '' && `${pathOf(request)}/`.startsWith(`${prefix}/`))
  const steps: StepParts = {
    flow: options.flow,
    keeper: createPassKeeper(options.seal, options.https),
    way: createWay(options.seal, options.https),
    once: createOnce(IMPATIENCE),
    hold: createHold(HOLD),
  }
  const support: SupportParts = {
    desk: options.support,
    cookie: supportCookie(options.seal, options.https),
    once: steps.once,
  }
  const asked = sealedCookie('check', options.seal, options.https)
  const press = createPress()
  const files = createFileAllowance()
  app.addHook('onClose', () => press.close())
  app.register(async (scope) => {
    readForms(scope)
    serveAssets(scope, parts.client)
    const pictures = serveGuidePictures(scope)
    scope.setErrorHandler((error: { statusCode?: number; name?: string; stack?: string }, request, reply) => {
      const status = error.statusCode ?? 500
      // The message of an error may hold what somebody typed; where it happened does not.
      const at = error.stack?.split('\n').slice(1, 4)
      if (status >= 500) request.log.error({ event: 'page-failed', name: error.name, at })
      return show(reply, status, { kind: 'unavailable' }, pageAt(askedIn(request) ?? english, '/'))
    })
    if (options.demonstration) kitRoutes(scope, languages, desk)
    const { livePasses, now } = options
    if (livePasses) livePassRoute(scope, { livePasses, keeper: steps.keeper, files, now })
    for (const language of languages) {
      const { phoneWallets } = options
      mountLanguage(scope, language, parts.painter, desk, {
        ...steps,
        support: support.cookie,
        phoneWallets,
        otherWallets: options.standards !== undefined,
        files,
      })
      if (phoneWallets) phoneWalletRoutes(scope, language, desk, steps.keeper, phoneWallets)
      if (options.standards) {
        otherWalletRoutes(scope, language, desk, {
          ...options.standards,
          keeper: steps.keeper,
          files,
          cookie: asked,
          qrCode: options.qrCode,
        })
      }
      certificateRoutes(scope, language, desk, { keeper: steps.keeper, files, qrCode: options.qrCode })
      paperRoutes(scope, language, desk, steps.keeper, press, files)
      helpRoutes(scope, language, desk)
      guideRoutes(scope, language, desk, pictures, parts.painter)
      supportRoutes(scope, language, desk, support)
      stepRoutes(scope, language, languages, desk, steps)
    }
  })
  return {
    notFound: (request, reply) => {
      const path = pathOf(request)
      const asked = askedIn(request)
      // As people type it: the first page of a language without its slash.
      if (asked?.prefix === path && (request.method === 'GET' || request.method === 'HEAD'))
        return reply.redirect(`${path}/`, 301)
      return show(reply, 404, { kind: 'not-found' }, pageAt(asked ?? english, '/'))
    },
  }
}

function mountLanguage(
  scope: FastifyInstance,
  language: Language,
  painter: PassPainter,
  { pageAt, show, shown }: ReturnType<typeof createShow>,
  {
    keeper,
    way,
    support,
    phoneWallets,
    otherWallets,
    files,
  }: Pick<StepParts, 'keeper' | 'way'> & {
    readonly support: SealedCookie
    readonly phoneWallets: PhoneWallets | undefined
    readonly otherWallets: boolean
    readonly files: FileAllowance
  },
): void {
  const { prefix, t } = language

  const shownAt = (
    path: string,
    screenOf: (request: FastifyRequest, page: Page, reply: FastifyReply) => Screen,
  ) =>
    scope.get(`${prefix}${path}`, async (request, reply) => {
      const page = pageAt(language, path)
      return show(reply, 200, screenOf(request, page, reply), page)
    })

  shownAt('/', () => ({ kind: 'home' }))
  shownAt('/retrieve', () => ({ kind: 'which', faults: [] }))
  for (const kind of PLAIN_PAGES) shownAt(`/${kind}`, () => ({ kind }))
  shownAt('/venues', () => ({ kind: 'venues', asksWallets: otherWallets }))

  shownAt('/pass', (request, page, reply) => {
    const found = keeper.kept(page.now, request)
    if (found === undefined) return { kind: 'no-pass-here' }
    if (found.kind === 'none') return { kind: 'no-pass', type: found.type, decision: found.decision }
    const hasPicture = painter.canPaint(pictureWords(found.pass, page.now, doorOf(page.policy), t))
    const offered = offerPhoneWallets(phoneWallets, found.pass, page.now, request, reply)
    const pass = shown(found.pass)
    const until = keeper.keptUntil(page.now, request)
    return {
      kind: 'pass',
      pass,
      code: found.pass.qr,
      hasPicture,
      kept: true,
      phoneWallets: offered,
      otherWallets,
      hasHealthCard: found.pass.healthCard !== undefined,
      hasCertificate: found.pass.euCertificate !== undefined,
      ...(until !== undefined && { until }),
    }
  })
  shownAt('/pass/print', (request, page) => {
    const found = keeper.kept(page.now, request)
    return found?.kind === 'pass' ? { kind: 'print', pass: shown(found.pass) } : { kind: 'no-pass-here' }
  })
  scope.get(`${prefix}/pass/card.smart-health-card`, async (request, reply) => {
    const found = keeper.kept(pageAt(language, '/pass').now, request)
    const card = found?.kind === 'pass' ? found.pass.healthCard : undefined
    reply.header('cache-control', 'no-store')
    if (card === undefined) return reply.redirect(`${prefix}/pass`, 303)
    return reply
      .header('content-disposition', 'attachment; filename="excelsior-pass.smart-health-card"')
      .type('application/smart-health-card')
      .send(JSON.stringify({ verifiableCredential: [card] }))
  })
  scope.get(`${prefix}/pass/picture.png`, async (request, reply) => {
    const page = pageAt(language, '/pass')
    const { policy, now } = page
    const found = keeper.kept(now, request)
    const words = found?.kind === 'pass' ? pictureWords(found.pass, now, doorOf(policy), t) : undefined
    if (found?.kind !== 'pass' || words === undefined || !painter.canPaint(words)) {
      return reply.redirect(`${prefix}/pass`, 303)
    }
    const retryAt = files.take(found.pass.qr, now)
    if (retryAt !== undefined) return showTooMany(reply, retryAt, page, show)
    return reply
      .header('cache-control', 'no-store')
      .header('content-disposition', `inline; filename="excelsior-pass-${found.pass.type}.png"`)
      .type('image/png')
      .send(await painter.paint(words, shown(found.pass), now))
  })

  scope.get(`${prefix}/pass/keep`, async (_request, reply) => reply.redirect(`${prefix}/pass`, 303))
  scope.post(`${prefix}/pass/keep`, async (request, reply) => {
    if (isSameOrigin(request)) keeper.keepLonger(pageAt(language, '/pass').now, request, reply)
    return reply.redirect(`${prefix}/pass`, 303)
  })
  scope.get(`${prefix}/pass/finish`, async (_request, reply) => reply.redirect(`${prefix}/pass`, 303))
  scope.post(`${prefix}/pass/finish`, async (request, reply) => {
    if (isSameOrigin(request)) {
      keeper.forget(request, reply)
      way.forget(request, reply)
      support.clear(request, reply)
    }
    return reply.redirect(`${prefix}/finished`, 303)
  })
}
