import type { Instant, Limit } from '@excelsior/domain'
import { byteaArray, int8Array } from './array-parameters.ts'
import { type Database, statement } from './database.ts'
import { type KeyedHash, keyedHash } from './keyed-hash.ts'
import type { Secrets } from './secrets.ts'

export interface Charge {
  /** Whom it concerns, as text, with what is counted: `start identity …`. Stored as a keyed hash. */
  readonly key: string
  readonly limit: Limit
}

export interface Throttles {
  /** Charges all of them and says true, or none and false. One statement; processes share the count. */
  take(charges: readonly Charge[], now: Instant): Promise<boolean>
}

/**
 * The step of `domain/throttle.ts` on shared state, as part of a larger statement. $1 keys, $2 intervals and $3
 * allowances in milliseconds, $4 now. All are charged or none, and `charged.allowed` is the verdict; `in-turn`, each
 * is charged where it and all before it can be, and `each_charged` tells of each by its place, from 1. Rows are locked
 * in the order of their keys, so that two charges of several keys do not wait for one another. A key's very first two
 * charges may both see no row: the second then meets the first one's, and is measured by it. Nothing is charged where
 * `unless` holds.
 */
export const charge = (how: 'together' | 'in-turn' = 'together', unless = 'false') => `
  asked AS (
    SELECT key, step, allowance, place
    FROM unnest($1::bytea[], $2::bigint[], $3::bigint[]) WITH ORDINALITY AS n(key, step, allowance, place)
    WHERE NOT (${unless}) ORDER BY key
  ), measured AS MATERIALIZED (
    SELECT asked.*, t.tat IS NOT NULL AS known,
      least(greatest(coalesce(t.tat, $4::bigint), $4::bigint), $4::bigint + allowance) AS level
    FROM asked LEFT JOIN LATERAL (SELECT tat FROM throttles WHERE key = asked.key FOR UPDATE) AS t ON true
  ), verdict AS MATERIALIZED (
    SELECT *, bool_and(level + step <= $4::bigint + allowance) OVER (${how === 'in-turn' ? 'ORDER BY place' : ''}) AS allowed
    FROM measured
  ), renewed AS (
    UPDATE throttles SET tat = CASE WHEN allowed THEN level + step ELSE level END FROM verdict
    WHERE known AND throttles.key = verdict.key AND (allowed OR tat > level AND level = $4::bigint + allowance)
  ), added AS (
    INSERT INTO throttles AS t (key, tat)
    SELECT key, $4::bigint + step FROM verdict WHERE allowed AND NOT known
    ON CONFLICT (key) DO UPDATE SET tat = greatest(t.tat, $4::bigint) + (excluded.tat - $4::bigint)
    RETURNING key, tat
  ), each_charged AS MATERIALIZED (
    SELECT place, allowed AND coalesce(added.tat <= $4::bigint + allowance, true) AS allowed
    FROM verdict LEFT JOIN added USING (key)
  ), charged AS MATERIALIZED (
    SELECT coalesce(bool_and(allowed), true) AS allowed FROM each_charged
  )`

export function chargeValues(hash: KeyedHash, charges: readonly Charge[], now: Instant): readonly unknown[] {
  const intervals = charges.map(({ limit }) => Math.ceil(limit.periodMilliseconds / limit.count))
  return [
    byteaArray(charges.map(({ key }) => hash(key))),
    int8Array(intervals),
    int8Array(charges.map(({ limit }, index) => (intervals[index] ?? 0) * limit.count)),
    now,
  ]
}

/**
 * A charge survives a killed process and a restart, not a power cut within the same second: waiting for the disk at
 * every one would let a crowd of them hold up everybody.
 */
export const HASTY = `hasty AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true))`

const TAKE = statement('throttles-take', `WITH ${HASTY}, ${charge()} SELECT allowed FROM charged, hasty`)

export const throttleHash = ({ blindIndexKey }: Secrets): KeyedHash => keyedHash(blindIndexKey, 'throttles')

export function openThrottles(database: Database, hash: KeyedHash): Throttles {
  return {
    async take(charges, now) {
      const [row] = await database.run<{ allowed: boolean }>(TAKE, chargeValues(hash, charges, now))
      return row?.allowed === true
    },
  }
}
