import { parseInstant, zone } from '@excelsior/domain'
import { describe, expect, test } from 'vitest'
import { parseDetails, tenDigits } from './details.ts'
import type { Typed } from './retrieval-flow.ts'

const now = parseInstant('2021-06-01T12:00:00-04:00')!
const rosa: Typed = {
  pass: 'vaccination',
  givenName: 'Rosa',
  familyName: 'Quiñones',
  birthDate: '1988-03-04',
  postalCode: '11372',
  phone: '718-555-0123',
}
const parse = (changes: Partial<Record<keyof Typed, string>>) =>
  parseDetails({ ...rosa, ...changes } as Typed, now, zone('America/New_York'))
const faults = (changes: Partial<Record<keyof Typed, string>>) => {
  const parsed = parse(changes)
  return parsed.ok ? [] : parsed.faults.map(({ field, code }) => `${field} ${code}`)
}

describe('what a resident types', () => {
  test('is taken whole where it can be read', () => {
    expect(parse({})).toEqual({
      ok: true,
      details: {
        pass: 'vaccination',
        person: {
          givenName: 'Rosa',
          familyName: 'Quiñones',
          birthDate: '1988-03-04',
          postalCode: '11372',
          phone: '7185550123',
        },
      },
    })
  })

  test('may be one name, in either field, in any script and with any character', () => {
    expect(faults({ givenName: '' })).toEqual([])
    expect(faults({ familyName: '' })).toEqual([])
    expect(faults({ familyName: '王' })).toEqual([])
    expect(faults({ familyName: '<b>O’Neil--Ó\u0000;DROP' })).toEqual([])
    expect(faults({ givenName: ' ', familyName: '' })).toEqual(['familyName missing'])
  })

  test('may be a birth date of a year, or of a year and month, but of no day that never was', () => {
    expect(faults({ birthDate: '1956' })).toEqual([])
    expect(faults({ birthDate: '1956-03' })).toEqual([])
    expect(faults({ birthDate: '2020-02-29' })).toEqual([])
    expect(faults({ birthDate: '2021-02-29' })).toEqual(['birthDate not-a-date'])
    expect(faults({ birthDate: '04/03/1988' })).toEqual(['birthDate not-a-date'])
  })

  test('may be a birth date of today in the state, not of tomorrow', () => {
    expect(faults({ birthDate: '2021-06-01' })).toEqual([])
    expect(faults({ birthDate: '2021-06-02' })).toEqual(['birthDate in-the-future'])
  })

  test('names every field that is at fault', () => {
    expect(
      faults({ pass: 'x', givenName: '', familyName: '', birthDate: '', postalCode: '', phone: '' }),
    ).toEqual([
      'pass unknown',
      'familyName missing',
      'birthDate missing',
      'postalCode missing',
      'phone missing',
    ])
  })

  test('may be a ZIP code with four more digits', () => {
    expect(faults({ postalCode: '12207-1133' })).toEqual([])
    expect(faults({ postalCode: ' 12207 ' })).toEqual([])
    expect(faults({ postalCode: '１２２０７' })).toEqual([])
    expect(faults({ postalCode: '১২২০৭' })).toEqual([])
    expect(faults({ postalCode: '1220' })).toEqual(['postalCode not-a-zip-code'])
    expect(faults({ postalCode: '12207-11' })).toEqual(['postalCode not-a-zip-code'])
  })
})

test.each([
  ['+1 (718) 555-0123', '7185550123'],
  ['1.718.555.0123', '7185550123'],
  ['718–555–0123', '7185550123'],
  ['(718) 555-0123 ext. 45', '7185550123'],
  ['718 555 0123 x9', '7185550123'],
  ['（７１８）５５５－０１２３', '7185550123'],
  ['৭১৮ ৫৫৫ ০১২৩', '7185550123'],
  ['555-0123', undefined],
  ['+44 20 7946 0018', undefined],
  ['718555012a', undefined],
  ['', undefined],
  ['7'.repeat(100), undefined],
])('the phone number %j is %j', (text, digits) => {
  expect(tenDigits(text)).toBe(digits)
})
