import type { Instant } from '@excelsior/domain'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { isAtHome, type PhoneWallet, type PhoneWallets } from '../phone-wallets.ts'
import type { IssuedPass } from '../retrieval-flow.ts'
import type { PassKeeper } from './kept-pass.ts'
import { isSameOrigin } from './same-origin.ts'
import type { createShow, Language } from './show.ts'

/** Where the form for Google Wallet ends up: browsers ask the page's policy about that address, too. */
const GOOGLE = 'https://pay.google.com'

/** Which wallets the pass screen shows to this browser; lets its form through to Google where it needs that. */
export function offerPhoneWallets(
  phoneWallets: PhoneWallets | undefined,
  pass: IssuedPass,
  now: Instant,
  request: FastifyRequest,
  reply: FastifyReply,
): readonly PhoneWallet[] {
  const agent = request.headers['user-agent'] ?? ''
  const ready = phoneWallets?.ready(pass, now) ?? []
  const offered = ready.filter((wallet) => isAtHome(wallet, agent))
  if (offered.includes('google')) {
    const policy = String(reply.getHeader('content-security-policy') ?? '')
    reply.header(
      'content-security-policy',
      policy.replace("form-action 'self'", `form-action 'self' ${GOOGLE}`),
    )
  }
  return offered
}

/** The kept pass, for the wallets that phones come with. */
export function phoneWalletRoutes(
  scope: FastifyInstance,
  language: Language,
  { pageAt, show }: ReturnType<typeof createShow>,
  keeper: PassKeeper,
  phoneWallets: PhoneWallets,
): void {
  const { prefix, t } = language
  const back = `${prefix}/pass`

  /** Undefined where there is none to add: the screen at `/pass` says what there is. */
  function passFor(wallet: PhoneWallet, request: FastifyRequest): IssuedPass | undefined {
    const { now } = pageAt(language, '/pass')
    const found = keeper.kept(now, request)
    return found?.kind === 'pass' && phoneWallets.ready(found.pass, now).includes(wallet)
      ? found.pass
      : undefined
  }

  scope.get(`${prefix}/pass/apple.pkpass`, async (request, reply) => {
    const page = pageAt(language, '/pass')
    const pass = passFor('apple', request)
    reply.header('cache-control', 'no-store')
    if (pass === undefined) return reply.redirect(back, 303)
    const file = await phoneWallets.applePass(pass, page.now).catch((error: unknown) => {
      request.log.error({ event: 'apple-pass-failed', name: error instanceof Error ? error.name : 'unknown' })
      return undefined
    })
    if (file === undefined) return show(reply, 503, { kind: 'unavailable', back: '/pass' }, page)
    return reply
      .header('content-disposition', `attachment; filename="excelsior-pass-${pass.type}.pkpass"`)
      .type('application/vnd.apple.pkpass')
      .send(file)
  })

  scope.get(`${prefix}/pass/google`, async (_request, reply) => reply.redirect(back, 303))
  scope.post(`${prefix}/pass/google`, async (request, reply) => {
    const pass = isSameOrigin(request) ? passFor('google', request) : undefined
    reply.header('cache-control', 'no-store')
    if (pass === undefined) return reply.redirect(back, 303)
    return reply.redirect(await phoneWallets.googleLink(pass, t.locale), 303)
  })
}
