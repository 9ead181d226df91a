import type { Instant } from '@excelsior/domain'
import { type Database, statement } from './database.ts'
import type { KeyedHash } from './keyed-hash.ts'

/** Tries that failed under one identity, whether or not such a person is on file. Never forgotten by time. */
export interface FailedTries {
  readonly count: number
  /** The last of them. */
  readonly last?: Instant
}

export interface FailedTriesStore {
  /**
   * Counts a try as failed before it is judged, so that parallel ones cannot pass the limit together.
   * True where it was within the limit. `changedAt` of the person meant, where there is one: a change to
   * them since the last failure gives fresh tries.
   */
  begin(identity: string, limit: number, now: Instant, changedAt?: Instant): Promise<boolean>
  /** It was right after all: takes back what its `begin` counted, and nothing more. */
  succeeded(identity: string): Promise<void>
  /** After a code by letter, or at the counter. */
  reset(identity: string): Promise<void>
  read(identity: string): Promise<FailedTries>
}

const BEGIN = statement(
  'failed-tries-begin',
  `INSERT INTO failed_tries AS f (identity, count, last) VALUES ($1, 1, instant($3))
   ON CONFLICT (identity) DO UPDATE
     SET count = CASE WHEN f.last < instant($4) THEN 1 ELSE f.count + 1 END, last = excluded.last
     WHERE f.count < $2 OR f.last < instant($4)
   RETURNING count`,
)
const SUCCEEDED = statement(
  'failed-tries-succeeded',
  'UPDATE failed_tries SET count = count - 1 WHERE identity = $1 AND count > 0',
)
const RESET = statement('failed-tries-reset', 'DELETE FROM failed_tries WHERE identity = $1')
const READ = statement(
  'failed-tries-read',
  'SELECT count, milliseconds(last) AS last FROM failed_tries WHERE identity = $1',
)

export function openFailedTries(database: Database, hash: KeyedHash): FailedTriesStore {
  return {
    async begin(identity, limit, now, changedAt) {
      if (limit < 1) return false
      return (await database.run(BEGIN, [hash(identity), limit, now, changedAt ?? null])).length > 0
    },
    async succeeded(identity) {
      await database.run(SUCCEEDED, [hash(identity)])
    },
    async reset(identity) {
      await database.run(RESET, [hash(identity)])
    },
    async read(identity) {
      const [row] = await database.run<Required<FailedTries>>(READ, [hash(identity)])
      return row ?? { count: 0 }
    },
  }
}
