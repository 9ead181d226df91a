import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Instant, PassType } from '@excelsior/domain'
import { searchKeys } from '@excelsior/people'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openStore } from './open-store.ts'
import type { PersonId, PersonOnFile } from './registry/types.ts'
import { BrokenSeal } from './sealing.ts'
import type { SourceId } from './sources.ts'
import { randomSecrets, type TemporaryStore, temporaryStore } from './testing.ts'
import { aDose, aReport, aResult, type PersonExample } from './testing-reports.ts'

const GIVEN = ['Anastasija', 'Bartholomew', 'Clementine', 'Demetrius', 'Evangelina']
const FAMILY = ['Featherstonehaugh', 'Grzebieluch', 'Hockenberry', 'Iskandaryan', 'Jellicoe']
const person = (index: number): PersonExample => ({
  givenName: GIVEN[index % 5] ?? '',
  familyName: FAMILY[Math.floor(index / 5) % 5] ?? '',
  birthDate: `19${String(40 + (index % 50)).padStart(2, '0')}-0${1 + (index % 9)}-2${index % 9}`,
  postalCode: String(12200 + index),
  phone: `51855502${String(index).padStart(2, '0')}`,
  street: `${index} Quackenbush Square`,
  city: 'Schaghticoke',
  identifiers: [`NYSIIS|MRN-${index}-Z`],
})
const PEOPLE = Array.from({ length: 25 }, (_, index) => person(index))

let harness: TemporaryStore
let source = 0 as SourceId
let alarms: PersonId[] = []
beforeAll(async () => {
  harness = await temporaryStore({ alarm: (id) => alarms.push(id) })
  const { store } = harness
  source = (
    await store.sources.put({
      name: 'registry',
      jurisdiction: 'US-NY',
      zone: 'America/New_York',
      trial: false,
    })
  ).id
  await store.registry.store(
    PEOPLE.map((details, index) => ({
      source,
      report: aReport({
        person: details,
        records: [
          {
            key: `dose-${index}-COVIDVAX`,
            record: { ...aDose('2021-03-17'), place: 'Rensselaerville Pharmacy' },
            precedence: '9|20210318',
          },
          { key: `test-${index}`, record: aResult('2021-12-24T10:11:12-05:00', 'positive') },
        ],
      }),
    })),
  )
  const merges = [{ says: 'merged' as const, survivor: 'NYSIIS|MRN-901-Z', other: 'NYSIIS|MRN-902-Z' }]
  await store.registry.store([{ source, report: aReport({ person: {}, sentAt: 1000, merges }) }])
  const raw = Buffer.from('PID|1||MRN-0-Z||Featherstonehaugh^Anastasija||19400120|F')
  await store.quarantine.add(source, [{ message: 1, code: 'no-code', reason: 'No code.', raw }], 0 as Instant)
  const message = { channel: 'sms', to: '5185550200', text: 'Your code is 918273', code: '918273' } as const
  const opens = 'retrieval 1'
  const limit = { count: 8, periodMilliseconds: 86_400_000 }
  const now = 1000 as Instant
  await store.codes.issue({
    opens,
    code: '918273',
    expires: 1e12 as Instant,
    atMost: 3,
    charges: [{ key: 'code to 5185550200', limit }],
    message,
    now,
  })
  await store.registry.lookUp({
    charges: [{ key: 'start featherstonehaugh 1940-01-20', limit }],
    keys: searchKeys(aReport({ person: person(0) }).person),
    now,
  })
  await store.failedTries.begin('featherstonehaugh 1940-01-20', 10, now)
  await store.passes.intend(
    [{ passId: Buffer.alloc(8, 1), keyId: 'k1', type: 'pcr' as PassType, expires: now }],
    now,
  )
  await store.audit.append([
    { actor: 'service', action: 'pass-issued', subject: 'featherstonehaugh 1940-01-20', at: now },
  ])
})
afterAll(() => harness.stop())

/** What identifies somebody, or says something of their health, in the spellings in which it came or is kept. */
const SECRETS = [
  ...GIVEN,
  ...FAMILY,
  'featherstonehaugh',
  'Schaghticoke',
  'Quackenbush',
  'Rensselaerville',
  'MRN-',
  'COVIDVAX',
  ...PEOPLE.flatMap(({ birthDate = '', phone = '', postalCode = '' }) => [
    birthDate,
    birthDate.replaceAll('-', ''),
    phone,
    `"${postalCode}"`,
    `|${postalCode}`,
  ]),
  '2021-03-17',
  '20210317',
  '20210318',
  '2021-12-24',
  'positive',
  'immunization',
  '"208"',
  '918273',
]
const appearing = (bytes: Buffer) =>
  SECRETS.filter(
    (secret) =>
      bytes.includes(secret) ||
      bytes.includes(Buffer.from(secret, 'utf16le')) ||
      bytes.includes(Buffer.from(secret).toString('hex')),
  )

describe('a stolen disk', () => {
  test('shows no name, date, ZIP code, phone, product or result in any file, the log of changes included', async () => {
    const folder = join(harness.dataDir, 'postgres')
    const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) =>
      entry.isFile(),
    )
    const found: string[] = []
    let bytes = 0
    for (const { parentPath, name } of files) {
      const content = await readFile(join(parentPath, name))
      // PostgreSQL brings catalogues of its own, with words of their own.
      const ours =
        parentPath.includes('pg_wal') || content.includes('excelsior') || parentPath.includes('base')
      if (!ours) continue
      bytes += content.length
      found.push(...appearing(content).map((secret) => `${secret} in ${parentPath}/${name}`))
    }
    expect(bytes).toBeGreaterThan(1_000_000)
    expect(found).toEqual([])
  })

  test('nor does a dump of every table', async () => {
    const tables = await harness.sql(`SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'`)
    const dump: string[] = []
    for (const { name } of tables) {
      for (const { row } of await harness.sql(`SELECT ${name}::text AS row FROM ${name}`))
        dump.push(`${name} ${row}`)
    }
    expect(dump.length).toBeGreaterThan(300)
    expect(appearing(Buffer.from(dump.join('\n')))).toEqual([])
  })

  test('the look-out would see them: it finds a name that is there', () => {
    expect(appearing(Buffer.from('x Hockenberry y'))).toEqual(['Hockenberry'])
    expect(appearing(Buffer.from(Buffer.from('1 5185550203').toString('hex')))).toEqual(['5185550203'])
  })

  test('every sealed record is as long as every other', async () => {
    expect(await harness.sql('SELECT DISTINCT length(sealed) AS length FROM records')).toHaveLength(1)
  })

  test('without the keys nobody is found, and the store does not open', async () => {
    await expect(openStore(harness.connection, randomSecrets())).rejects.toThrow(
      'the keys do not fit this database',
    )
    const { kek, ...others } = harness.secrets
    await expect(openStore(harness.connection, { ...randomSecrets(), kek })).rejects.toThrow(
      'the keys do not fit',
    )
    await expect(openStore(harness.connection, { ...others, kek: randomSecrets().kek })).rejects.toThrow(
      'the keys do not fit',
    )
  })
})

describe('rows that somebody changed', () => {
  const find = async (index: number): Promise<PersonOnFile | undefined> => {
    const birthDate = PEOPLE[index]?.birthDate
    const found = await harness.store.registry.search(searchKeys(aReport({ person: person(index) }).person))
    return found.find(({ details }) => details[0]?.birthDate === birthDate)
  }

  test.each([
    ['a record moved to another person', 1, 'UPDATE records SET person = $2 WHERE person = $1'],
    [
      'an identity changed in one bit',
      2,
      'UPDATE identities SET sealed = set_bit(sealed, 300, 1 - get_bit(sealed, 300)) WHERE person = $1 AND $2 > 0',
    ],
    [
      'a record in the place of another',
      3,
      'UPDATE records SET sealed = (SELECT sealed FROM records WHERE person = $2 ORDER BY key LIMIT 1) WHERE person = $1',
    ],
    [
      "another person's data key",
      4,
      'UPDATE people SET data_key = (SELECT data_key FROM people WHERE id = $2) WHERE id = $1',
    ],
  ])('%s: nobody is found there, and the alarm is raised', async (_, index, tampering) => {
    const [victim, other] = [await find(index), await find(index + 10)]
    expect(victim).toBeDefined()
    alarms = []
    await harness.sql(tampering, [victim?.id, other?.id])
    const found = [await find(index), await find(index + 10)]
    expect(found).toContain(undefined)
    expect(alarms.length).toBeGreaterThan(0)
    const suspect = alarms[0] ?? (0 as PersonId)
    await expect(harness.store.registry.person(suspect)).rejects.toThrow(BrokenSeal)
  })
})
