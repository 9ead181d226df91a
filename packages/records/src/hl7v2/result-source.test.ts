import { readFileSync } from 'node:fs'
import type { HealthRecord, LabResult } from '@excelsior/domain'
import { describe, expect, test } from 'vitest'
import { type ReadOptions, type Report, readMessage } from '../index.ts'
import {
  bytesOf,
  PID,
  type SampleHeader,
  sampleObr,
  sampleObx,
  sampleOptions,
  sampleOru,
  sampleSpm,
} from './samples.ts'

const options = sampleOptions((name) =>
  readFileSync(new URL(`../../../../data/codes/${name}.json`, import.meta.url), 'utf8'),
)

function reportOf(
  segments: readonly string[],
  header?: SampleHeader,
  more: Partial<ReadOptions> = {},
): Report {
  const [item] = readMessage(bytesOf(sampleOru(segments, header)), { ...options, ...more })
  if (item?.kind !== 'report') throw new Error(`no report: ${JSON.stringify(item)}`)
  return item.report
}

function labsOf(report: Report): LabResult[] {
  return report.records.flatMap(({ record }) => (record?.kind === 'lab' ? [record] : []))
}

const DETECTED = '260373001^Detected^SCT'

describe('when it was collected', () => {
  const collected = (segments: readonly string[]): unknown =>
    labsOf(reportOf(segments, { sent: '20211231' })).map((lab) => lab.collected)

  test('SPM-17 counts before OBR-7, and OBR-7 before OBX-14', () => {
    const obx = sampleObx({ rest: '||20210911' })
    expect(collected([sampleObr({ collected: '20210912' }), obx, sampleSpm('', '20210913')])).toEqual([
      '2021-09-13',
    ])
    expect(collected([sampleObr({ collected: '20210912' }), obx, sampleSpm('', '')])).toEqual(['2021-09-12'])
    expect(collected([sampleObr({ collected: '""' }), obx])).toEqual(['2021-09-11'])
  })

  test('a result behind its specimen takes that specimen\u2019s time', () => {
    const one = sampleObx({ test: '94500-6^^LN' })
    expect(
      collected([sampleObr(), sampleSpm('S1', '20210913'), one, sampleSpm('S2', '20210914'), one]),
    ).toEqual(['2021-09-13', '2021-09-14'])
  })

  test('eight digits are a day; more are a time with the offset that was sent; a range counts from its start', () => {
    expect(collected([sampleObr({ collected: '20210904' }), sampleObx()])).toEqual(['2021-09-04'])
    expect(collected([sampleObr({ collected: '202109040815' }), sampleObx()])).toEqual([
      '2021-09-04T08:15:00-04:00',
    ])
    expect(collected([sampleObr({ collected: '20210904081530.123+0000^S' }), sampleObx()])).toEqual([
      '2021-09-04T08:15:30+00:00',
    ])
    expect(collected([sampleObr(), sampleObx(), sampleSpm('', '20210904&S^20210906')])).toEqual([
      '2021-09-04',
    ])
  })

  test('24:00 is 00:00 of the next day', () => {
    expect(collected([sampleObr({ collected: '202109302400-0400' }), sampleObx()])).toEqual([
      '2021-10-01T00:00:00-04:00',
    ])
  })

  test('01:30 before and after the clocks go back are an hour apart', () => {
    const at = (stamp: string) => collected([sampleObr({ collected: stamp }), sampleObx()])
    expect(at('20211107013000-0400')).toEqual(['2021-11-07T01:30:00-04:00'])
    expect(at('20211107013000-0500')).toEqual(['2021-11-07T01:30:00-05:00'])
    expect(at('20211107013000')).toEqual(['2021-11-07T01:30:00-04:00'])
  })

  test.each([
    '20210230',
    '20211301',
    '202109042560',
    '20210904101500-0460x',
    '2021-09-04',
    '202109',
    '2021',
    'today',
  ])('%s is no day of a test: the result is set aside', (stamp) => {
    const report = reportOf([sampleObr({ collected: stamp }), sampleObx()])
    expect(report.records).toEqual([])
    expect(report.setAside).toMatchObject([{ segment: 'OBR', field: 7, code: 'invalid-value' }])
  })

  test('receipt, analysis and report times are never taken for it', () => {
    const obr = 'OBR|1||F1^LAB|94500-6^^LN||||||||||20210904||||||||20210905|||F'
    const obx = sampleObx({ rest: '|||||||20210905' })
    const report = reportOf([obr, obx, sampleSpm('', '', '20210904')])
    expect(report.records).toEqual([])
    expect(report.setAside).toMatchObject([{ code: 'missing' }])
  })

  test('after receipt, or more than 90 days before it, a person has to look at it first', () => {
    const review = (stamp: string, spm = '') =>
      labsOf(
        reportOf([sampleObr({ collected: stamp }), sampleObx(), ...(spm === '' ? [] : [spm])], {
          sent: '20210905',
        }),
      )[0]?.review
    expect(review('20210905')).toBeUndefined()
    expect(review('20210906')).toBe('collected-after-receipt')
    expect(review('20210608')).toBeUndefined()
    expect(review('20210606')).toBe('collected-long-before-receipt')
    expect(review('20200904')).toBe('collected-long-before-receipt')
    expect(review('20210601', sampleSpm('', '20210601', '20210602'))).toBeUndefined()
    expect(review('20210603', sampleSpm('', '20210603', '20210602'))).toBe('collected-after-receipt')
  })
})

describe('which status it has', () => {
  test.each([
    ['F', 'final'],
    ['C', 'corrected'],
    ['P', 'preliminary'],
    ['W', 'wrong'],
    ['D', 'deleted'],
    ['X', 'cancelled'],
    ['F^Final^HL70085', 'final'],
    ['R', 'unknown'],
    ['', 'unknown'],
    ['""', 'unknown'],
  ])('OBX-11 %s is %s', (code, status) => {
    const report = reportOf([sampleObr(), sampleObx({ status: code })])
    expect(labsOf(report)).toMatchObject([{ status }])
    expect(report.setAside).toEqual([])
    expect(labsOf(report)[0]?.review).toBe(status === 'unknown' ? 'status-unknown' : undefined)
  })

  test('a status outside its table is told, and its result waits for a person', () => {
    const report = reportOf([sampleObr(), sampleObx({ status: 'Final', value: DETECTED })])
    expect(labsOf(report)).toMatchObject([
      { status: 'unknown', result: 'positive', review: 'status-unknown' },
    ])
    expect(report.setAside).toMatchObject([{ field: 11, code: 'invalid-value' }])
  })

  test('the report\u2019s status in OBR-25 is no substitute', () => {
    const obr = `${sampleObr()}||||||||||||||||||F`
    expect(labsOf(reportOf([obr, sampleObx({ status: '' })]))).toMatchObject([{ status: 'unknown' }])
  })

  test('a pending result without a value passes quietly, a final one does not', () => {
    expect(reportOf([sampleObr(), sampleObx({ status: 'P', value: '' })])).toMatchObject({
      records: [],
      setAside: [],
    })
    expect(reportOf([sampleObr(), sampleObx({ status: 'F', value: '' })]).setAside).toHaveLength(1)
  })
})

describe('orders, persons and places', () => {
  test('three orders keep their own times, numbers and specimens', () => {
    const report = reportOf(
      ['1', '2', '3'].flatMap((n) => [
        `ORC|RE||F${n}^LAB`,
        sampleObr({ filler: `F${n}^LAB`, collected: `2021090${n}` }),
        sampleObx(),
        sampleSpm(`^S${n}`, ''),
      ]),
    )
    expect(labsOf(report).map((lab) => lab.collected)).toEqual(['2021-09-01', '2021-09-02', '2021-09-03'])
    expect(new Set(report.records.map(({ key }) => key)).size).toBe(3)
  })

  test('a message about two people gives each their own results', () => {
    const second = PID.replace('A1', 'B2').replace('Jane', 'John')
    const text = sampleOru([
      sampleObr(),
      sampleObx(),
      second,
      sampleObr({ filler: 'F2' }),
      sampleObx({ value: DETECTED }),
    ])
    const items = readMessage(bytesOf(text), options)
    const seen = items.map(
      (item) => item.kind === 'report' && [item.report.person.givenName, labsOf(item.report)[0]?.result],
    )
    expect(seen).toEqual([
      ['Jane', 'negative'],
      ['John', 'positive'],
    ])
  })

  test('a result without a person is nobody\u2019s', () => {
    const text = sampleOru([sampleObr(), sampleObx()], {}, sampleObr())
    expect(readMessage(bytesOf(text), options)).toMatchObject([
      { kind: 'rejected', rejection: { segment: 'PID' } },
    ])
  })

  test('ORC-24 names the state, else the performing organisation; else the source stands in', () => {
    const orc = (address: string): string => `ORC|RE||F1^LAB${'|'.repeat(18)}TEST SITE|||${address}`
    const obx = sampleObx({ rest: '||||||||||||^^Newark^NJ' })
    const place = (segments: readonly string[]): Partial<HealthRecord> | undefined =>
      labsOf(reportOf(segments, {}, { jurisdiction: 'US-NY' }))[0]
    expect(place([orc('^^Albany^NY'), sampleObr(), obx])).toMatchObject({
      jurisdiction: 'US-NY',
      place: 'TEST SITE',
    })
    expect(place([orc('^^^^12207'), sampleObr(), obx])).toMatchObject({ jurisdiction: 'US-NJ' })
    expect(place([orc(''), sampleObr(), sampleObx()])).toMatchObject({ jurisdiction: 'US-NY' })
    // A state that is none of ours was not this source's.
    expect(place([orc('^^Toronto^ON'), sampleObr(), obx])?.jurisdiction).toBeUndefined()
    expect(place([orc('^^Lyon^^^FRA'), sampleObr(), obx])?.jurisdiction).toBeUndefined()
  })
})
