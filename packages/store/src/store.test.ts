import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { CivilDate, Instant } from '@excelsior/domain'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startDatabase } from './embedded/database.ts'
import { openStore } from './open-store.ts'
import type { SourceId } from './sources.ts'
import { type TemporaryStore, temporaryStore } from './testing.ts'
import { aDose, aReport } from './testing-reports.ts'
import { StoreUnavailable } from './unavailable.ts'

let harness: TemporaryStore
let source = 0 as SourceId
beforeAll(async () => {
  harness = await temporaryStore()
  source = (
    await harness.store.sources.put({
      name: 'registry',
      jurisdiction: 'US-NY',
      zone: 'America/New_York',
      trial: false,
    })
  ).id
})
afterAll(() => harness.stop())

const at = (milliseconds: number) => milliseconds as Instant
const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

describe('several processes', () => {
  test('open an empty database at once, and send the same people at once: nobody is there twice', async () => {
    const before = await harness.store.registry.count()
    const writers = [1, 2, 3].map(() => writerProcess(harness))
    for (const outcome of await Promise.all(writers.map((writer) => once(writer, 'exit'))))
      expect(outcome[0]).toBe(0)
    const after = await harness.store.registry.count()
    expect([after.people - before.people, after.records - before.records]).toEqual([150, 450])
  })
})

/** Sends 150 people, one record each, twenty at a time and in an order of its own. */
function writerProcess({ connection, secrets }: TemporaryStore): ChildProcess {
  const hex = Object.fromEntries(
    Object.entries(secrets).map(([name, key]) => [name, Buffer.from(key).toString('hex')]),
  )
  const script = fileURLToPath(new URL('./testing-writer.ts', import.meta.url))
  return spawn(process.execPath, [script, JSON.stringify({ connection, secrets: hex, source })], {
    stdio: 'inherit',
  })
}

describe('when the database is gone', () => {
  test('says so with a type of its own, and works again by itself once it is back', async () => {
    const report = {
      source,
      report: aReport({
        person: { givenName: 'Lysander', familyName: 'Mott', birthDate: '1977-07-07' },
        records: [{ key: 'gone', record: aDose('2021-01-01') }],
      }),
    }
    const kill = () =>
      harness.sql(
        'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND usename = current_user',
      )
    const storing = harness.store.registry.store([report]).catch((error: unknown) => error)
    await kill()
    const result = await storing
    if (!Array.isArray(result)) expect(result).toBeInstanceOf(StoreUnavailable)
    await expect.poll(() => harness.store.ready()).toBe('ready')
    const again = await harness.store.registry.store([report])
    expect(['stored', 'duplicate']).toContain(again[0]?.kind)
  })

  test('refuses while the server is down, and serves again once it is up', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'excelsior-store-'))
    await chmod(dataDir, 0o711)
    const database = await startDatabase({ dataDir })
    const store = await openStore(database.connection, harness.secrets)
    await store.settings.put('kept', 1)
    await database.stop()
    await expect(store.settings.get('kept')).rejects.toThrow(StoreUnavailable)
    await expect(store.registry.store([{ source, report: aReport({ person: {} }) }])).rejects.toThrow(
      StoreUnavailable,
    )
    await expect(store.audit.append([{ actor: 'a', action: 'b', at: at(0) }])).rejects.toThrow(
      StoreUnavailable,
    )
    expect(await store.ready()).toBe('unreachable')
    await expect(openStore(database.connection, harness.secrets)).rejects.toThrow(StoreUnavailable)
    const again = await startDatabase({ dataDir })
    expect(await store.settings.get('kept')).toBe(1)
    await store.audit.append([{ actor: 'a', action: 'b', at: at(0) }])
    await store.close()
    await again.stop()
    await rm(dataDir, { recursive: true })
  })

  test('its error names a code and nothing else', async () => {
    expect(new StoreUnavailable('57P01').message).toBe('the store is unavailable (57P01)')
  })
})

describe('what is kept for how long', () => {
  const now = 1_700_000_000_000
  const left = async (table: string) =>
    Number((await harness.sql(`SELECT count(*) AS n FROM ${table}`))[0]?.n)

  test('throttles until they are full again, codes until their time is up', async () => {
    const { store } = harness
    await store.throttles.take([{ key: 'purge', limit: { count: 1, periodMilliseconds: DAY } }], at(now))
    await store.codes.issue({
      opens: 'r',
      code: '1',
      expires: at(now + 10 * MINUTE),
      atMost: 3,
      charges: [],
      message: undefined,
      now: at(now),
    })
    await store.codes.issue({
      opens: 'l',
      code: '1',
      expires: at(now + 21 * DAY),
      atMost: 1,
      charges: [],
      message: undefined,
      now: at(now),
    })
    const counts = async () => [await left('throttles'), await left('codes'), await left('outbox')]
    const steps: number[][] = [await counts()]
    for (const later of [10 * MINUTE - 1, 10 * MINUTE, DAY, 21 * DAY]) {
      await store.purge(at(now + later))
      steps.push(await counts())
    }
    expect(steps).toEqual([
      [1, 2, 2],
      [1, 2, 2],
      [1, 1, 0],
      [0, 1, 0],
      [0, 0, 0],
    ])
  })

  test('messages until they are sent; in the demo for a day after', async () => {
    const demo = await harness.another({ demo: true })
    await demo.outbox.add({ channel: 'sms', to: '5185550100', text: 'x' }, at(now))
    const [message] = await demo.outbox.claim('phone', 1, at(now), MINUTE)
    await demo.outbox.sent(message?.id ?? '')
    expect(await demo.outbox.claim('phone', 1, at(now + MINUTE), MINUTE)).toEqual([])
    await demo.purge(at(now + DAY - 1))
    expect(await demo.outbox.recent(9)).toHaveLength(1)
    await demo.purge(at(now + DAY))
    expect(await demo.outbox.recent(9)).toEqual([])
    await demo.close()
  })

  test('digests of messages for ninety days; the same message after that is still no second record', async () => {
    const person = {
      givenName: 'Perpetua',
      familyName: 'Nightingale',
      birthDate: '1955-05-05',
      phone: '5185550190',
    }
    const report = {
      source,
      report: aReport({ person, records: [{ key: 'kept', record: aDose('2021-01-01') }] }),
    }
    await harness.store.registry.store([report])
    await harness.store.purge(at(Date.now() + 91 * DAY))
    expect(await left('reports')).toBe(0)
    expect((await harness.store.registry.store([report]))[0]?.kind).toBe('duplicate')
  })
})

describe('the smaller parts', () => {
  test('passes: an intent is written once, is found, and is revoked once', async () => {
    const { passes } = harness.store
    const intent = {
      passId: Buffer.from('0102030405060708', 'hex'),
      keyId: 'k1',
      type: 'pcr' as const,
      expires: at(5000),
    }
    await passes.intend([intent, { ...intent, passId: Buffer.from('ff', 'hex') }], at(1000))
    await expect(passes.intend([intent], at(1000))).rejects.toThrow()
    expect(await passes.find(intent.passId)).toEqual({ ...intent, at: 1000 })
    expect([
      await passes.revoke(intent.passId, at(2000)),
      await passes.revoke(intent.passId, at(3000)),
    ]).toEqual([true, false])
    expect(await passes.revoked(at(4999))).toEqual([{ ...intent, at: 1000, revoked: 2000 }])
    expect(await passes.revoked(at(5000))).toEqual([])
  })

  test('passes: those that begin like a revoked one, and are not revoked or over', async () => {
    const { passes } = harness.store
    const [revoked, alike, ended, other] = [
      'a1b2c3d400000001',
      'a1b2c3d4ffffffff',
      'a1b2c3d400000003',
      'a1b2c3d500000000',
    ].map((digits) => Buffer.from(digits, 'hex'))
    const intent = { keyId: 'k1', type: 'pcr' as const, expires: at(5000) }
    const before = await passes.revokedState(at(3000))
    await passes.intend(
      [revoked, alike, other].map((passId) => ({ ...intent, passId: passId! })),
      at(1000),
    )
    await passes.intend([{ ...intent, passId: ended!, expires: at(2000) }], at(1000))
    await passes.revoke(revoked!, at(2000))
    expect(await passes.revokedState(at(3000))).not.toBe(before)
    const range = {
      low: Buffer.from('a1b2c3d400000000', 'hex'),
      high: Buffer.from('a1b2c3d4ffffffff', 'hex'),
    }
    expect(await passes.notRevokedWithin([range], at(3000))).toEqual([alike])
    expect(await passes.notRevokedWithin([], at(3000))).toEqual([])
  })

  test('tallies add up by type, result and day', async () => {
    const { tallies } = harness.store
    const day = '2022-01-05' as CivilDate
    const tally = { day, type: 'pcr', result: 'valid', count: 2 }
    await tallies.add([tally, tally])
    await tallies.add([
      { ...tally, count: 3 },
      { ...tally, result: 'expired', count: 1 },
    ])
    expect(await tallies.between(day, day)).toEqual([
      { ...tally, result: 'expired', count: 1 },
      { ...tally, count: 7 },
    ])
    expect(await tallies.between('2022-01-06' as CivilDate, '2022-02-01' as CivilDate)).toEqual([])
  })

  test('a batch of tallies counts once, also when it comes twice at the same time', async () => {
    const { tallies } = harness.store
    const day = '2022-03-05' as CivilDate
    const tally = { day, type: 'pcr', result: 'valid', count: 2 }
    const [first, second] = [new Uint8Array(16).fill(1), new Uint8Array(16).fill(2)]
    const came = await Promise.all([1, 2, 3].map(() => tallies.addOnce(first, [tally], at(0))))
    expect(came.filter(Boolean)).toHaveLength(1)
    expect(await tallies.addOnce(second, [tally, tally], at(0))).toBe(true)
    expect(await tallies.addOnce(first, [{ ...tally, count: 90 }], at(1))).toBe(false)
    expect(await tallies.between(day, day)).toEqual([{ ...tally, count: 6 }])
  })

  test('settings: the first one to put a value decides', async () => {
    const { settings } = harness.store
    expect(await settings.get('demo')).toBeUndefined()
    expect(await settings.putIfAbsent('demo', { seed: 7 })).toEqual({ seed: 7 })
    expect(await settings.putIfAbsent('demo', { seed: 8 })).toEqual({ seed: 7 })
    await settings.put('demo', null)
    expect(await settings.get('demo')).toBeNull()
  })

  test('sources: changed under their name, and removed only while nothing of theirs is on file', async () => {
    const { sources } = harness.store
    const lab = { name: 'lab', jurisdiction: 'US-NY', zone: 'America/New_York', trial: false }
    const first = await sources.put(lab)
    expect(await sources.put({ ...lab, trial: true })).toEqual({ ...lab, trial: true, id: first.id })
    expect((await sources.list()).map(({ name }) => name)).toEqual(['lab', 'registry'])
    expect([
      await sources.remove('lab'),
      await sources.remove('lab'),
      await sources.remove('registry'),
    ]).toEqual([true, false, false])
  })
})
