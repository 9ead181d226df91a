import { type PersonDetails, parsePartialDate } from '@excelsior/domain'
import { describe, expect, test } from 'vitest'
import { fitsNameAndBirthDate, recognise } from './recognise.ts'

const born = (text: string) => parsePartialDate(text)!
const james: PersonDetails = {
  givenName: 'James',
  familyName: "O'Sullivan",
  birthDate: born('1972-11-08'),
  postalCode: '13202',
  phone: '3155550121',
}
const onFile = [
  { details: [{ ...james, givenName: 'Ingrid', familyName: 'Berg', phone: '3155550199' }] },
  { details: [james] },
]
const found = (change: Partial<PersonDetails>) => recognise({ ...james, ...change }, onFile)

describe('who is meant', () => {
  test.each<[string, Partial<PersonDetails>]>([
    ['all right', {}],
    ['a curly apostrophe', { familyName: 'O\u2019sullivan' }],
    ['a short form', { givenName: 'Jim' }],
    ['a letter wrong in the given name', { givenName: 'Jamess' }],
    ['a letter wrong in the family name', { familyName: "O'Sulivan" }],
    ['another ZIP code', { postalCode: '10001' }],
    ['another phone', { phone: '9175550100' }],
    ['one digit of the birth date wrong', { birthDate: born('1972-11-09') }],
    ['day and month exchanged', { birthDate: born('1972-08-11') }],
    ['a letter wrong, and another ZIP code', { givenName: 'Jamess', postalCode: '10001' }],
    ['a letter wrong in each name', { givenName: 'Jamess', familyName: "O'Sulivan" }],
    ['swapped names with a letter wrong', { givenName: 'Osulivan', familyName: 'James' }],
    ['a letter wrong in a short form', { givenName: 'Jimmmy' }],
  ])('is found with %s', (_, change) => expect(found(change)).toBe(1))

  test.each<[string, Partial<PersonDetails>]>([
    ['neither ZIP code nor phone', { postalCode: '10001', phone: '9175550100' }],
    ['another birth date', { birthDate: born('1980-02-14') }],
    ['another given name', { givenName: 'Patrick' }],
    ['another family name', { familyName: 'Fitzgerald' }],
    [
      'one digit of the birth date wrong, and only the ZIP code of the neighbour',
      { birthDate: born('1972-11-09'), phone: '9175550100' },
    ],
    [
      'a letter wrong in each name, and another phone',
      {
        givenName: 'Jamess',
        familyName: "O'Sulivan",
        phone: '9175550100',
      },
    ],
    ['two letters and a digit wrong', { givenName: 'Jamess', birthDate: born('1972-11-09') }],
    ['no name', { givenName: '', familyName: '' }],
  ])('is nobody with %s', (_, change) => expect(found(change)).toBeUndefined())

  test('every ZIP code, phone and spelling on the linked reports counts', () => {
    const moved = [
      { details: [james, { ...james, givenName: 'Jamie', postalCode: '14604', phone: '5855550133' }] },
    ]
    for (const givenName of ['James', 'Jamie']) {
      for (const postalCode of ['13202', '14604']) {
        for (const phone of ['3155550121', '5855550133']) {
          expect(recognise({ ...james, givenName, postalCode, phone }, moved)).toBe(0)
        }
      }
    }
  })

  test.each([
    ['Luz Elena', 'Luz Elnea'],
    ['Jin-Woo', 'Jiin Woo'],
    ['Min-Jun', 'Min Joon'],
    ['Tanveer', 'Tanvir'],
  ])('%s is found as %s', (givenName, typed) => {
    const person = { ...james, givenName }
    expect(recognise({ ...person, givenName: typed }, [{ details: [person] }])).toBe(0)
  })

  test('a sister whose name shares a syllable is nobody', () => {
    const minjun = { ...james, givenName: 'Min-Jun' }
    expect(recognise({ ...minjun, givenName: 'Min-Jin' }, [{ details: [minjun] }])).toBeUndefined()
  })

  test('ZIP code and phone tell whom a slip in the birth date means, unless the other is nearer by name', () => {
    const namesake = { ...james, birthDate: born('1972-11-06'), postalCode: '10001', phone: '9175550188' }
    const file = [{ details: [james] }, { details: [namesake] }]
    expect(recognise({ ...james, birthDate: born('1972-11-09') }, file)).toBe(0)
    expect(recognise({ ...james, birthDate: born('1972-11-09'), phone: '9175550100' }, file)).toBeUndefined()
    expect(recognise({ ...james, birthDate: namesake.birthDate }, file)).toBeUndefined()
  })

  test('name and birth date have to be on one report together', () => {
    const mixed = [
      {
        details: [
          { ...james, givenName: 'Ulrich' },
          { ...james, birthDate: born('2001-05-05') },
        ],
      },
    ]
    expect(recognise(james, mixed)).toBeUndefined()
  })

  test('two entries of one person that are not linked yet are told apart by ZIP code or phone', () => {
    const entries = [
      { details: [james] },
      { details: [{ ...james, postalCode: '14604', phone: '5855550133' }] },
    ]
    expect(recognise({ ...james, postalCode: '14604' }, [entries[1]!])).toBe(0)
    expect(recognise({ ...james, postalCode: '10001', phone: '5855550133' }, entries)).toBe(1)
    expect(recognise(james, entries)).toBe(0)
  })

  test('one name, typed in either field, is found in either field', () => {
    const { givenName: _, ...suharto } = { ...james, familyName: 'Suharto' }
    const file = [{ details: [suharto] }]
    expect(recognise({ ...suharto, familyName: '', givenName: 'Suharto' }, file)).toBe(0)
    expect(recognise({ ...suharto, givenName: '' }, file)).toBe(0)
  })

  test.each<[string, string, string]>([
    ['the first surname alone', 'Lucia', 'Fernandez'],
    ['the second surname alone', 'Lucia', 'Ibarra'],
    ['both surnames with a hyphen', 'Lucia', 'Fernandez-Ibarra'],
    ['given and family name swapped', 'Fernandez Ibarra', 'Lucia'],
    ['a title before the given name', 'Dr. Lucia', 'Fernandez Ibarra'],
    ['one given name of two', 'Lucia Elena', 'Fernandez Ibarra'],
    ['the same part twice', 'Lucia', 'Fernandez Ibarra Ibarra'],
  ])('who has two surnames is found with %s', (_, givenName, familyName) => {
    const lucia = { ...james, givenName: 'Lucia', familyName: 'Fernandez Ibarra' }
    expect(recognise({ ...lucia, givenName, familyName }, [{ details: [lucia] }])).toBe(0)
  })

  test.each(['Xiao Ming', 'Xiaoming', 'Xiao-Ming'])(
    'a given name of two syllables is found as %s',
    (givenName) => {
      for (const onFile of [
        { givenName: 'Xiao Ming' },
        { givenName: 'Xiaoming' },
        { givenName: 'Xiao', middleName: 'Ming' },
      ]) {
        const wang = { ...james, familyName: 'Wang', ...onFile }
        expect(recognise({ ...james, givenName, familyName: 'Wang' }, [{ details: [wang] }])).toBe(0)
      }
    },
  )

  test("a child is found by the parent's phone", () => {
    const { phone: _, ...child } = { ...james, birthDate: born('2013-02-01') }
    const file = [{ details: [{ ...child, nextOfKinPhones: ['3155550160'] }] }]
    expect(recognise({ ...child, postalCode: '10001', phone: '3155550160' }, file)).toBe(0)
  })

  test('father and son of one name are told apart by the birth date, exact or with a slip', () => {
    const son = { ...james, birthDate: born('2003-04-19') }
    const family = [{ details: [james] }, { details: [son] }]
    expect(recognise(son, family)).toBe(1)
    expect(recognise({ ...james, birthDate: born('1972-11-07') }, family)).toBe(0)
  })

  test('a code may go only to a phone on a report that itself fits name and birth date', () => {
    expect(fitsNameAndBirthDate(james, { ...james, postalCode: '10001' })).toBe(true)
    expect(fitsNameAndBirthDate(james, { ...james, givenName: 'Ulrich' })).toBe(false)
  })
})

describe('twins', () => {
  const GIVEN = [
    'Jayden',
    'Hayden',
    'Mia',
    'Maya',
    'Ella',
    'Bella',
    'Erin',
    'Eric',
    'Daniel',
    'Danielle',
    'Marisol',
    'Marisela',
  ]
  const OTHER = [
    'Kaiden',
    'Raiden',
    'Nia',
    'Naya',
    'Elisa',
    'Belen',
    'Aaron',
    'Erica',
    'Darnell',
    'Daniela',
    'Mirabel',
    'Maribel',
  ]
  const pairs = Array.from({ length: 500 }, (_, i): [string, string] => [
    GIVEN[i % GIVEN.length]!,
    OTHER[Math.floor(i / GIVEN.length + i) % OTHER.length]!,
  ]).filter(([a, b]) => a !== b)

  const slips = (name: string): string[] => [
    name,
    name.slice(0, -1),
    name.slice(1),
    `${name}e`,
    name.replace('a', 'e'),
    name.slice(0, 1) + name.slice(2, 3) + name.slice(1, 2) + name.slice(3),
  ]

  test('in 500 pairs a misspelt name never yields the other twin, and the right name always its own', () => {
    let others = 0
    for (const [index, [one, other]] of pairs.entries()) {
      const home = { ...james, familyName: `Familie${index}`, birthDate: born('2012-06-07') }
      const file = [{ details: [{ ...home, givenName: one }] }, { details: [{ ...home, givenName: other }] }]
      expect(recognise({ ...home, givenName: one }, file)).toBe(0)
      expect(recognise({ ...home, givenName: other }, file)).toBe(1)
      for (const typed of slips(one))
        if (typed !== other && recognise({ ...home, givenName: typed }, file) === 1) {
          others++
          console.log(one, other, typed)
        }
      for (const typed of slips(other))
        if (typed !== one && recognise({ ...home, givenName: typed }, file) === 0) {
          others++
          console.log(other, one, typed)
        }
    }
    expect(others).toBe(0)
  })
})
