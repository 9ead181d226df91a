import type { FastifyInstance, FastifyRequest } from 'fastify'
import { codePicture } from '../picture/code-picture.ts'
import { type FileAllowance, showTooMany } from './file-allowance.ts'
import type { PassKeeper } from './kept-pass.ts'
import type { createShow, Language, ShowOptions } from './show.ts'

export interface CertificateParts {
  readonly keeper: PassKeeper
  readonly files: FileAllowance
  readonly qrCode: ShowOptions['qrCode']
}

/** The EU certificate that goes with the kept pass: a page to print, and its code as a picture. */
export function certificateRoutes(
  scope: FastifyInstance,
  language: Language,
  { pageAt, show, shown }: ReturnType<typeof createShow>,
  { keeper, files, qrCode }: CertificateParts,
): void {
  const { prefix } = language

  /** Undefined where there is none, or its time is over. */
  function keptIn(request: FastifyRequest) {
    const page = pageAt(language, '/pass')
    const found = keeper.kept(page.now, request)
    if (found?.kind !== 'pass' || page.now >= found.pass.expires) return undefined
    const { euCertificate } = found.pass
    return euCertificate === undefined ? undefined : { pass: found.pass, code: euCertificate }
  }

  scope.get(`${prefix}/pass/certificate`, async (request, reply) => {
    const kept = keptIn(request)
    if (!kept) return reply.header('cache-control', 'no-store').redirect(`${prefix}/pass`, 303)
    const { modules } = qrCode(kept.code)
    const page = pageAt(language, '/pass/certificate')
    return show(reply, 200, { kind: 'certificate', pass: shown(kept.pass), modules }, page)
  })
  scope.get(`${prefix}/pass/certificate.png`, async (request, reply) => {
    const kept = keptIn(request)
    reply.header('cache-control', 'no-store')
    if (!kept) return reply.redirect(`${prefix}/pass`, 303)
    const page = pageAt(language, '/pass')
    const retryAt = files.take(kept.pass.qr, page.now)
    if (retryAt !== undefined) return showTooMany(reply, retryAt, page, show)
    return reply
      .header('content-disposition', 'inline; filename="excelsior-pass-eu-certificate.png"')
      .type('image/png')
      .send(await codePicture(qrCode(kept.code).modules))
  })
}
