import type { Page } from 'playwright-core'
import { openStand, type Stand, shotOf } from '../../journeys/app-stand.ts'
import { afterwards } from '../clear-away.ts'
import type { Bench } from '../figure.ts'
import { quantile } from '../rounds.ts'

const SCANS = 20
const OPENINGS = 10

export const bench: Bench = {
  figures: [
    {
      name: 'scan-verdict',
      what: `from the first frame with a readable code on the screen to the verdict, the slowest but one of ${SCANS}`,
      unit: 'ms',
      goal: { of: 'value', atMost: 150 },
    },
    {
      name: 'scan-open',
      what: `from opening the scanner without a network to the camera's first picture, the slowest but one of ${OPENINGS}`,
      unit: 'ms',
      goal: { of: 'value', atMost: 500 },
    },
  ],
  async measure(progress) {
    const stand = await openStand('scanner')
    afterwards(() => stand.close())
    stand.publish(await stand.department.trustList())
    const context = await stand.browser.newContext({
      viewport: { width: 390, height: 844 },
      permissions: ['camera'],
    })
    await context.addInitScript(noteTimes)
    const page = await context.newPage()
    await page.goto(stand.address)
    await page.getByRole('button', { name: 'Start scanning' }).click()

    progress(`scan: ${SCANS} codes before the camera …`)
    const verdicts: number[] = []
    for (let scan = 0; scan < SCANS; scan++) verdicts.push(await oneScan(page, stand, scan))

    progress(`scan: the scanner opened ${OPENINGS} times without a network …`)
    await page.evaluate(() => navigator.serviceWorker.ready)
    await stand.show([{ frames: 2 }])
    await stand.stopServer()
    const openings: number[] = []
    for (let opening = 0; opening < OPENINGS; opening++) {
      await page.goto('about:blank')
      await page.goto(stand.address)
      openings.push(await noted(page, 'picture'))
    }
    return {
      'scan-verdict': { value: quantile(verdicts, 1 - 1.5 / SCANS) },
      'scan-open': { value: quantile(openings, 1 - 1.5 / OPENINGS) },
    }
  },
}

async function oneScan(page: Page, stand: Stand, scan: number): Promise<number> {
  await stand.show([{ frames: 2 }])
  const code = await stand.department.pass({ passId: `00000000000${String(scan + 10_000)}` })
  await page.evaluate(() => performance.clearMarks())
  await stand.show([shotOf(code)])
  const [verdict, seen] = [await noted(page, 'verdict'), await noted(page, 'code')]
  await stand.show([{ frames: 2 }])
  await page.getByRole('button', { name: 'Next' }).click()
  return verdict - seen
}

/** When it was first seen, milliseconds of the page's clock. */
async function noted(page: Page, mark: string): Promise<number> {
  await page.waitForFunction((name) => performance.getEntriesByName(name).length > 0, mark, {
    timeout: 10_000,
  })
  return page.evaluate((name) => performance.getEntriesByName(name)[0]?.startTime ?? Number.NaN, mark)
}

/** In the page: marks the camera's first picture, the first with a code (dark on light), and the verdict's words. */
function noteTimes(): void {
  const once = (name: string) => {
    if (performance.getEntriesByName(name).length === 0) performance.mark(name)
  }
  const canvas = document.createElement('canvas')
  canvas.width = 32
  canvas.height = 24
  const context = canvas.getContext('2d', { willReadFrequently: true })
  const look = () => {
    const video = document.querySelector('video')
    if (video && video.readyState >= 2 && video.videoWidth > 0) {
      once('picture')
      context?.drawImage(video, 0, 0, 32, 24)
      const pixels = context?.getImageData(0, 0, 32, 24).data
      if (pixels?.some((value, index) => index % 4 === 0 && value > 215)) once('code') // a quiet zone; no desk is so light
    }
    if (document.querySelector('.verdict h1')) once('verdict')
    requestAnimationFrame(look)
  }
  requestAnimationFrame(look)
}
