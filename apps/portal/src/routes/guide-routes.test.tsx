import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { GUIDES } from '../guides/guides.ts'
import { KIT_PAGES, KIT_STYLES } from '../kit-pages.ts'
import { createPassPainter } from '../picture/pass-picture.ts'
import { renderPage } from '../render.tsx'
import { catalogs, policy } from '../testing/parts.ts'
import { type Served, servePortal } from '../testing/serve.ts'
import { ASSETS_PATH } from './asset-files.ts'
import type { PortalParts } from './portal-routes.ts'

const client = mkdtempSync(join(tmpdir(), 'excelsior-portal-'))
mkdirSync(join(client, ASSETS_PATH), { recursive: true })
const parts: PortalParts = {
  renderPage,
  client,
  painter: createPassPainter(),
  assets: { script: '/portal.js', icon: '/mark.svg', styles: ['/portal.css'] },
}
const retrieval = { ...policy.retrieval, code: { ...policy.retrieval.code, required: false } }

let demonstration: Served
let deployment: Served
beforeAll(async () => {
  demonstration = await servePortal(parts)
  deployment = await servePortal(parts, { demonstration: false, policy: { ...policy, retrieval } })
})
afterAll(async () => {
  await Promise.all([demonstration, deployment].map((served) => served.stop()))
  rmSync(client, { recursive: true })
})

const get = (served: Served, url: string) => served.app.inject({ url })

describe('the guides', () => {
  test.each([...catalogs.keys()])(
    'show pictures of a known size, that are there to be kept, in %s',
    async (locale) => {
      const prefix = locale === 'en' ? '' : `/${locale}`
      const list = await get(demonstration, `${prefix}/guides`)
      for (const { id, steps } of GUIDES) {
        expect(list.body).toContain(`href="${prefix}/guides/${id}"`)
        const page = await get(demonstration, `${prefix}/guides/${id}`)
        expect(page.statusCode).toBe(200)
        const images = [...page.body.matchAll(/<img [^>]*>/g)].map(([tag]) => tag)
        expect(images).toHaveLength(steps.length)
        for (const tag of images) {
          expect(tag).toMatch(/width="\d+" height="\d+" alt="[^"]{10,}" loading="lazy"/)
          const picture = await get(demonstration, /src="([^"]+)"/.exec(tag)?.[1] ?? '')
          expect([picture.statusCode, picture.headers['content-type']]).toEqual([200, 'image/png'])
          expect(picture.headers['cache-control']).toContain('immutable')
        }
      }
    },
  )

  test('speak of no code where none is sent', async () => {
    const { body } = await get(deployment, '/guides/portal')
    expect(body).not.toContain('Type the code')
    expect((await get(demonstration, '/guides/portal')).body).toContain('Type the code')
  })

  test('tell to save a picture where the portal can paint one, and to take a screenshot elsewhere', async () => {
    expect((await get(demonstration, '/guides/wallet-iphone')).body).toContain('choose “Save picture”')
    expect((await get(demonstration, '/zh-Hant/guides/wallet-iphone')).body).toContain('擷取')
  })
})

describe('the design kit', () => {
  const ADDRESSES = ['/ui/', '/es/ui/', KIT_STYLES, ...KIT_PAGES.map((name) => `/ui/${name}`)]

  test.each(ADDRESSES)('is at %s in a demonstration, and nowhere in a deployment', async (address) => {
    expect((await get(demonstration, address)).statusCode).toBe(200)
    expect((await get(deployment, address)).statusCode).toBe(404)
  })
})
