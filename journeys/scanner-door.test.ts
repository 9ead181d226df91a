import { qrCode } from '@excelsior/credentials'
import type { Instant } from '@excelsior/domain'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { DAY, MINUTE, openDepartment, openStand, type Stand, shotOf } from './app-stand.ts'
import { newDevice, typeLikeAScanner, verdictOf } from './scanner-device.ts'

let stand: Stand
let context: BrowserContext

beforeAll(async () => {
  stand = await openStand('scanner')
})
afterAll(() => stand?.close())
beforeEach(async () => {
  stand.publish(await stand.department.trustList())
  await stand.show([{ frames: 2 }])
})
afterEach(() => context?.close())

async function openScanner(serviceWorkers: 'there' | 'none' = 'none'): Promise<Page> {
  context = await newDevice(stand, serviceWorkers)
  const page = await context.newPage()
  await page.goto(stand.address)
  await page.getByRole('button', { name: 'Start scanning' }).click()
  await page.getByText('Trust lists of').waitFor()
  return page
}
const visibleText = async (page: Page) => (await page.locator('.verdict').allInnerTexts()).join('\n')
const next = (page: Page) => page.getByRole('button', { name: 'Next' }).click()

describe('at a door without a network', () => {
  test('a list that has ended makes every answer CANNOT CHECK, and the screen says since when; with a network it recovers', async () => {
    const page = await openScanner('there')
    await page.getByText('Works offline until').waitFor()
    await context.setOffline(true)
    await stand.stopServer()
    const later = Date.now() + 8 * DAY
    try {
      await page.clock.setFixedTime(later)
      await page.reload()
      await page.getByText('The trust lists ended on').waitFor()
      const pass = await stand.department.pass({ expires: (later + DAY) as Instant })
      await typeLikeAScanner(page, pass)
      expect(await verdictOf(page)).toBe('CANNOT CHECK')
      expect(await visibleText(page)).toContain('too old, or its date is wrong')
      expect(await page.content()).not.toMatch(/Rosa|Delgado|1988/)
      await next(page)
    } finally {
      await stand.startServer()
    }
    stand.publish(
      await stand.department.trustList({
        issuedAt: (later - 5 * MINUTE) as Instant,
        nextUpdate: (later + 7 * DAY) as Instant,
      }),
    )
    await context.setOffline(false)
    await page.getByText('Works offline until').waitFor()
    await typeLikeAScanner(page, await stand.department.pass({ expires: (later + DAY) as Instant }))
    expect(await verdictOf(page)).toBe('VALID')
  })

  test('a pass by a key that is younger than the list is CANNOT CHECK, update needed; an older one is NOT GENUINE', async () => {
    const page = await openScanner()
    const other = await openDepartment()
    stand.answerInstead({ status: 500, body: '' })
    try {
      await typeLikeAScanner(page, await other.pass({ issuedAt: (Date.now() - MINUTE) as Instant }))
      expect(await verdictOf(page)).toBe('CANNOT CHECK')
      expect(await visibleText(page)).toContain('newer than the trust lists')
      await next(page)
      await typeLikeAScanner(page, await other.pass({ issuedAt: (Date.now() - DAY) as Instant }))
      await page.getByText('Changed, withdrawn, or not from a known issuer').waitFor()
    } finally {
      stand.answerInstead(undefined)
    }
  })
})

test('Refresh goes round the browser’s cache and replaces: what is withdrawn is refused, what is given back is valid', async () => {
  const passId = '00000000000000b7'
  const pass = await stand.department.pass({ passId })
  const page = await openScanner()
  const canaries = { revoked: 'ffffffffffffff01', notRevoked: 'ffffffffffffff02' }
  const turns = [
    { passes: [canaries.revoked, passId], word: 'NOT GENUINE' },
    { passes: [canaries.revoked], word: 'VALID' },
  ]
  for (const { passes, word } of turns) {
    stand.publish(await stand.department.trustList({ revocation: { passes, canaries } }))
    const before = stand.asked.length
    await page.getByRole('button', { name: 'Refresh' }).click()
    await expect.poll(() => stand.asked.slice(before).some((path) => path.endsWith('trust.json'))).toBe(true)
    await page.getByRole('button', { name: 'Refresh', exact: true }).waitFor()
    // As somebody who means it again: the same code on a wire within 3 s is no second scan.
    await page.getByRole('link', { name: 'Type a code' }).click()
    await page.getByLabel('The code’s text').fill(pass)
    await page.getByRole('button', { name: 'Check' }).click()
    expect(await verdictOf(page)).toBe(word)
    await next(page)
    await page.getByRole('link', { name: 'Back to scanning' }).click()
  }
})

test('two blanks in a row are two, typed by a scanner or pasted', async () => {
  let pass = ''
  for (let number = 0; !/ {2}/.test(pass); number++)
    pass = await stand.department.pass({ givenName: `Ana ${number}` })
  const page = await openScanner()
  await typeLikeAScanner(page, pass)
  expect(await verdictOf(page)).toBe('VALID')
  await next(page)
  await page.getByRole('link', { name: 'Type a code' }).click()
  await page.getByLabel('The code’s text').fill(` ${pass}\n`)
  await page.getByRole('button', { name: 'Check' }).click()
  expect(await verdictOf(page)).toBe('VALID')
})

test('a code that is seen and cannot be read is spoken of', async () => {
  const page = await openScanner()
  // Always the same one: whether corners are seen for a code's depends on the mask that its text has.
  const shot = shotOf(`EP1:${'HEALTH PASS '.repeat(25)}`)
  const size = shot.modules?.length ?? 0
  // The corners are those of a code; what lies between them says nothing.
  const modules = shot.modules?.map((row, y) =>
    row.map((dark, x) => {
      const corner = (x < 9 || x >= size - 9) && (y < 9 || y >= size - 9)
      return corner || x === 6 || y === 6 ? dark : (x * 7 + y * 13) % 5 < 2
    }),
  )
  const hint = page.getByRole('status').getByText('A code is there, but too blurred to read')
  // The film is put in anew until it is seen: a camera that has just begun may go on with its old one.
  const isSpokenOf = async () => {
    await stand.show([{ ...shot, ...(modules && { modules }) }])
    return hint.isVisible()
  }
  await expect.poll(isSpokenOf, { interval: 2_000, timeout: 25_000 }).toBe(true)
})

test('a device that is turned on its side goes on reading', async () => {
  context = await newDevice(stand)
  await context.addInitScript(() => {
    const held: Window & { draw?: (width: number, height: number, rows: readonly string[]) => void } = window
    const canvas = document.createElement('canvas')
    const context = canvas.getContext('2d')
    let shown: readonly [number, number, readonly string[]] = [1280, 800, []]
    const draw = () => {
      const [width, height, rows] = shown
      if (!context) return
      if (canvas.width !== width) canvas.width = width
      if (canvas.height !== height) canvas.height = height
      context.fillStyle = '#ffffff'
      context.fillRect(0, 0, width, height)
      context.fillStyle = '#000000'
      const left = (width - rows.length * 6) / 2
      const top = (height - rows.length * 6) / 2
      for (const [y, row] of rows.entries())
        for (let x = 0; x < row.length; x++)
          if (row[x] === '#') context.fillRect(left + x * 6, top + y * 6, 6, 6)
      context.fillRect(Math.random() * 8, 0, 2, 2)
    }
    held.draw = (...of) => {
      shown = of
    }
    setInterval(draw, 50)
    draw()
    navigator.mediaDevices.getUserMedia = async () => canvas.captureStream(20)
  })
  const page = await context.newPage()
  await page.goto(stand.address)
  await page.getByRole('button', { name: 'Start scanning' }).click()
  for (const [number, [width, height]] of [
    [1280, 800] as const,
    [800, 1280] as const,
    [1280, 800] as const,
  ].entries()) {
    const text = await stand.department.pass({ givenName: `Turn ${number}` })
    const rows = qrCode(text).modules.map((row) => row.map((dark) => (dark ? '#' : ' ')).join(''))
    await page.evaluate(
      ([w, h, code]) => {
        const held: Window & { draw?: (width: number, height: number, rows: readonly string[]) => void } =
          window
        held.draw?.(w, h, code)
      },
      [width, height, rows] as const,
    )
    await page.getByText(`Turn ${number} Quiñones`).waitFor()
    await next(page)
  }
})
