import { type CivilDate, dayNumber, parseCivilDate } from '@excelsior/domain'

/**
 * How alike two birth dates are. `near`: what a slip explains (day and month exchanged, one digit, two neighbouring
 * digits exchanged, the day beside, the year beside). `month`, `year`: all that one of them tells agrees.
 * `generation`: 15 years or more apart, and no slip.
 */
export type BirthLikeness = 'same' | 'near' | 'month' | 'year' | 'far' | 'generation' | 'absent'

const GENERATION_YEARS = 15

export function birthLikeness(a: string | undefined, b: string | undefined): BirthLikeness {
  if (a === undefined || b === undefined || a === '' || b === '') return 'absent'
  if (a === b) return a.length === 10 ? 'same' : a.length === 7 ? 'month' : 'year'
  const shorter = Math.min(a.length, b.length)
  if (shorter < 10) {
    if (a.slice(0, shorter) === b.slice(0, shorter)) return shorter === 7 ? 'month' : 'year'
    return yearsApart(a, b) >= GENERATION_YEARS ? 'generation' : 'far'
  }
  if (isSlip(a, b)) return 'near'
  return yearsApart(a, b) >= GENERATION_YEARS ? 'generation' : 'far'
}

function yearsApart(a: string, b: string): number {
  return Math.abs(Number(a.slice(0, 4)) - Number(b.slice(0, 4)))
}

function isSlip(a: string, b: string): boolean {
  const sameYear = a.startsWith(b.slice(0, 4))
  if (sameYear && a.slice(5, 7) === b.slice(8) && a.slice(8) === b.slice(5, 7)) return true
  let first = -1
  let second = -1
  let different = 0
  for (let i = 0; i < 10; i++) {
    if (a[i] !== b[i]) {
      different++
      if (first < 0) first = i
      else second = i
    }
  }
  if (different === 1) return true
  if (different === 2 && second === first + 1 && a[first] === b[second] && a[second] === b[first]) return true
  if (a.slice(4) === b.slice(4) && yearsApart(a, b) === 1) return true
  const from = parseCivilDate(a)
  const to = parseCivilDate(b)
  return from !== undefined && to !== undefined && adjacent(from, to)
}

function adjacent(a: CivilDate, b: CivilDate): boolean {
  return Math.abs(dayNumber(a) - dayNumber(b)) === 1
}
