import { readFileSync } from 'node:fs'
import type { Instant } from '@excelsior/domain'
import { describe, expect, test } from 'vitest'
import { sampleOptions } from './hl7v2/samples.ts'
import { readRecords } from './read-records.ts'
import type { ReadOptions } from './report.ts'

const options: ReadOptions = {
  ...sampleOptions((name) =>
    readFileSync(new URL(`../../../data/codes/${name}.json`, import.meta.url), 'utf8'),
  ),
  // 22:00 in New York.
  receivedAt: Date.parse('2021-10-02T02:00:00Z') as Instant,
}

/** What is said of a record: that it is stored, or at which place it is refused. */
async function said(text: string, { receivedAt, ...others } = options): Promise<readonly string[]> {
  const outcomes: string[] = []
  const chunks = (async function* () {
    yield new TextEncoder().encode(text)
  })()
  const read = { ...others, ...(receivedAt !== undefined && { receivedAt }) }
  for await (const item of readRecords(chunks, read)) {
    if (item.kind === 'report') outcomes.push(...item.report.records.map(() => 'stored'))
    const faults =
      item.kind === 'rejected' ? [item.rejection] : item.kind === 'report' ? item.report.setAside : []
    for (const { code, segment, field, path, reason } of faults)
      outcomes.push(`${code} ${segment ?? path}${field ?? ''}: ${reason.split('.')[0]}`)
  }
  return outcomes
}

const compact = (time: string): string => time.replaceAll(/[-:T]/g, '')
const segments = (...lines: readonly string[]): string => lines.map((line) => `${line}\r`).join('')
const PID = 'PID|1||7^^^CLINIC^MR||Doe^Jane||19800430|F'
const msh = (type: string, sent = '20211001220000-0400'): string =>
  `MSH|^~\\&|A|B|C|D|${sent}||${type}|1|P|2.5.1`
const doseByHl7 = (day: string, status = 'CP', action = 'A'): string =>
  segments(
    msh('VXU^V04^VXU_V04'),
    PID,
    'ORC|RE||9^CLINIC',
    `RXA|0|1|${compact(day)}||208^^CVX|0.3|||00^^NIP001|||||||||||${status}|${action}`,
  )
const resultByHl7 = (time: string, status = 'F'): string =>
  segments(
    msh('ORU^R01^ORU_R01'),
    PID,
    `OBR|1||9^LAB|94500-6^^LN|||${compact(time)}`,
    `OBX|1|CWE|94500-6^^LN||260415000^^SCT||||||${status}`,
  )
const patient = { resourceType: 'Patient', id: 'p', name: [{ family: 'Doe' }], birthDate: '1980-04-30' }
const byFhir = (resource: object): string => `${JSON.stringify(patient)}\n${JSON.stringify(resource)}`
const doseByFhir = (day: string, status = 'completed'): string =>
  byFhir({
    resourceType: 'Immunization',
    id: 'i',
    status,
    vaccineCode: { coding: [{ system: 'http://hl7.org/fhir/sid/cvx', code: '208' }] },
    patient: { reference: 'Patient/p' },
    occurrenceDateTime: day,
  })
const resultByFhir = (time: string, status = 'final'): string =>
  byFhir({
    resourceType: 'Observation',
    id: 'o',
    status,
    code: { coding: [{ system: 'http://loinc.org', code: '94500-6' }] },
    subject: { reference: 'Patient/p' },
    effectiveDateTime: time,
    valueCodeableConcept: { coding: [{ system: 'http://snomed.info/sct', code: '260415000' }] },
  })
const HEADER = 'kind,familyName,givenName,birthDate,cvx,date,test,result,collected,status,historical'
const doseByCsv = (day: string, status = 'completed'): string =>
  `${HEADER}\nimmunization,Doe,Jane,1980-04-30,208,${day},,,,${status},false\n`
const resultByCsv = (time: string, status = 'final'): string =>
  `${HEADER}\nlab,Doe,Jane,1980-04-30,,,pcr,negative,${time},${status},\n`

describe('what has not come yet, or cannot have been', () => {
  test.each([
    ['HL7', doseByHl7, 'invalid-value RXA3: The day of the dose has not come yet'],
    [
      'FHIR',
      doseByFhir,
      'invalid-value Immunization.occurrenceDateTime: The day of the dose has not come yet',
    ],
    ['CSV', doseByCsv, 'invalid-value date: The day of the dose has not come yet'],
  ])('%s: a dose of tomorrow is stored, of the day after is set aside', async (_, dose, refused) => {
    expect(await said(dose('2021-10-02'))).toEqual(['stored'])
    expect(await said(dose('2021-10-03'))).toEqual([refused])
    expect(await said(dose('2031-04-01'))).toEqual([refused])
  })

  test.each([
    ['HL7', resultByHl7, 'invalid-value OBR7: The collection time has not come yet'],
    [
      'FHIR',
      resultByFhir,
      'invalid-value Observation.effectiveDateTime: The collection time has not come yet',
    ],
    ['CSV', resultByCsv, 'invalid-value collected: The collection time has not come yet'],
  ])('%s: a test within a day is stored, a second later is set aside', async (_, result, refused) => {
    expect(await said(result('2021-10-02T22:00:00'))).toEqual(['stored'])
    expect(await said(result('2021-10-02T22:00:01'))).toEqual([refused])
  })

  test.each([
    ['HL7', doseByHl7, 'contradiction RXA3: The dose is dated before the birth of the person'],
    [
      'FHIR',
      doseByFhir,
      'contradiction Immunization.occurrenceDateTime: The dose is dated before the birth of the person',
    ],
    ['CSV', doseByCsv, 'contradiction date: The dose is dated before the birth of the person'],
  ])('%s: a dose on the day of birth is stored, one before it is set aside', async (_, dose, refused) => {
    expect(await said(dose('1980-04-30'))).toEqual(['stored'])
    for (const day of ['1980-04-29', '1899-12-30']) expect(await said(dose(day))).toEqual([refused])
  })

  test('a version of FHIR that has not come yet is refused: no correction could come until then', async () => {
    const dated = (lastUpdated: string, status = 'completed') =>
      doseByFhir('2021-04-01', status).replace('"id":"i"', `"id":"i","meta":{"lastUpdated":"${lastUpdated}"}`)
    expect(await said(dated('2021-10-03T02:00:00Z'))).toEqual(['stored'])
    const refused = [expect.stringMatching(/^invalid-value Immunization\.meta\.lastUpdated: /)]
    expect(await said(dated('2021-10-03T02:00:01Z'))).toEqual(refused)
    expect(await said(dated('2099-01-01T00:00:00Z', 'entered-in-error'))).toEqual(refused)
    const linked = { ...patient, identifier: [{ value: '1' }], meta: { lastUpdated: '2099-01-01T00:00:00Z' } }
    expect(await said(JSON.stringify(linked))).toEqual([])
    const link = [{ type: 'seealso', other: { identifier: { value: '2' } } }]
    expect(await said(JSON.stringify({ ...linked, link }))).toEqual([
      expect.stringMatching(/^invalid-value Patient\.meta\.lastUpdated: /),
    ])
  })

  test('a message of HL7 whose time has not come yet is refused: no correction could come until then', async () => {
    const sent = (time: string, text: string) => said(text.replace('20211001220000-0400', time))
    const refused = [
      'invalid-value MSH7: The time of the message has not come yet, so that nothing said until then could correct it',
    ]
    const dose = doseByHl7('2021-04-01')
    for (const time of ['20211002220000-0400', '20211002220000', '20211003020000+0000', '20211002'])
      expect(await sent(time, dose), time).toEqual(['stored'])
    for (const time of ['20211002220001-0400', '20211002220001', '20211003', '20990101'])
      expect(await sent(time, dose), time).toEqual(refused)
    for (const text of [
      doseByHl7('2021-04-01', 'CP', 'D'),
      resultByHl7('2021-09-30T10:00:00'),
      resultByHl7('2021-09-30T10:00:00', 'W'),
      segments(msh('ADT^A40^ADT_A39'), PID, 'MRG|8^^^CLINIC^MR'),
    ])
      expect(await sent('20990101', text), text).toEqual(refused)
  })

  test('withdrawals and doses that were not given are followed all the same', async () => {
    for (const text of [
      doseByHl7('2031-04-01', 'RE'),
      doseByHl7('2031-04-01', 'CP', 'D'),
      doseByFhir('2031-04-01', 'entered-in-error'),
      doseByFhir('2031-04-01', 'not-done'),
      doseByCsv('2031-04-01', 'deleted'),
      resultByHl7('2031-04-01T10:00:00', 'W'),
      resultByFhir('2031-04-01T10:00:00Z', 'entered-in-error'),
      resultByCsv('2031-04-01T10:00:00', 'cancelled'),
    ])
      expect((await said(text))[0], text).toBe('stored')
  })

  test('is nothing where it is not known when it came in', async () => {
    const { receivedAt: _, ...others } = options
    for (const text of [doseByHl7('2031-04-01'), doseByFhir('2031-04-01'), doseByCsv('2031-04-01')])
      expect(await said(text, others)).toEqual(['stored'])
  })
})
