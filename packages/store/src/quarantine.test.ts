import type { Instant } from '@excelsior/domain'
import type { Rejection } from '@excelsior/records'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type QuarantinedInput, quarantineWriter } from './quarantine.ts'
import { sealedRows } from './registry/sealed-rows.ts'
import type { SourceId } from './sources.ts'
import { type TemporaryStore, temporaryStore } from './testing.ts'
import { aDose, aReport } from './testing-reports.ts'

const NOW = Date.parse('2021-10-01T12:00:00Z') as Instant
let harness: TemporaryStore
let source = 0 as SourceId
beforeAll(async () => {
  harness = await temporaryStore()
  const named = { name: 'lab', jurisdiction: 'US-NY', zone: 'America/New_York', trial: false }
  source = (await harness.store.sources.put(named)).id
})
afterAll(() => harness.stop())

let inputs = 0
const refusal = (change: Partial<Rejection> = {}): Rejection => ({
  message: 1,
  code: 'no-code',
  reason: 'The result is text without a code.',
  raw: Buffer.from(`input ${++inputs}`),
  ...change,
})
async function quarantined(rejection: Rejection): Promise<QuarantinedInput> {
  await harness.store.quarantine.add(source, [rejection], NOW)
  for (const entry of await harness.store.quarantine.list(1000)) {
    const raw = await harness.store.quarantine.raw(entry.id)
    if (raw && Buffer.compare(raw, rejection.raw) === 0) return entry
  }
  throw new Error('it was not kept')
}
const report = () =>
  aReport({
    person: { givenName: 'Ada', familyName: `Q${inputs}`, birthDate: '1970-01-01' },
    records: [{ key: `k${inputs}`, record: aDose('2021-03-01') }],
  })
const isThere = async ({ id }: QuarantinedInput) => (await harness.store.quarantine.find(id)).length === 1

test('it is counted by source and code, and found by the beginning of its id', async () => {
  const entry = await quarantined(refusal({ code: 'trial-message' }))
  await harness.store.quarantine.add(source, [refusal({ code: 'trial-message' })], NOW)
  expect(await harness.store.quarantine.counts()).toContainEqual({
    source,
    code: 'trial-message',
    entries: 2,
    times: 2,
  })
  expect(await harness.store.quarantine.find(entry.id.slice(0, 12))).toEqual([entry])
  expect(await harness.store.quarantine.find('nothing')).toEqual([])
})

describe('read again', () => {
  test('what it says is stored, and it goes; the second time there is nothing to do', async () => {
    const entry = await quarantined(refusal())
    const reading = { source, reports: [report()], rejections: [] }
    const replayed = await harness.store.quarantine.replay(entry.id, reading, NOW)
    expect(replayed?.outcomes.map(({ kind }) => kind)).toEqual(['stored'])
    expect(await isThere(entry)).toBe(false)
    expect(await harness.store.quarantine.replay(entry.id, reading, NOW)).toBeUndefined()
  })

  test('two at the same time store it once', async () => {
    const entry = await quarantined(refusal())
    const reading = { source, reports: [report()], rejections: [] }
    const before = await harness.store.registry.count()
    const another = await harness.another()
    const both = await Promise.all([
      harness.store.quarantine.replay(entry.id, reading, NOW),
      another.quarantine.replay(entry.id, reading, NOW),
    ])
    await another.close()
    expect(both.filter((each) => each !== undefined)).toHaveLength(1)
    expect((await harness.store.registry.count()).records).toBe(before.records + 1)
  })

  test('what is on file already counts as dealt with', async () => {
    const known = report()
    await harness.store.registry.store([{ source, report: known }])
    const entry = await quarantined(refusal())
    const replayed = await harness.store.quarantine.replay(
      entry.id,
      { source, reports: [known], rejections: [] },
      NOW,
    )
    expect(replayed?.outcomes.map(({ kind }) => kind)).toEqual(['duplicate'])
    expect(await isThere(entry)).toBe(false)
  })

  test('what is refused for the same reason stays, and is not counted as another arrival', async () => {
    const rejection = refusal()
    const entry = await quarantined(rejection)
    await harness.store.quarantine.replay(entry.id, { source, reports: [], rejections: [rejection] }, NOW)
    expect(await harness.store.quarantine.find(entry.id)).toEqual([entry])
  })

  test('what is refused for another reason comes in its place', async () => {
    const rejection = refusal()
    const entry = await quarantined(rejection)
    const now: Rejection = { ...rejection, code: 'invalid-value', reason: 'The code is not in the table.' }
    await harness.store.quarantine.replay(entry.id, { source, reports: [], rejections: [now] }, NOW)
    expect(await isThere(entry)).toBe(false)
    const [again] = (await harness.store.quarantine.list(1000)).filter(({ code }) => code === 'invalid-value')
    expect(Buffer.from((await harness.store.quarantine.raw(again?.id ?? '')) ?? [])).toEqual(rejection.raw)
  })

  test('where storing fails, the entry is as it was', async () => {
    const entry = await quarantined(refusal())
    const before = await harness.store.registry.count()
    // Nobody is source 999999, so that what is refused anew cannot be kept.
    const reading = { source: 999_999 as SourceId, reports: [report()], rejections: [refusal()] }
    await expect(harness.store.quarantine.replay(entry.id, reading, NOW)).rejects.toThrow()
    expect(await harness.store.registry.count()).toEqual(before)
    expect(await harness.store.quarantine.find(entry.id)).toEqual([entry])
  })
})

test('a message about more people than one batch takes is stored whole when it is read again', async () => {
  const entry = await quarantined(refusal())
  const before = await harness.store.registry.count()
  const reports = Array.from({ length: 1_200 }, (_, index) =>
    aReport({
      person: { givenName: 'Ada', familyName: `Q${inputs}of${index}`, birthDate: '1970-01-01' },
      records: [{ key: `k${inputs}of${index}`, record: aDose('2021-03-01') }],
    }),
  )
  const reading = { source, reports, rejections: [] }
  const replayed = await harness.store.quarantine.replay(entry.id, reading, NOW)
  expect(replayed?.outcomes.filter(({ kind }) => kind === 'stored')).toHaveLength(1_200)
  expect((await harness.store.registry.count()).records).toBe(before.records + 1_200)
  expect(await isThere(entry)).toBe(false)
})

describe('a message with thousands of faults', () => {
  const FAULTS = 5_000
  const faulty = (raw: Uint8Array, many = FAULTS): readonly Rejection[] =>
    Array.from({ length: many }, (_, index) => ({
      message: 1,
      code: index % 2 === 0 ? 'no-code' : 'invalid-value',
      reason: index % 2 === 0 ? 'The result is text without a code.' : 'The date is no real day.',
      segment: 'OBX',
      occurrence: index + 1,
      field: 5,
      raw,
      concerns: { key: `of ${inputs}, ${index}`, precedence: '2' },
    }))
  const sealedBytes = async () => {
    const [row] = await harness.sql('SELECT coalesce(sum(length(sealed)), 0)::int AS bytes FROM quarantine')
    return Number(row?.bytes)
  }
  const ofThis = async (raw: Uint8Array) => {
    const found: QuarantinedInput[] = []
    for (const entry of await harness.store.quarantine.list(1000)) {
      if (Buffer.compare((await harness.store.quarantine.raw(entry.id)) ?? Buffer.of(), raw) === 0)
        found.push(entry)
    }
    return found
  }

  test('is kept once for each code, and the reason says how many there are', async () => {
    const raw = Buffer.alloc(1_048_576, `message ${++inputs}|`)
    const before = await sealedBytes()
    const person = { givenName: 'Ada', familyName: `Q${inputs}`, birthDate: '1970-01-01' }
    const [outcome] = await harness.store.registry.store([
      { source, report: { ...aReport({ person, setAside: faulty(raw) }), raw } },
    ])
    expect(outcome?.setAside).toBe(FAULTS)
    expect((await sealedBytes()) - before).toBeLessThan(2 * raw.length + 1_000)
    const entries = await ofThis(raw)
    expect(entries.map(({ code, times }) => [code, times]).sort()).toEqual([
      ['invalid-value', 1],
      ['no-code', 1],
    ])
    expect(entries.find(({ code }) => code === 'no-code')?.reason).toBe(
      'The result is text without a code. (Of 2500 faults of this code in it, the first.)',
    )
  })

  test('costs no more to recognise than its bytes once for each code', () => {
    const raw = Buffer.alloc(1_048_576, `message ${++inputs}|`)
    const concat = vi.spyOn(Buffer, 'concat')
    const writer = quarantineWriter(harness.secrets, sealedRows(harness.secrets))
    const ids = writer.idsOf(faulty(raw).map((rejection) => ({ source, rejection })))
    const times = concat.mock.calls.filter(([parts]) => parts.includes(raw)).length
    concat.mockRestore()
    expect({ ids: ids.length, times }).toEqual({ ids: 2, times: 2 })
  })

  test('holds back each record that one of them would have replaced, until that one is mended', async () => {
    const raw = Buffer.from(`message ${++inputs}`)
    const before = await held()
    await harness.store.quarantine.add(source, faulty(raw, 10), NOW)
    expect((await held()) - before).toBe(10)
    const [entry] = (await ofThis(raw)).filter(({ code }) => code === 'no-code')
    const still = faulty(raw, 10).slice(4)
    const replayed = await harness.store.quarantine.replay(
      entry?.id ?? '',
      { source, reports: [], rejections: still },
      NOW,
    )
    expect(replayed).toMatchObject({ stays: true, fresh: 0 })
    expect((await held()) - before).toBe(6)
    expect((await ofThis(raw)).map(({ reason, times }) => [reason, times]).sort()).toEqual([
      ['The date is no real day. (Of 3 faults of this code in it, the first.)', 1],
      ['The result is text without a code. (Of 3 faults of this code in it, the first.)', 1],
    ])
  })

  test('what turns out to be wrong in another way is held back by the entry that there is for it', async () => {
    const raw = Buffer.from(`message ${++inputs}`)
    const before = await held()
    await harness.store.quarantine.add(source, faulty(raw, 2), NOW)
    const [entry] = (await ofThis(raw)).filter(({ code }) => code === 'no-code')
    const rejections = faulty(raw, 2).map((each): Rejection => ({ ...each, code: 'invalid-value' }))
    const reading = { source, reports: [], rejections }
    const replayed = await harness.store.quarantine.replay(entry?.id ?? '', reading, NOW)
    expect(replayed).toMatchObject({ stays: false, fresh: 0 })
    expect((await ofThis(raw)).map(({ code }) => code)).toEqual(['invalid-value'])
    expect((await held()) - before).toBe(2)
  })

  async function held(): Promise<number> {
    const [row] = await harness.sql('SELECT count(*)::int AS held FROM overrides')
    return Number(row?.held)
  }
})
