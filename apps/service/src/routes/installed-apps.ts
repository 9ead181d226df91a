import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Config } from '../config.ts'
import { PROJECT_ROOT } from '../project-root.ts'

const folderOf = (name: string) => join(PROJECT_ROOT, 'apps', name, 'dist')

/** The apps that live in the browser, as files; and the one address of the wallet that takes something. */
export async function installedApps(app: FastifyInstance, { demo }: Pick<Config, 'demo'>): Promise<void> {
  await app.register(fastifyStatic, files('scanner', demo !== undefined))
  // One decoration of the reply serves all.
  await app.register(fastifyStatic, { ...files('wallet', demo !== undefined), decorateReply: false })
  await app.register(handover)
}

const files = (name: string, demo: boolean) => ({
  root: folderOf(name),
  prefix: `/${name}/`,
  redirect: true,
  preCompressed: true,
  setHeaders: (reply: { header(name: string, value: string): unknown }, path: string) => {
    // So that a first visit has the right head from the start; the signed list says the same later.
    if (demo && /\/index\.html(?:\.br)?$/.test(path)) reply.header('server-timing', 'demonstration')
    reply.header(
      'cache-control',
      /-[\w-]{8,}\.\w+(?:\.br)?$/.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache',
    )
  },
})

/** Bytes: the longest code, percent-encoded. */
const LIMIT = 13 * 1024
/** What a pass code is made of; none of it means anything in HTML but to be itself. */
const CODE = /^EP1:[0-9A-Z $%*+\-./:]{1,4292}$/
const PLACE = '<div id="app"></div>'

/**
 * A pass from the portal into the wallet of this browser: a form, so that the code stands in no address, history or
 * log, and no script is needed to send it. The answer is the wallet with the code in it. Nothing is kept here.
 */
async function handover(scope: FastifyInstance): Promise<void> {
  scope.removeAllContentTypeParsers()
  scope.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: LIMIT },
    async (_request: FastifyRequest, body: string) => body,
  )
  scope.post('/wallet/add', { schema: { hide: true } }, async (request, reply) => {
    const code = new URLSearchParams(typeof request.body === 'string' ? request.body : '').get('code') ?? ''
    // Another site must not put passes into somebody's wallet; what is no code is not worth a page.
    if (!isFromHere(request) || !CODE.test(code)) return reply.redirect('/wallet/', 303)
    const page = await readFile(join(folderOf('wallet'), 'index.html'), 'utf8')
    return reply
      .header('cache-control', 'no-store')
      .type('text/html; charset=utf-8')
      .send(page.replace(PLACE, () => `${PLACE}<input type="hidden" id="handover" value="${code}">`))
  })
  // Reached by Back or a reload, when there is nothing to take.
  scope.get('/wallet/add', { schema: { hide: true } }, (_request, reply) => reply.redirect('/wallet/', 303))
}

/** Browsers that send no Fetch Metadata send a form from elsewhere with its origin, or with `null` as we do. */
function isFromHere(request: FastifyRequest): boolean {
  const site = request.headers['sec-fetch-site']
  if (site !== undefined) return site === 'same-origin' || site === 'none'
  const { origin } = request.headers
  if (origin === undefined || origin === 'null') return true
  return URL.parse(origin)?.host === request.host.toLowerCase()
}
