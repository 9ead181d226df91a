import { type CivilDate, parseCivilDate, type TestKind, type TestResult } from '@excelsior/domain'

/** What a department may change: which codes are tests for the virus, which are results, which are vaccines. */
export interface CodeTables {
  /** By LOINC code. */
  readonly tests: ReadonlyMap<string, CodedTest>
  /** By SNOMED CT code. */
  readonly results: ReadonlyMap<string, CodedResult>
  /** COVID-19 vaccines by CVX code. A code that is not here is a vaccine too, of a kind unknown here. */
  readonly vaccines: ReadonlyMap<string, CodedVaccine>
  /** By labeler and product, `59267-1000`. */
  readonly ndc: ReadonlyMap<string, CodedPackage>
}

export interface CodedTest {
  readonly test: TestKind
  readonly name: string
  /** The code names several viruses together: "Detected" does not say which. */
  readonly severalViruses: boolean
}

export interface CodedResult {
  readonly result: TestResult
  readonly name: string
  /** The code names the virus itself, so it is certain even where the test looks for several. */
  readonly organism: boolean
}

export interface CodedVaccine {
  readonly name: string
  readonly maker?: string
}

export interface CodedPackage {
  readonly cvx: string
  /** The first day it was authorised; on an earlier day the number is a placeholder. */
  readonly from: CivilDate
}

/** The parsed files of `data/codes`. */
export interface CodeFiles {
  readonly tests: unknown
  readonly results: unknown
  readonly vaccines: unknown
}

export type CodeTablesOutcome =
  | { readonly ok: true; readonly codes: CodeTables }
  | { readonly ok: false; readonly faults: readonly { readonly path: string; readonly message: string }[] }

/** Reads the code files strictly: one bad row refuses them all. */
export function parseCodeTables(files: CodeFiles): CodeTablesOutcome {
  const faults: { path: string; message: string }[] = []
  const table = <T>(file: unknown, name: string, row: (entry: Row) => T | string): Map<string, T> => {
    const rows = new Map<string, T>()
    const entries = isRow(file) ? file[name] : undefined
    if (!isRow(entries)) {
      faults.push({ path: name, message: 'is missing, or no object of rows by code' })
      return rows
    }
    for (const [code, entry] of Object.entries(entries)) {
      const parsed = isRow(entry) ? row(entry) : 'is no object'
      if (typeof parsed === 'string') faults.push({ path: `${name}.${code}`, message: parsed })
      else rows.set(code, parsed)
    }
    return rows
  }

  const codes: CodeTables = {
    tests: table(files.tests, 'tests', (row) => {
      const { test, name, severalViruses = false } = row
      if (test !== 'pcr' && test !== 'antigen') return 'test is neither pcr nor antigen'
      if (typeof name !== 'string') return 'name is no text'
      if (typeof severalViruses !== 'boolean') return 'severalViruses is neither true nor false'
      return { test, name, severalViruses }
    }),
    results: table(files.results, 'results', (row) => {
      const { result, name, organism = false } = row
      if (result !== 'negative' && result !== 'positive' && result !== 'inconclusive')
        return 'result is none of negative, positive, inconclusive'
      if (typeof name !== 'string') return 'name is no text'
      if (typeof organism !== 'boolean') return 'organism is neither true nor false'
      return { result, name, organism }
    }),
    vaccines: table(files.vaccines, 'products', (row) => {
      const { name, maker } = row
      if (typeof name !== 'string') return 'name is no text'
      if (maker === undefined) return { name }
      return typeof maker === 'string' ? { name, maker } : 'maker is no text'
    }),
    ndc: table(files.vaccines, 'ndc', (row) => {
      const { cvx, from } = row
      const day = typeof from === 'string' ? parseCivilDate(from) : undefined
      if (typeof cvx !== 'string' || !isCvx(cvx)) return 'cvx is no CVX code'
      return day === undefined ? 'from is no day' : { cvx, from: day }
    }),
  }
  return faults.length === 0 ? { ok: true, codes } : { ok: false, faults }
}

/** Two or three digits, as text: `03` is a code, `3` is none. */
export function isCvx(code: string): boolean {
  return (code.length === 2 || code.length === 3) && isDigits(code)
}

/** `94500-6`: up to seven digits, a hyphen, a check digit. */
export function isLoincShaped(code: string): boolean {
  const hyphen = code.length - 2
  return hyphen >= 1 && hyphen <= 7 && code[hyphen] === '-' && isDigits(code.replace('-', ''))
}

/** Labeler and product of a National Drug Code in any of its usual spellings, as `59267-1000`. */
export function ndcProduct(code: string): string | undefined {
  if (code.length === 11 && isDigits(code)) return `${code.slice(0, 5)}-${code.slice(5, 9)}`
  const [labeler = '', product = '', pack = '', more] = code.split('-', 4)
  const right = labeler.length >= 4 && labeler.length <= 5 && product.length >= 3 && product.length <= 4
  if (more !== undefined || !right || pack.length > 2 || !isDigits(labeler + product + pack)) return undefined
  return `${labeler.padStart(5, '0')}-${product.padStart(4, '0')}`
}

/** At least one character, all of them ASCII digits. */
export function isDigits(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code < 48 || code > 57) return false
  }
  return text.length > 0
}

type Row = Readonly<Record<string, unknown>>

function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
