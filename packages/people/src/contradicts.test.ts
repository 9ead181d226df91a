import type { PartialDate, PersonDetails } from '@excelsior/domain'
import { describe, expect, test } from 'vitest'
import { contradicts } from './contradicts.ts'

const TILDA: PersonDetails = {
  givenName: 'Tilda',
  familyName: 'Bauer',
  birthDate: '1982-07-14' as PartialDate,
  sex: 'female',
}
const born = (birthDate: string) => ({ birthDate: birthDate as PartialDate })
const { birthDate: _, sex: __, ...NAME } = TILDA

describe('a registry\u2019s word does not make one person of', () => {
  test.each<[string, PersonDetails, PersonDetails]>([
    ['a woman and a man', TILDA, { ...TILDA, sex: 'male' }],
    ['junior and senior', { ...TILDA, suffix: 'Sr' }, { ...TILDA, suffix: 'Jr' }],
    ['two siblings', TILDA, { ...TILDA, ...born('1985-01-02'), givenName: 'Rosalind' }],
    [
      'another name, and a birth date a digit off',
      TILDA,
      { ...TILDA, ...born('1982-07-15'), givenName: 'Rosalind' },
    ],
    [
      'another family, and another birth date',
      TILDA,
      { ...TILDA, ...born('1960-01-02'), familyName: 'Novak' },
    ],
    [
      'the first twin and the second',
      { ...TILDA, birthOrder: '1' },
      { ...TILDA, givenName: 'Rosalind', birthOrder: '2' },
    ],
  ])('%s', (___, one, other) => {
    expect(contradicts(one, other)).toBe(true)
    expect(contradicts(other, one)).toBe(true)
  })
})

describe('a registry\u2019s word is good for', () => {
  test.each<[string, PersonDetails, PersonDetails]>([
    ['a name by marriage', TILDA, { ...TILDA, familyName: 'Novak' }],
    ['a nickname or another given name', TILDA, { ...TILDA, givenName: 'Rosalind' }],
    ['a birth date that was mistyped', TILDA, { ...TILDA, ...born('1928-11-03') }],
    ['a birth year alone', TILDA, { ...TILDA, ...born('1982'), familyName: 'Novak' }],
    ['a sex that is not known', TILDA, { ...TILDA, sex: 'unknown' }],
    [
      'names that were exchanged',
      TILDA,
      { ...TILDA, ...born('1960-01-02'), givenName: 'Bauer', familyName: 'Tilda' },
    ],
    ['a description that says little', TILDA, NAME],
    ['nothing at all', TILDA, {}],
  ])('%s', (___, one, other) => {
    expect(contradicts(one, other)).toBe(false)
    expect(contradicts(other, one)).toBe(false)
  })
})
