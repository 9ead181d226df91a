import type { Instant } from '@excelsior/domain'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { BrokenSeal } from './sealing.ts'
import { SUPPORT_DAYS } from './support.ts'
import { type TemporaryStore, temporaryStore } from './testing.ts'

let harness: TemporaryStore
beforeAll(async () => {
  harness = await temporaryStore()
})
afterAll(() => harness.stop())

const DAY = 86_400_000
const at = (milliseconds: number) => milliseconds as Instant
const MESSAGE = {
  topic: 'scanner',
  text: 'The scanner at the Quackenbush stays dark.',
  contact: 'ada@example.org',
  language: 'en',
} as const

describe('messages to the help desk', () => {
  test('get a number that can be read out, and are listed as they were written, the newest first', async () => {
    const { support } = harness.store
    const first = await support.add(MESSAGE, at(1000))
    const { contact: _, ...without } = MESSAGE
    const second = await support.add(without, at(2000))
    for (const number of [first, second]) expect(number).toMatch(/^[2-9B-Z]{3}-[2-9B-Z]{3}$/)
    expect(second).not.toBe(first)
    expect(await support.list(10)).toEqual([
      { ...without, number: second, at: 2000 },
      { ...MESSAGE, number: first, at: 1000 },
    ])
    expect(await support.list(1)).toHaveLength(1)
  })

  test('are sealed at rest, all of one length, and open at their own row only', async () => {
    const { support } = harness.store
    const [one, other] = [
      await support.add(MESSAGE, at(3000)),
      await support.add({ ...MESSAGE, text: 'No' }, at(3000)),
    ]
    const rows = await harness.sql('SELECT * FROM support_messages WHERE number = ANY($1)', [[one, other]])
    const bytes = rows.map(({ sealed }) => (Buffer.isBuffer(sealed) ? sealed : Buffer.alloc(0)))
    expect(bytes[0]?.length).toBe(bytes[1]?.length)
    expect(JSON.stringify(rows)).not.toMatch(/Quackenbush|ada@/)
    expect(Buffer.concat(bytes).toString('latin1')).not.toMatch(/Quackenbush|ada@/)

    const move = `UPDATE support_messages SET sealed = (SELECT sealed FROM support_messages WHERE number = $2) WHERE number = $1`
    await harness.sql(move, [other, one])
    await expect(support.list(10)).rejects.toThrow(BrokenSeal)
    await harness.sql('DELETE FROM support_messages WHERE number = $1', [other])
  })

  test('are kept for ninety days and not a moment longer', async () => {
    const { store } = harness
    await harness.sql('DELETE FROM support_messages')
    await store.support.add(MESSAGE, at(0))
    expect(SUPPORT_DAYS).toBe(90)
    expect(await store.purge(at(90 * DAY - 1))).toMatchObject({ support_messages: 0 })
    expect(await store.support.list(10)).toHaveLength(1)
    expect(await store.purge(at(90 * DAY))).toMatchObject({ support_messages: 1 })
    expect(await store.support.list(10)).toEqual([])
  })
})
