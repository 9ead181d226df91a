import {
  type CivilDate,
  dayNumber,
  type Instant,
  type PartialDate,
  parseCivilDate,
  weekdayOf,
  type Zone,
} from '@excelsior/domain'
import type { Translator } from './translator.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** "12 November 2027": the month is a word, so that nobody reads 03/04 the wrong way round. */
export function dayInWords(date: CivilDate, t: Translator): string {
  const [year = '', month = '', day = ''] = date.split('-')
  return t('date.day-month-year', {
    day: String(Number(day)),
    month: t('date.month', { month: String(Number(month)) }),
    year: plainYear(year),
  })
}

/** "Friday, 12 November 2027" */
export function weekdayInWords(date: CivilDate, t: Translator): string {
  const weekday = t('date.weekday', { weekday: String(weekdayOf(dayNumber(date))) })
  return t('date.weekday-day', { weekday, day: dayInWords(date, t) })
}

/** A birth date as far as the papers know it: "4 March 1956", "March 1956", "1956". No day is ever made up. */
export function birthDateInWords(birth: PartialDate, t: Translator): string {
  const day = parseCivilDate(birth)
  if (day !== undefined) return dayInWords(day, t)
  const [year = '', month] = birth.split('-')
  if (month === undefined) return plainYear(year)
  const name = t('date.month-alone', { month: String(Number(month)) })
  return t('date.month-year', { month: name, year: plainYear(year) })
}

/**
 * The last minute of something that ends at `expires` (exclusive), in the zone of the policy:
 * what ends at midnight is said to last until 23:59 of the day before.
 */
export function untilInWords(expires: Instant, zone: Zone, t: Translator): string {
  const endsAtMidnight = clockOf(expires, zone) === '00:00'
  return momentInWords(endsAtMidnight ? ((expires - MINUTE) as Instant) : expires, zone, t)
}

/** "Friday, 12 November 2027, 14:32" */
export function momentInWords(instant: Instant, zone: Zone, t: Translator): string {
  return t('date.moment', {
    day: weekdayInWords(zone.dateAt(instant), t),
    time: timeInWords(instant, zone, t),
  })
}

/** "14:32", in the zone. */
export function timeInWords(instant: Instant, zone: Zone, t: Translator): string {
  const [hour = '', minute = ''] = clockOf(instant, zone).split(':')
  return t('date.time', { hour, minute })
}

/** "151 days left", "5 hours left", "3 minutes left"; "ended" from the very instant of the end. */
export function timeLeftInWords(expires: Instant, now: Instant, t: Translator): string {
  const left = expires - now
  if (left <= 0) return t('pass.ended')
  if (left >= 2 * DAY) return t('pass.days-left', { days: Math.floor(left / DAY) })
  if (left >= HOUR) return t('pass.hours-left', { hours: Math.floor(left / HOUR) })
  return t('pass.minutes-left', { minutes: Math.max(1, Math.floor(left / MINUTE)) })
}

const clockOf = (instant: Instant, zone: Zone) => zone.format(instant).slice(11, 16)

const plainYear = (year: string) => String(Number(year))
