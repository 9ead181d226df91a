import { type CivilDate, dayNumber, digitsAt, isCivilDateAt } from './civil-date.ts'

/** Milliseconds since 1970-01-01T00:00Z. */
export type Instant = number & { readonly instant: unique symbol }

/** RFC 3339 text with the offset that was sent, `2021-06-01T09:00:00-04:00`, checked to be a real moment. */
export type DateTime = string & { readonly dateTime: unique symbol }

/** Any spelling that RFC 3339 allows (`t`, `z`, a space, fractions, a leap second). Cut to the millisecond. */
export function parseInstant(text: string): Instant | undefined {
  const moment = readMoment(text)
  return Number.isNaN(moment) ? undefined : (moment as Instant)
}

/** The same, for the moment of a record: fractions of a second are cut, the spelling is made the usual one. */
export function parseDateTime(text: string): DateTime | undefined {
  if (Number.isNaN(readMoment(text))) return undefined
  const seconds = text.slice(11, 17) + (text.charCodeAt(17) === SIX ? '59' : text.slice(17, 19))
  return `${text.slice(0, 10)}T${seconds}${text.slice(endOfFraction(text)).toUpperCase()}` as DateTime
}

/** In whole seconds. */
export function instantOf(dateTime: DateTime): Instant {
  return (Math.floor(readMoment(dateTime) / 1000) * 1000) as Instant
}

/** RFC 3339, section 5.6. NaN where the text is none or names no real moment. At most 40 characters. */
function readMoment(text: string): number {
  const separator = text.charCodeAt(10)
  if (text.length > 40 || (separator !== 84 && separator !== 116 && separator !== 32)) return Number.NaN
  if (!isCivilDateAt(text) || text.charCodeAt(13) !== COLON || text.charCodeAt(16) !== COLON)
    return Number.NaN
  const hour = digitsAt(text, 11, 2)
  const minute = digitsAt(text, 14, 2)
  const second = digitsAt(text, 17, 2)
  if (!(hour <= 23 && minute <= 59 && second <= 60)) return Number.NaN

  const end = endOfFraction(text)
  const offset = offsetMinutesFrom(text, end)
  if (end === 20 || Number.isNaN(offset)) return Number.NaN // 20: a dot without digits
  let milliseconds = 0
  for (let index = 20; index < 23; index++) {
    milliseconds = milliseconds * 10 + (index < end ? text.charCodeAt(index) - 48 : 0)
  }

  const minutes = dayNumber(text as CivilDate) * 1440 + hour * 60 + minute - offset
  if (second < 60) return minutes * MINUTE + second * 1000 + milliseconds
  // A leap second ends a UTC day; there is no number for it, so it is held at the second before.
  return ((minutes % 1440) + 1440) % 1440 === 1439 ? minutes * MINUTE + 59_999 : Number.NaN
}

/** Where the offset starts: 19, or after the dot and its digits. */
function endOfFraction(text: string): number {
  let end = 19
  if (text.charCodeAt(19) === DOT) {
    do end++
    while (text.charCodeAt(end) >= 48 && text.charCodeAt(end) <= 57)
  }
  return end
}

function offsetMinutesFrom(text: string, start: number): number {
  const sign = text.charCodeAt(start)
  if (sign === 90 || sign === 122) return text.length === start + 1 ? 0 : Number.NaN
  if ((sign !== PLUS && sign !== MINUS) || text.length !== start + 6) return Number.NaN
  const hours = digitsAt(text, start + 1, 2)
  const minutes = digitsAt(text, start + 4, 2)
  if (!(hours <= 23 && minutes <= 59) || text.charCodeAt(start + 3) !== COLON) return Number.NaN
  return sign === PLUS ? hours * 60 + minutes : -(hours * 60 + minutes)
}

const MINUTE = 60_000
const COLON = 58
const DOT = 46
const PLUS = 43
const MINUS = 45
const SIX = 54
