/** A line that cannot be used; `line` counts from 1. The message never repeats the line's content. */
export class LineFault extends Error {
  readonly line: number
  readonly what: string
  constructor(line: number, what: string) {
    super(`line ${line}: ${what}`)
    this.line = line
    this.what = what
  }
}

export interface LineBatch {
  /** The number of the first line of the batch, from 1. */
  readonly first: number
  /** Whole lines without their line ends; empty ones too, so that numbers stay right. */
  readonly lines: readonly string[]
}

/**
 * The lines of a UTF-8 stream, as many at a time as have arrived. A byte order mark at the very start is dropped,
 * LF and CRLF both end a line. Throws a LineFault for a line over 1 MiB or not in UTF-8, after yielding all before it.
 */
export async function* lineBatches(input: AsyncIterable<Uint8Array>): AsyncGenerator<LineBatch> {
  let first = 1
  let pending: Uint8Array[] = []
  let pendingBytes = 0
  for await (const chunk of input) {
    const end = chunk.lastIndexOf(LF) + 1
    if (end > 0) {
      const whole = join(pending, chunk.subarray(0, end))
      pending = []
      pendingBytes = 0
      for (const batch of split(whole, first)) {
        first = batch.first + batch.lines.length
        yield batch
      }
    }
    if (end < chunk.length) {
      pending.push(chunk.subarray(end))
      pendingBytes += chunk.length - end
      if (pendingBytes > MOST_BYTES) throw new LineFault(first, TOO_LONG)
    }
  }
  if (pendingBytes > 0) yield* split(join(pending, new Uint8Array(0)), first)
}

/** The batch of these bytes; where one line is faulty, the lines before it, and then the fault. */
function* split(bytes: Uint8Array, first: number): Generator<LineBatch> {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: first > 1 }).decode(bytes)
  } catch {
    const fault = firstUnreadable(bytes, first)
    yield* split(bytes.subarray(0, fault.start), first)
    throw new LineFault(fault.line, 'is not UTF-8')
  }
  const lines: string[] = []
  for (let start = 0; start < text.length; ) {
    const found = text.indexOf('\n', start)
    const end = found < 0 ? text.length : found
    if (end - start > MOST_BYTES) {
      if (lines.length > 0) yield { first, lines }
      throw new LineFault(first + lines.length, TOO_LONG)
    }
    lines.push(text.slice(start, text.charCodeAt(end - 1) === CR ? end - 1 : end))
    start = end + 1
  }
  if (lines.length > 0) yield { first, lines }
}

function firstUnreadable(
  bytes: Uint8Array,
  first: number,
): { readonly line: number; readonly start: number } {
  let line = first
  for (let start = 0; start < bytes.length; line++) {
    const found = bytes.indexOf(LF, start)
    const end = found < 0 ? bytes.length : found + 1
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(start, end))
    } catch {
      return { line, start }
    }
    start = end
  }
  return { line, start: bytes.length }
}

function join(before: readonly Uint8Array[], last: Uint8Array): Uint8Array {
  return before.length === 0 ? last : Buffer.concat([...before, last])
}

const LF = 10
const CR = 13
const MOST_BYTES = 1024 * 1024
const TOO_LONG = 'is longer than 1 MiB'
