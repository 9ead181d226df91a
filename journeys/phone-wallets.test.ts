import { verify } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { verify as checked, liveCode, openTrustList } from '@excelsior/credentials'
import type { Instant } from '@excelsior/domain'
import {
  filesInPass,
  makeGoogleKeyFile,
  makeTestChain,
  signatureFault,
} from '@excelsior/phone-wallets/testing'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { ask, json } from './ask.ts'
import { newFolder, removeFolder, type Service, startService } from './service.ts'
import { vaccinatedResident, walkToPass } from './walk-to-pass.ts'

// A browser on a busy machine takes its time.
vi.setConfig({ testTimeout: 120_000 })

const chain = makeTestChain()
const google = makeGoogleKeyFile()
const folder = newFolder()
const googleFile = join(folder, 'google.json')
writeFileSync(googleFile, google.file)
const APPLE = {
  APPLE_PASS_CERT: chain.files.certificate,
  APPLE_PASS_KEY: chain.files.encryptedKey,
  APPLE_PASS_KEY_PASSPHRASE: chain.passphrase,
  APPLE_WWDR_CERT: chain.files.wwdr,
  APPLE_PASS_TYPE_ID: chain.passTypeId,
  APPLE_TEAM_ID: chain.teamId,
}
const GOOGLE = { GOOGLE_WALLET_KEY_FILE: googleFile, GOOGLE_WALLET_ISSUER_ID: '3388000000012345678' }

let service: Service
let browser: Browser
/** Stands where the browser believes Google to be. */
let atGoogle: Server
const reachedGoogle: { url: string; referrer: string | undefined; cookie: string | undefined }[] = []

beforeAll(async () => {
  atGoogle = createServer(
    { key: chain.read('serverKey'), cert: chain.read('server') },
    ({ url = '', headers }, response) => {
      if (url.startsWith('/gp/'))
        reachedGoogle.push({ url, referrer: headers.referer, cookie: headers.cookie })
      response.writeHead(200, { 'content-type': 'text/html' }).end('<title>Save</title>')
    },
  )
  await new Promise<void>((resolve) => atGoogle.listen(0, '127.0.0.1', resolve))
  const { port } = atGoogle.address() as AddressInfo
  service = await startService({ host: 'localhost', env: { ...APPLE, ...GOOGLE } })
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--ignore-certificate-errors',
      `--host-resolver-rules=MAP pay.google.com 127.0.0.1:${port}`,
    ],
  })
})
afterAll(async () => {
  await browser?.close()
  await service?.stop()
  atGoogle?.close()
  removeFolder(folder)
  chain.remove()
})

/** By the list that the service publishes at this moment. */
async function verdictOn(text: string) {
  const list = await ask(service.origin, '/.well-known/excelsior/trust.json')
  const now = Date.now() as Instant
  const opened = await openTrustList(new TextEncoder().encode(list.body), {
    pinnedRoot: null,
    now,
    allowDemo: true,
  })
  if (!opened.ok) throw new Error(opened.reason)
  return checked(text, opened.trust, now)
}

/** To look at, where PICTURES names a folder. */
async function picture(page: Page, name: string): Promise<void> {
  const { PICTURES } = process.env
  if (PICTURES === undefined) return
  mkdirSync(PICTURES, { recursive: true })
  await page.screenshot({ path: join(PICTURES, `${name}.png`), fullPage: true })
}

test('a resident takes the pass along as a file for Apple Wallet that openssl verifies', async () => {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, acceptDownloads: true })
  const page = await context.newPage()
  const who = await vaccinatedResident(service)
  await walkToPass(service, page, who)
  await picture(page, 'pass-390')
  const coming = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Add to Apple Wallet' }).click()
  const download = await coming
  expect(download.suggestedFilename()).toBe('excelsior-pass-vaccination.pkpass')
  expect(new URL(download.url()).pathname).toBe('/pass/apple.pkpass')
  const file = readFileSync(await download.path())
  const files = filesInPass(file)
  expect(signatureFault(files, chain)).toBeUndefined()
  const pass = JSON.parse(String(files.get('pass.json')))
  expect(pass.generic.primaryFields).toEqual([{ key: 'name', value: `${who.givenName} ${who.familyName}` }])
  expect(pass.barcodes[0].message).toMatch(/^EP1:/)
  expect(pass.serialNumber).toMatch(/^[0-9a-f]{32}$/)
  const { givenName, familyName } = who
  expect(await verdictOn(file.toString('latin1'))).toMatchObject({
    format: 'pkpass',
    status: 'valid',
    kind: 'vaccination',
    holder: { givenName, familyName },
  })
  await context.close()
})

test('a page of ours has the kept pass bound to a key, and no page of anybody else', async () => {
  const context = await browser.newContext()
  const page = await context.newPage()
  const who = await vaccinatedResident(service)
  await walkToPass(service, page, who)
  const wallet = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, [
    'sign',
    'verify',
  ])
  const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', wallet.publicKey)
  const asked = (target: Page) =>
    target.evaluate(
      async ([url, body]) => {
        const answer = await fetch(url!, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: body!,
        })
        return { status: answer.status, ...(await answer.json()) }
      },
      [`${service.origin}/pass/live`, JSON.stringify({ key: { kty, crv, x, y } })],
    )
  const { status, text } = await asked(page)
  expect([status, text]).toEqual([200, expect.stringMatching(/^EP1:/)])
  const sign = async (bytes: Uint8Array) =>
    new Uint8Array(
      await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, wallet.privateKey, Uint8Array.from(bytes)),
    )
  const { givenName, familyName } = who
  expect(await verdictOn(await liveCode(text, Date.now() as Instant, sign))).toMatchObject({
    status: 'valid',
    live: true,
    holder: { givenName, familyName },
  })
  expect(await verdictOn(text)).toMatchObject({ status: 'not-accepted', reason: 'copy' })

  // The wallet's page is of the same origin; a browser without a pass is told that there is none.
  await page.goto(`${service.origin}/wallet/`)
  expect((await asked(page)).status).toBe(200)
  const stranger = await (await browser.newContext()).newPage()
  await stranger.goto(`${service.origin}/`)
  expect(await asked(stranger)).toMatchObject({ status: 404, title: 'No pass is kept here' })
  await stranger.goto('https://pay.google.com/')
  await expect(asked(stranger)).rejects.toThrow(/Failed to fetch/)
  await stranger.context().close()
  expect(service.said()).not.toMatch(/EP1|P-256/)
  await context.close()
})

test('a resident sends the pass to Google Wallet: Google alone gets it, from nowhere', async () => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } })
  const page = await context.newPage()
  const said: string[] = []
  page.on('console', (message) => said.push(message.text()))
  const who = await vaccinatedResident(service)
  await walkToPass(service, page, who)
  await picture(page, 'pass-1280')
  expect(await page.content()).not.toContain('pay.google.com')
  await page.getByRole('button', { name: 'Add to Google Wallet' }).click()
  await page.waitForURL('https://pay.google.com/**')
  expect(reachedGoogle).toHaveLength(1)
  const [reached] = reachedGoogle
  expect([reached?.referrer, reached?.cookie]).toEqual([undefined, undefined])
  const jwt = reached?.url.slice('/gp/v/save/'.length) ?? ''
  const [head = '', payload = '', signature = ''] = jwt.split('.')
  const signed = Buffer.from(`${head}.${payload}`)
  expect(verify('sha256', signed, google.publicKey, Buffer.from(signature, 'base64url'))).toBe(true)
  const { genericObjects } = JSON.parse(Buffer.from(payload, 'base64url').toString()).payload
  expect(genericObjects[0].header.defaultValue.value).toBe(`${who.givenName} ${who.familyName}`)

  // Back is the pass again, and nothing of it was written down here.
  await page.goBack()
  expect(new URL(page.url()).pathname).toBe('/pass')
  expect(said).toEqual([])
  expect(service.said()).not.toMatch(/EP1|pay\.google|eyJ/)
  await context.close()
})

test('the document of all addresses holds those that Apple chose', async () => {
  const { paths } = json<{ paths: Record<string, object> }>(await ask(service.origin, '/api/openapi.json'))
  const apple = Object.entries(paths).filter(([path]) => path.startsWith('/apple-wallet/'))
  expect(apple.map(([path, methods]) => [path.slice(16), ...Object.keys(methods).sort()])).toEqual([
    ['/devices/{device}/registrations/{passType}/{serial}', 'delete', 'post'],
    ['/devices/{device}/registrations/{passType}', 'get'],
    ['/passes/{passType}/{serial}', 'get'],
    ['/log', 'post'],
  ])
})

test('each phone is shown its own wallet', async () => {
  const phones = {
    iPhone:
      'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1',
    Android:
      'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/140.0.0.0 Mobile Safari/537.36',
  }
  const shown: string[] = []
  for (const [phone, userAgent] of Object.entries(phones)) {
    const context = await browser.newContext({ userAgent })
    const page = await context.newPage()
    await walkToPass(service, page, await vaccinatedResident(service))
    const names = await page.getByText(/^Add to/).allTextContents()
    shown.push(`${phone}: ${names.join(', ')}`)
    await context.close()
  }
  expect(shown).toEqual(['iPhone: Add to Apple Wallet', 'Android: Add to Google Wallet'])
})

test('both speak the language of the page', async () => {
  const context = await browser.newContext()
  const page = await context.newPage()
  await walkToPass(service, page, await vaccinatedResident(service))
  const names: Record<string, string[]> = {}
  for (const language of ['es', 'zh-Hant', 'ru', 'bn', 'ko', 'ht']) {
    await page.goto(`${service.origin}/${language}/pass`)
    names[language] = await page
      .locator('.way__name')
      .filter({ hasText: /Apple|Google/ })
      .allTextContents()
    if (language === 'bn') await picture(page, 'pass-bn')
  }
  expect(names).toEqual({
    es: ['Agregar a Apple Wallet', 'Agregar a la Billetera de Google'],
    'zh-Hant': ['加入 Apple 錢包', '新增至 Google 錢包'],
    ru: ['Добавить в Apple Wallet', 'Добавить в Google Кошелёк'],
    bn: ['Apple Wallet-এ যোগ করুন', 'Google Wallet-এ যোগ করুন'],
    ko: ['Apple 지갑에 추가', 'Google 월렛에 추가'],
    ht: ['Ajoute nan Apple Wallet', 'Ajoute nan Google Wallet'],
  })
  await context.close()
})

test('a service without certificates and keys shows neither; one with a half does not start, and says what is missing', async () => {
  const { APPLE_PASS_KEY: _, ...half } = APPLE
  await expect(startService({ env: half })).rejects.toThrow(
    /APPLE_PASS_KEY missing: Apple Wallet needs all of/,
  )
  await expect(startService({ env: { ...APPLE, APPLE_TEAM_ID: 'ZZZZZZZZZZ' } })).rejects.toThrow(
    /APPLE_TEAM_ID is "ZZZZZZZZZZ", but APPLE_PASS_CERT is of the team/,
  )
  const plain = await startService({ host: 'localhost' })
  try {
    const page = await browser.newPage()
    await walkToPass(plain, page, await vaccinatedResident(plain))
    await page.getByRole('button', { name: 'Keep in the wallet app' }).waitFor()
    expect(await page.getByText(/Apple Wallet|Google Wallet/).count()).toBe(0)
    await page.close()
  } finally {
    await plain.stop()
  }
})
