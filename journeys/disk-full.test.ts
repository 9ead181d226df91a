import { join } from 'node:path'
import { connectDatabase } from '@excelsior/store/embedded'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { excelsior, nothingHeard, recordsBy, type Sending, sendByAllDoors, type Way } from './all-doors.ts'
import { ask, json } from './ask.ts'
import { dosesAsHl7, somebody } from './crowd.ts'
import { readyAgain } from './database-process.ts'
import { send } from './hl7.ts'
import { framed, MllpLine } from './mllp-line.ts'
import { lookUp } from './on-file.ts'
import { type Service, startService } from './service.ts'
import { openSmallDisk } from './small-disk.ts'

/** The database, two pieces of its log, and room for a few more. */
const MEGABYTES = 160
/** Milliseconds: only so that a hang ends. */
const PATIENCE = 120_000
const WAYS: readonly Way[] = ['hl7', 'lot', 'mllp', 'transaction', 'lines']

const disk = openSmallDisk(MEGABYTES)

if (typeof disk === 'string')
  test('a full disk is tried where a small disk can be mounted', (context) => context.skip(disk))

describe.skipIf(typeof disk === 'string')('when the disk is full', () => {
  if (typeof disk === 'string') return
  let service: Service
  const everything: Sending[] = []
  const heard = nothingHeard()
  const refused = dosesAsHl7(somebody(9000)).replace('VXU^V04^VXU_V04', 'VXU^V04^VXU_V04|')
  const offer = (count: number, ways: readonly Way[] = WAYS): readonly Sending[] => {
    const offered = Array.from({ length: count }, (_, index): Sending => {
      const way = ways[index % ways.length] ?? 'hl7'
      return { person: somebody(everything.length + index), way }
    })
    everything.push(...offered)
    return offered
  }
  const lacking = async () => {
    const { status, body } = await ask(service.origin, '/readyz')
    return `${status} ${json<{ detail?: string }>({ status, body } as never).detail ?? ''}`
  }

  beforeAll(async () => {
    service = await startService({ dataDir: disk.folder, people: 3, mllp: true })
    await sendByAllDoors(service, offer(50), heard)
    await send(service, refused)
    disk.fill()
  }, PATIENCE)
  afterAll(async () => {
    disk.free()
    await service?.stop()
    disk.remove()
  })

  test('what came before was taken', () => expect(heard.told.size).toBe(50))

  test(
    'every door refuses what finds no room, as "not now"',
    async () => {
      await sendByAllDoors(service, [...offer(25), ...offer(10, ['file'])], heard)
      expect(heard.odd).toEqual([])
      expect(heard.told.size).toBeLessThan(60)
    },
    PATIENCE,
  )

  test('nor is a faulty message said to be refused and kept, for it cannot be kept', async () => {
    const other = `${refused.replaceAll('P9000', 'P9001')}NTE|1||${'x'.repeat(200_000)}\r`
    expect((await send(service, other)).status).toBe(503)
    const line = await MllpLine.open(service.mllpPort)
    expect(await line?.answerTo(framed(other))).toMatch(/\rMSA\|[AC]E\|.*\rERR\|[^\r]*\|207\^/s)
    line?.close()
  })

  test('/readyz says so in words, and the process lives', async () => {
    expect(await lacking()).toMatch(/^503 The disk of the database is full\./)
    expect((await ask(service.origin, '/healthz')).status).toBe(200)
  })

  test('refused input is not shown, for no trace of it could be left', async () => {
    const listed = await excelsior(disk.folder, ['quarantine', 'list', '--json'])
    const { id } = JSON.parse(listed.out.split('\n')[0] ?? '') as { id: string }
    const shown = await excelsior(disk.folder, ['quarantine', 'show', id, '--personal-data'])
    expect(shown.code).not.toBe(0)
    expect(shown.out).toBe('')
  })

  test(
    'where its own log finds no room the database ends, and nothing is acknowledged',
    async () => {
      const database = await connectDatabase({ dataDir: join(disk.folder, 'data') })
      for (let piece = 0; piece < 4; piece++) {
        const client = new pg.Client({ ...database.connection })
        client.on('error', () => undefined)
        const write = async () => {
          await client.connect()
          await client.query(`SELECT pg_logical_emit_message(true, 'room', repeat('x', 8000000))`)
        }
        await write().catch(() => undefined)
        await client.end().catch(() => undefined)
        disk.fill()
      }
      await database.stop()
      expect(service.said()).toContain('The database has stopped: starting it again')
      // Whether it starts without room depends on where its log ended.
      expect(await lacking()).toMatch(/^503 The (disk|database)/)
      await sendByAllDoors(service, offer(20), heard)
      expect(heard.odd).toEqual([])
      expect(heard.told.size).toBeLessThan(70)
    },
    PATIENCE,
  )

  test(
    'once there is room all goes on without a restart: nothing lost, nothing twice',
    async () => {
      disk.free()
      await readyAgain(service)
      const again = nothingHeard()
      await sendByAllDoors(service, everything, again)
      expect(again.odd).toEqual([])
      expect(again.told.size).toBe(everything.length)
      await service.stop()
      const onFile = await lookUp(
        disk.folder,
        everything.map(({ person }) => person),
      )
      for (const { person, way } of everything)
        expect(onFile.get(person), person.id).toEqual({ people: 1, identities: 1, records: recordsBy(way) })
    },
    PATIENCE,
  )
})
