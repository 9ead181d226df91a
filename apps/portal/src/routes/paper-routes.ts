import type { Press } from '@excelsior/paper'
import { displayName, passSheetWords, shareLeft } from '@excelsior/ui'
import type { FastifyInstance } from 'fastify'
import { doorOf } from '../door-of.ts'
import { PAPERS } from '../papers.ts'
import { type FileAllowance, showTooMany } from './file-allowance.ts'
import type { PassKeeper } from './kept-pass.ts'
import type { createShow, Language } from './show.ts'

/** Seconds: the press sets a page in some milliseconds. */
const RETRY_AFTER = 5

/** The pass that this browser keeps, as a PDF. Asked for by its cookie alone, as the picture is. */
export function paperRoutes(
  scope: FastifyInstance,
  { prefix, t }: Language,
  { pageAt, show, shown }: ReturnType<typeof createShow>,
  keeper: PassKeeper,
  press: Press,
  files: FileAllowance,
): void {
  for (const paper of PAPERS) {
    scope.get(`${prefix}/pass/${paper}.pdf`, async (request, reply) => {
      const page = pageAt({ prefix, t }, '/pass')
      const { now } = page
      const found = keeper.kept(now, request)
      if (found?.kind !== 'pass') return reply.redirect(`${prefix}/pass`, 303)
      const retryAt = files.take(found.pass.qr, now)
      if (retryAt !== undefined) return showTooMany(reply, retryAt, page, show)
      const pass = shown(found.pass)
      const done = await press.pass({
        paper,
        words: passSheetWords(pass, now, doorOf(page.policy), t, page.english),
        name: displayName(pass.givenName, pass.familyName),
        share: shareLeft(pass.issued, pass.expires, now),
        modules: pass.modules,
      })
      switch (done.kind) {
        case 'pdf':
          return reply
            .header('cache-control', 'no-store')
            .header('content-disposition', 'attachment; filename="excelsior-pass.pdf"')
            .type('application/pdf')
            .send(Buffer.from(done.bytes))
        // The browser has letters that we have not, and can print the same page.
        case 'cannot':
          return reply.header('cache-control', 'no-store').redirect(`${prefix}/pass/print`, 303)
        case 'busy':
        case 'failed':
          reply.header('retry-after', RETRY_AFTER)
          return show(reply, 503, { kind: 'unavailable', back: '/pass' }, page)
      }
    })
  }
}
