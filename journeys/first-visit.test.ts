import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type AppName, openStand, type Stand } from './app-stand.ts'

const TITLES: Readonly<Record<AppName, Readonly<Record<'en' | 'bn', string>>>> = {
  scanner: { en: 'Check passes at your door', bn: 'প্রবেশপথে পাস যাচাই করুন' },
  wallet: { en: 'No passes here yet', bn: 'এখানে এখনো কোনো পাস নেই' },
}

describe.each<AppName>(['scanner', 'wallet'])('whoever opens the %s for the first time', (app) => {
  let stand: Stand

  beforeAll(async () => {
    stand = await openStand(app)
  })
  afterAll(() => stand?.close())

  /** A page whose app does not come until `come` is called. */
  async function slowPage(locale = 'en-US') {
    const context = await stand.browser.newContext({ viewport: { width: 390, height: 844 }, locale })
    const page = await context.newPage()
    let come = () => {}
    const coming = new Promise<void>((resolve) => {
      come = resolve
    })
    await page.route(/assets\/main-.*\.js$/, async (route) => {
      await coming
      await route.continue()
    })
    return { page, come, close: () => context.close() }
  }
  const open = (page: Page, at = '') => page.goto(stand.address + at, { waitUntil: 'commit' })
  const asDemonstration = (page: Page) =>
    page.route(stand.address, async (route) => {
      const response = await route.fetch()
      await route.fulfill({ response, headers: { ...response.headers(), 'server-timing': 'demonstration' } })
    })
  /** What stands on the page once its own small script has run. */
  async function seenSoFar(page: Page): Promise<string> {
    await page.waitForFunction(() => document.querySelector('script[src*="first-visit"]') !== null)
    await page.waitForLoadState('domcontentloaded', { timeout: 2_000 }).catch(() => {})
    return page.evaluate(() => document.getElementById('app')?.innerText ?? '')
  }

  test('sees its first screen before the app is there; then it works, and nothing has moved', async () => {
    const { page, come, close } = await slowPage()
    await page.addInitScript(() => {
      const shifts: number[] = []
      Object.assign(window, { shifts })
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) if ('value' in entry) shifts.push(Number(entry.value))
      }).observe({ type: 'layout-shift', buffered: true })
    })
    await open(page)
    const title = page.getByRole('heading', { level: 1, name: TITLES[app].en })
    await title.waitFor()
    const element = await title.elementHandle()
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('en')
    come()
    await page.waitForFunction((heading) => document.activeElement === heading, element)
    expect(await page.evaluate(() => Reflect.get(window, 'shifts'))).toEqual([])
    await close()
  })

  test('does not see it a second time: what is there to see by then the app alone knows', async () => {
    const { page, come, close } = await slowPage()
    await open(page)
    await page.getByRole('heading', { level: 1 }).waitFor()
    come()
    await page.waitForFunction(() => document.activeElement?.tagName === 'H1')
    const again = await page.context().newPage()
    await again.route(/assets\/main-.*\.js$/, (route) => route.abort())
    await open(again)
    expect(await seenSoFar(again)).toBe('')
    await close()
  })

  test('sees a language that nobody has reviewed only where all is a demonstration, which says so', async () => {
    const real = await slowPage('bn-BD')
    await open(real.page)
    expect(await seenSoFar(real.page)).toBe('')
    await real.close()
    const demo = await slowPage('bn-BD')
    await asDemonstration(demo.page)
    await open(demo.page)
    await demo.page.getByRole('heading', { level: 1, name: TITLES[app].bn }).waitFor()
    expect(await demo.page.locator('.demo').count()).toBe(1)
    expect(await demo.page.evaluate(() => document.documentElement.lang)).toBe('bn')
    await demo.close()
  })

  test('and goes on before the app is there, finds what was asked for, and nothing besides', async () => {
    const { page, come, close } = await slowPage()
    await open(page)
    await page.getByRole('heading', { level: 1, name: TITLES[app].en }).waitFor()
    if (app === 'wallet') await page.getByRole('link', { name: 'Add a pass' }).click()
    else await page.getByRole('button', { name: 'Start scanning' }).click()
    come()
    if (app === 'wallet') await page.getByRole('heading', { level: 1, name: 'Add a pass' }).waitFor()
    else await page.getByText('Accepted here').waitFor()
    expect(await page.locator('main').count()).toBe(1)
    expect(await page.getByText(TITLES[app].en).count()).toBe(0)
    await close()
  })

  test('on a page deeper inside sees nothing that is not there', async () => {
    const { page, close } = await slowPage()
    await open(page, app === 'wallet' ? '#add' : '#today')
    expect(await seenSoFar(page)).toBe('')
    await close()
  })
})

test('what is pressed before the scanner is there counts when it is', async () => {
  const stand = await openStand('scanner')
  const context = await stand.browser.newContext({
    viewport: { width: 390, height: 844 },
    permissions: ['camera'],
  })
  const page = await context.newPage()
  let come = () => {}
  const coming = new Promise<void>((resolve) => {
    come = resolve
  })
  await page.route(/assets\/main-.*\.js$/, async (route) => {
    await coming
    await route.continue()
  })
  await page.goto(stand.address, { waitUntil: 'commit' })
  await page.getByLabel('Antigen test').click()
  await page.getByRole('button', { name: 'Start scanning' }).click()
  come()
  await page.getByText('Accepted here: Vaccination, PCR test', { exact: true }).waitFor()
  await context.close()
  await stand.close()
})
