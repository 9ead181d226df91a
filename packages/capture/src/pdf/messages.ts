import type { CodesRead } from '../picture.ts'

/** All that the reader needs; everything is transferred. */
export interface ToPdfReader {
  readonly pdf: ArrayBuffer
  readonly zxing: ArrayBuffer
  readonly pdfium: ArrayBuffer
}

export type FromPdfReader =
  | CodesRead
  /** `pdf-damaged`: or locked by a password. */
  | { readonly ok: false; readonly reason: 'no-code' | 'too-large' | 'pdf-damaged' }
