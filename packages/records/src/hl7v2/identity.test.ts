import { readFileSync } from 'node:fs'
import type { HealthRecord } from '@excelsior/domain'
import { describe, expect, test } from 'vitest'
import { type ReportedRecord, readMessage } from '../index.ts'
import {
  bytesOf,
  PID,
  type SampleResult,
  sampleObr,
  sampleObx,
  sampleOptions,
  sampleOru,
  sampleRxa,
  sampleSpm,
  sampleVxu,
} from './samples.ts'

const options = sampleOptions((name) =>
  readFileSync(new URL(`../../../../data/codes/${name}.json`, import.meta.url), 'utf8'),
)

function recordsOf(text: string): readonly ReportedRecord[] {
  return readMessage(bytesOf(text), options).flatMap((item) =>
    item.kind === 'report' ? item.report.records : [],
  )
}

/** What stands of everything that came, by the rule that `ReportedRecord` states. */
function standing(arrivals: readonly (readonly ReportedRecord[])[]): HealthRecord[] {
  const all = arrivals.flat()
  const standing = all.filter(
    (one) =>
      !all.some(
        (other) =>
          other.precedence > one.precedence &&
          (other.key === one.key ||
            (other.replacesSeries && other.series !== undefined && other.series === one.series)),
      ),
  )
  const records = standing.flatMap(({ record, withdrawn }) =>
    record === undefined || withdrawn ? [] : [record],
  )
  return records.sort((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1))
}

/** The same end whatever the order of arrival: what stands, for every order. */
function inEveryOrder(...arrivals: readonly (readonly ReportedRecord[])[]): HealthRecord[] {
  const results = permutations(arrivals).map((order) => standing(order))
  for (const result of results) expect(result).toEqual(results[0])
  return results[0] ?? []
}

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length < 2) return [[...items]]
  return items.flatMap((item, index) =>
    permutations([...items.slice(0, index), ...items.slice(index + 1)]).map((rest) => [item, ...rest]),
  )
}

interface Told extends SampleResult {
  readonly sent?: string
  readonly filler?: string
  readonly collected?: string
  readonly specimen?: string
}

function told({
  sent = '20210905120000-0400',
  filler = 'F1^LAB',
  collected = '20210904101500-0400',
  specimen,
  ...result
}: Told) {
  const spm = specimen === undefined ? [] : [sampleSpm(specimen, '')]
  return recordsOf(sampleOru([sampleObr({ filler, collected }), sampleObx(result), ...spm], { sent }))
}

const POSITIVE = '260373001^Detected^SCT'
const later = '20210906120000-0400'
const last = '20210907120000-0400'

describe('a result and what becomes of it', () => {
  test.each(['W', 'D', 'X'])(
    '%s withdraws a positive and a negative, with a value, without, or with another',
    (status) => {
      for (const original of [undefined, POSITIVE]) {
        for (const value of ['260415000^^SCT', POSITIVE, '', '""', 'wrong patient', '123456789^^SCT']) {
          const first = told(original === undefined ? {} : { value: original })
          expect(inEveryOrder(first, told({ status, value, sent: later }))).toEqual([])
        }
      }
    },
  )

  test('a withdrawal without a collection time withdraws what its number names', () => {
    expect(inEveryOrder(told({}), told({ status: 'W', collected: '', sent: later }))).toEqual([])
  })

  test('original, withdrawal and the new result end alike in every order', () => {
    const end = inEveryOrder(
      told({}),
      told({ status: 'W', sent: later }),
      told({ value: POSITIVE, sent: last }),
    )
    expect(end).toMatchObject([{ result: 'positive', status: 'final' }])
  })

  test('a final result never gives way to a late preliminary one', () => {
    const late = told({ status: 'P', value: POSITIVE, sent: later })
    expect(inEveryOrder(told({}), late)).toMatchObject([{ result: 'negative', status: 'final' }])
  })

  test('a correction takes the place of what it corrects, also where the collection time was wrong', () => {
    const corrected = told({ status: 'C', value: POSITIVE, collected: '20210903', sent: later })
    expect(inEveryOrder(told({}), corrected)).toMatchObject([{ result: 'positive', collected: '2021-09-03' }])
  })

  test('an empty status replaces too, and is not final', () => {
    expect(inEveryOrder(told({}), told({ status: '', sent: later }))).toMatchObject([{ status: 'unknown' }])
  })

  test('the same number with another value replaces', () => {
    expect(inEveryOrder(told({}), told({ value: POSITIVE, sent: later }))).toMatchObject([
      { result: 'positive' },
    ])
  })

  test('at the same second, withdrawn counts more than corrected, corrected more than final, positive more than negative', () => {
    expect(inEveryOrder(told({}), told({ status: 'W' }), told({ status: 'C' }))).toEqual([])
    expect(inEveryOrder(told({}), told({ status: 'C', value: POSITIVE }))).toMatchObject([
      { status: 'corrected' },
    ])
    expect(inEveryOrder(told({}), told({ value: POSITIVE }))).toMatchObject([{ result: 'positive' }])
  })

  test('two antigen tests of one day stay two: by number, by time, by specimen', () => {
    const test = '94558-4^^LN'
    expect(inEveryOrder(told({ test }), told({ test, filler: 'F2^LAB' }))).toHaveLength(2)
    expect(
      inEveryOrder(told({ test, filler: '' }), told({ test, filler: '', collected: '20210904180000-0400' })),
    ).toHaveLength(2)
    expect(
      inEveryOrder(told({ test, filler: '', specimen: '^S1' }), told({ test, filler: '', specimen: '^S2' })),
    ).toHaveLength(2)
    expect(inEveryOrder(told({ test }), told({ test, collected: '20210904180000-0400' }))).toHaveLength(2)
  })

  test('sent again under another message number it is the same, in another spelling of the time too', () => {
    expect(inEveryOrder(told({}), told({ sent: later, collected: '20210904141500+0000' }))).toHaveLength(1)
  })

  test('the same number given by another laboratory is another result', () => {
    expect(inEveryOrder(told({}), told({ filler: 'F1^OTHER LAB' }))).toHaveLength(2)
  })

  test('what cannot be read tells which stored result it would have replaced', () => {
    const [item] = readMessage(
      bytesOf(sampleOru([sampleObr(), sampleObx({ status: 'C', value: 'Positive' })])),
      options,
    )
    const [original] = told({})
    expect(item).toMatchObject({
      report: { setAside: [{ code: 'no-code', concerns: { key: original?.key } }] },
    })
  })
})

describe('a dose and what becomes of it', () => {
  const dose = (orc: string | undefined, change = {}, sent = '20210905', pid = PID) =>
    recordsOf(sampleVxu([...(orc === undefined ? [] : [`ORC|RE||${orc}`]), sampleRxa(change)], { sent }, pid))

  test('a delete finds it by its number', () => {
    expect(inEveryOrder(dose('1^EHR'), dose('1^EHR', { action: 'D' }, '20210906'))).toEqual([])
    expect(
      inEveryOrder(dose('1^EHR'), dose('1^EHR', { action: 'D', date: '', cvx: '' }, '20210906')),
    ).toEqual([])
  })

  test('a delete without a number finds the person\u2019s doses of that product and day', () => {
    const gone = dose(undefined, { action: 'D' }, '20210906')
    expect(inEveryOrder(dose('1^EHR'), gone)).toEqual([])
    expect(inEveryOrder(dose(undefined), gone)).toEqual([])
    expect(inEveryOrder(dose('1^EHR', { date: '20210402' }), gone)).toHaveLength(1)
    expect(inEveryOrder(dose('1^EHR', {}, '20210905', PID.replace('A1', 'B2')), gone)).toHaveLength(1)
  })

  test('a delete with a number finds the dose that came without one, and leaves other numbers alone', () => {
    const gone = dose('2^EHR', { action: 'D' }, '20210906')
    expect(inEveryOrder(dose(undefined), gone)).toEqual([])
    expect(inEveryOrder(dose('1^EHR'), dose('2^EHR'), gone)).toHaveLength(1)
  })

  test('an update under the same number takes its place, with another product or day', () => {
    const updated = dose('1^EHR', { action: 'U', date: '20210403', cvx: '207^^CVX' }, '20210906')
    expect(inEveryOrder(dose('1^EHR'), updated)).toMatchObject([{ date: '2021-04-03', cvx: '207' }])
  })

  test('a late original does not revive what was deleted; a new report does', () => {
    const gone = dose('1^EHR', { action: 'D' }, '20210906')
    expect(inEveryOrder(gone, dose('1^EHR', {}, '20210907'))).toHaveLength(1)
    expect(inEveryOrder(gone, dose('1^EHR', {}, '20210905'))).toEqual([])
  })
})
