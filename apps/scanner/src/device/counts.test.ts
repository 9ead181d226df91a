import type { CivilDate, Instant } from '@excelsior/domain'
import { describe, expect, test } from 'vitest'
import type { Outcome } from '../scanning/outcome.ts'
import { counted, countOf, noCounts, readCounts, totalOf } from './counts.ts'

const TODAY = '2026-11-25' as CivilDate
const TOMORROW = '2026-11-26' as CivilDate
const VALID: Outcome = {
  word: 'valid',
  proven: true,
  type: 'pcr',
  seen: { format: 'pass', kind: 'pass' },
  holder: { givenName: 'Rosa', familyName: 'Delgado', birthDate: null },
  expires: 0 as Instant,
}
const FORGED: Outcome = { word: 'not-genuine', proven: false }

describe('today’s counts', () => {
  test('hold type and result, and nothing else', () => {
    const counts = [VALID, VALID, FORGED].reduce(
      (sum, outcome) => counted(sum, outcome, TODAY),
      noCounts(TODAY),
    )
    expect(counts).toEqual({ day: TODAY, of: { 'pcr/valid': 2, 'none/not-genuine': 1 } })
    expect(countOf(counts, 'pcr', 'valid')).toBe(2)
    expect(totalOf(counts)).toBe(3)
  })

  test('begin at nothing on a new day', () => {
    expect(counted(counted(noCounts(TODAY), VALID, TODAY), VALID, TOMORROW).of).toEqual({ 'pcr/valid': 1 })
    expect(readCounts({ day: TODAY, of: { 'pcr/valid': 5 } }, TOMORROW)).toEqual(noCounts(TOMORROW))
  })

  test.each([
    undefined,
    null,
    'x',
    7,
    { day: TODAY },
    { day: TODAY, of: { 'pcr/valid': -1, 'pcr/expired': 'x', odd: 4 } },
  ])('read back from %o are none', (stored) => {
    expect(readCounts(stored, TODAY)).toEqual(noCounts(TODAY))
  })
})
