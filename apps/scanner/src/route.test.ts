import { expect, test } from 'vitest'
import { routeOf } from './route.ts'

test('every page has its address; any other is the camera', () => {
  const hashes = ['', '#scan', '#settings', '#station', '#type', '#today', '#leave', '#x']
  expect(hashes.map((hash) => routeOf(hash, false))).toEqual([
    'scan',
    'scan',
    'settings',
    'station',
    'type',
    'today',
    'scan',
    'scan',
  ])
})

test('at a fixed station no address leads anywhere but to the camera and to the question for the PIN', () => {
  const hashes = ['', '#scan', '#settings', '#station', '#type', '#today', '#leave', '#x']
  expect(hashes.map((hash) => routeOf(hash, true))).toEqual([
    ...Array<string>(6).fill('scan'),
    'leave',
    'scan',
  ])
})
