import {
  type DoseStatus,
  type HealthRecord,
  type Immunization,
  type LabResult,
  parseCivilDate,
  parseDateTime,
  type ResultStatus,
} from '@excelsior/domain'
import { arrayIn, isJsonObject, type Json, type JsonObject } from '../encoding/json.ts'
import { COVID_TESTS, COVID_VACCINES, CVX, LOINC, RESULTS, SNOMED_CT } from './covid-codes.ts'

/** What a FHIR resource of a card says in our own terms; undefined for all that our rules do not know. */
export function healthRecordOf(resource: JsonObject): HealthRecord | undefined {
  if (resource.resourceType === 'Immunization') return doseOf(resource)
  return resource.resourceType === 'Observation' ? resultOf(resource) : undefined
}

const DOSE_STATUS: ReadonlyMap<Json | undefined, DoseStatus> = new Map<string, DoseStatus>([
  ['completed', 'completed'],
  ['not-done', 'not-done'],
  ['entered-in-error', 'deleted'],
])

function doseOf({
  vaccineCode,
  occurrenceDateTime,
  status,
  isSubpotent,
}: JsonObject): Immunization | undefined {
  const cvx = codeIn(vaccineCode, CVX, COVID_VACCINES)
  // A year or a month alone is no day of a dose.
  const date = typeof occurrenceDateTime === 'string' ? dayIn(occurrenceDateTime) : undefined
  const known = DOSE_STATUS.get(status)
  if (cvx === undefined || date === undefined || known === undefined) return undefined
  return { kind: 'immunization', cvx, date, status: isSubpotent === true ? 'partial' : known }
}

const RESULT_STATUS: ReadonlyMap<Json | undefined, ResultStatus> = new Map<string, ResultStatus>([
  ['final', 'final'],
  ['amended', 'corrected'],
  ['corrected', 'corrected'],
  ['preliminary', 'preliminary'],
  ['cancelled', 'cancelled'],
  ['entered-in-error', 'deleted'],
])

function resultOf({
  code,
  effectiveDateTime,
  status,
  valueCodeableConcept,
}: JsonObject): LabResult | undefined {
  const [test, otherTest] = meanings(code, LOINC, COVID_TESTS)
  const collected =
    typeof effectiveDateTime === 'string'
      ? (parseCivilDate(effectiveDateTime) ?? parseDateTime(effectiveDateTime))
      : undefined
  if (test === undefined || otherTest !== undefined || collected === undefined) return undefined
  const [result = 'inconclusive', otherResult] = meanings(valueCodeableConcept, SNOMED_CT, RESULTS)
  return {
    kind: 'lab',
    test,
    // A word that is not known is neither proof nor bar; nor are several that contradict each other.
    result: otherResult === undefined ? result : 'inconclusive',
    collected,
    status: RESULT_STATUS.get(status) ?? 'unknown',
  }
}

function dayIn(text: string) {
  const day = parseCivilDate(text)
  if (day !== undefined) return day
  const moment = parseDateTime(text)
  return moment && parseCivilDate(moment.slice(0, 10))
}

/** What those of the concept's codes mean that are of this system and known, each meaning once. */
function meanings<T>(concept: Json | undefined, system: string, known: ReadonlyMap<string, T>): readonly T[] {
  const found = new Set<T>()
  for (const coding of isJsonObject(concept) ? arrayIn(concept.coding) : []) {
    if (!isJsonObject(coding) || coding.system !== system || typeof coding.code !== 'string') continue
    const meant = known.get(coding.code)
    if (meant !== undefined) found.add(meant)
  }
  return [...found]
}

/** The first of the concept's codes that is of this system and known. */
function codeIn(
  concept: Json | undefined,
  system: string,
  known: { has(code: string): boolean },
): string | undefined {
  if (!isJsonObject(concept)) return undefined
  for (const coding of arrayIn(concept.coding)) {
    if (!isJsonObject(coding) || coding.system !== system) continue
    if (typeof coding.code === 'string' && known.has(coding.code)) return coding.code
  }
  return undefined
}
