import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PDFiumLibrary } from '@hyzyla/pdfium'
import jsQR from 'jsqr'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createPassPainter } from '../picture/pass-picture.ts'
import { renderPage } from '../render.tsx'
import { catalogs, ROSA } from '../testing/parts.ts'
import { type Served, servePortal } from '../testing/serve.ts'
import { createVisits, DETAILS } from '../testing/visits.ts'
import { ASSETS_PATH } from './asset-files.ts'
import type { PortalParts } from './portal-routes.ts'

const client = mkdtempSync(join(tmpdir(), 'excelsior-paper-'))
mkdirSync(join(client, ASSETS_PATH), { recursive: true })
const parts: PortalParts = {
  renderPage,
  client,
  painter: createPassPainter(),
  assets: { script: '/portal.js', icon: '/mark.svg', styles: ['/portal.css'] },
}
let served: Served
let cookie = ''
beforeAll(async () => {
  served = await servePortal(parts)
  cookie = await toPass()
})
afterAll(async () => {
  await served.stop()
  rmSync(client, { recursive: true })
})
const { get, post, toCode, toPass } = createVisits(() => served)

/** What a program that is not ours reads from the file. */
async function read(pdf: Uint8Array) {
  const library = await PDFiumLibrary.init()
  try {
    const document = await library.loadDocument(Buffer.from(pdf))
    const page = document.getPage(0)
    const text = page.getText()
    const { data, width, height } = await page.render({ scale: 2, render: 'bitmap' })
    const code = jsQR.default(new Uint8ClampedArray(data), width, height)?.data
    return { pages: document.getPageCount(), text, code }
  } finally {
    library.destroy()
  }
}

describe('a pass as PDF', () => {
  test('is offered by plain links for both sizes of paper, and nothing personal stands in them', async () => {
    const page = await get('/pass', { cookie })
    expect(page.body).toMatch(/<a href="\/pass\/us-letter\.pdf" download/)
    expect(page.body).toMatch(/<a href="\/pass\/a4\.pdf" download/)
  })

  test('comes after the one button, which prints, and what people with a phone want: the wallet app and the picture', async () => {
    const { body } = await get('/pass', { cookie })
    const places = ['/pass/print', '/wallet/add', '/pass/picture.png', '/pass/us-letter.pdf', '/pass/a4.pdf']
    const found = places.map((place) => body.indexOf(`="${place}"`))
    expect(found).not.toContain(-1)
    expect(found).toEqual(found.toSorted((a, b) => a - b))
  })

  test.each(['us-letter', 'a4'])(
    'on %s is a file of a neutral name, which nothing on the way keeps',
    async (paper) => {
      const file = await get(`/pass/${paper}.pdf`, { cookie })
      expect(file.statusCode).toBe(200)
      expect(file.headers).toMatchObject({
        'content-type': 'application/pdf',
        'content-disposition': 'attachment; filename="excelsior-pass.pdf"',
        'cache-control': 'no-store',
      })
      const { pages, text, code } = await read(file.rawPayload)
      expect([pages, code]).toEqual([1, ROSA.qr])
      for (const words of ['Rosa Quiñones Delgado', '4 March 1988', 'Friday, 12 November 2021, 23:59'])
        expect(text).toContain(words)
    },
  )

  test.each([...catalogs.keys()].filter((locale) => locale !== 'en'))(
    'in %s says it in English, too',
    async (locale) => {
      const file = await get(`/${locale}/pass/us-letter.pdf`, { cookie })
      const { pages, text, code } = await read(file.rawPayload)
      expect([pages, code]).toEqual([1, ROSA.qr])
      for (const words of ['Vaccination', '4 March 1988', 'Friday, 12 November 2021, 23:59', 'How to use it'])
        expect(text).toContain(words)
      expect(file.rawPayload.toString('latin1')).toMatch(new RegExp(`/Lang \\(${locale.slice(0, 2)}`))
    },
  )

  test('is not there for whoever keeps no pass', async () => {
    const file = await get('/pass/a4.pdf')
    expect([file.statusCode, file.headers.location]).toEqual([303, '/pass'])
  })

  test('gives way to the page to print where a letter of the name is in no font of ours', async () => {
    const from = await servePortal(parts, { pass: { ...ROSA, givenName: 'ᏣᎳᎩ' } })
    try {
      const file = await get('/pass/a4.pdf', { cookie: await toPass(DETAILS, from), from })
      expect([file.statusCode, file.headers.location]).toEqual([303, '/pass/print'])
    } finally {
      await from.stop()
    }
  })

  test('and picture are made for one pass 30 times an hour: nobody can keep the others waiting', async () => {
    const from = await servePortal(parts)
    try {
      const cookie = await toPass(DETAILS, from)
      const files = ['/pass/picture.png', '/pass/us-letter.pdf', '/es/pass/a4.pdf', '/es/pass/picture.png']
      const answers = await Promise.all(
        Array.from({ length: 40 }, (_, nth) => get(files[nth % files.length] ?? '', { cookie, from })),
      )
      const ofStatus = (status: number) => answers.filter(({ statusCode }) => statusCode === status)
      expect([ofStatus(200).length, ofStatus(429).length]).toEqual([30, 10])
      for (const { headers } of ofStatus(429)) expect(headers['retry-after']).toBe('120')
      const late = await get('/es/pass/a4.pdf', { cookie, from })
      expect(late.body).toContain('href="/es/pass"')
      expect((await get('/pass', { cookie, from })).statusCode, 'the pass itself').toBe(200)
    } finally {
      await from.stop()
    }
  })
})

describe('the page for who has a letter with a code', () => {
  test('is there in every language, leads to a retrieval, asks for nothing and is the same for everybody', async () => {
    for (const locale of catalogs.keys()) {
      const prefix = locale === 'en' ? '' : `/${locale}`
      const page = await get(`${prefix}/letter`)
      expect([page.statusCode, page.headers['set-cookie']]).toEqual([200, undefined])
      expect(page.body).toContain(`href="${prefix}/retrieve"`)
      expect(page.body).not.toContain('<input')
      expect((await get(`${prefix}/letter`, { cookie })).body).toBe(page.body)
    }
    expect((await get('/letter')).body).toContain('a code of 12 digits')
    expect((await get('/')).body).toContain('<a class="linkish" href="/letter">')
  })

  test('is right: at the last step a letter’s code is taken in the same field, in groups as it is printed', async () => {
    const form = { ...(await toCode()), code: '1234 5678 9012' }
    await post('/retrieve/pass', form)
    expect(served.flow.calls.at(-1)).toMatchObject({ step: 'code', what: { code: '123456789012' } })
  })
})
