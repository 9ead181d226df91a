import { type FormatName, healthCardFile, openTrustList, type Trust, verify } from '@excelsior/credentials'
import type { Instant } from '@excelsior/domain'
import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { violations } from '../tools/axe.ts'
import { listOfAll, THEN, textOf } from './all-formats.ts'
import { DAY, type Department, MINUTE, openDepartment, openStand, type Stand, shotOf } from './app-stand.ts'
import { codeOnScreen } from './code-on-screen.ts'
import { writtenDown } from './written-down.ts'

vi.setConfig({ testTimeout: 120_000 })

let stand: Stand
let context: BrowserContext
let said: string[]

beforeAll(async () => {
  stand = await openStand('wallet')
})
afterAll(() => stand?.close())
afterEach(() => context?.close())

async function enter(options: BrowserContextOptions = {}): Promise<Page> {
  said = []
  context = await stand.browser.newContext({
    viewport: { width: 390, height: 844 },
    permissions: ['camera'],
    reducedMotion: 'reduce',
    ...options,
  })
  context.setDefaultTimeout(15_000)
  await context.addInitScript(() => Object.defineProperty(navigator, 'serviceWorker', { value: undefined }))
  const page = await context.newPage()
  page.on('console', (message) => said.push(message.text()))
  page.on('pageerror', (error) => said.push(error.message))
  return page
}

async function paste(page: Page, text: string) {
  await page.goto(`${stand.address}#passes`)
  await page.goto(`${stand.address}#paste`)
  await page.locator('#code').fill(text.trim())
  await page.locator('main .button--big').click()
}
const keep = async (page: Page, text: string) => {
  await paste(page, text)
  await page.locator('.added').waitFor()
}
const fileOf = (format: FormatName, file: string, name: string) => ({
  name,
  mimeType: 'application/octet-stream',
  buffer: Buffer.from(textOf(format, file), 'latin1'),
})
const sideways = (page: Page) =>
  page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - innerWidth))

/** The states that these formats bring, one after the other, in whatever language. */
const LOOKS: readonly BrowserContextOptions[] = [
  { locale: 'en-US' },
  { locale: 'zh-TW', viewport: { width: 320, height: 568 } },
  { locale: 'bn', viewport: { width: 320, height: 568 } },
  { locale: 'en-US', forcedColors: 'active' },
  { locale: 'en-US', colorScheme: 'dark' },
]

describe('credentials of others', () => {
  /** Their vectors are of November 2021: so is the list, and the clock. */
  async function enterThen(options: BrowserContextOptions = {}, department: Department = stand.department) {
    const list = {
      ...(await listOfAll()),
      issuedAt: (THEN - DAY) as Instant,
      nextUpdate: (THEN + 6 * DAY) as Instant,
    }
    stand.publish(await department.trustList(list))
    const page = await enter(options)
    await page.clock.setFixedTime(THEN)
    await page.goto(stand.address)
    await page.locator('a[href="#add"]').waitFor()
    return page
  }

  test('an EU certificate that the rules take is a pass, which says of what kind it is and who signed it', async () => {
    const page = await enterThen()
    await keep(page, textOf('dcc', 'codes/vaccination.txt'))
    expect(await page.locator('.added').innerText()).toContain('In this wallet: EU certificate, vaccination')
    await page.locator('.slip').click()
    await page.locator('.show .qr').waitFor()
    const shown = await page.locator('.show').innerText()
    expect(shown).toMatch(
      /^[\s\S]*Vaccination[\s\S]*EU certificate, vaccination\s+Issued by[\s\S]*Valid until/,
    )
    expect(await codeOnScreen(page)).toBe(textOf('dcc', 'codes/vaccination.txt').trim())
    expect(await violations(page)).toEqual([])
    expect(said).toEqual([])
  })

  test('a name stands in its own letters, and in Latin ones below', async () => {
    const page = await enterThen()
    await keep(page, textOf('dcc', 'codes/name-of-other-letters.txt'))
    const [name, latin] = [page.locator('.person__name'), page.locator('.person .latin')]
    expect(await name.innerText()).toMatch(/\p{Script=Greek}|\p{Script=Cyrillic}/u)
    expect(await latin.innerText()).toMatch(/^[A-Z ]+$/)
    await page.locator('.slip').click()
    expect(await page.locator('.show .latin').innerText()).toMatch(/^[A-Z ]+$/)
  })

  test('a health card that the rules do not take is kept as genuine, is drawn as no pass, and shows its code', async () => {
    const page = await enterThen()
    await keep(page, textOf('shc', 'cards/code.txt'))
    expect(await page.locator('.added').innerText()).toContain('not accepted in New York')
    expect(await violations(page)).toEqual([])
    const slip = page.locator('.slip--other')
    expect(await slip.innerText()).toMatch(/Health card, vaccination[\s\S]*Genuine, not accepted in New York/)
    await slip.click()
    await page.locator('.show--other').getByText('It may count elsewhere').waitFor()
    expect(await page.locator('.show .pass__sun').count()).toBe(0)
    expect(await codeOnScreen(page)).toBe(textOf('shc', 'cards/code.txt').trim())
    expect(await violations(page)).toEqual([])
    await page.getByRole('link', { name: 'More' }).click()
    await page.getByRole('heading', { name: 'Why it is not accepted in New York' }).waitFor()
    expect(await page.getByRole('button', { name: 'Print' }).count()).toBe(0)
    expect(await violations(page)).toEqual([])
    await page.getByRole('button', { name: 'Delete this pass' }).click()
    await page.getByText('Deleted: Health card, vaccination.').waitFor()
    await page.getByRole('button', { name: 'Undo' }).click()
    await slip.waitFor()
    expect(said).toEqual([])
  })

  test('cards of one file come in together; a file of Apple Wallet leaves its code here', async () => {
    const page = await enterThen()
    await page.goto(`${stand.address}#add`)
    const cards = ['bare', 'pcr', 'expired'].map((card) => textOf('shc', `cards/${card}.txt`).trim())
    await page.locator('#picture').setInputFiles({
      name: 'family.smart-health-card',
      mimeType: 'application/octet-stream',
      buffer: Buffer.from(healthCardFile(cards)),
    })
    await page.locator('.added').waitFor()
    const told = await page.locator('.added').innerText()
    expect(told).toMatch(
      /Health card, vaccination[\s\S]*Health card, test[\s\S]*Not added: This pass has ended/,
    )
    expect(await page.locator('.slip').count()).toBe(2)
    expect(await violations(page)).toEqual([])
    await page.goto(`${stand.address}#add`)
    await page.locator('#picture').setInputFiles(fileOf('pkpass', 'files/good.pkpass', 'good.pkpass'))
    await page.locator('.added').waitFor()
    expect(await page.locator('.slip').count()).toBe(3)
    await page.getByRole('link', { name: 'Show the code' }).click()
    await page.locator('.show .qr').waitFor()
    expect(await codeOnScreen(page)).toMatch(/^EP1:/)
    expect(said).toEqual([])
  })

  test('an SD-JWT of the department is a pass; its text can be copied', async () => {
    const page = await enterThen()
    await keep(page, textOf('sd-jwt', 'credentials/good.txt'))
    expect(await page.locator('.slip').innerText()).toMatch(
      /Vaccination[\s\S]*Digital certificate, vaccination/,
    )
    await page.locator('.slip').click()
    await page.locator('.show__main').waitFor()
    await page.getByRole('link', { name: 'More' }).click()
    await page.getByRole('button', { name: 'Copy the code’s text' }).waitFor()
    expect(said).toEqual([])
  })

  test('a card in three codes is put together before the camera, and shown by its parts', async () => {
    const parts = textOf('shc', 'cards/three-parts.txt').trim().split(/\s+/)
    await stand.show([shotOf(parts[0]!)])
    const page = await enterThen()
    await page.goto(`${stand.address}#camera`)
    await page.getByText('1 of 3 parts seen').waitFor()
    expect(await violations(page)).toEqual([])
    await page.goto(`${stand.address}#passes`)
    await stand.show(parts.map((part) => shotOf(part)))
    await page.goto(`${stand.address}#camera`)
    await page.locator('.added').waitFor()
    await page.locator('.slip').click()
    for (const [index, part] of parts.entries()) {
      await page.getByText(`Code ${index + 1} of 3`, { exact: true }).waitFor()
      expect(await codeOnScreen(page)).toBe(part)
      await page.getByRole('button', { name: 'Next code' }).click()
    }
    expect(await violations(page)).toEqual([])
    expect(said).toEqual([])
  })

  test.each<[string, string, FormatName, string]>([
    ['a forged certificate', 'not genuine', 'dcc', 'codes/key-id-of-another-signer.txt'],
    ['one of no listed issuer', 'not signed by an issuer', 'shc', 'cards/issuer-that-nobody-lists.txt'],
    ['one that has ended', 'has ended', 'shc', 'cards/expired.txt'],
    ['one that was withdrawn', 'was withdrawn', 'dcc', 'codes/revoked-by-its-identifier.txt'],
    ['one about another illness', 'something else than a vaccination', 'shc', 'cards/influenza-vaccine.txt'],
    ['one that names nobody', 'does not say whose', 'sd-jwt', 'credentials/names-both-empty.txt'],
    ['a certificate of a later kind', 'cannot read yet', 'dcc', 'codes/prefix-of-a-successor.txt'],
    ['a proof that was made for somebody else', 'picture of it', 'sd-jwt', 'credentials/holder-old.txt'],
  ])('%s is not kept, and its holder is told why', async (_, reason, format, file) => {
    const page = await enterThen()
    await paste(page, textOf(format, file))
    await page.locator('.summary').waitFor()
    expect(await page.locator('.summary').innerText()).toContain(reason)
    expect(await writtenDown(page)).toContain('excelsior-wallet-passes/passes: 0')
    await page.goto(`${stand.address}#passes`)
    expect(await page.locator('.slip').count()).toBe(0)
    expect(said).toEqual([])
  })

  test('all of it fits at 320 px, in forced colours and in the dark, in three languages', async () => {
    const demo = await openDepartment(true) // where every language is offered
    for (const look of LOOKS) {
      const page = await enterThen(look, demo)
      const fits = async () => {
        expect(await violations(page)).toEqual([])
        expect(await sideways(page)).toBe(0)
      }
      await keep(page, textOf('dcc', 'codes/name-of-other-letters.txt'))
      await keep(page, textOf('shc', 'cards/code.txt'))
      await fits()
      for (const which of ['.slip:not(.slip--other)', '.slip--other']) {
        await page.goto(`${stand.address}#passes`)
        await page.locator(which).click()
        await page.locator('.show .qr').waitFor()
        await fits()
        await page.locator('.show__bar a').nth(1).click()
        await page.locator('.button--danger').waitFor()
        await fits()
      }
      await context.close()
    }
  })
})

describe('a live code', () => {
  let trust: Trust
  /** From the portal, which this stand plays: it hands a pass over in the page, and binds it when it is asked. */
  async function enterFromPortal(
    options: BrowserContextOptions = {},
    department = stand.department,
    binds = true,
  ) {
    const list = await department.trustList()
    stand.publish(list)
    const opened = await openTrustList(new TextEncoder().encode(list), {
      pinnedRoot: department.root,
      now: Date.now() as Instant,
      allowDemo: true,
    })
    if (!opened.ok) throw new Error(opened.reason)
    trust = opened.trust
    const expires = (Math.floor(Date.now() / 1000) * 1000 + 30 * DAY) as Instant
    const text = await department.pass({ expires })
    const page = await enter(options)
    await page.route(stand.address, async (route) => {
      const response = await route.fetch()
      const html = await response.text()
      const handed = `<input type="hidden" id="handover" value="${text.replaceAll('"', '&quot;')}">`
      // By a function: one code in a hundred holds `$$`, which a text would make one `$`.
      await route.fulfill({ response, body: html.replace('</body>', () => `${handed}</body>`) })
    })
    await page.route('**/pass/live', async (route) => {
      if (!binds) return route.abort()
      const { key } = route.request().postDataJSON()
      const bound = await department.pass({ expires, holderKey: key, passId: '00000000000000b1' })
      return route.fulfill({ json: { text: bound } })
    })
    return { page, text }
  }
  async function open(page: Page) {
    await page.goto(stand.address)
    await page.locator('.added, .summary').waitFor()
    await page.unroute(stand.address)
    await page.locator('.slip').click()
    await page.locator('.show .qr').waitFor()
  }

  test('turns every half a minute, is live at the door, and a photo of it is a copy a minute later', async () => {
    const { page, text } = await enterFromPortal()
    await page.clock.install({ time: Date.now() })
    await open(page)
    await page.getByText('A photo of this code works for one minute only.').waitFor()
    const first = await codeOnScreen(page)
    const now = Date.now() as Instant
    expect(await verify(first, trust, now)).toMatchObject({ status: 'valid', live: true })
    const later = (now + 62_000) as Instant
    expect(await verify(first, trust, later)).toMatchObject({ status: 'not-accepted', reason: 'copy' })
    // The countdown is for the eyes alone: nothing that readers announce changes with it.
    expect(await page.locator('.show__next').getAttribute('aria-hidden')).toBe('true')
    await page.getByRole('status').getByText('code in the middle of the screen').waitFor()
    const heard = await page.locator('[role=status]').allInnerTexts()
    await page.clock.runFor(31_000)
    await page.waitForFunction(
      (d) => document.querySelector('.qr path:last-child')?.getAttribute('d') !== d,
      '',
    )
    const second = await codeOnScreen(page)
    expect(second).not.toBe(first)
    expect(await verify(second, trust, (now + 31_000) as Instant)).toMatchObject({ live: true })
    expect(await page.locator('[role=status]').allInnerTexts()).toEqual(heard)

    await page.getByRole('button', { name: 'Show the code that stays the same' }).click()
    expect(await codeOnScreen(page)).toBe(text)
    await page.getByText('This code stays the same').waitFor()
    await page.getByRole('button', { name: 'Show the code that changes' }).click()
    await page.getByText('A photo of this code').waitFor()
    expect(said).toEqual([])
  })

  test('has a key that no script can read, which goes with the pass and comes back with it', async () => {
    const { page } = await enterFromPortal()
    await open(page)
    await page.getByText('A photo of this code').waitFor()
    const keys = async () => (await writtenDown(page)).match(/key, extractable \w+/g) ?? []
    expect(await keys()).toEqual(['key, extractable false', 'key, extractable false'])
    await page.getByRole('link', { name: 'More' }).click()
    await page.getByRole('button', { name: 'Delete this pass' }).click()
    await page.locator('.toast').waitFor()
    expect(await keys()).toEqual([])
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.locator('.slip').click()
    await page.getByText('A photo of this code').waitFor()
    await page.reload()
    await page.getByText('A photo of this code').waitFor()
    expect(said).toEqual([])
  })

  test('is not there where the portal does not bind, and the plain code is shown without a word', async () => {
    const { page, text } = await enterFromPortal({}, stand.department, false)
    await open(page)
    expect(await codeOnScreen(page)).toBe(text)
    expect(await page.locator('.show__turn').count()).toBe(0)
  })

  test('gives way to the plain one on a device whose clock is wrong, and says so', async () => {
    const { page, text } = await enterFromPortal()
    await page.clock.setFixedTime(Date.now() + MINUTE)
    await open(page)
    await page.getByText('The clock of this device is off by more than 30 seconds').waitFor()
    expect(await codeOnScreen(page)).toBe(text)
    expect(await violations(page)).toEqual([])
  })

  test('fits at 320 px, in forced colours and in the dark, in three languages', async () => {
    const demo = await openDepartment(true)
    for (const look of LOOKS) {
      const { page } = await enterFromPortal(look, demo)
      await open(page)
      await page.locator('.show__next').waitFor()
      for (const state of ['live', 'fixed']) {
        expect([state, await violations(page)]).toEqual([state, []])
        expect(await sideways(page)).toBe(0)
        const perModule = await page.locator('.qr').evaluate((code) => {
          const { width, height } = code.getBoundingClientRect()
          return Math.min(width, height) / Number(code.getAttribute('viewBox')?.split(' ')[2])
        })
        expect(perModule).toBeGreaterThanOrEqual(4)
        if (state === 'live') await page.locator('.show__turn button').click()
      }
      await context.close()
    }
  })
})
