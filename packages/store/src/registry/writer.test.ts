import type { Instant } from '@excelsior/domain'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Source, SourceId } from '../sources.ts'
import { aDose, aReport, type TemporaryStore, temporaryStore } from '../testing.ts'

const SENDERS = 16
const EACH = 6

let harness: TemporaryStore
let source: Source
/** Each transaction is dated once: its number. */
let transactions = 0

beforeAll(async () => {
  harness = await temporaryStore({ clock: () => ++transactions as Instant })
  source = await harness.store.sources.put({
    name: 'registry',
    jurisdiction: 'US-NY',
    zone: 'America/New_York',
    trial: false,
  })
})
afterAll(() => harness.stop())

let people = 0
/** Nobody like anybody before. */
const somebody = (from: SourceId = source.id) => {
  people++
  const number = String(people).padStart(4, '0')
  const person = {
    givenName: ['Wilhelmina', 'Barnaby', 'Xanthe', 'Montague'][people % 4] ?? '',
    familyName: ['Ostrander', 'Pickering', 'Lindqvist', 'Abernathy', 'Zhukov'][people % 5] ?? '',
    birthDate: `${1930 + (people % 80)}-${String(1 + (people % 12)).padStart(2, '0')}-11`,
    phone: `518555${number}`,
    identifiers: [`MR|${number}`],
  }
  const records = [{ key: `dose ${people}`, record: aDose('2021-05-01') }]
  return { source: from, report: aReport({ person, records }) }
}
const store = (...reports: ReturnType<typeof somebody>[]) => harness.store.registry.store(reports)

test('what comes at the same time is one transaction, and each call has its own outcomes in its own order', async () => {
  await store(somebody())
  const known = somebody()
  await store(known)
  const before = transactions
  const outcomes = await Promise.all([store(somebody()), store(known, somebody()), store(somebody())])
  expect(outcomes.map((of) => of.map(({ kind }) => kind))).toEqual([
    ['stored'],
    ['duplicate', 'stored'],
    ['stored'],
  ])
  expect(transactions - before).toBe(1)
})

test('what cannot be written fails alone: those who came with it are on file', async () => {
  const nobody = (2 ** 31) as SourceId // no whole number of the database's
  const [first, poison, last] = await Promise.allSettled([
    store(somebody()),
    store(somebody(nobody)),
    store(somebody()),
  ])
  expect([first.status, poison.status, last.status]).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  const [row] = await harness.sql('SELECT count(*) AS reports FROM reports')
  expect(Number(row?.reports)).toBe(people - 1)
})

test('those who send again as soon as they are answered are all served, whoever else stops', async () => {
  const sender = async (count: number) => {
    for (let sent = 0; sent < count; sent++) {
      const [outcome] = await store(somebody())
      expect(outcome?.kind).toBe('stored')
    }
  }
  const before = transactions
  // Every other one stops after its first: the others do not wait for it for good.
  await Promise.all(Array.from({ length: SENDERS }, (_, index) => sender(index % 2 === 0 ? EACH : 1)))
  expect(transactions - before).toBeLessThan((SENDERS / 2) * EACH)
})
