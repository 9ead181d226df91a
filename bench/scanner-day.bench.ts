import { openStand } from '../journeys/app-stand.ts'
import { cameraOfCanvas, scanMany, watchMemory } from '../journeys/long-day.ts'
import { newDevice } from '../journeys/scanner-device.ts'
import type { Bench } from './figure.ts'

const SCANS = 5_000
/** Every so many is held up to the camera, whose film runs all day; the others come from a scanner that types. */
const BY_CAMERA = 10

export const bench: Bench = {
  figures: [
    {
      name: 'scanner-day',
      what: `the scanner’s heap, machine code aside, after ${SCANS} scans, each by another pass, in Chromium`,
      beside: 'its heap after the first hundred',
      unit: 'bytes',
      goal: { of: 'ratio', atMost: 1.1 },
    },
    {
      name: 'scanner-day-decoder',
      what: 'memory that the decoder took on top during that day',
      unit: 'bytes',
      goal: { of: 'value', atMost: 10 * 1024 * 1024 },
    },
  ],
  async measure(progress) {
    progress(`scanner day: ${SCANS} scans …`)
    const stand = await openStand('scanner')
    try {
      const context = await newDevice(stand)
      await context.addInitScript(cameraOfCanvas)
      const page = await context.newPage()
      const memory = await watchMemory(page)
      await page.goto(stand.address)
      await page.getByRole('button', { name: 'Start scanning' }).click()
      await page.getByText('Hold the code in the frame').waitFor()
      await scanMany(page, stand.department, 0, 100, BY_CAMERA)
      const early = await memory()
      await scanMany(page, stand.department, 100, SCANS, BY_CAMERA)
      const late = await memory()
      return {
        'scanner-day': { value: late.page, limit: early.page },
        'scanner-day-decoder': { value: late.decoder - early.decoder },
      }
    } finally {
      await stand.close()
    }
  },
}
