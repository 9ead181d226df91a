import { describe, expect, test } from 'vitest'
import { halved, invert, type Pixels, sharpened } from './clearer.ts'

const picture = (width: number, values: readonly number[]): Pixels => ({
  data: new Uint8ClampedArray(values.flatMap((value) => [value, value, value, 255])),
  width,
  height: values.length / width,
})
const grays = ({ data }: Pixels) => Array.from({ length: data.length / 4 }, (_, at) => data[at * 4])

describe('halved', () => {
  test('each pixel is the mean of four', () => {
    const half = halved(picture(4, [0, 100, 200, 200, 100, 200, 200, 200]))
    expect([half.width, half.height, grays(half)]).toEqual([2, 1, [100, 200]])
  })

  test('an odd row or column falls away', () => {
    const half = halved(picture(3, [10, 10, 99, 10, 10, 99, 99, 99, 99]))
    expect([half.width, half.height, grays(half)]).toEqual([1, 1, [10]])
  })
})

describe('sharpened', () => {
  test('an even picture stays as it is, up to its edges', () => {
    const even = picture(9, Array<number>(81).fill(120))
    expect(grays(sharpened(even))).toEqual(grays(even))
  })

  test('a soft edge becomes a hard one: darker on its dark side, lighter on its light one', () => {
    const row = [50, 50, 50, 50, 50, 70, 110, 150, 170, 170, 170, 170, 170]
    const middle = grays(sharpened(picture(13, Array.from({ length: 11 }, () => row).flat()))).slice(65, 78)
    expect(middle[4]).toBeLessThan(50)
    expect(middle[8]).toBeGreaterThan(170)
    expect(middle[0]).toBe(50)
    expect(middle[6]).toBe(110)
  })
})

test('inverted twice is the same', () => {
  const one = picture(2, [0, 255, 13, 200])
  const two = picture(2, [0, 255, 13, 200])
  invert(two)
  expect(grays(two)).toEqual([255, 0, 242, 55])
  invert(two)
  expect(grays(two)).toEqual(grays(one))
})
