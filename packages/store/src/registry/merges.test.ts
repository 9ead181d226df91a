import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Instant } from '@excelsior/domain'
import { searchKeys } from '@excelsior/people'
import { runner } from 'node-pg-migrate'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startDatabase } from '../embedded/database.ts'
import { openStore } from '../open-store.ts'
import type { SourceId } from '../sources.ts'
import { type TemporaryStore, temporaryStore } from '../testing.ts'
import { aDose, aReport, type PersonExample } from '../testing-reports.ts'
import { keysOf } from './reported-people.ts'
import { sealedRows } from './sealed-rows.ts'
import type { Outcome, PersonId, PersonOnFile } from './types.ts'

let harness: TemporaryStore
let [state, city] = [0 as SourceId, 0 as SourceId]
beforeAll(async () => {
  harness = await temporaryStore()
  const source = async (name: string) =>
    (await harness.store.sources.put({ name, jurisdiction: 'US-NY', zone: 'America/New_York', trial: false }))
      .id
  state = await source('state registry')
  city = await source('city registry')
})
afterAll(() => harness.stop())

let nth = 0
let minute = 1_600_000_000_000
let tilda: PersonExample
let matilda: PersonExample
/** One person at two doctors, whom nothing but her registry knows to be one. */
beforeEach(() => {
  nth++
  const day = new Date(Date.UTC(1930, 0, nth * 13)).toISOString().slice(0, 10)
  const base = {
    familyName: `Bauerfeind${String.fromCharCode(96 + nth)}`,
    birthDate: day,
    sex: 'female' as const,
  }
  tilda = {
    ...base,
    givenName: 'Tilda',
    phone: `607555${1000 + nth}`,
    postalCode: '13753',
    identifiers: [`C|V${nth}`],
  }
  matilda = {
    ...base,
    givenName: 'Rosa',
    phone: `518555${1000 + nth}`,
    postalCode: '12207',
    identifiers: [`C|P${nth}`],
  }
})

const later = (): number => (minute += 60_000)
async function store(source: SourceId, example: Parameters<typeof aReport>[0]): Promise<Outcome> {
  const [outcome] = await harness.store.registry.store([{ source, report: aReport(example) }])
  if (!outcome) throw new Error('no outcome')
  return outcome
}
let doses = 0
const dose = (person: PersonExample, date: string, source = state, key = `d${++doses}`) =>
  store(source, {
    person,
    records: [{ key, record: aDose(date), precedence: String(later()) }],
    sentAt: minute,
  })
const numberOf = ({ identifiers = [] }: PersonExample): string => identifiers[0] ?? ''
const say =
  (says: 'merged' | 'linked' | 'parted') =>
  (survivor: PersonExample, other: PersonExample, sentAt = later(), source = state) =>
    store(source, {
      person: {},
      sentAt,
      merges: [{ says, survivor: numberOf(survivor), other: numberOf(other) }],
    })
const [merge, link, unmerge] = [say('merged'), say('linked'), say('parted')]

const find = async (person: PersonExample): Promise<readonly PersonOnFile[]> =>
  (await harness.store.registry.search(searchKeys(aReport({ person }).person))).filter(({ details }) =>
    details.some(
      ({ familyName, givenName }) => familyName === person.familyName && givenName === person.givenName,
    ),
  )
/** The days of their doses. */
async function daysOf(person: PersonExample): Promise<string> {
  const [found, ...others] = await find(person)
  if (others.length > 0) throw new Error('several people')
  return (found?.records ?? [])
    .map((record) => (record.kind === 'immunization' ? record.date : ''))
    .sort()
    .join(' ')
}
const idOf = async (person: PersonExample): Promise<PersonId> =>
  (await find(person))[0]?.id ?? (0 as PersonId)
async function isAsked(one: PersonExample, other: PersonExample): Promise<boolean> {
  const ids = [await idOf(one), await idOf(other)].sort((a, b) => a - b).join()
  return (await harness.store.registry.reviews(1000)).some(({ people }) => people.join() === ids)
}

describe('a merge', () => {
  test('makes one person of two numbers: their doses, phones and names are one, until it is taken back', async () => {
    await dose(tilda, '2021-04-01')
    await dose(matilda, '2021-05-01')
    expect(await daysOf(tilda)).toBe('2021-04-01')
    expect((await merge(tilda, matilda)).kind).toBe('stored')
    for (const each of [tilda, matilda]) expect(await daysOf(each)).toBe('2021-04-01 2021-05-01')
    const [one] = await find(tilda)
    expect(one?.details.map(({ phone }) => phone).sort()).toEqual([matilda.phone, tilda.phone].sort())
    expect((await unmerge(tilda, matilda)).kind).toBe('corrected')
    expect([await daysOf(tilda), await daysOf(matilda)]).toEqual(['2021-04-01', '2021-05-01'])
    expect((await find(tilda))[0]?.details).toHaveLength(1)
    expect(await isAsked(tilda, matilda)).toBe(false)
  })

  test('waits for the records that it concerns, and is on file at once', async () => {
    expect((await merge(tilda, matilda)).kind).toBe('stored')
    await dose(matilda, '2021-05-01')
    expect(await daysOf(tilda)).toBe('')
    await dose(tilda, '2021-04-01')
    expect(await daysOf(matilda)).toBe('2021-04-01 2021-05-01')
  })

  test('said again, or later than what undid it, changes nothing', async () => {
    await dose(tilda, '2021-04-01')
    await dose(matilda, '2021-05-01')
    const before = later()
    await merge(tilda, matilda)
    expect((await merge(tilda, matilda, minute)).kind).toBe('duplicate')
    await unmerge(tilda, matilda)
    expect((await merge(tilda, matilda, before)).kind).toBe('duplicate')
    expect(await daysOf(tilda)).toBe('2021-04-01')
    await merge(tilda, matilda)
    expect(await daysOf(tilda)).toBe('2021-04-01 2021-05-01')
  })

  test('is its source\u2019s own: the same number at another source is another', async () => {
    await dose(tilda, '2021-04-01')
    await dose(matilda, '2021-05-01')
    await merge(tilda, matilda, later(), city)
    await unmerge(tilda, matilda, later(), city)
    expect(await daysOf(tilda)).toBe('2021-04-01')
    await merge(tilda, matilda)
    await unmerge(tilda, matilda, later(), city)
    expect(await daysOf(tilda)).toBe('2021-04-01 2021-05-01')
  })

  test('in both directions is none: a merge taken back, and somebody is asked to look', async () => {
    await dose(tilda, '2021-04-01')
    await dose(matilda, '2021-05-01')
    await merge(tilda, matilda)
    await merge(matilda, tilda)
    expect([await daysOf(tilda), await isAsked(tilda, matilda)]).toEqual(['2021-04-01', true])
    await unmerge(tilda, matilda)
    expect(await isAsked(tilda, matilda)).toBe(false)
    await merge(matilda, tilda)
    expect(await daysOf(tilda)).toBe('2021-04-01 2021-05-01')
  })

  test('what comes later under either number, or from another source, stays where it belongs', async () => {
    await dose(tilda, '2021-04-01')
    await dose(matilda, '2021-05-01')
    await merge(tilda, matilda)
    const { identifiers: _, ...seenInTheCity } = matilda
    await dose(matilda, '2021-06-01')
    await dose(seenInTheCity, '2021-07-01', city)
    expect(await daysOf(tilda)).toBe('2021-04-01 2021-05-01 2021-06-01 2021-07-01')
    await unmerge(tilda, matilda)
    expect(await daysOf(tilda)).toBe('2021-04-01')
    expect(await daysOf(matilda)).toBe('2021-05-01 2021-06-01 2021-07-01')
  })

  test('a merged number that comes back beside the one that goes on names nobody else', async () => {
    await dose(matilda, '2021-05-01')
    await merge(tilda, matilda)
    await dose({ ...tilda, identifiers: [numberOf(tilda), numberOf(matilda)] }, '2021-04-01')
    expect(await daysOf(tilda)).toBe('2021-04-01 2021-05-01')
    await unmerge(tilda, matilda)
    expect([await daysOf(tilda), await daysOf(matilda)]).toEqual(['2021-04-01', '2021-05-01'])
  })

  test('a dose that is deleted by its source is gone, merged or not', async () => {
    await dose(tilda, '2021-04-01')
    await dose(matilda, '2021-05-01', state, `gone ${nth}`)
    await merge(tilda, matilda)
    const precedence = String(later())
    await store(state, { person: matilda, records: [{ key: `gone ${nth}`, precedence, withdrawn: true }] })
    expect(await daysOf(tilda)).toBe('2021-04-01')
    await unmerge(tilda, matilda)
    expect(await daysOf(matilda)).toBe('')
  })

  test('a link leaves both numbers in use, and is undone alike', async () => {
    await dose(tilda, '2021-04-01')
    await dose(matilda, '2021-05-01')
    await link(tilda, matilda)
    expect(await daysOf(tilda)).toBe('2021-04-01 2021-05-01')
    await unmerge(matilda, tilda)
    expect(await daysOf(tilda)).toBe('2021-04-01')
  })
})

test('who has to decide is told what was said, by whom, and what stands against it', async () => {
  await dose({ ...tilda, sex: 'male' }, '2021-04-01')
  await dose(matilda, '2021-05-01')
  const ids = async () => [await idOf(tilda), await idOf(matilda)] as const
  expect(await harness.store.registry.waitingMerges(await ids())).toEqual([])
  await merge(tilda, matilda)
  const said = { source: state, numbers: [numberOf(tilda), numberOf(matilda)], says: 'merged', at: minute }
  expect(await harness.store.registry.waitingMerges(await ids())).toEqual([
    { ...said, against: 'descriptions' },
  ])
  await merge(matilda, tilda)
  expect(await harness.store.registry.waitingMerges(await ids())).toEqual([
    { ...said, at: minute, against: 'both-directions' },
  ])
  await unmerge(tilda, matilda)
  expect(await harness.store.registry.waitingMerges(await ids())).toEqual([])
})

describe('an un-merge', () => {
  test('takes apart also whom their descriptions make one; nothing joins them or asks again', async () => {
    const twin = { ...tilda, identifiers: matilda.identifiers ?? [] }
    await dose(tilda, '2021-04-01')
    await dose(twin, '2021-05-01')
    expect(await daysOf(tilda)).toBe('2021-04-01 2021-05-01')
    await unmerge(tilda, twin)
    const found = await find(tilda)
    expect(found.map(({ records }) => records.length)).toEqual([1, 1])
    await dose(twin, '2021-06-01')
    expect((await find(tilda)).map(({ records }) => records.length).sort()).toEqual([1, 2])
    const ids = found.map(({ id }) => id)
    const reviews = await harness.store.registry.reviews(1000)
    expect(reviews.filter(({ people }) => ids.includes(people[0]) && ids.includes(people[1]))).toEqual([])
  })
})

test('numbers that came with one description come apart: it stays with the first, the other is free', async () => {
  const both = [numberOf(tilda), numberOf(matilda)]
  await dose({ ...tilda, identifiers: both }, '2021-04-01')
  await unmerge(tilda, matilda)
  await dose(matilda, '2021-05-01')
  expect([await daysOf(tilda), await daysOf(matilda)]).toEqual(['2021-04-01', '2021-05-01'])
  await dose({ ...tilda, identifiers: both }, '2021-06-01')
  await dose({ ...matilda, identifiers: [...both].reverse() }, '2021-07-01')
  expect([await daysOf(tilda), await daysOf(matilda)]).toEqual([
    '2021-04-01 2021-06-01',
    '2021-05-01 2021-07-01',
  ])
  await merge(tilda, matilda)
  expect(await daysOf(tilda)).toBe('2021-04-01 2021-05-01 2021-06-01 2021-07-01')
})

test('twenty numbers merged into one are one person, in one message or many, and one of them comes off again', async () => {
  const numbered = (nr: number): PersonExample => ({
    ...matilda,
    phone: `718556${1000 + nr}`,
    identifiers: [`C|M${nth}-${nr}`],
  })
  const others = Array.from({ length: 20 }, (_, nr) => numbered(nr))
  const merges = others.map((other) => ({
    says: 'merged' as const,
    survivor: numberOf(tilda),
    other: numberOf(other),
  }))
  const later20 = merges
    .slice(10)
    .map((each) => ({ source: state, report: aReport({ person: {}, sentAt: later(), merges: [each] }) }))
  await store(state, { person: {}, sentAt: later(), merges: merges.slice(0, 10) })
  await harness.store.registry.store(later20)
  await dose(tilda, '2021-04-01')
  for (const [nr, other] of others.entries())
    await dose({ ...other, givenName: 'Rosa' }, `2021-05-${10 + nr}`)
  expect((await daysOf(tilda)).split(' ')).toHaveLength(21)
  await unmerge(tilda, others[7] ?? tilda)
  expect((await daysOf(tilda)).split(' ')).toHaveLength(20)
  expect(await daysOf(tilda)).not.toContain('2021-05-17')
})

describe('nobody is made one silently', () => {
  test('where sex, or name and birth date, contradict each other: somebody is asked, and decides', async () => {
    const son: PersonExample = { ...matilda, givenName: 'Otto', sex: 'male' }
    await dose(tilda, '2021-04-01')
    await dose(son, '2021-05-01')
    expect((await merge(tilda, son)).kind).toBe('stored')
    expect([await daysOf(tilda), await isAsked(tilda, son)]).toEqual(['2021-04-01', true])
    expect(await harness.store.registry.decide([await idOf(tilda), await idOf(son)], 'same')).toBe(true)
    expect(await daysOf(tilda)).toBe('2021-04-01 2021-05-01')
    await dose(tilda, '2021-06-01')
    expect(await daysOf(son)).toBe('2021-04-01 2021-05-01 2021-06-01')
    await unmerge(tilda, son)
    expect([await daysOf(tilda), await daysOf(son)]).toEqual(['2021-04-01 2021-06-01', '2021-05-01'])
  })

  test('where somebody keeps them apart, whatever is said later', async () => {
    await dose(tilda, '2021-04-01')
    await dose(matilda, '2021-05-01')
    await merge(tilda, matilda)
    await harness.store.registry.separate(await idOf(tilda))
    expect(await daysOf(tilda)).toBe('2021-04-01')
    await merge(tilda, matilda)
    expect([await daysOf(tilda), await isAsked(tilda, matilda)]).toEqual(['2021-04-01', false])
  })

  test('over somebody of whom the source says that they are two: the later link of the chain is cut', async () => {
    const third: PersonExample = { ...matilda, givenName: 'Ursula', identifiers: [`C|W${nth}`] }
    await dose(tilda, '2021-04-01')
    await dose(matilda, '2021-05-01')
    await dose(third, '2021-06-01')
    await unmerge(tilda, third)
    await merge(tilda, matilda)
    await merge(matilda, third)
    expect([await daysOf(tilda), await daysOf(third)]).toEqual(['2021-04-01 2021-05-01', '2021-06-01'])
    expect(await isAsked(tilda, third)).toBe(true)
  })

  test('by a number that names several people', async () => {
    const stranger: PersonExample = {
      givenName: 'Ivor',
      familyName: `Novak${nth}`,
      birthDate: '2001-09-09',
      identifiers: matilda.identifiers ?? [],
    }
    await dose(tilda, '2021-04-01')
    await dose(matilda, '2021-05-01')
    await dose(stranger, '2021-06-01')
    await merge(tilda, matilda)
    expect(await daysOf(tilda)).toBe('2021-04-01')
    expect([await isAsked(tilda, matilda), await isAsked(tilda, stranger)]).toEqual([true, true])
  })
})

test('who is erased leaves nothing of what was said of their numbers', async () => {
  await dose(tilda, '2021-04-01')
  await dose(matilda, '2021-05-01')
  const count = async () => Number((await harness.sql('SELECT count(*) AS n FROM merges'))[0]?.n)
  const before = await count()
  await merge(tilda, matilda)
  expect(await count()).toBe(before + 2)
  expect(await harness.store.registry.erase(await idOf(matilda))).toBe(true)
  expect([await find(tilda), await find(matilda), await count()]).toEqual([[], [], before])
})

test('the same bytes at another time, as of links that their Bundle dates, are said anew', async () => {
  await dose(tilda, '2021-04-01')
  await dose(matilda, '2021-05-01')
  const merges = [{ says: 'linked', survivor: numberOf(tilda), other: numberOf(matilda) }] as const
  const bytes = aReport({ person: {} })
  const again = async () => {
    const report = { ...bytes, merges, sentAt: later() as Instant }
    return (await harness.store.registry.store([{ source: state, report }]))[0]
  }
  await again()
  await unmerge(tilda, matilda)
  expect(await daysOf(tilda)).toBe('2021-04-01')
  expect((await again())?.kind).toBe('stored')
  expect(await daysOf(tilda)).toBe('2021-04-01 2021-05-01')
})

test('of a number with more pairs than are looked at, nothing that was said is lost', async () => {
  const hub = numberOf(tilda)
  const others = Array.from({ length: 150 }, (_, nr) => `C|H${nth}-${nr}`)
  const linked = (by: string, other: string) => ({ says: 'linked', survivor: by, other, by }) as const
  const count = async () =>
    Number((await harness.sql('SELECT count(*) AS n FROM merges WHERE link_linked IS NOT NULL'))[0]?.n)
  const before = await count()
  await store(state, { person: {}, sentAt: later(), merges: others.map((each) => linked(hub, each)) })
  expect(await count()).toBe(before + 150)
  const theirs = others.slice(0, 75).map((each) => {
    return aReport({ person: {}, sentAt: later(), merges: [linked(each, hub)] })
  })
  await harness.store.registry.store(theirs.map((report) => ({ source: state, report })))
  expect(await count()).toBe(before + 225)
})

test('what was said of numbers that nobody bears is kept for two years', async () => {
  const count = async () => Number((await harness.sql('SELECT count(*) AS n FROM merges'))[0]?.n)
  const purge = (days: number) => harness.store.purge((Date.now() + days * 86_400_000) as Instant)
  await purge(731)
  const before = await count()
  await dose(tilda, '2021-04-01')
  await merge(tilda, matilda)
  await merge({ identifiers: [`C|X${nth}`] }, { identifiers: [`C|Y${nth}`] })
  await purge(729)
  expect(await count()).toBe(before + 4)
  await purge(731)
  expect(await count()).toBe(before + 2)
})

test('a database from before there were merges is brought up to date, and those on file can be merged', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'excelsior-older-'))
  await chmod(dataDir, 0o711) // where root runs the tests, the server is another user
  const database = await startDatabase({ dataDir })
  const { connection } = database
  const client = new pg.Client({ ...connection })
  await client.connect()
  const dir = fileURLToPath(new URL('../../migrations', import.meta.url))
  const logger = { info() {}, warn() {}, error() {} }
  await runner({ dbClient: client, dir, migrationsTable: 'migrations', direction: 'up', count: 9, logger })
  const rows = sealedRows(harness.secrets)
  for (const [index, person] of [tilda, matilda].entries()) {
    const { person: details } = aReport({ person })
    const id = 100 + index
    const { key, wrapped } = rows.newDataKey(id)
    const record = aDose(`2021-0${4 + index}-01`)
    const name = rows.recordKey(1 as SourceId, `old ${index}`)
    await client.query('INSERT INTO people (id, survivor, data_key, changed_at) VALUES ($1, $1, $2, now())', [
      id,
      wrapped,
    ])
    await client.query('INSERT INTO identities VALUES ($1, $1, 1, $2)', [
      id,
      rows.sealIdentity(key, id, id, { details }),
    ])
    await client.query('INSERT INTO records (source, key, person, sealed) VALUES (1, $1, $2, $3)', [
      name,
      id,
      rows.sealRecord(key, 1, name, { precedence: '1', record }),
    ])
    for (const each of keysOf(1 as SourceId, details))
      await client.query('INSERT INTO blind_keys VALUES ($1, $2)', [rows.blindKey(each), id])
  }
  await client.end()

  const store = await openStore(connection, harness.secrets)
  const merges = [{ says: 'merged' as const, survivor: numberOf(tilda), other: numberOf(matilda) }]
  const incoming = { source: 1 as SourceId, report: aReport({ person: {}, sentAt: later(), merges }) }
  expect(await store.registry.store([incoming])).toMatchObject([{ kind: 'stored' }])
  const found = await store.registry.search(searchKeys(aReport({ person: tilda }).person))
  expect(found.map(({ records }) => records.length)).toEqual([2])
  await store.close()
  await database.stop()
  await rm(dataDir, { recursive: true, force: true })
})
