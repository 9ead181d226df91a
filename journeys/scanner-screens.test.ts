import { liveCode } from '@excelsior/credentials'
import type { Instant } from '@excelsior/domain'
import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { violations } from '../tools/axe.ts'
import { sign, testKey } from '../tools/pass-vectors/keys.ts'
import {
  DAY,
  type Department,
  openDepartment,
  openStand,
  type Stand,
  withOneByteChanged,
} from './app-stand.ts'
import { vectorText } from './others-credentials.ts'
import { newDevice, typeLikeAScanner } from './scanner-device.ts'

let stand: Stand
let demo: Department

beforeAll(async () => {
  stand = await openStand('scanner')
  demo = await openDepartment(true)
})
afterAll(() => stand?.close())
beforeEach(async () => {
  stand.publish(await demo.trustList())
  await stand.show([{ frames: 2 }])
})

const LONG = {
  givenName: 'Ana María Guadalupe Ana María Guadalupe',
  familyName: 'Wolfeschlegelsteinhausen-Quiñones y Delgado de la Cruz',
}

/** Every screen and state, by a demonstration's scanner, for that one speaks all languages. */
async function walk(locale: string, options: BrowserContextOptions, look: (page: Page) => Promise<string[]>) {
  const found: Record<string, string[]> = {}
  const context: BrowserContext = await newDevice(stand, 'none', { bypassCSP: true, ...options })
  try {
    const page = await context.newPage()
    const stop = async (name: string) => {
      const amiss = await look(page)
      if (amiss.length > 0) found[name] = amiss
    }
    const to = async (hash: string, sign: string) => {
      await page.goto(stand.address + hash)
      await page.locator(sign).first().waitFor()
    }
    const verdict = async (name: string, text: string) => {
      await to('#scan', '.scan__frame')
      await typeLikeAScanner(page, text)
      await page.locator('.verdict').waitFor()
      await stop(name)
      await page.locator('.verdict .button--big').first().click()
      await page.locator('.verdict').waitFor({ state: 'detached' })
    }
    await page.goto(`${stand.address}?lang=${locale}`)
    await page.locator(`html[lang="${locale}"] main .button--big`).waitFor()
    await stop('first start')
    await page.locator('main .button--big').click()
    await page.locator('.scan__frame').waitFor()
    await stop('scanning')
    const expires = (Math.floor(Date.now() / 1000) * 1000 + 2_000) as never
    const ended = await demo.pass({ expires, ...LONG })
    await verdict('valid', await demo.pass())
    await verdict('valid, a child', await demo.pass({ birthDate: '2016-05-06' as never }))
    await verdict('valid, a long name', await demo.pass(LONG))
    const phone = testKey('phone')
    const bound = await demo.pass({ holderKey: phone.jwk })
    const live = await liveCode(bound, Date.now() as Instant, async (bytes) => sign(phone, bytes))
    await verdict('valid, live', live)
    await verdict('a picture of a live pass', bound)
    await to('#scan', '.scan__frame')
    await typeLikeAScanner(page, vectorText('shc/cards/three-parts.txt').split(/\s+/)[0] ?? '')
    await page.locator('.scan__next').waitFor()
    await stop('one code of three')
    await page.locator('.scan__next').click()
    await verdict('not yet valid', await demo.pass({ notBefore: (Date.now() + DAY) as never }))
    await verdict('not genuine', withOneByteChanged(await demo.pass()))
    await verdict('cannot check', 'https://menu.example/today')
    await verdict('expired', ended)
    await to('#type', '#code')
    await stop('type a code')
    await page.locator('main .button--big').click()
    await stop('type a code, nothing typed')
    await to('#settings', '#sound')
    await page.locator('#accepts-antigen').click()
    await page.locator('#send-counts').click()
    await stop('settings')
    await verdict('not accepted here', await demo.pass({ type: 'antigen' }))
    await to('#today', '.table')
    await stop('today')
    await to('#settings', '.table')
    await stop('settings, counts waiting')
    await to('#station', '#pin')
    await stop('station, setting up')
    await page.locator('#pin').fill('482913')
    await page.locator('#pin-again').fill('482914')
    await page.locator('form .button--big').click()
    await page.locator('.field__error').waitFor()
    await stop('station, PINs differ')
    await page.locator('#pin-again').fill('482913')
    await page.locator('form .button--big').click()
    await page.locator('.scan--station .scan__frame').waitFor()
    await stop('station')
    await typeLikeAScanner(page, await demo.pass({ givenName: 'Ana' }))
    await page.locator('.verdict').waitFor()
    await stop('station, valid')
    await page.locator('.verdict .button--quiet').click()
    await stop('station, paused')
    await page.locator('.verdict .button--big').first().click()
    await to('#leave', '#pin')
    await page.locator('#pin').fill('111111')
    await page.locator('#pin').press('Enter')
    await page.locator('.field__error').waitFor()
    await stop('station, wrong PIN')
  } finally {
    await context.close()
  }
  return found
}

async function tooWide(page: Page): Promise<string[]> {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  return wide > 0 ? [`scrolls sideways by ${wide} pixels`] : []
}

/** WCAG 2.2, 2.5.8: 24 pixels a side at least; ours are larger but for what stands in a line of text. */
const smallTargets = (page: Page) =>
  page.evaluate(() =>
    [
      ...document.querySelectorAll<HTMLElement>(
        'button, a[href], input, textarea, label.tool, label.scan__button',
      ),
    ]
      .filter((each) => !each.closest('[aria-hidden="true"]') && !each.classList.contains('picker__input'))
      .map((each) => ({ each, box: each.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 0 && (box.width < 24 || box.height < 24))
      .map(({ each, box }) => `${each.outerHTML.slice(0, 60)}: ${box.width} by ${box.height}`),
  )

/** WCAG 2.2, 2.4.11: whatever has the focus is seen, at least a part of it. */
async function hiddenFocus(page: Page): Promise<string[]> {
  const hidden: string[] = []
  for (let stops = 0; stops < 30; stops++) {
    await page.keyboard.press('Tab')
    const state = await page.evaluate(() => {
      const focused = document.activeElement
      if (!focused || focused === document.body) return 'end'
      // A file input stands under its label.
      const label = focused instanceof HTMLInputElement ? focused.labels?.[0] : undefined
      const shown = focused.classList.contains('picker__input') && label ? label : focused
      const box = shown.getBoundingClientRect()
      const places = [0.1, 0.5, 0.9].flatMap((x) => [0.1, 0.5, 0.9].map((y) => [x, y] as const))
      const seen = places.some(([x, y]) => {
        const top = document.elementFromPoint(box.left + box.width * x, box.top + box.height * y)
        return top !== null && (shown.contains(top) || top.contains(shown))
      })
      return seen ? 'seen' : shown.outerHTML.slice(0, 80)
    })
    if (state === 'end') break
    if (state !== 'seen') hidden.push(state)
  }
  return hidden
}

/** WCAG 2.2, 1.4.12: with the reader's own spacing nothing is cut and nothing scrolls sideways. */
async function cutWhenSpaced(page: Page): Promise<string[]> {
  const style = await page.addStyleTag({
    content:
      '* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-bottom: 2em !important }',
  })
  const cut = await page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('h1, h2, p, dd, dt, li, button, label, a, td, th')]
      .filter((each) => !each.closest('[aria-hidden="true"]') && !each.classList.contains('hidden-visually'))
      .filter((each) => {
        const { overflowX } = getComputedStyle(each)
        return overflowX !== 'visible' && each.scrollWidth > each.clientWidth + 1
      })
      .map((each) => `${each.outerHTML.slice(0, 80)} is cut`),
  )
  const wide = await tooWide(page)
  await style.evaluate((element) => element.parentNode?.removeChild(element))
  return [...cut, ...wide]
}

const PHONE = { viewport: { width: 390, height: 844 } }
const NARROWEST = { viewport: { width: 320, height: 568 } }
const STATION = { viewport: { width: 1280, height: 800 }, colorScheme: 'dark' } as const

test.each([
  ['en', 'a phone', PHONE],
  ['en', 'a station in the dark', STATION],
  ['bn', 'the narrowest phone', NARROWEST],
  ['zh-Hant', 'the narrowest phone', NARROWEST],
] as const)(
  'every screen and state passes the accessibility check and fits its width: %s on %s',
  async (locale, _, options) => {
    const look = async (page: Page) => [
      ...(await violations(page)),
      ...(await tooWide(page)),
      ...(await smallTargets(page)),
    ]
    expect(await walk(locale, options, look)).toEqual({})
  },
  240_000,
)

test('every screen and state keeps its words with the reader’s own spacing, and shows what has the focus, at 320 pixels', async () => {
  const look = async (page: Page) => [...(await cutWhenSpaced(page)), ...(await hiddenFocus(page))]
  expect(await walk('en', NARROWEST, look)).toEqual({})
}, 240_000)

test('every screen and state passes the accessibility check in forced colours, signs drawn and all', async () => {
  const look = async (page: Page) => {
    const sign = page.locator('.verdict__plate')
    if ((await sign.count()) === 0) return violations(page)
    const [plate, rim] = await Promise.all([
      sign.evaluate((each) => getComputedStyle(each).fill),
      page.locator('.verdict__rim').evaluate((each) => getComputedStyle(each).stroke),
    ])
    return [...(await violations(page)), ...(plate === rim ? ['the sign cannot be seen'] : [])]
  }
  expect(await walk('en', { ...PHONE, forcedColors: 'active' }, look)).toEqual({})
}, 240_000)
