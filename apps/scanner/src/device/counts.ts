import { type CivilDate, PASS_TYPES, type PassType } from '@excelsior/domain'
import { fieldsOf } from '@excelsior/offline'
import { type Outcome, WORDS, type Word } from '../scanning/outcome.ts'

/** Counted under: its type where a signature proved it, else `none`. */
export type Counted = PassType | 'none'
export const COUNTED: readonly Counted[] = [...PASS_TYPES, 'none']

/** How many verdicts of each kind there were today. All that is ever kept of a scan. */
export interface Counts {
  readonly day: CivilDate
  readonly of: Readonly<Record<string, number>>
}

export const noCounts = (day: CivilDate): Counts => ({ day, of: {} })

export const countOf = (counts: Counts, type: Counted, word: Word): number =>
  counts.of[`${type}/${word}`] ?? 0

export const totalOf = (counts: Counts): number =>
  Object.values(counts.of).reduce((sum, count) => sum + count, 0)

/** A new day begins at nothing. */
export function counted(counts: Counts, outcome: Outcome, today: CivilDate): Counts {
  const base = counts.day === today ? counts : noCounts(today)
  const key = `${countedType(outcome)}/${outcome.word}`
  return { day: today, of: { ...base.of, [key]: (base.of[key] ?? 0) + 1 } }
}

/** As which type a verdict is counted: only what a signature proved. */
export const countedType = (outcome: Outcome): Counted =>
  'type' in outcome ? (outcome.type ?? 'none') : 'none'

export function readCounts(stored: unknown, today: CivilDate): Counts {
  const { day, of } = fieldsOf(stored)
  if (day !== today) return noCounts(today)
  const found = fieldsOf(of)
  const known: Record<string, number> = {}
  for (const type of COUNTED) {
    for (const word of WORDS) {
      const count = found[`${type}/${word}`]
      if (typeof count === 'number' && Number.isSafeInteger(count) && count > 0)
        known[`${type}/${word}`] = count
    }
  }
  return { day: today, of: known }
}
