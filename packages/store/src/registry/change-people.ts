import type { Instant } from '@excelsior/domain'
import { byteaArray, int8Array } from '../array-parameters.ts'
import { type Database, type Databases, statement } from '../database.ts'
import { keysOf } from './apply-report.ts'
import { loadGroups, takeTurn } from './load-batch.ts'
import type { SealedRows } from './sealed-rows.ts'
import type { PersonId, Review } from './types.ts'

const SEPARATE = statement(
  'registry-separate',
  `WITH joined AS (SELECT id FROM people WHERE survivor = (SELECT survivor FROM people WHERE id = $1) AND NOT decoy),
   decided AS (DELETE FROM reviews WHERE one IN (SELECT id FROM joined) AND other IN (SELECT id FROM joined))
   UPDATE people SET survivor = people.id, changed_at = instant($2),
     apart_from = (SELECT array_agg(DISTINCT other) FROM (
       SELECT unnest(apart_from) UNION SELECT id FROM joined WHERE joined.id <> people.id) AS o(other))
   FROM joined WHERE people.id = joined.id AND (SELECT count(*) FROM joined) > 1
   RETURNING people.id`,
)

/** Takes joined people apart; they are not joined again by themselves. */
export async function separate(
  databases: Databases,
  id: PersonId,
  now: Instant,
): Promise<readonly PersonId[]> {
  return databases.session(async (inside) => {
    const [, , rows] = await Promise.all([
      inside.begin(),
      takeTurn(inside),
      inside.run<{ id: PersonId }>(SEPARATE, [id, now]),
      inside.commit(),
    ])
    return rows.map(({ id: own }) => own)
  })
}

const ERASE = statement(
  'registry-erase',
  `WITH b AS (DELETE FROM blind_keys WHERE key = ANY($2::bytea[]) AND person = ANY($1::bigint[])),
   o AS (DELETE FROM overrides USING records
     WHERE records.person = ANY($1::bigint[]) AND overrides.source = records.source
       AND overrides.name IN (records.key, records.series)),
   r AS (DELETE FROM records WHERE person = ANY($1::bigint[])),
   i AS (DELETE FROM identities WHERE person = ANY($1::bigint[])),
   w AS (DELETE FROM reviews WHERE one = ANY($1::bigint[]) OR other = ANY($1::bigint[]))
   DELETE FROM people WHERE id = ANY($1::bigint[]) AND NOT decoy`,
)

/** Deletes a person, whoever they were joined with included: the data keys, and with them all that was under them. */
export async function erase(databases: Databases, rows: SealedRows, id: PersonId): Promise<boolean> {
  return databases.session(async (inside) => {
    await Promise.all([inside.begin(), takeTurn(inside)])
    const [group] = await loadGroups(inside, rows, [id])
    if (!group) return false
    const keys = group.identities.flatMap(({ source, stored }) => keysOf(source, stored.details))
    await Promise.all([
      inside.run(ERASE, [
        int8Array(group.people.map((person) => person.id)),
        byteaArray(keys.map(rows.blindKey)),
      ]),
      inside.commit(),
    ])
    return true
  })
}

const REVIEWS = statement(
  'registry-reviews',
  `SELECT a.survivor AS one, b.survivor AS other, milliseconds(since) AS since
   FROM reviews JOIN people AS a ON a.id = one JOIN people AS b ON b.id = other
   WHERE a.survivor <> b.survivor ORDER BY since DESC, one, other LIMIT $1`,
)

/** Pairs that somebody has to decide about, newest first; those who were joined since are left out. */
export async function reviews(database: Database, limit: number): Promise<readonly Review[]> {
  const rows = await database.run<{ one: PersonId; other: PersonId; since: Instant }>(REVIEWS, [limit])
  return rows.map(({ one, other, since }) => ({ people: [one, other], since }))
}
