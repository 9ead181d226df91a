import { openTrustList, type Trust, verify } from '@excelsior/credentials'
import type { Instant } from '@excelsior/domain'
import { type Browser, chromium } from 'playwright-core'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { codeOnScreen } from './code-on-screen.ts'
import { type Service, startService } from './service.ts'
import { vaccinatedResident, vaccinatedResidents, walkToPass } from './walk-to-pass.ts'

// A browser on a busy machine takes its time.
vi.setConfig({ testTimeout: 120_000 })

let service: Service
let browser: Browser

beforeAll(async () => {
  service = await startService({ host: 'localhost' })
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
  })
})
afterAll(async () => {
  await browser?.close()
  await service?.stop()
})

/** As any scanner has it. */
async function trustOfService(): Promise<Trust> {
  const answer = await fetch(`${service.origin}/.well-known/excelsior/trust.json`)
  const opened = await openTrustList(new Uint8Array(await answer.arrayBuffer()), {
    pinnedRoot: null,
    now: Date.now() as Instant,
    allowDemo: true,
  })
  if (!opened.ok) throw new Error(opened.reason)
  return opened.trust
}

test('one tap takes a pass from the portal into the wallet: no address tells of it, a reload sends nothing again', async () => {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } })
  const asked: string[] = []
  const said: string[] = []
  context.on('request', (request) => asked.push(`${request.method()} ${request.url()}`))
  const page = await context.newPage()
  page.on('console', (message) => said.push(message.text()))
  page.on('pageerror', (error) => said.push(error.message))
  const who = await vaccinatedResident(service)
  await walkToPass(service, page, who)
  const bound = page.waitForResponse('**/pass/live')
  await page.getByRole('button', { name: 'Keep in the wallet app' }).click()
  expect((await bound).status()).toBe(200)
  const name = `${who.givenName} ${who.familyName}`
  await page.getByText(`Vaccination of ${name} is in this wallet`).waitFor()
  expect(new URL(page.url()).pathname).toBe('/wallet/')
  expect(await page.locator('#handover').count()).toBe(0)
  expect(asked.filter((line) => line.startsWith('POST') && line.includes('/wallet/'))).toEqual([
    `POST ${service.origin}/wallet/add`,
  ])
  expect(asked.join('\n')).not.toContain('EP1')
  for (const line of asked) expect(new URL(line.split(' ')[1] ?? '').search).toBe('')

  await page.reload()
  await page.locator('.slip').click()
  // The portal bound it to this browser: what it shows is live, and a picture of it is a copy a minute later.
  await page.getByText('A photo of this code works for one minute only.').waitFor()
  const trust = await trustOfService()
  const live = await codeOnScreen(page)
  const now = Date.now() as Instant
  expect(await verify(live, trust, now)).toMatchObject({ status: 'valid', live: true })
  expect(await verify(live, trust, (now + 62_000) as Instant)).toMatchObject({ reason: 'copy' })
  await page.getByRole('button', { name: 'Show the code that stays the same' }).click()
  await page.getByText('This code stays the same').waitFor()
  expect(await verify(await codeOnScreen(page), trust, (now + 62_000) as Instant)).toMatchObject({
    status: 'valid',
  })
  await page.getByRole('img', { name: `Pass of ${name}, code in the middle of the screen` }).waitFor()
  expect(asked.filter((line) => line.startsWith('POST') && line.includes('/wallet/'))).toHaveLength(1)

  await page.goto(`${service.origin}/wallet/#device`)
  await page.getByText('All parts are on this device').waitFor()
  await context.setOffline(true)
  await page.goto(`${service.origin}/wallet/`)
  await page.getByRole('heading', { name }).waitFor()
  await context.setOffline(false)

  // A second tap finds it there.
  await page.goto(`${service.origin}/pass`)
  await page.getByRole('button', { name: 'Keep in the wallet app' }).click()
  await page.getByText('in this wallet already').waitFor()
  expect(await page.locator('.slip').count()).toBe(1)
  expect(said.filter((line) => !line.includes('ERR_INTERNET_DISCONNECTED'))).toEqual([])
  expect(service.said()).not.toContain('EP1')
  await context.close()
})

test('a locked wallet takes the pass from the portal once it is unlocked, and shows nothing of it before', async () => {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } })
  const page = await context.newPage()
  const [who, other] = (await vaccinatedResidents(service)).slice(1)
  if (!who || !other) throw new Error('there are no such residents')
  const toWallet = () => page.getByRole('button', { name: 'Keep in the wallet app' }).click()
  await walkToPass(service, page, who)
  await toWallet()
  await page.locator('.added').waitFor()
  await page.goto(`${service.origin}/wallet/#device`)
  await page.getByLabel('New PIN').fill('274950')
  await page.getByLabel('The same PIN again').fill('274950')
  await page.getByRole('button', { name: 'Set the lock' }).click()
  await page.getByText('The lock is set.').waitFor()

  await walkToPass(service, page, other)
  await toWallet()
  await page.getByText('Unlock it to add the pass from the portal.').waitFor()
  const shown = await page.locator('body').innerText()
  for (const name of [who.familyName, other.familyName]) expect(shown).not.toContain(name)
  await page.getByLabel('PIN', { exact: true }).fill('274950')
  await page.keyboard.press('Enter')
  await page.getByText(`Vaccination of ${other.givenName} ${other.familyName} is in this wallet`).waitFor()
  expect(await page.locator('.slip').count()).toBe(2)
  await context.close()
})

test('the home page leads to the wallet', async () => {
  const page = await browser.newPage()
  await page.goto(`${service.origin}/`)
  await page.getByRole('link', { name: 'Open the wallet app' }).click()
  await page.getByRole('heading', { name: 'No passes here yet' }).waitFor()
  await page.close()
})
