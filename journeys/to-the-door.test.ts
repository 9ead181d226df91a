import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { qrCode } from '@excelsior/credentials'
import type { ResidentJson } from '@excelsior/demo'
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { violations } from '../tools/axe.ts'
import { json } from './ask.ts'
import { film, type Shot } from './film.ts'
import { type PrintedPages, printedCode } from './printed-code.ts'
import { codesSentTo, type ProvenBody, residentsOf, retrieve } from './retrieve.ts'
import { newFolder, removeFolder, type Service, startService } from './service.ts'

const HOUR = 3_600_000
// A browser on a busy machine takes its time.
vi.setConfig({ testTimeout: 120_000 })

let folder: string
let service: Service
let browser: Browser
let residents: readonly ResidentJson[]
let camera: string

beforeAll(async () => {
  folder = newFolder()
  camera = join(folder, 'camera.y4m')
  writeFileSync(camera, film([{ frames: 2 }]))
  service = await startService({ dataDir: folder, host: 'localhost' })
  residents = await residentsOf(service)
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
      `--use-file-for-fake-video-capture=${camera}`,
    ],
  })
})
afterAll(async () => {
  await browser?.close()
  await service?.stop()
  removeFolder(folder)
})

/** A resident with a whole birth date, two names and a phone, for whom it comes out so. */
function residentWith(fits: (told: ResidentJson['expect']) => boolean, skip = 0): ResidentJson {
  const fitting = residents.filter(
    ({ note, givenName, familyName, birthDate, expect: told }) =>
      note === undefined && givenName !== '' && familyName !== '' && birthDate.length === 10 && fits(told),
  )
  return fitting[skip] as ResidentJson
}

interface Opened {
  readonly context: BrowserContext
  readonly page: Page
  /** Every address that anything in it asked for. */
  readonly asked: string[]
}

async function open(options: BrowserContextOptions = {}): Promise<Opened> {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, ...options })
  context.setDefaultTimeout(10_000)
  const asked: string[] = []
  context.on('request', (request) => asked.push(request.url()))
  return { context, page: await context.newPage(), asked }
}

/** Nothing left this origin, and no address told anything of this person. */
function expectNothingToldBy(asked: readonly string[], resident: ResidentJson): void {
  expect(asked.length).toBeGreaterThan(5)
  const { givenName, familyName, postalCode, phone, birthDate, answers } = resident
  const secrets = [
    givenName,
    familyName,
    postalCode,
    phone,
    phone.slice(3),
    birthDate,
    ...Object.values(answers),
  ]
  for (const address of asked) {
    const url = new URL(address)
    expect(
      url.protocol === 'data:' || url.protocol === 'blob:' || url.origin === service.origin,
      address,
    ).toBe(true)
    if (url.protocol !== 'http:') continue
    expect(url.search, address).toBe('')
    const told = decodeURIComponent(url.pathname).toLowerCase()
    expect(secrets.filter((secret) => secret.length > 2 && told.includes(secret.toLowerCase()))).toEqual([])
  }
}

const expectAccessible = async (page: Page) => expect(await violations(page), page.url()).toEqual([])

/** One character of its signature: three stand for two bytes. */
function tampered(text: string): string {
  const at = text.length - 4
  return text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1)
}

const heading = async (page: Page) => (await page.locator('h1').first().innerText()).trim()
const field = (name: string) => `input[name="${name}"]`

describe('a resident with nothing but a keyboard', () => {
  let printed: PrintedPages
  let resident: ResidentJson

  async function tabTo(page: Page, selector: string): Promise<void> {
    for (let presses = 0; presses < 120; presses++) {
      await page.keyboard.press('Tab')
      const there = await page.evaluate(
        (wanted) => document.activeElement?.matches(wanted) ?? false,
        selector,
      )
      if (there) return
    }
    throw new Error(`the keyboard does not reach ${selector} on ${page.url()}`)
  }

  /** By arrows, which also choose; the first is chosen by the space bar. */
  async function choose(page: Page, name: string, value: string): Promise<void> {
    await tabTo(page, `input[type="radio"][name="${name}"]`)
    for (let presses = 0; presses < 20; presses++) {
      const at = await page.evaluate(() => {
        const { activeElement } = document
        return activeElement instanceof HTMLInputElement
          ? { value: activeElement.value, checked: activeElement.checked }
          : undefined
      })
      if (at?.value === value && at.checked) return
      await page.keyboard.press(at?.value === value ? 'Space' : 'ArrowDown')
    }
    throw new Error(`the arrows do not reach ${value} of ${name}`)
  }

  async function type(page: Page, name: string, text: string): Promise<void> {
    await tabTo(page, field(name))
    await page.keyboard.type(text)
  }

  /** Presses what has the focus, and waits for the page that comes. */
  async function press(page: Page, key: 'Enter' | 'Space'): Promise<void> {
    const before = await heading(page)
    await page.keyboard.press(key)
    await page.waitForFunction((old) => document.querySelector('h1')?.innerText.trim() !== old, before)
  }

  test('comes from the home page to a pass and prints it; every page on the way is accessible and tells nobody', async () => {
    resident = residentWith(({ vaccination }) => vaccination.eligible)
    const { context, page, asked } = await open()
    await page.goto(`${service.origin}/`)
    await expectAccessible(page)

    await tabTo(page, 'a.button[href="/retrieve"]')
    await press(page, 'Enter')
    await expectAccessible(page)
    await choose(page, 'pass', 'vaccination')
    await choose(page, 'whom', 'me')
    await tabTo(page, 'main button')
    await press(page, 'Space')
    await expectAccessible(page)

    const [year = '', month = '', day = ''] = resident.birthDate.split('-')
    await type(page, 'given', resident.givenName)
    await type(page, 'family', resident.familyName)
    await type(page, 'birth-month', String(Number(month)))
    await type(page, 'birth-day', String(Number(day)))
    await type(page, 'birth-year', year)
    await type(page, 'zip', resident.postalCode)
    await type(
      page,
      'phone',
      `+1 (${resident.phone.slice(0, 3)}) ${resident.phone.slice(3, 6)}-${resident.phone.slice(6)}`,
    )
    await press(page, 'Enter')
    await expectAccessible(page)

    for (const id of ['dose-region', 'dose-month', 'dose-product'])
      await choose(page, id, resident.answers[id] ?? '')
    await tabTo(page, 'main form button')
    await press(page, 'Enter')
    await expectAccessible(page)

    const [code = ''] = await codesSentTo(service, resident.phone)
    await type(page, 'code', code)
    await press(page, 'Enter')
    expect(new URL(page.url()).pathname).toBe('/pass')
    expect(await page.locator('main').innerText()).toContain(year)
    await expectAccessible(page)

    await tabTo(page, 'a[href="/pass/print"]')
    await press(page, 'Enter')
    await expectAccessible(page)
    printed = await printedCode(await page.pdf({ preferCSSPageSize: true }))
    expectNothingToldBy(asked, resident)
    await context.close()
  })

  test('has on one sheet of paper a code of at least 4 cm, 15 mm from every edge, that another decoder reads', () => {
    expect(printed.count).toBe(1)
    expect(printed.code.text).toMatch(/^EP1:/)
    expect(printed.code.width).toBeGreaterThanOrEqual(40)
    expect(printed.code.margin).toBeGreaterThanOrEqual(15)
  })

  describe('at the door, without a network', () => {
    let scanner: Opened
    /** Offline, and never online again. */
    async function atTheDoor(shots: readonly Shot[], ahead = 0): Promise<string> {
      writeFileSync(camera, film(shots))
      const page = await scanner.context.newPage()
      if (ahead > 0) await page.clock.setFixedTime(Date.now() + ahead)
      await page.goto(`${service.origin}/scanner/`)
      const word = page.locator('.verdict h1')
      await word.waitFor({ timeout: 20_000 })
      const said = `${await word.textContent()}\n${await page.locator('.verdict').innerText()}`
      await page.close()
      return said
    }
    const shot = (modules: PrintedPages['code']['modules']): readonly Shot[] => [
      { frames: 4, modules, scale: 6 },
    ]

    beforeAll(async () => {
      scanner = await open({ permissions: ['camera'] })
      writeFileSync(camera, film([{ frames: 2 }]))
      await scanner.page.goto(`${service.origin}/scanner/`)
      await scanner.page.locator('h1').waitFor()
      await expectAccessible(scanner.page)
      await scanner.page.getByRole('button', { name: 'Start scanning' }).click()
      await scanner.page.getByText('Works offline until').waitFor({ timeout: 20_000 })
      await scanner.page.close()
      await scanner.context.setOffline(true)
    })
    afterAll(() => scanner?.context.close())

    test('the printed code is VALID, with the name and birth date to compare', async () => {
      const said = await atTheDoor(shot(printed.code.modules))
      expect(said).toMatch(/^VALID\n/)
      const [year = ''] = resident.birthDate.split('-')
      expect(said).toContain(year)
      expect(said.normalize('NFD').replace(/\p{M}/gu, '')).toContain(
        resident.familyName.normalize('NFD').replace(/\p{M}/gu, ''),
      )
    })

    test('with one byte changed it is NOT GENUINE, and names nobody', async () => {
      const said = await atTheDoor(shot(qrCode(tampered(printed.code.text)).modules))
      expect(said).toMatch(/^NOT GENUINE\n/)
      expect(said).not.toContain(resident.familyName)
    })

    test('an antigen pass is VALID now and EXPIRED seven hours later', async () => {
      const tested = residentWith(({ antigen }) => antigen.eligible)
      const [pass] = json<ProvenBody>(await retrieve(service, 'antigen', tested)).passes
      const { modules } = qrCode(pass?.qr ?? '')
      expect(await atTheDoor(shot(modules))).toMatch(/^VALID\n/)
      const later = await atTheDoor(shot(modules), 7 * HOUR)
      expect(later).toMatch(/^EXPIRED\n/)
      expect(later).not.toMatch(/positive|negative|test result|infect/i)
    })

    test('nothing but this origin was ever asked, and nothing of the pass was in an address', () => {
      expectNothingToldBy(scanner.asked, resident)
    })
  })
})

describe('a browser without script', () => {
  /** Sent by the one button of the form that it is in. */
  const next = (page: Page, form: string) =>
    page.locator(`main form[action="${form}"] button`).first().click()

  /** Loads the page again, goes back and forth: it is still there, and nothing was sent twice. */
  async function expectSteady(page: Page): Promise<void> {
    const [title, address] = [await heading(page), page.url()]
    await page.reload()
    expect(await heading(page), 'after reloading').toBe(title)
    await page.goBack()
    expect(await heading(page), 'one page back').not.toBe('')
    await page.goForward()
    expect([await heading(page), page.url()], 'there again').toEqual([title, address])
  }

  async function fillDetails(page: Page, resident: ResidentJson): Promise<void> {
    const [year = '', month = '', day = ''] = resident.birthDate.split('-')
    const { givenName: given, familyName: family, postalCode: zip, phone } = resident
    const values = { given, family, 'birth-month': month, 'birth-day': day, 'birth-year': year, zip, phone }
    for (const [name, value] of Object.entries(values)) await page.fill(field(name), value)
  }

  async function toTheQuestions(page: Page, pass: string, resident: ResidentJson): Promise<void> {
    await page.goto(`${service.origin}/`)
    await page.locator('a.button[href="/retrieve"]').first().click()
    await expectSteady(page)
    await page.check(`${field('pass')}[value="${pass}"]`)
    await page.check(`${field('whom')}[value="me"]`)
    await next(page, '/retrieve/details')
    await expectSteady(page)
    await fillDetails(page, resident)
    await next(page, '/retrieve/questions')
  }

  async function toTheCode(page: Page, resident: ResidentJson): Promise<void> {
    const names = await page
      .locator('input[type="radio"]')
      .evaluateAll((radios) => radios.map((radio) => (radio instanceof HTMLInputElement ? radio.name : '')))
    for (const name of new Set(names)) await page.check(`${field(name)}[value="${resident.answers[name]}"]`)
    await next(page, '/retrieve/code')
  }

  test('retrieves a pass; reloading and going back do no harm at any step', async () => {
    const resident = residentWith(({ pcr }) => pcr.eligible)
    const { context, page, asked } = await open({ javaScriptEnabled: false })
    await toTheQuestions(page, 'pcr', resident)
    await expectSteady(page)
    await toTheCode(page, resident)
    await expectSteady(page)
    const sent = await codesSentTo(service, resident.phone)
    expect(sent, 'reloading asks for no second code').toHaveLength(1)
    await page.fill(field('code'), sent[0] ?? '')
    await next(page, '/retrieve/pass')
    expect(new URL(page.url()).pathname).toBe('/pass')
    await expectSteady(page)
    await page.locator('a[href="/pass/print"]').click()
    const { code } = await printedCode(await page.pdf({ preferCSSPageSize: true }))
    expect(code.text).toMatch(/^EP1:/)
    await page.goBack()
    await next(page, '/pass/finish')
    await page.goto(`${service.origin}/pass`)
    expect(await page.locator('main').innerText(), 'nothing is kept here').not.toContain(
      resident.birthDate.slice(0, 4),
    )
    expectNothingToldBy(asked, resident)
    await context.close()
  })

  test('is told the true reason when there is no pass, and only the one page when it is not confirmed', async () => {
    const barred = residentWith(
      ({ vaccination }) => !vaccination.eligible && vaccination.reason === 'recent-positive',
    )
    const { context, page, asked } = await open({ javaScriptEnabled: false })
    await toTheQuestions(page, 'vaccination', barred)
    await toTheCode(page, barred)
    await page.fill(field('code'), '000000')
    await next(page, '/retrieve/pass')
    const refused = await page.locator('main').innerText()
    expect(refused).not.toMatch(/positive|expired|vaccinat(?:ed|ion was)|wrong code/i)
    await expectSteady(page)

    await toTheQuestions(page, 'vaccination', barred)
    await toTheCode(page, barred)
    const [code = ''] = await codesSentTo(service, barred.phone)
    await page.fill(field('code'), code)
    await next(page, '/retrieve/pass')
    expect(await page.locator('main').innerText()).toMatch(/positive/i)
    await expectSteady(page)
    expectNothingToldBy(asked, barred)
    await context.close()
  })

  test('keeps what was typed when a field is faulty, and leads to it', async () => {
    const resident = residentWith(({ vaccination }) => vaccination.eligible, 1)
    const { context, page } = await open({ javaScriptEnabled: false })
    await toTheQuestions(page, 'vaccination', { ...resident, postalCode: '123' })
    expect(await page.title()).toMatch(/^Error/)
    expect(await page.inputValue(field('family'))).toBe(resident.familyName)
    expect(await page.locator('main a[href="#zip"]').count()).toBe(1)
    await expectSteady(page)
    await context.close()
  })
})
