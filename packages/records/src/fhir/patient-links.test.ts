import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { sampleOptions } from '../hl7v2/samples.ts'
import type { Report } from '../report.ts'
import { readFhir } from './read.ts'

const options = sampleOptions((name) =>
  readFileSync(new URL(`../../../../data/codes/${name}.json`, import.meta.url), 'utf8'),
)

const patient = (id: string, numbers: readonly string[], link?: readonly object[]): object => ({
  resource: {
    resourceType: 'Patient',
    id,
    name: [{ family: 'Doe', given: ['Jane'] }],
    identifier: numbers.map((number) => {
      const [system, value] = number.split('|')
      return { system, value }
    }),
    ...(link && { link }),
  },
})
const linkTo = (type: string, reference: string): object => ({ other: { reference }, type })

function reports(
  entry: readonly object[],
  timestamp: string | undefined = '2021-09-05T10:00:00-04:00',
): Report[] {
  const bundle = { resourceType: 'Bundle', type: 'collection', timestamp, entry }
  const items = [...readFhir(new TextEncoder().encode(JSON.stringify(bundle)), options)]
  return items.flatMap((item) => (item.kind === 'report' ? [item.report] : []))
}
const faults = (...entry: object[]): readonly string[] =>
  reports(entry).flatMap(({ setAside }) => setAside.map(({ code, path }) => `${code} ${path}`))

describe('the links of a Patient', () => {
  test.each([
    ['replaced-by', { says: 'merged', survivor: 'urn:c|V', other: 'urn:c|P', by: 'urn:c|P' }],
    ['replaces', { says: 'merged', survivor: 'urn:c|P', other: 'urn:c|V', by: 'urn:c|P' }],
    ['seealso', { says: 'linked', survivor: 'urn:c|P', other: 'urn:c|V', by: 'urn:c|P' }],
  ])('%s says of its number and the other what a message says of two', (type, merge) => {
    const [report, ...more] = reports([
      patient('p', ['urn:c|P'], [linkTo(type, 'Patient/v')]),
      patient('v', ['urn:c|V']),
    ])
    expect(more).toEqual([])
    expect(report).toMatchObject({ person: {}, records: [], setAside: [], merges: [merge] })
    expect(report?.sentAt).toBe(Date.parse('2021-09-05T14:00:00Z'))
  })

  test('may name the other by an identifier alone', () => {
    const other = { identifier: { system: 'urn:c', value: 'V' } }
    const [report] = reports([patient('p', ['urn:c|P'], [{ other, type: 'replaced-by' }])])
    expect(report?.merges).toEqual([{ says: 'merged', survivor: 'urn:c|V', other: 'urn:c|P', by: 'urn:c|P' }])
  })

  test('are of numbers of the same system, where there are such', () => {
    const entries = [
      patient('p', ['urn:a|1', 'urn:b|2'], [linkTo('replaced-by', 'Patient/v')]),
      patient('v', ['urn:b|3', 'urn:a|4']),
    ]
    expect(reports(entries)[0]?.merges).toMatchObject([
      { survivor: 'urn:a|4', other: 'urn:a|1' },
      { survivor: 'urn:b|3', other: 'urn:b|2' },
    ])
  })

  test('that are gone are over from that version on: of an update that says itself of when, and of no other', () => {
    const at = '2021-09-06T10:00:00Z'
    const versions = [{ number: 'urn:c|P', at: Date.parse(at) }]
    const updated = (change: object, request?: object): object => ({
      resource: {
        resourceType: 'Patient',
        meta: { lastUpdated: at },
        identifier: [{ system: 'urn:c', value: 'P' }],
        ...change,
      },
      ...(request && { request }),
    })
    const refer = { link: [{ type: 'refer', other: { reference: 'Patient/v' } }] }
    const put = { method: 'PUT', url: 'Patient/p' }
    for (const entry of [updated({}), updated(refer), updated({}, put)])
      expect(reports([entry])).toMatchObject([{ records: [], versions }])
    const sentAlong = { method: 'POST', url: 'Patient' }
    for (const entry of [updated({}, sentAlong), updated({ meta: {} }), updated({ identifier: [] })])
      expect(reports([entry])).toEqual([])
    const other = { identifier: { system: 'urn:c', value: 'V' } }
    expect(reports([updated({ link: [{ type: 'seealso', other }] })])).toMatchObject([
      { versions, merges: [{}] },
    ])
    const linked = { link: [{ type: 'seealso', other }] }
    for (const entry of [updated(linked, sentAlong), updated({ ...linked, meta: {} })])
      expect(reports([entry])).toMatchObject([{ versions: [], merges: [{}] }])
    // Of one that cannot be read nobody knows whom it names: perhaps the one that seems to be gone.
    expect(reports([updated({ link: [{ type: 'seealso', other: {} }] })])).toMatchObject([{ versions: [] }])
  })

  test('of more than 50 the first are taken, it is said, and nothing is taken for gone', () => {
    const link = (length: number, type = 'seealso') =>
      Array.from({ length }, (_, nr) => ({
        type,
        other: { identifier: { system: 'urn:c', value: `L${nr}` } },
      }))
    const told = (links: readonly object[]) => {
      const resource = {
        resourceType: 'Patient',
        meta: { lastUpdated: '2021-09-06T10:00:00Z' },
        identifier: [{ system: 'urn:c', value: 'P' }],
        link: links,
      }
      return reports([{ resource }]).map(({ merges, versions, setAside }) => [
        merges?.length,
        versions?.length,
        setAside.map(({ path }) => path).join(),
      ])
    }
    expect(told(link(50))).toEqual([[50, 1, '']])
    expect(told(link(51))).toEqual([[50, 0, 'Patient.link']])
    expect(told([...link(50, 'refer'), ...link(1)])).toEqual([])
  })

  test('of many Patients are told a thousand at a time', () => {
    const entries = Array.from({ length: 1100 }, (_, nr) => ({
      resource: {
        resourceType: 'Patient',
        meta: { lastUpdated: '2021-09-06T10:00:00Z' },
        identifier: [
          { system: 'urn:c', value: `T${nr}` },
          { system: 'urn:d', value: `T${nr}` },
        ],
      },
    }))
    expect(reports(entries).map(({ versions }) => versions?.length)).toEqual([1000, 1000, 200])
  })

  test('that refer to somebody, or are gone, say nothing', () => {
    expect(
      reports([patient('p', ['urn:c|P'], [linkTo('refer', 'Patient/v')]), patient('v', ['urn:c|V'])]),
    ).toEqual([])
    expect(reports([patient('p', ['urn:c|P'], []), patient('v', ['urn:c|V'])])).toEqual([])
  })

  test('are told with their place where they cannot be taken', () => {
    const link = [linkTo('replaced-by', 'Patient/v')]
    expect(faults(patient('p', ['urn:c|P'], link))).toEqual(['unresolved-reference Patient.link[0].other'])
    expect(faults(patient('p', ['urn:c|P'], link), patient('v', []))).toEqual([
      'missing Patient.link[0].other',
    ])
    expect(faults(patient('p', ['urn:c|P'], link), patient('v', ['urn:c|000']))).toEqual([
      'missing Patient.link[0].other',
    ])
    expect(faults(patient('p', [], link), patient('v', ['urn:c|V']))).toEqual(['missing Patient.identifier'])
    expect(faults(patient('p', ['urn:c|P'], link), patient('v', ['urn:c|P']))).toEqual([
      'contradiction Patient.link[0].other',
    ])
    const undated = reports([patient('p', ['urn:c|P'], link), patient('v', ['urn:c|V'])], '')
    expect(undated[0]).toMatchObject({ merges: [], setAside: [{ path: 'Patient.meta.lastUpdated' }] })
  })

  test('what is refused is kept with the other patient, and can be read again', () => {
    const [report] = reports([
      patient('p', ['urn:c|P'], [linkTo('replaced-by', 'Patient/v')]),
      patient('v', ['urn:c|P']),
    ])
    const again = [...readFhir(report?.setAside[0]?.raw ?? new Uint8Array(0), options)]
    expect(again).toMatchObject([{ report: { setAside: [{ code: 'contradiction' }] } }])
  })
})
