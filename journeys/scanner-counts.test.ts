import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { violations } from '../tools/axe.ts'
import { openDepartment, openStand, type Stand } from './app-stand.ts'
import { newDevice, typeLikeAScanner } from './scanner-device.ts'

const HOUR = 3_600_000

let stand: Stand
let context: BrowserContext

beforeAll(async () => {
  stand = await openStand('scanner')
})
afterAll(() => stand?.close())
beforeEach(async () => {
  stand.publish(await stand.department.trustList())
  await stand.show([{ frames: 2 }])
  stand.tallies.answer = 204
  stand.tallies.came.length = 0
  context = await newDevice(stand)
})
afterEach(() => context.close())

async function openScanner(): Promise<Page> {
  const page = await context.newPage()
  await page.clock.install()
  await page.goto(stand.address)
  await page.getByRole('button', { name: 'Start scanning' }).click()
  await page.getByText('Trust lists of').waitFor()
  return page
}
const agree = async (page: Page) => {
  await page.goto(`${stand.address}#settings`)
  await page.getByLabel('Send the counts').click()
}
async function scan(page: Page, text: string) {
  await page.goto(`${stand.address}#scan`)
  await typeLikeAScanner(page, text)
  await page.locator('.verdict').waitFor()
  await page.getByRole('button', { name: 'Next' }).click()
}
/** The scanner looks every half minute whether an hour has passed. */
const later = (page: Page, milliseconds: number) => page.clock.fastForward(milliseconds)
const halfAMinute = (page: Page) => later(page, 31_000)
const batches = () =>
  stand.tallies.came.map(
    ({ body }) =>
      JSON.parse(body) as { key: string; counts: { type: string; result: string; count: number }[] },
  )
const came = (count: number) => expect.poll(() => stand.tallies.came.length, { timeout: 5_000 }).toBe(count)

test('nobody is taken to agree: without a word of the venue nothing is ever sent', async () => {
  const page = await openScanner()
  await scan(page, await stand.department.pass())
  await later(page, 2 * HOUR)
  await halfAMinute(page)
  await page.goto(`${stand.address}#settings`)
  expect(await page.getByLabel('Send the counts').isChecked()).toBe(false)
  expect(await page.getByText('This count stays on this device').count()).toBe(1)
  expect(stand.tallies.came).toEqual([])
})

describe('a venue that agreed', () => {
  test('sees beforehand what is sent: day, type, result, number; and that is what goes', async () => {
    const page = await openScanner()
    await agree(page)
    await scan(page, await stand.department.pass())
    await scan(page, await stand.department.pass({ givenName: 'Ana', type: 'pcr' }))
    await page.goto(`${stand.address}#settings`)
    await page.getByText('Waiting to be sent').waitFor()
    expect(await page.locator('.table tbody tr').count()).toBe(2)
    expect(await violations(page)).toEqual([])
    await halfAMinute(page)
    await came(1)
    const [batch] = batches()
    const day = expect.stringMatching(/^\d{4}-\d\d-\d\d$/)
    expect(batch).toEqual({
      key: expect.stringMatching(/^[0-9a-f]{32}$/),
      counts: [
        { day, type: 'vaccination', result: 'valid', count: 1 },
        { day, type: 'pcr', result: 'valid', count: 1 },
      ],
    })
    await page.getByText('Nothing waits to be sent').waitFor()
  })

  test('sends once an hour at most, whatever is scanned', async () => {
    const page = await openScanner()
    await agree(page)
    await scan(page, await stand.department.pass())
    await halfAMinute(page)
    await came(1)
    await scan(page, await stand.department.pass({ givenName: 'Ana' }))
    await later(page, 30 * 60_000)
    await halfAMinute(page)
    expect(stand.tallies.came).toHaveLength(1)
    await later(page, 31 * 60_000)
    await halfAMinute(page)
    await came(2)
    expect(new Set(batches().map(({ key }) => key)).size).toBe(2)
  })

  test('sends the very same batch again where no answer came, and is done with one that is refused for good', async () => {
    stand.tallies.answer = 503
    const page = await openScanner()
    await agree(page)
    await scan(page, await stand.department.pass())
    await halfAMinute(page)
    await came(1)
    await scan(page, await stand.department.pass({ givenName: 'Ana' }))
    stand.tallies.answer = 204
    await later(page, 6 * 60_000)
    await halfAMinute(page)
    await came(2)
    expect(stand.tallies.came[1]?.body).toBe(stand.tallies.came[0]?.body)
    stand.tallies.answer = 422
    await later(page, HOUR)
    await halfAMinute(page)
    await came(3)
    await later(page, 6 * 60_000)
    await halfAMinute(page)
    expect(stand.tallies.came).toHaveLength(3)
  })

  test('takes it back, and what waited is gone', async () => {
    stand.tallies.answer = 503
    const page = await openScanner()
    await agree(page)
    await scan(page, await stand.department.pass())
    await halfAMinute(page)
    await came(1)
    await page.goto(`${stand.address}#settings`)
    await page.getByLabel('Send the counts').click()
    stand.tallies.answer = 204
    await later(page, 2 * HOUR)
    await halfAMinute(page)
    await page.getByLabel('Send the counts').click()
    await page.getByText('Nothing waits to be sent').waitFor()
    expect(stand.tallies.came).toHaveLength(1)
  })
})

describe('the language', () => {
  const speaks = (page: Page, locale: string) => page.locator(`html[lang="${locale}"]`).waitFor()

  test('of a demonstration is chosen before the first scan, by its own name, and stays chosen', async () => {
    const demo = await openDepartment(true)
    stand.publish(await demo.trustList())
    const page = await context.newPage()
    await page.goto(stand.address)
    await page.locator('.choices').waitFor()
    await speaks(page, 'en')
    const names = await page.locator('.choices a').allInnerTexts()
    expect(names.toSorted()).toEqual(
      ['English', 'Español', 'Kreyòl ayisyen', 'Русский', 'বাংলা', '繁體中文', '한국어'].toSorted(),
    )
    const korean = page.getByRole('link', { name: '한국어' })
    expect(await korean.getAttribute('lang')).toBe('ko')
    await korean.click()
    await speaks(page, 'ko')
    expect(await page.locator('.choices [aria-current]').innerText()).toBe('한국어')
    await page.goto(stand.address)
    await speaks(page, 'ko')
    await page.goto(`${stand.address}?lang=bn`)
    await speaks(page, 'bn')
    await page.goto(`${stand.address}?lang=tlh`)
    await speaks(page, 'bn')
  })

  test('of a real department’s scanner is one that a person has reviewed', async () => {
    const page = await context.newPage()
    await page.goto(`${stand.address}?lang=bn`)
    await page.getByRole('button', { name: 'Start scanning' }).click()
    await page.getByText('Trust lists of').waitFor()
    await speaks(page, 'en')
  })
})
