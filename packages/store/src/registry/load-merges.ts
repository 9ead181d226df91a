import type { Instant } from '@excelsior/domain'
import { byteaArray } from '../array-parameters.ts'
import { type Database, type Statement, statement } from '../database.ts'
import { loadGroups } from './load-batch.ts'
import type { MergesAtHand, NumberPair } from './merges-at-hand.ts'
import { type PeopleAtHand, type PersonRow, wholeOf } from './people-at-hand.ts'
import type { SealedRows } from './sealed-rows.ts'

/** Of one number so many others are looked at. */
const PAIRS_PER_NUMBER = 100
/** More than one are too many to make anybody one. */
const HOLDERS_PER_NUMBER = 32
/** From number to number at most so far; each step is two round trips. */
const STEPS = 32

const PAIRS = statement(
  'registry-merges',
  `SELECT asked.key, pairs.other, milliseconds(into_key) AS into_key, milliseconds(into_other) AS into_other,
     milliseconds(linked) AS linked, milliseconds(parted) AS parted, milliseconds(link_into_key) AS link_into_key,
     milliseconds(link_into_other) AS link_into_other, milliseconds(link_linked) AS link_linked
   FROM unnest($1::bytea[]) AS asked(key)
   CROSS JOIN LATERAL
     (SELECT * FROM merges WHERE merges.key = asked.key ORDER BY other LIMIT ${PAIRS_PER_NUMBER}) AS pairs`,
)
const VERSIONS = statement(
  'registry-patient-versions',
  'SELECT key, milliseconds(version) AS version FROM patient_versions WHERE key = ANY($1::bytea[])',
)
const HOLDERS = statement(
  'registry-number-holders',
  `SELECT DISTINCT filed.person FROM unnest($1::bytea[]) AS asked(key)
   CROSS JOIN LATERAL
     (SELECT person FROM blind_keys WHERE key = asked.key LIMIT ${HOLDERS_PER_NUMBER}) AS filed`,
)

interface PairRow {
  readonly key: Buffer
  readonly other: Buffer
  readonly into_key: number | null
  readonly into_other: number | null
  readonly linked: number | null
  readonly parted: number | null
  readonly link_into_key: number | null
  readonly link_into_other: number | null
  readonly link_linked: number | null
}

/**
 * Everything that was said of these numbers and of those of the people at hand, with the people whom it is about, and
 * what was said of theirs.
 */
export async function loadMerges(
  database: Database,
  rows: SealedRows,
  people: PeopleAtHand,
  merges: MergesAtHand,
  numbers: Iterable<string>,
): Promise<void> {
  const asked = new Set<string>()
  let next = new Set(numbers)
  for (const group of people.groups()) for (const key of numbersOf(merges, group)) next.add(key)
  for (let step = 0; next.size > 0 && step < STEPS; step++) {
    const keys = [...next]
    for (const key of keys) asked.add(key)
    const [found, versions] = await Promise.all([
      database.run<PairRow>(PAIRS, [byteaArray(keys.map(bytesOf))]),
      database.run<{ key: Buffer; version: number }>(VERSIONS, [byteaArray(keys.map(bytesOf))]),
    ])
    for (const { key, version } of versions) merges.takeVersion(key.toString('latin1'), version)
    const others = found.map((row) => takePair(merges, row)).filter((key) => !asked.has(key))
    next = new Set(others)
    const holders = await database.run<{ person: number }>(HOLDERS, [
      byteaArray([...(step === 0 ? keys : []), ...others].map(bytesOf)),
    ])
    const unknown = holders.map(({ person }) => person).filter((person) => !people.groupOf(person))
    if (unknown.length === 0) continue
    for (const group of await loadGroups(database, rows, unknown)) {
      people.addGroup(group)
      for (const key of numbersOf(merges, group)) if (!asked.has(key)) next.add(key)
    }
  }
}

const bytesOf = (key: string): Buffer => Buffer.from(key, 'latin1')

function* numbersOf(
  merges: MergesAtHand,
  { identities }: Parameters<PeopleAtHand['addGroup']>[0],
): Generator<string> {
  for (const { source, stored } of identities) yield* merges.keysOf(source, stored.details)
}

/** Returns the key of the other number. */
function takePair(merges: MergesAtHand, row: PairRow): string {
  const [key, other] = [row.key.toString('latin1'), row.other.toString('latin1')]
  const pair = merges.pair(key, other)
  const [one, into] = pair.one === key ? [row.into_key, row.into_other] : [row.into_other, row.into_key]
  const { said } = pair
  said.intoOne = Math.max(said.intoOne, one ?? 0)
  said.intoOther = Math.max(said.intoOther, into ?? 0)
  said.linked = Math.max(said.linked, row.linked ?? 0)
  said.parted = Math.max(said.parted, row.parted ?? 0)
  const isOne = pair.one === key
  const links = isOne ? pair.byOne : pair.byOther
  const [intoKey, intoWith] = [row.link_into_key ?? 0, row.link_into_other ?? 0]
  links.intoOne = Math.max(links.intoOne, isOne ? intoKey : intoWith)
  links.intoOther = Math.max(links.intoOther, isOne ? intoWith : intoKey)
  links.linked = Math.max(links.linked, row.link_linked ?? 0)
  merges.workOut(pair)
  return other
}

/** Of a number with more pairs than are looked at, what is on file may not be at hand: what was said later stays. */
const SAY = statement(
  'registry-say-merges',
  `INSERT INTO merges (key, other, into_key, into_other, linked, parted, link_into_key, link_into_other, link_linked, at)
   SELECT key, other, instant(into_key), instant(into_other), instant(linked), instant(parted),
     instant(link_into_key), instant(link_into_other), instant(link_linked), instant($1)
   FROM unnest($2::bytea[], $3::bytea[], $4::float8[], $5::float8[], $6::float8[], $7::float8[],
       $8::float8[], $9::float8[], $10::float8[])
     AS n(key, other, into_key, into_other, linked, parted, link_into_key, link_into_other, link_linked)
   ON CONFLICT (key, other) DO UPDATE SET into_key = greatest(merges.into_key, excluded.into_key),
     into_other = greatest(merges.into_other, excluded.into_other),
     linked = greatest(merges.linked, excluded.linked),
     parted = greatest(merges.parted, excluded.parted),
     link_into_key = greatest(merges.link_into_key, excluded.link_into_key),
     link_into_other = greatest(merges.link_into_other, excluded.link_into_other),
     link_linked = greatest(merges.link_linked, excluded.link_linked),
     at = excluded.at`,
)
const VERSION = statement(
  'registry-patient-version',
  `INSERT INTO patient_versions (key, version, at) SELECT key, instant(version), instant($1)
   FROM unnest($2::bytea[], $3::float8[]) AS n(key, version)
   ON CONFLICT (key) DO UPDATE SET version = greatest(patient_versions.version, excluded.version), at = excluded.at`,
)
const REMERGE = statement(
  'registry-remerge-people',
  `UPDATE people SET survivor = n.survivor, linked = n.linked, parted_from = n.parted::bigint[]
   FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[]) AS n(id, survivor, linked, parted)
   WHERE people.id = n.id`,
)
const ANSWERED = statement(
  'registry-answered-reviews',
  `DELETE FROM reviews USING unnest($1::bigint[], $2::bigint[]) AS gone(one, other)
   WHERE reviews.one = gone.one AND reviews.other = gone.other`,
)

/** What a batch changes because of merges. */
export interface MergeChanges {
  readonly pairs: readonly NumberPair[]
  /** Of Patients, by their hashed numbers. */
  readonly versions: readonly (readonly [string, number])[]
  /** People who make one with others than before by merges. */
  readonly people: readonly PersonRow[]
  /** Pairs who need not be looked at any more: their source says that they are two. */
  readonly answered: readonly (readonly [number, number])[]
}

export function mergeStatements(
  { pairs, versions, people, answered }: MergeChanges,
  now: Instant,
): readonly [Statement, readonly unknown[]][] {
  const statements: [Statement, readonly unknown[]][] = []
  if (pairs.length > 0) {
    const sides = pairs.flatMap((pair) => [
      { key: pair.one, with: pair.other, said: pair.said, links: pair.byOne, isOne: true },
      { key: pair.other, with: pair.one, said: pair.said, links: pair.byOther, isOne: false },
    ])
    const intoKey = (of: 'said' | 'links') =>
      times((side) => (side.isOne ? side[of].intoOne : side[of].intoOther))
    const intoWith = (of: 'said' | 'links') =>
      times((side) => (side.isOne ? side[of].intoOther : side[of].intoOne))
    const times = (of: (side: (typeof sides)[number]) => number) => sides.map((side) => of(side) || null)
    statements.push([
      SAY,
      [
        now,
        byteaArray(sides.map(({ key }) => bytesOf(key))),
        byteaArray(sides.map((side) => bytesOf(side.with))),
        intoKey('said'),
        intoWith('said'),
        times(({ said }) => said.linked),
        times(({ said }) => said.parted),
        intoKey('links'),
        intoWith('links'),
        times(({ links }) => links.linked),
      ],
    ])
  }
  if (versions.length > 0) {
    const keys = byteaArray(versions.map(([key]) => bytesOf(key)))
    statements.push([VERSION, [now, keys, versions.map(([, at]) => at)]])
  }
  if (people.length > 0)
    statements.push([
      REMERGE,
      [
        people.map(({ id }) => id),
        people.map(wholeOf),
        people.map(({ merged, survivor }) => (merged === undefined ? null : survivor)),
        people.map(({ partedFrom }) => (partedFrom.length === 0 ? null : `{${partedFrom.join()}}`)),
      ],
    ])
  if (answered.length > 0)
    statements.push([ANSWERED, [answered.map(([one]) => one), answered.map(([, other]) => other)]])
  return statements
}
