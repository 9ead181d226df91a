import { zone } from '@excelsior/domain'
import { parseCodeTables } from '../codes.ts'
import type { ReadOptions } from '../report.ts'

/** How tests read: New York's clock, and the code files, of which `read` gives the content by name. */
export function sampleOptions(read: (name: string) => string): ReadOptions {
  const parsed = parseCodeTables({
    tests: JSON.parse(read('loinc-sars-cov-2')),
    results: JSON.parse(read('snomed-results')),
    vaccines: JSON.parse(read('cvx-covid-19')),
  })
  if (!parsed.ok) throw new Error('the code files are faulty')
  return { zone: zone('America/New_York'), codes: parsed.codes }
}

/** Messages for tests: a whole, ordinary one of which each test changes what it is about. */

export interface SampleHeader {
  readonly id?: string
  readonly sent?: string
  /** MSH-15 onwards. */
  readonly rest?: string
  readonly processing?: string
}

export const PID =
  'PID|1||A1^^^CLINIC^MR||Doe^Jane^^^^^L||19800101|F|||1 Elm^^Albany^NY^12207^USA^P||^PRN^PH^^1^518^5550100'

export function sampleMsh(
  type: string,
  { id = 'M1', sent = '20210905170000-0400', rest = '', processing = 'P' }: SampleHeader = {},
): string {
  return `MSH|^~\\&|APP|FAC|NYSIIS|NYSDOH|${sent}||${type}|${id}|${processing}|2.5.1${rest === '' ? '' : `|||${rest}`}`
}

/** A VXU of these RXA (and other) segments. */
export function sampleVxu(segments: readonly string[], header?: SampleHeader, pid = PID): string {
  return [sampleMsh('VXU^V04^VXU_V04', header), pid, ...segments].map((segment) => `${segment}\r`).join('')
}

export interface SampleDose {
  readonly cvx?: string
  readonly date?: string
  readonly source?: string
  readonly place?: string
  readonly refusal?: string
  readonly completion?: string
  readonly action?: string
  readonly address?: string
}

export function sampleRxa({
  cvx = '208^COVID-19, mRNA^CVX',
  date = '20210401',
  source = '00^New^NIP001',
  place = '^^^ELM STREET CLINIC',
  refusal = '',
  completion = 'CP',
  action = 'A',
  address = '',
}: SampleDose = {}): string {
  const end = address === '' ? '' : `|||||||${address}`
  return `RXA|0|1|${date}||${cvx}|0.3|||${source}||${place}|||||||${refusal}||${completion}|${action}${end}`
}

/** An ORU of these segments. */
export function sampleOru(segments: readonly string[], header?: SampleHeader, pid = PID): string {
  return [sampleMsh('ORU^R01^ORU_R01', header), pid, ...segments].map((segment) => `${segment}\r`).join('')
}

export interface SampleOrder {
  readonly filler?: string
  readonly collected?: string
  readonly code?: string
}

export function sampleObr({
  filler = 'F1^LAB',
  collected = '20210904101500-0400',
  code = '94500-6^SARS-CoV-2 RNA^LN',
}: SampleOrder = {}): string {
  return `OBR|1||${filler}|${code}|||${collected}`
}

export interface SampleResult {
  readonly type?: string
  readonly test?: string
  readonly value?: string
  readonly flag?: string
  readonly status?: string
  /** OBX-12 onwards. */
  readonly rest?: string
}

export function sampleObx({
  type = 'CWE',
  test = '94500-6^SARS-CoV-2 RNA^LN',
  value = '260415000^Not detected^SCT',
  flag = '',
  status = 'F',
  rest = '',
}: SampleResult = {}): string {
  return `OBX|1|${type}|${test}||${value}|||${flag}|||${status}${rest === '' ? '' : `|${rest}`}`
}

/** SPM-2, SPM-17 and SPM-18. */
export function sampleSpm(number: string, collected: string, received = ''): string {
  return `SPM|1|${number}||258500001|||||||||||||${collected}|${received}`
}

/** ASCII text as bytes. */
export function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0))
}
