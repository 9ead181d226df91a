import { readFileSync } from 'node:fs'
import type { Immunization } from '@excelsior/domain'
import { describe, expect, test } from 'vitest'
import { type ReadOptions, type Report, readMessage } from '../index.ts'
import { bytesOf, type SampleDose, sampleOptions, sampleRxa, sampleVxu } from './samples.ts'

const options = sampleOptions((name) =>
  readFileSync(new URL(`../../../../data/codes/${name}.json`, import.meta.url), 'utf8'),
)

function reportOf(segments: readonly string[], more: Partial<ReadOptions> = {}): Report {
  const [item] = readMessage(bytesOf(sampleVxu(segments)), { ...options, ...more })
  if (item?.kind !== 'report') throw new Error(`no report: ${JSON.stringify(item)}`)
  return item.report
}

function dose(change: SampleDose, more: Partial<ReadOptions> = {}): Immunization | undefined {
  const record = reportOf([sampleRxa(change)], more).records[0]?.record
  return record?.kind === 'immunization' ? record : undefined
}

function faultOf(change: SampleDose): unknown {
  const { records, setAside } = reportOf([sampleRxa(change), sampleRxa({ date: '20210501' })])
  expect(records).toHaveLength(1) // the other dose stands
  return setAside[0] && [setAside[0].segment, setAside[0].field, setAside[0].code]
}

describe('whether a dose was given', () => {
  test.each([
    ['CP', '', 'completed'],
    ['', '', 'completed'],
    ['PA', '', 'partial'],
    ['RE', '', 'not-done'],
    ['NA', '', 'not-done'],
    ['', '00^Parental decision^NIP002', 'not-done'],
    ['CP', '00^Parental decision^NIP002', 'completed'],
  ])('RXA-20 "%s" with RXA-18 "%s" is %s', (completion, refusal, status) => {
    expect(dose({ completion, refusal })?.status).toBe(status)
  })

  test('a completion status or action outside its table sets the dose aside', () => {
    expect(faultOf({ completion: 'XX' })).toEqual(['RXA', 20, 'invalid-value'])
    expect(faultOf({ completion: 'cp' })).toEqual(['RXA', 20, 'invalid-value'])
    expect(faultOf({ action: 'Q' })).toEqual(['RXA', 21, 'invalid-value'])
  })

  test('RXA-21 D deletes, whatever the completion status says', () => {
    for (const completion of ['CP', '', 'RE', 'XX'])
      expect(dose({ action: 'D', completion })?.status).toBe('deleted')
    for (const action of ['A', 'U', 'X', 'S', '']) expect(dose({ action })?.status).toBe('completed')
  })

  test('a refusal without any vaccine code passes quietly', () => {
    expect(reportOf([sampleRxa({ cvx: '', completion: 'RE' })])).toMatchObject({ records: [], setAside: [] })
  })
})

describe('which vaccine it was', () => {
  test.each([
    ['208^COVID-19, mRNA^CVX', '208'],
    ['91300^^C4^208^COVID-19^CVX', '208'],
    ['03^MMR^HL70292', '03'],
    ['208', '208'],
    ['777^a code of next year^CVX', '777'],
    ['207^Moderna COVID-19^CVX', '207'],
    ['59267-1000-01^Pfizer^NDC', '208'],
    ['59267100001^^NDC', '208'],
    ['59676-580-05^^NDC', '212'],
    ['00000-0000-00^^NDC', undefined],
    ['91300^Pfizer^C4', undefined],
    ['^COVID shot', undefined],
  ])('%s is %s', (code, expected) => {
    const record = dose({ cvx: code })
    expect(record).toBeDefined()
    expect(record?.cvx).toBe(expected)
  })

  test('an NDC counts from the day it was authorised', () => {
    const ndc = '59267-1025-01^^NDC'
    expect(dose({ cvx: ndc, date: '20211028' })?.cvx).toBeUndefined()
    expect(dose({ cvx: ndc, date: '20211029' })?.cvx).toBe('217')
  })

  test('codes that contradict their text or each other set the dose aside', () => {
    expect(faultOf({ cvx: '208^Moderna COVID-19 vaccine^CVX' })).toEqual(['RXA', 5, 'contradiction'])
    expect(faultOf({ cvx: '208^Influenza^CVX' })).toEqual(['RXA', 5, 'contradiction'])
    expect(faultOf({ cvx: '208^^CVX^207^^CVX' })).toEqual(['RXA', 5, 'contradiction'])
    expect(faultOf({ cvx: '8^^CVX' })).toEqual(['RXA', 5, 'invalid-value'])
  })
})

describe('when, where and by whom it was recorded', () => {
  test('the day is the day that was written', () => {
    expect(dose({ date: '20210415' })?.date).toBe('2021-04-15')
    expect(dose({ date: '20210415233000-0700' })?.date).toBe('2021-04-15')
    expect(dose({ date: '202104152400' })?.date).toBe('2021-04-16')
  })

  test('a stamp in UTC counts as the day in the sender\u2019s zone', () => {
    expect(dose({ date: '20210416033000+0000' })?.date).toBe('2021-04-15')
    expect(dose({ date: '20210416040000+0000' })?.date).toBe('2021-04-16')
  })

  test('no day, an impossible one, a month or a year sets the dose aside', () => {
    expect(faultOf({ date: '' })).toEqual(['RXA', 3, 'missing'])
    expect(faultOf({ date: '""' })).toEqual(['RXA', 3, 'missing'])
    for (const date of ['20210230', '202104', '2021', '04/15/2021']) {
      expect(faultOf({ date }), date).toEqual(['RXA', 3, 'invalid-value'])
    }
  })

  test.each([
    ['00^New^NIP001', false],
    ['01^Historical^NIP001', true],
    ['08^From the public agency^NIP001', true],
    ['05^Other registry^NIP001~^copied from a paper card', true],
    ['^copied from a paper card~06^Birth certificate^NIP001', true],
    ['00^New^NIP001~^a note', false],
    ['^a note', undefined],
    ['01^Nurse\u2019s note^L'.replace('\u2019', ''), undefined],
    ['', undefined],
    ['09^^NIP001', undefined],
  ])('RXA-9 %s is historical: %s', (source, historical) => {
    expect(dose({ source })?.historical).toBe(historical)
  })

  test('RXA-28 or RXA-11 names the state, else the source stands in', () => {
    const more = { jurisdiction: 'US-NY' }
    expect(dose({}, more)).toMatchObject({ jurisdiction: 'US-NY', place: 'ELM STREET CLINIC' })
    expect(dose({ address: '^^Trenton^NJ' }, more)).toMatchObject({ jurisdiction: 'US-NJ' })
    expect(dose({ place: '^^^CLINIC^^^^^^^Trenton^new jersey' }, more)).toMatchObject({
      jurisdiction: 'US-NJ',
    })
    expect(dose({ address: '^^Landstuhl^AE' }, more)?.jurisdiction).toBeUndefined()
    expect(dose({ address: '^^Ponce^PR' })?.jurisdiction).toBe('US-PR')
    expect(dose({})?.jurisdiction).toBeUndefined()
  })

  test('an ORC numbers only the dose behind it', () => {
    const { records } = reportOf([
      'ORC|RE||1^EHR',
      sampleRxa(),
      sampleRxa({ date: '20210501' }),
      'ORC|RE||9999',
      sampleRxa(),
    ])
    const [first, second, third] = records.map(({ key }) => key)
    expect(new Set([first, second, third]).size).toBe(3)
    expect(third).toBe(records[0]?.series) // 9999 is no number
  })
})
