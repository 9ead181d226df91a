import type { Instant } from '@excelsior/domain'
import type { Rejection } from '@excelsior/records'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { QuarantinedInput } from './quarantine.ts'
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
