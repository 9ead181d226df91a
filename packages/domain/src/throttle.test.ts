import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Limit, step } from './throttle.ts'

const HOUR = 3_600_000
const eightADay: Limit = { count: 8, periodMilliseconds: 24 * HOUR }

/** Somebody who tries again and again, and remembers nothing but the state. */
function visitor(limit: Limit) {
  let tat: number | undefined
  return (now: number) => {
    const { allowed, tat: kept, retryAt } = step(tat, now, limit)
    tat = kept
    return { allowed, retryAt }
  }
}

test('a resident spends the day’s eight, waits three hours for a ninth, and has eight again the next day', () => {
  const tries = visitor(eightADay)
  for (let number = 1; number <= 8; number++) expect(tries(0).allowed).toBe(true)
  expect(tries(0)).toEqual({ allowed: false, retryAt: 3 * HOUR })
  expect(tries(3 * HOUR - 1).allowed).toBe(false)
  expect(tries(3 * HOUR).allowed).toBe(true)
  expect(tries(3 * HOUR).allowed).toBe(false)
  const nextDay = 27 * HOUR
  for (let number = 1; number <= 8; number++) expect(tries(nextDay).allowed).toBe(true)
  expect(tries(nextDay).allowed).toBe(false)
})

test('being refused costs nothing, however often', () => {
  const tries = visitor(eightADay)
  for (let number = 1; number <= 8; number++) tries(0)
  for (let number = 1; number <= 1000; number++) expect(tries(1).allowed).toBe(false)
  expect(tries(3 * HOUR).allowed).toBe(true)
})

test('a long absence saves nothing up', () => {
  const tries = visitor(eightADay)
  tries(0)
  const later = 1000 * HOUR
  for (let number = 1; number <= 8; number++) expect(tries(later).allowed).toBe(true)
  expect(tries(later).allowed).toBe(false)
})

test('a state written while the clock was a year ahead locks nobody out for longer than the period', () => {
  const yearAhead = 365 * 24 * HOUR
  const { tat } = step(undefined, yearAhead, eightADay)
  const refused = step(tat, 0, eightADay)
  expect(refused).toMatchObject({ allowed: false, retryAt: 3 * HOUR })
  expect(step(refused.tat, 3 * HOUR, eightADay).allowed).toBe(true)
})

test('a clock that goes back gives nothing away', () => {
  const tries = visitor(eightADay)
  for (let number = 1; number <= 8; number++) tries(10 * HOUR)
  expect(tries(9 * HOUR).allowed).toBe(false)
})

test('in no stretch of time are there more than the count and what was refilled meanwhile', () => {
  const limit = fc.record({
    count: fc.integer({ min: 1, max: 50 }),
    periodMilliseconds: fc.integer({ min: 100, max: 5000 }),
  })
  fc.assert(
    fc.property(
      limit,
      fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 150, maxLength: 200 }),
      (given, waits) => {
        const tries = visitor(given)
        const allowedAt: number[] = []
        let now = 0
        for (const wait of waits) {
          now += wait
          const { allowed, retryAt } = tries(now)
          if (allowed) allowedAt.push(now)
          else expect(retryAt).toBeGreaterThan(now)
        }
        for (const [first, from] of allowedAt.entries()) {
          for (const [last, to] of allowedAt.entries()) {
            if (last < first) continue
            const refilled = ((to - from) / given.periodMilliseconds) * given.count
            expect(last - first + 1).toBeLessThanOrEqual(Math.floor(given.count + refilled + 1e-9))
          }
        }
      },
    ),
  )
})

test('who comes back at the time that was named is let in', () => {
  const limit: Limit = { count: 7, periodMilliseconds: 1000 } // no whole interval
  const tries = visitor(limit)
  let now = 0
  for (let number = 1; number <= 50; number++) {
    const { allowed, retryAt } = tries(now)
    if (!allowed) {
      expect(tries(retryAt - 1).allowed).toBe(false)
      expect(tries(retryAt).allowed).toBe(true)
      now = retryAt
    }
  }
})
