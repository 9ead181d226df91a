import { decodeStrictly, type TextEncoding } from '../text-encoding.ts'

export type CsvRow =
  /** `number` counts rows from 1, the header being the first; blank ones are passed over. */
  | {
      readonly kind: 'row'
      readonly number: number
      readonly values: readonly string[]
      readonly raw: Uint8Array
    }
  /** `isCut`: `raw` is its beginning. */
  | {
      readonly kind: 'fault'
      readonly number: number
      readonly reason: string
      readonly raw: Uint8Array
      readonly isCut?: true
    }

/** What a file may have other than RFC 4180 in UTF-8. In each of these encodings ASCII is itself. */
export interface CsvForm {
  /** One ASCII character. */
  readonly delimiter?: string
  readonly encoding?: TextEncoding
}

const MAX_ROW_BYTES = 1_048_576
const MAX_COLUMNS = 500

/**
 * RFC 4180 in UTF-8, in chunks of any size; holds one row at a time. A row ends at CR, LF or CRLF outside of quotes. A byte order mark in front is dropped. A
 * fault ends its row and spoils no other, but a quote that is never closed takes the rest of the file with it.
 */
export class CsvSplitter {
  #bytes = new Uint8Array(4096)
  #length = 0
  #searched = 0
  #isQuoted = false
  /** A quote opens at the start of a value, and again right behind the one that closed (`""`); elsewhere it is a fault. */
  #mayOpen = true
  #isOverlong = false
  #rows = 0
  #isFirst = true
  readonly #delimiter: string
  readonly #encoding: TextEncoding

  constructor({ delimiter = ',', encoding = 'utf-8' }: CsvForm = {}) {
    this.#delimiter = delimiter
    this.#encoding = encoding
  }

  push(chunk: Uint8Array): CsvRow[] {
    const needed = this.#length + chunk.length
    if (needed > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(needed, 2 * this.#bytes.length))
      grown.set(this.#bytes.subarray(0, this.#length))
      this.#bytes = grown
    }
    this.#bytes.set(chunk, this.#length)
    this.#length = needed
    return this.#advance(false)
  }

  end(): CsvRow[] {
    return this.#advance(true)
  }

  #advance(ended: boolean): CsvRow[] {
    const rows: CsvRow[] = []
    const delimiter = this.#delimiter.charCodeAt(0)
    let start = 0
    let at = this.#searched
    for (; at < this.#length; at++) {
      const byte = this.#bytes[at]
      if (this.#isQuoted) {
        if (byte !== QUOTE) continue
        this.#isQuoted = false
        this.#mayOpen = true
      } else if (byte === LF || byte === CR) {
        this.#close(rows, start, at)
        start = at + 1
        this.#mayOpen = true
      } else {
        this.#isQuoted = byte === QUOTE && this.#mayOpen
        this.#mayOpen = byte === delimiter || (this.#isFirst && at < 3 && isMarkByte(byte))
      }
    }
    if (ended && start < this.#length) this.#close(rows, start, this.#length, this.#isQuoted)
    this.#bytes.copyWithin(0, start, this.#length)
    this.#length = ended ? 0 : this.#length - start
    this.#searched = this.#length
    if (this.#length > MAX_ROW_BYTES) {
      if (!this.#isOverlong) rows.push({ ...this.#fault(OVERLONG, 0, 1024), isCut: true })
      this.#isOverlong = true
      this.#length = this.#searched = 0
    }
    return rows
  }

  #fault(reason: string, start: number, end: number): Extract<CsvRow, { kind: 'fault' }> {
    const number = this.#rows + 1
    return { kind: 'fault', number, reason: `Row ${number} ${reason}.`, raw: this.#bytes.slice(start, end) }
  }

  #close(rows: CsvRow[], start: number, end: number, isOpen = false): void {
    const isMarked = this.#isFirst && this.#bytes[start] === 0xef && this.#bytes[start + 1] === 0xbb
    this.#isFirst = false
    const from = isMarked && this.#bytes[start + 2] === 0xbf ? start + 3 : start
    if (this.#isOverlong) {
      this.#isOverlong = false
      this.#rows++
      return
    }
    if (from >= end) return
    if (end - from > MAX_ROW_BYTES) rows.push({ ...this.#fault(OVERLONG, from, from + 1024), isCut: true })
    else {
      const text = decodeStrictly(this.#bytes.subarray(from, end), this.#encoding)
      const isText = text !== undefined && !text.includes('\ufffd')
      const name = this.#encoding.toUpperCase()
      const values = isText ? fieldsOf(text, this.#delimiter) : undefined
      if (!isText) rows.push(this.#fault(`is not ${name}. Save the file as ${name}`, from, end))
      else if (isOpen) rows.push(this.#fault(LEFT_OPEN, from, end))
      else if (values === undefined)
        rows.push(this.#fault('has a quote out of place, or too many columns', from, end))
      else rows.push({ kind: 'row', number: this.#rows + 1, values, raw: this.#bytes.slice(from, end) })
    }
    this.#rows++
  }
}

/** The values of one row; undefined for a quote out of place. */
function fieldsOf(row: string, delimiter: string): readonly string[] | undefined {
  const values: string[] = []
  let at = 0
  for (;;) {
    let value = ''
    if (row[at] === '"') {
      let from = at + 1
      for (;;) {
        const close = row.indexOf('"', from)
        if (close < 0) return undefined
        value += row.slice(from, close)
        at = close + 1
        if (row[at] !== '"') break
        value += '"'
        from = at + 1
      }
      if (at < row.length && row[at] !== delimiter) return undefined
    } else {
      const comma = row.indexOf(delimiter, at)
      value = row.slice(at, comma < 0 ? undefined : comma)
      if (value.includes('"')) return undefined
      at = comma < 0 ? row.length : comma
    }
    if (values.push(value) > MAX_COLUMNS) return undefined
    if (at >= row.length) return values
    at++
  }
}

/** Of the byte order mark that may stand in front of the first value. */
function isMarkByte(byte: number | undefined): boolean {
  return byte === 0xef || byte === 0xbb || byte === 0xbf
}

const OVERLONG = 'is longer than 1 MiB; a quote may be left open'
const LEFT_OPEN =
  'has a quote that nothing closes, so that all behind it in the file was taken for a part of it. Close it, and send the file again'
const QUOTE = 34
const CR = 13
const LF = 10
