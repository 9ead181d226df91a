import { isDelimiterCode } from './delimiters.ts'

export type SplitPart =
  /** One message's own bytes, without line ends behind it, with the byte order mark in front that it needs. */
  | { readonly kind: 'message'; readonly message: number; readonly raw: Uint8Array }
  /** Longer than the limit: `raw` is its beginning. */
  | { readonly kind: 'too-large'; readonly message: number; readonly raw: Uint8Array }
  /** Text that belongs to no message; at most the limit of it. `message`: the last one before it, 0 for none. */
  | { readonly kind: 'stray'; readonly message: number; readonly raw: Uint8Array }
  /** A trailer that counts other than what was seen. */
  | {
      readonly kind: 'count'
      readonly message: number
      readonly trailer: 'BTS' | 'FTS'
      readonly said: number
      readonly seen: number
    }

/** SECURITY, section 3. */
export const MAX_MESSAGE_BYTES = 1_048_576

type Piece = 'stray' | 'message' | 'batch' | 'overflow'

/**
 * Cuts a stream of HL7 v2 text into messages, whatever the chunks. Only MSH begins a message; it ends before the
 * next one, before a batch segment (FHS, BHS, BTS, FTS), and at the end. Holds one message at a time.
 */
export class MessageSplitter {
  /** The piece that is being collected starts at byte 0. */
  #bytes = new Uint8Array(4096)
  #length = 0
  #piece: Piece = 'stray'
  /** The field separator of the message that is open. */
  #separator: number | undefined
  /** In units (bytes, or 16-bit characters): up to here the piece has been searched. */
  #searched = 0
  #wide: 'utf-16le' | 'utf-16be' | undefined
  #started = false
  #messages = 0
  #messagesInBatch = 0
  #batches = 0
  #parts: SplitPart[] = []

  /** Messages seen so far. */
  get messages(): number {
    return this.#messages
  }

  push(chunk: Uint8Array): SplitPart[] {
    this.#append(chunk)
    return this.#advance(false)
  }

  /** The stream is over. */
  end(): SplitPart[] {
    return this.#advance(true)
  }

  #append(chunk: Uint8Array): void {
    const needed = this.#length + chunk.length
    if (needed > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(needed, 2 * this.#bytes.length))
      grown.set(this.#bytes.subarray(0, this.#length))
      this.#bytes = grown
    }
    this.#bytes.set(chunk, this.#length)
    this.#length = needed
  }

  #advance(ended: boolean): SplitPart[] {
    this.#parts = []
    if (!this.#started && !this.#start(ended)) return this.#parts
    const units = this.#wide === undefined ? this.#length : this.#length >> 1
    const limit = ended ? units : units - LOOK_AHEAD

    let start = 0
    let unit = this.#searched
    for (; unit < limit; unit++) {
      if (unit > 0) {
        const before = this.#at(unit - 1)
        if (before !== CR && before !== LF) continue
      } else if (this.#piece !== 'stray') continue
      const next = this.#boundaryAt(unit, units)
      if (next === undefined) continue
      this.#close(start, unit)
      start = unit
      this.#piece = next
      this.#separator = next === 'message' ? this.#at(this.#afterMarks(unit, units) + 3) : undefined
      if (next === 'message') {
        this.#messages++
        this.#messagesInBatch++
      }
    }
    if (ended) {
      this.#close(start, units)
      if (this.#wide !== undefined && this.#length % 2 === 1)
        this.#emit('stray', this.#length - 1, this.#length)
      this.#length = 0
      return this.#parts
    }
    this.#searched = Math.max(this.#searched, unit) - start
    this.#drop(start)
    this.#boundPiece()
    return this.#parts
  }

  /** Looks for a byte order mark; false while there are too few bytes to tell. */
  #start(ended: boolean): boolean {
    if (this.#length < 2 && !ended) return false
    this.#started = true
    if (this.#length < 2) return true
    const [first, second] = this.#bytes
    if (first === 0xff && second === 0xfe) this.#wide = 'utf-16le'
    if (first === 0xfe && second === 0xff) this.#wide = 'utf-16be'
    if (this.#wide !== undefined) this.#drop(1)
    return true
  }

  /** Forgets the first `units`. */
  #drop(units: number): void {
    if (units === 0) return
    const bytes = this.#wide === undefined ? units : units * 2
    this.#bytes.copyWithin(0, bytes, this.#length)
    this.#length -= bytes
  }

  /** A piece beyond the limit is told once and then only searched for its end. */
  #boundPiece(): void {
    if (this.#piece !== 'overflow') {
      if (this.#searched * (this.#wide === undefined ? 1 : 2) <= MAX_MESSAGE_BYTES) return
      if (this.#piece === 'message')
        this.#emit('too-large', this.#messageStart(0, this.#searched), this.#searched)
      else this.#emit('stray', 0, this.#searched)
      this.#piece = 'overflow'
    }
    const done = Math.max(0, this.#searched - 2) // CR LF in front of the next boundary
    this.#drop(done)
    this.#searched -= done
  }

  #at(unit: number): number {
    const bytes = this.#bytes
    if (this.#wide === undefined) return bytes[unit] ?? 0
    const first = bytes[2 * unit] ?? 0
    const second = bytes[2 * unit + 1] ?? 0
    return this.#wide === 'utf-16le' ? first | (second << 8) : (first << 8) | second
  }

  /** What begins at this line, if it is a message or a batch segment. */
  #boundaryAt(line: number, units: number): 'message' | 'batch' | undefined {
    const unit = this.#afterMarks(line, units)
    if (unit + 3 > units) return undefined
    const first = this.#at(unit)
    if (first !== M && first !== F && first !== B) return undefined
    const id = String.fromCharCode(first, this.#at(unit + 1), this.#at(unit + 2))
    const isMessage = id === 'MSH'
    if (!isMessage && id !== 'FHS' && id !== 'BHS' && id !== 'BTS' && id !== 'FTS') return undefined
    const separator = unit + 3 < units ? this.#at(unit + 3) : undefined
    const isEnd = separator === undefined || separator === CR || separator === LF
    if (!isEnd && !isDelimiterCode(separator)) return undefined

    // A line feed alone may stand inside a field: there it takes more than three letters to end a segment.
    const afterFeed = line > 0 && this.#at(line - 1) === LF && (line < 2 || this.#at(line - 2) !== CR)
    if (afterFeed && this.#separator !== undefined) {
      if (isEnd) return undefined
      if (separator !== this.#separator && !(isMessage && this.#declaresDelimiters(unit + 3, units)))
        return undefined
    }
    return isMessage ? 'message' : 'batch'
  }

  /** Whether `separator, 1 to 5 delimiters, separator` stands here, as at the start of a good MSH. */
  #declaresDelimiters(unit: number, units: number): boolean {
    const separator = this.#at(unit)
    for (let next = unit + 1; next < units && next <= unit + 6; next++) {
      const code = this.#at(next)
      if (code === separator) return next > unit + 1
      if (!isDelimiterCode(code)) return false
    }
    return false
  }

  /** Behind byte order marks and MLLP's start byte, which may stand in front of a header in any order. */
  #afterMarks(from: number, units: number): number {
    let unit = from
    for (let count = 0; count < 3 && unit < units; count++) {
      const code = this.#at(unit)
      if (code === VT || code === 0xfeff) unit++
      else if (this.#isUtf8Mark(unit)) unit += 3
    }
    return unit
  }

  #isUtf8Mark(unit: number): boolean {
    return this.#at(unit) === 0xef && this.#at(unit + 1) === 0xbb && this.#at(unit + 2) === 0xbf
  }

  #close(start: number, end: number): void {
    if (this.#piece === 'overflow') return
    if (this.#piece === 'message') {
      const tooLarge = (end - start) * (this.#wide === undefined ? 1 : 2) > MAX_MESSAGE_BYTES
      this.#emit(tooLarge ? 'too-large' : 'message', this.#messageStart(start, end), end)
      return
    }
    let from = start
    if (this.#piece === 'batch') {
      while (from < end && this.#at(from) !== CR && this.#at(from) !== LF) from++
      this.#countBatch(this.#afterMarks(start, end), from)
    }
    this.#emit('stray', from, end)
  }

  #messageStart(start: number, end: number): number {
    const header = this.#afterMarks(start, end)
    return this.#wide === undefined && header - start >= 3 && this.#isUtf8Mark(header - 3)
      ? header - 3
      : header
  }

  #countBatch(start: number, end: number): void {
    const id = String.fromCharCode(this.#at(start), this.#at(start + 1), this.#at(start + 2))
    if (id === 'BHS') this.#messagesInBatch = 0
    if (id === 'FHS') this.#batches = 0
    if (id === 'BHS' || id === 'FHS') return
    const trailer = id === 'BTS' ? 'BTS' : 'FTS'
    const seen = trailer === 'BTS' ? this.#messagesInBatch : this.#batches
    if (trailer === 'BTS') {
      this.#batches++
      this.#messagesInBatch = 0
    }
    let said = 0
    let unit = start + 4
    for (; unit < end && unit < start + 13; unit++) {
      const digit = this.#at(unit) - 48
      if (!(digit >= 0 && digit <= 9)) break
      said = said * 10 + digit
    }
    if (unit > start + 4 && said !== seen)
      this.#parts.push({ kind: 'count', message: this.#messages, trailer, said, seen })
  }

  /** Adds the units from `start` to `end`, without what is blank in front of stray text and behind any. */
  #emit(kind: 'message' | 'too-large' | 'stray', start: number, end: number): void {
    let from = start
    if (kind === 'stray') {
      while (from < end && (isBlank(this.#at(from)) || this.#at(from) === VT)) from++
      from = this.#afterMarks(from, end)
    }
    let to = Math.min(end, from + MAX_MESSAGE_BYTES / (this.#wide === undefined ? 1 : 2))
    while (to > from && isBlank(this.#at(to - 1))) to--
    if (kind === 'stray' && from >= to) return
    this.#parts.push({ kind, message: this.#messages, raw: this.#copy(from, to) })
  }

  #copy(from: number, to: number): Uint8Array {
    if (this.#wide === undefined) return this.#bytes.slice(from, to)
    const raw = new Uint8Array(2 * (to - from) + 2)
    raw.set(this.#wide === 'utf-16le' ? [0xff, 0xfe] : [0xfe, 0xff])
    raw.set(this.#bytes.subarray(2 * from, 2 * to), 2)
    return raw
  }
}

/** Line ends, blanks, NUL, and the end bytes of MLLP and of old files. */
function isBlank(code: number): boolean {
  return (
    code === CR || code === LF || code === 32 || code === 9 || code === 0 || code === 0x1c || code === 0x1a
  )
}

const CR = 13
const LF = 10
const VT = 11
const B = 66
const F = 70
const M = 77
/** Marks (4), MSH, separator, five delimiters, separator; and a unit to spare. */
const LOOK_AHEAD = 16
