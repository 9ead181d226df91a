import {
  type CivilDate,
  type DateTime,
  type HealthRecord,
  type Immunization,
  type Instant,
  type LabResult,
  PASS_TYPES,
  type PassType,
  parseCivilDate,
  parseDateTime,
  parseInstant,
} from '@excelsior/domain'

/** One line of a case file: a question to `decide`. */
export interface EligibilityCase {
  readonly id: string
  readonly now: Instant
  readonly pass: PassType
  readonly records: readonly HealthRecord[]
}

/**
 * Reads a case from one line's JSON. Keys that are not known, `expect` among them, are passed over; null is
 * absent. What cannot be used is told as text, without repeating it.
 */
export function parseCase(line: string): EligibilityCase | string {
  let json: unknown
  try {
    json = JSON.parse(line)
  } catch {
    return 'is not JSON'
  }
  if (!isObject(json)) return 'is not a JSON object'
  const { id, now, pass, records } = json
  if (typeof id !== 'string') return '"id" must be text'
  const instant = typeof now === 'string' ? parseInstant(now) : undefined
  if (instant === undefined) return '"now" must be an RFC 3339 date-time with an offset'
  if (!isOneOf(PASS_TYPES, pass)) return `"pass" must be one of ${PASS_TYPES.join(', ')}`
  const read = parseRecords(records)
  return typeof read === 'string' ? read : { id, now: instant, pass, records: read }
}

/** Records as a case has them, or what is wrong with the first that is faulty. */
export function parseRecords(json: unknown): readonly HealthRecord[] | string {
  if (!Array.isArray(json)) return '"records" must be a list'
  const read: HealthRecord[] = []
  for (const [index, entry] of json.entries()) {
    const record = parseRecord(entry)
    if (typeof record === 'string') return `records[${index}]: ${record}`
    read.push(record)
  }
  return read
}

function parseRecord(json: unknown): HealthRecord | string {
  if (!isObject(json)) return 'must be an object'
  if (json.kind === 'immunization') return parseImmunization(json)
  if (json.kind === 'lab') return parseLabResult(json)
  return '"kind" must be immunization or lab'
}

function parseImmunization(json: JsonObject): Immunization | string {
  const date = typeof json.date === 'string' ? parseCivilDate(json.date) : undefined
  const cvx = json.cvx ?? undefined
  const jurisdiction = json.jurisdiction ?? undefined
  const status = json.status ?? undefined
  const historical = json.historical ?? undefined
  if (date === undefined) return '"date" must be a real day, YYYY-MM-DD'
  if (!isOptionalText(cvx)) return '"cvx" must be text'
  if (!isOptionalText(jurisdiction)) return '"jurisdiction" must be text'
  if (status !== undefined && !isOneOf(DOSE_STATUSES, status))
    return `"status" must be one of ${DOSE_STATUSES.join(', ')}`
  if (historical !== undefined && typeof historical !== 'boolean') return '"historical" must be true or false'
  return {
    kind: 'immunization',
    date,
    ...(cvx !== undefined && { cvx }),
    ...(jurisdiction !== undefined && { jurisdiction }),
    ...(status !== undefined && { status }),
    ...(historical !== undefined && { historical }),
  }
}

function parseLabResult(json: JsonObject): LabResult | string {
  const { test, result } = json
  const collected = parseCollected(json.collected)
  const jurisdiction = json.jurisdiction ?? undefined
  const status = json.status ?? undefined
  const review = json.review ?? undefined
  if (!isOneOf(TESTS, test)) return `"test" must be one of ${TESTS.join(', ')}`
  if (!isOneOf(RESULTS, result)) return `"result" must be one of ${RESULTS.join(', ')}`
  if (collected === undefined)
    return '"collected" must be a real day, or an RFC 3339 date-time with an offset'
  if (!isOptionalText(jurisdiction)) return '"jurisdiction" must be text'
  if (status !== undefined && !isOneOf(RESULT_STATUSES, status))
    return `"status" must be one of ${RESULT_STATUSES.join(', ')}`
  if (!isOptionalText(review)) return '"review" must be text'
  return {
    kind: 'lab',
    test,
    result,
    collected,
    ...(jurisdiction !== undefined && { jurisdiction }),
    ...(status !== undefined && { status }),
    ...(review !== undefined && { review }),
  }
}

function parseCollected(json: unknown): CivilDate | DateTime | undefined {
  return typeof json === 'string' ? (parseCivilDate(json) ?? parseDateTime(json)) : undefined
}

type JsonObject = Readonly<Record<string, unknown>>

const isObject = (json: unknown): json is JsonObject =>
  typeof json === 'object' && json !== null && !Array.isArray(json)

const isOptionalText = (json: unknown): json is string | undefined =>
  json === undefined || typeof json === 'string'

const isOneOf = <T extends string>(values: readonly T[], json: unknown): json is T =>
  values.some((value) => value === json)

const TESTS = ['pcr', 'antigen'] as const
const RESULTS = ['negative', 'positive', 'inconclusive'] as const
const DOSE_STATUSES = ['completed', 'partial', 'not-done', 'deleted'] as const
const RESULT_STATUSES = [
  'final',
  'corrected',
  'preliminary',
  'wrong',
  'deleted',
  'cancelled',
  'unknown',
] as const
