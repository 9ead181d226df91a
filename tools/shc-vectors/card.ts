import { deflateRawSync } from 'node:zlib'
import { sign, type TestKey, testKey } from '../pass-vectors/keys.ts'

export const ISSUER = 'https://health.example.gov'
export const SIGNER = testKey('health cards')
/** 2021-11-19T15:00:00Z. */
export const ISSUED = 1_637_334_000

export const PATIENT = {
  resourceType: 'Patient',
  name: [{ family: 'Okonkwo-Reyes', given: ['Amalia', 'Sofía'] }],
  birthDate: '1988-03-04',
}

export const dose = (code: string, date: string, more: object = {}) => ({
  resourceType: 'Immunization',
  status: 'completed',
  vaccineCode: { coding: [{ system: 'http://hl7.org/fhir/sid/cvx', code }] },
  patient: { reference: 'resource:0' },
  occurrenceDateTime: date,
  ...more,
})

export const result = (loinc: string, snomed: string, more: object = {}) => ({
  resourceType: 'Observation',
  status: 'final',
  code: { coding: [{ system: 'http://loinc.org', code: loinc }] },
  subject: { reference: 'resource:0' },
  effectiveDateTime: '2021-11-19T08:30:00-05:00',
  valueCodeableConcept: { coding: [{ system: 'http://snomed.info/sct', code: snomed }] },
  ...more,
})

export const DOSES = [dose('208', '2021-04-02'), dose('208', '2021-04-23')]

export const bundle = (resources: readonly object[]) => ({
  resourceType: 'Bundle',
  type: 'collection',
  entry: resources.map((resource, index) => ({ fullUrl: `resource:${index}`, resource })),
})

export const payload = (resources: readonly object[] = [PATIENT, ...DOSES]) => ({
  iss: ISSUER,
  nbf: ISSUED as unknown,
  vc: {
    type: ['https://smarthealth.cards#health-card'] as unknown,
    credentialSubject: { fhirVersion: '4.0.1', fhirBundle: bundle(resources) as unknown },
    rid: 'd2l0aGRyYXc' as unknown,
  },
})

export interface Making {
  readonly header?: object | string
  readonly payload?: object | string
  /** In place of the deflated payload. */
  readonly packed?: Uint8Array
  readonly key?: TestKey
  /** In place of the key's own. */
  readonly signature?: (signed: Buffer) => Uint8Array
}

const text = (json: object | string): string => (typeof json === 'string' ? json : JSON.stringify(json))
export const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url')

export const HEADER = { zip: 'DEF', alg: 'ES256', kid: SIGNER.thumbprint }

/** A compact JWS, with whatever is to be wrong with it. */
export function card(making: Making = {}): string {
  const { key = SIGNER, header = { ...HEADER, kid: key.thumbprint } } = making
  const packed = making.packed ?? deflateRawSync(text(making.payload ?? payload()), { level: 9 })
  const signed = `${base64url(Buffer.from(text(header)))}.${base64url(packed)}`
  const bytes = Buffer.from(signed)
  return `${signed}.${base64url(making.signature?.(bytes) ?? sign(key, bytes))}`
}

export const digits = (jws: string): string =>
  Array.from(jws, (character) => String(character.charCodeAt(0) - 45).padStart(2, '0')).join('')

export const code = (jws: string): string => `shc:/${digits(jws)}`

/** Its parts, of about equal size. */
export function parts(jws: string, count: number): readonly string[] {
  const size = Math.ceil(jws.length / count)
  return Array.from(
    { length: count },
    (_, index) => `shc:/${index + 1}/${count}/${digits(jws.slice(index * size, (index + 1) * size))}`,
  )
}

export const file = (...cards: readonly unknown[]): string => JSON.stringify({ verifiableCredential: cards })
