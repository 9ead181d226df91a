import type { CivilDate } from '@excelsior/domain'
import { type Database, statement } from './database.ts'

/** Counts of what scanners and the portal saw, and nothing about whom. */
export interface Tally {
  readonly day: CivilDate
  readonly type: string
  readonly result: string
  readonly count: number
}

export interface Tallies {
  /** Adds the counts; one statement for all of them. */
  add(tallies: readonly Tally[]): Promise<void>
  between(from: CivilDate, to: CivilDate): Promise<readonly Tally[]>
}

const ADD = statement(
  'tallies-add',
  `INSERT INTO tallies AS t (day, type, result, count)
   SELECT day, type, result, sum(count) FROM unnest($1::date[], $2::text[], $3::text[], $4::int[]) AS n(day, type, result, count)
   GROUP BY day, type, result ORDER BY day, type, result
   ON CONFLICT (day, type, result) DO UPDATE SET count = t.count + excluded.count`,
)
const BETWEEN = statement(
  'tallies-between',
  'SELECT day, type, result, count FROM tallies WHERE day BETWEEN $1 AND $2 ORDER BY day, type, result',
)

export function openTallies(database: Database): Tallies {
  return {
    async add(tallies) {
      if (tallies.length === 0) return
      await database.run(ADD, [
        tallies.map(({ day }) => day),
        tallies.map(({ type }) => type),
        tallies.map(({ result }) => result),
        tallies.map(({ count }) => count),
      ])
    },
    between: (from, to) => database.run<Tally>(BETWEEN, [from, to]),
  }
}
