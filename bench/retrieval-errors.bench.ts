import { crowd, parsePlaces, typist } from '@excelsior/demo'
import type { PersonDetails } from '@excelsior/domain'
import { blockingKeys } from '@excelsior/people'
import type { PersonId } from '@excelsior/store'
import { type TemporaryStore, temporaryStore } from '@excelsior/store/testing'
import { byteaArray, int8Array } from '../packages/store/src/array-parameters.ts'
import { openDatabases, statement } from '../packages/store/src/database.ts'
import { sealedRows } from '../packages/store/src/registry/sealed-rows.ts'
import { afterwards } from './clear-away.ts'
import type { Bench } from './figure.ts'
import { type Asked, isAsked, lookUpWithSlips, type Outcome, tallied } from './look-up-with-slips.ts'
import { json } from './residents.ts'

const PEOPLE = 1_000_000
const AT_ONCE = 4_000
/** Every fiftieth person asks once, with slips; and so many who are not on file. */
const EVERY = 50
const STRANGERS = 5_000
const LOOK_UPS_AT_ONCE = 8
/** 1 December 2021. */
const TODAY = 18_962

export const bench: Bench = {
  onlyByName: true,
  figures: [
    {
      name: 'retrieval-errors',
      what: `of ${PEOPLE / EVERY} people among ${PEOPLE} on file who type with at least one slip, those recognised`,
      unit: '%',
      goal: { of: 'value', atLeast: 97 },
    },
    {
      name: 'retrieval-errors-wrong',
      what: `how often somebody else was recognised, ${STRANGERS} who are not on file included`,
      unit: 'people',
      goal: { of: 'value', atMost: 0 },
    },
    {
      name: 'retrieval-errors-unclear',
      what: 'those who were not, because it could have been another person on file',
      unit: '%',
    },
    {
      name: 'retrieval-errors-missed',
      what: 'those who were not, because too little agreed',
      unit: '%',
    },
  ],
  async measure(progress) {
    const places = parsePlaces(json('data/places/us-ny.json'))
    const harness = await temporaryStore()
    afterwards(() => harness.stop())
    progress(`retrieval-errors: ${PEOPLE} people, sealed and filed under their blind keys …`)
    const began = performance.now()
    const filed = await fill(harness, crowd(1, PEOPLE, places, TODAY))
    progress(`retrieval-errors: that took ${Math.round((performance.now() - began) / 1000)} s; looking up …`)

    const type = typist(2, places)
    const asked: Asked[] = filed.map(([id, person]) => ({ meant: id, ...type(person) }))
    for (const person of crowd(3, STRANGERS, places, TODAY)) asked.push({ meant: undefined, ...type(person) })
    const outcomes = await answers(harness, asked)
    const { counts, bySlips } = tallied(asked, outcomes)
    for (const [slips, count] of [...bySlips].sort(([, a], [, b]) => b - a).slice(0, 12))
      progress(`  ${count} ${slips}`)
    const percent = (count: number) => (100 * count) / filed.length
    return {
      'retrieval-errors': { value: percent(counts.right) },
      'retrieval-errors-wrong': { value: counts.wrong },
      'retrieval-errors-unclear': { value: percent(counts.unclear) },
      'retrieval-errors-missed': { value: percent(counts.unlike + counts.unfiled) },
    }
  },
}

const ADD = statement(
  'crowd-add',
  `WITH p AS (INSERT INTO people (id, survivor, data_key, changed_at)
     SELECT id, id, data_key, '2021-12-01 00:00Z' FROM unnest($1::bigint[], $2::bytea[]) AS n(id, data_key)),
   i AS (INSERT INTO identities (person, id, source, sealed)
     SELECT id, id, 1, sealed FROM unnest($1::bigint[], $3::bytea[]) AS n(id, sealed))
   INSERT INTO blind_keys (key, person) SELECT * FROM unnest($4::bytea[], $5::bigint[])`,
)

/**
 * Puts people into the tables as the registry would, one identity each, without looking whether they are on file: of a
 * million that takes hours. Returns those who will be asked for.
 */
async function fill(
  { connection, secrets, sql }: TemporaryStore,
  people: Iterable<PersonDetails>,
): Promise<readonly (readonly [PersonId, PersonDetails])[]> {
  const rows = sealedRows(secrets)
  const database = openDatabases(connection, undefined)
  const asked: (readonly [PersonId, PersonDetails])[] = []
  await sql('ALTER TABLE blind_keys DROP CONSTRAINT blind_keys_pkey')
  let index = 0
  let batch: PersonDetails[] = []
  let writing: Promise<unknown> = Promise.resolve()
  const write = async () => {
    const first = index - batch.length
    const made = batch.map((person, at) => {
      const id = FIRST_ID + first + at
      const { key, wrapped } = rows.newDataKey(id)
      const sealed = rows.sealIdentity(key, id, id, { details: person })
      return { id, wrapped, sealed, keys: blockingKeys(person).map(rows.blindKey) }
    })
    batch = []
    await writing
    writing = database.run(ADD, [
      int8Array(made.map(({ id }) => id)),
      byteaArray(made.map(({ wrapped }) => wrapped)),
      byteaArray(made.map(({ sealed }) => sealed)),
      byteaArray(made.flatMap(({ keys }) => keys)),
      int8Array(made.flatMap(({ id, keys }) => keys.map(() => id))),
    ])
  }
  for (const person of people) {
    if (isAsked(index, EVERY)) asked.push([(FIRST_ID + index) as PersonId, person])
    index++
    batch.push(person)
    if (batch.length === AT_ONCE) await write()
  }
  await write()
  await writing
  await database.close()
  await sql('ALTER TABLE blind_keys ADD PRIMARY KEY (key, person)')
  await sql('ANALYZE')
  return asked
}

/** Above those that the registry gave out: the decoy is one. */
const FIRST_ID = 10_000_000

async function answers({ store }: TemporaryStore, asked: readonly Asked[]): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = []
  let next = 0
  const work = async () => {
    for (let at = next++; at < asked.length; at = next++) {
      const each = asked[at]
      if (each) outcomes[at] = await lookUpWithSlips(store.registry, each)
    }
  }
  await Promise.all(Array.from({ length: LOOK_UPS_AT_ONCE }, work))
  return outcomes
}
