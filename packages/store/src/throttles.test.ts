import { type Instant, type Limit, step } from '@excelsior/domain'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Store } from './store.ts'
import { type TemporaryStore, temporaryStore } from './testing.ts'

let harness: TemporaryStore
let another: Store
beforeAll(async () => {
  harness = await temporaryStore()
  another = await harness.another()
})
afterAll(async () => {
  await another.close()
  await harness.stop()
})

const at = (milliseconds: number) => milliseconds as Instant
const DAY = 86_400_000
let keys = 0
const newKey = () => `start identity ${++keys}`

describe('throttles', () => {
  test('the table is the pure step, for every limit and every sequence of instants', async () => {
    const limits = fc.record({
      count: fc.integer({ min: 1, max: 9 }),
      periodMilliseconds: fc.integer({ min: 1, max: 5000 }),
    })
    const instants = fc.array(fc.integer({ min: 1, max: 20_000 }), { minLength: 1, maxLength: 15 })
    await fc.assert(
      fc.asyncProperty(limits, instants, async (limit: Limit, nows) => {
        const key = newKey()
        let tat: number | undefined
        for (const now of nows) {
          const expected = step(tat, now, limit)
          tat = expected.tat
          expect(await harness.store.throttles.take([{ key, limit }], at(now))).toBe(expected.allowed)
        }
      }),
      { numRuns: 60 },
    )
  })

  test('of two limits, the one with room left is not charged where the other refuses', async () => {
    const narrow = { key: newKey(), limit: { count: 1, periodMilliseconds: DAY } }
    const wide = { key: newKey(), limit: { count: 2, periodMilliseconds: DAY } }
    const { throttles } = harness.store
    expect(await throttles.take([narrow, wide], at(0))).toBe(true)
    expect(await throttles.take([narrow, wide], at(0))).toBe(false)
    expect(await throttles.take([wide], at(0))).toBe(true)
    expect(await throttles.take([wide], at(0))).toBe(false)
  })

  test('fifty at once through two processes, from a key never seen: exactly eight pass', async () => {
    const charge = { key: newKey(), limit: { count: 8, periodMilliseconds: DAY } }
    const taken = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        (index % 2 ? another : harness.store).throttles.take([charge], at(1000)),
      ),
    )
    expect(taken.filter(Boolean)).toHaveLength(8)
  })

  test('two keys, asked for in either order by many at once, hold nobody up for ever', async () => {
    const limit = { count: 1000, periodMilliseconds: DAY }
    const [a, b] = [
      { key: newKey(), limit },
      { key: newKey(), limit },
    ]
    const taken = await Promise.all(
      Array.from({ length: 60 }, (_, index) =>
        (index % 2 ? another : harness.store).throttles.take(index % 3 ? [a, b] : [b, a], at(1000)),
      ),
    )
    expect(taken.every(Boolean)).toBe(true)
  })
})

describe('failed tries', () => {
  test('ten in all, however many come at once, and none after a year', async () => {
    const identity = newKey()
    const begin = (now: number) => harness.store.failedTries.begin(identity, 10, at(now))
    const tries = await Promise.all(Array.from({ length: 40 }, () => begin(0)))
    expect(tries.filter(Boolean)).toHaveLength(10)
    await harness.store.purge(at(365 * DAY))
    expect(await begin(365 * DAY)).toBe(false)
    expect(await another.failedTries.read(identity)).toEqual({ count: 10, last: 0 })
  })

  test('one that was right takes back its own count only', async () => {
    const identity = newKey()
    const { failedTries } = harness.store
    for (let index = 0; index < 3; index++) await failedTries.begin(identity, 10, at(index))
    await failedTries.succeeded(identity)
    expect((await failedTries.read(identity)).count).toBe(2)
  })

  test('a change to the person since the last failure gives fresh tries, an earlier one does not', async () => {
    const identity = newKey()
    const { failedTries } = harness.store
    for (let index = 0; index < 10; index++) await failedTries.begin(identity, 10, at(1000))
    expect(await failedTries.begin(identity, 10, at(2000), at(1000))).toBe(false)
    expect(await failedTries.begin(identity, 10, at(2000), at(1001))).toBe(true)
    expect((await failedTries.read(identity)).count).toBe(1)
  })

  test('a reset forgets them', async () => {
    const identity = newKey()
    await harness.store.failedTries.begin(identity, 1, at(0))
    await harness.store.failedTries.reset(identity)
    expect(await harness.store.failedTries.begin(identity, 1, at(0))).toBe(true)
  })
})
