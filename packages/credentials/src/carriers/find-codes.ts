import { prepareZXingModule, type ReaderOptions, readBarcodes } from 'zxing-wasm/reader'
import { looksLikeCredential } from '../format-heads.ts'
import { LIMITS } from '../limits.ts'
import { enlarged, type GrayPicture, hasContrast, type Region, tiles } from './gray-picture.ts'
import { pdfOfJpeg } from './jpeg-page.ts'
import { type Pages, pageRenderer } from './pages.ts'
import { carrierKind, jpegHeader } from './picture-header.ts'
import { readPng } from './png.ts'
import { withBoundedMemory } from './wasm-memory.ts'

export interface CarrierTools {
  /** The bytes at `ZXING_WASM`, asked for with the first picture. */
  zxingWasm(): Promise<ArrayBuffer>
  /** The bytes at `PDFIUM_WASM`, asked for with the first PDF, or JPEG that is hard to read. */
  pdfiumWasm(): Promise<ArrayBuffer>
}

export type FoundCodes =
  /** Texts of the QR codes in the file, each once; none where there is no code to be read. */
  | { readonly ok: true; readonly codes: readonly string[] }
  | { readonly ok: false; readonly reason: 'unknown-kind' | 'too-large' | 'damaged' }

export interface FindOptions {
  /** Asked before each further try; a caller that has a clock says when it has been long enough. */
  goOn?(): boolean
}

export interface CarrierReader {
  /** Codes in a PNG, a JPEG or the first pages of a PDF. Never throws for what the file holds. */
  findCodes(bytes: Uint8Array, options?: FindOptions): Promise<FoundCodes>
}

/** Pixels of one try, which nothing can cut short: a picture full of finder patterns takes two seconds at this size. */
const MOST_PIXELS = 8_000_000

/** Of each decoder, bytes: an ordinary file takes a tenth of it. */
const MOST_MEMORY = 256 * 1024 * 1024

const READ: ReaderOptions = { formats: ['QRCode'], tryHarder: true, maxNumberOfSymbols: LIMITS.codesPerFile }

export function carrierReader(tools: CarrierTools): CarrierReader {
  let decoder: Promise<void> | undefined
  const decoderReady = () => {
    decoder ??= tools
      .zxingWasm()
      .then((wasm) => prepareZXingModule({ overrides: { wasmBinary: withBoundedMemory(wasm, MOST_MEMORY) } }))
    return decoder
  }
  // Anew for each file: one that ran into the bound of its memory must not spoil the next.
  const openPages = async (pdf: Uint8Array) =>
    (await pageRenderer(withBoundedMemory(await tools.pdfiumWasm(), MOST_MEMORY))).open(pdf)
  return {
    async findCodes(bytes, options = {}) {
      const goOn = () => options.goOn?.() ?? true
      const kind = carrierKind(bytes)
      if (!kind) return { ok: false, reason: 'unknown-kind' }
      if (bytes.length > LIMITS.pictureBytes) return { ok: false, reason: 'too-large' }
      await decoderReady()
      if (kind === 'png') return inPng(bytes, goOn)
      return kind === 'jpeg' ? inJpeg(bytes, openPages, goOn) : inPdf(bytes, openPages, goOn)
    },
  }
}

async function inPng(bytes: Uint8Array, goOn: () => boolean): Promise<FoundCodes> {
  const picture = readPng(bytes, LIMITS.picturePixels)
  if (!picture) return { ok: false, reason: 'damaged' }
  return { ok: true, codes: await codesInAll(picture, goOn) }
}

async function inJpeg(
  bytes: Uint8Array,
  openPages: (pdf: Uint8Array) => Promise<Pages | undefined>,
  goOn: () => boolean,
): Promise<FoundCodes> {
  const header = jpegHeader(bytes)
  if (!header) return { ok: false, reason: 'damaged' }
  if (header.width * header.height > LIMITS.picturePixels) return { ok: false, reason: 'too-large' }
  const small = header.width * header.height <= MOST_PIXELS
  const codes = small ? await texts(readBarcodes(bytes, READ)) : []
  if (enough(codes) || !goOn()) return { ok: true, codes }
  const pages = await openPages(pdfOfJpeg(bytes, header))
  const picture = await pages?.draw(0, 1, LIMITS.picturePixels)
  pages?.close()
  if (!picture) return codes.length > 0 ? { ok: true, codes } : { ok: false, reason: 'damaged' }
  return { ok: true, codes: merged(codes, await (small ? codesInParts : codesInAll)(picture, goOn)) }
}

/** Pages at 216, 288 and 144 dots an inch: what one scale misses another finds. */
const PAGE_SCALES: readonly number[] = [3, 4, 2]

async function inPdf(
  bytes: Uint8Array,
  openPages: (pdf: Uint8Array) => Promise<Pages | undefined>,
  goOn: () => boolean,
): Promise<FoundCodes> {
  const pages = await openPages(bytes)
  if (!pages) return { ok: false, reason: 'damaged' }
  let found: readonly string[] = []
  try {
    for (const scale of PAGE_SCALES) {
      for (let page = 0; page < Math.min(pages.count, LIMITS.pdfPages) && goOn(); page++) {
        const picture = await pages.draw(page, scale, MOST_PIXELS)
        if (picture) found = merged(found, await codesIn(picture))
      }
      if (enough(found)) break
    }
    for (let page = 0; page < Math.min(pages.count, LIMITS.pdfPages) && !enough(found) && goOn(); page++) {
      const picture = await pages.draw(page, 4, MOST_PIXELS)
      if (picture) found = merged(found, await codesInParts(picture, goOn))
    }
  } finally {
    pages.close()
  }
  return { ok: true, codes: found }
}

/** The whole first, made smaller where it is too large for one try. */
async function codesInAll(picture: GrayPicture, goOn: () => boolean): Promise<readonly string[]> {
  const { width, height } = picture
  const scale = Math.min(1, Math.sqrt(MOST_PIXELS / (width * height)))
  const whole = scale === 1 ? picture : enlarged(picture, { x: 0, y: 0, width, height }, scale)
  const codes = await codesIn(whole)
  return enough(codes) ? codes : merged(codes, await codesInParts(picture, goOn))
}

/** The picture again, larger and in parts, until a credential is found. */
async function codesInParts(picture: GrayPicture, goOn: () => boolean): Promise<readonly string[]> {
  const whole = { x: 0, y: 0, width: picture.width, height: picture.height }
  const tries: (readonly [Region, number])[] = [
    [whole, 2],
    [whole, 3],
    ...tiles(picture, 3).map((tile) => [tile, 2] as const),
    ...tiles(picture, 5).map((tile) => [tile, 3] as const),
    ...(picture.data.length > MOST_PIXELS ? tiles(picture, 5).map((tile) => [tile, 1] as const) : []),
  ]
  let found: readonly string[] = []
  for (const [region, scale] of tries) {
    if (!fits(region, scale) || !hasContrast(picture, region)) continue // before the work of enlarging
    if (enough(found) || !goOn()) break
    found = merged(found, await codesIn(enlarged(picture, region, scale)))
  }
  return found
}

function fits(region: Region, scale: number): boolean {
  return region.width * region.height * scale * scale <= MOST_PIXELS / 2
}

async function codesIn(picture: GrayPicture): Promise<readonly string[]> {
  const { width, height, data } = picture
  if (!hasContrast(picture, { x: 0, y: 0, width, height })) return []
  const pixels = new Uint8ClampedArray(data.length * 4)
  for (let at = 0; at < data.length; at++) pixels.fill(data[at]!, at * 4, at * 4 + 3)
  return texts(readBarcodes({ width, height, data: pixels, colorSpace: 'srgb' }, READ))
}

async function texts(reading: Promise<readonly { readonly isValid: boolean; readonly text: string }[]>) {
  try {
    return merged(
      [],
      (await reading).filter((code) => code.isValid).map((code) => code.text),
    )
  } catch {
    return [] // a picture that the decoder cannot take apart has no code to give
  }
}

function merged(known: readonly string[], more: readonly string[]): readonly string[] {
  return [...new Set([...known, ...more])].slice(0, LIMITS.codesPerFile)
}

/** Pages bear other codes too: an address, an advertisement. Searching ends when one looks like a credential. */
function enough(codes: readonly string[]): boolean {
  return codes.some((text) => looksLikeCredential(text))
}
