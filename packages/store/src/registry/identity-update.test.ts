import type { PartialDate, PersonDetails } from '@excelsior/domain'
import { expect, test } from 'vitest'
import { sameDetails } from './identity-update.ts'

const ana: PersonDetails = {
  familyName: 'Rivera',
  givenName: 'Ana',
  birthDate: '1980-04-30' as PartialDate,
  identifiers: ['MR|7'],
  guardianName: { familyName: 'Rivera', givenName: 'Luz' },
}

const { guardianName: guardian, ...unguarded } = ana

test.each<[string, PersonDetails]>([
  ['the very same', ana],
  ['another copy of it', structuredClone(ana)],
  ['its fields set in another order', Object.fromEntries(Object.entries(ana).reverse())],
])('Two descriptions say the same: %s', (_, other) => expect(sameDetails(ana, other)).toBe(true))

test.each<[string, PersonDetails]>([
  ['one word', { ...ana, givenName: 'Anna' }],
  ['a field more', { ...ana, city: 'Albany' }],
  ['a field in place of another', { ...unguarded, city: 'Albany' }],
  ['another number', { ...ana, identifiers: ['MR|8'] }],
  ['numbers in another order', { ...ana, identifiers: ['MR|8', 'MR|7'] }],
  ['a guardian', { ...ana, guardianName: { ...guardian, givenName: 'Luis' } }],
])('They differ by %s, whichever is asked first', (_, other) => {
  expect(sameDetails(ana, other)).toBe(false)
  expect(sameDetails(other, ana)).toBe(false)
})
