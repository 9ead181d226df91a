import type { FastifyInstance, FastifyReply } from 'fastify'
import type { OtherWallets, Presentations } from '../other-wallets.ts'
import type { Screen } from '../page.ts'
import { type FileAllowance, showTooMany } from './file-allowance.ts'
import type { PassKeeper } from './kept-pass.ts'
import { isSameOrigin } from './same-origin.ts'
import { record, type SealedCookie } from './sealed-cookie.ts'
import type { createShow, Language, ShowOptions } from './show.ts'

/** Seconds between two looks of a page that waits for a wallet, and minutes for which a browser knows what it asked. */
const LOOK_EVERY = 3
const ASKED_MINUTES = 5

export interface OtherWalletParts {
  readonly otherWallets: OtherWallets
  readonly presentations: Presentations
  readonly keeper: PassKeeper
  readonly files: FileAllowance
  readonly cookie: SealedCookie
  readonly qrCode: ShowOptions['qrCode']
}

/** Wallet apps by open standards: to keep the pass in one, and for venues to be shown one. */
export function otherWalletRoutes(
  scope: FastifyInstance,
  language: Language,
  { pageAt, show }: ReturnType<typeof createShow>,
  { otherWallets, presentations, keeper, files, cookie, qrCode }: OtherWalletParts,
): void {
  const { prefix } = language
  const go = (reply: FastifyReply, path: string) =>
    reply.header('cache-control', 'no-store').redirect(`${prefix}${path}`, 303)

  // The offer is the answer itself: loading the page anew makes another one.
  scope.get(`${prefix}/pass/wallet-app`, async (_request, reply) => go(reply, '/pass'))
  scope.post(`${prefix}/pass/wallet-app`, async (request, reply) => {
    const page = pageAt(language, '/pass')
    const found = isSameOrigin(request) ? keeper.kept(page.now, request) : undefined
    if (found?.kind !== 'pass' || page.now >= found.pass.expires) return go(reply, '/pass')
    const retryAt = files.take(found.pass.qr, page.now)
    if (retryAt !== undefined) return showTooMany(reply, retryAt, page, show)
    const offer = await otherWallets.offer(found.pass, page.now)
    if (!offer) return show(reply, 429, { kind: 'unavailable', back: '/pass' }, page)
    const { modules } = qrCode(offer.link)
    return show(reply, 200, { kind: 'wallet-app', offer, modules }, page)
  })

  scope.get(`${prefix}/check`, async (request, reply) => {
    const page = pageAt(language, '/check')
    const { id } = record(cookie.read(page.now, request))
    const state = typeof id === 'string' ? presentations.stateOf(id) : undefined
    // Works without script, and stops by itself when the time is over.
    if (state?.kind === 'waiting') reply.header('refresh', String(LOOK_EVERY))
    const shown: Extract<Screen, { kind: 'check' }>['state'] =
      state === undefined
        ? { kind: 'start' }
        : state.kind === 'waiting'
          ? { ...state, modules: qrCode(state.link).modules }
          : state
    return show(reply, 200, { kind: 'check', state: shown }, page)
  })
  scope.post(`${prefix}/check`, async (request, reply) => {
    if (!isSameOrigin(request)) return go(reply, '/check')
    const page = pageAt(language, '/check')
    const { id: before } = record(cookie.read(page.now, request))
    if (typeof before === 'string') presentations.forget(before)
    const id = await presentations.ask(request.ip)
    if (id === undefined) return show(reply, 429, { kind: 'unavailable', back: '/check' }, page)
    cookie.set({ id }, ASKED_MINUTES, page.now, request, reply)
    return go(reply, '/check')
  })
}
