import { allocate } from '../encoding/allocate.ts'
import { decodeUtf8 } from '../encoding/utf8.ts'
import { HEALTH_CARD_PREFIX } from '../format-heads.ts'

/** Digits are pairs, each a character of a compact JWS less this. */
const OFFSET = 45
const LAST = 'z'.charCodeAt(0) - OFFSET

/** Parts that a card may be split into: each holds at the least some hundred characters of 32 thousand. */
const MOST_PARTS = 32

/** One code of a card: all of it, or one part of several. */
export interface NumericCode {
  /** Counted from 1. */
  readonly part: number
  readonly of: number
  /** Its piece of the JWS. */
  readonly piece: string
}

/** `shc:/5676…`, or `shc:/1/3/5676…`. Undefined for what is neither. */
export function readNumericCode(text: string): NumericCode | undefined {
  if (!text.startsWith(HEALTH_CARD_PREFIX)) return undefined
  let part = 1
  let of = 1
  let start = HEALTH_CARD_PREFIX.length
  const place = /^([1-9]\d?)\/([1-9]\d?)\//.exec(text.slice(start, start + 6))
  if (place) {
    part = Number(place[1])
    of = Number(place[2])
    start += place[0].length
    if (part > of || of > MOST_PARTS) return undefined
  }
  const piece = pieceOf(text, start)
  return piece === undefined ? undefined : { part, of, piece }
}

function pieceOf(text: string, start: number): string | undefined {
  const digits = text.length - start
  if (digits === 0 || digits % 2 !== 0) return undefined
  const characters = allocate(digits / 2)
  for (let index = 0, at = start; at < text.length; at += 2) {
    const tens = text.charCodeAt(at) - 48
    const ones = text.charCodeAt(at + 1) - 48
    const value = tens * 10 + ones
    if ((tens | ones) < 0 || tens > 9 || ones > 9 || value > LAST) return undefined
    characters[index++] = value + OFFSET
  }
  return decodeUtf8(characters)
}

/** The digits after the prefix. */
export function numericDigits(jws: string): string {
  let digits = ''
  for (let at = 0; at < jws.length; at++) digits += PAIRS[jws.charCodeAt(at) - OFFSET]!
  return digits
}

const PAIRS: readonly string[] = Array.from({ length: LAST + 1 }, (_, value) =>
  String(value).padStart(2, '0'),
)
