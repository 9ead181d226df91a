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
import { send, vaccinationMessage } from './hl7.ts'
import { neighbours } from './people.ts'
import { printedCode } from './printed-code.ts'
import { codesSentTo, outboxOf } from './retrieve.ts'
import { type Service, startService } from './service.ts'
import { vaccinatedResidents, walkToPass } from './walk-to-pass.ts'

// A browser on a busy machine takes its time.
vi.setConfig({ testTimeout: 180_000 })

let service: Service
let browser: Browser
let residents: readonly ResidentJson[]
let next = 0

beforeAll(async () => {
  service = await startService({ host: 'localhost' })
  residents = await vaccinatedResidents(service)
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
  })
})
afterAll(async () => {
  await browser?.close()
  await service?.stop()
})

/** Another resident each time, who gets a vaccination pass. */
function resident(): ResidentJson {
  const found = residents[next++]
  if (!found) throw new Error('there is no such resident')
  return found
}

interface Opened {
  readonly context: BrowserContext
  readonly page: Page
  readonly said: string[]
}

async function open(options: BrowserContextOptions = {}): Promise<Opened> {
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    reducedMotion: 'reduce',
    ...options,
  })
  context.setDefaultTimeout(15_000)
  const page = await context.newPage()
  const said: string[] = []
  page.on('console', (message) => said.push(message.text()))
  page.on('pageerror', (error) => said.push(error.message))
  return { context, page, said }
}

/** Nothing has to be scrolled sideways, and nothing that takes the focus is hidden behind anything, opened or not. */
async function expectRoom(page: Page): Promise<void> {
  const found = await page.evaluate(() => {
    const wide = document.documentElement.scrollWidth - innerWidth
    const covered: string[] = []
    const closed = document.querySelectorAll<HTMLDetailsElement>('main details:not([open])')
    for (const each of closed) each.open = true
    for (const each of document.querySelectorAll<HTMLElement>(
      'main a[href], main button, main input:not([type=hidden]), main summary',
    )) {
      if (each.offsetParent === null) continue
      each.focus()
      const label = each instanceof HTMLInputElement ? (each.labels?.[0] ?? each) : each
      const { left, top, width, height } = label.getClientRects()[0] ?? label.getBoundingClientRect()
      const there = document.elementFromPoint(left + Math.min(width, 40) / 2, top + Math.min(height, 40) / 2)
      const whole = there !== null && (label.contains(there) || each.contains(there) || there.contains(label))
      if (!whole || top < 0 || top >= innerHeight) covered.push(each.outerHTML.slice(0, 120))
    }
    for (const each of closed) each.open = false
    return { wide, covered }
  })
  expect(found, page.url()).toEqual({ wide: 0, covered: [] })
}

describe('somebody who sees little', () => {
  test('comes to paper at 400 % zoom: nothing scrolls sideways, no focus is hidden, and the printed code can be read', async () => {
    // 1280 by 1024 at 400 %.
    const { context, page, said } = await open({
      viewport: { width: 320, height: 256 },
      deviceScaleFactor: 4,
    })
    const who = resident()
    await walkToPass(service, page, who, { look: () => expectRoom(page) })
    await page.locator('a[href="/pass/print"]').click()
    await page.locator('.sheet').waitFor()
    const sideways = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    expect(sideways).toBe(0)
    const { code, count } = await printedCode(await page.pdf({ preferCSSPageSize: true }))
    expect(count).toBe(1)
    expect(code.text).toMatch(/^EP1:/)
    expect(code.width).toBeGreaterThanOrEqual(40)
    expect(said).toEqual([])
    await context.close()
  })
})

describe('a mother with two children and one phone', () => {
  test('fetches both passes one after the other, with a code each to her own number, and keeps both in her wallet', async () => {
    const phone = '5185550951'
    const year = new Date().getFullYear()
    // Doses as theirs: the same answers are right.
    const answers = neighbours(1, { tag: 'Mo' })[0]?.answers ?? {}
    const children = [
      { id: 'MO1', given: 'Nadia', family: 'Rahman', born: `${year - 12}0517`, nextOfKinPhone: phone },
      { id: 'MO2', given: 'Tariq', family: 'Rahman', born: `${year - 9}1102`, nextOfKinPhone: phone },
    ]
    const { context, page, said } = await open()
    for (const child of children) {
      const doses = [80, 50].map((daysAgo) => ({ id: `${child.id}-${daysAgo}`, daysAgo }))
      await send(service, vaccinationMessage(child, doses))
      const birthDate = child.born.replace(/(....)(..)(..)/, '$1-$2-$3')
      const typed = {
        givenName: child.given,
        familyName: child.family,
        birthDate,
        postalCode: '12203',
        phone,
      }
      const autofill: string[] = []
      await walkToPass(
        service,
        page,
        { ...typed, answers },
        {
          whom: 'other',
          look: async (step) => {
            if (step === 'details') {
              const wishes = await page
                .locator('main input[type=text], main input[type=tel]')
                .evaluateAll((inputs) => inputs.map((input) => input.getAttribute('autocomplete') ?? ''))
              autofill.push(...wishes)
              expect(await page.locator('.head--page').innerText()).toContain('for someone in your care')
            }
          },
        },
      )
      // The browser is not asked to fill in the mother's own name and birthday.
      expect([...new Set(autofill)]).toEqual(['off'])
      await page.locator('form[action="/wallet/add"] button').click()
      await page.getByText(`Vaccination of ${child.given} ${child.family} is in this wallet`).waitFor()
    }
    expect(await codesSentTo(service, phone)).toHaveLength(2)
    expect(await page.locator('.person__name').allTextContents()).toEqual(['Nadia Rahman', 'Tariq Rahman'])
    for (const name of ['Nadia Rahman', 'Tariq Rahman']) {
      await page.goto(`${service.origin}/wallet/`)
      await page.getByRole('region', { name }).getByRole('link').first().click()
      await page.getByRole('img', { name: `Pass of ${name}, code in the middle of the screen` }).waitFor()
    }
    expect(said).toEqual([])
    await context.close()
  })
})

describe('somebody who goes back, forth and loads again at every step', () => {
  test('finds each page as it was, gets one code and one pass, and can take it into the wallet after all', async () => {
    const { context, page, said } = await open()
    const who = resident()
    const heading = async () => (await page.locator('h1').first().innerText()).trim()
    await page.goto(`${service.origin}/`)
    await walkToPass(service, page, who, {
      look: async (step) => {
        const [title, address] = [await heading(), page.url()]
        await page.reload()
        expect(await heading(), `${step}, loaded again`).toBe(title)
        await page.goBack()
        expect(await heading(), `before ${step}`).not.toBe('')
        await page.goForward()
        expect([await heading(), page.url()], `${step}, there again`).toEqual([title, address])
      },
    })
    expect(await codesSentTo(service, who.phone)).toHaveLength(1)
    await page.locator('form[action="/wallet/add"] button').click()
    await page.locator('.added').waitFor()
    await page.reload()
    await page.locator('.slip').waitFor()
    await page.goBack()
    await page.goForward()
    await page.locator('.slip').waitFor()
    expect(await page.locator('.slip').count()).toBe(1)
    expect(said).toEqual([])
    await context.close()
  })
})

describe('somebody whose phone on record is a landline', () => {
  test('is offered a spoken call like everybody; the code is read twice, digit by digit, and works', async () => {
    const { context, page } = await open()
    const who = resident()
    let spoken = ''
    await page.goto(`${service.origin}/retrieve`)
    await walkToPass(service, page, who, {
      look: async (step) => {
        if (step !== 'code') return
        await page.getByRole('button', { name: 'Call me' }).click()
        await page.getByText('a call is on its way to the phone number on that record').waitFor()
        const call = (await outboxOf(service)).find(
          ({ channel, phone }) => channel === 'voice' && phone === who.phone,
        )
        spoken = call?.text ?? ''
        const slowly = [...(call?.code ?? '')].join(', ')
        expect(spoken.split(slowly)).toHaveLength(3)
      },
    })
    expect(spoken).not.toBe('')
    await context.close()
  })
})

describe('a browser that fills in', () => {
  test('sets the whole number at once, "+1 (718) 555-0123", and it arrives whole', async () => {
    const { context, page } = await open()
    const who = resident()
    const { phone } = who
    const filled = `+1 (${phone.slice(0, 3)}) ${phone.slice(3, 6)}-${phone.slice(6)}`
    await page.goto(`${service.origin}/retrieve`)
    await page.locator('input[name="pass"][value="vaccination"]').check({ force: true })
    await page.locator('input[name="whom"][value="me"]').check({ force: true })
    await page.locator('main form button').first().click()
    const [year = '', month = '', day = ''] = who.birthDate.split('-')
    const values = {
      given: who.givenName,
      family: who.familyName,
      'birth-month': String(Number(month)),
      'birth-day': day,
      'birth-year': year,
      zip: `${who.postalCode}-1234`,
      phone: filled,
    }
    // As a store of addresses does it: the value at once, and no key.
    await page.evaluate((wanted) => {
      for (const [name, value] of Object.entries(wanted)) {
        const input = document.querySelector<HTMLInputElement>(`input[name="${name}"]`)
        if (!input) throw new Error(name)
        input.value = value
        input.dispatchEvent(new Event('input', { bubbles: true }))
        input.dispatchEvent(new Event('change', { bubbles: true }))
      }
    }, values)
    expect(await page.inputValue('input[name="phone"]')).toBe(filled)
    await page.locator('main form[action="/retrieve/questions"] button').first().click()
    await page.locator('form[action="/retrieve/code"]').waitFor()
    await context.close()
  })
})

const MONTHS = {
  bn: /জানুয়ারি|ফেব্রুয়ারি|মার্চ|এপ্রিল|মে|জুন|জুলাই|আগস্ট|সেপ্টেম্বর|অক্টোবর|নভেম্বর|ডিসেম্বর/,
  'zh-Hant': /\d+ 年 \d+ 月 \d+ 日/,
}

describe.each(['bn', 'zh-Hant'] as const)('somebody who reads %s', (locale) => {
  test('comes to a pass and into the wallet in that language alone, and every page is without fault', async () => {
    const { context, page, said } = await open({ locale })
    const who = resident()
    const faults: string[] = []
    const look = async () => {
      expect(await page.evaluate(() => document.documentElement.lang), page.url()).toBe(locale)
      faults.push(...(await violations(page)))
      // Whole sentences of English have no place here; names of the service and of places may stay.
      const text = await page.locator('main').innerText()
      expect(text.match(/[A-Za-z]+(?: [a-z]+){3,}/g) ?? [], page.url()).toEqual([])
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0)
    }
    await walkToPass(service, page, who, { prefix: `/${locale}`, look })
    const shown = await page.locator('.pass').first().innerText()
    expect(shown).toContain(who.birthDate.slice(0, 4))
    expect(shown).toMatch(MONTHS[locale])
    await page.locator('form[action="/wallet/add"] button').click()
    await page.locator('.added').waitFor()
    await look()
    await page.locator('.slip').click()
    await page.locator('.show .qr').waitFor()
    await look()
    expect(await page.locator('.show__name').innerText()).toBe(`${who.givenName} ${who.familyName}`)
    expect(faults).toEqual([])
    expect(said).toEqual([])
    await context.close()
  })
})
