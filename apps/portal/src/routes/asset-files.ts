import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import type { FastifyInstance } from 'fastify'
import type { Assets } from '../page.ts'

const TYPES: Readonly<Record<string, { readonly type: string; readonly shrinks: boolean }>> = {
  css: { type: 'text/css; charset=utf-8', shrinks: true },
  js: { type: 'text/javascript; charset=utf-8', shrinks: true },
  svg: { type: 'image/svg+xml', shrinks: true },
  woff2: { type: 'font/woff2', shrinks: false },
}

/** Where the built files are served; the build writes the same into its style sheets. */
export const ASSETS_PATH = '/assets/portal/'

/** What a built page has to load, from the build's own list. Throws where nothing was built. */
export function builtAssets(folder: string): Assets {
  const manifest: unknown = JSON.parse(readFileSync(join(folder, '.vite', 'manifest.json'), 'utf8'))
  const entries = Object.values(typeof manifest === 'object' && manifest !== null ? manifest : {})
  const files = entries.flatMap((entry: { file?: unknown; css?: unknown; assets?: unknown }) =>
    [entry.file, entry.css, entry.assets].flat().filter((file) => typeof file === 'string'),
  )
  const addresses = [...new Set(files)].map((file) => `/${file}`)
  const [script] = addresses.filter((address) => address.endsWith('.js'))
  const [icon] = addresses.filter((address) => address.endsWith('.svg'))
  if (script === undefined || icon === undefined)
    throw new Error(`the portal's client files are not in ${folder}`)
  return { script, icon, styles: addresses.filter((address) => address.endsWith('.css')) }
}

/** Serves the built files from memory, compressed beforehand. A name holds its content's hash, so it never changes. */
export function serveAssets(app: FastifyInstance, folder: string): void {
  const inside = join(folder, ASSETS_PATH)
  for (const file of readdirSync(inside)) {
    const known = TYPES[file.slice(file.lastIndexOf('.') + 1)]
    if (known === undefined) continue
    const plain = readFileSync(join(inside, file))
    const forms = known.shrinks
      ? { br: brotliCompressSync(plain), gzip: gzipSync(plain, { level: 9 }), plain }
      : { plain }
    app.get(`${ASSETS_PATH}${file}`, async (request, reply) => {
      const accepted = request.headers['accept-encoding'] ?? ''
      const form =
        forms.br && /\bbr\b/.test(accepted)
          ? 'br'
          : forms.gzip && /\bgzip\b/.test(accepted)
            ? 'gzip'
            : 'plain'
      if (form !== 'plain') reply.header('content-encoding', form)
      return reply
        .header('vary', 'accept-encoding')
        .header('cache-control', 'public, max-age=31536000, immutable')
        .header('cross-origin-resource-policy', 'same-origin')
        .type(known.type)
        .send(forms[form])
    })
  }
}
