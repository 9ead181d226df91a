import type { Instant } from '@excelsior/domain'
import { searchKeys } from '@excelsior/people'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TemporaryStore, temporaryStore } from './testing.ts'
import { aDose, aReport } from './testing-reports.ts'

const DAY = 86_400_000
const at = (milliseconds: number) => milliseconds as Instant

let harness: TemporaryStore
beforeAll(async () => {
  harness = await temporaryStore()
})
afterAll(() => harness.stop())

describe('looking up for the first step', () => {
  const limit = (count: number) => ({ count, periodMilliseconds: DAY })

  test('says the same of everybody but whom it found, and counts in the same statement', async () => {
    const { registry } = harness.store
    const charges = [
      { key: 'look: network', limit: limit(9) },
      { key: 'look: identity', limit: limit(2) },
    ]
    const request = { charges, keys: ['nb:x|1900-01-01'], now: at(0) }
    const answers = [
      await registry.lookUp(request),
      await registry.lookUp(request),
      await registry.lookUp(request),
    ]
    expect(answers).toEqual([2, 2, 1].map((charged) => ({ charged, people: [] })))
    await registry.decoy()
  })

  test('finds people also where the second budget is used up, and nobody where the first is', async () => {
    const { registry, sources } = harness.store
    const source = (
      await sources.put({ name: 'looked-up', jurisdiction: 'US-NY', zone: 'UTC', trial: false })
    ).id
    const person = { givenName: 'Ottoline', familyName: 'Vandersnoot', birthDate: '1951-02-03' }
    const report = aReport({ person, records: [{ key: 'looked up', record: aDose('2021-01-01') }] })
    await registry.store([{ source, report }])
    const charges = [
      { key: 'find: network', limit: limit(3) },
      { key: 'find: identity', limit: limit(2) },
    ]
    const request = { charges, keys: searchKeys(report.person), now: at(0) }
    const seen: [number, number][] = []
    for (let turn = 0; turn < 4; turn++) {
      const { charged, people } = await registry.lookUp(request)
      seen.push([charged, people.length])
    }
    expect(seen).toEqual([
      [2, 1],
      [2, 1],
      [1, 1],
      [0, 0],
    ])
  })

  test('charges the second budget only where the first one has room', async () => {
    const { registry, throttles } = harness.store
    const network = { key: 'turn: network', limit: limit(1) }
    const identity = { key: 'turn: identity', limit: limit(2) }
    const request = { charges: [network, identity], keys: ['nb:x|1900-01-01'], now: at(0) }
    expect((await registry.lookUp(request)).charged).toBe(2)
    expect((await registry.lookUp(request)).charged).toBe(0)
    expect(await throttles.take([identity], at(0))).toBe(true)
    expect(await throttles.take([identity], at(0))).toBe(false)
  })

  test('a crowd from one network at once, through two processes, gets exactly as far as its budget', async () => {
    const another = await harness.another()
    const network = { key: 'crowd: network', limit: limit(8) }
    const counts = await Promise.all(
      Array.from({ length: 40 }, async (_, index) => {
        const identity = { key: `crowd: identity ${index % 20}`, limit: limit(1) }
        const { registry } = index % 2 ? another : harness.store
        const request = { charges: [network, identity], keys: ['nb:x|1900-01-01'], now: at(1000) }
        return (await registry.lookUp(request)).charged
      }),
    )
    await another.close()
    expect(counts.filter((charged) => charged > 0)).toHaveLength(8)
  })
})
