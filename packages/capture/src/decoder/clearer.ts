/** RGBA, four bytes a pixel, as a canvas gives it. */
export interface Pixels {
  readonly data: Uint8ClampedArray<ArrayBuffer>
  readonly width: number
  readonly height: number
}

/** Half as wide and high, gray: each pixel the mean of four, which takes away the noise of a dark picture. */
export function halved({ data, width, height }: Pixels): Pixels {
  const [w, h] = [width >> 1, height >> 1]
  const made = new Uint8ClampedArray(w * h * 4)
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      const at = (2 * y * width + 2 * x) * 4
      const below = at + width * 4
      // Red and blue once, green twice: about as bright as the eye finds it.
      const sum =
        data[at]! + 2 * data[at + 1]! + data[at + 2]! + data[at + 4]! + 2 * data[at + 5]! + data[at + 6]!
      const sumBelow =
        data[below]! +
        2 * data[below + 1]! +
        data[below + 2]! +
        data[below + 4]! +
        2 * data[below + 5]! +
        data[below + 6]!
      const to = (y * w + x) * 4
      made[to] = made[to + 1] = made[to + 2] = (sum + sumBelow) >> 4
      made[to + 3] = 255
    }
  }
  return { data: made, width: w, height: h }
}

/** Pixels that the mean of the surroundings reaches in each direction, taken twice. */
const REACH = 2
/** How much of the difference to the surroundings is added: a code that is out of focus by a module is readable again. */
const AMOUNT = 3

/** An unsharp mask on a gray picture. */
export function sharpened({ data, width, height }: Pixels): Pixels {
  const gray = new Float32Array(width * height)
  for (let at = 0; at < gray.length; at++) gray[at] = data[at * 4]!
  const soft = mean(mean(gray, width, height), width, height)
  const made = new Uint8ClampedArray(data.length)
  for (let at = 0; at < gray.length; at++) {
    const value = gray[at]! + AMOUNT * (gray[at]! - soft[at]!)
    made[at * 4] = made[at * 4 + 1] = made[at * 4 + 2] = value
    made[at * 4 + 3] = 255
  }
  return { data: made, width, height }
}

/** Of a square around each pixel, by sums that move along rows, then columns; at the edge its pixels count again. */
function mean(gray: Float32Array, width: number, height: number): Float32Array {
  const across = new Float32Array(gray.length)
  for (let y = 0; y < height; y++) slide(gray, across, y * width, 1, width)
  const made = new Float32Array(gray.length)
  for (let x = 0; x < width; x++) slide(across, made, x, width, height)
  return made
}

function slide(from: Float32Array, to: Float32Array, start: number, step: number, length: number) {
  const last = start + (length - 1) * step
  let sum = from[start]! * (REACH + 1)
  for (let near = 1; near <= REACH; near++) sum += from[Math.min(last, start + near * step)]!
  for (let place = 0, at = start; place < length; place++, at += step) {
    to[at] = sum / (2 * REACH + 1)
    sum += from[Math.min(last, at + (REACH + 1) * step)]! - from[Math.max(start, at - REACH * step)]!
  }
}

/** Light for dark, in place. */
export function invert({ data }: Pixels) {
  for (let at = 0; at < data.length; at += 4) {
    data[at] = 255 - data[at]!
    data[at + 1] = 255 - data[at + 1]!
    data[at + 2] = 255 - data[at + 2]!
  }
}
