import { randomBytes } from 'node:crypto'
import type { Instant } from '@excelsior/domain'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type TemporaryStore, temporaryStore } from './testing.ts'

let harness: TemporaryStore
beforeAll(async () => {
  harness = await temporaryStore()
})
beforeEach(() => harness.sql('DELETE FROM phone_passes'))
afterAll(() => harness.stop())

const MINUTE = 60_000
const at = (milliseconds: number) => milliseconds as Instant
const EXPIRES = at(1000 * MINUTE)
const SERIAL = '00112233445566778899aabbccddeeff'
const OTHER = 'ffeeddccbbaa99887766554433221100'
const TOKEN = 'c0ffee'.repeat(10)

/** A new pass, under its serial. */
async function putPass(serial = SERIAL, keyId = 'k1', expires = EXPIRES) {
  const { store } = harness
  const passId = randomBytes(8)
  await store.passes.intend([{ passId, keyId, type: 'pcr', expires }], at(0))
  await store.phonePasses.put(serial, passId)
  return passId
}
const toTell = (now: number, keys: { keyId: string; at: Instant }[] = []) =>
  harness.store.phonePasses.toTell(keys, 10, at(now))

describe('passes in the wallets of phones', () => {
  test('are found by their serial, which stands for the newest', async () => {
    const { phonePasses } = harness.store
    expect(await phonePasses.find(SERIAL)).toBeUndefined()
    await putPass()
    const second = await putPass()
    expect(await phonePasses.find(SERIAL)).toMatchObject({ passId: second, type: 'pcr', expires: EXPIRES })
    expect((await harness.sql('SELECT * FROM phone_passes')).length).toBe(1)
  })

  test('have phones, which register once or again, and leave', async () => {
    const { phonePasses } = harness.store
    expect(await phonePasses.register('phone', SERIAL, TOKEN, at(0))).toBe('no-pass')
    await putPass()
    expect(await phonePasses.register('phone', SERIAL, TOKEN, at(0))).toBe('new')
    expect(await phonePasses.register('phone', SERIAL, TOKEN, at(1))).toBe('known')
    await phonePasses.unregister('phone', SERIAL)
    expect(await phonePasses.register('phone', SERIAL, TOKEN, at(2))).toBe('new')
  })

  test('have twenty phones at the most: made-up ones push out nobody', async () => {
    const { store, sql } = harness
    const passId = await putPass()
    for (let index = 0; index < 20; index++)
      expect(await store.phonePasses.register(`phone ${index}`, SERIAL, TOKEN, at(index))).toBe('new')
    expect(await store.phonePasses.register('phone 20', SERIAL, TOKEN, at(20))).toBe('full')
    expect(await store.phonePasses.register('phone 0', SERIAL, TOKEN, at(21))).toBe('known')
    expect((await sql('SELECT 1 FROM phone_devices')).length).toBe(20)
    await store.passes.revoke(passId, at(30))
    expect(await store.phonePasses.withdrawn('phone 20', at(0), [])).toBeUndefined()
    expect(await store.phonePasses.withdrawn('phone 0', at(0), [])).toEqual({ serials: [SERIAL], until: 30 })
  })

  test('are told of by phone once withdrawn, and not again after', async () => {
    const { store } = harness
    const passId = await putPass()
    await putPass(OTHER)
    for (const serial of [SERIAL, OTHER]) await store.phonePasses.register('phone', serial, TOKEN, at(0))
    expect(await store.phonePasses.withdrawn('phone', at(0), [])).toBeUndefined()
    await store.passes.revoke(passId, at(MINUTE))
    const withdrawal = { serials: [SERIAL], until: MINUTE }
    expect(await store.phonePasses.withdrawn('phone', at(MINUTE - 1), [])).toEqual(withdrawal)
    expect(await store.phonePasses.withdrawn('phone', at(MINUTE), [])).toBeUndefined()
    expect(await store.phonePasses.withdrawn('another', at(0), [])).toBeUndefined()
  })

  test('of a withdrawn key count as withdrawn with it', async () => {
    const { phonePasses } = harness.store
    await putPass(SERIAL, 'bad')
    await putPass(OTHER, 'good')
    for (const serial of [SERIAL, OTHER]) await phonePasses.register('phone', serial, TOKEN, at(0))
    const keys = [{ keyId: 'bad', at: at(MINUTE) }]
    expect(await phonePasses.withdrawn('phone', at(0), keys)).toEqual({ serials: [SERIAL], until: MINUTE })
    expect((await toTell(MINUTE, keys)).map(({ serial }) => serial)).toEqual([SERIAL])
  })
})

describe('phones to tell', () => {
  test('come with their token as long as they were not told, after a minute, two, four', async () => {
    const { store } = harness
    const passId = await putPass()
    await store.phonePasses.register('phone', SERIAL, TOKEN, at(0))
    expect(await toTell(0)).toEqual([])
    await store.passes.revoke(passId, at(0))
    const times: number[] = []
    for (let minute = 0; minute < 20; minute++)
      if ((await toTell(minute * MINUTE)).length > 0) times.push(minute)
    expect(times).toEqual([0, 1, 3, 7, 15])
    const [phone] = await toTell(60 * MINUTE)
    expect(phone).toMatchObject({ serial: SERIAL, pushToken: TOKEN })
    if (phone) await store.phonePasses.told(phone, at(60 * MINUTE))
    expect(await toTell(999 * MINUTE)).toEqual([])
  })

  test('are handed to one process only', async () => {
    const { store, another } = harness
    const passId = await putPass()
    for (let index = 0; index < 8; index++)
      await store.phonePasses.register(`phone ${index}`, SERIAL, TOKEN, at(0))
    await store.passes.revoke(passId, at(0))
    const second = await another()
    const claimed = await Promise.all(
      [store, second, store, second].map(({ phonePasses }) => phonePasses.toTell([], 10, at(0))),
    )
    await second.close()
    expect(claimed.flat()).toHaveLength(8)
  })

  test('who are gone are forgotten; who get the next pass are told of that one', async () => {
    const { store } = harness
    for (const serial of [SERIAL, OTHER]) {
      const passId = await putPass(serial)
      await store.phonePasses.register('phone', serial, TOKEN, at(0))
      await store.passes.revoke(passId, at(0))
    }
    for (const phone of await toTell(0)) {
      await (phone.serial === OTHER ? store.phonePasses.gone(phone) : store.phonePasses.told(phone, at(0)))
    }
    expect(await toTell(90 * MINUTE)).toEqual([])
    expect(await store.phonePasses.withdrawn('phone', at(-1), [])).toEqual({ serials: [SERIAL], until: 0 })
    for (const serial of [SERIAL, OTHER]) {
      const passId = await putPass(serial)
      await store.passes.revoke(passId, at(91 * MINUTE))
    }
    expect((await toTell(91 * MINUTE)).map(({ serial }) => serial)).toEqual([SERIAL])
  })

  test('are not told of a pass that is over: the phone knows', async () => {
    const { store } = harness
    const passId = await putPass()
    await store.phonePasses.register('phone', SERIAL, TOKEN, at(0))
    await store.passes.revoke(passId, at(0))
    expect(await toTell(EXPIRES)).toEqual([])
    expect(await toTell(EXPIRES - 1)).toHaveLength(1)
  })
})

describe('at rest', () => {
  test('neither the phone nor its token is to be read, and a token opens in its own row only', async () => {
    const { store, sql } = harness
    const passId = await putPass()
    await store.phonePasses.register('phone-library-id', SERIAL, TOKEN, at(0))
    await store.phonePasses.register('another', SERIAL, TOKEN, at(0))
    const rows = await sql('SELECT device, sealed FROM phone_devices')
    const bytes = rows.flatMap(({ device, sealed }) => [device, sealed]).filter(Buffer.isBuffer)
    expect(bytes).toHaveLength(4)
    expect(Buffer.concat(bytes).toString('latin1')).not.toMatch(/phone-library-id|c0ffee/)
    await store.passes.revoke(passId, at(0))
    await sql('UPDATE phone_devices SET sealed = (SELECT max(sealed) FROM phone_devices)')
    expect(await toTell(0)).toHaveLength(1) // whose it was: the other is left out
  })

  test('all of it goes when the pass expires, and not a moment before', async () => {
    const { store, sql } = harness
    await putPass()
    await store.phonePasses.register('phone', SERIAL, TOKEN, at(0))
    expect(await store.purge(at(EXPIRES - 1))).toMatchObject({ phone_passes: 0 })
    expect(await store.purge(EXPIRES)).toMatchObject({ phone_passes: 1 })
    expect(await sql('SELECT 1 FROM phone_devices')).toEqual([])
  })
})
