import { readFileSync } from 'node:fs'
import type { LabResult } from '@excelsior/domain'
import { describe, expect, test } from 'vitest'
import { type ReadOptions, type Report, readMessage } from '../index.ts'
import { bytesOf, type SampleHeader, sampleObr, sampleObx, sampleOptions, sampleOru } from './samples.ts'

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

const ORGANISM = '840533007^Severe acute respiratory syndrome coronavirus 2 (organism)^SCT'
const DETECTED = '260373001^Detected^SCT'
const NOT_DETECTED = '260415000^Not detected^SCT'

describe('which tests count', () => {
  test('a molecular test and an antigen test do, under their code or the alternate one', () => {
    const antigen = 'AG^Rapid^L^94558-4^SARS-CoV-2 Ag^LN'
    const labs = labsOf(reportOf([sampleObr(), sampleObx(), sampleObx({ test: antigen, value: DETECTED })]))
    expect(labs.map((lab) => [lab.test, lab.result])).toEqual([
      ['pcr', 'negative'],
      ['antigen', 'positive'],
    ])
  })

  test('antibodies, influenza and what was ordered make no result', () => {
    const report = reportOf([
      sampleObr(),
      sampleObx({ test: '94563-4^SARS-CoV-2 IgG SerPl Ql IA^LN' }),
      sampleObx({ test: '85477-8^Influenza virus A RNA^LN', value: DETECTED }),
      sampleObx({ test: '95419-8^Has symptoms related to condition of interest^LN', value: NOT_DETECTED }),
    ])
    expect(report.records).toEqual([])
    expect(report.setAside).toEqual([])
  })

  test('every code of the table yields one result of its kind, and no neighbouring code does', () => {
    for (const [code, { test: kind }] of options.codes.tests) {
      const report = reportOf([sampleObr(), sampleObx({ test: `${code}^^LN` })])
      expect(
        labsOf(report).map((lab) => lab.test),
        code,
      ).toEqual([kind])
    }
    expect(reportOf([sampleObr(), sampleObx({ test: '94500-7^^LN' })]).records).toEqual([])
  })

  test('a test that is named without a code is set aside', () => {
    const report = reportOf([sampleObr(), sampleObx({ test: 'COV^COVID-19 Antigen^L', value: 'Negative' })])
    expect(report.records).toEqual([])
    expect(report.setAside).toMatchObject([{ segment: 'OBX', field: 3, code: 'no-code' }])
  })

  test('OBX-2 is a hint only', () => {
    for (const type of ['CE', 'CWE', 'CNE', 'ST', '', 'XX']) {
      expect(labsOf(reportOf([sampleObr(), sampleObx({ type })])), type).toMatchObject([
        { result: 'negative' },
      ])
    }
  })
})

describe('which values count', () => {
  test('the code decides, the abnormal flag never', () => {
    const labs = labsOf(reportOf([sampleObr(), sampleObx({ value: DETECTED, flag: 'N' })]))
    expect(labs).toMatchObject([{ result: 'positive' }])
  })

  test('the alternate code does as well as the first', () => {
    const labs = labsOf(reportOf([sampleObr(), sampleObx({ value: 'ND^Not found^L^895231008^^SCT' })]))
    expect(labs).toMatchObject([{ result: 'negative' }])
  })

  test.each([
    ['text without a code', 'Negative', 'no-code'],
    ['a code outside the table', '720735008^Presumptive positive^SCT', 'invalid-value'],
    ['a code that its name contradicts', '260415000^Detected^SCT', 'contradiction'],
    ['a positive that is called negative', '260373001^SARS-CoV-2 not detected^SCT', 'contradiction'],
    ['a local name that contradicts the code', 'POS^Positive^L^260415000^^SCT', 'contradiction'],
    ['two codes that contradict each other', `${DETECTED}~${NOT_DETECTED}`, 'contradiction'],
    ['two double quotes', '""', 'missing'],
    ['nothing', '', 'missing'],
  ])('%s is set aside, and the rest of the message goes on', (_, value, code) => {
    const report = reportOf([sampleObr(), sampleObx({ value }), sampleObx({ test: '94558-4^^LN' })])
    expect(labsOf(report)).toMatchObject([{ test: 'antigen', result: 'negative' }])
    expect(report.setAside).toMatchObject([{ segment: 'OBX', occurrence: 1, field: 5, code }])
  })

  test.each([
    ['260415000', 'No SARS-CoV-2 detected'],
    ['260415000', 'Undetected'],
    ['260385009', 'Presumptive negative'],
    ['260373001', 'Not tested before. Detected'],
    ['419984006', 'Inconclusive: one of two genes detected'],
  ])('%s agrees with "%s"', (code, display) => {
    expect(reportOf([sampleObr(), sampleObx({ value: `${code}^${display}^SCT` })]).setAside).toEqual([])
  })

  test('a test code that its name contradicts is set aside', () => {
    for (const named of [
      '94500-6^SARS-CoV-2 IgG^LN',
      '94558-4^SARS-CoV-2 RNA^LN',
      '94500-6^Influenza A RNA^LN',
    ]) {
      const report = reportOf([sampleObr(), sampleObx({ test: named })])
      expect(report.setAside, named).toMatchObject([{ field: 3, code: 'contradiction' }])
      expect(report.records).toEqual([])
    }
  })
})

describe('a test for several viruses at once (95423-0)', () => {
  const several = '95423-0^FLUABV + SARS-CoV-2^LN'
  test('is negative when nothing was detected', () => {
    const labs = labsOf(reportOf([sampleObr(), sampleObx({ test: several })]))
    expect(labs).toMatchObject([{ result: 'negative' }])
    expect(labs[0]?.review).toBeUndefined()
  })

  test('bars when something was detected, and a person has to look at it', () => {
    const labs = labsOf(reportOf([sampleObr(), sampleObx({ test: several, value: DETECTED })]))
    expect(labs).toMatchObject([{ result: 'positive', review: 'several-viruses' }])
  })

  test('is certain when the virus itself is named', () => {
    const labs = labsOf(reportOf([sampleObr(), sampleObx({ test: several, value: ORGANISM })]))
    expect(labs).toMatchObject([{ result: 'positive' }])
    expect(labs[0]?.review).toBeUndefined()
  })

  test('another virus beside it excludes nothing', () => {
    const value = `407479009^Influenza A virus (organism)^SCT~${NOT_DETECTED}`
    const report = reportOf([sampleObr(), sampleObx({ test: several, value })])
    expect(report.records).toEqual([])
    expect(report.setAside).toMatchObject([{ code: 'invalid-value' }])
  })

  test('no negative stands beside a detection from the same specimen', () => {
    const report = reportOf([
      sampleObr(),
      sampleObx({ test: several, value: DETECTED }),
      sampleObx({ test: several }),
      sampleObx({ test: '94558-4^^LN' }),
    ])
    expect(labsOf(report).map(({ result }) => result)).toEqual(['positive'])
    expect(report.setAside.map(({ code, occurrence }) => [code, occurrence])).toEqual([
      ['contradiction', 2],
      ['contradiction', 3],
    ])
  })
})
