import { PDFiumLibrary } from '@hyzyla/pdfium'
import type { GrayPicture } from './gray-picture.ts'

/** Pages of a document, drawn on demand. */
export interface Pages {
  readonly count: number
  /** Pixels per point (1/72 inch); made smaller where the page would have more than `mostPixels`. */
  draw(page: number, scale: number, mostPixels: number): Promise<GrayPicture | undefined>
  close(): void
}

export interface PageRenderer {
  /** Undefined for what is no PDF, or locked by a password. */
  open(pdf: Uint8Array): Promise<Pages | undefined>
}

/** `wasm`: pdfium.wasm of exactly the installed version of @hyzyla/pdfium. */
export async function pageRenderer(wasm: ArrayBuffer): Promise<PageRenderer> {
  const library = await PDFiumLibrary.init({ wasmBinary: wasm })
  return {
    async open(pdf) {
      try {
        const document = await library.loadDocument(pdf)
        return {
          count: document.getPageCount(),
          close: () => document.destroy(),
          async draw(number, scale, mostPixels) {
            try {
              // A page closes itself once it has been drawn, so it is fetched anew each time.
              const page = document.getPage(number)
              const { originalWidth, originalHeight } = page.getOriginalSize()
              const points = originalWidth * originalHeight
              if (!(points > 0)) return undefined
              const fitting = Math.min(scale, Math.sqrt(mostPixels / points))
              const { width, height, data } = await page.render({
                scale: fitting,
                colorSpace: 'Gray',
                render: 'bitmap',
              })
              return { width, height, data }
            } catch {
              return undefined
            }
          },
        }
      } catch {
        return undefined
      }
    },
  }
}
