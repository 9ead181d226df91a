import { expect, test } from 'vitest'
import { nameClass } from './name-class.ts'

test('a name of 40 characters has its usual size, one of 41 a smaller one', () => {
  expect(nameClass('pass__name', { givenName: 'A'.repeat(20), familyName: 'B'.repeat(19) })).toBe(
    'pass__name',
  )
  expect(nameClass('pass__name', { givenName: 'A'.repeat(20), familyName: 'B'.repeat(20) })).toBe(
    'pass__name pass__name--long',
  )
})

test('what is not shown does not count', () => {
  expect(nameClass('pass__name', { givenName: 'A'.repeat(40), familyName: '\u202e\u202c' })).toBe(
    'pass__name',
  )
})
