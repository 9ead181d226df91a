import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { connectDatabase } from '@excelsior/store/embedded'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { residentSetSize } from '../bench/processes.ts'
import { nothingHeard, type Sending, sendByAllDoors, type Way } from './all-doors.ts'
import { ask } from './ask.ts'
import { dosesAsHl7, somebody } from './crowd.ts'
import { framed, MllpLine } from './mllp-line.ts'
import { start } from './retrieve.ts'
import { newFolder, removeFolder, type Service, startService } from './service.ts'

const MIB = 1024 * 1024
/** Connections to MLLP from one network. */
const MOST_PER_NETWORK = 64
const WAYS: readonly Way[] = ['hl7', 'lot', 'transaction', 'lines']
/** Milliseconds: only so that a hang ends. */
const PATIENCE = 60_000

let folder: string
let service: Service
const open: Socket[] = []
let next = 0

beforeAll(async () => {
  folder = newFolder()
  service = await startService({ dataDir: folder, people: 3, mllp: true })
}, PATIENCE)
afterEach(() => {
  for (const socket of open.splice(0)) socket.destroy()
})
afterAll(async () => {
  await service?.stop()
  removeFolder(folder)
})

const offer = (count: number, ways: readonly Way[] = WAYS): readonly Sending[] =>
  Array.from({ length: count }, (_, index) => ({
    person: somebody(next++),
    way: ways[index % ways.length] ?? 'hl7',
  }))

/** Connects, says so much, and does nothing more: reads nothing either. */
async function silent(port: number, says: string, from = '127.0.0.1'): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', localAddress: from })
  open.push(socket)
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  socket.pause().write(says)
  return socket
}

/** Everybody else's messages are taken meanwhile. */
async function othersAreServed(): Promise<void> {
  const heard = nothingHeard()
  await sendByAllDoors(service, offer(20), heard)
  const line = await MllpLine.open(service.mllpPort, undefined, '127.0.0.2')
  expect(await line?.answerTo(framed(dosesAsHl7(somebody(next++))))).toMatch(/\rMSA\|[AC]A\|/)
  line?.close()
  expect([heard.told.size, ...heard.odd]).toEqual([20])
  expect((await ask(service.origin, '/readyz')).status).toBe(200)
}

const port = () => Number(new URL(service.origin).port)
const memory = () => residentSetSize(service.pid) ?? Number.NaN

describe('senders who begin and never end', () => {
  test('over MLLP: no more of them than one network may have, and others are served', async () => {
    for (let count = 0; count < MOST_PER_NETWORK + 6; count++)
      await silent(service.mllpPort, '\vMSH|^~\\&|never', '127.0.0.3')
    await expect.poll(() => service.said().match(/too many connections from one network/g)).toHaveLength(6)
    await othersAreServed()
  })

  test('over MLLP: who takes no answers is not read on, and fills no memory', async () => {
    const before = memory()
    const message = framed(dosesAsHl7(somebody(next++)))
    for (let count = 0; count < 10; count++)
      await silent(service.mllpPort, message.repeat(20_000), '127.0.0.3')
    await sleep(1000)
    await othersAreServed()
    expect(memory() - before).toBeLessThan(96 * MIB)
  })

  test('over HTTP: half a request, half a body, and answers that nobody takes', async () => {
    const before = memory()
    const head = 'POST /api/records/hl7v2 HTTP/1.1\r\nhost: x\r\ncontent-type: application/hl7-v2\r\n'
    const begun = `${head}content-length: ${16 * MIB}\r\n\r\n${dosesAsHl7(somebody(next++)).repeat(50)}`
    for (let count = 0; count < 100; count++) {
      await silent(port(), head)
      await silent(port(), begun)
      await silent(port(), 'GET / HTTP/1.1\r\nhost: x\r\n\r\n'.repeat(200))
    }
    await othersAreServed()
    expect(memory() - before).toBeLessThan(192 * MIB)
  })
})

describe('a database that somebody else holds', () => {
  async function held<T>(statement: string, work: () => Promise<T>): Promise<T> {
    const database = await connectDatabase({ dataDir: join(folder, 'data') })
    const client = new pg.Client({ ...database.connection })
    await client.connect()
    try {
      await client.query('BEGIN')
      await client.query(statement)
      return await work()
    } finally {
      await client.query('ROLLBACK')
      await client.end()
      await database.stop()
    }
  }

  test(
    'for the registry: messages wait, and all are taken once it is free',
    async () => {
      const heard = nothingHeard()
      const { sending } = await held('SELECT turn FROM registry_turn FOR UPDATE', async () => {
        const begun = sendByAllDoors(service, offer(80, ['hl7', 'mllp', 'transaction', 'lines']), heard)
        await sleep(2000)
        expect(heard.told.size).toBe(0)
        return { sending: begun }
      })
      await sending
      expect([heard.told.size, ...heard.odd]).toEqual([80])
    },
    PATIENCE,
  )

  test(
    'for retrievals, until no connection is left for more of them: they are told to come again',
    async () => {
      const asked = () => start(service, 'vaccination', somebody(next))
      const heard = nothingHeard()
      const offered = offer(20)
      const { begun } = await held('LOCK TABLE throttles IN ACCESS EXCLUSIVE MODE', async () => {
        const retrievals = Array.from({ length: 40 }, asked)
        // Who the sender is may have to be looked up, too.
        await sendByAllDoors(service, offered, heard)
        // Those who have no connection are told first.
        expect((await Promise.race(retrievals)).status).toBe(503)
        return { begun: retrievals }
      })
      for (const { status } of await Promise.all(begun)) expect([200, 201, 503]).toContain(status)
      await sendByAllDoors(service, offered, heard)
      expect([heard.told.size, ...heard.odd]).toEqual([20])
      expect((await asked()).status).toBeLessThan(300)
      await othersAreServed()
    },
    PATIENCE,
  )
})
