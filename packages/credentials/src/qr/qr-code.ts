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
/** A SMART Health Card: a few letters, and digits, which are in numeric mode. */
const HEALTH_CARD = /^(shc:\/(?:\d{1,2}\/\d{1,2}\/)?)(\d+)$/

/**
 * The smallest code of `text` at error correction M, or better where that costs no larger code. Pass codes are in
 * alphanumeric mode throughout. `largest`: for a code on a bright screen, which nothing creases, correction L where M
 * would need a higher version; for a health card it is 22, as its framework has it. Throws where the text does not fit
 * version 40.
 */
export function qrCode(text: string, largest = HEALTH_CARD.test(text) ? 22 : 40): QrCode {
  const data = dataOf(text)
  const sure = generate(data, { minCorrectionLevel: correction.M })
  const isTooLarge = (sure.size - 17) / 4 > largest
  const bitmap = isTooLarge ? generate(data, { minCorrectionLevel: correction.L }) : sure
  const side = Array.from({ length: bitmap.size }, (_, index) => index)
  const modules = side.map((y) => side.map((x) => bitmap.get(x, y)))
  return { version: (bitmap.size - 17) / 4, size: bitmap.size, modules }
}

function dataOf(text: string) {
  const card = HEALTH_CARD.exec(text)
  if (card) return mode.multi(mode.ascii(card[1]!), mode.numeric(card[2]!))
  return ALPHANUMERIC.test(text) ? mode.alphaNumeric(text) : mode.auto(text)
}
