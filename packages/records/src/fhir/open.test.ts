import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { sampleOptions } from '../hl7v2/samples.ts'
import type { ReadItem, Rejection } from '../report.ts'
import { type FhirInput, openFhir } from './open.ts'
import { readFhir } from './read.ts'

const options = sampleOptions((name) =>
  readFileSync(new URL(`../../../../data/codes/${name}.json`, import.meta.url), 'utf8'),
)
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)

function open(text: string): { readonly input: FhirInput; readonly turns: number } {
  const opening = openFhir(utf8(text))
  for (let turns = 0; ; turns++) {
    const step = opening.next()
    if (step.done === true) return { input: step.value, turns }
  }
}
const bundleOf = (entries: string): string => `{"resourceType":"Bundle","type":"batch","entry":[${entries}]}`
const rejectionIn = (text: string): Rejection | undefined => open(text).input.rejections[0]

describe('bounds', () => {
  test('others get their turn after each entry, and after each line', () => {
    expect(open(bundleOf(Array(50).fill('{}').join())).turns).toBeGreaterThanOrEqual(50)
    expect(open(Array(50).fill('{"resourceType":"Patient"}').join('\n')).turns).toBeGreaterThanOrEqual(50)
  })

  test('20,000 entries are read, one more is not', () => {
    expect(open(bundleOf(Array(20_000).fill('{}').join())).input.entries).toHaveLength(20_000)
    expect(rejectionIn(bundleOf(Array(20_001).fill('{}').join()))?.reason).toContain('20000')
  })

  test('an entry of more than 1 MiB, or of more values than a resource has, is refused at its place', () => {
    const long = `{"resource":{"resourceType":"Patient","text":"${'a'.repeat(1_048_576)}"}}`
    expect(rejectionIn(bundleOf(`{},${long}`))).toMatchObject({ path: expect.stringMatching(/^entry\[1\]/) })
    const many = `{"x":[${Array(20_000).fill('1').join()}]}`
    expect(rejectionIn(bundleOf(`{},${many}`))).toMatchObject({
      path: expect.stringMatching(/^entry\[1\]\.x/),
    })
    expect(rejectionIn(long)?.reason).toContain('1 MiB')
  })

  test('of what is of no interest only type and id stay', () => {
    const [entry] = open(bundleOf('{"resource":{"resourceType":"Encounter","id":"1","x":[1,2]}}')).input
      .entries
    expect({ ...entry?.resource }).toEqual({ resourceType: 'Encounter', id: '1' })
  })
})

describe('what is refused', () => {
  const patient = (more: object = {}) => ({
    fullUrl: 'https://reg.example.org/fhir/Patient/1',
    resource: {
      resourceType: 'Patient',
      id: '1',
      name: [{ family: 'Doe' }],
      birthDate: '1980-01-01',
      ...more,
    },
  })
  const place = { resource: { resourceType: 'Location', id: 'l', address: { state: 'NJ' } } }
  const dose = (vaccine: object) => ({
    fullUrl: 'https://reg.example.org/fhir/Immunization/7',
    resource: {
      resourceType: 'Immunization',
      id: '7',
      status: 'completed',
      vaccineCode: { coding: [{ system: 'http://hl7.org/fhir/sid/cvx', ...vaccine }] },
      patient: { reference: 'Patient/1' },
      location: { reference: 'Location/l' },
      occurrenceDateTime: '2021-04-01',
    },
  })
  const other = { resource: { resourceType: 'Patient', id: '2', name: [{ family: 'Roe' }] } }
  const read = (bytes: Uint8Array): readonly ReadItem[] => [...readFhir(bytes, options)]
  const kept = (...entry: readonly object[]): Uint8Array => {
    const text = JSON.stringify({
      resourceType: 'Bundle',
      type: 'batch',
      timestamp: '2021-09-01T00:00:00Z',
      entry,
    })
    const [item] = read(utf8(text))
    if (item?.kind !== 'report' || !item.report.setAside[0]) throw new Error('it was not refused')
    return item.report.setAside[0].raw
  }
  const faulty = dose({ code: '208', display: 'Moderna' })

  test('is kept with its patient and its place, and nobody else, so that it can be read again', () => {
    const raw = kept(patient(), other, place, faulty)
    const text = new TextDecoder().decode(raw)
    expect(text).not.toContain('Roe')
    const mended = read(utf8(text.replace('"display":"Moderna"', '"display":"Comirnaty"')))
    expect(mended).toMatchObject([
      {
        report: {
          person: { familyName: 'Doe' },
          records: [{ record: { cvx: '208', jurisdiction: 'US-NJ' } }],
          sentAt: Date.parse('2021-09-01T00:00:00Z'),
        },
      },
    ])
  })

  test('is kept alone where what goes with it is long: it is not kept a thousand times', () => {
    const long = patient({ text: { div: 'x'.repeat(20_000) } })
    expect(kept(long, place, faulty).length).toBeLessThan(2_000)
  })
})
