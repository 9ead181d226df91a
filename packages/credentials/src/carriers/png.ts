import { Inflate } from 'fflate'
import type { GrayPicture } from './gray-picture.ts'

interface Header {
  readonly width: number
  readonly height: number
  readonly depth: number
  readonly colour: number
  readonly interlaced: boolean
}

/** Samples a pixel has, by colour type (ISO/IEC 15948, table 11.1); 0 where there is no such type. */
const SAMPLES: readonly number[] = [1, 0, 3, 1, 2, 0, 4]
const PALETTE = 3

/** The passes of an interlaced picture: first column and row, distance of columns and rows. */
const ADAM7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const
const WHOLE = [[0, 0, 1, 1]] as const

/**
 * A PNG's pixels as grey on white. Undefined where the file is damaged or has more than `mostPixels`. Checksums are not
 * looked at: a code has its own error correction, and a pass its signature.
 */
export function readPng(bytes: Uint8Array, mostPixels: number): GrayPicture | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const header = readHeader(bytes, view, mostPixels)
  if (!header) return undefined
  let palette: Uint8Array = new Uint8Array(0)
  let transparency: Uint8Array = new Uint8Array(0)
  const parts: Uint8Array[] = []
  for (let at = 33; at + 12 <= bytes.length; ) {
    const length = view.getUint32(at)
    const type = view.getUint32(at + 4)
    const data = bytes.subarray(at + 8, at + 8 + length)
    if (data.length < length) return undefined
    if (type === 0x504c_5445) palette = data // PLTE
    if (type === 0x7452_4e53) transparency = data // tRNS
    if (type === 0x4944_4154) parts.push(data) // IDAT
    if (type === 0x4945_4e44) break // IEND
    at += 12 + length
  }
  const passes = header.interlaced ? ADAM7 : WHOLE
  const rows = passes.map((pass) => passSize(header, pass))
  const total = rows.reduce((sum, { height, stride }) => sum + height * (stride + 1), 0)
  const raw = inflated(parts, total)
  if (!raw) return undefined

  const picture = new Uint8Array(header.width * header.height)
  let start = 0
  for (const [index, pass] of passes.entries()) {
    const { width, height, stride } = rows[index]!
    if (!unfilter(raw, start, stride, height, Math.max(1, bitsPerPixel(header) >> 3))) return undefined
    for (let row = 0; row < height; row++) {
      const line = raw.subarray(start + row * (stride + 1) + 1, start + (row + 1) * (stride + 1))
      const target = (pass[1] + row * pass[3]) * header.width
      for (let x = 0; x < width; x++) {
        picture[target + pass[0] + x * pass[2]] = grayAt(line, x, header, palette, transparency)
      }
    }
    start += height * (stride + 1)
  }
  return { width: header.width, height: header.height, data: picture }
}

function readHeader(bytes: Uint8Array, view: DataView, mostPixels: number): Header | undefined {
  if (bytes.length < 33 || view.getUint32(8) !== 13 || view.getUint32(12) !== 0x4948_4452) return undefined // IHDR
  const width = view.getUint32(16)
  const height = view.getUint32(20)
  const depth = bytes[24]!
  const colour = bytes[25]!
  const interlaced = bytes[28] === 1
  if (width === 0 || height === 0 || width * height > mostPixels) return undefined
  if (![1, 2, 4, 8, 16].includes(depth) || !SAMPLES[colour]) return undefined
  if (depth < 8 && SAMPLES[colour] > 1) return undefined
  return { width, height, depth, colour, interlaced }
}

function bitsPerPixel(header: Header): number {
  return SAMPLES[header.colour]! * header.depth
}

function passSize(header: Header, [left, top, acrossBy, downBy]: readonly [number, number, number, number]) {
  const width = Math.max(0, Math.ceil((header.width - left) / acrossBy))
  const height = width === 0 ? 0 : Math.max(0, Math.ceil((header.height - top) / downBy))
  return { width, height, stride: Math.ceil((width * bitsPerPixel(header)) / 8) }
}

/** Exactly `length` bytes, stopping as soon as there are more: a small file must not unfold without end. */
function inflated(parts: readonly Uint8Array[], length: number): Uint8Array | undefined {
  const raw = new Uint8Array(length)
  let written = 0
  let head = 2 // of the zlib stream, RFC 1950
  const stream = new Inflate((chunk) => {
    raw.set(chunk.subarray(0, Math.max(0, length - written)), Math.min(written, length))
    written += chunk.length
  })
  try {
    for (const part of parts) {
      for (let at = 0; at < part.length && written < length; at += INFLATE_STEP) {
        const piece = part.subarray(at, at + INFLATE_STEP)
        const skipped = Math.min(head, piece.length)
        head -= skipped
        stream.push(piece.subarray(skipped))
      }
    }
  } catch {
    return undefined
  }
  return written >= length ? raw : undefined
}

/** Input bytes at a time; each may unfold into about a thousand. */
const INFLATE_STEP = 4096

/** Undoes the filters of section 9 in place. */
function unfilter(raw: Uint8Array, start: number, stride: number, height: number, pixel: number): boolean {
  for (let row = 0; row < height; row++) {
    const line = start + row * (stride + 1) + 1
    const filter = raw[line - 1]!
    if (filter > 4) return false
    if (filter === 0) continue
    for (let x = 0; x < stride; x++) {
      const left = x >= pixel ? raw[line + x - pixel]! : 0
      const up = row > 0 ? raw[line + x - stride - 1]! : 0
      const upLeft = row > 0 && x >= pixel ? raw[line + x - stride - 1 - pixel]! : 0
      raw[line + x]! += predicted(filter, left, up, upLeft)
    }
  }
  return true
}

function predicted(filter: number, left: number, up: number, upLeft: number): number {
  if (filter === 1) return left
  if (filter === 2) return up
  if (filter === 3) return (left + up) >> 1
  const guess = left + up - upLeft // Paeth
  const toLeft = Math.abs(guess - left)
  const toUp = Math.abs(guess - up)
  const toUpLeft = Math.abs(guess - upLeft)
  return toLeft <= toUp && toLeft <= toUpLeft ? left : toUp <= toUpLeft ? up : upLeft
}

function grayAt(
  line: Uint8Array,
  x: number,
  header: Header,
  palette: Uint8Array,
  transparency: Uint8Array,
): number {
  const samples = SAMPLES[header.colour]!
  if (header.colour === PALETTE) {
    const index = sampleAt(line, x, header.depth)
    const gray = luminance(palette[index * 3] ?? 0, palette[index * 3 + 1] ?? 0, palette[index * 3 + 2] ?? 0)
    return onWhite(gray, transparency[index] ?? 255)
  }
  const first = x * samples
  const value = (offset: number) => eightBit(sampleAt(line, first + offset, header.depth), header.depth)
  const gray = samples >= 3 ? luminance(value(0), value(1), value(2)) : value(0)
  return samples % 2 === 0 ? onWhite(gray, value(samples - 1)) : gray
}

function sampleAt(line: Uint8Array, index: number, depth: number): number {
  if (depth === 8) return line[index]!
  if (depth === 16) return line[index * 2]! // the upper byte will do
  const perByte = 8 / depth
  const shift = 8 - depth * ((index % perByte) + 1)
  return (line[Math.floor(index / perByte)]! >> shift) & ((1 << depth) - 1)
}

function eightBit(sample: number, depth: number): number {
  return depth >= 8 ? sample : Math.round((sample * 255) / ((1 << depth) - 1))
}

function luminance(red: number, green: number, blue: number): number {
  return (red * 306 + green * 601 + blue * 117) >> 10
}

function onWhite(gray: number, alpha: number): number {
  return Math.round((gray * alpha + 255 * (255 - alpha)) / 255)
}
