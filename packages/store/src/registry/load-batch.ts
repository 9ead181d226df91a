import { byteaArray, int4Array, int8Array } from '../array-parameters.ts'
import { type Database, statement } from '../database.ts'
import type { SourceId } from '../sources.ts'
import type { Group, PersonRow } from './people-at-hand.ts'
import type { SealedRows } from './sealed-rows.ts'

/** One writer at a time, across all processes: nobody is put on file twice, and nobody waits for whom waits for him. */
export const WAIT_FOR_TURN = statement('registry-turn', `SELECT pg_advisory_xact_lock(7265696420707573)`)

/** People looked at under one key: one that more share (a birth date typed for everybody) finds nobody better. */
const PEOPLE_PER_KEY = 32

const KNOWN_REPORTS = statement(
  'registry-known-reports',
  `SELECT asked.position::int AS position
   FROM unnest($1::int[], $2::bytea[]) WITH ORDINALITY AS asked(source, digest, position)
   JOIN reports USING (source, digest)`,
)

/** Positions of those that came before. */
export async function knownReports(
  database: Database,
  sources: readonly number[],
  digests: readonly Buffer[],
): Promise<ReadonlySet<number>> {
  const rows = await database.run<{ position: number }>(KNOWN_REPORTS, [
    int4Array(sources),
    byteaArray(digests),
  ])
  return new Set(rows.map(({ position }) => position - 1))
}

const FILED = statement(
  'registry-filed',
  `SELECT asked.position::int AS position, filed.person
   FROM unnest($1::bytea[]) WITH ORDINALITY AS asked(key, position)
   CROSS JOIN LATERAL (SELECT person FROM blind_keys WHERE key = asked.key LIMIT ${PEOPLE_PER_KEY}) AS filed`,
)

export interface Filed {
  /** Of the key asked for, from 1. */
  readonly position: number
  readonly person: number
}

export function filedUnder(database: Database, keys: readonly Buffer[]): Promise<Filed[]> {
  return database.run<Filed>(FILED, [byteaArray(keys)])
}

export interface RecordOnFile {
  readonly source: SourceId
  readonly key: Buffer
  readonly person: number
  readonly sealed: Buffer
}

const RECORDS = statement(
  'registry-records',
  `SELECT source, key, records.person, records.sealed
   FROM unnest($1::int[], $2::bytea[]) AS asked(source, key) JOIN records USING (source, key)`,
)

export function recordsOnFile(
  database: Database,
  sources: readonly number[],
  keys: readonly Buffer[],
): Promise<RecordOnFile[]> {
  return database.run<RecordOnFile>(RECORDS, [int4Array(sources), byteaArray(keys)])
}

/** Numbers for new people and identities: a thousand with each one that it returns. */
const NUMBERS = statement(
  'registry-numbers',
  `SELECT nextval('registry_numbers') AS first FROM generate_series(1, $1::int)`,
)
export const NUMBERS_AT_ONCE = 1000

export async function reserveNumbers(database: Database, blocks: number): Promise<number[]> {
  return (await database.run<{ first: number }>(NUMBERS, [blocks])).map(({ first }) => first)
}

interface GroupRow {
  readonly survivor: number
  readonly person: number
  readonly data_key: Buffer
  readonly apart_from: readonly number[] | null
  readonly id: number
  readonly source: SourceId
  readonly sealed: Buffer
}

const GROUPS = statement(
  'registry-groups',
  `WITH asked AS MATERIALIZED (
     SELECT DISTINCT survivor FROM unnest($1::bigint[]) AS hit(id) JOIN people USING (id)
   ), members AS MATERIALIZED (
     SELECT people.* FROM asked JOIN people ON people.id = asked.survivor
     UNION ALL
     SELECT people.* FROM asked JOIN people ON people.survivor = asked.survivor AND people.survivor <> people.id
   )
   SELECT members.survivor, members.id AS person, data_key, apart_from, identities.id, source, sealed
   FROM members JOIN identities ON identities.person = members.id
   ORDER BY members.id, identities.id`,
)

/** Everything about these people, and about whomever they were joined with. Throws `BrokenSeal`. */
export async function loadGroups(
  database: Database,
  sealed: SealedRows,
  people: readonly number[],
): Promise<readonly Group[]> {
  const rows = await database.run<GroupRow>(GROUPS, [int8Array(people)])
  const groups = new Map<number, Group>()
  const persons = new Map<number, PersonRow>()
  for (const row of rows) {
    let group = groups.get(row.survivor)
    if (!group) {
      group = { people: [], identities: [] }
      groups.set(row.survivor, group)
    }
    let person = persons.get(row.person)
    if (!person) {
      person = {
        id: row.person,
        key: sealed.dataKey(row.person, row.data_key),
        survivor: row.survivor,
        apartFrom: row.apart_from ?? [],
        changed: false,
      }
      persons.set(row.person, person)
      group.people.push(person)
    }
    const stored = sealed.openIdentity(person.key, row.person, row.id, row.sealed)
    group.identities.push({ person, id: row.id, source: row.source, stored, dirty: false })
  }
  return [...groups.values()]
}
