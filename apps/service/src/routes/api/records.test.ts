import { setImmediate as turn } from 'node:timers/promises'
import { type Instant, zone } from '@excelsior/domain'
import { readHl7Stream } from '@excelsior/records'
import type { SourceId } from '@excelsior/store'
import Fastify from 'fastify'
import { expect, test } from 'vitest'
import { readCodeTables } from '../../code-tables.ts'
import { DoorsInUse } from '../../doors-in-use.ts'
import type { Ingestion } from '../../ingestion.ts'
import { recordRoutes } from './records.ts'

const NEW_YORK = zone('America/New_York')
const MESSAGES = 3000
const SOURCE = { id: 1 as SourceId, name: 'a', jurisdiction: 'US-NY', zone: NEW_YORK.name, trial: true }

test('a file of broken messages is answered in full, and everybody else gets their turns meanwhile', async () => {
  const codes = await readCodeTables()
  const options = { codes, zone: NEW_YORK, jurisdiction: 'US-NY', receivedAt: 0 as Instant }
  let readAt = 0
  let turns = 0
  const ingestion: Ingestion = {
    async *ingest(chunks, _source, read) {
      for await (const item of read(chunks, options))
        if (item.kind === 'rejected') yield { kind: 'rejected', rejection: item.rejection }
      readAt = turns
    },
  }
  const app = Fastify()
  recordRoutes(app, {
    doors: new DoorsInUse(),
    ingestion,
    read: readHl7Stream,
    senders: { overHttp: async () => ({ kind: 'known', source: SOURCE, scopes: ['hl7v2'] }) },
    zone: NEW_YORK,
    now: () => 0 as Instant,
  })
  const reply = app.inject({
    method: 'POST',
    url: '/api/records/hl7v2',
    headers: { 'content-type': 'application/hl7-v2' },
    payload: 'MSH|^~\\&|\r'.repeat(MESSAGES),
  })
  let answered = false
  void reply.then(() => {
    answered = true
  })
  while (!answered) {
    await turn()
    turns++
  }
  expect((await reply).body.match(/MSH\|/g)).toHaveLength(MESSAGES)
  expect(turns - readAt).toBeGreaterThanOrEqual(MESSAGES / 50)
  await app.close()
})

test.each([
  ['nothing but line ends', '\r\n \r', 422],
  ['a batch of no messages, which there is on a quiet day', 'BHS|^~\\&|\rBTS|0\r', 200],
])('%s: there is always an answer', async (_, payload, status) => {
  const options = { codes: await readCodeTables(), zone: NEW_YORK, receivedAt: 0 as Instant }
  const app = Fastify()
  recordRoutes(app, {
    doors: new DoorsInUse(),
    ingestion: {
      async *ingest(chunks, _source, read) {
        for await (const item of read(chunks, options))
          if (item.kind === 'notice') yield { kind: 'notice', text: item.notice.text }
      },
    },
    read: readHl7Stream,
    senders: { overHttp: async () => ({ kind: 'known', source: SOURCE, scopes: ['hl7v2'] }) },
    zone: NEW_YORK,
    now: () => 0 as Instant,
  })
  const headers = { 'content-type': 'application/hl7-v2' }
  const reply = await app.inject({ method: 'POST', url: '/api/records/hl7v2', headers, payload })
  expect(reply.statusCode).toBe(status)
  await app.close()
})

test.each([
  ['JSON', 'application/json', '{"a":1}'],
  ['plain text', 'text/plain', 'MSH|^~\\&|'],
  ['a form', 'application/x-www-form-urlencoded', 'a=1'],
  ['nothing', undefined, undefined],
])('%s is no HL7 v2, and is refused before it is read', async (_, type, payload) => {
  let asked = 0
  const app = Fastify()
  recordRoutes(app, {
    doors: new DoorsInUse(),
    ingestion: {
      ingest: () => {
        asked++
        throw new Error('nothing is to be ingested')
      },
    },
    read: readHl7Stream,
    senders: { overHttp: async () => ({ kind: 'known', source: SOURCE, scopes: ['hl7v2'] }) },
    zone: NEW_YORK,
    now: () => 0 as Instant,
  })
  const reply = await app.inject({
    method: 'POST',
    url: '/api/records/hl7v2',
    headers: type === undefined ? {} : { 'content-type': type },
    ...(payload !== undefined && { payload }),
  })
  expect([reply.statusCode, asked]).toEqual([415, 0])
  await app.close()
})
