import { type CivilDate, type Instant, zone } from '@excelsior/domain'
import { type TemporaryStore, temporaryStore } from '@excelsior/store/testing'
import Fastify, { type FastifyInstance } from 'fastify'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { readConfig } from '../../config.ts'
import { createServer } from '../../http.ts'
import { PROJECT_ROOT } from '../../project-root.ts'
import { tallyRoutes } from './tallies.ts'

const NEW_YORK = zone('America/New_York')
/** 26 August 2021, 14:00 in New York. */
const NOW = Date.parse('2021-08-26T18:00:00Z') as Instant
const HOUR = 3_600_000

let harness: TemporaryStore
let app: FastifyInstance
let now = NOW
let keys = 0
beforeAll(async () => {
  harness = await temporaryStore()
  const config = readConfig({ TRUSTED_PROXIES: '127.0.0.1' }, PROJECT_ROOT)
  app = config.ok ? createServer(config.config) : Fastify()
  tallyRoutes(app, { store: harness.store, zone: () => NEW_YORK, now: () => now })
})
afterAll(async () => {
  await app.close()
  await harness.stop()
})
beforeEach(() => {
  now = (now + 2 * HOUR) as Instant
})

const newKey = () => (++keys).toString(16).padStart(32, '0')
const today = () => NEW_YORK.dateAt(now)
const line = (change: object = {}) => ({
  day: today(),
  type: 'pcr',
  result: 'valid',
  count: 3,
  ...change,
})
const send = (payload: unknown, from = '192.0.2.1') =>
  app.inject({
    method: 'POST',
    url: '/api/tallies',
    headers: { 'content-type': 'application/json', 'x-forwarded-for': from },
    payload: JSON.stringify(payload),
  })
const stored = async () =>
  (await harness.store.tallies.between('2021-01-01' as CivilDate, '2022-12-31' as CivilDate)).reduce(
    (sum, { count }) => sum + count,
    0,
  )

describe('counts of a scanner', () => {
  test('come once for each day, type and result: said again in one batch they are no count of a device', async () => {
    const before = await stored()
    const twice = await send({
      key: newKey(),
      counts: [line(), line({ type: 'antigen' }), line({ count: 100_000 })],
    })
    expect([twice.statusCode, await stored()]).toEqual([422, before])
  })

  test('are added up by day, type and result, and nothing else of the request is kept', async () => {
    const before = await stored()
    const reply = await send({
      key: newKey(),
      counts: [line(), line({ type: 'none', result: 'cannot-check' })],
    })
    expect([reply.statusCode, reply.body]).toEqual([204, ''])
    expect((await stored()) - before).toBe(6)
    expect(await harness.sql('SELECT * FROM tallies WHERE type = $1', ['none'])).toMatchObject([
      { result: 'cannot-check', count: '3' },
    ])
  })

  test('that come twice, for an answer was lost, count once', async () => {
    const batch = { key: newKey(), counts: [line()] }
    const before = await stored()
    expect((await send(batch)).statusCode).toBe(204)
    expect((await send(batch, '198.51.100.9')).statusCode).toBe(204)
    expect((await stored()) - before).toBe(3)
  })

  test('of the last seven days are taken, of an eighth not; of tomorrow yes, for the scanner’s zone may be ahead', async () => {
    const day = (days: number) => NEW_YORK.dateAt((now + days * 24 * HOUR) as Instant)
    const status = async (days: number) =>
      (await send({ key: newKey(), counts: [line({ day: day(days) })] })).statusCode
    expect([await status(-7), await status(-8), await status(1), await status(2)]).toEqual([
      204, 422, 204, 422,
    ])
  })

  test.each([
    ['no key', { counts: [line()] }],
    ['a key that names somebody', { key: 'door-3-of-the-blue-hall', counts: [line()] }],
    ['no counts', { key: newKey(), counts: [] }],
    ['too many counts', { key: newKey(), counts: Array.from({ length: 201 }, () => line()) }],
    ['a type that there is not', { key: newKey(), counts: [line({ type: 'fever' })] }],
    ['a result that there is not', { key: newKey(), counts: [line({ result: 'ill' })] }],
    ['a number below one', { key: newKey(), counts: [line({ count: 0 })] }],
    ['a number beyond belief', { key: newKey(), counts: [line({ count: 100_001 })] }],
    ['half a scan', { key: newKey(), counts: [line({ count: 1.5 })] }],
    ['a day that there is not', { key: newKey(), counts: [line({ day: '2021-02-30' })] }],
    ['a time of day', { key: newKey(), counts: [line({ at: '14:02' })] }],
    ['a venue', { key: newKey(), venue: 'x', counts: [line()] }],
  ])('with %s are refused, and none of them is added', async (_, payload) => {
    const before = await stored()
    expect((await send(payload)).statusCode).toBe(422)
    expect(await stored()).toBe(before)
  })

  test('come 300 times an hour from one network, not more; others are not held up', async () => {
    const from = '203.0.113.5'
    const replies = []
    for (let number = 0; number < 301; number++)
      replies.push((await send({ key: newKey(), counts: [line({ count: 1 })] }, from)).statusCode)
    expect(replies.filter((status) => status === 204)).toHaveLength(300)
    expect(replies[300]).toBe(429)
    expect((await send({ key: newKey(), counts: [line()] }, '203.0.113.6')).statusCode).toBe(204)
  })
})
