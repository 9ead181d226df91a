import { describe, expect, test } from 'vitest'
import { isLocked, type LockedKey, lockedKey, openLockedKey, withTry } from './lock.ts'
import { createPassStore } from './pass-store.ts'
import { type Shelf, shelfInMemory } from './shelf.ts'

const PIN = '274950'
const ROUNDS = 1_000
const pass = (id: string) => ({ id, text: `EP1:${id} CANARIA`, pinned: false })

async function lockedWallet(): Promise<Shelf> {
  const shelf = shelfInMemory()
  const store = createPassStore(shelf, ROUNDS)
  await store.put([pass('a'), pass('b')])
  await store.setPin(PIN)
  return shelf
}
const lockOf = async (shelf: Shelf): Promise<LockedKey> => {
  const { key } = await shelf.read()
  if (!isLocked(key)) throw new Error('no lock')
  return key
}

describe('a wallet with a lock', () => {
  test('shows nothing until the PIN is given, and all after', async () => {
    const store = createPassStore(await lockedWallet(), ROUNDS)
    expect(await store.all()).toEqual([])
    expect(store.lock).toBe('locked')
    expect(await store.unlock('000000', 0)).toBe('wrong')
    expect(await store.all()).toEqual([])
    expect(await store.unlock(PIN, 0)).toBe('open')
    expect(await store.all()).toEqual([pass('a'), pass('b')])
    store.lockNow()
    expect(await store.all()).toEqual([])
  })

  test('takes nothing in while it is locked, and leaves what is there', async () => {
    const shelf = await lockedWallet()
    const store = createPassStore(shelf, ROUNDS)
    await expect(store.put([pass('c')])).rejects.toThrow('locked')
    await expect(store.setPin(undefined)).rejects.toThrow('locked')
    expect((await shelf.read()).passes).toHaveLength(2)
  })

  test('keeps no key on the device but behind the PIN, and the passes under a new one', async () => {
    const shelf = shelfInMemory()
    const store = createPassStore(shelf, ROUNDS)
    await store.put([pass('a')])
    const before = (await shelf.read()).key
    await store.setPin(PIN)
    const after = await lockOf(shelf)
    expect(after.id).not.toBe(before?.id)
    expect(after.pepper.extractable).toBe(false)
    expect(Object.values(after).filter((value) => value instanceof CryptoKey)).toEqual([after.pepper])
    expect(await openLockedKey(after, '274951')).toBeUndefined()
    expect(await openLockedKey({ ...after, id: 'another' }, PIN)).toBeUndefined()
  })

  test('can be without one again', async () => {
    const shelf = await lockedWallet()
    const store = createPassStore(shelf, ROUNDS)
    await store.unlock(PIN, 0)
    await store.setPin(undefined)
    expect(await createPassStore(shelf, ROUNDS).all()).toEqual([pass('a'), pass('b')])
  })

  test('with a forgotten PIN can only be emptied, and is without a lock then', async () => {
    const shelf = await lockedWallet()
    const store = createPassStore(shelf, ROUNDS)
    await store.forgetAll()
    expect(await shelf.read()).toEqual({ key: undefined, passes: [] })
    await store.put([pass('c')])
    expect(await store.all()).toEqual([pass('c')])
    expect(store.lock).toBe('none')
  })

  test('keeps its lock over the removal of the last pass and its undo', async () => {
    const shelf = await lockedWallet()
    const store = createPassStore(shelf, ROUNDS)
    await store.unlock(PIN, 0)
    await store.clear()
    expect(await shelf.read()).toEqual({ key: undefined, passes: [] })
    await store.put([pass('a')])
    expect(store.lock).toBe('open')
    expect(await createPassStore(shelf, ROUNDS).all()).toEqual([])
  })

  test('that was locked in one page is locked in the other', async () => {
    const shelf = shelfInMemory()
    const [one, two] = [createPassStore(shelf, ROUNDS), createPassStore(shelf, ROUNDS)]
    await one.put([pass('a')])
    expect(await two.all()).toHaveLength(1)
    await one.setPin(PIN)
    expect(await two.all()).toEqual([])
    expect(two.lock).toBe('locked')
  })
})

describe('wrong PINs', () => {
  test('two in a row cost nothing; then the waits grow to half an hour, and the right PIN waits too', async () => {
    const shelf = await lockedWallet()
    const store = createPassStore(shelf, ROUNDS)
    let now = 1_000_000
    const waits: number[] = []
    for (let tried = 0; tried < 9; tried++) {
      now = Math.max(now, (await lockOf(shelf)).notBefore)
      expect(await store.unlock('000000', now)).toBe('wrong')
      waits.push(((await lockOf(shelf)).notBefore - now) / 1_000)
    }
    expect(waits).toEqual([0, 0, 30, 60, 300, 900, 1_800, 1_800, 1_800])
    const free = (await lockOf(shelf)).notBefore
    expect(await store.unlock(PIN, free - 1)).toBe('wait')
    expect(store.waitUntil).toBe(free)
    expect(await store.unlock(PIN, free)).toBe('open')
    expect((await lockOf(shelf)).wrong).toBe(0)
  })

  test('from many pages at once are no more tries than from one', async () => {
    const shelf = await lockedWallet()
    const pages = Array.from({ length: 20 }, () => createPassStore(shelf, ROUNDS))
    const came = await Promise.all(pages.map((page) => page.unlock('000000', 0)))
    expect(came.filter((each) => each === 'wrong')).toHaveLength(3)
    expect(came.filter((each) => each === 'wait')).toHaveLength(17)
  })

  test('wait no longer than half an hour, though the clock was turned back by a year', async () => {
    const { kept } = await lockedKey(PIN, ROUNDS)
    const far = { ...kept, wrong: 5, notBefore: 31_536_000_000 }
    const first = withTry(far, 0)
    expect([first.tried, first.kept.notBefore]).toEqual([false, 1_800_000])
    expect(withTry(first.kept, 1_799_999).tried).toBe(false)
    expect(withTry(first.kept, 1_800_000).tried).toBe(true)
  })
})

test('what is stored as a lock is looked at before it is used', async () => {
  const { kept } = await lockedKey(PIN, ROUNDS)
  expect(isLocked(kept)).toBe(true)
  for (const bad of [
    undefined,
    7,
    {},
    { ...kept, rounds: 1e9 },
    { ...kept, pepper: 'x' },
    { ...kept, wrapped: '' },
  ])
    expect(isLocked(bad)).toBe(false)
})
