import { crc32, deflateSync } from 'node:zlib'
import { PNG } from 'pngjs'

/** Red, green and blue in one number. */
type Colour = number
interface Box {
  readonly colours: readonly Colour[]
  readonly pixels: number
}

const SHIFTS = [16, 8, 0] as const
const channel = (colour: Colour, shift: number) => (colour >> shift) & 255

/** The same picture in so few colours, 256 at most: screens of flat colours shrink to a third by it. */
export function palettePng(png: Buffer, colours: number): Buffer {
  const { width, height, data } = PNG.sync.read(png)
  const counts = new Map<Colour, number>()
  const pixels = new Uint32Array(width * height)
  for (let at = 0; at < pixels.length; at++) {
    const colour = ((data[4 * at] ?? 0) << 16) | ((data[4 * at + 1] ?? 0) << 8) | (data[4 * at + 2] ?? 0)
    pixels[at] = colour
    counts.set(colour, (counts.get(colour) ?? 0) + 1)
  }
  const palette = paletteOf(counts, colours)
  const places = new Map([...counts.keys()].map((colour) => [colour, nearest(colour, palette)]))
  const rows = Buffer.alloc((width + 1) * height)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      rows[y * (width + 1) + 1 + x] = places.get(pixels[y * width + x] ?? 0) ?? 0
    }
  }
  return encoded(width, height, palette, rows)
}

/** Median cut: the box with most to lose is parted at the middle of its longest side. */
function paletteOf(counts: ReadonlyMap<Colour, number>, most: number): readonly Colour[] {
  const boxOf = (colours: readonly Colour[]): Box => ({
    colours,
    pixels: colours.reduce((sum, colour) => sum + (counts.get(colour) ?? 0), 0),
  })
  const boxes = [boxOf([...counts.keys()])]
  while (boxes.length < most) {
    const next = boxes.filter(({ colours }) => colours.length > 1).toSorted((a, b) => loss(b) - loss(a))[0]
    if (!next) break
    const { shift } = longestSide(next)
    const sorted = next.colours.toSorted((a, b) => channel(a, shift) - channel(b, shift))
    const half = sorted.length >> 1
    boxes.splice(boxes.indexOf(next), 1, boxOf(sorted.slice(0, half)), boxOf(sorted.slice(half)))
  }
  return boxes.map(({ colours }) => {
    // The commonest stands for all: flat fields keep their very colour.
    const [first = 0] = colours.toSorted((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0))
    return first
  })
}

const loss = (box: Box) => longestSide(box).length * Math.sqrt(box.pixels)

function longestSide({ colours }: Box): { readonly shift: number; readonly length: number } {
  const sides = SHIFTS.map((shift) => {
    let [low, high] = [255, 0]
    for (const colour of colours) {
      low = Math.min(low, channel(colour, shift))
      high = Math.max(high, channel(colour, shift))
    }
    return { shift, length: high - low }
  })
  return sides.toSorted((a, b) => b.length - a.length)[0] ?? { shift: 0, length: 0 }
}

function nearest(colour: Colour, palette: readonly Colour[]): number {
  let [best, least] = [0, Number.POSITIVE_INFINITY]
  for (const [index, other] of palette.entries()) {
    const distance = SHIFTS.reduce<number>(
      (sum, at) => sum + (channel(colour, at) - channel(other, at)) ** 2,
      0,
    )
    if (distance < least) [best, least] = [index, distance]
  }
  return best
}

/** PNG (ISO/IEC 15948), colour type 3: a palette and one byte a pixel. */
function encoded(width: number, height: number, palette: readonly Colour[], rows: Buffer): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 3], 8)
  return Buffer.concat([
    Buffer.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    chunk('IHDR', header),
    chunk(
      'PLTE',
      Buffer.from(palette.flatMap((colour) => [16, 8, 0].map((shift) => channel(colour, shift)))),
    ),
    chunk('IDAT', deflateSync(rows, { level: 9, memLevel: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const ends = Buffer.alloc(8)
  ends.writeUInt32BE(data.length, 0)
  ends.writeUInt32BE(crc32(body), 4)
  return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)])
}
