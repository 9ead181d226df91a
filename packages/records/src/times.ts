import {
  type CivilDate,
  civilDateOf,
  type DateTime,
  dayNumber,
  type Instant,
  type PartialDate,
  parseCivilDate,
  parseDateTime,
  parseInstant,
  parsePartialDate,
  type Zone,
} from '@excelsior/domain'
import { isDigits } from './codes.ts'

export type Moment =
  | { readonly kind: 'day'; readonly text: CivilDate }
  /** `end`: exclusive; a stamp without seconds lasts a minute. */
  | { readonly kind: 'time'; readonly text: DateTime; readonly start: Instant; readonly end: Instant }
  /** A year, or a year and month. */
  | { readonly kind: 'coarse'; readonly text: PartialDate }
  /** No date at all, or one that does not exist. */
  | { readonly kind: 'impossible' }

const IMPOSSIBLE: Moment = { kind: 'impossible' }

/**
 * HL7 TS and DTM: `YYYY[MM[DD[HH[MM[SS[.S…]]]]]][+/-ZZZZ]` (2.5.1, section 2.A.22). Fractions are cut, 24:00 is 00:00
 * of the next day. A time without offset is the wall clock of `zone`; one that comes twice is the earlier.
 */
export function readMoment(stamp: string, zone: Zone): Moment {
  if (stamp.length > 30) return IMPOSSIBLE
  const sign = Math.max(stamp.indexOf('+'), stamp.indexOf('-'))
  const offset = sign < 0 ? '' : stamp.slice(sign)
  const local = sign < 0 ? stamp : stamp.slice(0, sign)
  const dot = local.indexOf('.')
  const digits = dot < 0 ? local : local.slice(0, dot)
  if (!isDigits(digits) || (dot >= 0 && (digits.length !== 14 || !isDigits(local.slice(dot + 1)))))
    return IMPOSSIBLE
  if (offset !== '' && (offset.length !== 5 || !isDigits(offset.slice(1)))) return IMPOSSIBLE

  const date = `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6, 8)}`
  switch (digits.length) {
    case 4:
    case 6: {
      const text = parsePartialDate(date.slice(0, digits.length === 4 ? 4 : 7))
      return text === undefined ? IMPOSSIBLE : { kind: 'coarse', text }
    }
    case 8: {
      const text = parseCivilDate(date)
      return text === undefined ? IMPOSSIBLE : { kind: 'day', text }
    }
    case 10:
    case 12:
    case 14:
      return readTime(date, digits.slice(8), offset, zone)
    default:
      return IMPOSSIBLE
  }
}

function readTime(date: string, clock: string, offset: string, zone: Zone): Moment {
  let day = parseCivilDate(date)
  if (day === undefined) return IMPOSSIBLE
  let time = clock.padEnd(6, '0')
  if (time === '240000') {
    day = civilDateOf(dayNumber(day) + 1)
    time = '000000'
  }
  const wall = `${day}T${time.slice(0, 2)}:${time.slice(2, 4)}:${time.slice(4, 6)}`
  const precision = clock.length === 2 ? 3_600_000 : clock.length === 4 ? 60_000 : 1000
  if (time.slice(4, 6) > '59') return IMPOSSIBLE

  const sent = offset === '' ? undefined : parseDateTime(`${wall}${offset.slice(0, 3)}:${offset.slice(3)}`)
  if (offset !== '' && sent === undefined) return IMPOSSIBLE
  const start = sent === undefined ? wallClock(wall, zone) : parseInstant(sent)
  if (start === undefined) return IMPOSSIBLE
  const text = sent ?? (zone.format(start) as DateTime)
  return { kind: 'time', text, start, end: (start + precision) as Instant }
}

/**
 * ISO 8601 as FHIR and CSV write it: a day, month or year, or a day and time of seconds or minutes, with an offset or
 * without (then the clock of `zone`).
 */
export function readIsoMoment(text: string, zone: Zone): Moment {
  if (text.length > 40) return IMPOSSIBLE
  const date = text.slice(0, 10)
  const separators = date.length === 10 ? [4, 7] : date.length === 7 ? [4] : []
  if (![4, 7, 10].includes(date.length) || separators.some((index) => date[index] !== '-')) return IMPOSSIBLE
  if (text.length <= 10) return readMoment(date.replaceAll('-', ''), zone)
  if (text[10] !== 'T' && text[10] !== ' ') return IMPOSSIBLE

  const isUtc = text.endsWith('Z')
  const clock = isUtc ? text.slice(11, -1) : text.slice(11)
  const sign = Math.max(clock.indexOf('+'), clock.indexOf('-'))
  const [time, offset] = sign < 0 ? [clock, isUtc ? '+00:00' : ''] : [clock.slice(0, sign), clock.slice(sign)]
  const isClock = time[2] === ':' && (time.length === 5 || time[5] === ':')
  if (!isClock || (isUtc && sign >= 0) || (offset !== '' && (offset.length !== 6 || offset[3] !== ':')))
    return IMPOSSIBLE
  const moment = readMoment(
    `${date}${time}${offset}`.replaceAll(':', '').replace('-', '').replace('-', ''),
    zone,
  )
  if (!isUtc || moment.kind !== 'time') return moment
  return { ...moment, text: moment.text.replace('+00:00', 'Z') as DateTime }
}

/** The day of a dose as it was written; a stamp in UTC, which no place of care keeps, was converted on the way. */
export function dayWritten(moment: Moment, zone: Zone): CivilDate | undefined {
  if (moment.kind === 'day') return moment.text
  if (moment.kind !== 'time') return undefined
  const isUtc = moment.text.endsWith('+00:00') || moment.text.endsWith('Z')
  return isUtc ? zone.dateAt(moment.start) : parseCivilDate(moment.text.slice(0, 10))
}

/** The first instant at which the zone's clock shows `wall`; in a gap, as if the clock had not been changed yet. */
function wallClock(wall: string, zone: Zone): Instant | undefined {
  const naive = parseInstant(`${wall}Z`)
  if (naive === undefined) return undefined
  const before = zone.offsetMinutesAt((naive - DAY) as Instant)
  const after = zone.offsetMinutesAt((naive + DAY) as Instant)
  const candidates = [before, after].map((offset) => (naive - offset * MINUTE) as Instant)
  const shown = candidates.filter((instant) => instant + zone.offsetMinutesAt(instant) * MINUTE === naive)
  return shown.length > 0 ? (Math.min(...shown) as Instant) : candidates[0]
}

/** The instants that a moment covers: a day is one of the zone, a coarse one is unknown. */
export function extent(
  moment: Moment,
  zone: Zone,
): { readonly start: Instant; readonly end: Instant } | undefined {
  if (moment.kind === 'time') return moment
  if (moment.kind !== 'day') return undefined
  const day = dayNumber(moment.text)
  return { start: zone.midnightStartingDay(day), end: zone.midnightStartingDay(day + 1) }
}

/**
 * Begins more than a day after it came in: what has not been cannot be reported. A day is for zones, and for clocks that
 * are wrong. Where it is not known when it came, nothing is.
 */
export function isAhead(
  moment: Moment,
  { zone, receivedAt }: { readonly zone: Zone; readonly receivedAt?: Instant },
): boolean {
  const time = extent(moment, zone)
  return time !== undefined && receivedAt !== undefined && time.start > receivedAt + DAY
}

/** A day, or a day and time, before somebody's first; of a birth date without day or month, as far as it is known. */
export function isBeforeBirth(
  when: CivilDate | DateTime,
  { birthDate }: { readonly birthDate?: PartialDate },
): boolean {
  return birthDate !== undefined && when.slice(0, birthDate.length) < birthDate
}

export const BEFORE_BIRTH = 'The dose is dated before the birth of the person. Correct one of the two days.'
export const DOSE_AHEAD =
  'The day of the dose has not come yet. Correct it, or send it again once it was given.'
export const TEST_AHEAD =
  'The collection time has not come yet. Correct it, and the clock that it was taken from.'

const MINUTE = 60_000
const DAY = 86_400_000
