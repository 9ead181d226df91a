import { type CivilDate, civilDateOf, dayNumber, dayOf, padded } from './civil-date.ts'
import type { Instant } from './instant.ts'

/** A time zone's clock. Days and midnights are those on its wall. */
export interface Zone {
  readonly name: string
  /** East of Greenwich is positive. */
  offsetMinutesAt(instant: Instant): number
  /** The first instant of the day: 00:00, or the end of the gap where a clock change skips it. */
  midnightStarting(date: CivilDate): Instant
  dateAt(instant: Instant): CivilDate
  /** RFC 3339 with this zone's offset, `2021-10-20T00:00:00-04:00`; fractions of a second are cut. */
  format(instant: Instant): string

  /** `midnightStarting` and `dateAt` in day numbers (days since 1970-01-01), without making text. */
  midnightStartingDay(day: number): Instant
  dayAt(instant: Instant): number
}

const zones = new Map<string, Zone>()

/** The zone of an IANA name, `America/New_York`. Throws a RangeError for a name that the machine does not know. */
export function zone(name: string): Zone {
  const known = zones.get(name)
  if (known) return known
  const made = makeZone(name)
  zones.set(name, made)
  return made
}

function makeZone(name: string): Zone {
  const offsetAt = cachedOffsets(offsetReader(name))

  const midnightStartingDay = (day: number): Instant => {
    const wall = day * DAY
    const before = offsetAt(wall - DAY)
    const after = offsetAt(wall + DAY)
    if (before === after || offsetAt(wall - before) === before) return (wall - before) as Instant
    if (offsetAt(wall - after) === after) return (wall - after) as Instant
    return firstChange(offsetAt, wall - after, wall - before) as Instant
  }
  const dayAt = (instant: Instant): number => Math.floor((instant + offsetAt(instant)) / DAY)
  const offsetMinutesAt = (instant: Instant): number => Math.round(offsetAt(instant) / MINUTE)

  return {
    name,
    offsetMinutesAt,
    midnightStartingDay,
    dayAt,
    midnightStarting: (date) => midnightStartingDay(dayNumber(date)),
    dateAt: (instant) => civilDateOf(dayAt(instant)),
    format(instant) {
      const offset = offsetMinutesAt(instant)
      const wall = Math.floor(instant / 1000) + offset * 60
      const day = Math.floor(wall / 86_400)
      const second = wall - day * 86_400
      return `${civilDateOf(day)}T${clock(Math.floor(second / 60))}:${padded(second % 60, 2)}${signed(offset)}`
    },
  }
}

type OffsetAt = (instant: number) => number

/**
 * Remembers offsets in spans of three days. A span whose two ends differ holds one clock change, found once by
 * halving; a zone that changes twice within three days and back again does not exist.
 */
function cachedOffsets(read: OffsetAt): OffsetAt {
  let spans = new Map<number, { readonly before: number; readonly change: number; readonly after: number }>()
  return (instant) => {
    const start = Math.floor(instant / SPAN) * SPAN
    let span = spans.get(start)
    if (!span) {
      const before = read(start)
      const after = read(start + SPAN)
      const change = before === after ? start : firstChange(read, start, start + SPAN)
      span = { before, change, after }
      if (spans.size >= MOST_SPANS) spans = new Map() // instants come from outside: bounded memory
      spans.set(start, span)
    }
    return instant < span.change ? span.before : span.after
  }
}

/** The first instant after `from` whose offset is no longer that of `from`; `to` is known to have another. */
function firstChange(offsetAt: OffsetAt, from: number, to: number): number {
  const before = offsetAt(from)
  let same = from
  let other = to
  while (other - same > 1) {
    const middle = Math.floor((same + other) / 2)
    if (offsetAt(middle) === before) same = middle
    else other = middle
  }
  return other
}

/** Offsets in milliseconds from Intl, through nothing that Safari 13 lacks. */
function offsetReader(name: string): OffsetAt {
  const format = new Intl.DateTimeFormat('en-US-u-ca-gregory-nu-latn', {
    timeZone: name,
    hour12: false,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  return (asked) => {
    // Earlier, zones keep local mean time, and some engines leave the proleptic calendar.
    const instant = Math.max(asked, YEAR_1800)
    const wall: Record<string, number> = {}
    for (const part of format.formatToParts(instant)) wall[part.type] = Number(part.value)
    const { year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0 } = wall
    const seconds = dayOf(year, month, day) * 86_400 + (hour % 24) * 3600 + minute * 60 + second // 24:00 means 00:00
    return (seconds - Math.floor(instant / 1000)) * 1000
  }
}

const clock = (minutes: number): string => `${padded(Math.floor(minutes / 60), 2)}:${padded(minutes % 60, 2)}`

const signed = (minutes: number): string => (minutes < 0 ? '-' : '+') + clock(Math.abs(minutes))

const MINUTE = 60_000
const DAY = 86_400_000
const SPAN = 3 * DAY
const MOST_SPANS = 10_000
const YEAR_1800 = -5_364_662_400_000
