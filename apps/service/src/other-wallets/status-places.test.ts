import { expect, test } from 'vitest'
import { LIST_SIZE, placeOf } from './status-places.ts'

const KEY = new Uint8Array(32).fill(7)

test('no two credentials of a list share a place, and no place lies outside it', () => {
  const places = new Set<number>()
  for (let number = 0; number < LIST_SIZE; number++) places.add(placeOf(number, KEY).index)
  expect(places.size).toBe(LIST_SIZE)
  expect(Math.max(...places)).toBe(LIST_SIZE - 1)
})

test('after the last place of a list comes the next list', () => {
  expect(placeOf(LIST_SIZE - 1, KEY).list).toBe(0)
  expect(placeOf(LIST_SIZE, KEY).list).toBe(1)
})

test('places depend on the key, and those of neighbours do not follow one another', () => {
  const order = Array.from({ length: 64 }, (_, number) => placeOf(number, KEY).index)
  expect(order).not.toEqual(order.toSorted((a, b) => a - b))
  expect(order).not.toEqual(
    Array.from({ length: 64 }, (_, number) => placeOf(number, new Uint8Array(32)).index),
  )
})
