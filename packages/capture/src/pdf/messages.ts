/** All that the reader needs; everything is transferred. */
export interface ToPdfReader {
  readonly pdf: ArrayBuffer
  readonly zxing: ArrayBuffer
  readonly pdfium: ArrayBuffer
}

export type FromPdfReader =
  | { readonly ok: true; readonly text: string }
  /** `pdf-damaged`: or locked by a password. */
  | { readonly ok: false; readonly reason: 'no-code' | 'too-large' | 'pdf-damaged' }
