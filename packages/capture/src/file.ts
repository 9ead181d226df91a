import { readCredentialFile } from './credential-file.ts'
import type { Decoder } from './decoder/decoder.ts'
import { isPdf, type PdfReading, readPdf } from './pdf/pdf.ts'
import { type PictureReading, readPicture } from './picture.ts'

/** What came of a file: texts of codes, or why there is none. */
export type FileReading = PictureReading | PdfReading

/**
 * The credential that a file is, or the codes in a picture or on the pages of a PDF. `decoder` is asked for only where a
 * picture needs it.
 */
export async function readFile(file: Blob, decoder: () => Decoder, now: () => number): Promise<FileReading> {
  if (await isPdf(file)) return readPdf(file)
  return (await readCredentialFile(file)) ?? readPicture(file, decoder(), now)
}
