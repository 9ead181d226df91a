import { readFileSync } from 'node:fs'
import { type Instant, parseInstant } from '@excelsior/domain'
import { describe, expect, test } from 'vitest'
import { DOSES, dose, PATIENT, payload, result } from '../../../../tools/shc-vectors/card.ts'
import type { Json } from '../encoding/json.ts'
import { COVID_TESTS, COVID_VACCINES, RESULTS } from './covid-codes.ts'
import { readHealthCard } from './health-card.ts'

const read = (...resources: readonly object[]) =>
  readHealthCard(JSON.parse(JSON.stringify(payload(resources))) as Json)
const holder = (patient: object) => read({ ...PATIENT, ...patient }, ...DOSES)?.holder
const records = (...resources: readonly object[]) => read(PATIENT, ...resources)?.records

describe('the holder of a health card', () => {
  test.each<readonly [string, object, string, string]>([
    [
      'both names',
      { name: [{ family: 'Okonkwo-Reyes', given: ['Amalia', 'Sofía'] }] },
      'Amalia Sofía',
      'Okonkwo-Reyes',
    ],
    ['a family name alone', { name: [{ family: 'Madonna' }] }, '', 'Madonna'],
    ['a given name alone', { name: [{ given: ['Suharto'] }] }, 'Suharto', ''],
    ['a name as text, where there are no parts', { name: [{ text: 'Amalia Reyes' }] }, '', 'Amalia Reyes'],
    ['the parts, where there is a text too', { name: [{ family: 'B', given: ['A'], text: 'C' }] }, 'A', 'B'],
    [
      'of several the official one',
      {
        name: [
          { family: 'B', use: 'usual' },
          { family: 'A', use: 'official' },
          { family: 'C', use: 'old' },
        ],
      },
      '',
      'A',
    ],
    [
      'no maiden name, where there is another',
      { name: [{ family: 'B', use: 'maiden' }, { family: 'A' }] },
      '',
      'A',
    ],
    ['nothing for what is null', { name: [null, { family: 'A', given: [null, 'B', ' '] }] }, 'B', 'A'],
  ])('bears %s', (_, patient, givenName, familyName) => {
    expect(holder(patient)).toMatchObject({ givenName, familyName })
  })

  test.each([
    ['1963-05-17', '1963-05-17'],
    ['1963-05', '1963-05'],
    ['1963', '1963'],
    ['1963-XX-XX', '1963'],
    ['1963-05-xx', '1963-05'],
    [' 1963 ', '1963'],
    ['1963-02-30', null],
    ['', null],
    [null, null],
    [1963, null],
  ])('was born on %s: %s', (birthDate, known) => {
    expect(holder({ birthDate })?.birthDate).toBe(known)
  })
})

describe('what a health card says in our own terms', () => {
  test('doses of vaccines against COVID-19', () => {
    expect(records(dose('208', '2021-04-02'), dose('207', '2021-09-05T10:00:00-04:00'))).toEqual([
      { kind: 'immunization', cvx: '208', date: '2021-04-02', status: 'completed' },
      { kind: 'immunization', cvx: '207', date: '2021-09-05', status: 'completed' },
    ])
  })

  test('with what became of them', () => {
    expect(records(dose('208', '2021-04-02', { isSubpotent: true }))).toMatchObject([{ status: 'partial' }])
    expect(records(dose('208', '2021-04-02', { status: 'entered-in-error' }))).toMatchObject([
      { status: 'deleted' },
    ])
  })

  test('results, at their time or on their day', () => {
    expect(
      records(
        result('94500-6', '260415000'),
        result('94558-4', '260373001', { effectiveDateTime: '2021-11-18', status: 'amended' }),
      ),
    ).toEqual([
      {
        kind: 'lab',
        test: 'pcr',
        result: 'negative',
        collected: '2021-11-19T08:30:00-05:00',
        status: 'final',
      },
      { kind: 'lab', test: 'antigen', result: 'positive', collected: '2021-11-18', status: 'corrected' },
    ])
  })

  test('no result is negative that does not say so', () => {
    expect(records(result('94500-6', '999'))).toMatchObject([{ result: 'inconclusive' }])
    expect(records(result('94500-6', '260415000', { valueCodeableConcept: null }))).toMatchObject([
      { result: 'inconclusive' },
    ])
    const coding = ['260415000', '260373001'].map((code) => ({ system: 'http://snomed.info/sct', code }))
    const both = records(result('94500-6', '260415000', { valueCodeableConcept: { coding } }))
    expect(both, 'negative and positive at once').toMatchObject([{ result: 'inconclusive' }])
    const kinds = ['94500-6', '94558-4'].map((code) => ({ system: 'http://loinc.org', code }))
    expect(
      records(result('94500-6', '260415000', { code: { coding: kinds } })),
      'of two kinds at once',
    ).toEqual([])
    expect(records(result('94500-6', '260415000', { status: 'unknown' }))).toMatchObject([
      { status: 'unknown' },
    ])
  })

  test('nothing of other diseases, codes of other systems, and days that are none', () => {
    const other = dose('208', '2021-04-02')
    other.vaccineCode.coding[0]!.system = 'http://snomed.info/sct'
    expect(
      records(
        other,
        dose('141', '2021-10-01'),
        dose('208', '2021'),
        dose('208', '2021-02-30'),
        result('22314-9', '260373001'),
        result('94500-6', '260415000', { effectiveDateTime: '2021-11' }),
        { resourceType: 'Condition' },
      ),
    ).toEqual([])
  })
})

test('its times are cut to the millisecond', () => {
  const { notBefore, expires } = readHealthCard(
    JSON.parse(JSON.stringify({ ...payload(), nbf: 1_637_334_000.2189, exp: 1_637_337_600.5 })) as Json,
  )!
  expect(notBefore).toBe(parseInstant('2021-11-19T15:00:00.218Z') as Instant)
  expect(expires).toBe(parseInstant('2021-11-19T16:00:00.500Z') as Instant)
})

test('the codes that are known are those of data/codes', () => {
  const data = (name: string) =>
    JSON.parse(readFileSync(new URL(`../../../../data/codes/${name}.json`, import.meta.url), 'utf8'))
  expect([...COVID_VACCINES].sort()).toEqual(Object.keys(data('cvx-covid-19').products).sort())
  type Test = { readonly test: string; readonly severalViruses?: boolean }
  const tests = Object.entries<Test>(data('loinc-sars-cov-2').tests).filter(
    ([, { severalViruses }]) => !severalViruses,
  )
  expect(Object.fromEntries(COVID_TESTS)).toEqual(
    Object.fromEntries(tests.map(([code, { test }]) => [code, test])),
  )
  const results = Object.entries<{ readonly result: string }>(data('snomed-results').results)
  expect(Object.fromEntries(RESULTS)).toEqual(
    Object.fromEntries(results.map(([code, { result }]) => [code, result])),
  )
})
