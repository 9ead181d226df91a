import { PDFiumLibrary } from '@hyzyla/pdfium'
import jsQR from 'jsqr'

export interface PrintedCode {
  readonly text: string
  /** As printed, module by module: dark or light. */
  readonly modules: readonly (readonly boolean[])[]
  /** Of the code without its quiet zone, on paper, millimetres. */
  readonly width: number
  /** From the nearest edge of the paper, millimetres. */
  readonly margin: number
}

export interface PrintedPages {
  readonly count: number
  readonly code: PrintedCode
}

/** Points an inch, over dots an inch. */
const SCALE = 200 / 72
const MM = 25.4 / 200

/** Draws the first page of a PDF as an office printer would, and reads its code with a decoder that is not ours. */
export async function printedCode(pdf: Uint8Array): Promise<PrintedPages> {
  const library = await PDFiumLibrary.init()
  try {
    const document = await library.loadDocument(pdf)
    const count = document.getPageCount()
    const { data, width, height } = await document.getPage(0).render({ scale: SCALE, render: 'bitmap' })
    const pixels = new Uint8ClampedArray(data)
    const found = jsQR.default(pixels, width, height)
    if (!found) throw new Error('there is no code on the page')
    const { topLeftCorner: a, topRightCorner: b, bottomLeftCorner: c } = found.location
    const size = 17 + 4 * found.version
    const dark = (x: number, y: number) => (pixels[4 * (Math.round(y) * width + Math.round(x))] ?? 255) < 128
    const modules = Array.from({ length: size }, (_, row) =>
      Array.from({ length: size }, (_, column) => {
        const [u, v] = [(column + 0.5) / size, (row + 0.5) / size]
        return dark(a.x + u * (b.x - a.x) + v * (c.x - a.x), a.y + u * (b.y - a.y) + v * (c.y - a.y))
      }),
    )
    const edges = [a.x, a.y, width - b.x, height - c.y]
    return {
      count,
      code: {
        text: found.data,
        modules,
        width: Math.hypot(b.x - a.x, b.y - a.y) * MM,
        margin: Math.min(...edges) * MM,
      },
    }
  } finally {
    library.destroy()
  }
}
