/** A real day, `2021-04-30`. */
export type CivilDate = string & { readonly civilDate: unique symbol }

/** A real day, month or year: `2021-04-30`, `1956-03`, `1956`. */
export type PartialDate = string & { readonly partialDate: unique symbol }

/** A real day of the years 0001 to 9999 (proleptic Gregorian), exactly ten characters. */
export function parseCivilDate(text: string): CivilDate | undefined {
  return isCivilDate(text) ? text : undefined
}

export function isCivilDate(text: string): text is CivilDate {
  return text.length === 10 && isCivilDateAt(text)
}

export function parsePartialDate(text: string): PartialDate | undefined {
  const real =
    text.length === 10
      ? isCivilDateAt(text)
      : text.length === 7
        ? isCivilDateAt(`${text}-01`)
        : text.length === 4 && isCivilDateAt(`${text}-01-01`)
  return real ? (text as PartialDate) : undefined
}

/** Whether `text` starts with a real `YYYY-MM-DD`, whatever follows. */
export function isCivilDateAt(text: string): boolean {
  const year = digitsAt(text, 0, 4)
  const month = digitsAt(text, 5, 2)
  const day = digitsAt(text, 8, 2)
  return (
    text.charCodeAt(4) === HYPHEN &&
    text.charCodeAt(7) === HYPHEN &&
    year >= 1 &&
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= daysInMonth(year, month)
  )
}

/** Days since 1970-01-01. Looks at the first ten characters only, so a date-time will do. */
export function dayNumber(date: CivilDate): number {
  return dayOf(digitsAt(date, 0, 4), digitsAt(date, 5, 2), digitsAt(date, 8, 2))
}

/** The day that is `day` days after 1970-01-01. */
export function civilDateOf(day: number): CivilDate {
  const { year, month, dayOfMonth } = partsOf(day)
  return `${padded(year, 4)}-${padded(month, 2)}-${padded(dayOfMonth, 2)}` as CivilDate
}

/** The calendar month of a day number, 1 to 12. */
export function monthOf(day: number): number {
  return partsOf(day).month
}

/** The weekday of a day number as ISO 8601 counts them: 1 Monday to 7 Sunday. */
export function weekdayOf(day: number): number {
  return modulo(day + 3, 7) + 1 // 1970-01-01 was a Thursday
}

/**
 * The age in whole years, the youngest and the oldest that the papers allow; never below 0.
 * Who was born on 29 February turns older on 1 March where the year has no such day.
 */
export function ageOn(birth: PartialDate, on: CivilDate): { readonly min: number; readonly max: number } {
  const first = birth.length === 4 ? `${birth}-01-01` : birth.length === 7 ? `${birth}-01` : birth
  const last =
    birth.length === 4 ? `${birth}-12-31` : birth.length === 7 ? `${birth}-${lastDayOf(birth)}` : birth
  return { min: completedYears(last, on), max: completedYears(first, on) }
}

/** Days since 1970-01-01 of a day that is known to be real. */
export function dayOf(year: number, month: number, dayOfMonth: number): number {
  // Years are counted from 1 March, so that the leap day comes last.
  const shifted = month > 2 ? year : year - 1
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + dayOfMonth - 1
  return (
    shifted * 365 +
    Math.floor(shifted / 4) -
    Math.floor(shifted / 100) +
    Math.floor(shifted / 400) +
    dayOfYear -
    719_468 // 0000-03-01 to 1970-01-01
  )
}

function partsOf(day: number): { year: number; month: number; dayOfMonth: number } {
  const fromMarch = day + 719_468
  const era = Math.floor(fromMarch / 146_097) // 400 years
  const dayOfEra = fromMarch - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153)
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
  return {
    year: era * 400 + yearOfEra + (month <= 2 ? 1 : 0),
    month,
    dayOfMonth: dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1,
  }
}

function completedYears(birth: string, on: CivilDate): number {
  const years = digitsAt(on, 0, 4) - digitsAt(birth, 0, 4)
  const birthdayPassed = on.slice(5) >= birth.slice(5)
  return Math.max(0, birthdayPassed ? years : years - 1)
}

function lastDayOf(month: string): string {
  return String(daysInMonth(digitsAt(month, 0, 4), digitsAt(month, 5, 2)))
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

/** The number written in `count` digits from `start`; NaN where one of them is no ASCII digit. */
export function digitsAt(text: string, start: number, count: number): number {
  let value = 0
  for (let index = start; index < start + count; index++) {
    const digit = text.charCodeAt(index) - 48
    if (!(digit >= 0 && digit <= 9)) return Number.NaN
    value = value * 10 + digit
  }
  return value
}

export function padded(value: number, width: number): string {
  return String(value).padStart(width, '0')
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by
}

const HYPHEN = 45
