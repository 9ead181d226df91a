import { CsvSplitter } from '@excelsior/records'

/** A file that is no CSV: the message names the row, from 1 (the header), and never repeats its content. */
export class CsvFault extends Error {}

const CHUNK = 1 << 20

/** The rows of a CSV file, its header's too; every value is text. Throws a `CsvFault` at the first faulty row. */
export function* csvRows(file: Uint8Array): Generator<readonly string[]> {
  const splitter = new CsvSplitter()
  for (let start = 0; start <= file.length; start += CHUNK) {
    const isLast = start + CHUNK > file.length
    const rows = splitter.push(file.subarray(start, start + CHUNK))
    for (const row of isLast ? [...rows, ...splitter.end()] : rows) {
      if (row.kind === 'fault') throw new CsvFault(row.reason)
      yield row.values
    }
  }
}
