import { randomBytes } from 'node:crypto'
import type { Instant } from '@excelsior/domain'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TemporaryStore, temporaryStore } from './testing.ts'

let harness: TemporaryStore
beforeAll(async () => {
  harness = await temporaryStore()
})
afterAll(() => harness.stop())

const at = (milliseconds: number) => milliseconds as Instant
const EXPIRES = at(1_000_000)
const intent = () => ({ passId: randomBytes(8), keyId: 'k', type: 'pcr', expires: EXPIRES }) as const

describe('credentials in other wallets', () => {
  test('are on file before they are signed, each with a place of its own', async () => {
    const { passes, walletCredentials } = harness.store
    const intents = [intent(), intent(), intent()]
    const numbers = await walletCredentials.intend(intents, undefined, at(0))
    expect(new Set(numbers).size).toBe(3)
    expect(await walletCredentials.nextNumber()).toBe(Math.max(...numbers!) + 1)
    expect(await passes.find(intents[1]!.passId)).toMatchObject({ keyId: 'k', type: 'pcr' })
  })

  test('are withdrawn with the pass that they were made of, and show in the list', async () => {
    const { passes, walletCredentials } = harness.store
    const [origin, made, other] = [intent(), intent(), intent()]
    await passes.intend([origin], at(0))
    const [number] = (await walletCredentials.intend([made], origin.passId, at(1)))!
    const [elsewhere] = (await walletCredentials.intend([other], undefined, at(1)))!
    await passes.revoke(origin.passId, at(5))
    expect((await passes.find(made.passId))?.revoked).toBe(5)
    const revoked = await walletCredentials.revokedBetween(0, 1_000_000)
    expect(revoked).toContain(number)
    expect(revoked).not.toContain(elsewhere)
  })

  test('are not made of a pass that is withdrawn, over, or not on file', async () => {
    const { passes, walletCredentials } = harness.store
    const origin = intent()
    await passes.intend([origin], at(0))
    expect(await walletCredentials.intend([intent()], origin.passId, EXPIRES)).toBeUndefined()
    await passes.revoke(origin.passId, at(1))
    const refused = intent()
    expect(await walletCredentials.intend([refused], origin.passId, at(2))).toBeUndefined()
    expect(await passes.find(refused.passId)).toBeUndefined()
    expect(await walletCredentials.intend([intent()], randomBytes(8), at(2))).toBeUndefined()
  })
})

describe('what a wallet was given', () => {
  test('is found by who has it, so often and so long, and ended once', async () => {
    const { walletGrants } = harness.store
    const id = randomBytes(32)
    expect(await walletGrants.put(id, Buffer.from('sealed'), at(100))).toBe(true)
    expect(await walletGrants.put(id, Buffer.from('other'), at(100))).toBe(false)
    expect(await walletGrants.use(id, 2, at(50))).toEqual(Buffer.from('sealed'))
    expect(await walletGrants.use(id, 2, at(100))).toBeUndefined()
    expect(await walletGrants.use(id, 2, at(99))).toEqual(Buffer.from('sealed'))
    expect(await walletGrants.use(id, 2, at(99))).toBeUndefined()
    const ends = await Promise.all([walletGrants.end(id), walletGrants.end(id)])
    expect(ends.filter(Boolean).length).toBe(1)
  })

  test('is deleted when its time is over', async () => {
    const { store, sql } = harness
    await store.walletGrants.put(randomBytes(32), Buffer.alloc(0), at(100))
    await store.purge(at(101))
    expect(await sql('SELECT * FROM wallet_grants')).toEqual([])
  })
})
