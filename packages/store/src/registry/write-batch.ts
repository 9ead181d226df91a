import type { Instant } from '@excelsior/domain'
import { byteaArray, int4Array, int8Array } from '../array-parameters.ts'
import { type Statement, statement, type Transaction } from '../database.ts'
import type { IdentityRow, PersonRow } from './people-at-hand.ts'

/** What a batch changes, each row once. */
export interface BatchChanges {
  readonly newPeople: readonly PersonRow[]
  /** People on file who changed, or were joined with others. */
  readonly changedPeople: readonly PersonRow[]
  readonly identities: readonly { readonly row: IdentityRow; readonly sealed: Buffer }[]
  readonly filed: readonly { readonly key: Buffer; readonly person: number }[]
  readonly unfiled: readonly { readonly key: Buffer; readonly person: number }[]
  readonly records: readonly RecordToWrite[]
  readonly overrides: readonly OverrideToWrite[]
  readonly reports: readonly { readonly source: number; readonly digest: Buffer }[]
  readonly reviews: readonly (readonly [number, number])[]
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

const NEW_ROWS = statement(
  'registry-new-rows',
  `WITH at AS (SELECT instant($1) AS at),
   p AS (INSERT INTO people (id, survivor, data_key, changed_at)
     SELECT id, survivor, data_key, at FROM at, unnest($2::bigint[], $3::bigint[], $4::bytea[]) AS n(id, survivor, data_key)),
   i AS (INSERT INTO identities (person, id, source, sealed)
     SELECT * FROM unnest($5::bigint[], $6::bigint[], $7::int[], $8::bytea[])
     ON CONFLICT (person, id) DO UPDATE SET sealed = excluded.sealed),
   b AS (INSERT INTO blind_keys (key, person)
     SELECT * FROM unnest($9::bytea[], $10::bigint[]) ON CONFLICT DO NOTHING),
   r AS (INSERT INTO records (source, key, person, series, sealed)
     SELECT * FROM unnest($11::int[], $12::bytea[], $13::bigint[], $14::bytea[], $15::bytea[])
     ON CONFLICT (source, key) DO UPDATE
       SET person = excluded.person, series = excluded.series, sealed = excluded.sealed)
   INSERT INTO reports (source, digest, at)
     SELECT source, digest, at FROM at, unnest($16::int[], $17::bytea[]) AS n(source, digest) ON CONFLICT DO NOTHING`,
)

const CHANGED_PEOPLE = statement(
  'registry-changed-people',
  `UPDATE people SET survivor = n.survivor, changed_at = instant($1)
   FROM unnest($2::bigint[], $3::bigint[]) AS n(id, survivor) WHERE people.id = n.id`,
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

/** The statements of a batch; those with nothing to do are left out. */
export function writeBatch(transaction: Transaction, changes: BatchChanges, now: Instant): Promise<unknown> {
  const { newPeople, changedPeople, identities, filed, unfiled, records, overrides, reports, reviews } =
    changes
  const sent: Promise<unknown>[] = []
  const send = (named: Statement, values: readonly unknown[]) => sent.push(transaction.run(named, values))

  send(NEW_ROWS, [
    now,
    int8Array(newPeople.map(({ id }) => id)),
    int8Array(newPeople.map(({ survivor }) => survivor)),
    byteaArray(newPeople.map(({ wrapped }) => wrapped)),
    int8Array(identities.map(({ row }) => row.person.id)),
    int8Array(identities.map(({ row }) => row.id)),
    int4Array(identities.map(({ row }) => row.source)),
    byteaArray(identities.map(({ sealed }) => sealed)),
    byteaArray(filed.map(({ key }) => key)),
    int8Array(filed.map(({ person }) => person)),
    int4Array(records.map(({ source }) => source)),
    byteaArray(records.map(({ key }) => key)),
    int8Array(records.map(({ person }) => person)),
    byteaArray(records.map(({ series }) => series)),
    byteaArray(records.map(({ sealed }) => sealed)),
    int4Array(reports.map(({ source }) => source)),
    byteaArray(reports.map(({ digest }) => digest)),
  ])
  if (changedPeople.length > 0) {
    send(CHANGED_PEOPLE, [
      now,
      int8Array(changedPeople.map(({ id }) => id)),
      int8Array(changedPeople.map(({ survivor }) => survivor)),
    ])
  }
  if (unfiled.length > 0) {
    send(UNFILED, [byteaArray(unfiled.map(({ key }) => key)), int8Array(unfiled.map(({ person }) => person))])
  }
  if (overrides.length > 0) send(OVERRIDES, overrideValues(overrides))
  if (reviews.length > 0) {
    send(REVIEWS, [now, int8Array(reviews.map(([one]) => one)), int8Array(reviews.map(([, other]) => other))])
  }
  return Promise.all(sent)
}
