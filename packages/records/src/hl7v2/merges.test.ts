import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type Report, readMessage } from '../index.ts'
import { bytesOf, type SampleHeader, sampleMsh, sampleOptions } from './samples.ts'

const options = sampleOptions((name) =>
  readFileSync(new URL(`../../../../data/codes/${name}.json`, import.meta.url), 'utf8'),
)

function adt(event: string, segments: readonly string[], header?: SampleHeader): Uint8Array {
  return bytesOf([sampleMsh(`ADT^${event}`, header), ...segments].map((segment) => `${segment}\r`).join(''))
}

function reportOf(bytes: Uint8Array): Report {
  const [item, ...more] = readMessage(bytes, options)
  if (item?.kind !== 'report' || more.length > 0) throw new Error('no one report')
  return item.report
}
const merges = (event: string, ...segments: string[]) => reportOf(adt(event, segments)).merges
/** What is wrong, and where. */
const faults = (event: string, ...segments: string[]) => {
  const { merges: taken, setAside } = reportOf(adt(event, segments))
  expect(taken).toEqual([])
  return setAside.map(({ segment, occurrence, field, repetition, code }) =>
    [segment, occurrence, field, repetition, code].filter((part) => part !== undefined).join(' '),
  )
}

const pid = (...numbers: string[]): string => `PID|1||${numbers.join('~')}||Bauer^Tilda^^^^^L||19820714|F`
const mrg = (...numbers: string[]): string => `MRG|${numbers.join('~')}||||||Bauer^Matilda^^^^^L`

describe('a merge (A40)', () => {
  test('says which number goes on, and which was given up; of nobody and of no record', () => {
    const report = reportOf(
      adt('A40^ADT_A39', ['EVN|A40|20210905', pid('V1^^^CLINIC^MR'), mrg('P1^^^CLINIC^MR')]),
    )
    expect(report).toMatchObject({ person: {}, records: [], setAside: [], cleared: [] })
    expect(report.sentAt).toBe(Date.parse('2021-09-05T17:00:00-04:00'))
    expect(report.merges).toEqual([{ says: 'merged', survivor: 'CLINIC|V1', other: 'CLINIC|P1' }])
  })

  test('has groups: each MRG belongs to the PID in front of it', () => {
    const more = [pid('V2^^^C'), 'PD1|', mrg('P2^^^C', 'P3^^^C')]
    expect(merges('A40', pid('V1^^^C'), mrg('P1^^^C'), ...more)).toEqual([
      { says: 'merged', survivor: 'C|V1', other: 'C|P1' },
      { says: 'merged', survivor: 'C|V2', other: 'C|P2' },
      { says: 'merged', survivor: 'C|V2', other: 'C|P3' },
    ])
  })

  test('a number is given up for the one of the same authority, where there is one', () => {
    const [one, other] = merges('A40', pid('V^^^A', 'W^^^B'), mrg('P^^^B', 'Q^^^C')) ?? []
    expect([one, other]).toMatchObject([{ survivor: 'B|W' }, { survivor: 'A|V' }])
  })

  test('a number that was given up may come back among those that go on', () => {
    expect(merges('A40', pid('P^^^C', 'V^^^C'), mrg('P^^^C'))).toMatchObject([
      { survivor: 'C|V', other: 'C|P' },
    ])
  })

  test('the event may stand in EVN-1 alone', () => {
    expect(reportOf(bytesOf(`${sampleMsh('ADT')}\rEVN|A40\r${pid('V')}\r${mrg('P')}\r`)).merges).toHaveLength(
      1,
    )
  })

  test.each([
    ['the same number on both sides', [pid('V^^^C'), mrg('V^^^C')], ['MRG 1 1 contradiction']],
    ['no MRG', [pid('V')], ['PID 1 missing']],
    [
      'a PID without its MRG, behind a sound group',
      [pid('V'), pid('W'), mrg('W')],
      ['PID 1 missing', 'MRG 1 1 contradiction'],
    ],
    ['no PID', [mrg('P')], ['MRG 1 missing']],
    ['neither', [], ['MSH 1 missing']],
    ['an empty MRG-1', [pid('V'), 'MRG|""'], ['MRG 1 1 missing']],
    ['an empty PID-3', [pid(''), mrg('P')], ['PID 1 3 missing']],
    ['a Social Security number only', [pid('123^^^SSA^SS'), mrg('P')], ['PID 1 3 missing']],
    ['a number that stands for none', [pid('V'), mrg('P', '0000')], ['MRG 1 1 2 invalid-value']],
  ])('%s is told with its place', (_, segments, expected) => {
    expect(faults('A40', ...segments)).toEqual(expected)
  })

  test('one faulty group leaves the others standing', () => {
    const report = reportOf(adt('A40', [pid('V'), mrg('V'), pid('W'), mrg('P')]))
    expect(report.merges).toHaveLength(1)
    expect(report.setAside).toMatchObject([{ segment: 'MRG', occurrence: 1, field: 1 }])
  })

  test('without a time it cannot be told from what was said before: refused', () => {
    for (const sent of ['', '""', '20210230', 'soon']) {
      expect(readMessage(adt('A40', [pid('V'), mrg('P')], { sent }), options)).toMatchObject([
        { kind: 'rejected', rejection: { segment: 'MSH', field: 7, code: 'missing' } },
      ])
    }
  })

  test('more pairs than a message may hold are not looked at', () => {
    const groups = Array.from({ length: 201 }, (__, at) => [pid(`V${at}`), mrg(`P${at}`)]).flat()
    expect(faults('A40', ...groups)).toEqual(['MSH 1 invalid-value'])
    expect(faults('A40', ...Array.from({ length: 51 }, () => mrg('P')))).toEqual(['MSH 1 invalid-value'])
  })

  test('training messages are marked as such', () => {
    expect(reportOf(adt('A40', [pid('V'), mrg('P')], { processing: 'T' })).trial).toBe(true)
  })
})

describe('an unlink (A37) and a link (A24)', () => {
  test('two people, each with all their numbers', () => {
    expect(merges('A37', pid('V^^^A', 'W^^^B'), 'PV1|', pid('P^^^A'))).toEqual([
      { says: 'parted', survivor: 'A|V', other: 'A|P' },
      { says: 'parted', survivor: 'B|W', other: 'A|P' },
    ])
  })

  test('one person, with both numbers in use', () => {
    expect(merges('A24', pid('V^^^A', 'W^^^B'), pid('P^^^B'))).toEqual([
      { says: 'linked', survivor: 'B|W', other: 'B|P' },
    ])
  })

  test.each(['A24', 'A37'])('%s needs two PID, no more, and not the same number in both', (event) => {
    expect(faults(event, pid('V'))).toEqual(['PID 1 missing'])
    expect(faults(event)).toEqual(['MSH 1 missing'])
    expect(faults(event, pid('V'), pid('W'), pid('X'))).toEqual(['PID 3 invalid-value'])
    expect(faults(event, pid('V'), pid('W', 'V'))).toEqual(['PID 2 3 contradiction'])
    expect(faults(event, pid('V'), pid(''))).toEqual(['PID 2 3 missing'])
  })
})
