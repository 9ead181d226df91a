import { vaccinationMessage } from './hl7.ts'
import type { TypedDetails } from './retrieve.ts'

/** One of many made-up people: no two share a birth date, a family name with a given name, or a telephone. */
export interface Somebody extends TypedDetails {
  /** At whoever sends them. */
  readonly id: string
}

/** Beyond it birth dates come again. */
export const CROWD_AT_MOST = 24_000

const HEADS = 'Ber Cal Dor Fen Gul Har Jas Kel Lom Mir Nor Pas Quil Ros Sten Tor Vand Wex'.split(' ')
const MIDDLES = 'a en il or u am ek ist on ar el um ad ov it ush ing e'.split(' ')
const TAILS =
  'bridge cotti dahl escu field gren holm javi kova land mont ner quist ross son tham veld witz'.split(' ')
const GIVEN =
  'Agnes Bruno Clara Dario Edith Felix Greta Henry Ingrid Jonas Karla Leon Maud Niels Olga Paolo Rita Simon Thea Ugo'.split(
    ' ',
  )
const AREAS = [518, 607, 315]

/** The same one for the same number, from 0 on. */
export function somebody(index: number): Somebody {
  const birth = Date.UTC(1936, 0, 1) + ((index * 7919) % CROWD_AT_MOST) * 86_400_000 // prime: each day once
  const part = (list: readonly string[], number: number) => list[number % list.length] ?? ''
  return {
    id: `P${index}`,
    givenName: part(GIVEN, Math.floor(index / 7)),
    familyName: `${part(HEADS, index)}${part(MIDDLES, Math.floor(index / 18))}${part(TAILS, Math.floor(index / 324))}`,
    birthDate: new Date(birth).toISOString().slice(0, 10),
    postalCode: String(12_000 + ((index * 13) % 2900)),
    phone: `${part(AREAS.map(String), Math.floor(index / 10_000))}557${String(index % 10_000).padStart(4, '0')}`,
  }
}

/** Two doses of Pfizer in one message, the same bytes for the same person. */
export function dosesAsHl7({ id, givenName, familyName, birthDate, postalCode, phone }: Somebody): string {
  const born = birthDate.replaceAll('-', '')
  const patient = { id, given: givenName, family: familyName, born, zip: postalCode, phone }
  const doses = [80, 50].map((daysAgo) => ({ id: `${id}-${daysAgo}`, daysAgo }))
  return vaccinationMessage(patient, doses, `C${id}`)
}

export const patientAsFhir = ({ givenName, familyName, birthDate, postalCode, phone }: Somebody) => ({
  resourceType: 'Patient',
  name: [{ family: familyName, given: [givenName] }],
  birthDate,
  gender: 'female',
  telecom: [{ system: 'phone', value: phone }],
  address: [{ line: ['1 Main St'], city: 'Albany', state: 'NY', postalCode }],
})

const doseAsFhir = (id: string, day: string) => ({
  resourceType: 'Immunization',
  id,
  status: 'completed',
  meta: { lastUpdated: '2021-10-01T12:00:00Z' },
  vaccineCode: { coding: [{ system: 'http://hl7.org/fhir/sid/cvx', code: '208' }] },
  occurrenceDateTime: day,
})

/** Two doses in one transaction. */
export function dosesAsTransaction(person: Somebody): string {
  const fullUrl = `urn:uuid:${person.id}`
  const entry = [
    { fullUrl, resource: patientAsFhir(person), request: { method: 'POST', url: 'Patient' } },
    ...['2021-04-01', '2021-05-01'].map((day) => {
      const resource = { ...doseAsFhir(`${person.id}-${day}`, day), patient: { reference: fullUrl } }
      return { resource, request: { method: 'PUT', url: `Immunization/${resource.id}` } }
    }),
  ]
  return JSON.stringify({ resourceType: 'Bundle', type: 'transaction', entry })
}

/** One dose in a line of NDJSON, with its line end. */
export function doseAsLine(person: Somebody): string {
  const contained = [{ ...patientAsFhir(person), id: 'p' }]
  const dose = { ...doseAsFhir(`${person.id}-line`, '2021-04-01'), contained, patient: { reference: '#p' } }
  return `${JSON.stringify(dose)}\n`
}
