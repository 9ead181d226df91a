import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { violations } from '../tools/axe.ts'
import { openStand, type Stand, shotOf } from './app-stand.ts'
import { newDevice, typeLikeAScanner, verdictOf } from './scanner-device.ts'

const PIN = '482913'

let stand: Stand
let context: BrowserContext
let said: string[]

beforeAll(async () => {
  stand = await openStand('scanner')
})
afterAll(() => stand?.close())
beforeEach(async () => {
  stand.publish(await stand.department.trustList())
  await stand.show([{ frames: 2 }])
  context = await newDevice(stand, 'none', { viewport: { width: 1024, height: 768 } })
  await context.addInitScript(() => {
    const watched: Window & { facing?: unknown[]; locks?: number } = window
    watched.facing = []
    const devices = navigator.mediaDevices
    const real = devices.getUserMedia.bind(devices)
    devices.getUserMedia = (constraints) => {
      const { video } = constraints ?? {}
      watched.facing?.push(typeof video === 'object' ? video.facingMode : video)
      return real(constraints)
    }
    const request = async () => {
      watched.locks = (watched.locks ?? 0) + 1
      return { addEventListener: () => {} }
    }
    Object.defineProperty(navigator, 'wakeLock', { value: { request } })
  })
})
afterEach(() => context.close())

async function openPage(): Promise<Page> {
  const page = await context.newPage()
  said = []
  page.on('console', (message) => said.push(message.text()))
  page.on('pageerror', (error) => said.push(error.message))
  await page.goto(stand.address)
  return page
}

/** Through the settings, as whoever sets the device up. */
async function openStation(): Promise<Page> {
  const page = await openPage()
  await page.getByRole('button', { name: 'Start scanning' }).click()
  await page.getByRole('link', { name: 'Settings' }).click()
  await page.getByRole('link', { name: 'Set up a station' }).click()
  await page.getByLabel('PIN', { exact: true }).fill(PIN)
  await page.getByLabel('The same PIN again', { exact: true }).fill(PIN)
  await page.getByRole('button', { name: 'Start the station' }).click()
  await page.getByText('Hold your pass up to the camera').waitFor()
  return page
}
const watched = (page: Page) =>
  page.evaluate(() => {
    const { facing, locks }: Window & { facing?: unknown[]; locks?: number } = window
    return { facing, locks }
  })
async function tryPin(page: Page, pin: string) {
  const field = page.getByLabel('PIN', { exact: true })
  await field.fill(pin)
  await field.press('Enter')
}

test('setting a station up asks for a PIN of six digits, twice the same', async () => {
  const page = await openPage()
  await page.getByRole('button', { name: 'Start scanning' }).click()
  await page.goto(`${stand.address}#station`)
  const first = page.getByLabel('PIN', { exact: true })
  await first.fill('12345')
  await page.getByRole('button', { name: 'Start the station' }).click()
  await page.getByText('Choose 6 to 12 digits.').waitFor()
  expect(await first.evaluate((field) => field === document.activeElement)).toBe(true)
  expect(await violations(page)).toEqual([])
  await first.fill(PIN)
  await page.getByLabel('The same PIN again', { exact: true }).fill('482914')
  await page.getByRole('button', { name: 'Start the station' }).click()
  await page.getByText('The two PINs differ').waitFor()
  expect(await page.locator('.station').count()).toBe(0)
})

describe('a fixed station', () => {
  test('looks with the front camera, keeps the screen awake, and offers nothing but the way for staff', async () => {
    const page = await openStation()
    const { facing, locks } = await watched(page)
    expect(facing).toEqual(['environment', 'user'])
    expect(locks).toBeGreaterThan(0)
    expect(await page.getByRole('link').allInnerTexts()).toEqual(['Staff'])
    expect(await page.getByText('Trust lists of').count()).toBe(1)
    expect(await violations(page)).toEqual([])
    expect(said).toEqual([])
  })

  test('shows a verdict large, and goes back to scanning by itself', async () => {
    const page = await openStation()
    await stand.show([shotOf(await stand.department.pass(), { frames: 8 })])
    expect(await verdictOf(page)).toBe('VALID')
    const sign = await page.locator('.verdict__sign').boundingBox()
    expect(sign?.width).toBeGreaterThanOrEqual(224)
    await stand.show([{ frames: 2 }])
    await page.getByText('Hold your pass up to the camera').waitFor({ timeout: 10_000 })
    expect(await page.content()).not.toMatch(/Rosa|Delgado|1988/)
  })

  test('takes what a scanner types, one after the other, and its Enter presses nothing', async () => {
    const page = await openStation()
    for (const givenName of ['Ana', 'Eva', 'Ida']) {
      await typeLikeAScanner(page, await stand.department.pass({ givenName }))
      await page.getByText(`${givenName} Quiñones`).waitFor()
    }
    expect(await page.locator('.verdict').count()).toBe(1)
  })

  test('is still one after a reload, whatever the address asks for', async () => {
    const page = await openStation()
    for (const hash of ['', '#settings', '#station', '#type', '#today']) {
      await page.goto('about:blank')
      await page.goto(stand.address + hash)
      await page.getByText('Hold your pass up to the camera').waitFor()
      expect(await page.getByRole('link').allInnerTexts()).toEqual(['Staff'])
    }
    expect((await watched(page)).facing).toEqual(['user'])
    await page.goBack()
    await page.goForward()
    await page.getByText('Hold your pass up to the camera').waitFor()
  })
})

describe.each(['by a channel', 'by the common storage'])(
  'another open page of the scanner, told %s,',
  (how) => {
    beforeEach(async () => {
      // As in Safari 13.
      if (how === 'by the common storage')
        await context.addInitScript(() => Reflect.deleteProperty(self, 'BroadcastChannel'))
    })

    test('is the station, too, at once, whatever it showed; and none any more when the PIN was right', async () => {
      const first = await openPage()
      await first.getByRole('heading', { name: 'Check passes at your door' }).waitFor()
      const page = await openStation()
      await first.getByText('Hold your pass up to the camera').waitFor()
      expect(await first.getByRole('link', { name: 'Settings' }).count()).toBe(0)
      await first.evaluate(() => location.replace('#settings'))
      await first.getByText('Hold your pass up to the camera').waitFor()
      await page.getByRole('link', { name: 'Staff' }).click()
      await tryPin(page, PIN)
      await page.getByRole('heading', { name: 'Settings', level: 1 }).waitFor()
      await first.getByRole('link', { name: 'Settings' }).waitFor()
    })
  },
)

test('a station that is no longer kept stays one until its page is loaded anew', async () => {
  const page = await openStation()
  await page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        indexedDB.open('excelsior-scanner').onsuccess = ({ target }) => {
          if (!(target instanceof IDBOpenDBRequest)) return
          target.result.transaction('kept', 'readwrite').objectStore('kept').delete('station').onsuccess =
            () => resolve()
        }
      }),
  )
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
  await page.waitForTimeout(300)
  expect(await page.getByRole('link', { name: 'Settings' }).count()).toBe(0)
  await page.getByText('Hold your pass up to the camera').waitFor()
})

describe('leaving the station', () => {
  test('allows as many tries in two open pages as in one', async () => {
    const page = await openStation()
    const other = await openPage()
    for (const each of [page, other]) await each.getByRole('link', { name: 'Staff' }).click()
    for (const pin of ['111111', '111112', '111113', '111114', '111115']) {
      await tryPin(page, pin)
      await page.locator('.field__error', { hasText: 'This is not the PIN.' }).waitFor()
    }
    await page.getByText(/Next try in \d+ s/).waitFor()
    await tryPin(other, PIN)
    await other.getByText(/Next try in \d+ s/).waitFor()
    expect(await other.getByRole('heading', { name: 'Settings' }).count()).toBe(0)
  })

  test('takes the PIN and nothing else; then the settings are there again, and the camera at the back', async () => {
    const page = await openStation()
    await page.getByRole('link', { name: 'Staff' }).click()
    expect(await violations(page)).toEqual([])
    await tryPin(page, '111111')
    await page.locator('.field__error', { hasText: 'This is not the PIN.' }).waitFor()
    expect(await page.getByLabel('PIN', { exact: true }).inputValue()).toBe('')
    await tryPin(page, PIN)
    await page.getByRole('heading', { name: 'Settings' }).waitFor()
    await page.reload()
    await page.getByRole('heading', { name: 'Settings' }).waitFor()
    expect((await watched(page)).facing).toEqual(['environment'])
  })

  test('has to wait after five wrong tries, reload or not, and then not even the right PIN is looked at', async () => {
    const page = await openStation()
    for (const [number, wrong] of ['100000', '200000', '300000', '400000', '500000'].entries()) {
      await page.goto(`${stand.address}#leave`)
      if (number === 2) await page.reload()
      await tryPin(page, wrong)
      await page.locator('.field__error', { hasText: 'This is not the PIN.' }).waitFor()
    }
    await page.getByText(/Next try in \d+ s/).waitFor()
    await page.reload()
    await page.getByText(/Next try in \d+ s/).waitFor()
    await tryPin(page, PIN)
    await page.waitForTimeout(1_000)
    expect(await page.getByRole('heading', { name: 'Settings' }).count()).toBe(0)
    expect(await violations(page)).toEqual([])
    await page.clock.setFixedTime(Date.now() + 31_000)
    await page.getByText(/Next try in/).waitFor({ state: 'detached' })
    await tryPin(page, PIN)
    await page.getByRole('heading', { name: 'Settings' }).waitFor()
  }, 60_000)

  test('is no try when a scanner types into the field, and leaves nothing there', async () => {
    const page = await openStation()
    await page.getByRole('link', { name: 'Staff' }).click()
    const field = page.getByLabel('PIN', { exact: true })
    await field.focus()
    await typeLikeAScanner(page, `${await stand.department.pass()}12345678`)
    expect(await field.inputValue()).toBe('')
    const failed = await page.evaluate(async () => {
      const database = await new Promise<IDBDatabase>((resolve) => {
        const request = indexedDB.open('excelsior-scanner')
        request.onsuccess = () => resolve(request.result)
      })
      return new Promise((resolve) => {
        const request = database.transaction('kept').objectStore('kept').get('station')
        request.onsuccess = () => resolve(request.result.failed)
      })
    })
    expect(failed).toBe(0)
  })

  test('goes back to scanning by itself when nobody does anything', async () => {
    const page = await openStation()
    await page.clock.install()
    await page.goto(`${stand.address}#leave`)
    await page.getByRole('heading', { name: 'Leave the station' }).waitFor()
    await page.clock.runFor(32_000)
    await page.getByText('Hold your pass up to the camera').waitFor()
  })

  test('without the PIN means to clear the data of the site: then the scanner begins anew', async () => {
    const page = await openStation()
    await page.evaluate(
      () =>
        new Promise((resolve) => {
          const request = indexedDB.deleteDatabase('excelsior-scanner')
          request.onsuccess = request.onblocked = resolve
        }),
    )
    await page.goto('about:blank')
    await page.goto(stand.address)
    await page.getByRole('button', { name: 'Start scanning' }).waitFor()
  })
})
