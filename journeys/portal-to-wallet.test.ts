import type { ResidentJson } from '@excelsior/demo'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { codesSentTo, residentsOf } from './retrieve.ts'
import { type Service, startService } from './service.ts'

// A browser on a busy machine takes its time.
vi.setConfig({ testTimeout: 120_000 })

let service: Service
let browser: Browser
let residents: readonly ResidentJson[]

beforeAll(async () => {
  service = await startService({ host: 'localhost' })
  residents = await residentsOf(service)
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
  })
})
afterAll(async () => {
  await browser?.close()
  await service?.stop()
})

/** A resident who gets a vaccination pass, with a whole birth date and two names. */
function resident(): ResidentJson {
  const found = residents.find(
    ({ note, givenName, familyName, birthDate, expect: told }) =>
      note === undefined &&
      givenName !== '' &&
      familyName !== '' &&
      birthDate.length === 10 &&
      told.vaccination.eligible,
  )
  if (!found) throw new Error('there is no such resident')
  return found
}

/** Through the portal's forms to the pass. */
async function toPass(page: Page, who: ResidentJson): Promise<void> {
  const go = async () => {
    const before = page.url()
    await page.locator('main form button').first().click()
    await page.waitForURL((url) => url.href !== before)
  }
  const fill = (name: string, text: string) => page.locator(`input[name="${name}"]`).fill(text)
  const choose = (name: string, value: string) =>
    page.locator(`input[name="${name}"][value="${value}"]`).check({ force: true })
  await page.goto(`${service.origin}/retrieve`)
  await choose('pass', 'vaccination')
  await choose('whom', 'me')
  await go()
  const [year = '', month = '', day = ''] = who.birthDate.split('-')
  await fill('given', who.givenName)
  await fill('family', who.familyName)
  await fill('birth-month', month)
  await fill('birth-day', day)
  await fill('birth-year', year)
  await fill('zip', who.postalCode)
  await fill('phone', who.phone)
  await go()
  for (const id of ['dose-region', 'dose-month', 'dose-product']) await choose(id, who.answers[id] ?? '')
  await go()
  const [code = ''] = await codesSentTo(service, who.phone)
  await fill('code', code)
  await go()
  expect(new URL(page.url()).pathname).toBe('/pass')
}

test('one tap takes a pass from the portal into the wallet: no address tells of it, a reload sends nothing again', async () => {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } })
  const asked: string[] = []
  const said: string[] = []
  context.on('request', (request) => asked.push(`${request.method()} ${request.url()}`))
  const page = await context.newPage()
  page.on('console', (message) => said.push(message.text()))
  page.on('pageerror', (error) => said.push(error.message))
  const who = resident()
  await toPass(page, who)
  await page.getByRole('button', { name: 'Keep in the wallet app' }).click()
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

test('the home page leads to the wallet', async () => {
  const page = await browser.newPage()
  await page.goto(`${service.origin}/`)
  await page.getByRole('link', { name: 'Open the wallet app' }).click()
  await page.getByRole('heading', { name: 'No passes here yet' }).waitFor()
  await page.close()
})
