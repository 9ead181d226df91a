import type { CsvMapping } from './csv/mapping.ts'
import { readCsv } from './csv/read.ts'
import { readFhirStream } from './fhir/lines.ts'
import { readHl7Stream } from './hl7v2/read.ts'
import { joined } from './joined.ts'
import type { ReadItem, ReadOptions } from './report.ts'
import { byteOrderMark } from './text-encoding.ts'

/** Any file of records: HL7 v2, FHIR as JSON or NDJSON, or CSV, told apart by how it begins; with a mapping it is CSV. */
export async function* readRecords(
  chunks: AsyncIterable<Uint8Array>,
  options: ReadOptions,
  mapping?: CsvMapping,
): AsyncGenerator<ReadItem, void, undefined> {
  if (mapping !== undefined) {
    yield* readCsv(chunks, options, mapping)
    return
  }
  const iterator = chunks[Symbol.asyncIterator]()
  const head: Uint8Array[] = []
  let format: ReturnType<typeof formatOf>
  for (;;) {
    const { done, value } = await iterator.next()
    if (done !== true) head.push(value)
    const begun = joined(head)
    format = formatOf(begun, done === true)
    if (format !== undefined || done === true) break
  }
  const all = replay(head, iterator)
  if (format === 'csv') yield* readCsv(all, options)
  else if (format === 'fhir') yield* readFhirStream(all, options)
  else yield* readHl7Stream(all, options)
}

/** Undefined while there is too little to tell. What is nothing else is read as HL7, which says what is wrong. */
function formatOf(begun: Uint8Array, ended: boolean): 'hl7v2' | 'fhir' | 'csv' | undefined {
  const mark = byteOrderMark(begun)
  if (mark !== undefined && mark.encoding !== 'utf-8') return 'hl7v2'
  let start = mark?.length ?? 0
  while (isBlank(begun[start])) start++
  const first = begun[start]
  if (first === undefined) return ended || begun.length > 4096 ? 'hl7v2' : undefined
  if (first === 0x7b || first === 0x5b) return 'fhir'
  let line = ''
  for (let index = start; index < begun.length && index < start + 4096; index++) {
    const byte = begun[index] ?? 0
    if (byte === 10 || byte === 13) return kindOfLine(line)
    line += String.fromCharCode(byte)
  }
  return ended || line.length === 4096 ? kindOfLine(line) : undefined
}

function kindOfLine(line: string): 'hl7v2' | 'csv' {
  if (line.includes('MSH') || ['FHS', 'BHS'].includes(line.slice(0, 3))) return 'hl7v2'
  return line.includes(',') ? 'csv' : 'hl7v2'
}

function isBlank(byte: number | undefined): boolean {
  return byte === 32 || byte === 9 || byte === 10 || byte === 13
}

async function* replay(
  head: readonly Uint8Array[],
  rest: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  yield* head
  for (;;) {
    const { done, value } = await rest.next()
    if (done === true) return
    yield value
  }
}
