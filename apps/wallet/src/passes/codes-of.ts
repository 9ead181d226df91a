import { healthCardCode, type QrCode, qrCode } from '@excelsior/credentials'
import type { PassFacts } from './kept-pass.ts'

/** A health card's code has this version at most; a larger card goes into several (framework, "Chunking"). */
const LARGEST_CARD = 22
/** Two digits stand for each of the 1191 characters that a part may hold. */
const PART_DIGITS = 2 * 1191
/** Denser ones no door phone reads off a screen. */
const LARGEST = 30

/** The codes of what is kept, for others to scan: one, the parts of a card in their order, or none where it is too long. */
export function codesOf({
  format,
  text,
}: Pick<PassFacts, 'format'> & { readonly text: string }): readonly QrCode[] {
  if (format === 'shc') return cardCodes(text)
  try {
    const code = qrCode(text)
    return format === 'sd-jwt' && code.version > LARGEST ? [] : [code]
  } catch {
    return []
  }
}

function cardCodes(text: string): readonly QrCode[] {
  // Mail breaks long lines: a line that begins no code goes on with the one before.
  const codes = text.replace(/\s+(?!shc:\/|$)/g, '').split(/\s+/)
  const [only = ''] = codes
  if (codes.length > 1) return codes.map((code) => qrCode(code))
  if (only.startsWith('shc:/')) return [qrCode(only)]
  const whole = healthCardCode(text)
  const one = fitting(whole)
  if (one) return [one]
  const digits = whole.slice('shc:/'.length)
  const of = Math.ceil(digits.length / PART_DIGITS)
  // Alike in length, and no pair of digits torn apart.
  const length = 2 * Math.ceil(digits.length / 2 / of)
  return Array.from({ length: of }, (_, index) =>
    qrCode(`shc:/${index + 1}/${of}/${digits.slice(index * length, (index + 1) * length)}`),
  )
}

function fitting(text: string): QrCode | undefined {
  try {
    const code = qrCode(text)
    return code.version <= LARGEST_CARD ? code : undefined
  } catch {
    return undefined
  }
}
