import type { Instant, PartialDate } from '@excelsior/domain'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { WalletPass } from './kept-pass.ts'
import { createPassStore, type PassStore } from './pass-store.ts'
import { createRemoval } from './removal.ts'
import { shelfInMemory } from './shelf.ts'

const pass = (id: string, pinned = false): WalletPass => ({
  id,
  text: `EP1:${id}`,
  pinned,
  format: 'pass',
  kind: 'pcr',
  standing: 'valid',
  type: 'pcr',
  givenName: 'Rosa',
  familyName: 'Quiñones',
  birthDate: '1988-03-04' as PartialDate,
  issued: 0 as Instant,
  from: 0 as Instant,
  expires: 1 as Instant,
})
const kept = (id: string, pinned = false) => ({ id, text: `EP1:${id}`, pinned })

let store: PassStore
beforeEach(async () => {
  vi.useFakeTimers()
  store = createPassStore(shelfInMemory())
  await store.put([kept('a'), kept('b', true)])
})
afterEach(() => vi.useRealTimers())

test('a deleted pass is gone at once, and one undo brings it back as it was', async () => {
  const removal = createRemoval(store, () => {})
  await removal.remove([pass('b', true)])
  expect(await store.all()).toEqual([kept('a')])
  await removal.undo()
  expect(await store.all()).toEqual([kept('a'), kept('b', true)])
  expect(removal.last).toBeUndefined()
  await removal.undo()
  expect(await store.all()).toHaveLength(2)
})

test('what comes back has its live code still', async () => {
  const { privateKey: key } = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, [
    'sign',
  ])
  const live = { bound: 'EP1:BOUND', key }
  await store.put([{ ...kept('a'), live }])
  const removal = createRemoval(store, () => {})
  await removal.remove([{ ...pass('a'), live }])
  expect(await store.all()).toEqual([kept('b', true)])
  await removal.undo()
  expect(await store.all()).toContainEqual({ ...kept('a'), live })
})

test('all go at once, and all come back', async () => {
  const removal = createRemoval(store, () => {})
  await removal.removeAll([pass('a'), pass('b', true)])
  expect(await store.all()).toEqual([])
  await removal.undo()
  expect(await store.all()).toEqual([kept('a'), kept('b', true)])
})

test('the way back stands for 20 seconds, and leaves nothing behind after', async () => {
  const removal = createRemoval(store, () => {})
  await removal.remove([pass('a')])
  vi.advanceTimersByTime(19_999)
  expect(removal.last?.passes).toHaveLength(1)
  vi.advanceTimersByTime(1)
  expect(removal.last).toBeUndefined()
  await removal.undo()
  expect(await store.all()).toEqual([kept('b', true)])
})

test('while somebody is at the way back it stays, and as long again after they leave it', async () => {
  const removal = createRemoval(store, () => {})
  removal.hold(false)
  await removal.remove([pass('a')])
  vi.advanceTimersByTime(19_999)
  removal.hold(true)
  vi.advanceTimersByTime(600_000)
  expect(removal.last?.passes).toHaveLength(1)
  removal.hold(false)
  vi.advanceTimersByTime(19_999)
  expect(removal.last?.passes).toHaveLength(1)
  vi.advanceTimersByTime(1)
  expect(removal.last).toBeUndefined()
  expect(vi.getTimerCount()).toBe(0)
})

test('only the last removal can be undone', async () => {
  const removal = createRemoval(store, () => {})
  await removal.remove([pass('a')])
  vi.advanceTimersByTime(15_000)
  await removal.remove([pass('b', true)])
  vi.advanceTimersByTime(15_000)
  await removal.undo()
  expect(await store.all()).toEqual([kept('b', true)])
})
