/** A closed outline: x and y by turns, in pixels. */
export type Outline = readonly number[]

export type Colour = readonly [red: number, green: number, blue: number]

export interface Canvas {
  readonly width: number
  readonly height: number
  /** Three bytes a pixel, row by row. */
  readonly pixels: Uint8Array
  rectangle(x: number, y: number, width: number, height: number, colour: Colour): void
  /** Fills what the outlines enclose, with soft edges, between the rows `top` and `bottom`. */
  fill(outlines: readonly Outline[], colour: Colour, top: number, bottom: number): void
}

/** A white canvas. */
export function createCanvas(width: number, height: number): Canvas {
  const pixels = new Uint8Array(width * height * 3).fill(255)

  function rectangle(x: number, y: number, w: number, h: number, colour: Colour): void {
    const left = Math.max(0, x)
    const right = Math.min(width, x + w)
    for (let row = Math.max(0, y); row < Math.min(height, y + h); row++) {
      for (let at = (row * width + left) * 3; at < (row * width + right) * 3; at += 3) {
        pixels[at] = colour[0]
        pixels[at + 1] = colour[1]
        pixels[at + 2] = colour[2]
      }
    }
  }

  function fill(outlines: readonly Outline[], colour: Colour, top: number, bottom: number): void {
    const first = Math.max(0, Math.floor(top))
    const rows = Math.min(height, Math.ceil(bottom)) - first
    if (rows <= 0) return
    const cover = new Float32Array(rows * width + 2)
    for (const outline of outlines) {
      for (let at = 0; at < outline.length; at += 2) {
        const next = (at + 2) % outline.length
        edge(
          cover,
          width,
          rows,
          outline[at]!,
          outline[at + 1]! - first,
          outline[next]!,
          outline[next + 1]! - first,
        )
      }
    }
    for (let row = 0; row < rows; row++) {
      let sum = 0
      for (let column = 0; column < width; column++) {
        sum += cover[row * width + column]!
        const alpha = Math.min(1, Math.abs(sum))
        if (alpha > 0.002) blend(pixels, ((first + row) * width + column) * 3, colour, alpha)
      }
    }
  }

  return { width, height, pixels, rectangle, fill }
}

function blend(pixels: Uint8Array, at: number, colour: Colour, alpha: number): void {
  for (let channel = 0; channel < 3; channel++) {
    const under = pixels[at + channel]!
    pixels[at + channel] = Math.round(under + (colour[channel]! - under) * alpha)
  }
}

/**
 * Adds one edge to the differences of coverage from pixel to pixel: summed up along a row, they give how much of
 * each pixel is enclosed, signed by direction. Rows outside are cut off; columns outside are held at the border.
 */
function edge(
  cover: Float32Array,
  width: number,
  rows: number,
  x0: number,
  y0: number,
  x1: number,
  y1: number,
): void {
  if (y0 === y1) return
  const sign = y0 < y1 ? 1 : -1
  const [topX, topY, endX, endY] = y0 < y1 ? [x0, y0, x1, y1] : [x1, y1, x0, y0]
  const slope = (endX - topX) / (endY - topY)
  for (let row = Math.max(0, Math.floor(topY)); row < Math.min(rows, Math.ceil(endY)); row++) {
    const from = Math.max(topY, row)
    const to = Math.min(endY, row + 1)
    const high = to - from
    const xFrom = clamp(topX + slope * (from - topY), width)
    const xTo = clamp(topX + slope * (to - topY), width)
    span(cover, row * width, Math.min(xFrom, xTo), Math.max(xFrom, xTo), high * sign)
  }
}

/** Spreads an edge's part in one row over the pixels it crosses, each by the area right of the edge. */
function span(cover: Float32Array, start: number, left: number, right: number, weight: number): void {
  const firstPixel = Math.floor(left)
  const lastPixel = Math.floor(right)
  if (right - left < 1e-6) {
    const inside = left - firstPixel
    cover[start + firstPixel]! += weight * (1 - inside)
    cover[start + firstPixel + 1]! += weight * inside
    return
  }
  for (let pixel = firstPixel; pixel <= lastPixel; pixel++) {
    const from = Math.max(left, pixel)
    const to = Math.min(right, pixel + 1)
    const part = (weight * (to - from)) / (right - left)
    const middle = (from + to) / 2 - pixel
    cover[start + pixel]! += part * (1 - middle)
    cover[start + pixel + 1]! += part * middle
  }
}

const clamp = (x: number, width: number) => Math.min(Math.max(x, 0), width - 0.001)
