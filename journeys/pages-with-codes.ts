import { deflateSync } from 'node:zlib'
import { qrCode } from '@excelsior/credentials'
import { PNG } from 'pngjs'

/** Points a millimetre. */
const MM = 72 / 25.4
/** A4, points. */
const [WIDTH, HEIGHT] = [595, 842]

/** Where a code stands on the page, and how wide it is without its quiet zone, millimetres. */
export interface OnPage {
  readonly text: string
  readonly side: number
}

/** A page of A4 that draws its code with lines and areas, as a print program does. */
export function vectorPdf({ text, side }: OnPage, pagesBefore = 0): Buffer {
  const { size, modules } = qrCode(text)
  const rectangles = modules.flatMap((row, down) =>
    row.map((dark, across) => (dark ? `${across} ${size - 1 - down} 1 1 re ` : '')),
  )
  const module = (side * MM) / size
  const content = `q ${module} 0 0 ${module} 300 500 cm ${rectangles.join('')}f Q`
  return pdfOf([...Array<string>(pagesBefore).fill(''), content])
}

/** The same page as a scanner of so many dots an inch makes it: one picture, a little blurred by the paper's place. */
export function scannedPdf(page: OnPage, dotsAnInch: number): Buffer {
  const { width, height, gray } = raster(page, dotsAnInch / 25.4)
  const data = deflateSync(gray)
  const image = `<</Type/XObject/Subtype/Image/Width ${width}/Height ${height}/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/FlateDecode/Length ${data.length}>>`
  return pdfOf([`q ${WIDTH} 0 0 ${HEIGHT} 0 0 cm /I Do Q`], { image, data })
}

/** The whole page as a phone shows it, as a screenshot: PNG, `width` pixels wide. */
export function screenshotOf(page: OnPage, width: number): Buffer {
  const picture = raster(page, width / 210)
  const png = new PNG({ width: picture.width, height: picture.height })
  picture.gray.forEach((value, at) => {
    png.data.fill(value, at * 4, at * 4 + 3)
    png.data[at * 4 + 3] = 255
  })
  return PNG.sync.write(png)
}

/** The page in pixels, each the mean of what it covers: no edge falls on the grid. */
function raster({ text, side }: OnPage, pixelsAMillimetre: number) {
  const { size, modules } = qrCode(text)
  const [width, height] = [Math.round(210 * pixelsAMillimetre), Math.round(297 * pixelsAMillimetre)]
  const gray = Buffer.alloc(width * height, 255)
  const module = (side / size) * pixelsAMillimetre
  const [left, top] = [105.3 * pixelsAMillimetre, 90.7 * pixelsAMillimetre]
  const FINE = 8
  for (let y = Math.floor(top); y < top + size * module; y++) {
    for (let x = Math.floor(left); x < left + size * module; x++) {
      let dark = 0
      for (let sub = 0; sub < FINE * FINE; sub++) {
        const column = Math.floor((x + ((sub % FINE) + 0.5) / FINE - left) / module)
        const row = Math.floor((y + (Math.floor(sub / FINE) + 0.5) / FINE - top) / module)
        if (modules[row]?.[column]) dark++
      }
      gray[y * width + x] = 255 - Math.round((235 * dark) / (FINE * FINE))
    }
  }
  return { width, height, gray }
}

function pdfOf(
  contents: readonly string[],
  picture?: { readonly image: string; readonly data: Buffer },
): Buffer {
  const parts: Buffer[] = [Buffer.from('%PDF-1.4\n')]
  const object = (number: number, text: string, stream?: Buffer) => {
    parts.push(Buffer.from(`${number} 0 obj${text}`))
    if (stream) parts.push(Buffer.from('stream\n'), stream, Buffer.from('\nendstream'))
    parts.push(Buffer.from('\nendobj\n'))
  }
  const kids = contents.map((_, index) => `${4 + index * 2} 0 R`)
  object(1, '<</Type/Catalog/Pages 2 0 R>>')
  object(2, `<</Type/Pages/Kids[${kids.join(' ')}]/Count ${kids.length}>>`)
  if (picture) object(3, picture.image, picture.data)
  for (const [index, content] of contents.entries()) {
    const number = 4 + index * 2
    const resources = picture ? '/Resources<</XObject<</I 3 0 R>>>>' : ''
    object(
      number,
      `<</Type/Page/Parent 2 0 R/MediaBox[0 0 ${WIDTH} ${HEIGHT}]${resources}/Contents ${number + 1} 0 R>>`,
    )
    object(number + 1, `<</Length ${content.length}>>`, Buffer.from(content))
  }
  parts.push(Buffer.from('trailer<</Root 1 0 R>>\n%%EOF'))
  return Buffer.concat(parts)
}
