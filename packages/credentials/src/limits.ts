/** Bounds on everything that is read from outside, looked at before any work is done on it. */
export interface Limits {
  /** Characters of one code: what QR version 40 holds in alphanumeric mode. */
  readonly codeCharacters: number
  /** Characters of a credential from a file, or joined from several codes. */
  readonly fileCharacters: number
  /** Bytes that an EU certificate comes to when inflated: real ones have 300 to 1000. */
  readonly dccBytes: number
  /** Bytes that a health card comes to when inflated. */
  readonly healthCardBytes: number
  readonly cborDepth: number
  readonly jsonDepth: number
  /** Bytes of a signed trust list. */
  readonly trustListBytes: number
  /** Keys that are tried under one key id. */
  readonly keysPerId: number
  /** Bytes of a picture or a PDF. */
  readonly pictureBytes: number
  /** Width times height, as the picture's own header states it. */
  readonly picturePixels: number
  readonly pdfPages: number
  /** Different codes that are taken from one picture or document. */
  readonly codesPerFile: number
  /** Bytes of a file of Apple Wallet: ours have 60 thousand. */
  readonly walletFileBytes: number
  readonly walletFileEntries: number
  /** Bytes that its files come to together. */
  readonly walletFileInflatedBytes: number
}

export const LIMITS: Limits = {
  codeCharacters: 4_296,
  fileCharacters: 32 * 1024,
  dccBytes: 16 * 1024,
  healthCardBytes: 64 * 1024,
  cborDepth: 16,
  jsonDepth: 32,
  trustListBytes: 4 * 1024 * 1024,
  keysPerId: 8,
  pictureBytes: 15 * 1024 * 1024,
  picturePixels: 24_000_000,
  pdfPages: 20,
  codesPerFile: 32,
  walletFileBytes: 4 * 1024 * 1024,
  walletFileEntries: 128,
  walletFileInflatedBytes: 8 * 1024 * 1024,
}
