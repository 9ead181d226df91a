import { readFileSync } from 'node:fs'
import type { HealthRecord, PersonDetails } from '@excelsior/domain'
import { describe, expect, test } from 'vitest'
import { sampleOptions } from '../hl7v2/samples.ts'
import type { ReadItem, ReportedRecord } from '../report.ts'
import { Companions } from './companions.ts'
import { MAX_FHIR_BYTES } from './open.ts'
import { readFhir } from './read.ts'

const options = sampleOptions((name) =>
  readFileSync(new URL(`../../../../data/codes/${name}.json`, import.meta.url), 'utf8'),
)
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)
const read = (...documents: readonly unknown[]): ReadItem[] => [
  ...readFhir(utf8(documents.map((document) => JSON.stringify(document)).join('\n')), options),
]

const patient = (change: object = {}): object => ({
  resourceType: 'Patient',
  id: '1',
  name: [{ family: 'Doe', given: ['Jane', 'Q'] }],
  birthDate: '1980-01-01',
  ...change,
})
const dose = (change: object = {}): object => ({
  resourceType: 'Immunization',
  id: 'd1',
  status: 'completed',
  vaccineCode: { coding: [{ system: 'http://hl7.org/fhir/sid/cvx', code: '208' }] },
  patient: { reference: 'Patient/1' },
  occurrenceDateTime: '2021-04-01',
  ...change,
})
const result = (change: object = {}): object => ({
  resourceType: 'Observation',
  id: 'r1',
  status: 'final',
  code: { coding: [{ system: 'http://loinc.org', code: '94500-6' }] },
  subject: { reference: 'Patient/1' },
  effectiveDateTime: '2021-09-04T10:15:00-04:00',
  valueCodeableConcept: {
    coding: [{ system: 'http://snomed.info/sct', code: '260415000', display: 'Not detected' }],
  },
  ...change,
})
const bundle = (...entry: readonly object[]): object => ({
  resourceType: 'Bundle',
  type: 'collection',
  entry,
})
const at = (fullUrl: string, resource: object): object => ({ fullUrl, resource })

function reportedIn(items: readonly ReadItem[]): readonly ReportedRecord[] {
  return items.flatMap((item) => (item.kind === 'report' ? item.report.records : []))
}
function recordsIn(items: readonly ReadItem[]): readonly HealthRecord[] {
  return reportedIn(items).flatMap(({ record }) => record ?? [])
}
function peopleIn(items: readonly ReadItem[]): readonly PersonDetails[] {
  return items.flatMap((item) => (item.kind === 'report' ? [item.report.person] : []))
}
function faultsIn(items: readonly ReadItem[]): readonly string[] {
  return items.flatMap((item) => {
    if (item.kind === 'rejected') return [`${item.rejection.code} ${item.rejection.path}`]
    return item.kind === 'report' ? item.report.setAside.map(({ code, path }) => `${code} ${path}`) : []
  })
}

describe('which patient is meant', () => {
  test('the one of that fullUrl, else of that type and id, else the contained one', () => {
    const one = at('urn:uuid:1', patient())
    const two = at('https://reg.example.org/fhir/Patient/1', patient({ name: [{ family: 'Roe' }] }))
    const names = (...entries: readonly object[]) =>
      peopleIn(read(bundle(...entries))).map(({ familyName }) => familyName)
    expect(names(one, two, { resource: dose({ patient: { reference: 'urn:uuid:1' } }) })).toEqual(['Doe'])
    expect(names(one, two, at('https://reg.example.org/fhir/Immunization/1', dose()))).toEqual(['Roe'])
    expect(names(one, { resource: dose() })).toEqual(['Doe'])
    const contained = { contained: [patient({ id: 'p' })], patient: { reference: '#p' } }
    expect(names({ resource: dose(contained) })).toEqual(['Doe'])
    expect(
      names(
        { resource: patient() },
        { resource: dose({ patient: { reference: 'https://x.example/fhir/Patient/1/_history/2' } }) },
      ),
    ).toEqual(['Doe'])
  })

  test.each([
    'Patient/2',
    'urn:uuid:2',
    'Patient?identifier=x',
    'https://other.example.org/Patient/1',
    '#p',
    'Group/1',
    'Practitioner/1',
  ])('%s is not the only patient around', (reference) => {
    const items = read(
      bundle(at('https://reg.example.org/Patient/1', patient()), {
        resource: dose({ patient: { reference } }),
      }),
    )
    expect(recordsIn(items)).toEqual([])
    expect(faultsIn(items)).toEqual(['unresolved-reference Immunization.patient'])
  })

  test('two patients of one id and no address are nobody', () => {
    const items = read(
      bundle({ resource: patient() }, { resource: patient({ gender: 'male' }) }, { resource: dose() }),
    )
    expect(faultsIn(items)).toEqual(['unresolved-reference Immunization.patient'])
  })

  test('references reach across the lines of NDJSON, in any order', () => {
    expect(recordsIn(read(dose(), patient(), result()))).toHaveLength(2)
  })
})

test('a birth date that is none is told with each record of that patient, which stands without it', () => {
  const items = read(bundle(at('urn:uuid:p', patient({ birthDate: '1980-02-30' })), at('urn:uuid:d', dose())))
  expect(peopleIn(items)).toMatchObject([{ familyName: 'Doe' }])
  expect(peopleIn(items)[0]?.birthDate).toBeUndefined()
  expect(recordsIn(items)).toHaveLength(1)
  const setAside = items.flatMap((item) => (item.kind === 'report' ? item.report.setAside : []))
  expect(setAside).toMatchObject([{ path: 'Immunization.patient', code: 'invalid-value' }])
  for (const birthDate of ['1980', '1980-02', undefined]) {
    const [item] = read(bundle(at('urn:uuid:p', patient({ birthDate })), at('urn:uuid:d', dose())))
    expect(item).toMatchObject({ kind: 'report', report: { setAside: [] } })
  }
})

describe('files that come together', () => {
  const text = (...documents: readonly unknown[]) =>
    utf8(documents.map((document) => JSON.stringify(document)).join('\n'))
  const readBeside = (companions: Companions, ...documents: readonly unknown[]) => [
    ...readFhir(text(...documents), { ...options, companions }),
  ]

  test('a dose in one is that of its patient in another', () => {
    const companions = new Companions()
    expect(companions.add(text(patient(), patient({ id: '2' })))).toBe(true)
    expect(companions.add(text(dose()))).toBe(true)
    const items = readBeside(companions, dose(), result())
    expect(recordsIn(items)).toHaveLength(2)
    expect(items[0]).toMatchObject({ report: { person: { familyName: 'Doe' } } })
  })

  test('a refused one is kept with its patient, so that it can be read again', () => {
    const companions = new Companions()
    companions.add(text(patient()))
    const [item] = readBeside(companions, dose({ occurrenceDateTime: '2021-13-01' }), result())
    const [kept] = item?.kind === 'report' ? item.report.setAside : []
    expect(new TextDecoder().decode(kept?.raw)).toContain('"resourceType":"Patient"')
  })

  test('whoever is in the file itself comes first; two of one id elsewhere are nobody', () => {
    const companions = new Companions()
    companions.add(text(patient({ name: [{ family: 'Roe' }] })))
    const own = readBeside(companions, patient(), dose())
    expect(own[0]).toMatchObject({ report: { person: { familyName: 'Doe' } } })
    companions.add(text(patient({ name: [{ family: 'Poe' }] })))
    expect(faultsIn(readBeside(companions, dose()))).toEqual(['unresolved-reference Immunization.patient'])
  })

  test('a patient in a Bundle is that Bundle’s own', () => {
    const companions = new Companions()
    companions.add(text(bundle({ resource: patient() })))
    expect(faultsIn(readBeside(companions, dose()))).toEqual(['unresolved-reference Immunization.patient'])
  })

  test('there is a bound on them', () => {
    const needed = 'Patient/1'.length + JSON.stringify(patient()).length
    expect(new Companions(needed).add(text(patient()))).toBe(true)
    expect(new Companions(needed - 1).add(text(patient()))).toBe(false)
  })
})

describe('structure', () => {
  test('a key twice refuses the line, and the other lines go on', () => {
    const twice = JSON.stringify(dose()).replace('"patient"', '"patient":{"reference":"Patient/2"},"patient"')
    const items = [
      ...readFhir(utf8([JSON.stringify(patient()), twice, JSON.stringify(result())].join('\n')), options),
    ]
    expect(recordsIn(items)).toHaveLength(1)
    expect(faultsIn(items)).toEqual(['unreadable patient'])
  })

  test('a choice in two forms refuses the resource, at any depth', () => {
    expect(faultsIn(read(patient(), result({ valueString: 'Positive' })))).toEqual([
      'invalid-value Observation.value[x]',
    ])
    const component = [{ code: {}, valueString: 'a', valueBoolean: true }]
    expect(faultsIn(read(patient(), result({ component })))).toEqual([
      'invalid-value Observation.component[0].value[x]',
    ])
  })

  test('what changes the meaning in unknown ways is refused', () => {
    expect(faultsIn(read(patient(), dose({ modifierExtension: [{ url: 'x' }] })))).toEqual([
      'unsupported-message Immunization.modifierExtension',
    ])
  })

  test('pretty or not, marked or not; no JSON, no UTF-8, too long', () => {
    const pretty = JSON.stringify(bundle({ resource: patient() }, { resource: dose() }), null, 1)
    expect(recordsIn([...readFhir(utf8(`\ufeff${pretty}`), options)])).toHaveLength(1)
    expect(faultsIn([...readFhir(utf8('{"resourceType":'), options)])).toEqual(['unreadable resourceType'])
    expect(faultsIn([...readFhir(utf8('{}'), options)])).toEqual(['unreadable undefined'])
    expect(faultsIn([...readFhir(Uint8Array.of(0x7b, 0xff, 0x7d), options)])).toEqual([
      'character-set undefined',
    ])
    expect(faultsIn([...readFhir(new Uint8Array(MAX_FHIR_BYTES + 1), options)])).toEqual([
      'too-large undefined',
    ])
  })
})

describe('doses', () => {
  const first = (change: object) => recordsIn(read(patient(), dose(change)))[0]

  test.each([
    ['completed', 'completed'],
    ['not-done', 'not-done'],
    ['entered-in-error', 'deleted'],
  ])('%s is %s', (status, expected) => expect(first({ status })).toMatchObject({ status: expected }))

  test('primarySource says whether it was recorded where it was given', () => {
    expect(first({ primarySource: true })).toMatchObject({ historical: false })
    expect(first({ primarySource: false })).toMatchObject({ historical: true })
    expect(first({})).not.toHaveProperty('historical')
  })

  test('an unknown status, no real day, a contradiction are set aside', () => {
    expect(faultsIn(read(patient(), dose({ status: 'done' })))).toEqual(['invalid-value Immunization.status'])
    for (const occurrenceDateTime of ['2021-02-30', '2021-04', '2021']) {
      expect(faultsIn(read(patient(), dose({ occurrenceDateTime })))).toEqual([
        'invalid-value Immunization.occurrenceDateTime',
      ])
    }
    const vaccineCode = {
      coding: [{ system: 'http://hl7.org/fhir/sid/cvx', code: '208', display: 'Moderna' }],
    }
    expect(faultsIn(read(patient(), dose({ vaccineCode })))).toEqual([
      'contradiction Immunization.vaccineCode',
    ])
  })

  test('the place of care names the state; one that is not there is nobody\u2019s', () => {
    const location = {
      resourceType: 'Location',
      id: 'l',
      name: 'ELM',
      address: { state: 'NJ', postalCode: '07102-1' },
    }
    const items = [
      ...readFhir(
        utf8(
          [patient(), location, dose({ location: { reference: 'Location/l' } })]
            .map((r) => JSON.stringify(r))
            .join('\n'),
        ),
        { ...options, jurisdiction: 'US-NY' },
      ),
    ]
    expect(recordsIn(items)).toMatchObject([
      { jurisdiction: 'US-NJ', place: 'ELM', placePostalCode: '07102' },
    ])
    const lost = [
      ...readFhir(
        utf8(
          [patient(), dose({ location: { reference: 'Location?identifier=1' } })]
            .map((r) => JSON.stringify(r))
            .join('\n'),
        ),
        { ...options, jurisdiction: 'US-NY' },
      ),
    ]
    expect(recordsIn(lost)[0]).not.toHaveProperty('jurisdiction')
  })
})

describe('results', () => {
  const first = (change: object) => recordsIn(read(patient(), result(change)))[0]

  test.each([
    ['final', 'final'],
    ['amended', 'corrected'],
    ['corrected', 'corrected'],
    ['preliminary', 'preliminary'],
    ['cancelled', 'cancelled'],
    ['entered-in-error', 'wrong'],
    ['unknown', 'unknown'],
    ['brand-new', 'unknown'],
  ])('%s is %s', (status, expected) => expect(first({ status })).toMatchObject({ status: expected }))

  test('antibodies and other analytes yield nothing; text without a code is set aside', () => {
    expect(
      read(patient(), result({ code: { coding: [{ system: 'http://loinc.org', code: '94563-4' }] } })),
    ).toEqual([])
    const items = read(patient(), result({ valueCodeableConcept: { text: 'Negative' } }))
    expect(faultsIn(items)).toEqual(['no-code Observation.valueCodeableConcept'])
  })

  test('issued is no collection time', () => {
    const items = read(
      patient(),
      result({ effectiveDateTime: undefined, issued: '2021-09-04T10:15:00-04:00' }),
    )
    expect(faultsIn(items)).toEqual(['missing Observation.effectiveDateTime'])
  })

  test('a result that does not say when has the time at which its specimen was collected, not received', () => {
    const specimen = (said: object) => ({ resourceType: 'Specimen', id: 's1', ...said })
    const taken = (said: object, own: object = { effectiveDateTime: undefined }) =>
      read(patient(), specimen(said), result({ ...own, specimen: { reference: 'Specimen/s1' } }))
    const collected = (items: readonly ReadItem[]) =>
      recordsIn(items).map((record) => record.kind === 'lab' && record.collected)
    const time = '2021-09-04T08:40:00-04:00'
    expect(collected(taken({ collection: { collectedDateTime: time } }))).toEqual([time])
    expect(collected(taken({ collection: { collectedPeriod: { start: '2021-09-03' } } }))).toEqual([
      '2021-09-03',
    ])
    expect(collected(taken({ collection: { collectedDateTime: '2021-09-01' } }, {}))).toEqual([
      '2021-09-04T10:15:00-04:00',
    ])
    const contained = { ...specimen({ collection: { collectedDateTime: time } }) }
    const within = {
      effectiveDateTime: undefined,
      contained: [contained],
      specimen: { reference: '#s1' },
    }
    expect(collected(read(patient(), result(within)))).toEqual([time])
    expect(faultsIn(taken({ receivedTime: time }))).toEqual(['missing Observation.effectiveDateTime'])
  })

  test('each component of a panel counts by its own code', () => {
    const component = [
      {
        code: { coding: [{ system: 'http://loinc.org', code: '85477-8' }] },
        valueCodeableConcept: { coding: [{ code: '260373001' }] },
      },
      {
        code: { coding: [{ system: 'http://loinc.org', code: '94558-4' }] },
        valueCodeableConcept: { coding: [{ code: '10828004' }] },
      },
    ]
    const panel = result({
      code: { coding: [{ system: 'http://loinc.org', code: '95941-1' }] },
      valueCodeableConcept: undefined,
      component,
    })
    expect(recordsIn(read(patient(), panel))).toMatchObject([{ test: 'antigen', result: 'positive' }])
  })

  test('a deletion by address withdraws what the resource had given', () => {
    const [original] = reportedIn(read(patient(), result()))
    const [deletion] = reportedIn(read(bundle({ request: { method: 'DELETE', url: 'Observation/r1' } })))
    expect(deletion).toMatchObject({ withdrawn: true, replacesSeries: true, series: original?.series })
  })

  test('a correction of the same resource takes its place', () => {
    const [original] = reportedIn(read(patient(), result({ meta: { lastUpdated: '2021-09-05T00:00:00Z' } })))
    const [corrected] = reportedIn(
      read(patient(), result({ status: 'corrected', meta: { lastUpdated: '2021-09-06T00:00:00Z' } })),
    )
    expect(corrected?.key).toBe(original?.key)
    expect((corrected?.precedence ?? '') > (original?.precedence ?? '')).toBe(true)
  })
})

test('a name holds no control characters, starts no line of its own, and is not endless', () => {
  const name = [{ family: 'Doe\n9 Elm St\u001b[31m', given: ['Jo\u001fX', 'x'.repeat(1e6)] }]
  const [person] = peopleIn(read(patient({ name }), dose()))
  expect(person).toMatchObject({ familyName: 'Doe 9 Elm St[31m', givenName: 'JoX' })
  expect(person).not.toHaveProperty('middleName')
})

test('a patient\u2019s name, numbers and address', () => {
  const change = {
    name: [
      { use: 'nickname', given: ['Janie'] },
      { family: 'Doe', given: ['Jane', 'Q'], suffix: ['Jr'] },
      { use: 'old', family: 'Roe' },
    ],
    telecom: [
      { system: 'email', value: 'a@b' },
      { system: 'phone', value: '(518) 555-0142 x3' },
      { system: 'phone', value: '518-555-0143' },
    ],
    address: [
      { use: 'old', postalCode: '10001' },
      { line: ['1 Elm', 'Apt 4'], city: 'Albany', state: 'NY', postalCode: '12207-1133' },
    ],
    identifier: [
      { system: 'urn:x', value: 'A1' },
      { system: 'http://hl7.org/fhir/sid/us-ssn', value: '078051120' },
    ],
  }
  expect(peopleIn(read(patient(change), dose()))).toMatchObject([
    {
      givenName: 'Jane',
      middleName: 'Q',
      familyName: 'Doe',
      suffix: 'Jr',
      otherNames: [{ givenName: 'Janie' }, { familyName: 'Roe' }],
      phone: '5185550142',
      otherPhones: ['5185550143'],
      postalCode: '12207',
      street: '1 Elm',
      streetInFull: '1 Elm, Apt 4',
      identifiers: ['urn:x|A1'],
    },
  ])
})

test.each(['{"resourceType":', '[[[', '\0', 'x'])(
  'a second line that is broken (%j) spoils no other',
  (broken) => {
    const text = [JSON.stringify(patient()), broken, JSON.stringify(dose())].join('\n')
    const items = [...readFhir(utf8(text), options)]
    expect(items.map(({ kind }) => kind)).toEqual(['rejected', 'report'])
  },
)

test('a name is not shown in another order than it is: what turns text round is no part of it', () => {
  const turned = patient({ name: [{ family: '\u202eenaJ\u202c', given: ['A\u2028B\u0085'] }] })
  expect(peopleIn(read(turned, dose()))).toMatchObject([{ familyName: 'enaJ', givenName: 'A B' }])
})
