import { expect, test } from 'vitest'
import { openStand } from './app-stand.ts'
import { cameraOfCanvas, scanMany, watchMemory } from './long-day.ts'
import { newDevice } from './scanner-device.ts'

/**
 * Every twentieth code is held up to the camera, and the film runs between all of them; the others come from a
 * scanner that types, which takes half the time. Check, verdict, count and screen are the same for both. A whole day,
 * 5,000 scans, is in `bench/`.
 */
const SCANS = 500
const BY_CAMERA = 20
const TEN_MEGABYTES = 10 * 1024 * 1024

test('after hundreds of scans a scanner holds no more than after the first hundred, and has one worker', async () => {
  const stand = await openStand('scanner')
  try {
    const context = await newDevice(stand)
    await context.addInitScript(cameraOfCanvas)
    const page = await context.newPage()
    const memory = await watchMemory(page)
    const requests: string[] = []
    await page.goto(stand.address)
    await page.getByRole('button', { name: 'Start scanning' }).click()
    await page.getByText('Hold the code in the frame').waitFor()
    await scanMany(page, stand.department, 0, 100, BY_CAMERA)
    const early = await memory()
    page.on('framenavigated', (frame) => requests.push(frame.url()))
    await scanMany(page, stand.department, 100, SCANS, BY_CAMERA)
    const late = await memory()
    await page.getByRole('link', { name: `Today: ${SCANS.toLocaleString('en')}` }).waitFor()
    expect(late.page / early.page).toBeLessThanOrEqual(1.1)
    expect(late.decoder - early.decoder).toBeLessThan(TEN_MEGABYTES)
    expect(late.workers).toBe(1)
    expect(requests.filter((url) => !url.includes('#'))).toEqual([])
  } finally {
    await stand.close()
  }
}, 240_000)
