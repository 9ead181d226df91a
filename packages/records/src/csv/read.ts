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
import { readIsoMoment } from '../times.ts'
import { cleanValue } from '../values.ts'
import { type CsvRow, CsvSplitter } from './rows.ts'

/** Without these nothing can be read, and the file is refused: a column is never made up. */
const NEEDED = {
  always: ['kind', 'familyName', 'givenName', 'birthDate'],
  immunization: ['cvx', 'date', 'status'],
  lab: ['test', 'result', 'collected', 'status'],
} as const

const COLUMNS: readonly string[] = [
  ...new Set([...NEEDED.always, ...NEEDED.immunization, ...NEEDED.lab]),
  ...['sex', 'postalCode', 'phone', 'historical', 'jurisdiction', 'place', 'id', 'corrects'],
]

/**
 * CSV of normalised records (`vectors/records-field`), row by row. The header names the columns in any order. `id` is
 * the source's own name of a record, `corrects` the `id` of the one that it corrects.
 */
export async function* readCsv(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options: ReadOptions,
): AsyncGenerator<ReadItem, void, undefined> {
  const splitter = new CsvSplitter()
  let header: Header | undefined
  for await (const rows of batches(chunks, splitter)) {
    for (const row of rows) {
      if (header !== undefined) {
        yield readRow(row, header, options)
        continue
      }
      const read = readHeader(row)
      if ('kind' in read) {
        yield read
        return
      }
      header = read
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
  readonly columns: ReadonlyMap<string, number>
  readonly width: number
  readonly unknown: readonly string[]
}

function readHeader(row: CsvRow): Header | ReadItem {
  const refuse = (reason: string, path?: string): ReadItem =>
    rejected(
      row,
      { code: 'unreadable', reason: `The file is refused: ${reason}`, ...(path !== undefined && { path }) },
      0,
    )
  if (row.kind === 'fault') return refuse(row.reason)
  const columns = new Map<string, number>()
  for (const [index, value] of row.values.entries()) {
    const name = value.trim()
    if (columns.has(name) && COLUMNS.includes(name)) return refuse('a column is there twice.', name)
    columns.set(name, index)
  }
  const lacks = (names: readonly string[]): string | undefined => names.find((name) => !columns.has(name))
  const [ofDose, ofResult] = [lacks(NEEDED.immunization), lacks(NEEDED.lab)]
  const ofRecord = columns.has('test') || columns.has('result') ? ofResult : ofDose
  const missing =
    lacks(NEEDED.always) ?? (ofDose !== undefined && ofResult !== undefined ? ofRecord : undefined)
  if (missing !== undefined)
    return refuse(`its header has no column "${missing}". Add it, even empty.`, missing)
  const unknown = [...columns.keys()].filter((name) => !COLUMNS.includes(name))
  return { columns, width: row.values.length, unknown: unknown.slice(0, 20).map((name) => name.slice(0, 30)) }
}

class RowFault {
  readonly path: string
  readonly code: Rejection['code']
  readonly reason: string
  constructor(path: string, code: Rejection['code'], reason: string) {
    this.path = path
    this.code = code
    this.reason = reason
  }
}

function readRow(row: CsvRow, header: Header, options: ReadOptions): ReadItem {
  if (row.kind === 'fault') return rejected(row, { code: 'unreadable', reason: row.reason })
  if (row.values.length !== header.width) {
    const reason = `The row has ${row.values.length} columns, the header ${header.width}. Put quotes around commas.`
    return rejected(row, { code: 'unreadable', reason })
  }
  const value = (name: string): string | undefined => {
    return cleanValue(row.values[header.columns.get(name) ?? -1] ?? '')
  }
  const person = personOf(value)
  const read = person instanceof RowFault ? person : recordOf(value, person, header, options)
  if (read instanceof RowFault) {
    const { path, code, reason } = read
    return rejected(row, { path, code, reason })
  }
  return {
    kind: 'report',
    report: {
      message: row.number - 1,
      messageId: value('id') ?? '',
      trial: false,
      person: person as PersonDetails,
      cleared: [],
      records: [read],
      setAside: [],
      raw: row.raw,
    },
  }
}

function rejected(
  row: CsvRow,
  fault: Pick<Rejection, 'code' | 'reason' | 'path'>,
  message = row.number - 1,
): ReadItem {
  return { kind: 'rejected', rejection: { message, raw: row.raw, ...fault } }
}

type Value = (name: string) => string | undefined

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
  const absent = NEEDED[kind].find((name) => !header.columns.has(name))
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
