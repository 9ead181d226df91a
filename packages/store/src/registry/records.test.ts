import type { HealthRecord } from '@excelsior/domain'
import type { Rejection } from '@excelsior/records'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SourceId } from '../sources.ts'
import { type TemporaryStore, temporaryStore } from '../testing.ts'
import { aDose, aReport, aResult, type PersonExample, type RecordExample } from '../testing-reports.ts'
import type { IncomingReport, Outcome } from './types.ts'

let harness: TemporaryStore
let [lab, other] = [0 as SourceId, 0 as SourceId]
beforeAll(async () => {
  harness = await temporaryStore()
  const source = async (name: string) =>
    (await harness.store.sources.put({ name, jurisdiction: 'US-NY', zone: 'America/New_York', trial: false }))
      .id
  lab = await source('laboratory')
  other = await source('another laboratory')
})
afterAll(() => harness.stop())

let people = 0
/** Nobody like anybody before. */
function somebody(): PersonExample {
  people++
  const number = String(people).padStart(4, '0')
  return {
    givenName: ['Wilhelmina', 'Barnaby', 'Xanthe', 'Montague'][people % 4] ?? '',
    familyName: ['Ostrander', 'Pickering', 'Lindqvist', 'Abernathy', 'Zhukov'][people % 5] ?? '',
    birthDate: `${1930 + (people % 80)}-${String(1 + (people % 12)).padStart(2, '0')}-11`,
    phone: `518555${number}`,
    identifiers: [`MR|${number}`],
  }
}
const report = (person: PersonExample, ...records: RecordExample[]): IncomingReport => ({
  source: lab,
  report: aReport({ person, records }),
})
const store = (...reports: IncomingReport[]) => harness.store.registry.store(reports)
async function recordsOf(outcomes: readonly Outcome[]): Promise<readonly HealthRecord[] | undefined> {
  const id = outcomes.findLast(({ person }) => person !== undefined)?.person
  return id && (await harness.store.registry.person(id))?.records
}
function ordersOf<T>(items: readonly T[]): T[][] {
  if (items.length < 2) return [[...items]]
  return items.flatMap((item, index) =>
    ordersOf(items.filter((_, at) => at !== index)).map((rest) => [item, ...rest]),
  )
}

describe('the greatest precedence stands, whatever the order of arrival', () => {
  const original = { precedence: '1', record: aResult('2021-12-01', 'positive') }
  const withdrawal = { precedence: '2', withdrawn: true }
  const anew = { precedence: '3', record: aResult('2021-12-01', 'negative') }

  test.each(ordersOf(['original', 'withdrawal', 'new']))('%s, %s, %s: the new one', async (...order) => {
    const person = somebody()
    const outcomes: Outcome[] = []
    for (const name of order) {
      const example = name === 'original' ? original : name === 'new' ? anew : withdrawal
      outcomes.push(...(await store(report(person, { key: `k${people}`, ...example }))))
    }
    expect(await recordsOf(outcomes)).toEqual([anew.record])
  })

  test.each(ordersOf(['original', 'withdrawal']))('%s, %s: none', async (...order) => {
    const person = somebody()
    const reports = order.map((name) =>
      report(person, { key: `k${people}`, ...(name === 'original' ? original : withdrawal) }),
    )
    const outcomes = await store(...reports)
    expect(await recordsOf(outcomes)).toEqual([])
    expect(outcomes.map(({ kind }) => kind)).toEqual(
      order[0] === 'original' ? ['stored', 'deleted'] : ['deleted', 'duplicate'],
    )
  })

  test('also all in one transaction', async () => {
    for (const order of ordersOf([original, withdrawal, anew])) {
      const person = somebody()
      const reports = order.map((example) => report(person, { key: `k${people}`, ...example }))
      expect(await recordsOf(await store(...reports))).toEqual([anew.record])
    }
  })
})

describe('what says nowhere when it was said, and is ordered by arrival alone', () => {
  // class, time, rank, value: as the readers write it.
  const untimed = (rank: number, value = 1) => `1${'0'.repeat(15)}${rank}${value}`
  const timed = (time: number, rank = 1) => `1${String(time).padStart(15, '0')}${rank}1`
  const dose = (cvx: string) => ({
    record: aDose('2021-03-01', cvx),
    precedence: untimed(1),
    undated: true as const,
  })
  const storeAll = async (...examples: Omit<RecordExample, 'key'>[]) => {
    const person = somebody()
    const outcomes: Outcome[] = []
    for (const example of examples)
      outcomes.push(...(await store(report(person, { key: `k${people}`, ...example }))))
    return { kinds: outcomes.map(({ kind }) => kind), records: await recordsOf(outcomes) }
  }

  test('another content replaces, the same is a duplicate', async () => {
    const { kinds, records } = await storeAll(dose('208'), dose('208'), dose('207'))
    expect(kinds).toEqual(['stored', 'duplicate', 'corrected'])
    expect(records).toEqual([aDose('2021-03-01', '207')])
  })

  test('it replaces what had a time, and that does not come back when it is sent again', async () => {
    const dated = { record: aDose('2021-03-01', '208'), precedence: timed(5) }
    const { kinds, records } = await storeAll(dated, dose('207'), dated)
    expect(kinds).toEqual(['stored', 'corrected', 'duplicate'])
    expect(records).toEqual([aDose('2021-03-01', '207')])
  })

  test('a withdrawal counts, and a late original revives nothing', async () => {
    const withdrawal = { withdrawn: true, precedence: untimed(3), undated: true as const }
    expect(await storeAll(dose('208'), withdrawal, dose('208'))).toMatchObject({ records: [] })
    expect(await storeAll(withdrawal, dose('208'))).toMatchObject({ records: [] })
    const dated = { record: aDose('2021-03-01', '208'), precedence: timed(5) }
    expect(await storeAll(dated, withdrawal, dated, dose('208'))).toMatchObject({ records: [] })
  })

  test('a positive turns negative only by a correction', async () => {
    const positive = {
      record: aResult('2021-12-01', 'positive'),
      precedence: untimed(1, 3),
      undated: true as const,
    }
    const negative = { record: aResult('2021-12-01'), precedence: untimed(1, 1), undated: true as const }
    expect(await storeAll(positive, negative)).toMatchObject({ records: [positive.record] })
    const corrected = { ...negative, precedence: untimed(2, 1) }
    expect(await storeAll(positive, corrected, positive)).toMatchObject({ records: [negative.record] })
  })
})

describe('a correction that names the series, not the record', () => {
  const first = {
    key: 'specimen 1',
    series: 'order 7',
    precedence: '1',
    record: aResult('2021-12-01', 'positive'),
  }
  const second = {
    key: 'specimen 2',
    series: 'order 7',
    precedence: '2',
    record: aResult('2021-12-02', 'negative'),
    replacesSeries: true,
  }

  test.each([
    ['after', [first, second]],
    ['before', [second, first]],
  ])('takes the place of what came %s it', async (_, order) => {
    const person = somebody()
    const named = order.map((each) => ({
      ...each,
      key: `${each.key} ${people}`,
      series: `${each.series} ${people}`,
    }))
    const outcomes = [
      ...(await store(report(person, named[0]!))),
      ...(await store(report(person, named[1]!))),
    ]
    expect(await recordsOf(outcomes)).toEqual([second.record])
  })

  test('leaves what is later alone', async () => {
    const person = somebody()
    const later = { ...first, key: `z${people}`, series: `s${people}`, precedence: '3' }
    const outcomes = await store(
      report(person, later),
      report(person, { ...second, key: `y${people}`, series: `s${people}` }),
    )
    expect(await recordsOf(outcomes)).toHaveLength(2)
  })
})

describe('repeats', () => {
  test('the same message twice in one batch, and once more: stored once', async () => {
    const message = report(somebody(), { key: `k${people}`, record: aDose('2021-03-01') })
    const kinds = (await store(message, message)).map(({ kind }) => kind)
    expect([...kinds, ...(await store(message)).map(({ kind }) => kind)]).toEqual([
      'stored',
      'duplicate',
      'duplicate',
    ])
  })

  test('the same record in another message is a duplicate, with another value and a later time it is corrected', async () => {
    const person = somebody()
    const record = { key: `k${people}`, record: aResult('2021-12-01') }
    const corrected = { ...record, precedence: '2', record: aResult('2021-12-01', 'positive') }
    const outcomes = await store(report(person, record), report(person, record), report(person, corrected))
    expect(outcomes.map(({ kind }) => kind)).toEqual(['stored', 'duplicate', 'corrected'])
    expect(await recordsOf(outcomes)).toEqual([corrected.record])
  })

  test('two reports of one message are two', async () => {
    const [one, two] = [
      report(somebody(), { key: 'm1', record: aDose('2021-03-01') }),
      report(somebody(), { key: 'm2', record: aDose('2021-03-01') }),
    ]
    const shared = { ...two, report: { ...two.report, raw: one.report.raw } }
    expect((await store(one, shared)).map(({ kind }) => kind)).toEqual(['stored', 'stored'])
  })

  test('another source with the same key touches nothing', async () => {
    const person = somebody()
    const record = { key: `k${people}`, record: aDose('2021-03-01') }
    const [kept] = await store(report(person, record))
    const foreign = {
      source: other,
      report: aReport({ person, records: [{ ...record, precedence: '9', withdrawn: true }] }),
    }
    await store(foreign)
    expect(await recordsOf(kept ? [kept] : [])).toEqual([record.record])
  })

  test('a correction under another name moves the record to its person', async () => {
    const wrong = somebody()
    const right = { ...somebody(), givenName: 'Theophilus', birthDate: '1950-10-10' }
    const record = { key: `k${people}`, record: aResult('2021-12-01', 'positive') }
    const first = await store(report(wrong, record))
    const second = await store(report(right, { ...record, precedence: '2' }))
    expect(await recordsOf(first)).toEqual([])
    expect(await recordsOf(second)).toEqual([record.record])
  })

  test('a message without a record puts nobody on file', async () => {
    const before = await harness.store.registry.count()
    expect((await store(report(somebody())))[0]?.kind).toBe('nothing')
    expect(await harness.store.registry.count()).toEqual(before)
  })
})

describe('a refused correction', () => {
  const rejection = (key: string): Rejection => ({
    message: 1,
    code: 'contradiction',
    reason: 'The code and its text say opposite things. Send the result again.',
    segment: 'OBX',
    field: 5,
    raw: Buffer.from('OBX|1|CWE|…'),
    concerns: { key, precedence: '2' },
  })

  test('holds back what it would have corrected, until somebody has dealt with it', async () => {
    const person = somebody()
    const record = { key: `k${people}`, record: aResult('2021-12-01') }
    const stored = await store(report(person, record))
    const refused = await store({
      source: lab,
      report: aReport({
        person,
        records: [{ key: `n${people}`, record: aDose('2021-01-01') }],
        setAside: [rejection(record.key)],
      }),
    })
    expect(refused[0]?.setAside).toBe(1)
    expect(await recordsOf(stored)).toContainEqual({ ...record.record, review: expect.any(String) })
    const [entry] = await harness.store.quarantine.list(1)
    expect(entry).toMatchObject({ source: lab, code: 'contradiction', segment: 'OBX', field: 5, times: 1 })
    expect(await harness.store.quarantine.raw(entry?.id ?? '')).toEqual(Buffer.from('OBX|1|CWE|…'))
    expect(await harness.store.quarantine.resolve(entry?.id ?? '')).toBe(true)
    expect(await recordsOf(stored)).toContainEqual(record.record)
    expect(await harness.store.quarantine.list(1)).toEqual([])
  })

  test('the same refusal again is the same entry', async () => {
    const inputs = [rejection('x'), rejection('x')]
    await harness.store.quarantine.add(lab, inputs, Date.now() as never)
    await harness.store.quarantine.add(lab, inputs, Date.now() as never)
    expect(await harness.store.quarantine.list(5)).toEqual([expect.objectContaining({ times: 4 })])
  })
})
