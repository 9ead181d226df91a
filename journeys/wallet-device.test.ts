import type { Instant } from '@excelsior/domain'
import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { violations } from '../tools/axe.ts'
import { DAY, openDepartment, openStand, type Stand } from './app-stand.ts'
import { vectorPdf } from './pages-with-codes.ts'

vi.setConfig({ testTimeout: 120_000 })

let stand: Stand
let context: BrowserContext

beforeAll(async () => {
  stand = await openStand('wallet')
})
afterAll(() => stand?.close())
beforeEach(async () => {
  stand.publish(await stand.department.trustList())
})
afterEach(() => context?.close())

async function enter(options: BrowserContextOptions = {}, serviceWorkers = false): Promise<Page> {
  context = await stand.browser.newContext({
    viewport: { width: 390, height: 844 },
    reducedMotion: 'reduce',
    ...options,
  })
  if (!serviceWorkers)
    await context.addInitScript(() => Object.defineProperty(navigator, 'serviceWorker', { value: undefined }))
  return context.newPage()
}

async function add(page: Page, text: string) {
  await page.goto(`${stand.address}#paste`)
  await page.locator('#code').fill(text)
  await page.locator('main .button--big').click()
  await page.locator('.added').waitFor()
}

describe('while a code is shown', () => {
  test('the screen stays awake, no longer, and again after the phone was put away for a moment', async () => {
    const page = await enter()
    await context.addInitScript(() => {
      const locks: string[] = []
      Object.assign(window, { locks })
      Object.defineProperty(navigator, 'wakeLock', {
        value: {
          request: async () => {
            locks.push('held')
            return { release: async () => void locks.push('released') }
          },
        },
      })
    })
    const locks = () =>
      page.evaluate(() => {
        const here: Window & { locks?: string[] } = window
        return here.locks?.splice(0)
      })
    await add(page, await stand.department.pass())
    expect(await locks()).toEqual([])
    await page.locator('.slip').click()
    await page.locator('.show').waitFor()
    expect(await locks()).toEqual(['held'])
    for (const hidden of [true, false])
      await page.evaluate((away) => {
        Object.defineProperty(document, 'hidden', { value: away, configurable: true })
        document.dispatchEvent(new Event('visibilitychange'))
      }, hidden)
    await vi.waitFor(async () => expect(await locks()).toEqual(expect.arrayContaining(['released', 'held'])))
    await page.getByRole('link', { name: 'Passes' }).click()
    await page.locator('.slip').waitFor()
    expect(await locks()).toEqual(['released'])
  })
})

describe('a day at the door', () => {
  test('of a hundred codes shown, and twenty passes added and deleted, takes no more memory than the first few', async () => {
    const page = await enter()
    await add(page, await stand.department.pass())
    await add(page, await stand.department.pass({ type: 'pcr', expires: (Date.now() + 2 * DAY) as Instant }))
    const session = await context.newCDPSession(page)
    const heap = async () => {
      await session.send('HeapProfiler.collectGarbage')
      const { usedSize } = await session.send('Runtime.getHeapUsage')
      return usedSize
    }
    const show = async (times: number) => {
      for (let time = 0; time < times; time++) {
        await page.locator('.slip').first().click()
        await page.locator('.show .qr').waitFor()
        await page.locator('.show__bar a').first().click()
        await page.locator('.slip').first().waitFor()
      }
    }
    const exchange = async (times: number) => {
      for (let time = 0; time < times; time++) {
        await add(page, await stand.department.pass({ type: 'antigen' }))
        await page.locator('.slip').first().click()
        await page.locator('.show__bar a').nth(1).click()
        await page.locator('.button--danger').click()
        await page.locator('.toast').waitFor()
      }
    }
    await show(15)
    await exchange(3)
    const before = await heap()
    await show(85)
    await exchange(17)
    const grown = (await heap()) - before
    expect(grown, `${Math.round(before / 1024)} KB before`).toBeLessThan(1_500_000)
  })
})

describe('an app on the home screen', () => {
  test('has no link that puts a file in its own place, and on every screen a way back of its own', async () => {
    const page = await enter()
    await context.addInitScript(() => Object.defineProperty(navigator, 'standalone', { value: true }))
    await add(page, await stand.department.pass())
    const links: string[] = []
    const look = async () => {
      const found = await page
        .locator('a[href]')
        .evaluateAll((all) =>
          all.map((each) => [each.getAttribute('href'), each.hasAttribute('download')].join(' ')),
        )
      links.push(...found)
    }
    await look()
    await page.locator('.slip').click()
    await page.locator('.show').waitFor()
    await look()
    await page.getByRole('link', { name: 'Passes' }).waitFor()
    await page.getByRole('link', { name: 'More' }).click()
    await page.locator('.button--danger').waitFor()
    await look()
    await page.getByRole('link', { name: 'Back' }).waitFor()
    for (const [hash, back] of [
      ['#add', 'Passes'],
      ['#camera', 'Back'],
      ['#paste', 'Back'],
      ['#device', 'Passes'],
    ] as const) {
      await page.goto(stand.address + hash)
      await page.getByRole('link', { name: back, exact: true }).waitFor()
      await look()
    }
    // Screens of its own, the portal's first page, a language: nothing that a phone opens as a file.
    for (const link of links)
      expect(link).toMatch(/^(#[\w/]*|(\/\w+)?\/retrieve|\?lang=[\w-]+#device) false$/)
  })
})

describe('the saved PDF of a pass', () => {
  test('brings it back on another device, and offline once a PDF was read there', async () => {
    const page = await enter({}, true)
    const choose = async (text: string) => {
      await page.goto(`${stand.address}#add`)
      await page.locator('#picture').setInputFiles({
        name: 'pass.pdf',
        mimeType: 'application/pdf',
        buffer: vectorPdf({ text, side: 60 }),
      })
    }
    await page.goto(`${stand.address}#device`)
    await page.getByText('All parts are on this device').waitFor()
    await choose(await stand.department.pass())
    await page.getByText('Vaccination of Rosa Quiñones Delgado is in this wallet').waitFor()
    const other = await stand.department.pass({ type: 'pcr', expires: (Date.now() + 2 * DAY) as Instant })
    await stand.stopServer()
    try {
      await choose(other)
      await page.getByText('PCR test of Rosa Quiñones Delgado is in this wallet').waitFor()
    } finally {
      await stand.startServer()
    }
  })

  test('that was changed in one byte of its code does not come in', async () => {
    const page = await enter()
    const text = await stand.department.pass()
    await page.goto(`${stand.address}#add`)
    const changed = text.slice(0, -4) + (text.at(-4) === 'A' ? 'B' : 'A') + text.slice(-3)
    await page.locator('#picture').setInputFiles({
      name: 'p.pdf',
      mimeType: 'application/pdf',
      buffer: vectorPdf({ text: changed, side: 60 }),
    })
    await page.locator('.summary').waitFor()
    expect(await page.content()).not.toMatch(/Rosa|Delgado/)
    await page.goto(`${stand.address}#passes`)
    await page.locator('.empty').waitFor()
  })
})

test.each(['Pacific/Honolulu', 'Asia/Dhaka'])(
  'on a phone in %s a birth date is the day that it was, and an end is told in the time of the department',
  async (timezoneId) => {
    const page = await enter({ timezoneId })
    const expires = (Math.floor(Date.now() / DAY) * DAY + 40 * DAY + 17 * 3_600_000) as Instant
    await add(page, await stand.department.pass({ expires }))
    await page.locator('.slip').click()
    await page.locator('.show').waitFor()
    const zone = 'America/New_York'
    const told = new Intl.DateTimeFormat('en-GB', { timeZone: zone, timeStyle: 'short', dateStyle: 'long' })
    const { day, month, year, hour, minute } = Object.fromEntries(
      told.formatToParts(expires).map(({ type, value }) => [type, value]),
    )
    const shown = await page.locator('.show').innerText()
    expect(shown).toContain('Born 4 March 1988')
    expect(shown).toContain(`${day} ${month} ${year}, ${hour}:${minute}`)
  },
)

describe('the language of the wallet', () => {
  const speaks = (page: Page, locale: string) => page.locator(`html[lang="${locale}"] #main`).waitFor()

  test('of a demonstration is the reader’s, and can be chosen by its own name and stays chosen', async () => {
    stand.publish(await (await openDepartment(true)).trustList())
    const page = await enter({ locale: 'bn' })
    await page.goto(`${stand.address}#device`)
    await speaks(page, 'bn')
    const korean = page.getByRole('link', { name: '한국어' })
    expect([await korean.getAttribute('lang'), await korean.getAttribute('hreflang')]).toEqual(['ko', 'ko'])
    expect(await page.locator('.choices [aria-current]').innerText()).toBe('বাংলা')
    await korean.click()
    await speaks(page, 'ko')
    expect(await violations(page)).toEqual([])
    await page.goto(stand.address)
    await speaks(page, 'ko')
  })

  test('of a real department’s wallet is one that a person has reviewed', async () => {
    const page = await enter({ locale: 'bn' })
    await page.goto(stand.address)
    await speaks(page, 'en')
    await page.goto(`${stand.address}?lang=ru#device`)
    await page.getByRole('heading', { name: 'This device' }).waitFor()
    await page.getByText('It is fresh').waitFor()
    await speaks(page, 'en')
    expect(await page.locator('.choices').count()).toBe(0)
  })
})
