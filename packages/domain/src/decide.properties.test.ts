import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { newYork } from '../../../tools/new-york-policy.ts'
import { civilDateOf } from './civil-date.ts'
import { decide } from './decide.ts'
import type { Decision } from './decision.ts'
import { type DateTime, type Instant, parseDateTime } from './instant.ts'
import { PASS_TYPES } from './pass.ts'
import type { Policy } from './policy.ts'
import type { HealthRecord, Immunization, LabResult } from './record.ts'
import { collectedAt } from './what-counts.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const START = Date.UTC(2021, 0, 1) / DAY
const { zone } = newYork

/** With no renewal, so that a vaccination pass can expire for good. */
const withoutRenewal: Policy = { ...newYork, vaccination: { ...newYork.vaccination } }
Reflect.deleteProperty(withoutRenewal.vaccination, 'validDaysAfterRetrieval')

const day = fc.integer({ min: START, max: START + 400 })
const now = fc.integer({ min: START * DAY, max: (START + 450) * DAY }) as fc.Arbitrary<Instant>
const jurisdiction = fc.constantFrom('US-NY', 'US-NY', 'US-NY', 'US-NJ')
const moment = fc.integer({ min: START * 24 * 60, max: (START + 400) * 24 * 60 }).map((minute) => {
  const written = parseDateTime(zone.format((minute * 60_000) as Instant))
  return written as DateTime
})

const dose: fc.Arbitrary<Immunization> = fc.record({
  kind: fc.constant('immunization'),
  cvx: fc.constantFrom('207', '208', '212', '217', '218', '210'),
  date: day.map(civilDateOf),
  jurisdiction,
  status: fc.constantFrom('completed', 'completed', 'completed', 'deleted', 'partial'),
  historical: fc.constantFrom(false, false, false, true),
})
const lab: fc.Arbitrary<LabResult> = fc.record({
  kind: fc.constant('lab'),
  test: fc.constantFrom('pcr', 'antigen'),
  result: fc.constantFrom('negative', 'negative', 'negative', 'positive', 'inconclusive'),
  collected: fc.oneof(day.map(civilDateOf), moment),
  jurisdiction,
  status: fc.constantFrom(
    'final',
    'final',
    'final',
    'corrected',
    'preliminary',
    'wrong',
    'cancelled',
    'unknown',
  ),
})
const records = fc.array(fc.oneof(dose, lab), { maxLength: 8 })
const pass = fc.constantFrom(...PASS_TYPES)
const runs = { numRuns: 3000 }

const isPast = (record: HealthRecord, instant: Instant): boolean =>
  record.kind === 'lab' ? collectedAt(zone, record) <= instant : zone.midnightStarting(record.date) <= instant

/** Runs `check` on cases near a record, where something happens; an instant at random mostly finds nothing. */
function forAll(
  check: (given: HealthRecord[], type: (typeof PASS_TYPES)[number], instant: Instant) => void,
): void {
  const soonAfter = fc.integer({ min: -DAY, max: 20 * DAY })
  fc.assert(
    fc.property(records, pass, now, soonAfter, fc.boolean(), (given, type, instant, distance, near) => {
      const last = given[given.length - 1]
      if (!near || !last) return check(given, type, instant)
      const from = last.kind === 'lab' ? collectedAt(zone, last) : zone.midnightStarting(last.date)
      check(given, type, (from + distance) as Instant)
    }),
    runs,
  )
}

describe('for whatever records', () => {
  test('a pass is valid now, and never outlives what the policy allows', () => {
    forAll((given, type, instant) => {
      const decision = decide(newYork, type, given, instant)
      if (!decision.eligible) return
      const today = zone.dayAt(instant)
      const longest = {
        vaccination: zone.midnightStartingDay(today + 181),
        pcr: zone.midnightStartingDay(today + 4),
        antigen: instant + 6 * HOUR,
      }
      expect(decision.expires).toBeGreaterThan(instant)
      expect(decision.expires).toBeLessThanOrEqual(longest[type])
    })
  })

  test('their order means nothing', () => {
    fc.assert(
      fc.property(records, pass, now, fc.integer({ min: 0, max: 7 }), (given, type, instant, turn) => {
        const decision = decide(newYork, type, given, instant)
        expect(decide(newYork, type, [...given].reverse(), instant)).toEqual(decision)
        expect(decide(newYork, type, [...given.slice(turn), ...given.slice(0, turn)], instant)).toEqual(
          decision,
        )
      }),
      runs,
    )
  })

  test('reporting all of them twice changes nothing', () => {
    forAll((given, type, instant) => {
      const once = decide(newYork, type, given, instant)
      expect(decide(newYork, type, [...given, ...given], instant)).toEqual(once)
    })
  })

  test('those of the future, and withdrawn ones, change nothing', () => {
    forAll((given, type, instant) => {
      const standing = given.filter(
        (record) =>
          isPast(record, instant) && !['wrong', 'cancelled', 'deleted'].includes(record.status ?? ''),
      )
      expect(decide(newYork, type, standing, instant)).toEqual(decide(newYork, type, given, instant))
    })
  })

  test('no pass comes of records from elsewhere', () => {
    forAll((given, type, instant) => {
      const elsewhere = given.map((record) => ({ ...record, jurisdiction: 'US-NJ' }))
      expect(decide(newYork, type, elsewhere, instant).eligible).toBe(false)
    })
  })

  test('what has expired stays so without a new record, where there is no renewal', () => {
    forAll((given, type, instant) => {
      const known = given.filter((record) => isPast(record, instant))
      const before = decide(withoutRenewal, type, known, instant)
      if (before.eligible || before.reason !== 'expired') return
      for (const days of [0.25, 1, 11, 200]) {
        const later = decide(withoutRenewal, type, known, (instant + days * DAY) as Instant)
        expect(later).toEqual({ eligible: false, reason: 'expired' })
      }
    })
  })

  test('a pass taken later never ends sooner', () => {
    const expiry = (decision: Decision) => (decision.eligible ? decision.expires : undefined)
    forAll((given, type, instant) => {
      let before = expiry(decide(newYork, type, given, instant))
      for (const hours of [1, 5, 24, 72, 24 * 90, 24 * 181]) {
        const later = expiry(decide(newYork, type, given, (instant + hours * HOUR) as Instant))
        if (later !== undefined && before !== undefined) expect(later).toBeGreaterThanOrEqual(before)
        before = later ?? before
      }
    })
  })

  test('a reason holds to the last moment before the end that it names, and then no longer', () => {
    forAll((given, type, instant) => {
      const known = given.filter((record) => isPast(record, instant))
      const decision = decide(newYork, type, known, instant)
      if (decision.eligible || decision.until === undefined) return
      expect(decision.until).toBeGreaterThan(instant)
      expect(decide(newYork, type, known, (decision.until - 1) as Instant)).toEqual(decision)
      const after = decide(newYork, type, known, decision.until)
      expect(after.eligible ? undefined : after.reason).not.toBe(decision.reason)
    })
  })
})
