import type { Instant } from '@excelsior/domain'
import { byteaArray, int8Array } from '../array-parameters.ts'
import { type Database, type Databases, statement } from '../database.ts'
import { loadGroups, takeTurn } from './load-batch.ts'
import type { Group } from './people-at-hand.ts'
import { keysOf } from './reported-people.ts'
import type { SealedRows } from './sealed-rows.ts'
import type { PersonId, Review } from './types.ts'

const SEPARATE = statement(
  'registry-separate',
  `WITH joined AS (SELECT id FROM people WHERE survivor = (SELECT survivor FROM people WHERE id = $1) AND NOT decoy),
   decided AS (DELETE FROM reviews WHERE one IN (SELECT id FROM joined) AND other IN (SELECT id FROM joined))
   UPDATE people SET survivor = people.id, linked = NULL, changed_at = instant($2),
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

const GROUPS_OF = statement(
  'registry-groups-of',
  `SELECT id, survivor FROM people
   WHERE survivor IN (SELECT survivor FROM people WHERE id IN ($1, $2)) AND NOT decoy ORDER BY id`,
)
const JOIN = statement(
  'registry-join',
  `WITH decided AS (DELETE FROM reviews WHERE one = ANY($1::bigint[]) AND other = ANY($1::bigint[]))
   UPDATE people SET survivor = $2, linked = NULL, parted_from = NULL, changed_at = instant($3),
     apart_from = (SELECT array_agg(other) FROM unnest(apart_from) AS o(other) WHERE other <> ALL($1::bigint[]))
   WHERE id = ANY($1::bigint[]) RETURNING id`,
)
const KEEP_APART = statement(
  'registry-keep-apart',
  `WITH decided AS (DELETE FROM reviews
     WHERE (one = ANY($1::bigint[]) AND other = ANY($2::bigint[])) OR (one = ANY($2::bigint[]) AND other = ANY($1::bigint[])))
   UPDATE people SET changed_at = instant($3), apart_from = (SELECT array_agg(DISTINCT other) FROM (
     SELECT unnest(apart_from) UNION
     SELECT unnest(CASE WHEN id = ANY($1::bigint[]) THEN $2::bigint[] ELSE $1::bigint[] END)) AS o(other))
   WHERE id = ANY($1::bigint[]) OR id = ANY($2::bigint[]) RETURNING id`,
)

/** What was said of their numbers among themselves: the decision is later than that. */
const SETTLED = statement(
  'registry-settled-merges',
  'DELETE FROM merges WHERE key = ANY($1::bytea[]) AND other = ANY($1::bytea[])',
)

/**
 * What somebody decided about two people, whoever they were joined with included: joined for good, or never by
 * themselves. False where there are no such two.
 */
export async function decide(
  databases: Databases,
  rows: SealedRows,
  [one, other]: readonly [PersonId, PersonId],
  verdict: 'same' | 'different',
  now: Instant,
): Promise<boolean> {
  return databases.session(async (inside) => {
    await Promise.all([inside.begin(), takeTurn(inside)])
    const members = await inside.run<{ id: number; survivor: number }>(GROUPS_OF, [one, other])
    const survivorOf = (id: number) => members.find((member) => member.id === id)?.survivor
    const [first, second] = [survivorOf(one), survivorOf(other)]
    if (first === undefined || second === undefined || first === second) return false
    const group = (survivor: number) =>
      int8Array(members.filter((member) => member.survivor === survivor).map(({ id }) => id))
    if (verdict === 'different') await inside.run(KEEP_APART, [group(first), group(second), now])
    else {
      const keys = keysOfAll(await loadGroups(inside, rows, [one, other]))
      await Promise.all([
        inside.run(JOIN, [int8Array(members.map(({ id }) => id)), Math.min(first, second), now]),
        inside.run(SETTLED, [byteaArray(keys.map(rows.blindKey))]),
      ])
    }
    await inside.commit()
    return true
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
   w AS (DELETE FROM reviews WHERE one = ANY($1::bigint[]) OR other = ANY($1::bigint[])),
   m AS (DELETE FROM merges WHERE key = ANY($2::bytea[]) RETURNING key, other),
   n AS (DELETE FROM merges USING m WHERE merges.key = m.other AND merges.other = m.key),
   v AS (DELETE FROM patient_versions WHERE key = ANY($2::bytea[]))
   DELETE FROM people WHERE id = ANY($1::bigint[]) AND NOT decoy`,
)

/** Deletes a person, whoever they were joined with included: the data keys, and with them all that was under them. */
export async function erase(databases: Databases, rows: SealedRows, id: PersonId): Promise<boolean> {
  return databases.session(async (inside) => {
    await Promise.all([inside.begin(), takeTurn(inside)])
    const groups = await loadGroups(inside, rows, [id])
    if (groups.length === 0) return false
    await Promise.all([
      inside.run(ERASE, [
        int8Array(groups.flatMap(({ people }) => people.map((person) => person.id))),
        byteaArray(keysOfAll(groups).map(rows.blindKey)),
      ]),
      inside.commit(),
    ])
    return true
  })
}

const keysOfAll = (groups: readonly Group[]): readonly string[] =>
  groups.flatMap(({ identities }) =>
    identities.flatMap(({ source, stored }) => keysOf(source, stored.details)),
  )

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
