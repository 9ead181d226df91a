import { readFileSync } from 'node:fs'
import { PNG } from 'pngjs'
import { describe, expect, test } from 'vitest'
import { qrCode, qrPng } from '../index.ts'
import { PDFIUM_WASM, ZXING_WASM } from './files.ts'
import { carrierReader } from './index.ts'
import { readPng } from './png.ts'

const vector = (name: string) => readFileSync(new URL(`../../../../vectors/pass/${name}`, import.meta.url))
const VACCINATION = vector('codes/vaccination.txt').toString()
const PCR = vector('codes/pcr.txt').toString()

const wasm = async (url: string) => Uint8Array.from(readFileSync(new URL(url))).buffer
const reader = carrierReader({ zxingWasm: () => wasm(ZXING_WASM), pdfiumWasm: () => wasm(PDFIUM_WASM) })
const codesIn = async (bytes: Uint8Array) => {
  const found = await reader.findCodes(new Uint8Array(bytes))
  return found.ok ? found.codes : found.reason
}

/** A page of A4 with codes drawn as vectors, each `side` points wide, at the given points from the lower left. */
function pdf(
  pages: readonly (readonly { text: string; x: number; y: number; side: number }[])[],
): Uint8Array {
  const objects = ['', '<</Type/Catalog/Pages 2 0 R>>', '']
  const kids = pages.map((codes) => {
    const drawing = codes.map(({ text, x, y, side }) => {
      const { size, modules } = qrCode(text)
      const module = side / size
      const rectangles = modules.flatMap((row, down) =>
        row.map((dark, across) => (dark ? `${across} ${size - 1 - down} 1 1 re ` : '')),
      )
      return `q ${module} 0 0 ${module} ${x} ${y} cm ${rectangles.join('')}f Q`
    })
    const content = drawing.join('\n')
    objects.push(`<</Length ${content.length}>>stream\n${content}\nendstream`)
    const contents = objects.length - 1
    objects.push(`<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents ${contents} 0 R>>`)
    return `${objects.length - 1} 0 R`
  })
  objects[2] = `<</Type/Pages/Kids[${kids.join(' ')}]/Count ${kids.length}>>`
  const body = objects
    .map((object, number) => (number === 0 ? '' : `${number} 0 obj${object}\nendobj\n`))
    .join('')
  return new TextEncoder().encode(`%PDF-1.4\n${body}trailer<</Root 1 0 R>>\n%%EOF`)
}

const MM = 72 / 25.4

describe('a code is found', () => {
  test('in a PNG of our own', async () => {
    expect(await codesIn(qrPng(qrCode(VACCINATION)))).toEqual([VACCINATION])
  })

  test('in a PNG of one pixel a module', async () => {
    expect(await codesIn(qrPng(qrCode(VACCINATION), 1))).toEqual([VACCINATION])
  })

  test('in a photograph', async () => {
    expect(await codesIn(vector('pictures/photograph.jpg'))).toEqual([VACCINATION])
  })

  test('in a PDF, 25 mm wide on a page of A4', async () => {
    const page = [{ text: VACCINATION, x: 300, y: 500, side: 25 * MM }]
    expect(await codesIn(pdf([page]))).toEqual([VACCINATION])
  })

  test('beside another on one page, and on the next', async () => {
    const left = { text: VACCINATION, x: 60, y: 500, side: 35 * MM }
    const right = { text: PCR, x: 350, y: 500, side: 35 * MM }
    expect([...(await codesIn(pdf([[left, right]])))].sort()).toEqual([PCR, VACCINATION].sort())
    expect([...(await codesIn(pdf([[], [left], [right]])))].sort()).toEqual([PCR, VACCINATION].sort())
  })

  test('on page 20 of a document, and not on page 21', async () => {
    const code = [{ text: VACCINATION, x: 60, y: 500, side: 40 * MM }]
    const blank = (count: number) => Array.from({ length: count }, () => [])
    expect(await codesIn(pdf([...blank(19), code]))).toEqual([VACCINATION])
    expect(await codesIn(pdf([...blank(20), code]))).toEqual([])
  })

  test('in the picture of a whole page on a telephone', async () => {
    const page = new PNG({ width: 1080, height: 1528, colorType: 2 })
    page.data.fill(255)
    const code = PNG.sync.read(Buffer.from(qrPng(qrCode(VACCINATION), 2)))
    PNG.bitblt(code, page, 0, 0, code.width, code.height, 700, 900)
    expect(await codesIn(PNG.sync.write(page))).toEqual([VACCINATION])
  })
})

describe('no code is found', () => {
  test('where there is none', async () => {
    const page = new PNG({ width: 300, height: 300 })
    page.data.fill(200)
    expect(await codesIn(PNG.sync.write(page))).toEqual([])
  })

  test('once the caller has had enough of waiting', async () => {
    const page = new PNG({ width: 600, height: 600 })
    for (let at = 0; at < page.data.length; at += 4) page.data.fill((at * 7919) % 256, at, at + 4)
    let asked = 0
    await reader.findCodes(new Uint8Array(PNG.sync.write(page)), { goOn: () => ++asked < 3 })
    expect(asked).toBe(3)
  })

  test.each([
    ['a file of another kind', new TextEncoder().encode('GIF89a'), 'unknown-kind'],
    ['nothing', new Uint8Array(0), 'unknown-kind'],
    ['the first bytes of a PNG', qrPng(qrCode('A')).subarray(0, 30), 'damaged'],
    ['half a PNG', qrPng(qrCode('A')).subarray(0, 90), 'damaged'],
    ['the first bytes of a JPEG', Uint8Array.of(0xff, 0xd8, 0xff, 0xe0), 'damaged'],
    ['a PDF that is none', new TextEncoder().encode('%PDF-1.7\nnothing'), 'damaged'],
    ['a PNG of 25 megapixels', huge(5000, 5000), 'damaged'],
    ['a JPEG of 25 megapixels', hugeJpeg(), 'too-large'],
    ['a JPEG of a thousand scans', manyScans(), 'damaged'],
  ])('in %s', async (_, bytes, reason) => {
    expect(await codesIn(bytes)).toBe(reason)
  })

  test('in a PNG that unfolds to far more than its size says, and it unfolds no further than that', async () => {
    const before = process.threadCpuUsage()
    expect(await codesIn(bomb())).toEqual([])
    expect(process.threadCpuUsage(before).user).toBeLessThan(5_000_000) // microseconds of this thread alone
  })

  test('in 16 megapixels of finder patterns, each of which might begin a code', async () => {
    const page = new PNG({ width: 4000, height: 4000, colorType: 0 })
    const pattern = [0x01, 0x7d, 0x45, 0x45, 0x45, 0x7d, 0x01, 0xff]
    const row = 4000 * 4
    for (let at = 0; at < 8 * row; at++) {
      const light = at % 4 === 3 || ((pattern[Math.floor(at / row)] ?? 0) >> (7 - ((at >> 2) % 8))) & 1
      page.data[at] = light ? 255 : 0
    }
    for (let y = 8; y < 4000; y++) page.data.copyWithin(y * row, (y % 8) * row, ((y % 8) + 1) * row)
    const start = performance.now()
    const goOn = () => performance.now() - start < 1000
    expect(await reader.findCodes(new Uint8Array(PNG.sync.write(page)), { goOn })).toEqual({
      ok: true,
      codes: [],
    })
  }, 20_000)

  test('in a page of 2 KB that draws a thousand million shapes, and the memory for them is not taken', async () => {
    const before = process.memoryUsage.rss()
    expect(await codesIn(nestedForms(9))).toEqual([])
    expect(process.memoryUsage.rss() - before).toBeLessThan(600 * 1024 * 1024)
    expect(await codesIn(pdf([[{ text: PCR, x: 60, y: 500, side: 40 * MM }]]))).toEqual([PCR])
  }, 20_000)

  test('in more than 15 MiB, whatever they are', async () => {
    const bytes = new Uint8Array(15 * 1024 * 1024 + 1)
    bytes.set(qrPng(qrCode('A')))
    expect(await codesIn(bytes)).toBe('too-large')
  })
})

describe('the PNG reader', () => {
  test.each([
    [0, 8],
    [2, 8],
    [4, 8],
    [6, 8],
    [0, 16],
  ] as const)('agrees with an independent one on colour type %i, %i bits', (colorType, bitDepth) => {
    const picture = new PNG({ width: 37, height: 23 })
    for (let at = 0; at < picture.data.length; at++) picture.data[at] = at % 4 === 3 ? 255 : (at * 7919) % 251
    const bytes = PNG.sync.write(picture, { colorType, bitDepth, inputColorType: 6 })
    const theirs = PNG.sync.read(bytes)
    const ours = readPng(new Uint8Array(bytes), 10_000)!
    for (let at = 0; at < ours.data.length; at++) {
      const [r = 0, g = 0, b = 0] = theirs.data.subarray(at * 4)
      expect(Math.abs(ours.data[at]! - (r * 306 + g * 601 + b * 117) / 1024)).toBeLessThan(2)
    }
  })

  test('shows what is transparent as white', () => {
    const picture = new PNG({ width: 1, height: 1 })
    expect(readPng(new Uint8Array(PNG.sync.write(picture)), 1)?.data).toEqual(Uint8Array.of(255))
  })
})

/** Each form draws the next one ten times. */
function nestedForms(depth: number): Uint8Array {
  const forms = Array.from({ length: depth }, (_, level) => {
    const last = level === depth - 1
    const content = last ? '0 0 10 10 re f' : '/F Do '.repeat(10)
    const resources = last ? '' : `/XObject<</F ${level + 6} 0 R>>`
    return `<</Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<<${resources}>>/Length ${content.length}>>stream\n${content}\nendstream`
  })
  const objects = [
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</XObject<</F 5 0 R>>>>>>',
    '<</Length 5>>stream\n/F Do\nendstream',
    ...forms,
  ]
  const body = objects.map((object, index) => `${index + 1} 0 obj${object}\nendobj\n`).join('')
  return new TextEncoder().encode(`%PDF-1.4\n${body}trailer<</Root 1 0 R>>\n%%EOF`)
}

/** A header that promises a size, and nothing behind it. */
function huge(width: number, height: number): Uint8Array {
  const bytes = Uint8Array.from(qrPng(qrCode('A')))
  const view = new DataView(bytes.buffer)
  view.setUint32(16, width)
  view.setUint32(20, height)
  return bytes
}

/** A header of ten pixels by ten, before 16 MB of zeros in 16 KB. */
function bomb(): Uint8Array {
  const page = new PNG({ width: 2000, height: 2000 })
  const bytes = Uint8Array.from(PNG.sync.write(page))
  const view = new DataView(bytes.buffer)
  view.setUint32(16, 10)
  view.setUint32(20, 10)
  return bytes
}

function hugeJpeg(): Uint8Array {
  return Uint8Array.of(
    0xff,
    0xd8,
    0xff,
    0xc0,
    0,
    17,
    8,
    0x13,
    0x88,
    0x13,
    0x88,
    3,
    1,
    0x11,
    0,
    2,
    0x11,
    0,
    3,
    0x11,
    0,
  )
}

function manyScans(): Uint8Array {
  const bytes = vector('pictures/photograph.jpg')
  return Buffer.concat([bytes, ...Array.from({ length: 1000 }, () => Buffer.of(0xff, 0xda))])
}
