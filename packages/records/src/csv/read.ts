import {
  type DoseStatus,
  type HealthRecord,
  type PersonDetails,
  parsePartialDate,
  type ResultStatus,
  type TestResult,
} from '@excelsior/domain'
import { isCvx } from '../codes.ts'
import { isWithdrawn, keyOf, personKey, precedenceOf, type Rank, rankOfResult } from '../identity.ts'
import { phoneFromText, zipFromText } from '../phone.ts'
import type { ReadItem, ReadOptions, Rejection, ReportedRecord } from '../report.ts'
import { jurisdictionOf } from '../states.ts'
import { archiveNamed } from '../text-encoding.ts'
import { BEFORE_BIRTH, DOSE_AHEAD, isAhead, isBeforeBirth, readIsoMoment, TEST_AHEAD } from '../times.ts'
import { cleanValue } from '../values.ts'
import { FIELDS, type Field, NEEDED } from './fields.ts'
import { type CsvMapping, type FieldSource, translated } from './mapping.ts'
import { type CsvRow, CsvSplitter } from './rows.ts'

/**
 * CSV row by row: of normalised records (`vectors/records-field`), the header naming the fields in any order, or of
 * any other kind, as a mapping declares it. `id` is the source's own name of a record, `corrects` the `id` of the one
 * that it corrects.
 */
export async function* readCsv(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options: ReadOptions,
  mapping?: CsvMapping,
): AsyncGenerator<ReadItem, void, undefined> {
  const splitter = new CsvSplitter(mapping)
  let header: Header | undefined
  for await (const rows of batches(chunks, splitter)) {
    for (const row of rows) {
      if (header !== undefined) {
        yield readRow(row, header, options)
        continue
      }
      const read = mapping === undefined ? readHeader(row) : mappedHeader(row, mapping)
      if ('kind' in read) {
        yield read
        return
      }
      header = read
      if (mapping?.hasHeader === false) yield readRow(row, header, options)
      if (header.unknown.length > 0) {
        const text = `${header.unknown.length} columns are not known here and were passed over: ${header.unknown.join(', ')}.`
        yield { kind: 'notice', notice: { message: 0, code: 'unknown-columns', text } }
      }
    }
  }
  if (header === undefined) {
    yield { kind: 'notice', notice: { message: 0, code: 'no-messages', text: 'The file is empty.' } }
  }
}

async function* batches(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  splitter: CsvSplitter,
): AsyncGenerator<readonly CsvRow[]> {
  for await (const chunk of chunks) yield splitter.push(chunk)
  yield splitter.end()
}

interface Header {
  readonly sources: ReadonlyMap<Field, FieldSource & { readonly index: number }>
  readonly width: number
  readonly unknown: readonly string[]
  /** Its own bytes: a refused row is kept with them, so that it can be read again. Empty where there is none. */
  readonly raw: Uint8Array
  /** The row that is the first message: 1, or 2 behind a header. */
  readonly first: number
}

/** A header is kept with every refused row, so it must be short. */
const MAX_HEADER_BYTES = 16_384

function refusedFile(row: CsvRow, fault: string, column?: string): ReadItem {
  const archive = archiveNamed(row.raw)
  const path = archive === undefined ? column : undefined
  const reason = archive === undefined ? fault : `it is ${archive}, and no text. Send it as CSV.`
  const raw = row.raw.subarray(0, MAX_HEADER_BYTES)
  return {
    kind: 'rejected',
    rejection: {
      message: 0,
      raw,
      code: 'unreadable',
      reason: `The file is refused: ${reason}`,
      ...(path !== undefined && { path }),
    },
  }
}

function readHeader(row: CsvRow): Header | ReadItem {
  if (row.kind === 'fault') return refusedFile(row, row.reason)
  if (row.raw.length > MAX_HEADER_BYTES) return refusedFile(row, 'its header is longer than 16 KiB.')
  const columns = new Map<string, number>()
  for (const [index, value] of row.values.entries()) {
    const name = value.trim()
    if (columns.has(name) && isField(name)) return refusedFile(row, 'a column is there twice.', name)
    columns.set(name, index)
  }
  const lacks = (names: readonly string[]): string | undefined => names.find((name) => !columns.has(name))
  const [ofDose, ofResult] = [lacks(NEEDED.immunization), lacks(NEEDED.lab)]
  const ofRecord = columns.has('test') || columns.has('result') ? ofResult : ofDose
  const missing =
    lacks(NEEDED.always) ?? (ofDose !== undefined && ofResult !== undefined ? ofRecord : undefined)
  if (missing !== undefined)
    return refusedFile(row, `its header has no column "${missing}". Add it, even empty.`, missing)
  const unknown = [...columns.keys()].filter((name) => !isField(name))
  const sources = FIELDS.flatMap((field) => {
    const index = columns.get(field)
    return index === undefined ? [] : [[field, { column: field, index, keepsOthers: false }] as const]
  })
  return {
    sources: new Map(sources),
    width: row.values.length,
    unknown: unknown.slice(0, 20).map((name) => name.slice(0, 30)),
    raw: row.raw,
    first: 2,
  }
}

function isField(name: string): boolean {
  return FIELDS.some((field) => field === name)
}

/** The columns that the mapping names, each of which must be there, once. */
function mappedHeader(row: CsvRow, mapping: CsvMapping): Header | ReadItem {
  const { hasHeader, fields } = mapping
  if (row.kind === 'fault') return refusedFile(row, row.reason)
  if (hasHeader && row.raw.length > MAX_HEADER_BYTES)
    return refusedFile(row, 'its header is longer than 16 KiB.')
  const names = hasHeader ? row.values.map((name) => name.trim()) : []
  const sources = new Map<Field, FieldSource & { readonly index: number }>()
  for (const [field, source] of fields) {
    const { column } = source
    const index = typeof column === 'number' ? column - 1 : column === undefined ? -1 : names.indexOf(column)
    if (column !== undefined && (index < 0 || index >= row.values.length))
      return refusedFile(
        row,
        `it has no column ${named(column)}, which the mapping gives for ${field}.`,
        field,
      )
    if (typeof column === 'string' && names.lastIndexOf(column) !== index)
      return refusedFile(row, `its column ${named(column)} is there twice.`, field)
    sources.set(field, { ...source, index })
  }
  return {
    sources,
    width: row.values.length,
    unknown: [],
    raw: hasHeader ? row.raw : new Uint8Array(0),
    first: hasHeader ? 2 : 1,
  }
}

/** A column's name stands in the mapping: it is no person's. */
const named = (column: string | number): string => (typeof column === 'number' ? `${column}` : `"${column}"`)

class RowFault {
  readonly path: string
  readonly code: Rejection['code']
  readonly reason: string
  constructor(path: string, code: Rejection['code'], reason: string) {
    this.path = path
    this.code = code
    this.reason = reason
  }
  fault(): Pick<Rejection, 'code' | 'reason' | 'path'> {
    return { path: this.path, code: this.code, reason: this.reason }
  }
}

function readRow(row: CsvRow, header: Header, options: ReadOptions): ReadItem {
  const message = row.number - header.first + 1
  const reject = (fault: Pick<Rejection, 'code' | 'reason' | 'path'>): ReadItem => ({
    kind: 'rejected',
    rejection: { message, raw: withHeader(header, row), ...fault },
  })
  if (row.kind === 'fault')
    return reject({ code: row.isCut ? 'too-large' : 'unreadable', reason: row.reason })
  if (row.values.length !== header.width) {
    const rows = header.first === 1 ? 'the first row' : 'the header'
    const reason = `The row has ${row.values.length} columns, ${rows} ${header.width}. Put quotes around values that hold the delimiter.`
    return reject({ code: 'unreadable', reason })
  }
  const values = valuesOf(row.values, header)
  if (values instanceof RowFault) return reject(values.fault())
  const value: Value = (name) => values.get(name)
  const person = personOf(value)
  if (person instanceof RowFault) return reject(person.fault())
  const record = recordOf(value, person, header, options)
  if (record instanceof RowFault) return reject(record.fault())
  return {
    kind: 'report',
    report: {
      message,
      messageId: value('id') ?? '',
      trial: false,
      person,
      cleared: [],
      records: [record],
      setAside: [],
      raw: row.raw,
    },
  }
}

/** What each field says once the mapping has translated it; what is absent is not in it. */
function valuesOf(cells: readonly string[], { sources }: Header): ReadonlyMap<Field, string> | RowFault {
  const values = new Map<Field, string>()
  for (const [field, source] of sources) {
    const cell = cleanValue(source.value ?? cells[source.index] ?? '')
    if (cell === undefined) continue
    const value = translated(cell, source)
    if (value === undefined) {
      const what = source.format === undefined ? 'is not among the codes' : 'is not in the format'
      return new RowFault(field, 'invalid-value', `The value ${what} that the mapping gives for ${field}.`)
    }
    values.set(field, value)
  }
  return values
}

function withHeader({ raw }: Header, row: CsvRow): Uint8Array {
  if (raw.length === 0) return row.raw
  const both = new Uint8Array(raw.length + 1 + row.raw.length)
  both.set(raw)
  both[raw.length] = 10
  both.set(row.raw, raw.length + 1)
  return both
}

type Value = (name: Field) => string | undefined

const SEXES = ['male', 'female', 'other', 'unknown'] as const

function personOf(value: Value): PersonDetails | RowFault {
  const birthText = value('birthDate')
  const birthDate = birthText === undefined ? undefined : parsePartialDate(birthText)
  if (birthText !== undefined && birthDate === undefined)
    return new RowFault('birthDate', 'invalid-value', 'The birth date is no real date. Write 1980-04-30.')
  const sexText = value('sex')
  const sex = SEXES.find((word) => word === sexText)
  if (sexText !== undefined && sex === undefined)
    return new RowFault('sex', 'invalid-value', 'The sex is none of male, female, other, unknown.')
  const [givenName, familyName] = [value('givenName'), value('familyName')]
  const phone = phoneFromText(value('phone') ?? '')
  const postalCode = zipFromText(value('postalCode') ?? '')
  return {
    ...(givenName !== undefined && { givenName }),
    ...(familyName !== undefined && { familyName }),
    ...(birthDate !== undefined && { birthDate }),
    ...(sex !== undefined && { sex }),
    ...(postalCode !== undefined && { postalCode }),
    ...(phone !== undefined && { phone }),
    ...addressOf(value),
  }
}

function addressOf(value: Value): Pick<PersonDetails, 'street' | 'streetInFull' | 'city' | 'state'> {
  const [street, apartment, city, state] = [
    value('street'),
    value('apartment'),
    value('city'),
    value('state'),
  ]
  return {
    ...(street !== undefined && { street }),
    ...(street !== undefined && apartment !== undefined && { streetInFull: `${street}, ${apartment}` }),
    ...(city !== undefined && { city }),
    ...(state !== undefined && { state }),
  }
}

const DOSE_STATUS: readonly DoseStatus[] = ['completed', 'partial', 'not-done', 'deleted']
const RESULT_STATUS: readonly ResultStatus[] = [
  'final',
  'corrected',
  'preliminary',
  'wrong',
  'deleted',
  'cancelled',
]
const RESULTS: readonly TestResult[] = ['negative', 'positive', 'inconclusive']

function recordOf(
  value: Value,
  person: PersonDetails,
  header: Header,
  options: ReadOptions,
): ReportedRecord | RowFault {
  const kind = value('kind')
  if (kind !== 'immunization' && kind !== 'lab')
    return new RowFault('kind', 'invalid-value', 'The kind is neither immunization nor lab.')
  const absent = NEEDED[kind].find((name) => !header.sources.has(name))
  if (absent !== undefined)
    return new RowFault(absent, 'missing', `The file has no column "${absent}" for this row.`)
  return kind === 'lab' ? labOf(value, person, options) : doseOf(value, person, options)
}

function doseOf(value: Value, person: PersonDetails, options: ReadOptions): ReportedRecord | RowFault {
  const cvx = value('cvx')
  if (cvx !== undefined && !isCvx(cvx))
    return new RowFault('cvx', 'invalid-value', 'The CVX code is not two or three digits.')
  const date = readIsoMoment(value('date') ?? '', options.zone)
  if (date.kind !== 'day')
    return new RowFault('date', 'invalid-value', 'The date is no real day. Write 2021-04-30.')
  const isGiven = value('status') !== 'deleted' && value('status') !== 'not-done'
  if (isGiven && isAhead(date, options)) return new RowFault('date', 'invalid-value', DOSE_AHEAD)
  if (isGiven && isBeforeBirth(date.text, person)) return new RowFault('date', 'contradiction', BEFORE_BIRTH)
  const statusText = value('status')
  const status = DOSE_STATUS.find((word) => word === statusText)
  if (statusText !== undefined && status === undefined)
    return new RowFault(
      'status',
      'invalid-value',
      'The status is none of completed, partial, not-done, deleted.',
    )
  const historical = value('historical')
  if (historical !== undefined && historical !== 'true' && historical !== 'false')
    return new RowFault('historical', 'invalid-value', 'historical is neither true nor false.')
  const record: HealthRecord = {
    kind: 'immunization',
    ...(cvx !== undefined && { cvx }),
    date: date.text,
    ...placeOf(value, options),
    ...(status !== undefined && { status }),
    ...(historical !== undefined && { historical: historical === 'true' }),
  }
  const series = keyOf('dose', personKey(person), cvx, date.text)
  const withdrawn = status === 'deleted'
  return reported(value, record, series, withdrawn ? 'withdrawn' : 'first', withdrawn)
}

function labOf(value: Value, person: PersonDetails, options: ReadOptions): ReportedRecord | RowFault {
  const test = value('test')
  if (test !== 'pcr' && test !== 'antigen')
    return new RowFault('test', 'invalid-value', 'The test is neither pcr nor antigen.')
  const result = RESULTS.find((word) => word === value('result'))
  if (result === undefined)
    return new RowFault('result', 'invalid-value', 'The result is none of negative, positive, inconclusive.')
  const collected = readIsoMoment(value('collected') ?? '', options.zone)
  if (collected.kind !== 'day' && collected.kind !== 'time')
    return new RowFault('collected', 'invalid-value', 'The collection time is no real day or time.')
  if (
    isAhead(collected, options) &&
    !isWithdrawn(RESULT_STATUS.find((word) => word === value('status')) ?? 'final')
  )
    return new RowFault('collected', 'invalid-value', TEST_AHEAD)
  const statusText = value('status')
  const known = RESULT_STATUS.find((word) => word === statusText)
  if (statusText !== undefined && known === undefined)
    return new RowFault('status', 'invalid-value', `The status is none of ${RESULT_STATUS.join(', ')}.`)
  const isCorrection = value('corrects') !== undefined && (known === undefined || known === 'final')
  const status = isCorrection ? 'corrected' : (known ?? 'unknown')
  const record: HealthRecord = {
    kind: 'lab',
    test,
    result,
    collected: collected.text,
    ...placeOf(value, options),
    status,
    ...(status === 'unknown' && { review: 'status-unknown' }),
  }
  const series = keyOf(
    'lab',
    personKey(person),
    test,
    collected.kind === 'time' ? collected.start : collected.text,
  )
  return reported(value, record, series, rankOfResult(status), isWithdrawn(status), result)
}

/** A correction goes by the name of what it corrects. */
function reported(
  value: Value,
  record: HealthRecord,
  series: string,
  rank: Rank,
  withdrawn: boolean,
  result?: TestResult,
): ReportedRecord {
  const id = value('corrects') ?? value('id')
  return {
    key: id === undefined ? series : keyOf('csv', record.kind, id),
    precedence: precedenceOf(undefined, rank, result),
    withdrawn,
    record,
    series,
    replacesSeries: withdrawn && id === undefined,
    ...(id !== undefined && { undated: true }),
  }
}

function placeOf(
  value: Value,
  options: ReadOptions,
): { readonly jurisdiction?: string; readonly place?: string } {
  const jurisdiction = jurisdictionOf([value('jurisdiction')], options.jurisdiction)
  const place = value('place')
  return { ...(jurisdiction !== undefined && { jurisdiction }), ...(place !== undefined && { place }) }
}
