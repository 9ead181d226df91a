import type { Instant, PartialDate } from '@excelsior/domain'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { violations } from '../tools/axe.ts'
import { MINUTE, openStand, type Stand } from './app-stand.ts'
import { writtenDown } from './written-down.ts'

// The lock takes its time on purpose.
vi.setConfig({ testTimeout: 90_000 })

const PIN = '274950'

let stand: Stand
let context: BrowserContext
let said: string[]

beforeAll(async () => {
  stand = await openStand('wallet')
})
afterAll(() => stand?.close())
beforeEach(async () => {
  said = []
  context = await stand.browser.newContext({ viewport: { width: 390, height: 844 }, reducedMotion: 'reduce' })
  await context.addInitScript(() => Object.defineProperty(navigator, 'serviceWorker', { value: undefined }))
})
afterEach(() => context.close())

async function open(hash = ''): Promise<Page> {
  const page = await context.newPage()
  page.on('console', (message) => said.push(message.text()))
  page.on('pageerror', (error) => said.push(error.message))
  await page.goto(stand.address + hash)
  await page.locator('#main').waitFor()
  return page
}

async function add(page: Page, text: string) {
  await page.goto(`${stand.address}#paste`)
  await page.getByLabel('The code’s text').fill(text)
  await page.getByRole('button', { name: 'Check and add' }).click()
  await page.locator('.added').waitFor()
}

async function lock(page: Page) {
  await page.goto(`${stand.address}#device`)
  await page.getByLabel('New PIN').fill(PIN)
  await page.getByLabel('The same PIN again').fill(PIN)
  await page.getByRole('button', { name: 'Set the lock' }).click()
  await page.getByText('The lock is set.').waitFor()
}

async function give(page: Page, pin: string) {
  await page.getByLabel('PIN', { exact: true }).fill(pin)
  await page.keyboard.press('Enter')
}

const ROSA = /Rosa|Quiñones|Delgado|1988|Vaccination/

describe('a wallet with a lock', () => {
  test('shows no name, no pass and no number of passes until the PIN is given; then all, where one was', async () => {
    const page = await open()
    await add(page, await stand.department.pass())
    await lock(page)
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('The lock is set.')
    expect(await violations(page)).toEqual([])
    await page.goto(`${stand.address}#passes`)
    await page.locator('.slip').click()
    await page.locator('.show').waitFor()
    await page.reload()
    await page.getByRole('heading', { name: 'The wallet is locked' }).waitFor()
    expect(await page.content()).not.toMatch(ROSA)
    expect(await page.title()).toBe('The wallet is locked – Excelsior Pass')
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('pin')
    expect(await violations(page)).toEqual([])

    await give(page, '000000')
    await page.locator('.field__error', { hasText: 'This is not the PIN.' }).waitFor()
    await page.locator('[role=status]', { hasText: 'This is not the PIN.' }).waitFor({ state: 'attached' })
    expect(await violations(page)).toEqual([])
    await give(page, PIN)
    await page.getByRole('img', { name: /Rosa Quiñones Delgado, code in the middle/ }).waitFor()
    expect(said).toEqual([])
  })

  test('has no key on the device that opens anything without the PIN', async () => {
    const page = await open()
    await add(page, await stand.department.pass({ givenName: 'Canaria' }))
    await lock(page)
    const keys = await page.evaluate(async () => {
      const database = await new Promise<IDBDatabase>((resolve) => {
        const request = indexedDB.open('excelsior-wallet-passes')
        request.onsuccess = () => resolve(request.result)
      })
      const all = await new Promise<unknown[]>((resolve) => {
        const request = database.transaction('key').objectStore('key').getAll()
        request.onsuccess = () => resolve(request.result)
      })
      database.close()
      return all.flatMap((kept) =>
        Object.values(Object(kept)).map((value) =>
          value instanceof CryptoKey ? `${value.algorithm.name} ${value.extractable} ${value.usages}` : '',
        ),
      )
    })
    expect(keys.filter((key) => key !== '')).toEqual(['HMAC false sign'])
    const written = await writtenDown(page)
    expect(written).toContain('excelsior-wallet-passes/passes: 1')
    expect(written).not.toContain('Canaria')
    expect(written).not.toContain(PIN)
  })

  test('locks after a minute out of sight, not before, and hides its names at once', async () => {
    await context.clock.install()
    const page = await open()
    await add(page, await stand.department.pass())
    await lock(page)
    const hide = (hidden: boolean) =>
      page.evaluate((away) => {
        Object.defineProperty(document, 'hidden', { value: away, configurable: true })
        document.dispatchEvent(new Event('visibilitychange'))
      }, hidden)
    await page.goto(`${stand.address}#passes`)
    await page.locator('.slip').waitFor()
    await hide(true)
    expect(await page.evaluate(() => getComputedStyle(document.body).visibility)).toBe('hidden')
    await context.clock.runFor(MINUTE - 2_000)
    await hide(false)
    expect(await page.evaluate(() => getComputedStyle(document.body).visibility)).toBe('visible')
    await page.locator('.slip').waitFor()
    await hide(true)
    await context.clock.runFor(MINUTE + 1_000)
    await page.getByText('The wallet is locked').waitFor({ state: 'attached' })
    expect(await page.content()).not.toMatch(ROSA)
  })

  test('that is locked in one page is locked in all that are open', async () => {
    const page = await open()
    await add(page, await stand.department.pass())
    await lock(page)
    const other = await open()
    await give(other, PIN)
    await other.getByText('Rosa Quiñones Delgado').first().waitFor()
    await page.getByRole('button', { name: 'Lock now' }).click()
    await other.getByRole('heading', { name: 'The wallet is locked' }).waitFor()
    expect(await other.content()).not.toMatch(ROSA)
  })

  test('makes whoever guesses wait from the third wrong PIN on, after a reload too', async () => {
    const page = await open()
    await add(page, await stand.department.pass())
    await lock(page)
    await page.getByRole('button', { name: 'Lock now' }).click()
    for (const pin of ['111111', '222222', '333333']) {
      await give(page, pin)
      await page.waitForFunction(() => document.querySelector<HTMLInputElement>('#pin')?.value === '')
      await page.locator('.field__error').waitFor()
    }
    await page.reload()
    await give(page, PIN)
    await page.locator('.field__error', { hasText: 'Too many wrong PINs. Try again from' }).waitFor()
    expect(await page.content()).not.toMatch(ROSA)
    await page.clock.setFixedTime(Date.now() + MINUTE)
    await give(page, PIN)
    await page.getByText('Lock now').waitFor()
  })

  test('whose PIN is forgotten says so plainly, can be emptied, and takes new passes without a lock', async () => {
    const page = await open()
    await add(page, await stand.department.pass())
    await lock(page)
    await page.reload()
    await page.getByText('PIN forgotten?').click()
    await page.getByText('Without the PIN nobody can open this wallet').waitFor()
    expect(await violations(page)).toEqual([])
    await page.getByRole('button', { name: 'Delete all passes and the lock' }).click()
    await page.getByRole('heading', { name: 'No passes here yet' }).waitFor()
    const written = await writtenDown(page)
    expect(written).toContain('excelsior-wallet-passes/passes: 0')
    expect(written).toContain('excelsior-wallet-passes/key: 0')
    await add(
      page,
      await stand.department.pass({ givenName: 'Alba', birthDate: '2011-01-02' as PartialDate }),
    )
    await page.reload()
    await page.locator('.person__name', { hasText: 'Alba' }).waitFor()
  })

  test('in one tab is locked in the other, which is not opened by the first', async () => {
    const [one, two] = [await open(), await open()]
    await add(one, await stand.department.pass())
    await two.locator('.slip').waitFor()
    await lock(one)
    await two.getByRole('heading', { name: 'The wallet is locked' }).waitFor()
    expect(await two.content()).not.toMatch(ROSA)
  })

  test('uncovers a PIN only while its box is ticked', async () => {
    const page = await open('#device')
    const field = page.getByLabel('New PIN')
    const box = page.getByLabel('Show the PIN').first()
    await field.fill(PIN)
    expect(await field.getAttribute('type')).toBe('password')
    await box.check()
    expect(await field.getAttribute('type')).toBe('text')
    expect(await field.inputValue()).toBe(PIN)
    await box.uncheck()
    expect(await field.getAttribute('type')).toBe('password')
    expect(await field.inputValue()).toBe(PIN)
  })

  test('is set by two PINs of six characters that are the same, and can be taken off again', async () => {
    const page = await open('#device')
    await add(page, await stand.department.pass({ expires: (Date.now() + 9 * MINUTE) as Instant }))
    await page.goto(`${stand.address}#device`)
    for (const [pin, again, fault] of [
      ['12345', '12345', 'Type a PIN of 6 characters or more'],
      [PIN, '274951', 'The two are not the same'],
    ] as const) {
      await page.getByLabel('New PIN').fill(pin)
      await page.getByLabel('The same PIN again').fill(again)
      await page.getByRole('button', { name: 'Set the lock' }).click()
      await page.locator('.field__error', { hasText: fault }).waitFor()
      expect(await page.evaluate(() => document.activeElement?.id)).toBe('new-pin')
      expect(await violations(page)).toEqual([])
    }
    await lock(page)
    await page.getByRole('button', { name: 'Take the lock off' }).click()
    await page.getByText('The lock is off.').waitFor()
    await page.goto(`${stand.address}#passes`)
    await page.reload()
    await page.locator('.slip').waitFor()
  })
})
