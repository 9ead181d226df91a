import { randomBytes } from 'node:crypto'
import type { Instant } from '@excelsior/domain'
import { byteaArray, int4Array, int8Array } from '../array-parameters.ts'
import { type Database, type Session, type Statement, statement } from '../database.ts'
import { type MergeChanges, mergeStatements } from './load-merges.ts'
import { type IdentityRow, type PersonRow, wholeOf } from './people-at-hand.ts'

/** What a batch changes, each row once. */
export interface BatchChanges {
  readonly newPeople: readonly PersonRow[]
  /** People on file who changed, or were joined with others. */
  readonly changedPeople: readonly PersonRow[]
  readonly newIdentities: readonly IdentityToWrite[]
  readonly changedIdentities: readonly IdentityToWrite[]
  /** Keys of new people: not on file yet. */
  readonly newFiled: readonly FiledKey[]
  readonly filed: readonly FiledKey[]
  readonly unfiled: readonly FiledKey[]
  readonly newRecords: readonly RecordToWrite[]
  readonly changedRecords: readonly RecordToWrite[]
  readonly overrides: readonly OverrideToWrite[]
  readonly reports: readonly { readonly source: number; readonly digest: Buffer }[]
  readonly reviews: readonly (readonly [number, number])[]
  readonly merges: MergeChanges | undefined
}

export interface IdentityToWrite {
  readonly row: IdentityRow
  readonly sealed: Buffer
}

export interface FiledKey {
  readonly key: Buffer
  readonly person: number
}

export interface RecordToWrite {
  readonly source: number
  readonly key: Buffer
  readonly person: number
  readonly series: Buffer | undefined
  readonly sealed: Buffer
}

export interface OverrideToWrite {
  readonly source: number
  readonly name: Buffer
  readonly tag: Buffer
  readonly entry: Buffer | undefined
  readonly sealed: Buffer
}

/** Nothing at all where the turn is another one by now: returns no row then. */
const NEW_ROWS = statement(
  'registry-new-rows',
  `WITH turn AS (UPDATE registry_turn SET turn = $2 WHERE turn = $3 RETURNING instant($1) AS at),
   p AS (INSERT INTO people (id, survivor, data_key, changed_at)
     SELECT id, survivor, data_key, at
     FROM turn, unnest($4::bigint[], $5::bigint[], $6::bytea[]) AS n(id, survivor, data_key)),
   c AS (UPDATE people SET survivor = n.survivor, changed_at = at
     FROM turn, unnest($7::bigint[], $8::bigint[]) AS n(id, survivor) WHERE people.id = n.id),
   i AS (INSERT INTO identities (person, id, source, sealed)
     SELECT n.* FROM turn, unnest($9::bigint[], $10::bigint[], $11::int[], $12::bytea[]) AS n),
   b AS (INSERT INTO blind_keys (key, person)
     SELECT n.* FROM turn, unnest($13::bytea[], $14::bigint[]) AS n),
   r AS (INSERT INTO records (source, key, person, series, sealed)
     SELECT n.* FROM turn, unnest($15::int[], $16::bytea[], $17::bigint[], $18::bytea[], $19::bytea[]) AS n),
   m AS (INSERT INTO reports (source, digest, at)
     SELECT source, digest, at FROM turn, unnest($20::int[], $21::bytea[]) AS n(source, digest))
   SELECT 1 FROM turn`,
)

const CHANGED_ROWS = statement(
  'registry-changed-rows',
  `WITH i AS (UPDATE identities SET sealed = n.sealed
     FROM unnest($1::bigint[], $2::bigint[], $3::bytea[]) AS n(person, id, sealed)
     WHERE identities.person = n.person AND identities.id = n.id),
   r AS (UPDATE records SET person = n.person, series = n.series, sealed = n.sealed
     FROM unnest($4::int[], $5::bytea[], $6::bigint[], $7::bytea[], $8::bytea[]) AS n(source, key, person, series, sealed)
     WHERE records.source = n.source AND records.key = n.key)
   INSERT INTO blind_keys (key, person)
     SELECT * FROM unnest($9::bytea[], $10::bigint[]) ON CONFLICT DO NOTHING`,
)

const UNFILED = statement(
  'registry-unfiled',
  `DELETE FROM blind_keys USING unnest($1::bytea[], $2::bigint[]) AS gone(key, person)
   WHERE blind_keys.key = gone.key AND blind_keys.person = gone.person`,
)

export const OVERRIDES = statement(
  'registry-overrides',
  `INSERT INTO overrides (source, name, tag, entry, sealed)
   SELECT * FROM unnest($1::int[], $2::bytea[], $3::bytea[], $4::bytea[], $5::bytea[]) ON CONFLICT DO NOTHING`,
)

export const overrideValues = (rows: readonly OverrideToWrite[]): readonly unknown[] => [
  int4Array(rows.map(({ source }) => source)),
  byteaArray(rows.map(({ name }) => name)),
  byteaArray(rows.map(({ tag }) => tag)),
  byteaArray(rows.map(({ entry }) => entry)),
  byteaArray(rows.map(({ sealed }) => sealed)),
]

const REVIEWS = statement(
  'registry-add-reviews',
  `INSERT INTO reviews (one, other, since)
   SELECT one, other, instant($1) FROM unnest($2::bigint[], $3::bigint[]) AS n(one, other) ON CONFLICT DO NOTHING`,
)

/**
 * Writes a batch, with whatever else `along` sends, in one transaction. False, and nothing was written, where somebody
 * else wrote since `turn` was read. `inside` a transaction already, or not.
 */
export async function writeBatch(
  session: Session,
  isInside: boolean,
  turn: Buffer,
  changes: BatchChanges,
  now: Instant,
  along: ((inside: Database) => Promise<unknown>) | undefined,
): Promise<boolean> {
  const others = furtherStatements(changes, now)
  if (others.length === 0 && !along && !isInside) {
    return (await session.run(NEW_ROWS, newRowValues(changes, turn, now))).length > 0
  }
  const [, rows] = await Promise.all([
    isInside ? undefined : session.begin(),
    session.run(NEW_ROWS, newRowValues(changes, turn, now)),
  ])
  if (rows.length === 0) {
    await session.rollback()
    return false
  }
  await Promise.all([
    ...others.map(([named, values]) => session.run(named, values)),
    along?.(session),
    session.commit(),
  ])
  return true
}

function newRowValues(changes: BatchChanges, turn: Buffer, now: Instant): readonly unknown[] {
  const { newPeople, changedPeople, newIdentities, newFiled, newRecords, reports } = changes
  return [
    now,
    randomBytes(16),
    turn,
    int8Array(newPeople.map(({ id }) => id)),
    int8Array(newPeople.map(wholeOf)),
    byteaArray(newPeople.map(({ wrapped }) => wrapped)),
    int8Array(changedPeople.map(({ id }) => id)),
    int8Array(changedPeople.map(wholeOf)),
    int8Array(newIdentities.map(({ row }) => row.person.id)),
    int8Array(newIdentities.map(({ row }) => row.id)),
    int4Array(newIdentities.map(({ row }) => row.source)),
    byteaArray(newIdentities.map(({ sealed }) => sealed)),
    ...filedValues(newFiled),
    ...recordValues(newRecords),
    int4Array(reports.map(({ source }) => source)),
    byteaArray(reports.map(({ digest }) => digest)),
  ]
}

const filedValues = (filed: readonly FiledKey[]): readonly unknown[] => [
  byteaArray(filed.map(({ key }) => key)),
  int8Array(filed.map(({ person }) => person)),
]

const recordValues = (records: readonly RecordToWrite[]): readonly unknown[] => [
  int4Array(records.map(({ source }) => source)),
  byteaArray(records.map(({ key }) => key)),
  int8Array(records.map(({ person }) => person)),
  byteaArray(records.map(({ series }) => series)),
  byteaArray(records.map(({ sealed }) => sealed)),
]

/** What most batches do without. */
function furtherStatements(changes: BatchChanges, now: Instant): readonly [Statement, readonly unknown[]][] {
  const { changedIdentities, filed, unfiled, changedRecords, overrides, reviews, merges } = changes
  const statements: [Statement, readonly unknown[]][] = []
  if (changedIdentities.length + changedRecords.length + filed.length > 0) {
    const values = [
      int8Array(changedIdentities.map(({ row }) => row.person.id)),
      int8Array(changedIdentities.map(({ row }) => row.id)),
      byteaArray(changedIdentities.map(({ sealed }) => sealed)),
      ...recordValues(changedRecords),
      ...filedValues(filed),
    ]
    statements.push([CHANGED_ROWS, values])
  }
  if (unfiled.length > 0) statements.push([UNFILED, filedValues(unfiled)])
  if (overrides.length > 0) statements.push([OVERRIDES, overrideValues(overrides)])
  if (reviews.length > 0) {
    const [ones, others] = [reviews.map(([one]) => one), reviews.map(([, other]) => other)]
    statements.push([REVIEWS, [now, int8Array(ones), int8Array(others)]])
  }
  if (merges) statements.push(...mergeStatements(merges, now))
  return statements
}
