import type { PersonDetails } from '@excelsior/domain'
import { parsePartialDate } from '@excelsior/domain'
import { describe, expect, test } from 'vitest'
import { compare } from './compare.ts'

const born = (text: string) => parsePartialDate(text)!
const maria: PersonDetails = {
  givenName: 'Maria',
  familyName: 'Gonzalez',
  birthDate: born('1988-03-04'),
  sex: 'female',
  postalCode: '10027',
  phone: '2125550123',
  street: '12 Convent Ave',
}
const likewise = (change: Partial<PersonDetails>, of: PersonDetails = maria) =>
  compare(of, { ...of, ...change }).match
const without = (person: PersonDetails, ...keys: (keyof PersonDetails)[]): PersonDetails =>
  Object.fromEntries(Object.entries(person).filter(([key]) => !keys.includes(key as keyof PersonDetails)))

describe('one person', () => {
  test.each<[string, Partial<PersonDetails>]>([
    ['in capitals', { givenName: 'MARIA', familyName: 'GONZALEZ' }],
    ['with a title', { givenName: 'Dr. Maria' }],
    ['with given and family name swapped', { givenName: 'Gonzalez', familyName: 'Maria' }],
    ['under one of two family names', { familyName: 'Gonzalez Reyes' }],
    ['who moved', { postalCode: '12207', street: '1 Elk St' }],
    ['with a new phone', { phone: '9175550188' }],
    ['with one letter of the family name wrong, and the phone right', { familyName: 'Gonzales' }],
  ])('%s', (_, change) => expect(likewise(change)).toBe('match'))

  test('Xiao Ming, Xiaoming, Xiao-Ming, and Ming as a middle name are one', () => {
    const xiaoming: PersonDetails = { ...maria, givenName: 'Xiaoming', familyName: 'Wang' }
    expect(likewise({ givenName: 'Xiao Ming' }, xiaoming)).toBe('match')
    expect(likewise({ givenName: 'Xiao-Ming' }, xiaoming)).toBe('match')
    expect(likewise({ givenName: 'Xiao', middleName: 'Ming' }, xiaoming)).toBe('match')
  })

  test('short forms and other spellings of the given name are one', () => {
    expect(likewise({ givenName: 'Bob' }, { ...maria, sex: 'male', givenName: 'Robert' })).toBe('match')
    expect(likewise({ givenName: 'Kathryn' }, { ...maria, givenName: 'Catherine' })).toBe('match')
  })

  test.each([
    ['Yevgeniy', 'Petrova', 'Evgenii', 'Petrova'],
    ['Wei', 'Zhang', 'Wei', 'Chang'],
    ['Ji-Woo', 'Lee', 'Jiwoo', 'Yi'],
    ['Nusrat', 'Chowdhury', 'Nusrat', 'Chaudhuri'],
    ['Jean-Baptiste', 'Étienne', 'Jn Baptiste', 'Etyèn'],
  ])('%s %s is %s %s: names of other scripts in Latin letters', (givenName, familyName, given, family) => {
    const person = { ...maria, givenName, familyName }
    expect(likewise({ givenName: given, familyName: family }, person)).toBe('match')
  })

  test('a person with one name is found in either field', () => {
    const suharto: PersonDetails = { ...without(maria, 'givenName'), familyName: 'Suharto' }
    expect(compare(suharto, { ...without(suharto, 'familyName'), givenName: 'Suharto' }).match).toBe('match')
    expect(compare(suharto, { ...suharto, givenName: 'FNU' }).match).toBe('match')
  })

  test('a ZIP code that lost its leading zero is the same', () => {
    const bare = without(maria, 'phone', 'street')
    expect(compare({ ...bare, postalCode: '02139' }, { ...bare, postalCode: '2139' }).match).toBe('match')
  })
})

describe('a person must decide', () => {
  test.each<[string, Partial<PersonDetails>]>([
    ['day and month of birth exchanged', { birthDate: born('1988-04-03') }],
    ['one digit of the birth date wrong', { birthDate: born('1988-03-05') }],
    ['twins: another given name, the rest the same', { givenName: 'Isabel' }],
    ['twins whose names are one letter apart', { givenName: 'Mario' }],
    ['the second given name alone', { givenName: 'Luz Maria' }],
    ['the other sex', { sex: 'male' }],
    ['only the year of birth known', { birthDate: born('1988') }],
  ])('%s', (_, change) => expect(likewise(change)).toBe('possible'))

  test('sisters who share their first given name', () => {
    expect(likewise({ givenName: 'María Isabel' }, { ...maria, givenName: 'María Elena' })).toBe('possible')
    expect(likewise({ givenName: 'María' }, { ...maria, givenName: 'María Elena' })).toBe('match')
  })

  test('name and birth date alone, with nothing beside', () => {
    const bare = without(maria, 'postalCode', 'phone', 'street')
    expect(compare(bare, { ...bare }).match).toBe('possible')
    expect(compare(bare, maria).match).toBe('possible')
  })

  test('father and son of one name in one home', () => {
    expect(likewise({ birthDate: born('1961-09-17') })).toBe('possible')
  })

  test('"Baby Boy" may be either twin', () => {
    expect(likewise({ givenName: 'Baby Boy' })).toBe('possible')
  })

  test.each([
    ['Baby Boy', 'Baby Boy'],
    ['Baby Boy A', 'Baby Boy B'],
    ['Newborn', 'Infant Girl 2'],
  ])('two without a name yet, %s and %s, though all else agrees', (one, other) => {
    expect(likewise({ givenName: other }, { ...maria, givenName: one })).toBe('possible')
  })

  test('the same name and another birth order', () => {
    expect(likewise({ birthOrder: '2' }, { ...maria, birthOrder: '1' })).toBe('possible')
  })

  test('one name and one day, in the same street of two towns', () => {
    const one = without({ ...maria, street: '79 Elm Street' }, 'phone')
    expect(likewise({ street: '705 Elm St', postalCode: '10456' }, one)).toBe('possible')
  })

  test('who goes by the middle name, but not who has another one', () => {
    const there = { postalCode: '14201', street: '9 Elm St', phone: '7165550100' }
    const ana = { ...maria, middleName: 'Beatriz' }
    expect(likewise({ givenName: 'Beatriz', middleName: 'Maria' }, ana)).toBe('possible')
    expect(likewise({ ...there, givenName: 'Beatriz', middleName: 'Maria' }, ana)).toBe('possible')
    expect(compare(ana, { ...maria, ...there, givenName: 'Beatriz' }).match).toBe('possible')
    expect(likewise({ ...there, givenName: 'Beatriz', middleName: 'Consuelo' }, ana)).toBe('no-match')
  })

  test('two middle names written out, in one home', () => {
    const ana = { ...maria, middleName: 'Beatriz' }
    expect(likewise({ middleName: 'Consuelo' }, ana)).toBe('possible')
    expect(likewise({ middleName: 'Beatris' }, ana)).toBe('match')
    expect(likewise({ middleName: 'B' }, ana)).toBe('match')
  })

  test('namesakes born on one day with another address and phone, of whom one thing more agrees', () => {
    const there = { postalCode: '14201', street: '9 Elm St', phone: '7165550100' }
    const mother = { mothersMaidenName: 'Ibarra', guardianName: { givenName: 'Lucía' } }
    const one: PersonDetails = { ...maria, ...mother, middleName: 'Beatriz' }
    expect(likewise(there, one)).toBe('match')
    expect(likewise({ ...there, middleName: 'B' }, one)).toBe('match')
    expect(likewise({ ...there, middleName: 'B', mothersMaidenName: 'Castro' }, one)).toBe('possible')
    expect(compare(without(one, 'mothersMaidenName', 'guardianName'), { ...one, ...there }).match).toBe(
      'possible',
    )
  })

  test('a birth date that systems fill in', () => {
    const kim: PersonDetails = {
      givenName: 'Min',
      familyName: 'Kim',
      birthDate: born('2000-01-01'),
      postalCode: '11354',
    }
    expect(compare(kim, { ...kim }).match).toBe('possible')
    const rare = born('2000-01-02')
    expect(compare({ ...kim, birthDate: rare }, { ...kim, birthDate: rare }).match).toBe('match')
  })
})

describe('two people', () => {
  test.each<[string, Partial<PersonDetails>]>([
    ['mother and daughter of one address', { givenName: 'Isabel', birthDate: born('2015-07-30') }],
    [
      'of one family name and birth date',
      { givenName: 'Isabel', postalCode: '14201', phone: '7165550100', street: '9 Elm St' },
    ],
    ['the second twin', { givenName: 'Isabel', birthOrder: '2' }],
  ])('%s', (_, change) =>
    expect(compare({ ...maria, birthOrder: '1' }, { ...maria, ...change }).match).toBe('no-match'),
  )

  test('senior and junior, though all else agrees', () => {
    expect(compare({ ...maria, suffix: 'Sr' }, { ...maria, suffix: 'Jr.' }).match).toBe('no-match')
    expect(compare({ ...maria, suffix: 'II' }, { ...maria, familyName: 'Gonzalez III' }).match).toBe(
      'no-match',
    )
    expect(compare(maria, { ...maria, suffix: 'Jr', birthDate: born('2009-11-20') }).match).toBe('no-match')
    expect(compare({ ...maria, suffix: 'II' }, { ...maria, suffix: 'Jr' }).match).toBe('match')
  })

  test('nobody is the same as nobody', () => {
    const unknown = { ...maria, givenName: 'Unknown', familyName: 'Unknown' }
    expect(compare(unknown, { ...unknown }).match).toBe('no-match')
    const trial = { ...maria, givenName: 'Test' }
    expect(compare(trial, { ...trial }).match).toBe('no-match')
    expect(compare({}, {}).match).toBe('no-match')
  })
})

test('the order of the two makes no difference', () => {
  const changes: Partial<PersonDetails>[] = [
    { givenName: 'Mary' },
    { familyName: 'Gonzalez Reyes' },
    { birthDate: born('1988') },
    { givenName: 'Gonzalez', familyName: 'Marla' },
    { givenName: '' },
  ]
  for (const change of changes) {
    const other = { ...maria, ...change }
    expect(compare(maria, other)).toEqual(compare(other, maria))
  }
})

test('a shared Nguyen tells less than a rare name', () => {
  const score = (familyName: string) =>
    compare({ ...maria, familyName }, { ...maria, familyName, postalCode: '10001' }).score
  expect(score('Nguyen')).toBeLessThan(score('Featherstonehaugh'))
})
