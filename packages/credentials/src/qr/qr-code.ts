import { correction, generate, mode } from 'lean-qr'

export interface QrCode {
  /** 1 to 40. */
  readonly version: number
  /** Modules along each side, without the quiet zone: 17 + 4 × version. */
  readonly size: number
  /** `modules[y][x]`: true is dark. */
  readonly modules: readonly (readonly boolean[])[]
}

/** Light modules that have to surround a code, ISO/IEC 18004 section 9.1. */
export const QUIET_ZONE = 4

const ALPHANUMERIC = /^[0-9A-Z $%*+\-./:]*$/

/**
 * The smallest code of `text` at error correction M, or better where that costs no larger code. Pass codes are in
 * alphanumeric mode throughout. `largest`: for a code on a bright screen, which nothing creases, correction L where M
 * would need a higher version. Throws where the text does not fit version 40.
 */
export function qrCode(text: string, largest = 40): QrCode {
  const data = ALPHANUMERIC.test(text) ? mode.alphaNumeric(text) : mode.auto(text)
  const sure = generate(data, { minCorrectionLevel: correction.M })
  const isTooLarge = (sure.size - 17) / 4 > largest
  const bitmap = isTooLarge ? generate(data, { minCorrectionLevel: correction.L }) : sure
  const side = Array.from({ length: bitmap.size }, (_, index) => index)
  const modules = side.map((y) => side.map((x) => bitmap.get(x, y)))
  return { version: (bitmap.size - 17) / 4, size: bitmap.size, modules }
}
