import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import jsQR from 'jsqr'
import { PNG } from 'pngjs'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createPassPainter } from '../picture/pass-picture.ts'
import { renderPage } from '../render.tsx'
import type { IssuedPass } from '../retrieval-flow.ts'
import { NOW, ROSA } from '../testing/parts.ts'
import { type Served, servePortal } from '../testing/serve.ts'
import { createVisits } from '../testing/visits.ts'
import { ASSETS_PATH } from './asset-files.ts'

const painter = createPassPainter()
const assets = { script: '/portal.js', icon: '/mark.svg', styles: ['/portal.css'] }
const { get, toPass } = createVisits(() => served)

const CODES = resolve(import.meta.dirname, '../../../../vectors/dcc/codes')
const CERTIFICATE = readFileSync(join(CODES, 'vaccination.txt'), 'utf8').trim()

let client: string
let served: Served
beforeEach(() => {
  client = mkdtempSync(join(tmpdir(), 'excelsior-portal-'))
  mkdirSync(join(client, ASSETS_PATH), { recursive: true })
})
afterEach(async () => {
  await served.stop()
  rmSync(client, { recursive: true })
})

async function withPass(more: Partial<IssuedPass>) {
  served = await servePortal({ renderPage, client, painter, assets }, { pass: { ...ROSA, ...more } })
  return toPass()
}

describe('the EU certificate that goes with a pass', () => {
  test('is offered on its page, which says that it shows more, and has a page of its own to print', async () => {
    const cookie = await withPass({ euCertificate: CERTIFICATE })
    const pass = await get('/es/pass', { cookie })
    expect(pass.body).toContain('href="/es/pass/certificate"')
    expect(pass.body).toContain('Muestra más que el pase')
    const page = await get('/es/pass/certificate', { cookie })
    expect(page.statusCode).toBe(200)
    expect(page.body).toContain('aria-label="Código del certificado de la UE de Rosa Quiñones Delgado"')
    expect(page.body).toContain('href="/es/pass/certificate.png"')
    // The code is drawn; its text, and what it says of doses, stand nowhere.
    expect(page.body).not.toContain('HC1:')
  })

  test('is a picture that an independent decoder reads', async () => {
    const cookie = await withPass({ euCertificate: CERTIFICATE })
    const picture = await get('/pass/certificate.png', { cookie })
    expect(picture.headers).toMatchObject({
      'content-type': 'image/png',
      'content-disposition': 'inline; filename="excelsior-pass-eu-certificate.png"',
      'cache-control': 'no-store',
    })
    const { data, width, height } = PNG.sync.read(picture.rawPayload)
    expect(jsQR.default(new Uint8ClampedArray(data), width, height)?.data).toBe(CERTIFICATE)
  })

  test.each(['/pass/certificate', '/pass/certificate.png'])(
    '%s is nobody’s where there is none',
    async (path) => {
      const cookie = await withPass({})
      expect((await get('/pass', { cookie })).body).not.toContain('/pass/certificate')
      for (const asked of [await get(path, { cookie }), await get(path)]) {
        expect([asked.statusCode, asked.headers.location]).toEqual([303, '/pass'])
      }
    },
  )

  test('is offered no more once the pass is over', async () => {
    const cookie = await withPass({ euCertificate: CERTIFICATE, expires: NOW })
    expect((await get('/pass', { cookie })).body).not.toContain('/pass/certificate')
    expect((await get('/pass/certificate', { cookie })).statusCode).toBe(303)
  })

  test('gives way to the health card, and both to the pass, where a browser cannot keep all', async () => {
    const offered = async (more: Partial<IssuedPass>) => {
      const { body } = await get('/pass', { cookie: await withPass(more) })
      await served.stop()
      return ['Here is your pass', 'smart-health-card', '/pass/certificate'].filter((each) =>
        body.includes(each),
      )
    }
    const [pass, card, certificate] = ['Here is your pass', 'smart-health-card', '/pass/certificate']
    expect(await offered({ euCertificate: CERTIFICATE, healthCard: 'x'.repeat(800) })).toEqual([
      pass,
      card,
      certificate,
    ])
    expect(await offered({ euCertificate: 'x'.repeat(1300), healthCard: 'x'.repeat(1500) })).toEqual([
      pass,
      card,
    ])
    expect(await offered({ euCertificate: CERTIFICATE, healthCard: 'x'.repeat(3000) })).toEqual([
      pass,
      certificate,
    ])
    expect(await offered({ euCertificate: 'x'.repeat(3000), healthCard: 'x'.repeat(3000) })).toEqual([pass])
  })
})
