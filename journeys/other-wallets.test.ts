import { mkdirSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { type Authority, openAuthority } from '../apps/service/src/testing/authority.ts'
import { type Service, startService } from './service.ts'
import { type StandardWallet, standardWallet } from './standard-wallet.ts'
import { vaccinatedResident, walkToPass } from './walk-to-pass.ts'

// A browser on a busy machine takes its time.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

let service: Service
let browser: Browser
let wallet: StandardWallet

beforeAll(async () => {
  const port = await freePort()
  const origin = `http://localhost:${port}`
  service = await startService({ host: 'localhost', env: { PORT: String(port), PUBLIC_URL: origin } })
  wallet = standardWallet(origin)
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
  })
})
afterAll(async () => {
  await browser?.close()
  await service?.stop()
})

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** To look at, where PICTURES names a folder. */
async function picture(page: Page, name: string): Promise<void> {
  const { PICTURES } = process.env
  if (PICTURES === undefined) return
  mkdirSync(PICTURES, { recursive: true })
  await page.screenshot({ path: join(PICTURES, `${name}.png`), fullPage: true })
}

const linkOf = async (page: Page, scheme: string) =>
  (await page.locator(`a[href^="${scheme}"]`).getAttribute('href')) ?? ''

test('a resident keeps the pass in a wallet app of the open standards, and a venue checks it there', async () => {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } })
  const page = await context.newPage()
  const resident = await vaccinatedResident(service)
  await walkToPass(service, page, resident)
  await page.getByText('For travel, or for another app').click()
  await page.getByRole('button', { name: /another wallet app/ }).click()
  await page.getByRole('heading', { name: 'Add the pass to a wallet app' }).waitFor()
  await picture(page, 'offer')
  const offer = await linkOf(page, 'openid-credential-offer:')
  expect(decodeURIComponent(offer)).not.toContain(resident.familyName)
  const digits = ((await page.locator('.number__text').textContent()) ?? '').replace(/\s/g, '')
  expect(digits).toMatch(/^\d{6}$/)

  await wallet.fetch(offer, digits, 3)
  expect(wallet.kept.length).toBe(3)
  expect(new Set(wallet.kept.map(({ credential }) => credential)).size).toBe(3)
  // The code has been used.
  await expect(wallet.fetch(offer, digits, 1)).rejects.toThrow()

  const venue = await (await browser.newContext({ javaScriptEnabled: false })).newPage()
  await venue.goto(`${service.origin}/check`)
  await venue.getByRole('button', { name: 'Ask for a pass' }).click()
  const request = await linkOf(venue, 'openid4vp:')
  await picture(venue, 'check-waiting')
  expect((await wallet.show(request)).status).toBe(200)
  // By itself, without script.
  await venue.getByRole('heading', { name: 'Valid', exact: true }).waitFor({ timeout: 15_000 })
  await picture(venue, 'check-valid')
  const shown = (await venue.locator('main').textContent()) ?? ''
  expect(shown).toContain(resident.familyName)
  expect(venue.url()).toBe(`${service.origin}/check`)
  // Answered once.
  expect((await wallet.show(request)).status).toBe(400)
})

test('what a wallet app may fetch is told in the words of the standards', async () => {
  const read = async (path: string) => (await fetch(`${service.origin}${path}`)).json()
  const issuer = (await read('/.well-known/openid-credential-issuer')) as Record<string, unknown>
  expect(issuer.credential_issuer).toBe(service.origin)
  const { issuer: server, token_endpoint } = await read('/.well-known/oauth-authorization-server')
  expect([server, token_endpoint]).toEqual([service.origin, `${service.origin}/openid4vci/token`])
  const list = await fetch(`${service.origin}/credentials/status/0`)
  expect(list.headers.get('content-type')).toContain('application/statuslist+jwt')
  expect((await fetch(`${service.origin}/credentials/status/7`)).status).toBe(404)
})

describe('a venue whose department has a certificate for it', () => {
  let authority: Authority
  let signing: Service
  beforeAll(() => {
    authority = openAuthority()
    authority.issue('verifier', 10, ['localhost'])
  })
  afterEach(() => signing?.stop())
  afterAll(() => authority?.remove())

  test('signs what it asks; a wallet that knows the authority answers, encrypted', async () => {
    const port = await freePort()
    const origin = `http://localhost:${port}`
    signing = await startService({
      host: 'localhost',
      env: {
        PORT: String(port),
        PUBLIC_URL: origin,
        VERIFIER_CERT: join(authority.folder, 'verifier.pem'),
        VERIFIER_KEY: join(authority.folder, 'verifier.key'),
      },
    })
    const context = await browser.newContext({ viewport: { width: 390, height: 844 } })
    const page = await context.newPage()
    const resident = await vaccinatedResident(signing)
    await walkToPass(signing, page, resident)
    await page.getByText('For travel, or for another app').click()
    await page.getByRole('button', { name: /another wallet app/ }).click()
    await page.getByRole('heading', { name: 'Add the pass to a wallet app' }).waitFor()
    const offer = await linkOf(page, 'openid-credential-offer:')
    const digits = ((await page.locator('.number__text').textContent()) ?? '').replace(/\s/g, '')
    const knowing = standardWallet(origin, authority.root)
    await knowing.fetch(offer, digits, 2)

    await page.goto(`${origin}/check`)
    await page.getByRole('button', { name: 'Ask for a pass' }).click()
    const request = await linkOf(page, 'openid4vp:')
    expect(request).toMatch(/^openid4vp:\/\/\?client_id=x509_hash%3A[\w-]{43}&request_uri=/)
    // A wallet that another authority is believed by does not answer.
    const other = openAuthority()
    const stranger = standardWallet(origin, other.root)
    other.remove()
    await expect(stranger.show(request)).rejects.toThrow('Error during verification of jwt')

    expect((await knowing.show(request)).status).toBe(200)
    await page.getByRole('heading', { name: 'Valid', exact: true }).waitFor({ timeout: 15_000 })
    expect((await page.locator('main').textContent()) ?? '').toContain(resident.familyName)
    // Answered once, and then there is no such request any more.
    await expect(knowing.show(request)).rejects.toThrow()
    await context.close()
  })
})
