import { parseJson } from '../fhir/json.ts'
import { type DateFormat, isoOf, parseDateFormat } from './date-format.ts'
import { FIELDS, type Field, NEEDED } from './fields.ts'
import type { CsvForm } from './rows.ts'

/** How somebody else's CSV is read: declared once a source, in a file. Checked by `parseCsvMapping`. */
export interface CsvMapping extends CsvForm {
  /** Whether the first row names the columns; else they go by number. */
  readonly hasHeader: boolean
  readonly fields: ReadonlyMap<Field, FieldSource>
}

export interface FieldSource {
  /** A name of the header, or a number from 1; undefined for a fixed value. */
  readonly column: string | number | undefined
  readonly value?: string
  readonly format?: DateFormat
  /** What the column says, and what is meant. */
  readonly codes?: ReadonlyMap<string, string>
  /** A value that is not among the codes is taken as it is, not refused. */
  readonly keepsOthers: boolean
}

export type CsvMappingOutcome =
  | { readonly ok: true; readonly mapping: CsvMapping }
  | { readonly ok: false; readonly faults: readonly { readonly path: string; readonly message: string }[] }

const ENCODINGS = ['utf-8', 'windows-1252', 'windows-1254', 'iso-8859-2', 'iso-8859-15'] as const
const DATES: readonly Field[] = ['birthDate', 'date', 'collected']
const MAX_CHARACTERS = 262_144

/** Reads a mapping strictly: an unknown word, a field of no record or a format that cannot be is told with its place. */
export function parseCsvMapping(text: string): CsvMappingOutcome {
  const faults: { path: string; message: string }[] = []
  const fault = (path: string, message: string): undefined => {
    faults.push({ path, message })
    return undefined
  }
  if (text.length > MAX_CHARACTERS)
    return { ok: false, faults: [{ path: '', message: 'is longer than 256 KiB' }] }
  const parsed = parseJson(text.startsWith('\ufeff') ? text.slice(1) : text)
  if (!parsed.ok)
    return { ok: false, faults: [{ path: parsed.path, message: `is not JSON: ${parsed.reason}` }] }
  const file = parsed.value
  if (!isObject(file)) return { ok: false, faults: [{ path: '', message: 'is no JSON object' }] }
  const only = (object: JsonRecord, path: string, known: readonly string[]): void => {
    for (const key of Object.keys(object))
      if (!known.includes(key)) fault(joined(path, key), `is not known; there are ${known.join(', ')}`)
  }

  only(file, '', ['delimiter', 'encoding', 'header', 'fields'])
  const { delimiter = ',', encoding = 'utf-8', header = true } = file
  if (typeof delimiter !== 'string' || !isDelimiter(delimiter))
    fault('delimiter', 'is no single character such as "," ";" "|" or a tab ("\\t")')
  const known = ENCODINGS.find((name) => name === encoding)
  if (known === undefined) fault('encoding', `is none of ${ENCODINGS.join(', ')}`)
  if (typeof header !== 'boolean') fault('header', 'is neither true nor false')

  const fields = new Map<Field, FieldSource>()
  if (!isObject(file.fields)) fault('fields', 'is missing, or no object of columns by field')
  else {
    for (const [name, given] of Object.entries(file.fields)) {
      const path = joined('fields', name)
      const field = FIELDS.find((each) => each === name)
      if (field === undefined) fault(path, `is no field; there are ${FIELDS.join(', ')}`)
      else {
        const source = sourceOf(given, field, header !== false)
        if (typeof source === 'string') fault(path, source)
        else if (Array.isArray(source)) only(given as JsonRecord, path, source)
        else fields.set(field, source as FieldSource)
      }
    }
    for (const field of missing(fields)) {
      if (Object.hasOwn(file.fields, field)) continue // its own fault is told
      fault(joined('fields', field), 'is missing; {"value": ""} says that the file does not have it')
    }
  }
  if (faults.length > 0) return { ok: false, faults }
  const form = { delimiter: delimiter as string, ...(known !== undefined && { encoding: known }) }
  return { ok: true, mapping: { ...form, hasHeader: header === true, fields } }
}

/** What the declared source says of a value that came; undefined where it is nothing that the mapping knows. */
export function translated(value: string, { format, codes, keepsOthers }: FieldSource): string | undefined {
  if (format !== undefined) return isoOf(value, format)
  if (codes === undefined) return value
  return codes.get(value) ?? (keepsOthers ? value : undefined)
}

/** Needed by every file, and by doses or results, whichever a file is about. */
function missing(fields: ReadonlyMap<Field, FieldSource>): readonly Field[] {
  const absent = (names: readonly Field[]): Field[] => names.filter((name) => !fields.has(name))
  const [ofDose, ofResult] = [absent(NEEDED.immunization), absent(NEEDED.lab)]
  const ofRecord = fields.has('test') || fields.has('result') ? ofResult : ofDose
  return [...absent(NEEDED.always), ...(ofDose.length > 0 && ofResult.length > 0 ? ofRecord : [])]
}

const KEYS = {
  fixed: ['value'],
  column: ['column', 'format', 'codes', 'others'],
} as const

/** What is wrong with it, in words; or the keys that it may have, where it has others. */
function sourceOf(given: unknown, field: Field, hasHeader: boolean): FieldSource | string | string[] {
  const { column, value, format, codes, others } = isObject(given)
    ? given
    : { column: given, value: undefined, format: undefined, codes: undefined, others: undefined }
  if (isObject(given)) {
    const allowed: readonly string[] = value === undefined ? KEYS.column : KEYS.fixed
    if (Object.keys(given).some((key) => !allowed.includes(key))) return [...allowed]
  }
  if (value !== undefined)
    return typeof value === 'string' ? { column: undefined, value, keepsOthers: false } : 'value is no text'
  const isNumber = typeof column === 'number' && Number.isInteger(column) && column >= 1 && column <= 500
  if (!isNumber && (typeof column !== 'string' || column.trim() === ''))
    return 'names no column: its name, its number from 1, or {"column": …}, or {"value": …}'
  if (!isNumber && !hasHeader) return 'names a column, but "header" is false: give its number from 1'
  const dates = typeof format === 'string' && DATES.includes(field) ? parseDateFormat(format) : undefined
  if (format !== undefined && !DATES.includes(field)) return `format goes with ${DATES.join(', ')}`
  if (format !== undefined && dates === undefined)
    return 'format is none: of YYYY MM M DD D HH H hh h mm ss A, with year, month and day'
  if (codes !== undefined && !isTexts(codes)) return 'codes is no object of texts'
  if (codes !== undefined && format !== undefined) return 'has both format and codes'
  if (others !== undefined && (codes === undefined || (others !== 'keep' && others !== 'refuse')))
    return 'others is "keep" or "refuse", and goes with codes'
  return {
    column: isNumber ? column : String(column).trim(),
    ...(dates !== undefined && { format: dates }),
    ...(codes !== undefined && { codes: new Map(Object.entries(codes)) }),
    keepsOthers: others === 'keep',
  }
}

type JsonRecord = Readonly<Record<string, unknown>>

function isObject(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isTexts(value: unknown): value is Readonly<Record<string, string>> {
  return isObject(value) && Object.values(value).every((each) => typeof each === 'string')
}

/** A printable ASCII character, or a tab, that is no quote, blank, letter or digit. */
function isDelimiter(text: string): boolean {
  if (text === '\t') return true
  const isPrintable = text.length === 1 && text > ' ' && text <= '~' && text !== '"'
  return isPrintable && text.toUpperCase() === text.toLowerCase() && !(text >= '0' && text <= '9')
}

function joined(path: string, key: string): string {
  const name = key.length > 40 ? `${key.slice(0, 40)}…` : key
  return path === '' ? name : `${path}.${name}`
}
