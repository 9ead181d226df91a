/** A file that is no CSV: the message names the row, from 1 (the header), and never repeats its content. */
export class CsvFault extends Error {}

const FIELD_AT_MOST = 64 * 1024
const COLUMNS_AT_MOST = 500

/**
 * The rows of a CSV text (RFC 4180), the header's too: every value is text and stays as it was written. Quoted fields may
 * hold commas, quotes (doubled) and line ends; CR, LF and CRLF end a row; empty lines and a byte order mark are
 * passed over. Throws a CsvFault for a field over 64 Ki characters, a row over 500 columns, or a quote left open.
 */
export function* csvRows(text: string): Generator<readonly string[]> {
  let at = text.charCodeAt(0) === BYTE_ORDER_MARK ? 1 : 0
  let number = 1
  while (at < text.length) {
    const row: string[] = []
    for (;;) {
      const field = text.charCodeAt(at) === QUOTE ? quoted(text, at, number) : plain(text, at)
      if (field.value.length > FIELD_AT_MOST)
        throw new CsvFault(`row ${number}: a field is longer than 64 KiB`)
      if (row.push(field.value) > COLUMNS_AT_MOST) throw new CsvFault(`row ${number}: more than 500 columns`)
      at = field.end
      if (text.charCodeAt(at) !== COMMA) break
      at++
    }
    if (text.charCodeAt(at) === CR) at++
    if (text.charCodeAt(at) === LF) at++
    if (row.length > 1 || row[0] !== '') yield row
    number++
  }
}

interface Field {
  readonly value: string
  /** Where the comma or line end after it stands. */
  readonly end: number
}

function plain(text: string, start: number): Field {
  let end = start
  for (; end < text.length; end++) {
    const sign = text.charCodeAt(end)
    if (sign === COMMA || sign === CR || sign === LF) break
  }
  return { value: text.slice(start, end), end }
}

function quoted(text: string, start: number, row: number): Field {
  let value = ''
  let from = start + 1
  for (;;) {
    const close = text.indexOf('"', from)
    if (close < 0) throw new CsvFault(`row ${row}: a quote is not closed`)
    value += text.slice(from, close)
    if (value.length > FIELD_AT_MOST) return { value, end: close }
    if (text.charCodeAt(close + 1) !== QUOTE) {
      const rest = plain(text, close + 1) // what some programs write after the closing quote
      return { value: value + rest.value, end: rest.end }
    }
    value += '"'
    from = close + 2
  }
}

const BYTE_ORDER_MARK = 0xfeff
const QUOTE = 34
const COMMA = 44
const LF = 10
const CR = 13
