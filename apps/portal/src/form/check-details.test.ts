import { createTranslator } from '@excelsior/ui'
import { describe, expect, test } from 'vitest'
import type { RetrievalFlow } from '../retrieval-flow.ts'
import { catalogs } from '../testing/parts.ts'
import { checkDetails, faultsOnPage } from './check-details.ts'
import { type DetailsForm, emptyDetails } from './forms.ts'

const t = createTranslator('en', catalogs.get('en') ?? {})
const ROSA: DetailsForm = {
  ...emptyDetails('vaccination', 'me'),
  given: ' Rosa ',
  family: 'Quiñones',
  month: 'March',
  day: '4',
  year: '1988',
  zip: '10001-2345',
  phone: '+1 (718) 555-0123',
}
/** As the flow does it: five digits, ten digits. */
const malformed: RetrievalFlow['malformed'] = ({ postalCode, phone, birthDate }) => [
  ...(/^\d{5}/.test(postalCode) ? [] : [{ field: 'postalCode', code: 'not-a-zip-code' } as const]),
  ...(phone.replace(/\D/g, '').length >= 10 ? [] : [{ field: 'phone', code: 'not-ten-digits' } as const]),
  ...(birthDate === '' ? [{ field: 'birthDate', code: 'missing' } as const] : []),
]
const check = (change: Partial<DetailsForm>) => checkDetails({ ...ROSA, ...change }, t, [t], malformed)
const faults = (change: Partial<DetailsForm>) => {
  const checked = check(change)
  return checked.ok
    ? []
    : checked.faults.map(({ field, text }) => `${field}: ${text.replace('retrieve.fault-', '')}`)
}
const birthDate = (change: Partial<DetailsForm>) => {
  const checked = check(change)
  return checked.ok ? checked.typed.birthDate : undefined
}

describe('what was typed', () => {
  test('goes to the flow as it is: the ZIP code and the phone number whole, as a browser fills them in', () => {
    expect(check({})).toEqual({
      ok: true,
      typed: {
        pass: 'vaccination',
        givenName: 'Rosa',
        familyName: 'Quiñones',
        birthDate: '1988-03-04',
        postalCode: '10001-2345',
        phone: '+1 (718) 555-0123',
      },
    })
  })

  test('is told everything that is missing at once', () => {
    expect(faults({ given: '', family: '', month: '', day: '', year: '', zip: ' ', phone: '' })).toEqual([
      'given: name-missing',
      'birth-month: birth-missing',
      'zip: zip-missing',
      'phone: phone-missing',
    ])
  })

  test('is told everything that is wrong at once, each field once', () => {
    const wrong = { family: '', month: '13', day: '4th', year: '88', zip: '1000', phone: '555-0123' }
    expect(faults(wrong)).toEqual([
      'family: family-missing',
      'birth-month: birth-month',
      'birth-day: birth-day',
      'birth-year: birth-year',
      'zip: zip',
      'phone: phone',
    ])
  })

  test('is told what is wrong from top to bottom of the page, whoever found it', () => {
    expect(faults({ family: '', zip: '123', phone: '' })).toEqual([
      'family: family-missing',
      'zip: zip',
      'phone: phone-missing',
    ])
  })

  test('may be one name alone, in either field, once that is said', () => {
    expect(faults({ given: '' })).toEqual(['given: given-missing'])
    expect(faults({ family: '' })).toEqual(['family: family-missing'])
    expect(faults({ given: '', oneName: true })).toEqual([])
    expect(faults({ family: '', oneName: true })).toEqual([])
    expect(faults({ given: '', family: '', oneName: true })).toEqual(['given: name-missing'])
  })

  test('may hold any character in a name', () => {
    for (const given of [
      'O’Neil',
      "D'Arcy",
      'Jean–Luc',
      'Ng',
      'María José',
      '.',
      'X Æ A-12',
      '李',
      'Nguyễn',
    ]) {
      expect(faults({ given, scriptAsked: true })).toEqual([])
    }
  })

  test('a name in other than Latin letters is asked about once, and may be kept', () => {
    const asked = check({ family: '김' })
    expect(asked).toMatchObject({ ok: false, faults: [{ field: 'family' }], form: { scriptAsked: true } })
    expect(asked.ok ? undefined : checkDetails(asked.form, t, [t], malformed)).toMatchObject({ ok: true })
    expect(faults({ family: 'Quiñones-Nguyễn' })).toEqual([])
  })
})

describe('a birth date', () => {
  test('takes the month as a number or a word', () => {
    for (const month of ['3', '03', 'March', 'Mar']) expect(birthDate({ month })).toBe('1988-03-04')
  })

  test('takes full-width digits, and the word that a language puts behind a year or day', () => {
    expect(birthDate({ month: '３', day: '４', year: '１９８８' })).toBe('1988-03-04')
    expect(birthDate({ month: '三月', day: '4 日', year: '1988年' })).toBe('1988-03-04')
    expect(birthDate({ day: '4일', year: '1988 년' })).toBe('1988-03-04')
    expect(birthDate({ month: '৩', day: '০৪', year: '১৯৮৮' })).toBe('1988-03-04')
    expect(faults({ day: '日' })).toEqual(['birth-day: birth-day-missing'])
  })

  test('may be a year, or a year and a month, once it is said that the papers say no more', () => {
    expect(birthDate({ month: '', day: '', noDay: true })).toBe('1988')
    expect(birthDate({ day: '', noDay: true })).toBe('1988-03')
    expect(faults({ month: '', day: '' })).toEqual([
      'birth-month: birth-month-missing',
      'birth-day: birth-day-missing',
    ])
    expect(faults({ month: '', noDay: true })).toEqual(['birth-month: birth-month'])
    expect(faults({ day: '' })).toEqual(['birth-day: birth-day-missing'])
  })

  test('has to be a day that there is', () => {
    expect(birthDate({ month: '2', day: '29', year: '1988' })).toBe('1988-02-29')
    expect(faults({ month: '2', day: '29', year: '1989' })).toEqual(['birth-day: birth-no-such-day'])
    expect(faults({ month: '13' })).toEqual(['birth-month: birth-month'])
    expect(faults({ day: '4th' })).toEqual(['birth-day: birth-day'])
    expect(faults({ year: '88' })).toEqual(['birth-year: birth-year'])
  })
})

test('what the flow finds malformed is told in words, at its field', () => {
  const told = faultsOnPage(
    [
      { field: 'postalCode', code: 'not-a-zip-code' },
      { field: 'phone', code: 'not-ten-digits' },
      { field: 'birthDate', code: 'in-the-future' },
      { field: 'givenName', code: 'too-long' },
      { field: 'familyName', code: 'a-code-that-is-new' },
    ],
    t,
  )
  expect(told.map(({ field }) => field)).toEqual(['zip', 'phone', 'birth-year', 'given', 'family'])
  for (const { text } of told) expect(t.has(text)).toBe(true)
})
