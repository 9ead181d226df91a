import type { Instant } from '@excelsior/domain'
import { StoreUnavailable } from '@excelsior/store'
import { type TemporaryStore, temporaryStore } from '@excelsior/store/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createSupportDesk } from './support.ts'

let harness: TemporaryStore
let now = 0
beforeAll(async () => {
  harness = await temporaryStore()
})
afterAll(() => harness.stop())

const HOUR = 3_600_000
const MESSAGE = { topic: 'wallet', text: 'Where is it?' } as const
const desk = () => createSupportDesk(harness.store, () => now as Instant)
const from = (address: string) => desk().send(MESSAGE, { address, language: 'ko' })

describe('the letterbox of the help desk', () => {
  test('gives the number under which the message is kept, with its language', async () => {
    const sent = await from('192.0.2.1')
    if (sent.kind !== 'sent') throw new Error(sent.kind)
    expect(await harness.store.support.list(1)).toEqual([
      { ...MESSAGE, number: sent.number, language: 'ko', at: now },
    ])
  })

  test('takes ten an hour from one network, tells when it goes on, and takes more from others', async () => {
    now = HOUR
    const kinds = []
    for (let index = 0; index < 11; index++) kinds.push((await from(`2001:db8:1:${index}::1`)).kind)
    expect(kinds).toEqual([...Array(10).fill('sent'), 'busy'])
    expect(await from('2001:db8:1::2')).toEqual({ kind: 'busy', retryAt: now + HOUR / 10 })
    expect((await from('2001:db8:2::1')).kind).toBe('sent')
    now += HOUR / 10
    expect((await from('2001:db8:1::2')).kind).toBe('sent')
  })

  test('says that it cannot take any while the store is away', async () => {
    const away = { take: () => Promise.reject(new StoreUnavailable('unreachable')) }
    const closed = createSupportDesk(
      { support: harness.store.support, throttles: away },
      () => now as Instant,
    )
    expect(await closed.send(MESSAGE, { address: '192.0.2.9', language: 'en' })).toEqual({
      kind: 'unavailable',
    })
  })
})
