import { LIMITS } from '@excelsior/credentials'
import type { Decoder, Read } from './decoder/decoder.ts'
import type { Reading } from './decoder/messages.ts'

/** `texts`: all that were found together, `text` the first. */
export interface CodesRead {
  readonly ok: true
  readonly text: string
  readonly texts: readonly string[]
}

export type PictureReading =
  | CodesRead
  | { readonly ok: false; readonly reason: 'too-large' | 'no-picture' | 'no-code' }

/** In all, however many scales and tiles it takes. */
const WITHIN = 5_000
const SCALES: readonly number[] = [1_000, 1_800, 600, 2_600]
const TILE = 1_000
const READINGS: readonly Reading[] = ['local', 'global', 'inverted']

/** Finds codes in a photograph: the whole at several sizes, then by overlapping tiles. */
export async function readPicture(file: Blob, decoder: Decoder, now: () => number): Promise<PictureReading> {
  if (file.size > LIMITS.pictureBytes) return { ok: false, reason: 'too-large' }
  const image = await load(file)
  if (!image) return { ok: false, reason: 'no-picture' }
  const { naturalWidth: width, naturalHeight: height } = image
  if (width * height > LIMITS.picturePixels) return { ok: false, reason: 'too-large' }
  const until = now() + WITHIN
  await decoder.ready
  for (const part of partsOf(width, height)) {
    for (const reading of READINGS) {
      if (now() > until) return { ok: false, reason: 'no-code' }
      const read = await readPart(image, part, reading, decoder)
      const [text, ...others] = read?.texts ?? []
      if (text !== undefined) return { ok: true, text, texts: [text, ...others] }
    }
  }
  return { ok: false, reason: 'no-code' }
}

interface Part {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly scale: number
}

function* partsOf(width: number, height: number): Generator<Part> {
  const longest = Math.max(width, height)
  const whole = { x: 0, y: 0, width, height }
  if (longest <= 600) yield { ...whole, scale: 2 }
  for (const side of SCALES)
    if (side <= longest * 1.7) yield { ...whole, scale: Math.min(1.7, side / longest) }
  for (let y = 0; y < height; y += TILE / 2) {
    for (let x = 0; x < width; x += TILE / 2) {
      const tile = { x, y, width: Math.min(TILE, width - x), height: Math.min(TILE, height - y) }
      if (tile.width > TILE / 4 && tile.height > TILE / 4) yield { ...tile, scale: 1.5 }
    }
  }
}

function readPart(
  image: HTMLImageElement,
  part: Part,
  reading: Reading,
  decoder: Decoder,
): Promise<Read | undefined> {
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round(part.width * part.scale))
  canvas.height = Math.max(1, Math.round(part.height * part.scale))
  const context = canvas.getContext('2d', { alpha: false })
  if (!context) return Promise.resolve(undefined)
  // Pictures may be transparent: a code is dark on white.
  context.fillStyle = '#ffffff'
  context.fillRect(0, 0, canvas.width, canvas.height)
  context.drawImage(image, part.x, part.y, part.width, part.height, 0, 0, canvas.width, canvas.height)
  return decoder.read(context.getImageData(0, 0, canvas.width, canvas.height), [reading], true)
}

/** By way of a `data:` address, which the page's policy allows for pictures in all browsers alike. */
function load(file: Blob): Promise<HTMLImageElement | undefined> {
  return new Promise((resolve) => {
    const reader = new FileReader()
    const image = new Image()
    reader.onerror = () => resolve(undefined)
    reader.onload = () => {
      image.src = String(reader.result)
    }
    image.onload = () => resolve(image)
    image.onerror = () => resolve(undefined)
    reader.readAsDataURL(file)
  })
}
