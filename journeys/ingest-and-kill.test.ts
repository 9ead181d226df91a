import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ask, together } from './ask.ts'
import { send } from './hl7.ts'
import { lookUp } from './on-file.ts'
import { type Neighbour, neighbours } from './people.ts'
import { retrieve } from './retrieve.ts'
import { newFolder, removeFolder, type Service, startService } from './service.ts'

const ROUNDS = 20
/** Messages on offer in each round; more than the service can take before it is killed. */
const OFFERED = 120
const DEMO_PEOPLE = 5

let folder: string
let settings: { readonly dataDir: string; readonly people: number }
let service: Service

beforeAll(() => {
  folder = newFolder()
  settings = { dataDir: folder, people: DEMO_PEOPLE }
})
afterAll(async () => {
  await service?.stop() // killed, its database would still be writing when the folder goes
  removeFolder(folder)
})

/**
 * Sends one by one and in lots, over several connections; adds to `told` whoever was acknowledged. Returns the
 * statuses of the answers; a broken connection is none.
 */
async function stream(people: readonly Neighbour[], told: Set<Neighbour>): Promise<ReadonlySet<number>> {
  const statuses = new Set<number>()
  const lots: Neighbour[][] = []
  for (let at = 0; at < people.length; at += lots.at(-1)?.length ?? 0) {
    lots.push(people.slice(at, at + (lots.length % 3 === 2 ? 10 : 1)))
  }
  await together(lots, 6, async (lot) => {
    const answer = await send(service, lot.map(({ message }) => message).join('')).catch(() => undefined)
    if (answer) statuses.add(answer.status)
    // A lot is answered as a whole: an acknowledgement for each of its messages, or a broken connection.
    if (answer?.body.match(/MSA\|[AC]A\|/g)?.length === lot.length) for (const each of lot) told.add(each)
  })
  return statuses
}

/** Milliseconds: only so that a hang ends. */
const PATIENCE = 240_000

describe('killed without warning while messages stream in, twenty times', () => {
  const everybody = Array.from({ length: ROUNDS }, (_, round) => neighbours(OFFERED, { tag: tagOf(round) }))
  const told = new Set<Neighbour>()
  const restarts: number[] = []
  const cutShort: boolean[] = []

  beforeAll(async () => {
    service = await startService(settings)
    for (const [round, people] of everybody.entries()) {
      const streaming = stream(people, told)
      const before = told.size
      while (told.size === before) await sleep(5)
      await sleep((round * 37) % 120)
      await service.kill()
      await streaming
      cutShort.push(told.size < before + OFFERED)
      service = await startService(settings)
      restarts.push(service.startedIn)
    }
  }, PATIENCE)

  test('it serves again in seconds, each time', () => {
    const sorted = restarts.toSorted((a, b) => a - b)
    console.log(
      `serving again after kill -9: median ${seconds(sorted[ROUNDS >> 1])}, longest ${seconds(sorted.at(-1))}; ${told.size} of ${ROUNDS * OFFERED} messages acknowledged before a kill`,
    )
    expect(restarts).toHaveLength(ROUNDS)
    for (const each of restarts) expect(each).toBeLessThan(20_000)
  })

  test('and it was in the middle of its work when it was killed', () => {
    expect(told.size).toBeGreaterThanOrEqual(ROUNDS)
    expect(cutShort.filter(Boolean).length).toBeGreaterThan(ROUNDS / 2)
  })

  test(
    'no acknowledged message is lost, none is stored twice, and none half',
    async () => {
      await service.stop()
      const stored = await lookUp(folder, everybody.flat())
      for (const each of told) expect(stored.get(each), each.familyName).toBeDefined()
      const kept = [...stored.values()].filter((file) => file !== undefined)
      for (const file of kept) expect(file).toEqual({ people: 1, identities: 1, records: 2 })

      service = await startService(settings)
      const again = new Set<Neighbour>()
      await stream(everybody.flat(), again)
      expect(again.size, 'sent once more, all are acknowledged').toBe(ROUNDS * OFFERED)
      await service.stop()
      const after = await lookUp(folder, everybody.flat())
      for (const file of after.values()) expect(file).toEqual({ people: 1, identities: 1, records: 2 })
      service = await startService(settings)
    },
    PATIENCE,
  )
})

describe('when the database is killed under the running service', () => {
  test('nothing acknowledged is lost, and it recovers by itself', async () => {
    const people = neighbours(200, { tag: 'Zu' })
    const told = new Set<Neighbour>()
    const streaming = stream(people, told)
    await sleep(100)
    process.kill(postmaster(folder), 'SIGKILL')
    const began = performance.now()
    const statuses = await streaming
    expect([...statuses].filter((status) => status !== 200 && status !== 503)).toEqual([])
    const ready = async () => (await ask(service.origin, '/readyz')).status === 200
    while (!(await ready())) {
      expect(performance.now() - began).toBeLessThan(20_000)
      await sleep(20)
    }
    console.log(`ready again after kill -9 of the database: ${seconds(performance.now() - began)}`)
    const [first] = told
    if (first) expect((await retrieve(service, 'vaccination', first)).status).toBe(200)

    const rest = new Set<Neighbour>()
    await stream(people, rest)
    expect(rest.size).toBe(people.length)
    await service.stop()
    const stored = await lookUp(folder, people)
    for (const file of stored.values()) expect(file).toEqual({ people: 1, identities: 1, records: 2 })
    service = await startService(settings)
  })
})

/** The process number of the database server. */
function postmaster(within: string): number {
  const names = readdirSync(within, { recursive: true, encoding: 'utf8' })
  const file = names.find((name) => name.endsWith('postmaster.pid'))
  if (!file || !existsSync(join(within, file))) throw new Error('no database runs here')
  return Number(readFileSync(join(within, file), 'utf8').split('\n')[0])
}

/** Aa, Ab, …: people of different rounds have no name in common. */
function tagOf(round: number): string {
  return `W${String.fromCharCode(97 + round)}`
}

const seconds = (milliseconds = 0) => `${(milliseconds / 1000).toFixed(1)} s`
