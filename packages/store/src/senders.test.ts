import type { Instant } from '@excelsior/domain'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TemporaryStore, temporaryStore } from './testing.ts'

let harness: TemporaryStore
beforeAll(async () => {
  harness = await temporaryStore()
})
afterAll(() => harness.stop())

const PIN = 'ab'.repeat(32)
const OTHER_PIN = 'cd'.repeat(32)
const KEY = { kty: 'EC', crv: 'P-384', kid: 'one', x: 'x', y: 'y' }
const source = (name: string) => ({
  name,
  jurisdiction: 'US-NY',
  zone: 'America/New_York',
  trial: false,
})
const rights = { scopes: ['hl7v2'], keys: [KEY], pins: [PIN] }

describe('senders', () => {
  test('are registered with scopes, keys and pins, and found by name and by pin', async () => {
    const { senders } = harness.store
    const added = await senders.register(source('iis'), rights, false)
    const sender = { source: expect.objectContaining(source('iis')), ...rights }
    expect(added).toEqual({ kind: 'added', sender })
    expect(await senders.named('iis')).toEqual(sender)
    expect(await senders.withPin([OTHER_PIN, PIN])).toEqual(sender)
    expect(await senders.withPin([OTHER_PIN])).toBeUndefined()
    expect(await senders.list()).toEqual([sender])
  })

  test('are changed only where that is said', async () => {
    const { senders } = harness.store
    expect(await senders.register(source('iis'), { ...rights, keys: [] }, false)).toEqual({ kind: 'exists' })
    const changed = await senders.register(source('iis'), { scopes: ['fhir'], keys: [], pins: [PIN] }, true)
    expect(changed).toMatchObject({ kind: 'changed', sender: { scopes: ['fhir'], keys: [], pins: [PIN] } })
    await senders.register(source('iis'), rights, true)
  })

  test('a certificate is one sender’s; a second one is not registered with it at all', async () => {
    const { senders } = harness.store
    const taken = await senders.register(source('lab'), { ...rights, pins: [OTHER_PIN, PIN] }, false)
    expect(taken).toEqual({ kind: 'pin-taken', by: 'iis' })
    expect(await senders.named('lab')).toBeUndefined()
    expect(await senders.withPin([OTHER_PIN])).toBeUndefined()
  })

  test('leave without a trace, or where something of theirs is on file, without their rights', async () => {
    const { senders, quarantine } = harness.store
    await senders.register(source('new'), { ...rights, pins: [OTHER_PIN] }, false)
    expect(await senders.remove('new')).toBe('removed')
    expect(await senders.withPin([OTHER_PIN])).toBeUndefined()
    expect(await senders.remove('new')).toBe('unknown')

    const id = (await senders.named('iis'))?.source.id
    if (id === undefined) throw new Error('not registered')
    const refused = { message: 1, code: 'no-code', reason: 'No code.', raw: Buffer.from('MSH|') } as const
    await quarantine.add(id, [refused], 0 as Instant)
    expect(await senders.remove('iis')).toBe('shut-out')
    expect(await senders.named('iis')).toMatchObject({ scopes: [], keys: [], pins: [] })
    expect(await senders.withPin([PIN])).toBeUndefined()
  })

  test('an assertion opens once, in all processes, until it has expired', async () => {
    const { senders, purge } = harness.store
    await senders.register(source('a'), { ...rights, pins: [] }, false)
    await senders.register(source('b'), { ...rights, pins: [] }, false)
    const [a, b] = [await senders.named('a'), await senders.named('b')].map((sender) => sender?.source.id)
    if (a === undefined || b === undefined) throw new Error('not registered')
    const until = 5000 as Instant
    expect(await senders.useAssertion(a, 'x', until)).toBe(true)
    const elsewhere = await harness.another()
    try {
      const tries = [senders, elsewhere.senders, elsewhere.senders].map((each) =>
        each.useAssertion(b, 'x', until),
      )
      expect((await Promise.all(tries)).filter(Boolean)).toHaveLength(1)
    } finally {
      await elsewhere.close()
    }
    await purge(4999 as Instant)
    expect(await senders.useAssertion(a, 'x', until)).toBe(false)
    expect((await purge(until)).used_assertions).toBe(2)
  })
})

describe('a flood of senders', () => {
  test('whose look-ups all wait keeps nobody from retrieving, and is bounded; none is taken for known', async () => {
    const { senders, registry, throttles } = harness.store
    await senders.register(source('flooded'), { ...rights, pins: [] }, false)
    const blocker = new pg.Client({ ...harness.connection })
    await blocker.connect()
    await blocker.query('BEGIN')
    await blocker.query('LOCK TABLE sources IN ACCESS EXCLUSIVE MODE')
    const asked = Array.from({ length: 1000 }, (_, nr) =>
      nr % 2 === 0 ? senders.named('flooded') : senders.withPin([PIN]),
    )
    const settled = Promise.allSettled(asked)
    const now = Date.now() as Instant
    const charge = { key: 'x', limit: { count: 5, periodMilliseconds: 1000 } }
    // All of them at once, while none of the senders is known yet.
    const residents = Array.from({ length: 30 }, () => registry.lookUp({ charges: [charge], keys: [], now }))
    await Promise.all([...residents, throttles.take([charge], now), registry.count()])
    await blocker.query('ROLLBACK')
    await blocker.end()
    const outcomes = await settled
    const known = outcomes.filter(({ status }) => status === 'fulfilled')
    const refused = outcomes.flatMap((each) => (each.status === 'rejected' ? [String(each.reason)] : []))
    expect(known.length).toBeGreaterThanOrEqual(200)
    expect(known.length).toBeLessThan(210)
    expect(new Set(refused)).toEqual(new Set(['StoreUnavailable: the store is unavailable (busy)']))
    expect((await senders.named('flooded'))?.source.name).toBe('flooded')
  })

  test('does not keep one who was removed known: the next look-up says so', async () => {
    const { senders } = harness.store
    await senders.register(source('gone'), { ...rights, pins: [] }, false)
    expect(await senders.named('gone')).toBeDefined()
    const other = await harness.another()
    await other.senders.remove('gone')
    expect(await senders.named('gone')).toBeUndefined()
    await other.close()
  })
})
