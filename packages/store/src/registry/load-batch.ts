import { randomBytes } from 'node:crypto'
import { byteaArray, int4Array, int8Array } from '../array-parameters.ts'
import { type Database, statement } from '../database.ts'
import type { SourceId } from '../sources.ts'
import type { Group, PersonRow } from './people-at-hand.ts'
import type { SealedRows } from './sealed-rows.ts'

/**
 * One writer at a time, across all processes, so that nobody is put on file twice. A writer reads, works out what to
 * write, and writes only if the turn is still the one that it read; whoever came too late reads again. Taking the turn
 * first makes the others wait: for what must not be in vain, and for whoever was too late once.
 */
const TAKE_TURN = statement('registry-take-turn', 'UPDATE registry_turn SET turn = $1')

/** Inside a transaction: nobody else writes until its end. */
export async function takeTurn(inside: Database): Promise<void> {
  await inside.run(TAKE_TURN, [randomBytes(16)])
}

/** People looked at under one key: one that more share (a birth date typed for everybody) finds nobody better. */
const PEOPLE_PER_KEY = 32

/** Numbers for new people and identities come a thousand at a time. */
export const NUMBERS_AT_ONCE = 1000

/**
 * `kind` 1 the turn (`sealed`), 2 new numbers from `person` on, 3 known reports, 4 people by key, 5 records, 6 that
 * something was said of the numbers.
 */
interface LoadedRow {
  readonly kind: number
  /** Among what was asked for, from 1. */
  readonly position: number
  readonly person: number
  readonly sealed: Buffer
}

const LOAD = statement(
  'registry-load',
  `SELECT 1 AS kind, 0 AS position, 0::bigint AS person, turn AS sealed FROM registry_turn
   UNION ALL
   SELECT 2, 0, nextval('registry_numbers'), NULL FROM generate_series(1, $1::int)
   UNION ALL
   SELECT 3, position::int, NULL, NULL
   FROM unnest($2::int[], $3::bytea[]) WITH ORDINALITY AS asked(source, digest, position)
   JOIN reports USING (source, digest)
   UNION ALL
   SELECT 4, position::int, filed.person, NULL
   FROM unnest($4::bytea[]) WITH ORDINALITY AS asked(key, position)
   CROSS JOIN LATERAL (SELECT person FROM blind_keys WHERE key = asked.key LIMIT ${PEOPLE_PER_KEY}) AS filed
   UNION ALL
   SELECT 5, position::int, records.person, records.sealed
   FROM unnest($5::int[], $6::bytea[]) WITH ORDINALITY AS asked(source, key, position)
   JOIN records USING (source, key)
   UNION ALL
   SELECT 6, 0, NULL, NULL
   WHERE EXISTS (SELECT FROM unnest($7::bytea[]) AS asked(key) JOIN merges USING (key))`,
)

export interface Asked {
  /** Thousands of them. */
  readonly newNumbers: number
  readonly reports: readonly { readonly source: number; readonly digest: Buffer }[]
  readonly keys: readonly Buffer[]
  readonly records: readonly { readonly source: number; readonly key: Buffer }[]
  /** Those of the keys that are numbers at a source. */
  readonly numbers: readonly Buffer[]
}

/** Positions count from 0 here. */
export interface Loaded {
  readonly turn: Buffer
  /** The first of each thousand. */
  readonly firstNumbers: readonly number[]
  readonly knownReports: ReadonlySet<number>
  readonly filed: readonly { readonly position: number; readonly person: number }[]
  readonly records: readonly { readonly position: number; readonly person: number; readonly sealed: Buffer }[]
  /** Some of the numbers were said to be one person with others, or not. */
  readonly hasMerges: boolean
}

export async function loadRows(database: Database, asked: Asked): Promise<Loaded> {
  const rows = await database.run<LoadedRow>(LOAD, [
    asked.newNumbers,
    int4Array(asked.reports.map(({ source }) => source)),
    byteaArray(asked.reports.map(({ digest }) => digest)),
    byteaArray(asked.keys),
    int4Array(asked.records.map(({ source }) => source)),
    byteaArray(asked.records.map(({ key }) => key)),
    byteaArray(asked.numbers),
  ])
  const of = (wanted: number) =>
    rows.filter(({ kind }) => kind === wanted).map((row) => ({ ...row, position: row.position - 1 }))
  return {
    turn: of(1)[0]?.sealed ?? Buffer.alloc(0),
    firstNumbers: of(2).map(({ person }) => person),
    knownReports: new Set(of(3).map(({ position }) => position)),
    filed: of(4),
    records: of(5),
    hasMerges: of(6).length > 0,
  }
}

interface GroupRow {
  readonly survivor: number
  readonly person: number
  readonly data_key: Buffer
  /** `pg` reads arrays of bigint as texts. */
  readonly apart_from: readonly string[] | null
  readonly parted_from: readonly string[] | null
  readonly linked: number | null
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
   SELECT members.survivor, linked, members.id AS person, data_key, apart_from, parted_from, identities.id, source, sealed
   FROM members JOIN identities ON identities.person = members.id
   ORDER BY members.id, identities.id`,
)

/**
 * Everything about these people, and about whomever they were joined with; those whom a merge made one with others are
 * groups of their own. Throws `BrokenSeal`.
 */
export async function loadGroups(
  database: Database,
  sealed: SealedRows,
  people: readonly number[],
): Promise<readonly Group[]> {
  const rows = await database.run<GroupRow>(GROUPS, [int8Array(people)])
  const groups = new Map<number, Group>()
  const persons = new Map<number, PersonRow>()
  for (const row of rows) {
    const survivor = row.linked ?? row.survivor
    let group = groups.get(survivor)
    if (!group) {
      group = { people: [], identities: [] }
      groups.set(survivor, group)
    }
    let person = persons.get(row.person)
    if (!person) {
      const merged = row.linked === null ? undefined : row.survivor
      const partedFrom = (row.parted_from ?? []).map(Number)
      person = {
        id: row.person,
        key: sealed.dataKey(row.person, row.data_key),
        survivor,
        merged,
        apartFrom: (row.apart_from ?? []).map(Number),
        partedFrom,
        changed: false,
        before: { survivor, merged, partedFrom },
      }
      persons.set(row.person, person)
      group.people.push(person)
    }
    const stored = sealed.openIdentity(person.key, row.person, row.id, row.sealed)
    group.identities.push({ person, id: row.id, source: row.source, stored, state: 'on-file' })
  }
  return [...groups.values()]
}
