import type { FastifyInstance } from 'fastify'
import type { Sent } from '../form/forms.ts'
import type { createShow, Language } from './show.ts'

/** Longer than any search, shorter than a burden. */
const MOST = 100

/**
 * Questions and answers. A search comes in a body and its page is the answer itself: sending the browser on would
 * need the words in an address or a cookie.
 */
export function helpRoutes(
  scope: FastifyInstance,
  language: Language,
  { pageAt, show }: ReturnType<typeof createShow>,
): void {
  const path = `${language.prefix}/help`
  scope.get<{ Querystring: Record<string, unknown> }>(path, async ({ query }, reply) =>
    show(reply, 200, { kind: 'help', open: Object.hasOwn(query, 'open') }, pageAt(language, '/help')),
  )
  scope.post<{ Body: Sent | undefined }>(path, async ({ body }, reply) => {
    const search = (body?.get('search') ?? '').slice(0, MOST).trim()
    return show(reply, 200, { kind: 'help', ...(search !== '' && { search }) }, pageAt(language, '/help'))
  })
}
