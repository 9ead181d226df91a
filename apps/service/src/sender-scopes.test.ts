import { expect, test } from 'vitest'
import { isScope, opens } from './sender-scopes.ts'

test.each([
  'system/Immunization.c',
  'system/Immunization.u',
  'system/Observation.d',
  'system/*.cud',
  'system/Immunization.ru',
  'system/*.*',
  'system/Observation.write',
  'fhir',
])('%s opens the FHIR door, and no other', (scope) => {
  expect(isScope(scope)).toBe(true)
  expect([opens([scope], 'fhir'), opens([scope], 'hl7v2'), opens([scope], 'csv')]).toEqual([
    true,
    false,
    false,
  ])
})

test.each(['system/Immunization.r', 'system/*.rs', 'system/Immunization.read'])(
  '%s opens nothing',
  (scope) => {
    expect(isScope(scope)).toBe(true)
    expect(opens([scope], 'fhir')).toBe(false)
  },
)

test.each(['system/Immunization.', 'user/Immunization.c', 'system/immunization.c', 'HL7V2', ''])(
  '%s is no scope',
  (text) => {
    expect(isScope(text)).toBe(false)
  },
)
