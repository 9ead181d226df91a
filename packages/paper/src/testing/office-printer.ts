import { type PDFiumDocument, PDFiumLibrary } from '@hyzyla/pdfium'
import jsQR from 'jsqr'

/** Dots a millimetre: a poor office printer's 200 an inch. */
const DOTS = 200 / 25.4

export interface PrintedCode {
  readonly text: string
  /** Of the code without its quiet zone, on the paper, millimetres. */
  readonly width: number
  /** From the nearest edge of the sheet as printed, millimetres. */
  readonly margin: number
}

export interface Printed {
  readonly pages: number
  /** As a program reads it from the file. */
  readonly text: string
  /** The one on the upper part of the sheet, and the one on the card below; absent where it cannot be read. */
  readonly code: PrintedCode | undefined
  readonly onCard: PrintedCode | undefined
}

/**
 * What comes out of a printer that scales the page unasked, in the middle of the paper, and cuts off so many
 * millimetres along every edge; read by a decoder that is not ours.
 */
export async function printed(pdf: Uint8Array, scale = 1, cropped = 0): Promise<Printed> {
  const library = await PDFiumLibrary.init()
  try {
    const document: PDFiumDocument = await library.loadDocument(Buffer.from(pdf))
    const page = document.getPage(0)
    const text = page.getText()
    const drawn = await page.render({ scale: (scale * DOTS * 25.4) / 72, render: 'bitmap' })
    // The part of the picture that lies on the paper and within the printer's reach.
    const cut = (side: number) => Math.max(0, Math.round((side - side / scale) / 2 + cropped * DOTS))
    const [left, top] = [cut(drawn.width), cut(drawn.height)]
    const [width, height] = [drawn.width - 2 * left, drawn.height - 2 * top]
    /** Of the rows from one share of the sheet to another. */
    const codeBetween = (from: number, to: number): PrintedCode | undefined => {
      const [first, last] = [Math.round(height * from), Math.round(height * to)]
      const kept = new Uint8ClampedArray(width * (last - first) * 4)
      for (let y = first; y < last; y++) {
        const start = ((y + top) * drawn.width + left) * 4
        kept.set(drawn.data.subarray(start, start + width * 4), (y - first) * width * 4)
      }
      const found = jsQR.default(kept, width, last - first)
      if (!found) return undefined
      const { topLeftCorner: a, topRightCorner: b, bottomLeftCorner: c } = found.location
      const edges = [a.x, a.y + first, width - b.x, height - first - c.y]
      return {
        text: found.data,
        width: Math.hypot(b.x - a.x, b.y - a.y) / DOTS,
        margin: Math.min(...edges) / DOTS,
      }
    }
    return {
      pages: document.getPageCount(),
      text,
      code: codeBetween(0, 0.55),
      onCard: codeBetween(0.68, 1),
    }
  } finally {
    library.destroy()
  }
}
