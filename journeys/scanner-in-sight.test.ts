import { liveCode, type PassToIssue } from '@excelsior/credentials'
import type { Instant } from '@excelsior/domain'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sign, testKey } from '../tools/pass-vectors/keys.ts'
import { DAY, type Department, MINUTE, openDepartment, openStand, type Stand } from './app-stand.ts'
import { newDevice, typeLikeAScanner } from './scanner-device.ts'

let stand: Stand
let demo: Department
let page: Page

beforeAll(async () => {
  stand = await openStand('scanner')
  // A demonstration's scanner speaks all languages.
  demo = await openDepartment(true)
  stand.publish(await demo.trustList())
  await stand.show([{ frames: 2 }])
  page = await (await newDevice(stand)).newPage()
})
afterAll(() => stand?.close())

const LANGUAGES = ['en', 'es', 'zh-Hant', 'ru', 'bn', 'ko', 'ht']
/** Width and height of what common phones leave to a page. */
const PHONES = [
  [360, 640],
  [360, 720],
  [390, 844],
] as const
const LARGEST = PHONES.slice(-1)
/** And of the smallest that are about. */
const ALL_PHONES = [[320, 568], ...PHONES] as const

const ROSA: Partial<PassToIssue> = { givenName: 'Rosa', familyName: 'Quiñones Delgado' }
const LONG: Partial<PassToIssue> = {
  givenName: 'Ana María Guadalupe de los Ángeles',
  familyName: 'Wolfeschlegelsteinhausen-Quiñones y Delgado de la Cruz',
}
const VALID = [
  '.demo',
  '.verdict__word',
  '.verdict__name',
  '.verdict__born',
  '.verdict__facts',
  '.verdict__do',
]
const SAY = ['.verdict__word', '.verdict__say']

test.each(LANGUAGES)('the first start has its button in sight, in %s', async (locale) => {
  const device = await newDevice(stand)
  try {
    const first = await device.newPage()
    await first.goto(`${stand.address}?lang=${locale}`)
    await first.locator(`html[lang="${locale}"] main .button--big`).waitFor()
    for (const [width, height] of PHONES) {
      await first.setViewportSize({ width, height })
      const button = await first.locator('main .button--big').boundingBox()
      expect(button && button.y + button.height).toBeLessThanOrEqual(height)
    }
  } finally {
    await device.close()
  }
})

async function begin(locale: string): Promise<void> {
  await page.clock.setSystemTime(Date.now())
  await page.goto(`${stand.address}?lang=${locale}`)
  await page.locator(`html[lang="${locale}"]`).waitFor()
  await page.locator('main .button--big, .scan__frame').first().waitFor()
  const start = page.locator('main .button--big')
  if ((await start.count()) > 0) await start.click()
  await page.locator('.scan__frame').waitFor()
}

/** Of these parts of its verdict, which lie above the window or under the bar with "Next", before anybody scrolls. */
async function outOfSight(
  code: string,
  parts: readonly string[],
  phones: readonly (readonly [number, number])[],
) {
  await typeLikeAScanner(page, code)
  await page.locator('.verdict').waitFor()
  await page.locator('.verdict .button--quiet').click()
  const found: string[] = []
  for (const [width, height] of phones) {
    await page.setViewportSize({ width, height })
    const hidden = await page.evaluate((wanted) => {
      scrollTo(0, 0)
      const bar = document.querySelector('.verdict__next')?.getBoundingClientRect()
      return wanted.flatMap((part) => {
        const box = document.querySelector(part)?.getBoundingClientRect()
        if (!bar || !box) return [`${part} is not there`]
        return box.top >= 0 && box.bottom <= bar.top
          ? []
          : [`${part} by ${Math.ceil(box.bottom - bar.top)} of ${Math.round(box.height)} pixels`]
      })
    }, parts)
    found.push(...hidden.map((part) => `${width} by ${height}: ${part}`))
  }
  await page.locator('.verdict .button--big').first().click()
  await page.locator('.verdict').waitFor({ state: 'detached' })
  return found
}

describe.each(LANGUAGES)('without scrolling, in %s,', (locale) => {
  test('the whole page of the camera is in sight', async () => {
    await begin(locale)
    for (const [width, height] of PHONES) {
      await page.setViewportSize({ width, height })
      expect(await page.evaluate(() => document.documentElement.scrollHeight - innerHeight)).toBe(0)
      const frame = await page.locator('.scan__frame').boundingBox()
      expect(Math.min(frame?.width ?? 0, frame?.height ?? 0)).toBeGreaterThan(140)
    }
  })

  test('name, birth date, type, end and the photo ID of whoever has a valid pass', async () => {
    expect(await outOfSight(await demo.pass(ROSA), VALID, ALL_PHONES)).toEqual([])
  })

  test('that a pass is live, and the photo ID, on a larger phone', async () => {
    const phone = testKey('phone')
    const bound = await demo.pass({ ...ROSA, holderKey: phone.jwk })
    const code = await liveCode(bound, Date.now() as Instant, async (bytes) => sign(phone, bytes))
    expect(await outOfSight(code, [...VALID, '.verdict__live'], LARGEST)).toEqual([])
  })

  test('the photo ID of whoever has a name of 88 characters, on a larger phone', async () => {
    expect(await outOfSight(await demo.pass(LONG), VALID, LARGEST)).toEqual([])
  })

  test('what can be said of a pass that is not valid yet, and of one that has ended', async () => {
    const early = await demo.pass({ ...ROSA, notBefore: (Date.now() + DAY) as Instant })
    expect(await outOfSight(early, SAY, ALL_PHONES)).toEqual([])
    const ended = await demo.pass({ ...ROSA, expires: (Date.now() + MINUTE) as Instant })
    await page.clock.setSystemTime(Date.now() + 2 * MINUTE)
    expect(await outOfSight(ended, SAY, ALL_PHONES)).toEqual([])
  })

  test('all that is said of what cannot be checked, and of what is not genuine', async () => {
    expect(await outOfSight('https://menu.example/today', SAY, ALL_PHONES)).toEqual([])
    expect(await outOfSight(await (await openDepartment(true)).pass(ROSA), SAY, ALL_PHONES)).toEqual([])
  })

  test('where the lists have ended: that nothing can be checked, in place of the frame; then what can be said', async () => {
    await page.clock.setSystemTime(Date.now() + 10 * DAY)
    await page.locator('.scan__say--middle h1').waitFor()
    expect(await page.locator('.scan__frame').count()).toBe(0)
    expect(await page.locator('.scan__say--middle button').isVisible()).toBe(true)
    expect(await outOfSight(await demo.pass(ROSA), SAY, ALL_PHONES)).toEqual([])
  })
})
