import { Readable } from 'node:stream'
import { type Instant, zone } from '@excelsior/domain'
import type { Source } from '@excelsior/store'
import { type TemporaryStore, temporaryStore } from '@excelsior/store/testing'
import Fastify, { type FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readCodeTables } from '../../code-tables.ts'
import { DoorsInUse } from '../../doors-in-use.ts'
import { createIngestion } from '../../ingestion.ts'
import type { Admission } from '../../senders.ts'
import { csvRoutes } from './csv-records.ts'

const NEW_YORK = zone('America/New_York')
const NOW = Date.parse('2021-10-01T12:00:00Z') as Instant
const HEADER = 'kind,familyName,givenName,birthDate,id,cvx,date,status,historical\n'
const MAPPING = JSON.stringify({
  delimiter: ';',
  fields: {
    kind: { value: 'immunization' },
    familyName: 'Last',
    givenName: 'First',
    birthDate: { column: 'Born', format: 'M/D/YYYY' },
    cvx: { column: 'Vaccine', codes: { Comirnaty: '208' } },
    date: { column: 'Given on', format: 'M/D/YYYY' },
    status: { value: 'completed' },
    historical: { value: 'false' },
  },
})

let harness: TemporaryStore
let app: FastifyInstance
let source: Source
let admission: Admission

beforeAll(async () => {
  harness = await temporaryStore()
  const { store } = harness
  source = await store.sources.put({
    name: 'clinic',
    jurisdiction: 'US-NY',
    zone: NEW_YORK.name,
    trial: false,
  })
  app = Fastify()
  csvRoutes(app, {
    doors: new DoorsInUse(),
    ingestion: createIngestion({ store, codes: await readCodeTables(), zoneOf: zone, now: () => NOW }),
    senders: { overHttp: async (_, door) => (door === 'csv' ? admission : { kind: 'not-allowed', door }) },
  })
})
afterAll(async () => {
  await app.close()
  await harness.stop()
})

const post = (payload: string | Readable, type = 'text/csv') =>
  app.inject({ method: 'POST', url: '/api/records/csv', headers: { 'content-type': type }, payload })
const known = (mapping?: string): Admission => ({
  kind: 'known',
  source,
  scopes: ['csv'],
  ...(mapping !== undefined && { mapping }),
})
const stored = async () => (await harness.store.registry.count()).records

test('good rows are on file when the answer comes; bad ones are told by row and field, and nothing of what they say', async () => {
  admission = known()
  const before = await stored()
  const rows = [
    'immunization,Doe,Jane,1980-04-30,1,208,2021-05-01,completed,false',
    'immunization,Secretname,Jane,1980-04-31,2,208,2021-05-01,completed,false',
    '',
    'immunization,Roe,Joan,1981-04-30,3,208,2021-05-02,completed,false',
    'immunization,Secretname,Jane',
  ]
  const reply = await post(`${HEADER}${rows.join('\n')}\n`, 'text/csv; charset=UTF-8')
  expect(reply.statusCode).toBe(200)
  expect(reply.json()).toEqual({
    read: 4,
    stored: 2,
    duplicates: 0,
    corrected: 0,
    deleted: 0,
    rejected: 2,
    rejections: [
      { row: 3, field: 'birthDate', code: 'invalid-value', reason: expect.stringContaining('no real date') },
      { row: 5, code: 'unreadable', reason: expect.stringContaining('3 columns') },
    ],
    untold: 0,
    notices: [],
  })
  expect(reply.body).not.toContain('Secretname')
  expect(await stored()).toBe(before + 2)
  const again = await post(`${HEADER}${rows[0]}\n`)
  expect(again.json()).toMatchObject({ read: 1, stored: 0, duplicates: 1 })
  expect((await harness.store.quarantine.counts()).reduce((sum, { entries }) => sum + entries, 0)).toBe(2)
})

test('rows are read by the mapping that is registered with their source', async () => {
  admission = known(MAPPING)
  const head = 'Last;First;Born;Vaccine;Given on\n'
  const reply = await post(
    `${head}Poe;Jane;4/30/1980;Comirnaty;5/1/2021\nPoe;Jane;4/30/1980;Sputnik;5/1/2021\n`,
  )
  expect(reply.json()).toMatchObject({
    stored: 1,
    rejections: [{ row: 3, field: 'cvx', code: 'invalid-value' }],
  })
  const bare = MAPPING.replace('{"delimiter"', '{"header":false,"delimiter"')
    .replace('"Last"', '1')
    .replace('"First"', '2')
    .replace('"Born"', '3')
    .replace('"Vaccine"', '4')
    .replace('"Given on"', '5')
  admission = known(bare)
  const headless = await post('Loe;Jane;4/30/1980;Sputnik;5/1/2021\n')
  expect(headless.json()).toMatchObject({ read: 1, rejections: [{ row: 1, field: 'cvx' }] })
})

test('a file without a needed column is refused as a whole, and says which', async () => {
  admission = known()
  const reply = await post('kind,familyName,givenName\nlab,Doe,Jane\n')
  expect(reply.statusCode).toBe(422)
  expect(reply.json()).toMatchObject({ status: 422, errors: [{ field: 'birthDate' }] })
})

test.each([
  ['whoever is not known', { kind: 'unknown', invalid: false } as const, 401],
  ['whoever has no scope csv', { kind: 'not-allowed', door: 'csv' } as const, 403],
])('%s is turned away before a row is read', async (_, refused, status) => {
  admission = refused
  let read = 0
  const body = Readable.from(
    (async function* () {
      read++
      yield HEADER
    })(),
  )
  expect((await post(body)).statusCode).toBe(status)
  expect(read).toBeLessThanOrEqual(1) // what the stream hands out by itself
  expect((await post('a', 'application/json')).statusCode).toBe(415)
})

test('another character set than the one that rows are read in is refused', async () => {
  admission = known()
  expect((await post(HEADER, 'text/csv; charset=windows-1252')).statusCode).toBe(415)
  admission = known(MAPPING.replace('{"delimiter"', '{"encoding":"windows-1252","delimiter"'))
  expect((await post(HEADER, 'text/csv; charset=windows-1252')).statusCode).toBe(422)
})

test('more than 16 MiB are refused while they come, and a thousand bad rows are told of more', async () => {
  admission = known()
  const row = `immunization,Doe,Jane,1980-04-31,9,208,2021-05-01,completed,false\n`
  const many = await post(HEADER + row.repeat(1002))
  expect(many.json()).toMatchObject({ rejected: 1002, untold: 2 })
  expect(many.json<{ rejections: unknown[] }>().rejections).toHaveLength(1000)
  const piece = Buffer.from('\n'.repeat(1024 * 1024))
  const body = Readable.from(
    (async function* () {
      yield Buffer.from(HEADER)
      for (let pieces = 0; pieces < 17; pieces++) yield piece
    })(),
  )
  expect((await post(body)).statusCode).toBe(413)
})
