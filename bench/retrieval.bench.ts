import { join } from 'node:path'
import type { PartialDate } from '@excelsior/domain'
import { openKeyRing } from '@excelsior/keys'
import { searchKeys } from '@excelsior/people'
import { byteaArray } from '../packages/store/src/array-parameters.ts'
import { openDatabases, statement } from '../packages/store/src/database.ts'
import { SEARCH } from '../packages/store/src/registry/find-people.ts'
import { sealedRows } from '../packages/store/src/registry/sealed-rows.ts'
import { afterwards } from './clear-away.ts'
import type { Bench } from './figure.ts'
import { Connection, postRequest } from './http-load.ts'
import { NOW } from './residents.ts'
import { concurrently, quantile, sideBySide } from './rounds.ts'
import { type RunningService, startedService, type Typed } from './service-process.ts'

const PEOPLE = 2_000
const AT_ONCE = 16
const ROUND = 500
const ROUNDS = 25
const WARM_UP = 6
const FEW_ROUNDS = 9

export const bench: Bench = {
  figures: [
    {
      name: 'retrieval-start',
      what: `the first step of a retrieval over HTTP, ${AT_ONCE} at a time, every other one for somebody on file`,
      beside:
        'the same look-ups (the people under 14 keys, and their rows) on the database alone, as many at a time',
      unit: 'retrievals/s',
      goal: { of: 'ratio', atLeast: 0.5 },
    },
    {
      name: 'retrieval-start-p99',
      what: 'the time within which 99 of 100 such first steps are done at that load, but for the wait for the quantum',
      unit: 'ms',
      goal: { of: 'value', atMost: 20 },
    },
    {
      name: 'retrieval-start-index',
      what: 'the same first steps',
      beside: 'nothing but reading the numbers under 14 keys from the index',
      unit: 'retrievals/s',
    },
  ],
  async measure(progress) {
    progress(`retrieval: a service with ${PEOPLE} people …`)
    const service = await startedService(
      { TRUSTED_PROXIES: '127.0.0.1', DEMO_PEOPLE: String(PEOPLE) },
      join(import.meta.dirname, 'service-without-quantum.ts'),
    )
    const asked = askers(await service.residents(), (ROUNDS + FEW_ROUNDS + 2 * WARM_UP) * ROUND)
    const times: number[] = []
    const start = await firstSteps(service, asked, times)
    const { lookUp, readIndex } = await lookUps(service, asked)

    progress(`retrieval: first steps by turns with plain look-ups, ${AT_ONCE} at a time …`)
    const steps = () => concurrently(ROUND, AT_ONCE, start)
    const besideLookUps = await sideBySide(steps, () => concurrently(ROUND, AT_ONCE, lookUp), {
      rounds: ROUNDS,
      warmUp: WARM_UP,
    })
    const p99 = quantile(times.slice(WARM_UP * ROUND), 0.99)
    const besideIndex = await sideBySide(steps, () => concurrently(ROUND, AT_ONCE, readIndex), {
      rounds: FEW_ROUNDS,
      warmUp: WARM_UP,
    })
    return {
      'retrieval-start': besideLookUps,
      'retrieval-start-p99': { value: p99 },
      'retrieval-start-index': besideIndex,
    }
  },
}

/** Every other one is nobody on file. No name comes more often than its budget allows. */
function askers(people: readonly Typed[], count: number): readonly Typed[] {
  return Array.from({ length: count }, (_, index) => {
    const typed = people[(index >> 1) % people.length]!
    return index % 2 === 0 ? typed : { ...typed, givenName: 'Zebulon', familyName: `Quillfeather${index}` }
  })
}

/** Asks for one after the other, each from a network of its own; notes how long each answer took, in milliseconds. */
async function firstSteps(service: RunningService, asked: readonly Typed[], times: number[]) {
  const requests = asked.map((typed, index) =>
    postRequest('/api/retrievals', 'application/json', JSON.stringify({ pass: 'vaccination', ...typed }), {
      'x-forwarded-for': `10.${(index >> 16) & 255}.${(index >> 8) & 255}.${index & 255}`,
    }),
  )
  const idle = await Promise.all(Array.from({ length: AT_ONCE }, () => Connection.open(service.port)))
  let next = 0
  return async () => {
    const [connection, request] = [idle.pop(), requests[next++]]
    if (!connection || !request) throw new Error('there are too few connections or requests')
    const begun = performance.now()
    const { status, body } = await connection.send(request)
    times.push(performance.now() - begun)
    idle.push(connection)
    if (status !== 200) throw new Error(`a first step was answered ${status}: ${body.slice(0, 200)}`)
  }
}

/** On as many connections, with the same settings, as the service's own. */
async function lookUps(service: RunningService, asked: readonly Typed[]) {
  const { secrets } = await openKeyRing({ folder: join(service.dataDir, 'keys'), demo: true, now: NOW })
  const { blindKey } = sealedRows(secrets)
  const keys = asked.map((typed) =>
    byteaArray(searchKeys({ ...typed, birthDate: typed.birthDate as PartialDate }).map(blindKey)),
  )
  const database = openDatabases(service.connection, undefined)
  afterwards(() => database.close())
  const [decoy] = await database.run<{ id: number }>(statement('decoy', 'SELECT id FROM people WHERE decoy'))
  const index = statement('index', 'SELECT person FROM blind_keys WHERE key = ANY($1::bytea[])')
  let next = 0
  const nextKeys = () => keys[next++ % keys.length]
  return {
    lookUp: () => database.run(SEARCH, [nextKeys(), decoy?.id]),
    readIndex: () => database.run(index, [nextKeys()]),
  }
}
