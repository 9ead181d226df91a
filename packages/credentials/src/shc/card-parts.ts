import { HEALTH_CARD_PREFIX } from '../format-heads.ts'
import { type NumericCode, readNumericCode } from './numeric-code.ts'

/** A card of which some codes were seen, and not yet all. */
export interface StartedCard {
  readonly of: number
  /** Texts of the codes, by their number. */
  readonly codes: ReadonlyMap<number, string>
}

export type Taken =
  /** A credential whole: judge `text`. Whatever was started is dropped. */
  | { readonly whole: true; readonly text: string }
  /** "1 of 2 seen": scan the others. */
  | { readonly whole: false; readonly started: StartedCard; readonly seen: number; readonly of: number }

/**
 * Adds one code to what was seen before. Parts come in any order, and again. A part that does not belong to the
 * started card, for it has another number of parts or other content in the same place, begins a new one; any other
 * code stands for itself.
 */
export function takeCode(started: StartedCard | undefined, text: string): Taken {
  const code = readNumericCode(text.trim())
  if (!code || code.of === 1) return { whole: true, text }
  const known = started !== undefined && fits(started, code, text.trim()) ? started.codes : new Map()
  const codes = new Map<number, string>(known).set(code.part, text.trim())
  if (codes.size === code.of) return { whole: true, text: inOrder(codes) }
  return { whole: false, started: { of: code.of, codes }, seen: codes.size, of: code.of }
}

function fits(started: StartedCard, { part, of }: NumericCode, text: string): boolean {
  return started.of === of && (started.codes.get(part) ?? text) === text
}

const inOrder = (codes: ReadonlyMap<number, string>): string =>
  Array.from(codes.keys())
    .sort((one, other) => one - other)
    .map((part) => codes.get(part))
    .join('\n')

/** The JWS of a text of one or more codes; `incomplete`: of a split card some are missing. */
export function joinedCodes(text: string): string | 'incomplete' | undefined {
  const pieces: string[] = []
  let of = 0
  for (const one of codesIn(text)) {
    const code = readNumericCode(one)
    if (!code || (of !== 0 && code.of !== of)) return undefined
    if ((pieces[code.part] ?? code.piece) !== code.piece) return undefined // of another card
    of = code.of
    pieces[code.part] = code.piece
  }
  for (let part = 1; part <= of; part++) if (pieces[part] === undefined) return 'incomplete'
  return pieces.join('')
}

/** Mail breaks long lines: a line that begins no code goes on with the one before. */
function codesIn(text: string): readonly string[] {
  if (!/\s/.test(text)) return [text]
  const codes: string[] = []
  for (const word of text.split(/\s+/)) {
    if (codes.length === 0 || word.startsWith(HEALTH_CARD_PREFIX)) codes.push(word)
    else codes[codes.length - 1] += word
  }
  return codes
}
