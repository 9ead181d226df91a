import { type PersonDetails, parsePartialDate } from '@excelsior/domain'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { blockingKeys, SEARCH_KEYS, searchKeys } from './keys.ts'

const ana: PersonDetails = {
  givenName: 'Ana Lucía',
  familyName: 'Castillo Vega',
  birthDate: parsePartialDate('1979-10-23')!,
  postalCode: '11372',
  phone: '7185550142',
}
const finds = (typed: PersonDetails, onFile: PersonDetails = ana): boolean => {
  const filed = new Set(blockingKeys(onFile))
  return searchKeys(typed).some((key) => filed.has(key))
}

describe('looking up', () => {
  test('whichever two fields are wrong, the other three find the person', () => {
    const wrong: PersonDetails = {
      givenName: 'Zbigniew',
      familyName: 'Hu',
      birthDate: parsePartialDate('1990-01-30')!,
      postalCode: '14850',
      phone: '6075550111',
    }
    const fields = Object.keys(wrong) as (keyof PersonDetails)[]
    for (const one of fields) {
      for (const other of fields) {
        expect([one, other, finds({ ...ana, [one]: wrong[one], [other]: wrong[other] })]).toEqual([
          one,
          other,
          true,
        ])
      }
    }
    expect(finds(wrong)).toBe(false)
  })

  test.each<[string, PersonDetails]>([
    ['one given name alone', { ...ana, givenName: 'Ana' }],
    ['the first family name alone', { ...ana, familyName: 'Castillo' }],
    ['the second family name alone', { ...ana, familyName: 'Vega' }],
    ['swapped names', { ...ana, givenName: 'Castillo Vega', familyName: 'Ana Lucia' }],
    ['misspelt names', { ...ana, givenName: 'Anna', familyName: 'Castiyo' }],
    ['one name in the other field', { ...ana, givenName: 'Vega', familyName: '' }],
  ])('by %s, even with ZIP code and phone of long ago', (_, typed) => {
    expect(finds({ ...typed, postalCode: '10001', phone: '2125550100' })).toBe(true)
  })

  test('every phone on record, and a former name, find', () => {
    const married = { ...ana, otherNames: [{ familyName: 'Duarte' }], otherPhones: ['9175550107'] }
    expect(finds({ givenName: 'X', familyName: 'Duarte', birthDate: ana.birthDate! }, married)).toBe(true)
    expect(finds({ givenName: 'Ana Lucia', familyName: 'Q', phone: '9175550107' }, married)).toBe(true)
  })

  test('nobody is filed under no key', () => {
    expect(blockingKeys({ ...ana, givenName: 'Unknown', familyName: 'Unknown' })).toEqual([])
    expect(finds({ ...ana, givenName: '', familyName: '' }, { ...ana, givenName: 'Test' })).toBe(false)
  })

  test('whatever is typed makes the same number of different keys, and stand-ins find nobody', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 30 })
    const typed = fc.record(
      {
        givenName: text,
        familyName: text,
        postalCode: text,
        phone: text,
        birthDate: fc.constantFrom(ana.birthDate!, parsePartialDate('1956')!),
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(typed, (person) => {
        expect(new Set(searchKeys(person)).size).toBe(SEARCH_KEYS)
        expect(searchKeys(person)).toHaveLength(SEARCH_KEYS)
        expect(blockingKeys(person).some((key) => key.startsWith('none:'))).toBe(false)
      }),
    )
  })

  test('a name of a thousand words is filed under few keys', () => {
    const long = { ...ana, givenName: Array.from({ length: 60 }, (_, i) => `w${i}`).join(' ') }
    expect(blockingKeys(long).length).toBeLessThan(80)
  })
})
