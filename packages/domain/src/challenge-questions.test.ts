import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { newYork } from '../../../tools/new-york-policy.ts'
import {
  answersAreRight,
  challengeQuestions,
  NONE,
  OTHER_PRODUCT,
  rightAnswers,
} from './challenge-questions.ts'
import { type CivilDate, civilDateOf } from './civil-date.ts'
import { type DateTime, type Instant, parseInstant } from './instant.ts'
import { PASS_TYPES, type PassType } from './pass.ts'
import type { HealthRecord, Immunization, LabResult } from './record.ts'

const NOW = parseInstant('2022-01-15T12:00:00-05:00') as Instant

const dose = (cvx: string | undefined, date: string, more: Partial<Immunization> = {}): Immunization => ({
  kind: 'immunization',
  ...(cvx !== undefined && { cvx }),
  date: date as CivilDate,
  jurisdiction: 'US-NY',
  placePostalCode: '11201',
  ...more,
})
const pcr = (collected: string, more: Partial<LabResult> = {}): LabResult => ({
  kind: 'lab',
  test: 'pcr',
  result: 'negative',
  collected: collected as DateTime,
  jurisdiction: 'US-NY',
  placePostalCode: '14201',
  ...more,
})
const right = (type: PassType, ...records: HealthRecord[]) => rightAnswers(newYork, type, records, NOW)

describe('the questions', () => {
  test.each(PASS_TYPES)(
    'for a %s pass are three, with no option twice, and never ask about a person',
    (type) => {
      const questions = challengeQuestions(newYork, type)
      expect(questions).toHaveLength(3)
      expect(challengeQuestions).toHaveLength(2) // the policy and the type: nothing else could make them differ
      for (const { options } of questions) {
        expect(new Set(options).size).toBe(options.length)
        expect(options.at(-1)).toBe(NONE)
      }
    },
  )

  test.each(PASS_TYPES)('for a %s pass leave a guesser hundreds of sets', (type) => {
    const sets = challengeQuestions(newYork, type).reduce(
      (product, { options }) => product * options.length,
      1,
    )
    expect(sets).toBeGreaterThanOrEqual(500)
  })
})

describe('the right answers about doses', () => {
  const second = dose('207', '2021-05-10', { placePostalCode: '10001' })
  const booster = dose('207', '2021-11-20', { placePostalCode: '14850' })

  test('are of the first dose in the state, not of the last', () => {
    expect(right('vaccination', booster, second, dose('208', '2021-04-12'))).toEqual({
      'dose-region': ['brooklyn'],
      'dose-month': ['4'],
      'dose-product': ['pfizer'],
    })
  })
  test('are "none" for who had no dose in the state that counts', () => {
    const none = { 'dose-region': [NONE], 'dose-month': [NONE], 'dose-product': [NONE] }
    expect(right('vaccination')).toEqual(none)
    expect(right('vaccination', dose('208', '2021-04-12', { jurisdiction: 'US-NJ' }))).toEqual(none)
    expect(right('vaccination', dose('208', '2021-04-12', { status: 'deleted' }))).toEqual(none)
    expect(right('vaccination', dose('208', '2021-04-12', { historical: true }))).toEqual(none)
    expect(right('vaccination', dose('208', '2022-01-16'))).toEqual(none)
    expect(right('vaccination', dose('140', '2021-04-12'))).toEqual(none) // influenza
  })
  test('name another product where the policy does not list it', () => {
    expect(right('vaccination', dose('211', '2021-04-12'))['dose-product']).toEqual([OTHER_PRODUCT])
  })
  test('accept anything where the record does not say', () => {
    const [region, , product] = challengeQuestions(newYork, 'vaccination')
    const { placePostalCode, ...placeless } = dose('213', '2021-04-12')
    expect(right('vaccination', placeless)).toEqual({
      'dose-region': region?.options,
      'dose-month': ['4'],
      'dose-product': product?.options,
    })
  })
  test('accept both where two registries report one dose differently', () => {
    const city = dose('208', '2021-04-12', { placePostalCode: '11201' })
    const state = dose('213', '2021-04-12', { placePostalCode: '12201' })
    for (const records of [
      [city, state],
      [state, city],
    ]) {
      expect(right('vaccination', ...records)).toMatchObject({
        'dose-region': ['brooklyn', 'capital-region'],
        'dose-product': ['pfizer'],
      })
    }
  })
})

describe('the right answers about tests', () => {
  test('are of the newest one in the state, with the weekday of the policy’s zone', () => {
    const answers = right('pcr', pcr('2022-01-10T02:30:00Z'), pcr('2022-01-05', { placePostalCode: '10001' }))
    expect(answers).toEqual({
      'pcr-region': ['western-new-york'],
      'pcr-weekday': ['7'],
      'dose-product': [NONE],
    })
  })
  test('do not mix PCR with antigen', () => {
    expect(right('antigen', pcr('2022-01-10'))['antigen-weekday']).toEqual([NONE])
  })
  test('count a test whose result is not settled: its person was there', () => {
    const preliminary = pcr('2022-01-12', { status: 'preliminary', result: 'positive' })
    expect(right('pcr', pcr('2022-01-10'), preliminary)['pcr-weekday']).toEqual(['3'])
  })
  test('do not count withdrawn, future and out-of-state ones', () => {
    const others = [
      pcr('2022-01-12', { status: 'wrong' }),
      pcr('2022-01-15T12:00:01-05:00'),
      pcr('2022-01-13', { jurisdiction: 'US-CT' }),
    ]
    expect(right('pcr', pcr('2022-01-10'), ...others)['pcr-weekday']).toEqual(['1'])
  })
})

describe('a region', () => {
  const region = (zip: string) =>
    right('vaccination', dose('208', '2021-04-12', { placePostalCode: zip }))['dose-region']
  test.each([
    ['10001', 'manhattan'],
    ['10301', 'staten-island'],
    ['10451', 'bronx'],
    ['11385', 'queens'],
    ['11004', 'queens'],
    ['11001', 'long-island'],
    ['06390', 'long-island'],
    ['12207', 'capital-region'],
    ['14905', 'southern-tier'],
  ])('of ZIP %s is %s', (zip, expected) => {
    expect(region(zip)).toEqual([expected])
  })
  test('of a ZIP outside the state is not known, and any answer is accepted', () => {
    expect(region('07302')).toEqual(challengeQuestions(newYork, 'vaccination')[0]?.options)
  })
})

describe('for whatever records', () => {
  const zip = fc.constantFrom('10001', '11201', '12207', '14201', '11004')
  const day = fc.integer({ min: 18_600, max: 19_000 }).map(civilDateOf)
  const anyRecord = fc.oneof(
    fc
      .record({ cvx: fc.constantFrom('207', '208', '212', '210'), day, zip })
      .map(({ cvx, day, zip }) => dose(cvx, day, { placePostalCode: zip })),
    fc.record({ day, zip }).map(({ day, zip }) => pcr(day, { placePostalCode: zip })),
  )
  test('each question has a right answer among its options, and their order means nothing', () => {
    fc.assert(
      fc.property(fc.array(anyRecord, { maxLength: 6 }), fc.constantFrom(...PASS_TYPES), (records, type) => {
        const answers = right(type, ...records)
        for (const { id, options } of challengeQuestions(newYork, type)) {
          expect(answers[id]?.length).toBeGreaterThan(0)
          expect(options).toEqual(expect.arrayContaining([...(answers[id] ?? [])]))
        }
        expect(right(type, ...[...records].reverse())).toEqual(answers)
      }),
    )
  })
})

describe('the verdict on three answers', () => {
  const accepted = { 'dose-region': ['brooklyn', 'queens'], 'dose-month': ['4'], 'dose-product': ['pfizer'] }
  const good = { 'dose-region': 'queens', 'dose-month': '4', 'dose-product': 'pfizer' }
  test('is good when all three are right', () => {
    expect(answersAreRight(accepted, good)).toBe(true)
  })
  test.each([
    { ...good, 'dose-region': 'bronx' },
    { ...good, 'dose-month': '04' },
    { ...good, 'dose-product': '' },
    { 'dose-region': 'queens', 'dose-month': '4' },
    {},
    Object.create(good),
  ])('is bad for anything else: %j', (answers) => {
    expect(answersAreRight(accepted, answers)).toBe(false)
  })
})
