/** One key pressed on whatever acts as a keyboard. */
export interface KeyPress {
  /** `KeyboardEvent.key`: what the device's own keyboard layout makes of it. */
  readonly key: string
  /** `KeyboardEvent.code`: which key of a US keyboard it is, whatever the layout. */
  readonly code: string
  readonly shift: boolean
  /** Milliseconds, monotonic. */
  readonly at: number
}

export interface Wedge {
  readonly keys: readonly KeyPress[]
}

export const NO_KEYS: Wedge = { keys: [] }

/** Keys closer than this come from a machine; a person's are further apart. */
const BURST_GAP = 100
/** A scanner may take breath before its Enter. */
const ENTER_GAP = 300
/** Shorter bursts are somebody drumming on the keyboard. */
const SHORTEST = 6
const LONGEST = 4_296

export interface WedgeStep {
  readonly wedge: Wedge
  /** The key belongs to a scanner: it must press no button and move no focus. */
  readonly swallow: boolean
  /** A whole code, ended by Enter. */
  readonly keys?: readonly KeyPress[]
}

export function wedgeStep(wedge: Wedge, press: KeyPress): WedgeStep {
  const last = wedge.keys[wedge.keys.length - 1]
  const gap = last === undefined ? Number.POSITIVE_INFINITY : press.at - last.at
  if (press.key === 'Enter') {
    const ended = wedge.keys.length >= SHORTEST && gap <= ENTER_GAP
    return ended
      ? { wedge: NO_KEYS, swallow: true, keys: wedge.keys }
      : { wedge: NO_KEYS, swallow: wedge.keys.length > 1 && gap <= BURST_GAP }
  }
  if (!isCharacter(press)) return { wedge, swallow: false }
  if (gap > BURST_GAP) return { wedge: { keys: [press] }, swallow: false }
  if (wedge.keys.length >= LONGEST) return { wedge: NO_KEYS, swallow: true }
  return { wedge: { keys: [...wedge.keys, press] }, swallow: true }
}

/** A dead key counts: on some layouts a character of the code becomes one. */
const isCharacter = ({ key }: KeyPress) => key.length === 1 || key === 'Dead'

/** The 45 characters of alphanumeric mode, in the order of ISO/IEC 18004, table 5: the test code's text. */
export const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:'

/** What this venue's scanner and keyboard layout make of each of the 45 characters. */
export type Layout = Readonly<Record<string, string>>

/**
 * The text that was meant. Scanners type as on a US keyboard unless set otherwise; which of the three readings
 * (as the layout says, by place on a US keyboard, as learned from the test code) is right shows by the prefix.
 */
export function textOf(
  keys: readonly KeyPress[],
  learned: Layout | undefined,
  isCode: (text: string) => boolean,
): string {
  const asTyped = keys.map(({ key }) => key).join('')
  const byPlace = keys.map(usCharacter).join('')
  const byLearning = learned ? keys.map((press) => learned[token(press)] ?? press.key).join('') : asTyped
  // Caps Lock turns the letters of an alphanumeric code small.
  const readings = [byLearning, asTyped, byPlace, asTyped.toUpperCase(), byPlace.toUpperCase()]
  // Of a health card the prefix alone has letters, and they are small.
  const cards = readings.map((reading) => reading.replace(/^shc:\//i, 'shc:/'))
  return [...readings, ...cards].find(isCode) ?? asTyped
}

/** Learns from the test code: which key came for which character. Undefined when it was not the test code, or two came alike. */
export function learnLayout(keys: readonly KeyPress[]): Layout | undefined {
  if (keys.length !== ALPHABET.length) return undefined
  const layout: Record<string, string> = {}
  for (const [index, press] of keys.entries()) layout[token(press)] = ALPHABET.charAt(index)
  return Object.keys(layout).length === ALPHABET.length ? layout : undefined
}

const token = ({ key, code, shift }: KeyPress) => `${key} ${code} ${shift ? 'shift' : ''}`

const US_PLAIN: Readonly<Record<string, string>> = {
  Space: ' ',
  Minus: '-',
  Period: '.',
  Slash: '/',
  Semicolon: ';',
  Equal: '=',
  NumpadAdd: '+',
  NumpadSubtract: '-',
  NumpadMultiply: '*',
  NumpadDivide: '/',
  NumpadDecimal: '.',
}
const US_SHIFTED: Readonly<Record<string, string>> = {
  Semicolon: ':',
  Equal: '+',
  Digit4: '$',
  Digit5: '%',
  Digit8: '*',
}

function usCharacter({ key, code, shift }: KeyPress): string {
  if (shift && US_SHIFTED[code]) return US_SHIFTED[code]
  if (US_PLAIN[code]) return US_PLAIN[code]
  const place = /^(?:Digit|Numpad|Key)([0-9A-Z])$/.exec(code)
  return place?.[1] ?? key
}

/** The test code came as it should, be it by the layout or by place. */
export const readsTestCode = (keys: readonly KeyPress[]): boolean =>
  textOf(keys, undefined, (text) => text === ALPHABET) === ALPHABET
