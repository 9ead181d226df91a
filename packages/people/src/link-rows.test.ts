import { existsSync, readFileSync } from 'node:fs'
import { type PersonDetails, parsePartialDate } from '@excelsior/domain'
import { describe, expect, test } from 'vitest'
import { compare } from './compare.ts'
import { linkRows } from './link-rows.ts'

const born = (text: string) => parsePartialDate(text)!
const row = (change: Partial<PersonDetails>): PersonDetails => ({
  givenName: 'Rosa',
  familyName: 'Delacroix',
  birthDate: born('1964-05-21'),
  postalCode: '10454',
  phone: '7185550150',
  street: '400 Willis Ave',
  ...change,
})

describe('rows of a file', () => {
  test('rows of one person share a number, in order of appearance', () => {
    const other = row({ givenName: 'Tomas', birthDate: born('1990-12-12') })
    expect(
      linkRows([row({}), other, row({ phone: '9175550101' }), row({ familyName: 'Delacriox' })]),
    ).toEqual([0, 1, 0, 0])
  })

  test('twins, and father and son of one name, stay two', () => {
    expect(linkRows([row({ givenName: 'Rosa' }), row({ givenName: 'Violeta' })])).toEqual([0, 1])
    expect(linkRows([row({}), row({ birthDate: born('1991-02-03') })])).toEqual([0, 1])
  })

  test('eighty people with a filled-in birth date stay eighty', () => {
    const people = Array.from({ length: 80 }, (_, i) =>
      row({
        birthDate: born('2000-01-01'),
        givenName: `Given${'abcdefghij'[i % 10]}${i}`,
        familyName: `Family${i}`,
        phone: '7185550100',
        street: `${i} Main St`,
      }),
    )
    expect(new Set(linkRows(people)).size).toBe(80)
  })

  test('twenty "Unknown" of one ZIP code and birth date make no person together', () => {
    const nobody = Array.from({ length: 20 }, () => row({ givenName: 'Unknown', familyName: 'Unknown' }))
    expect(new Set(linkRows(nobody)).size).toBe(20)
  })

  test('a chain that would join senior and junior is cut', () => {
    const people = [row({ suffix: 'Sr' }), row({}), row({ suffix: 'Jr' })]
    const persons = linkRows(people)
    expect(persons[0]).not.toBe(persons[2])
    expect(new Set(persons).size).toBe(2)
    expect(compare(people[0]!, people[2]!).match).toBe('no-match')
  })
})

describe('a carelessly kept file, in which a name or birth date that is another altogether may be a slip', () => {
  const NAMES = ['Aurelio', 'Bernice', 'Clement', 'Dorothy', 'Everett', 'Florine', 'Gilbert', 'Harriet']
  const family = (i: number, change: Partial<PersonDetails> = {}): PersonDetails => ({
    givenName: NAMES[i % 8]!,
    familyName: `${NAMES[(i + 3) % 8]}son${String.fromCharCode(97 + (i >> 3))}`,
    birthDate: born(`19${30 + i}-0${1 + (i % 9)}-1${i % 10}`),
    postalCode: String(10_001 + i * 7),
    street: `${100 + i * 13} ${NAMES[(i * 5 + 2) % 8]} Street`,
    ...change,
  })
  const mistyped = (name: string, i: number) => `${name.slice(0, 2 + (i % 3))}x${name.slice(2 + (i % 3))}`
  const careless = Array.from({ length: 48 }, (_, i) => {
    const person = family(i)
    return [person, { ...person, givenName: mistyped(person.givenName!, i) }, { ...person, city: 'Troy' }]
  }).flat()
  const personsOf = (rows: readonly PersonDetails[]) =>
    linkRows([...careless, ...rows]).slice(careless.length)
  const one = family(60, { givenName: 'Leonard' })

  test('one such row beside another of the same address is the same person', () => {
    expect(new Set(personsOf([one, { ...one, givenName: 'Quentin' }])).size).toBe(1)
    expect(new Set(personsOf([one, { ...one, birthDate: born('1921-12-30') }])).size).toBe(1)
  })

  test('with another given name and another birth date it is a brother', () => {
    expect(
      new Set(personsOf([one, { ...one, givenName: 'Quentin', birthDate: born('1993-12-30') }])).size,
    ).toBe(2)
  })

  test('what two rows say of each is no slip: they are twins, or father and son', () => {
    const twin = { ...one, givenName: 'Quentin' }
    expect(
      personsOf([one, twin, { ...one, givenName: 'Leonarrd' }, { ...twin, postalCode: '10433' }]),
    ).toEqual([48, 49, 48, 49])
    const son = { ...one, birthDate: born('1995-12-30') }
    expect(personsOf([one, son, { ...one, postalCode: '10433' }, { ...son, city: 'Troy' }])).toEqual([
      48, 49, 48, 49,
    ])
  })

  test('rows that the usual weights keep apart do not part those that the file’s own join', () => {
    const moved = { ...one, postalCode: '90210', street: '880 Gilbert Strt' }
    const slips = { ...moved, givenName: 'Leonrad', birthDate: born('1921-12-30') }
    expect(compare(one, slips).match).toBe('no-match')
    expect(new Set(personsOf([one, slips])).size).toBe(2)
    expect(new Set(personsOf([one, moved, slips])).size).toBe(1)
  })
})

const SHARED = '../shared/vectors/matching'

describe.skipIf(!existsSync(SHARED))(
  'the shared matching data (skipped where ../shared/vectors is not there)',
  () => {
    test('FEBRL data set 4: precision at least 0.999, recall at least 0.97', () => {
      const lines = (name: string) =>
        readFileSync(`${SHARED}/${name}`, 'utf8')
          .trim()
          .split('\n')
          .slice(1)
          .map((line) => line.split(','))
      const truth = new Map(lines('febrl4-truth.csv').map(([id, person]) => [id, person]))
      const rows = lines('febrl4-people.csv')
      const persons = linkRows(
        rows.map(
          ([
            ,
            givenName = '',
            familyName = '',
            birthDate = '',
            street = '',
            city = '',
            state = '',
            postalCode = '',
          ]) => {
            const date = parsePartialDate(birthDate)
            return {
              givenName,
              familyName,
              street,
              city,
              state,
              postalCode,
              ...(date && { birthDate: date }),
            }
          },
        ),
      )
      const pairs = (of: readonly unknown[]) => {
        const sizes = new Map<unknown, number>()
        for (const each of of) sizes.set(each, (sizes.get(each) ?? 0) + 1)
        return [...sizes.values()].reduce((sum, size) => sum + (size * (size - 1)) / 2, 0)
      }
      const right = rows.map(([id]) => truth.get(id!))
      const both = pairs(persons.map((person, i) => `${person} ${right[i]}`))
      expect(both / pairs(persons)).toBeGreaterThanOrEqual(0.999)
      expect(both / pairs(right)).toBeGreaterThanOrEqual(0.97)
    })
  },
)
