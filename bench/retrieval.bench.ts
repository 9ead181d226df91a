import { createHmac } from 'node:crypto'
import { join } from 'node:path'
import type { PartialDate } from '@excelsior/domain'
import { searchKeys } from '@excelsior/people'
import pg from 'pg'
import { afterwards } from './clear-away.ts'
import type { Bench } from './figure.ts'
import { Connection, postRequest } from './http-load.ts'
import { CONNECTIONS } from './plain-inserts.ts'
import { concurrently, quantile, sideBySide } from './rounds.ts'
import { startedService, type Typed } from './service-process.ts'

const PEOPLE = 2_000
const AT_ONCE = 16
const ROUND = 1_000

export const bench: Bench = {
  figures: [
    {
      name: 'retrieval-start',
      what: `the first step of a retrieval over HTTP, ${AT_ONCE} at a time, half of the people on file`,
      beside: 'the look-ups of the same number of keys in the index alone, as many at a time',
      unit: 'retrievals/s',
      goal: { of: 'ratio', atLeast: 0.5 },
    },
    {
      name: 'retrieval-start-p99',
      what: 'how long 99 of 100 such first steps take at that load, without the wait for the quantum',
      unit: 'ms',
      goal: { of: 'value', atMost: 20 },
    },
  ],
  async measure(progress) {
    progress(`retrieval: a service with ${PEOPLE} people …`)
    const service = await startedService(
      { TRUSTED_PROXIES: '127.0.0.1', DEMO_PEOPLE: String(PEOPLE) },
      join(import.meta.dirname, 'service-without-quantum.ts'),
    )
    const people = await service.residents()
    const connections = await Promise.all(
      Array.from({ length: AT_ONCE }, () => Connection.open(service.port)),
    )
    const idle = [...connections]
    const times: number[] = []
    let asked = 0
    const start = async () => {
      const connection = idle.pop()
      if (!connection) throw new Error('more at a time than connections')
      const request = firstStep(people, asked++)
      const begun = performance.now()
      const { status, body } = await connection.send(request)
      times.push(performance.now() - begun)
      idle.push(connection)
      if (status !== 200) throw new Error(`a first step was answered ${status}: ${body.slice(0, 200)}`)
    }

    const pool = new pg.Pool({ ...service.connection, max: CONNECTIONS })
    pool.on('error', () => undefined) // the database stops before an idle connection is closed
    afterwards(() => pool.end())
    let looked = 0
    const lookUp = () =>
      pool.query({
        name: 'plain-look-up',
        text: 'SELECT person FROM blind_keys WHERE key = ANY($1::bytea[])',
        values: [blindKeys(people, looked++)],
      })

    progress(`retrieval: first steps by turns with plain look-ups, ${AT_ONCE} at a time …`)
    const rates = await sideBySide(
      () => concurrently(ROUND, AT_ONCE, start),
      () => concurrently(ROUND, AT_ONCE, lookUp),
      { rounds: 25, warmUp: 4 },
    )
    return {
      'retrieval-start': rates,
      'retrieval-start-p99': { value: quantile(times.slice(4 * ROUND), 0.99) },
    }
  },
}

/** Every other one is nobody on file. No name and no network comes more often than its budget allows. */
function typedBy(people: readonly Typed[], asked: number): Typed {
  const typed = people[(asked >> 1) % people.length]
  if (!typed) throw new Error('nobody lives here')
  return asked % 2 === 0 ? typed : { ...typed, givenName: 'Zebulon', familyName: `Quillfeather${asked}` }
}

function firstStep(people: readonly Typed[], asked: number): Uint8Array {
  const address = `10.${(asked >> 16) & 255}.${(asked >> 8) & 255}.${asked & 255}`
  return postRequest(
    '/api/retrievals',
    'application/json',
    JSON.stringify({ pass: 'vaccination', ...typedBy(people, asked) }),
    { 'x-forwarded-for': address },
  )
}

/** As many keys, of the same length; whose they are the index does not know. */
function blindKeys(people: readonly Typed[], asked: number): Buffer[] {
  const typed = typedBy(people, asked)
  return searchKeys({ ...typed, birthDate: typed.birthDate as PartialDate }).map((key) =>
    createHmac('sha256', 'measurements').update(key).digest().subarray(0, 16),
  )
}
