import type { Decoder } from './decoder/decoder.ts'
import { isPdf, type PdfReading, readPdf } from './pdf/pdf.ts'
import { type PictureReading, readPicture } from './picture.ts'

/** What came of a file: a code's text, or why there is none. */
export type FileReading = PictureReading | PdfReading

/** Finds the first code in a picture or on the pages of a PDF. `decoder` is asked for only where a picture needs it. */
export async function readFile(file: Blob, decoder: () => Decoder, now: () => number): Promise<FileReading> {
  return (await isPdf(file)) ? readPdf(file) : readPicture(file, decoder(), now)
}
