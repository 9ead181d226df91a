import { readFileSync } from 'node:fs'
import { planFrame, prepareZXingModule, readBarcodes, readPixels } from '@excelsior/capture/frames'
import { qrCode } from '@excelsior/credentials'
import { ZXING_WASM } from '@excelsior/credentials/carriers/files'
import { cleanFrame, degradedFrames, HARMS, HEIGHT, WIDTH } from './degraded-frames.ts'
import type { Bench } from './figure.ts'
import { quantile } from './rounds.ts'

const TEXTS = 8
const SEVERITIES: readonly number[] = [0, 0.25, 0.5, 0.75, 1]
/** Bare readings of a clean frame. */
const BARE = 200
/** Of each frame, of which the fastest counts: what else the machine does is no part of it. */
const RUNS = 3

export const bench: Bench = {
  figures: [
    {
      name: 'decode-read',
      what: `share of degraded frames read: ${HARMS.join(', ')}; each from easy to hard, codes of version 9 and 10`,
      unit: '%',
      goal: { of: 'value', atLeast: 85 },
    },
    {
      name: 'decode-time',
      what: 'time for one of these frames as the scanner reads it, 95 of 100 are faster',
      beside: 'zxing’s one reading of a clean frame of the same size, 95 of 100',
      unit: 'ms',
      goal: { of: 'value', atMost: 20 },
    },
    {
      name: 'decode-wrong',
      what: 'texts read from these frames that are not what the code holds',
      unit: 'texts',
      goal: { of: 'value', atMost: 0 },
    },
  ],
  async measure(progress) {
    const wasmBinary = Uint8Array.from(readFileSync(new URL(ZXING_WASM))).buffer
    await prepareZXingModule({ overrides: { wasmBinary }, fireImmediately: true })
    const texts = Array.from({ length: TEXTS }, (_, number) => textOfAPass(number))
    const read = new Map<string, number[]>(HARMS.map((harm) => [harm, SEVERITIES.map(() => 0)]))
    const times: number[] = []
    let [frames, wrong, number] = [0, 0, 0]
    progress(`decode: ${TEXTS * SEVERITIES.length * HARMS.length} frames, drawn and read …`)
    for (const { harm, severity, text, gray } of degradedFrames(texts, SEVERITIES)) {
      // Number by number, as the film counts them; those that it searches whole are as large as the others.
      const { readings } = planFrame(number, WIDTH, HEIGHT)
      const runs: number[] = []
      let found: string | undefined
      for (let run = 0; run < RUNS; run++) {
        const pixels = searched(gray, number)
        const began = performance.now()
        found = (await readPixels(pixels, readings, false)).texts[0]
        runs.push(performance.now() - began)
      }
      times.push(Math.min(...runs))
      frames += 1
      number += 1
      if (found === text) read.get(harm)![SEVERITIES.indexOf(severity)]! += 1
      else if (found !== undefined) wrong += 1
    }
    for (const [harm, counts] of read)
      progress(`decode: ${harm}, easy to hard: ${counts.join(' ')} of ${TEXTS}`)
    const good = [...read.values()].flat().reduce((sum, count) => sum + count, 0)

    const clean = searched(cleanFrame(texts[0] ?? ''), 0)
    const bare: number[] = []
    for (let round = 0; round < BARE; round++) {
      const runs: number[] = []
      for (let run = 0; run < RUNS; run++) {
        const began = performance.now()
        const [found] = await readBarcodes({ ...clean, colorSpace: 'srgb' }, { formats: ['QRCode'] })
        runs.push(performance.now() - began)
        if (found?.text !== texts[0]) throw new Error('a clean frame is not read')
      }
      bare.push(Math.min(...runs))
    }
    return {
      'decode-read': { value: (100 * good) / frames },
      'decode-time': { value: quantile(times, 0.95), limit: quantile(bare, 0.95) },
      'decode-wrong': { value: wrong },
    }
  },
}

/** As long as a pass's, of the same characters, in which nothing repeats: codes of version 9 and, each third, 10. */
function textOfAPass(number: number): string {
  const version = number % 3 === 2 ? 10 : 9
  let state = number + 1
  let text = 'EP1:'
  for (;;) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    const longer = text + String((state >>> 8) % 1000).padStart(3, '0')
    if (qrCode(longer).version > version) return text
    text = longer
  }
}

/** The part that the scanner takes out of a frame. At this size nothing is made smaller. */
function searched(gray: Uint8ClampedArray, number: number) {
  const { x, y, width, height } = planFrame(number, WIDTH, HEIGHT)
  const data = new Uint8ClampedArray(width * height * 4)
  for (let down = 0; down < height; down++) {
    for (let across = 0; across < width; across++) {
      const value = gray[(down + y) * WIDTH + across + x]!
      data.fill(value, (down * width + across) * 4, (down * width + across) * 4 + 3)
      data[(down * width + across) * 4 + 3] = 255
    }
  }
  return { data, width, height }
}
