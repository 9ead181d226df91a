import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openStand, type Stand } from './app-stand.ts'
import { scannedPdf, screenshotOf, vectorPdf } from './pages-with-codes.ts'
import { newDevice, verdictOf } from './scanner-device.ts'

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
})
afterEach(() => context?.close())

async function openScanner(serviceWorkers: 'there' | 'none' = 'none', old = false): Promise<Page> {
  context = await newDevice(stand, serviceWorkers)
  if (old) {
    await context.addInitScript(() => {
      WebAssembly.validate = () => false
    })
  }
  const page = await context.newPage()
  said = []
  page.on('console', (message) => said.push(message.text()))
  page.on('pageerror', (error) => said.push(error.message))
  await page.goto(stand.address)
  await page.getByRole('button', { name: 'Start scanning' }).click()
  return page
}
const choose = (page: Page, buffer: Buffer, mimeType = 'application/pdf') =>
  page.locator('#picture').setInputFiles({ name: 'pass.pdf', mimeType, buffer })
const hint = (page: Page) => page.locator('.scan__hint')

describe('a code of 25 mm on a page of A4 is found', () => {
  test('drawn as lines and areas in a PDF, and its reader is gone afterwards', async () => {
    const page = await openScanner()
    const [worker] = await Promise.all([
      page.waitForEvent('worker', (each) => each.url().includes('document-decoder')),
      choose(page, vectorPdf({ text: await stand.department.pass(), side: 25 })),
    ])
    const gone = new Promise((resolve) => worker.once('close', resolve))
    expect(await verdictOf(page)).toBe('VALID')
    await gone
    expect(said).toEqual([])
  })

  test('on the third page of a PDF', async () => {
    const page = await openScanner()
    await choose(page, vectorPdf({ text: await stand.department.pass(), side: 25 }, 2))
    expect(await verdictOf(page)).toBe('VALID')
  })

  test.each([150, 100])('scanned at %i dots an inch into a PDF', async (dotsAnInch) => {
    const page = await openScanner()
    await choose(page, scannedPdf({ text: await stand.department.pass(), side: 25 }, dotsAnInch))
    expect(await verdictOf(page)).toBe('VALID')
  })

  test('in a phone’s screenshot of the whole page', async () => {
    const page = await openScanner()
    await choose(page, screenshotOf({ text: await stand.department.pass(), side: 25 }, 1080), 'image/png')
    expect(await verdictOf(page)).toBe('VALID')
  })
})

test('a code of 40 mm, as it is printed here, is found in a scan at 72 dots an inch', async () => {
  const page = await openScanner()
  await choose(page, scannedPdf({ text: await stand.department.pass(), side: 40 }, 72))
  expect(await verdictOf(page)).toBe('VALID')
})

describe('nothing is found, and it is said why', () => {
  test('in a PDF without a code, within seconds', async () => {
    const page = await openScanner()
    await choose(page, vectorPdf({ text: 'x', side: 0 }))
    await hint(page).getByText('No code found').waitFor({ timeout: 8_000 })
  })

  test('in half a PDF', async () => {
    const page = await openScanner()
    const whole = vectorPdf({ text: await stand.department.pass(), side: 25 })
    await choose(page, Buffer.concat([whole.subarray(0, 200), Buffer.from('…')]))
    await hint(page).getByText('This PDF is damaged').waitFor()
  })

  test('in a PDF of 16 MB', async () => {
    const page = await openScanner()
    await choose(page, Buffer.concat([Buffer.from('%PDF-1.4\n'), Buffer.alloc(16 * 1024 * 1024)]))
    await hint(page).getByText('too large').waitFor()
  })

  test('in a browser that is too old for PDFs: the app does not offer them, and takes pictures', async () => {
    const page = await openScanner('none', true)
    await page.getByText('From a picture').waitFor()
    expect(await page.locator('#picture').getAttribute('accept')).not.toContain('pdf')
    await choose(page, vectorPdf({ text: await stand.department.pass(), side: 25 }))
    await hint(page).getByText('cannot open PDFs here').waitFor()
    await choose(page, screenshotOf({ text: await stand.department.pass(), side: 60 }, 1080), 'image/png')
    expect(await verdictOf(page)).toBe('VALID')
  })
})

test('the reader for PDFs stays off the device until it is first used, and works offline from then on', async () => {
  stand.asked.length = 0
  const page = await openScanner('there')
  await page.getByText('Works offline until').waitFor()
  const pdf = vectorPdf({ text: await stand.department.pass(), side: 25 })
  expect(stand.asked.filter((path) => path.includes('pdfium'))).toEqual([])
  await context.setOffline(true)
  await stand.stopServer()
  try {
    await choose(page, pdf)
    await hint(page).getByText('The reader for PDFs is not on this device yet').waitFor()
  } finally {
    await stand.startServer()
  }
  await context.setOffline(false)
  await choose(page, pdf)
  expect(await verdictOf(page)).toBe('VALID')
  await page.getByRole('button', { name: 'Next' }).click()
  await context.setOffline(true)
  await stand.stopServer()
  try {
    await page.reload()
    await page.getByText('Works offline until').waitFor()
    await choose(page, pdf)
    expect(await verdictOf(page)).toBe('VALID')
  } finally {
    await stand.startServer()
  }
})
