import { readFileSync } from 'node:fs'
import { qrCode } from '@excelsior/credentials'
import { ZXING_WASM } from '@excelsior/credentials/carriers/files'
import { beforeAll, expect, test } from 'vitest'
import { prepareZXingModule } from 'zxing-wasm/reader'
import { planFrame } from './frame-plan.ts'
import { readPixels } from './read-pixels.ts'

const [WIDTH, HEIGHT] = [1280, 720]
const TEXT = readFileSync(
  new URL('../../../../vectors/pass/codes/vaccination.txt', import.meta.url),
  'utf8',
).trim()
/** A second, at 50 ms a frame. */
const FRAMES = 20

beforeAll(async () => {
  const wasmBinary = Uint8Array.from(readFileSync(new URL(ZXING_WASM))).buffer
  await prepareZXingModule({ overrides: { wasmBinary }, fireImmediately: true })
})

interface Look {
  readonly light: number
  readonly dark: number
  readonly around: number
}

/** A frame of the camera with the code, 5 pixels a module, off the middle by so much. */
function frameWith({ light, dark, around }: Look, [right, down]: readonly [number, number]) {
  const { modules, size } = qrCode(TEXT)
  const side = (size + 8) * 5
  const [left, top] = [(WIDTH - side) / 2 + right, (HEIGHT - side) / 2 + down]
  return (x: number, y: number) => {
    const [column, row] = [Math.floor((x - left) / 5) - 4, Math.floor((y - top) / 5) - 4]
    const onCode = column >= -4 && row >= -4 && column < size + 4 && row < size + 4
    if (!onCode) return around
    return modules[row]?.[column] ? dark : light
  }
}

/** As the film does it: frame by frame, each with its plan, until a text comes. */
async function framesUntilRead(pixel: (x: number, y: number) => number): Promise<number> {
  for (let frame = 0; frame < FRAMES; frame++) {
    const { x, y, toWidth: width, toHeight: height, readings } = planFrame(frame, WIDTH, HEIGHT)
    const data = new Uint8ClampedArray(width * height * 4).fill(255)
    for (let down = 0; down < height; down++)
      for (let across = 0; across < width; across++) {
        const at = (down * width + across) * 4
        data[at] = data[at + 1] = data[at + 2] = pixel(across + x, down + y)
      }
    const { texts } = await readPixels({ data, width, height }, readings, false)
    if (texts.length > 0) return texts[0] === TEXT ? frame : Number.NaN
  }
  return Number.POSITIVE_INFINITY
}

test.each([
  ['dark on light', { light: 235, dark: 20, around: 150 }],
  ['dark on light, in a dark surround', { light: 235, dark: 20, around: 10 }],
  ['light on dark', { light: 20, dark: 235, around: 150 }],
  ['light on dark, in a light surround', { light: 20, dark: 235, around: 245 }],
])('a code %s is read within a second at the middle, above, below, left and right', async (_, look) => {
  const places = [
    [0, 0],
    [0, -150],
    [0, 150],
    [-280, 0],
    [280, 0],
  ] as const
  for (const place of places)
    expect(await framesUntilRead(frameWith(look, place)), String(place)).toBeLessThan(FRAMES)
})
