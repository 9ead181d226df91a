import { appendFileSync } from 'node:fs'
import { join } from 'node:path'

import { qrCode, qrPng } from '@excelsior/credentials'
import type { Instant, PartialDate } from '@excelsior/domain'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { violations } from '../tools/axe.ts'
import {
  DAY,
  MINUTE,
  openDepartment,
  openStand,
  type Stand,
  shotOf,
  withOneByteChanged,
} from './app-stand.ts'
import type { Shot } from './film.ts'
import { newDevice, typeLikeAScanner, verdictOf } from './scanner-device.ts'

const HOUR = 60 * MINUTE

let stand: Stand
let context: BrowserContext
let said: string[]

beforeAll(async () => {
  stand = await openStand('scanner')
})
afterAll(() => stand?.close())
beforeEach(async () => {
  stand.answerInstead(undefined)
  stand.publish(await stand.department.trustList())
  await enter()
})
afterEach(() => context.close())

async function enter(serviceWorkers: 'there' | 'none' = 'none') {
  await context?.close()
  context = await newDevice(stand, serviceWorkers)
}

interface Opening {
  readonly shots?: readonly Shot[]
  /** Milliseconds that the device's clock is ahead. */
  readonly ahead?: number
}

/** Opens the scanner, passes its first page, and leaves it looking at the film. */
async function openScanner({ shots = [{ frames: 2 }], ahead }: Opening = {}): Promise<Page> {
  await stand.show(shots)
  const page = await context.newPage()
  said = []
  page.on('console', (message) => said.push(message.text()))
  page.on('pageerror', (error) => said.push(error.message))
  if (ahead !== undefined) await page.clock.setFixedTime(Date.now() + ahead)
  await page.goto(stand.address)
  await page.getByRole('button', { name: 'Start scanning' }).click()
  return page
}

const visibleText = async (page: Page) => (await page.locator('.verdict').allInnerTexts()).join('\n')

describe('a pass held to the camera', () => {
  test('is VALID, and the screen says whose it is and what to compare', async () => {
    const page = await openScanner({ shots: [shotOf(await stand.department.pass())] })
    expect(await verdictOf(page)).toBe('VALID')
    const text = await visibleText(page)
    expect(text).toMatch(/Rosa Quiñones Delgado\s+Birth date:\s+4 March 1988/)
    expect(text).toMatch(/Pass\s+Vaccination/)
    expect(text).toMatch(/Compare with a photo ID/)
    expect(text).toMatch(/The holder is \d\d\./)
    expect(await page.title()).toBe('Valid – Excelsior Pass')
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('H1')
    expect(await page.getByRole('alert').count()).toBe(1)
    expect(await violations(page)).toEqual([])
    expect(said).toEqual([])
  })

  test('of a child needs no photo ID', async () => {
    const birthDate = new Date(Date.now() - 10 * 366 * DAY).toISOString().slice(0, 10) as PartialDate
    const page = await openScanner({ shots: [shotOf(await stand.department.pass({ birthDate }))] })
    expect(await verdictOf(page)).toBe('VALID')
    expect(await visibleText(page)).toContain('Under 18: no photo ID needed')
  })

  test('with one byte changed is NOT GENUINE, and nothing of it is shown', async () => {
    const page = await openScanner({ shots: [shotOf(withOneByteChanged(await stand.department.pass()))] })
    expect(await verdictOf(page)).toBe('NOT GENUINE')
    expect(await page.content()).not.toMatch(/Rosa|Delgado|1988/)
    expect(await violations(page)).toEqual([])
    expect(said).toEqual([])
  })

  test('misread in one frame first is VALID: one bad frame says nothing', async () => {
    const pass = await stand.department.pass()
    const page = await openScanner({
      shots: [shotOf(withOneByteChanged(pass), { frames: 1 }), shotOf(pass, { frames: 30 })],
    })
    expect(await verdictOf(page)).toBe('VALID')
  })

  test('after its end is EXPIRED since that very minute', async () => {
    const expires = (Math.floor(Date.now() / HOUR) * HOUR + 2 * HOUR) as Instant
    const pass = await stand.department.pass({ type: 'pcr', expires })
    const page = await openScanner({ shots: [shotOf(pass)], ahead: 3 * HOUR })
    expect(await verdictOf(page)).toBe('EXPIRED')
    expect(await visibleText(page)).toMatch(/Since \w+, \d+ \w+ \d{4}, \d\d:\d\d/)
    expect(await visibleText(page)).not.toMatch(/photo ID/)
    expect(await violations(page)).toEqual([])
  })

  test('before its beginning is NOT YET VALID', async () => {
    const notBefore = (Date.now() + DAY) as Instant
    const page = await openScanner({ shots: [shotOf(await stand.department.pass({ notBefore }))] })
    expect(await verdictOf(page)).toBe('NOT YET VALID')
    expect(await violations(page)).toEqual([])
  })

  test('of a type that the venue does not take is NOT ACCEPTED HERE, without a name', async () => {
    const page = await openScanner()
    await page.getByRole('link', { name: 'Settings' }).click()
    await page.getByLabel('Antigen test').click()
    await stand.show([shotOf(await stand.department.pass({ type: 'antigen' }))])
    await page.reload()
    await page.getByRole('link', { name: 'Back to scanning' }).click()
    expect(await verdictOf(page)).toBe('NOT ACCEPTED HERE')
    expect(await page.content()).not.toMatch(/Rosa|Delgado|1988/)
    expect(await visibleText(page)).toMatch(/Accepted\s+Vaccination, PCR test/)
    expect(await violations(page)).toEqual([])
  })

  test('of light modules on dark is read too', async () => {
    const page = await openScanner({
      shots: [shotOf(await stand.department.pass(), { inverted: true, surround: 20 })],
    })
    expect(await verdictOf(page)).toBe('VALID')
  })
})

describe('what cannot be checked is never red', () => {
  test('another kind of code', async () => {
    const page = await openScanner({ shots: [shotOf('https://menu.example/today')] })
    expect(await verdictOf(page)).toBe('CANNOT CHECK')
    expect(await visibleText(page)).toContain('not a pass that this scanner knows')
    expect(await violations(page)).toEqual([])
  })

  test('without a trust list, whatever a network’s log-in page answers; with one it can', async () => {
    stand.answerInstead({ status: 200, body: '<!doctype html><title>Log in</title>' })
    const page = await openScanner({ shots: [shotOf(await stand.department.pass())] })
    expect(await verdictOf(page)).toBe('CANNOT CHECK')
    expect(await visibleText(page)).toContain('no trust lists yet')
    stand.answerInstead(undefined)
    await stand.show([shotOf(await stand.department.pass({ type: 'pcr' }))])
    await page.getByRole('button', { name: 'Next' }).click()
    await page.getByRole('button', { name: 'Refresh' }).click()
    // A frame read before the list came is told as it was then.
    await expect
      .poll(
        async () => {
          const word = await verdictOf(page)
          if (word !== 'VALID') await page.getByRole('button', { name: 'Next' }).click()
          return word
        },
        { timeout: 20_000, interval: 200 },
      )
      .toBe('VALID')
  })

  test.each([
    ['before the trust list was made', -100 * DAY, 'cannot be right'],
    ['a year ahead', 366 * DAY, 'too old, or its date is wrong'],
  ])('with a clock %s: the device’s date stands there in large', async (_, ahead, reason) => {
    const pass = await stand.department.pass()
    const page = await openScanner()
    await page.getByText('Trust lists of').waitFor()
    await stand.show([shotOf(pass)])
    const other = await context.newPage()
    await page.close()
    await other.clock.setFixedTime(Date.now() + ahead)
    await other.goto(stand.address)
    expect(await verdictOf(other)).toBe('CANNOT CHECK')
    expect(await visibleText(other)).toContain(reason)
    const year = String(new Date(Date.now() + ahead).getFullYear())
    expect(await other.locator('.verdict__clock').textContent()).toContain(year)
  })
})

describe('without a network', () => {
  beforeEach(() => enter('there'))

  test('after the first load it starts, reads and checks', async () => {
    const page = await openScanner()
    await page.getByText('Works offline until').waitFor()
    await stand.show([shotOf(await stand.department.pass())])
    await context.setOffline(true)
    await stand.stopServer()
    try {
      await page.reload()
      expect(await verdictOf(page)).toBe('VALID')
    } finally {
      await stand.startServer()
    }
  })

  test('a lost part is told offline, and fetched again when there is a network', async () => {
    const page = await openScanner()
    await page.getByText('Works offline until').waitFor()
    await page.evaluate(async () => {
      for (const name of await caches.keys()) {
        const cache = await caches.open(name)
        for (const request of await cache.keys())
          if (request.url.endsWith('.wasm')) await cache.delete(request)
      }
    })
    await stand.show([shotOf(await stand.department.pass())])
    await context.setOffline(true)
    await stand.stopServer()
    try {
      await page.reload()
      await page.getByText('The reader for codes is not on this device').waitFor({ timeout: 10_000 })
      await page.getByText('Not ready for offline use').waitFor()
    } finally {
      await stand.startServer()
    }
    await context.setOffline(false)
    expect(await verdictOf(page)).toBe('VALID')
    await page.getByRole('button', { name: 'Next' }).click()
    await page.getByText('Works offline until').waitFor()
  })
})

test('a new version waits until somebody between two scans says so', async () => {
  await enter('there')
  const page = await openScanner()
  await page.getByText('Works offline until').waitFor()
  appendFileSync(join(stand.folder, 'dist', 'service-worker.js'), '\n// another version\n')
  await page.evaluate(() => window.dispatchEvent(new Event('online')))
  await page.getByText('A new version of the scanner is ready').waitFor()
  await stand.show([shotOf(await stand.department.pass())])
  expect(await verdictOf(page)).toBe('VALID')
  expect(await page.getByRole('button', { name: 'Update now' }).count()).toBe(0)
  await page.getByRole('button', { name: 'Next' }).click()
  await stand.show([{ frames: 2 }])
  await page.evaluate(() => document.body.setAttribute('data-old', ''))
  await page.getByRole('button', { name: 'Update now' }).click()
  await page.locator('body:not([data-old])').waitFor()
  await page.getByText('Works offline until').waitFor()
  expect(await page.getByText('A new version').count()).toBe(0)
})

describe('other ways in', () => {
  test('a scanner that types: its Enter presses nothing, and two codes have two verdicts', async () => {
    const page = await openScanner()
    const [first, second] = [await stand.department.pass(), await stand.department.pass({ givenName: 'Ana' })]
    await page.getByText('Hold the code in the frame').waitFor()
    await typeLikeAScanner(page, first)
    expect(await verdictOf(page)).toBe('VALID')
    await page.getByRole('button', { name: 'Next' }).focus()
    await typeLikeAScanner(page, first)
    expect(await visibleText(page)).toContain('Rosa')
    await typeLikeAScanner(page, second)
    await page.getByText('Ana Quiñones Delgado').waitFor()
    await page.getByRole('button', { name: 'Next' }).click()
    expect(await page.getByRole('link', { name: /Today: 2/ }).count()).toBe(1)
  })

  test('a picture of a pass', async () => {
    const page = await openScanner()
    const pass = await stand.department.pass()
    const buffer = Buffer.from(await qrPng(qrCode(pass)))
    await page.locator('#picture').setInputFiles({ name: 'pass.png', mimeType: 'image/png', buffer })
    expect(await verdictOf(page)).toBe('VALID')
    await page.getByRole('button', { name: 'Next' }).click()
    await page
      .locator('#picture')
      .setInputFiles({ name: 'x.png', mimeType: 'image/png', buffer: Buffer.from('no picture') })
    await page.getByText('This file is no picture').waitFor()
  })

  test('a pasted code, and one that was damaged on the way', async () => {
    const page = await openScanner()
    const pass = await stand.department.pass()
    await page.getByRole('link', { name: 'Type a code' }).click()
    await page.getByLabel('The code’s text').fill(`\n ${pass} \n`)
    await page.getByRole('button', { name: 'Check' }).click()
    expect(await verdictOf(page)).toBe('VALID')
    await page.getByRole('button', { name: 'Next' }).click()
    await page.getByLabel('The code’s text').fill(pass.slice(0, 60))
    await page.getByRole('button', { name: 'Check' }).click()
    expect(await verdictOf(page)).toBe('CANNOT CHECK')
    expect(await visibleText(page)).toContain('The copied text is damaged')
  })

  test('no camera at all: a photo will do', async () => {
    await context.addInitScript(() => Object.defineProperty(navigator, 'mediaDevices', { value: undefined }))
    const page = await openScanner()
    await page.getByText('This browser gives no camera').waitFor()
    expect(await violations(page)).toEqual([])
    const buffer = Buffer.from(await qrPng(qrCode(await stand.department.pass())))
    await page.locator('#photo').setInputFiles({ name: 'pass.png', mimeType: 'image/png', buffer })
    expect(await verdictOf(page)).toBe('VALID')
  })
})

test('a demonstration’s scanner says DEMO on every screen, verdicts included', async () => {
  const demo = await openDepartment(true)
  stand.publish(await demo.trustList())
  const page = await openScanner({ shots: [shotOf(await demo.pass())] })
  expect(await verdictOf(page)).toBe('VALID')
  await expectDemo(page)
  await page.getByRole('button', { name: 'Next' }).click()
  await expectDemo(page)
  for (const hash of ['#settings', '#type', '#today']) {
    await page.goto(stand.address + hash)
    await expectDemo(page)
  }
})

test('the permission for the camera is asked for by the first page’s button and by nothing before', async () => {
  const page = await context.newPage()
  await page.addInitScript(() => {
    const devices = navigator.mediaDevices
    const real = devices.getUserMedia.bind(devices)
    const asked: Window & { asked?: number } = window
    asked.asked = 0
    devices.getUserMedia = (constraints) => {
      asked.asked = (asked.asked ?? 0) + 1
      return real(constraints)
    }
  })
  const asked = () =>
    page.evaluate(() => {
      const counting: Window & { asked?: number } = window
      return counting.asked
    })
  await page.goto(stand.address)
  const start = page.getByRole('button', { name: 'Start scanning' })
  await start.waitFor()
  // The button stays in sight over what is scrolled beneath it: at the end nothing is.
  const violationsAtTheEnd = async () => {
    await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight))
    return violations(page)
  }
  await expect.poll(violationsAtTheEnd).toEqual([])
  expect(await asked()).toBe(0)
  await start.click()
  await page.getByText('Hold the code in the frame').waitFor()
  expect(await asked()).toBe(1)
  for (const givenName of ['Ana', 'Eva', 'Ida']) {
    await typeLikeAScanner(page, await stand.department.pass({ givenName }))
    await page.getByText(`${givenName} Quiñones`).waitFor()
    await page.getByRole('button', { name: 'Next' }).click()
  }
  expect(await asked()).toBe(1)
})

test('a check that takes 3 s is given up, and nothing of the pass is on the page meanwhile', async () => {
  await context.addInitScript(() => {
    const slow: Window & { slow?: boolean } = window
    const verify = crypto.subtle.verify.bind(crypto.subtle)
    crypto.subtle.verify = async (...of) => {
      if (slow.slow) await new Promise((resolve) => setTimeout(resolve, 3_000))
      return verify(...of)
    }
  })
  const page = await openScanner()
  await page.getByText('Trust lists of').waitFor()
  await page.evaluate(() => {
    const slow: Window & { slow?: boolean; seen?: string } = window
    slow.slow = true
    slow.seen = ''
    new MutationObserver(() => {
      slow.seen += document.body.textContent
    }).observe(document, { childList: true, subtree: true, characterData: true })
  })
  await typeLikeAScanner(page, await stand.department.pass())
  expect(await verdictOf(page)).toBe('CANNOT CHECK')
  await page.waitForTimeout(1_200)
  const seen = await page.evaluate(() => {
    const slow: Window & { seen?: string } = window
    return slow.seen
  })
  expect(seen).toContain('did not come to an end')
  expect(seen).not.toMatch(/Rosa|Delgado|1988/)
  await page.getByRole('button', { name: 'Next' }).click()
  await page.getByText('Hold the code in the frame').waitFor()
})

test('when nothing is read for 8 s, it says what may help', async () => {
  await stand.show([{ frames: 2 }])
  const page = await context.newPage()
  await page.clock.install()
  await page.goto(stand.address)
  await page.getByRole('button', { name: 'Start scanning' }).click()
  await page.getByText('Hold the code in the frame').waitFor()
  await page.clock.runFor(7_000)
  expect(await page.getByText('Nothing read yet').count()).toBe(0)
  await page.clock.runFor(1_500)
  await page.getByText('Nothing read yet').waitFor()
})

test('every page is without fault and can be left by the keyboard', async () => {
  const page = await openScanner()
  await page.getByText('Can check until').waitFor()
  expect(await violations(page)).toEqual([])
  for (const name of ['Settings', 'Type a code', /Today/]) {
    await page.getByRole('link', { name }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('link', { name: 'Back to scanning' }).waitFor()
    expect(await violations(page)).toEqual([])
    await page.getByRole('link', { name: 'Back to scanning' }).focus()
    await page.keyboard.press('Enter')
    await page.getByText('Hold the code in the frame').waitFor()
  }
})

test('a person leaves no trace: not in storage, caches, address, history, title or console', async () => {
  await enter('there')
  const pass = await stand.department.pass({ givenName: 'Canaria', familyName: 'Kanarienvogel' })
  const page = await openScanner({ shots: [shotOf(pass)] })
  expect(await verdictOf(page)).toBe('VALID')
  await page.getByRole('button', { name: 'Next' }).click()
  await page.getByText('Hold the code in the frame').waitFor()
  const everything = await page.evaluate(async () => {
    const found = [
      document.documentElement.outerHTML,
      document.title,
      location.href,
      JSON.stringify(history.state),
      document.cookie,
    ]
    found.push(JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage }))
    for (const name of await caches.keys()) {
      const cache = await caches.open(name)
      found.push(...(await cache.keys()).map(({ url }) => url))
    }
    const database = await new Promise<IDBDatabase>((resolve) => {
      const request = indexedDB.open('excelsior-scanner')
      request.onsuccess = () => resolve(request.result)
    })
    const kept = await new Promise<unknown[]>((resolve) => {
      const request = database.transaction('kept').objectStore('kept').getAll()
      request.onsuccess = () => resolve(request.result)
    })
    return [...found, JSON.stringify(kept)].join('\n')
  })
  expect(everything).toContain('"vaccination/valid":1')
  expect(everything + said.join('\n')).not.toMatch(/Canaria|Kanarienvogel/)
  expect(everything + said.join('\n')).not.toContain(pass.slice(4, 40))
  expect(
    stand.asked.filter((path) => !path.startsWith('/scanner/') && !path.startsWith('/.well-known/')),
  ).toEqual([])
})

async function expectDemo(page: Page) {
  await page.locator('.demo:visible', { hasText: 'DEMO' }).first().waitFor()
}
