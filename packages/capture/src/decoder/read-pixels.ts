import { type ReaderOptions, readBarcodes } from 'zxing-wasm/reader'
import { halved, invert, type Pixels, sharpened } from './clearer.ts'
import type { Reading } from './messages.ts'

export interface PixelsRead {
  readonly texts: readonly string[]
  /** Something that looks like a code was there and could not be read. */
  readonly glimpsed: boolean
}

/** The readings by turns, until one finds a code. May change the pixels. `harder` looks longer: for pictures. */
export async function readPixels(
  pixels: Pixels,
  readings: readonly Reading[],
  harder: boolean,
): Promise<PixelsRead> {
  let glimpsed = false
  for (const reading of readings) {
    const { data, width, height } = prepared(pixels, reading)
    const found = await readBarcodes({ data, width, height, colorSpace: 'srgb' }, optionsFor(reading, harder))
    const texts = found.filter(({ isValid }) => isValid).map(({ text }) => text)
    glimpsed ||= found.length > texts.length
    if (texts.length > 0) return { texts, glimpsed }
  }
  return { texts: [], glimpsed }
}

function prepared(pixels: Pixels, reading: Reading): Pixels {
  switch (reading) {
    case 'local':
    case 'global':
      return pixels
    case 'inverted':
      invert(pixels)
      return pixels
    case 'halved':
      return halved(pixels)
    case 'sharpened':
      return sharpened(halved(pixels))
  }
}

const optionsFor = (reading: Reading, harder: boolean): ReaderOptions => ({
  formats: ['QRCode'],
  binarizer: reading === 'global' ? 'GlobalHistogram' : 'LocalAverage',
  tryHarder: harder || reading === 'local',
  tryRotate: true,
  tryInvert: reading === 'global',
  tryDownscale: harder || reading === 'local',
  maxNumberOfSymbols: harder ? 4 : 1,
  returnErrors: true,
  textMode: 'Plain',
})
