import type { LabResult, ResultStatus } from '@excelsior/domain'
import { type Coding, findResult, findTest } from '../coded-result.ts'
import type { CodedTest, CodeTables } from '../codes.ts'
import { isWithdrawn, keyOf, personKey, precedenceOf, rankOfResult } from '../identity.ts'
import type { ReportedRecord } from '../report.ts'
import { extent, isAhead, type Moment, readIsoMoment, TEST_AHEAD } from '../times.ts'
import { codingsOf, objectAt, objectsAt, textAt } from './elements.ts'
import type { JsonObject } from './json.ts'
import {
  type ElementFault,
  placeNamed,
  type ReadResource,
  type ResourceSource,
  resourceKey,
  undated,
  versionTime,
} from './resource.ts'

const LOINC = ['http://loinc.org', 'urn:oid:2.16.840.1.113883.6.1']
const SNOMED = ['http://snomed.info/sct', 'urn:oid:2.16.840.1.113883.6.96']

/** What is final is allowed by name, in this one place; whatever else there is or will be is not. */
const STATUS: Readonly<Record<string, ResultStatus>> = {
  final: 'final',
  corrected: 'corrected',
  amended: 'corrected',
  preliminary: 'preliminary',
  cancelled: 'cancelled',
  'entered-in-error': 'wrong',
  unknown: 'unknown',
  registered: 'unknown',
}

/** Whether any part of an Observation is a test for the virus: other analytes are none of our business. */
export function isAboutVirus(resource: JsonObject, codes: CodeTables): boolean {
  return [resource, ...objectsAt(resource, 'component')].some(
    (part) => findTest(codingsOf(objectAt(part, 'code'), LOINC), codes).kind !== 'other',
  )
}

/** The results of an Observation and its components, which are about the same specimen. */
export function readObservation(source: ResourceSource): ReadResource {
  const { resource, options } = source
  const parts = [
    { part: resource, path: '' },
    ...objectsAt(resource, 'component').map((part, index) => ({ part, path: `component[${index}].` })),
  ]
  const records: ReportedRecord[] = []
  const faults: ElementFault[] = []
  let isUnclear = false
  for (const { part, path } of parts) {
    const test = findTest(codingsOf(objectAt(part, 'code'), LOINC), options.codes)
    if (test.kind === 'other') continue
    if (test.kind === 'contradiction') {
      const reason =
        'The test code contradicts its text, or another code. Send the code of the test that was made.'
      faults.push({ path: `${path}code`, code: 'contradiction', reason })
      continue
    }
    const read = readPart(source, { part, path }, test)
    faults.push(...read.faults)
    records.push(...read.records)
    isUnclear ||= test.coded.severalViruses && read.records.some(({ record }) => isResult(record, 'positive'))
  }
  if (!isUnclear) return { records, faults }
  const kept = records.filter(({ record }) => !isResult(record, 'negative'))
  const reason = 'A test of the same specimen for several viruses found one. Send one result for each virus.'
  if (kept.length < records.length) faults.push({ path: 'component', code: 'contradiction', reason })
  return { records: kept, faults }
}

function isResult(record: ReportedRecord['record'], result: LabResult['result']): boolean {
  return record?.kind === 'lab' && record.result === result
}

/** `part` is the Observation itself, or a component of it, with a code and a value of its own. */
function readPart(
  source: ResourceSource,
  { part, path }: { readonly part: JsonObject; readonly path: string },
  test: { readonly code: string; readonly coded: CodedTest },
): ReadResource {
  const { resource, entry, person, options } = source
  const said = textAt(resource, 'status') ?? ''
  const status = (Object.hasOwn(STATUS, said) ? STATUS[said] : undefined) ?? 'unknown'
  const withdrawn = isWithdrawn(status)
  const found = findResult(valuesOf(part), test.coded, options.codes)
  const stamp = collectionOf(source)
  const moment = readIsoMoment(stamp ?? '', options.zone)
  const isDated = moment.kind === 'day' || moment.kind === 'time'

  const series = resourceKey('Observation', entry)
  const time = moment.kind === 'time' ? moment.start : isDated ? moment.text : undefined
  const identity = {
    key: series === undefined ? keyOf('lab', personKey(person), test.code, time) : keyOf(series, test.code),
    precedence: precedenceOf(
      versionTime(entry),
      rankOfResult(status),
      found.kind === 'result' ? found.result : undefined,
    ),
    ...(series !== undefined && { series }),
  }
  const reported = (record: LabResult | undefined, faults: readonly ElementFault[]): ReadResource => ({
    records: [{ ...identity, withdrawn, record, replacesSeries: false, ...undated(series, entry) }],
    faults,
  })
  const setAside = (fault: ElementFault): ReadResource => ({
    records: [],
    faults: [{ ...fault, concerns: identity }],
  })

  if (withdrawn && (found.kind !== 'result' || !isDated) && (isDated || series !== undefined))
    return reported(undefined, [])
  if (found.kind === 'empty' && PENDING.includes(said)) return { records: [], faults: [] }
  if (found.kind !== 'result')
    return setAside({ path: `${path}valueCodeableConcept`, ...VALUE_FAULTS[found.kind] })
  if (!isDated) return setAside(stamp === undefined ? NO_TIME : NO_REAL_TIME)
  if (!withdrawn && isAhead(moment, options)) return setAside({ ...NO_REAL_TIME, reason: TEST_AHEAD })

  const review = found.certain ? reviewOf(source, status, moment) : 'several-viruses'
  const performers = objectsAt(resource, 'performer').map((element) => ({
    element,
    type: 'Organization' as const,
  }))
  const record: LabResult = {
    kind: 'lab',
    test: test.coded.test,
    result: found.result,
    collected: moment.text,
    ...placeNamed(source, performers),
    status,
    ...(review !== undefined && { review }),
  }
  return reported(record, Object.hasOwn(STATUS, said) ? [] : [UNKNOWN_STATUS])
}

const PENDING = ['preliminary', 'registered']

/** The codes, and the text beside them, which may contradict them. */
function valuesOf(part: JsonObject): readonly Coding[] {
  const value = objectAt(part, 'valueCodeableConcept')
  const text = textAt(value, 'text') ?? textAt(part, 'valueString')
  return [...codingsOf(value, SNOMED), ...(text === undefined ? [] : [{ code: undefined, display: text }])]
}

/**
 * What the result says of itself, else what its specimen says. A period counts from its start; `issued`, or when the
 * specimen was received or the report was made, is never a source.
 */
function collectionOf({ resource, entry, references }: ResourceSource): string | undefined {
  const own =
    textAt(resource, 'effectiveDateTime') ??
    textAt(resource, 'effectiveInstant') ??
    textAt(objectAt(resource, 'effectivePeriod'), 'start')
  if (own !== undefined) return own
  const specimen = references.resolve(objectAt(resource, 'specimen'), 'Specimen', entry)
  const collection = specimen === 'unresolved' ? undefined : objectAt(specimen, 'collection')
  return textAt(collection, 'collectedDateTime') ?? textAt(objectAt(collection, 'collectedPeriod'), 'start')
}

function reviewOf(
  { entry, options }: ResourceSource,
  status: ResultStatus,
  moment: Moment,
): string | undefined {
  if (status === 'unknown') return 'status-unknown'
  const time = extent(moment, options.zone)
  const sent = versionTime(entry) ?? options.receivedAt
  if (time === undefined || sent === undefined) return undefined
  if (time.start > sent) return 'collected-after-receipt'
  return sent - time.start > DAYS_90 ? 'collected-long-before-receipt' : undefined
}

const NO_TIME: ElementFault = {
  path: 'effectiveDateTime',
  code: 'missing',
  reason: 'There is no collection time. Send it: it is never guessed.',
}
const NO_REAL_TIME: ElementFault = {
  path: 'effectiveDateTime',
  code: 'invalid-value',
  reason: 'The collection time is no real date, or only a month or year. Send the day.',
}
const UNKNOWN_STATUS: ElementFault = {
  path: 'status',
  code: 'invalid-value',
  reason: 'The status is none of those of FHIR R4, so the result is not taken as final.',
}

const VALUE_FAULTS = {
  contradiction: {
    code: 'contradiction',
    reason: 'The result code contradicts its text, or another code.',
  },
  'unknown-code': {
    code: 'invalid-value',
    reason: 'The result code is not in the table of results. Send its SNOMED CT code.',
  },
  'no-code': {
    code: 'no-code',
    reason: 'The result is text without a code. Send its SNOMED CT code: text is not read.',
  },
  empty: { code: 'missing', reason: 'There is no coded result. Send its SNOMED CT code.' },
} as const

const DAYS_90 = 90 * 86_400_000
