import type { CivilDate, Instant } from '@excelsior/domain'
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
  /** The same, once for each key: `false` where a batch of that key was added before. 16 bytes, drawn by chance. */
  addOnce(key: Uint8Array, tallies: readonly Tally[], now: Instant): Promise<boolean>
  between(from: CivilDate, to: CivilDate): Promise<readonly Tally[]>
}

/** For how long keys of batches are known: longer than the days that a batch may tell of. */
export const TALLY_BATCH_DAYS = 14

const added = (condition: string) => `
  INSERT INTO tallies AS t (day, type, result, count)
  SELECT day, type, result, sum(count) FROM unnest($1::date[], $2::text[], $3::text[], $4::int[]) AS n(day, type, result, count)
  WHERE ${condition}
  GROUP BY day, type, result ORDER BY day, type, result
  ON CONFLICT (day, type, result) DO UPDATE SET count = t.count + excluded.count`
const ADD = statement('tallies-add', added('true'))
/** Of two that come with one key at the same time, one waits for the other and then finds its row. */
const ADD_ONCE = statement(
  'tallies-add-once',
  `WITH fresh AS (
     INSERT INTO tally_batches (key, at) VALUES ($5, instant($6)) ON CONFLICT DO NOTHING RETURNING key
   ), counted AS (${added('EXISTS (SELECT FROM fresh)')})
   SELECT count(*)::int AS fresh FROM fresh`,
)
const BETWEEN = statement(
  'tallies-between',
  'SELECT day, type, result, count FROM tallies WHERE day BETWEEN $1 AND $2 ORDER BY day, type, result',
)

export function openTallies(database: Database): Tallies {
  return {
    async add(tallies) {
      if (tallies.length > 0) await database.run(ADD, columns(tallies))
    },
    async addOnce(key, tallies, now) {
      const [row] = await database.run<{ fresh: number }>(ADD_ONCE, [
        ...columns(tallies),
        Buffer.from(key),
        now,
      ])
      return row?.fresh === 1
    },
    between: (from, to) => database.run<Tally>(BETWEEN, [from, to]),
  }
}

const columns = (tallies: readonly Tally[]): readonly unknown[] => [
  tallies.map(({ day }) => day),
  tallies.map(({ type }) => type),
  tallies.map(({ result }) => result),
  tallies.map(({ count }) => count),
]
