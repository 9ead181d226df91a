import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { together } from './ask.ts'
import { lookUp } from './on-file.ts'
import { type Neighbour, neighbours } from './people.ts'
import { newFolder, removeFolder, type Service, startService } from './service.ts'

const ROUNDS = 3
/** More than the service can take before it ends. */
const OFFERED = 150
const SENDERS = 6
/** Milliseconds: only so that a hang ends. */
const PATIENCE = 240_000

let folder: string
let settings: { readonly dataDir: string; readonly people: number; readonly mllp: true }
let service: Service

beforeAll(async () => {
  folder = newFolder()
  settings = { dataDir: folder, people: 5, mllp: true }
  service = await startService(settings)
}, PATIENCE)
afterAll(async () => {
  await service?.stop()
  removeFolder(folder)
})

/** One connection: a message, its answer, the next one. Adds to `told` whoever was acknowledged, until the line breaks. */
async function sendAll(people: readonly Neighbour[], told: Set<Neighbour>): Promise<void> {
  const socket = connect({ port: service.mllpPort, host: '127.0.0.1', noDelay: true })
  socket.on('error', () => undefined)
  let come = ''
  let hear: () => void = () => undefined
  socket.setEncoding('latin1').on('data', (text: string) => {
    come += text
    hear()
  })
  socket.on('close', () => hear())
  await once(socket, 'connect').catch(() => undefined)
  for (const each of people) {
    come = ''
    socket.write(`\v${each.message}\x1c\r`)
    while (!come.endsWith('\x1c\r') && !socket.destroyed) {
      await new Promise<void>((resolve) => {
        hear = resolve
      })
    }
    if (socket.destroyed) return
    if (/\rMSA\|[AC]A\|/.test(come)) told.add(each)
  }
  socket.destroy()
}

async function stream(people: readonly Neighbour[], told: Set<Neighbour>): Promise<void> {
  const lots = Array.from({ length: SENDERS }, (_, lane) =>
    people.filter((_, index) => index % SENDERS === lane),
  )
  await together(lots, SENDERS, (lot) => sendAll(lot, told))
}

describe('ended while messages stream in over MLLP: killed without warning, and once as asked', () => {
  const everybody = Array.from({ length: ROUNDS + 1 }, (_, round) =>
    neighbours(OFFERED, { tag: `Y${'abcdef'[round]}` }),
  )
  const told = new Set<Neighbour>()
  const cutShort: boolean[] = []

  beforeAll(async () => {
    for (const [round, people] of everybody.entries()) {
      const before = told.size
      const streaming = stream(people, told)
      while (told.size === before) await sleep(5)
      await sleep(round * 20)
      if (round < ROUNDS) await service.kill()
      else await service.stop()
      await streaming
      cutShort.push(told.size < before + OFFERED)
      service = await startService(settings)
    }
  }, PATIENCE)

  test('it was in the middle of its work', () => {
    expect(cutShort.filter(Boolean).length).toBeGreaterThan(ROUNDS / 2)
    expect(told.size).toBeGreaterThan(ROUNDS)
  })

  test(
    'no acknowledged message is lost, none is stored twice, and none half; sent once more, all are taken',
    async () => {
      await service.stop()
      const stored = await lookUp(folder, everybody.flat())
      for (const each of told) expect(stored.get(each), each.familyName).toBeDefined()
      const kept = [...stored.values()].filter((file) => file !== undefined)
      for (const file of kept) expect(file).toEqual({ people: 1, identities: 1, records: 2 })

      service = await startService(settings)
      const again = new Set<Neighbour>()
      await stream(everybody.flat(), again)
      expect(again.size).toBe((ROUNDS + 1) * OFFERED)
      await service.stop()
      const after = await lookUp(folder, everybody.flat())
      for (const file of after.values()) expect(file).toEqual({ people: 1, identities: 1, records: 2 })
      service = await startService(settings)
    },
    PATIENCE,
  )
})
