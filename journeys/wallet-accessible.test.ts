import type { Instant, PartialDate } from '@excelsior/domain'
import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { violations } from '../tools/axe.ts'
import { DAY, type Department, openDepartment, openStand, type Stand } from './app-stand.ts'

// Twenty screens, each looked at in several ways.
vi.setConfig({ testTimeout: 240_000 })

const PIN = '274950'
const alba = { givenName: 'Alba', familyName: 'Quiñones', birthDate: '2011-01-02' as PartialDate }

let stand: Stand
/** A demonstration's: its wallet speaks every language there is. */
let department: Department

beforeAll(async () => {
  stand = await openStand('wallet')
  department = await openDepartment(true)
  stand.publish(await department.trustList())
})
afterAll(() => stand?.close())

async function enter(options: BrowserContextOptions, standalone?: boolean): Promise<BrowserContext> {
  const context = await stand.browser.newContext({
    viewport: { width: 390, height: 844 },
    permissions: ['camera'],
    reducedMotion: 'reduce',
    ...options,
  })
  context.setDefaultTimeout(15_000)
  await context.addInitScript((where) => {
    Object.defineProperty(navigator, 'serviceWorker', { value: undefined })
    if (where !== undefined) Object.defineProperty(navigator, 'standalone', { value: where })
  }, standalone)
  return context
}

type Look = (state: string, page: Page) => Promise<void>

/** Through every screen and state, by addresses and places alone, whatever the language. */
async function walk(options: BrowserContextOptions, look: Look): Promise<void> {
  for (const [state, standalone] of [
    ['empty in an iPhone’s tab', false],
    ['empty on the home screen', true],
  ] as const) {
    const context = await enter(options, standalone)
    const page = await context.newPage()
    await page.goto(stand.address)
    await page.locator('.empty').waitFor()
    await look(state, page)
    await page.goto(`${stand.address}#device`)
    await page.locator('.facts').waitFor()
    await look(`${state}: this device`, page)
    await context.close()
  }

  const context = await enter(options)
  const page = await context.newPage()
  const at = async (hash: string, place: string) => {
    await page.goto(stand.address + hash)
    await page.locator(place).first().waitFor()
  }
  const add = async (text: string) => {
    await at('#paste', '#code')
    await page.locator('#code').fill(text)
    await page.locator('main .button--big').click()
    await page.locator('.added, .summary').first().waitFor()
  }
  await at('', '.empty')
  await look('empty', page)
  await at('#add', '.ways')
  await look('ways to add', page)
  await at('#paste', '#code')
  await look('paste', page)
  await page.locator('main .button--big').click()
  await page.locator('.field__error').waitFor()
  await look('nothing pasted', page)
  await add('https://menu.example')
  await look('refused', page)
  await at('#camera', '.scan__say h1')
  await look('camera', page)
  await add(await department.pass({ expires: (Date.now() + 9 * DAY) as Instant }))
  await look('added', page)
  const soon = (Math.floor(Date.now() / 1000) * 1000 + 3_000) as Instant
  await add(await department.pass({ type: 'antigen', ...alba, expires: soon }))
  await add(await department.pass({ type: 'pcr', ...alba, expires: (Date.now() + 2 * DAY) as Instant }))
  await page.waitForTimeout(Math.max(0, soon - Date.now()))
  await at('#device', '#new-pin')
  await at('#passes', '.slip')
  await page.reload()
  await page.locator('.slip--ended').waitFor()
  await look('several people', page)
  await page.locator('.slip--ended').click()
  await page.locator('.facts').waitFor()
  await look('over', page)
  await at('#passes', '.slip')
  await page.locator('.slip:not(.slip--ended)').first().click()
  await page.locator('.show .qr').waitFor()
  await look('code', page)
  await page.locator('.show__bar a').nth(1).click()
  await page.locator('.button--danger').waitFor()
  await look('more', page)
  await page.locator('.button--danger').click()
  await page.locator('.toast').waitFor()
  await look('deleted', page)
  await page.locator('.toast__undo').click()
  await page.locator('.toast').waitFor({ state: 'detached' })
  await at('#device', '#new-pin')
  await look('this device', page)
  await page.locator('form button[type=submit]').click()
  await page.locator('.field__error').waitFor()
  await look('no PIN typed', page)
  await page.locator('#new-pin').fill(PIN)
  await page.locator('#new-pin-again').fill(PIN)
  await page.locator('form button[type=submit]').click()
  await page.locator('#new-pin').waitFor({ state: 'detached' })
  await look('lock set', page)
  await page.reload()
  await page.locator('#pin').waitFor()
  await look('locked', page)
  await page.locator('#pin').fill('000000')
  await page.keyboard.press('Enter')
  await page.locator('.field__error').waitFor()
  await page.locator('details summary').click()
  await look('wrong PIN', page)
  await context.close()
}

const SCREENS = 21

/** What is cut off, or has to be scrolled sideways. */
const overflowOf = (page: Page) =>
  page.evaluate(() => {
    const found: string[] = []
    if (document.documentElement.scrollWidth > innerWidth)
      found.push(`${document.documentElement.scrollWidth} px wide`)
    for (const each of document.querySelectorAll<HTMLElement>('#app *')) {
      const { overflowX, overflowY, position, clip } = getComputedStyle(each)
      const hidden = position === 'absolute' && (clip !== 'auto' || each.offsetWidth <= 1)
      if (hidden || each instanceof HTMLVideoElement) continue
      const cutX = overflowX !== 'visible' && overflowX !== 'auto' && each.scrollWidth > each.clientWidth + 1
      const cutY =
        overflowY !== 'visible' && overflowY !== 'auto' && each.scrollHeight > each.clientHeight + 1
      if ((cutX || cutY) && each.closest('svg, .scan') === null)
        found.push(`cut: ${each.outerHTML.slice(0, 90)}`)
    }
    return found
  })

/** Everything that takes the focus is 24 px or more a side, and is seen while it has it (WCAG 2.2, 2.5.8 and 2.4.11). */
const targetsOf = (page: Page) =>
  page.evaluate(() => {
    const found: string[] = []
    for (const each of document.querySelectorAll<HTMLElement>(
      'a[href], button, input:not([hidden]), textarea, summary',
    )) {
      if (each.offsetParent === null && getComputedStyle(each).position !== 'fixed') continue
      each.focus()
      const target =
        each instanceof HTMLInputElement && each.type !== 'password' ? (each.labels?.[0] ?? each) : each
      const { left, top, width, height } = target.getBoundingClientRect()
      if (width < 24 || height < 24)
        found.push(`${Math.round(width)} by ${Math.round(height)}: ${each.outerHTML.slice(0, 90)}`)
      const there = document.elementFromPoint(left + width / 2, top + Math.min(height, innerHeight) / 2)
      if (!there || !(target.contains(there) || there.contains(target) || each.contains(there)))
        found.push(`hidden: ${each.outerHTML.slice(0, 90)}`)
    }
    return found
  })

/** WCAG 2.2, 1.4.12: what a reader may set. */
const SPACING =
  '* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-bottom: 2em !important }'

describe.each(['en', 'bn', 'zh-Hant'])('every screen and state of the wallet in %s', (locale) => {
  test('is without fault, in the language alone, its targets large enough and their focus seen; at 320 px it is whole, spaced too', async () => {
    const faults: string[] = []
    const seen = new Set<string>()
    await walk({ locale }, async (state, page) => {
      seen.add(state)
      const lang = await page.evaluate(() => document.documentElement.lang)
      if (lang !== locale) faults.push(`${state}: speaks ${lang}`)
      const found = [...(await violations(page)), ...(await targetsOf(page))]
      await page.setViewportSize({ width: 320, height: 568 })
      found.push(...(await overflowOf(page)).map((fault) => `at 320 px: ${fault}`))
      // Bengali letters join: their spacing is not for a reader to widen.
      const spaced =
        locale === 'bn' ? undefined : await page.addStyleTag({ content: SPACING }).catch(() => undefined)
      if (spaced) {
        found.push(...(await overflowOf(page)).map((fault) => `at 320 px, spaced: ${fault}`))
        await spaced.evaluate((style) => style.parentNode?.removeChild(style))
      }
      await page.setViewportSize({ width: 390, height: 844 })
      faults.push(...found.map((fault) => `${state}: ${fault}`))
    })
    expect(faults).toEqual([])
    expect(seen.size).toBe(SCREENS)
  })
})

test('in forced colours and in the dark every screen is without fault, and the code stays black on white', async () => {
  for (const options of [{ forcedColors: 'active' }, { colorScheme: 'dark' }] as const) {
    const faults: string[] = []
    await walk(options, async (state, page) => {
      faults.push(...(await violations(page)).map((fault) => `${state}: ${fault}`))
      if (state !== 'code') return
      const shown = await page.locator('.show .qr').evaluate((code) => {
        const { forcedColorAdjust } = getComputedStyle(code.closest('.show__code') ?? code)
        return [forcedColorAdjust, getComputedStyle(code.closest('.show__code') ?? code).backgroundColor]
      })
      expect(shown).toEqual(['none', 'rgb(255, 255, 255)'])
    })
    expect(faults, JSON.stringify(options)).toEqual([])
  }
})
