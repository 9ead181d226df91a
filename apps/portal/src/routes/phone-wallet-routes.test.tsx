import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { PhoneWallet, PhoneWallets } from '../phone-wallets.ts'
import { createPassPainter } from '../picture/pass-picture.ts'
import { renderPage } from '../render.tsx'
import { ROSA } from '../testing/parts.ts'
import { type Served, servePortal } from '../testing/serve.ts'
import { createVisits } from '../testing/visits.ts'
import { ASSETS_PATH } from './asset-files.ts'

const painter = createPassPainter()
const assets = { script: '/portal.js', icon: '/mark.svg', styles: ['/portal.css'] }
const { post, get, toPass } = createVisits(() => served)
const SERIES = '00112233445566778899aabbccddeeff'
const LINK = 'https://pay.google.com/gp/v/save/head.payload.signature'

let ready: PhoneWallet[]
let file: () => Promise<Uint8Array | undefined>
let asked: unknown[]
const phoneWallets: PhoneWallets = {
  ready: ({ series }) => (series === SERIES ? ready : []),
  applePass: (pass) => {
    asked.push(pass)
    return file()
  },
  googleLink: async (pass, language) => {
    asked.push([pass, language])
    return LINK
  },
}

let client: string
let served: Served
let cookie: string
beforeEach(async () => {
  ready = ['apple', 'google']
  file = async () => Buffer.from('PK')
  asked = []
  client = mkdtempSync(join(tmpdir(), 'excelsior-portal-'))
  mkdirSync(join(client, ASSETS_PATH), { recursive: true })
  const pass = { ...ROSA, series: SERIES }
  served = await servePortal({ renderPage, client, painter, assets }, { pass, phoneWallets })
  cookie = await toPass()
})
afterEach(async () => {
  await served.stop()
  rmSync(client, { recursive: true })
})

describe('the pass screen', () => {
  test('offers the wallets that are set up, and tells beforehand what Google is sent', async () => {
    const page = await get('/es/pass', { cookie })
    expect(page.body).toContain('href="/es/pass/apple.pkpass"')
    expect(page.body).toContain('action="/es/pass/google"')
    expect(page.body).toContain('Agregar a Apple Wallet')
    expect(page.body).toContain('Envía a Google lo que dice el pase')
    expect(page.body).not.toContain('pay.google.com')
  })

  test('lets a form go on to Google there, and on no other page', async () => {
    const policyOf = async (path: string) =>
      String((await get(path, { cookie })).headers['content-security-policy'])
    expect(await policyOf('/pass')).toContain("form-action 'self' https://pay.google.com;")
    for (const path of ['/', '/pass/print']) expect(await policyOf(path)).not.toContain('google')
    ready = ['apple']
    expect(await policyOf('/pass')).not.toContain('google')
  })

  test('offers none that is not set up, whose time is over, or that this phone does not have', async () => {
    ready = []
    const none = await get('/pass', { cookie })
    ready = ['apple', 'google']
    const headers = { 'user-agent': 'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/140.0 Mobile' }
    const android = await get('/pass', { cookie, headers })
    for (const word of ['Apple Wallet', 'Google Wallet']) expect(none.body).not.toContain(word)
    expect([android.body.includes('Apple Wallet'), android.body.includes('Google Wallet')]).toEqual([
      false,
      true,
    ])
  })

  test('offers none where the service has none at all', async () => {
    const from = await servePortal(
      { renderPage, client, painter, assets },
      { pass: { ...ROSA, series: SERIES } },
    )
    try {
      const page = await get('/pass', { cookie: await toPass(undefined, from), from })
      expect(page.body).toContain('Here is your pass')
      expect(page.body).not.toMatch(/Apple Wallet|Google Wallet/)
      expect((await get('/pass/apple.pkpass', { cookie, from })).statusCode).toBe(404)
    } finally {
      await from.stop()
    }
  })
})

describe('a file for Apple Wallet', () => {
  test('is one answer of its own kind, kept by nobody on the way', async () => {
    const answer = await get('/ko/pass/apple.pkpass', { cookie })
    expect([answer.statusCode, answer.body]).toEqual([200, 'PK'])
    expect(answer.headers).toMatchObject({
      'content-type': 'application/vnd.apple.pkpass',
      'content-disposition': 'attachment; filename="excelsior-pass-vaccination.pkpass"',
      'cache-control': 'no-store',
    })
    expect(asked).toEqual([{ ...ROSA, series: SERIES }])
  })

  test('is of the kept pass only: without one, or once it is not ready, the way leads to the pass screen', async () => {
    const strange = await get('/pass/apple.pkpass')
    ready = ['google']
    const over = await get('/es/pass/apple.pkpass', { cookie })
    expect([strange.headers.location, over.headers.location]).toEqual(['/pass', '/es/pass'])
    expect(asked).toEqual([])
  })

  test('that cannot be made now is told of on a page with the way back', async () => {
    for (const trouble of [async () => undefined, () => Promise.reject(new Error('away'))]) {
      file = trouble
      const answer = await get('/pass/apple.pkpass', { cookie })
      expect([answer.statusCode, answer.headers['cache-control']]).toEqual([503, 'no-store'])
      expect(answer.body).toContain('href="/pass"')
    }
  })
})

describe('the way to Google Wallet', () => {
  test('is a form that is answered by Google’s address, which nobody keeps', async () => {
    const answer = await post('/ht/pass/google', {}, { cookie })
    expect([answer.statusCode, answer.headers.location]).toEqual([303, LINK])
    expect(answer.headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' })
    expect(asked).toEqual([[{ ...ROSA, series: SERIES }, 'ht']])
  })

  test('is open to no other site, nor to whoever has no pass; to load it again leads back', async () => {
    const headers = { 'sec-fetch-site': 'cross-site' }
    const answers = [
      await post('/pass/google', {}, { cookie, headers }),
      await post('/pass/google', {}),
      await get('/pass/google', { cookie }),
    ]
    for (const answer of answers) expect([answer.statusCode, answer.headers.location]).toEqual([303, '/pass'])
    expect(asked).toEqual([])
  })
})
