import { PNG } from 'pngjs'
import { expect, test } from 'vitest'
import { palettePng } from './palette-png.ts'

const WHITE = [255, 255, 255, 255]

/** Ten rows of white with one pixel of each of these colours in the first. */
function picture(colours: readonly (readonly number[])[]): Buffer {
  const png = new PNG({ width: 200, height: 10 })
  for (let at = 0; at < 2000; at++) png.data.set(colours[at] ?? WHITE, 4 * at)
  return PNG.sync.write(png)
}

test('a picture of few colours comes back as it was', () => {
  const before = picture([
    [67, 40, 93, 255],
    [0, 127, 95, 255],
  ])
  const after = PNG.sync.read(palettePng(before, 64))
  expect([after.width, after.height]).toEqual([200, 10])
  expect(after.data.equals(PNG.sync.read(before).data)).toBe(true)
})

test('many shades become as few as wanted, each near to what it was, and the ground stays white', () => {
  const shades = Array.from({ length: 200 }, (_, shade) => [shade, 40, 93, 255])
  const before = PNG.sync.read(picture(shades))
  const after = PNG.sync.read(palettePng(picture(shades), 16))
  const seen = new Set<number>()
  for (let at = 0; at < after.data.length; at += 4) {
    seen.add(after.data.readUInt32BE(at))
    expect(Math.abs((after.data[at] ?? 0) - (before.data[at] ?? 0))).toBeLessThan(30)
  }
  expect(seen.size).toBeLessThanOrEqual(16)
  expect([...after.data.subarray(-4)]).toEqual(WHITE)
})
