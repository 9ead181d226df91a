import type { DemoResident } from '@excelsior/demo'

export interface TransactionBundle {
  readonly text: string
  /** Patients, doses and results. */
  readonly resources: number
}

const TESTS = { pcr: '94500-6', antigen: '94558-4' } as const
const RESULTS = { negative: '260415000', positive: '260373001', inconclusive: '419984006' } as const

/** These people and their records as FHIR transactions of `people` each, written as senders write them. */
export function* fhirBundles(
  residents: readonly DemoResident[],
  people: number,
): Generator<TransactionBundle> {
  for (let from = 0; from < residents.length; from += people) {
    const entries = residents
      .slice(from, from + people)
      .flatMap((resident, index) => entriesOf(resident, from + index))
    const timestamp = '2021-12-01T12:00:00Z'
    const text = JSON.stringify({ resourceType: 'Bundle', type: 'transaction', timestamp, entry: entries })
    yield { text, resources: entries.length }
  }
}

function entriesOf({ person, records }: DemoResident, number: number) {
  const fullUrl = `urn:uuid:00000000-0000-4000-8000-${String(number).padStart(12, '0')}`
  const patient = {
    resourceType: 'Patient',
    meta: { profile: ['http://hl7.org/fhir/us/core/StructureDefinition/us-core-patient'] },
    identifier: [{ system: 'urn:example:mrn', value: `MRN${number}` }],
    name: [{ use: 'official', family: person.familyName, given: [person.givenName] }],
    birthDate: person.birthDate,
    gender: person.sex,
    telecom: [{ system: 'phone', use: 'mobile', value: person.phone }],
    address: [
      { use: 'home', line: [person.street], city: person.city, state: 'NY', postalCode: person.postalCode },
    ],
  }
  const reference = { reference: fullUrl }
  const resources = records.map((record, index) => {
    const id = `r${number}-${index}`
    if (record.kind === 'immunization')
      return {
        resourceType: 'Immunization',
        id,
        status: 'completed',
        vaccineCode: {
          coding: [{ system: 'http://hl7.org/fhir/sid/cvx', code: record.cvx, display: 'COVID-19 vaccine' }],
        },
        patient: reference,
        occurrenceDateTime: record.date,
        primarySource: true,
        lotNumber: 'EW0182',
        performer: [{ actor: { display: record.place } }],
      }
    return {
      resourceType: 'Observation',
      id,
      status: 'final',
      category: [
        {
          coding: [
            { system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'laboratory' },
          ],
        },
      ],
      code: { coding: [{ system: 'http://loinc.org', code: TESTS[record.test] }] },
      subject: reference,
      effectiveDateTime: record.collected,
      valueCodeableConcept: { coding: [{ system: 'http://snomed.info/sct', code: RESULTS[record.result] }] },
    }
  })
  return [
    { fullUrl, resource: patient, request: { method: 'POST', url: 'Patient' } },
    ...resources.map((resource) => ({
      resource,
      request: { method: 'PUT', url: `${resource.resourceType}/${resource.id}` },
    })),
  ]
}
