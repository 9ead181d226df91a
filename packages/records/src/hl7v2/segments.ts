import { cleanValue, MAX_VALUE_LENGTH } from '../values.ts'
import type { Delimiters } from './delimiters.ts'
import { isAlphanumericCode, unescapeText } from './delimiters.ts'

/** Everything of a message that its segments have in common. */
export interface MessageText {
  readonly delimiters: Delimiters
  readonly decodeBytes: (bytes: Uint8Array) => string | undefined
}

/** More repetitions of a field are not looked at. */
const MAX_REPETITIONS = 50

/** One line of a message. Fields are numbered as in the standard, also those of MSH. */
export class Segment {
  readonly name: string
  /** The first of its name in the message is 1. */
  readonly occurrence: number
  readonly #line: string
  readonly #message: MessageText
  #fields: readonly string[] | undefined

  constructor(line: string, name: string, occurrence: number, message: MessageText) {
    this.#line = line
    this.name = name
    this.occurrence = occurrence
    this.#message = message
  }

  /** As sent, with all its delimiters and escapes. */
  rawField(field: number): string {
    this.#fields ??= this.#line.split(this.#message.delimiters.field)
    return this.#fields[this.name === 'MSH' ? field - 1 : field] ?? ''
  }

  isEmpty(field: number): boolean {
    return isNothing(this.rawField(field))
  }

  repetitions(field: number): readonly Part[] {
    const raw = this.rawField(field)
    if (raw === '') return []
    const { repetition } = this.#message.delimiters
    if (repetition === undefined || !raw.includes(repetition)) return [new Part(raw, this.#message)]
    return raw.split(repetition, MAX_REPETITIONS).map((part) => new Part(part, this.#message))
  }

  /** The first repetition; an empty one where the field is. */
  first(field: number): Part {
    const raw = this.rawField(field)
    const { repetition } = this.#message.delimiters
    const end = repetition === undefined ? -1 : raw.indexOf(repetition)
    return new Part(end < 0 ? raw : raw.slice(0, end), this.#message)
  }

  /** The first component of the first repetition. */
  value(field: number): string | undefined {
    const raw = this.rawField(field)
    return raw === '' ? undefined : this.first(field).value(1)
  }
}

/** One repetition of a field. */
export class Part {
  readonly raw: string
  readonly #message: MessageText
  #components: readonly string[] | undefined

  constructor(raw: string, message: MessageText) {
    this.raw = raw
    this.#message = message
  }

  /**
   * A component's text, escapes undone, without blanks around it and control characters in it. Nothing where it is
   * empty, `""`, or too long to be a value. `subcomponent` 0 takes the component whole, for types that have none.
   */
  value(component: number, subcomponent = 1): string | undefined {
    const raw = this.rawComponent(component)
    if (raw === '' || raw === '""') return undefined
    const { subcomponent: separator } = this.#message.delimiters
    if (subcomponent === 0 || separator === undefined) {
      return subcomponent > 1 ? undefined : this.#text(raw)
    }
    if (!raw.includes(separator)) return subcomponent === 1 ? this.#text(raw) : undefined
    return this.#text(raw.split(separator, subcomponent)[subcomponent - 1] ?? '')
  }

  rawComponent(component: number): string {
    this.#components ??= this.raw.split(this.#message.delimiters.component)
    return this.#components[component - 1] ?? ''
  }

  #text(raw: string): string | undefined {
    if (isNothing(raw) || raw.length > 4 * MAX_VALUE_LENGTH) return undefined
    const { delimiters, decodeBytes } = this.#message
    return cleanValue(unescapeText(raw, delimiters, decodeBytes))
  }
}

/** The segments of a message in order, or the first line that is none. */
export type SegmentsOutcome =
  | { readonly ok: true; readonly segments: readonly Segment[] }
  | { readonly ok: false; readonly reason: 'too-many' | 'no-segment'; readonly line: number }

/** SECURITY, section 3. */
const MAX_SEGMENTS = 10_000

/**
 * CR always ends a segment; LF ends one only where what follows starts like a segment: three letters or digits, then
 * the field separator. Text cut off from a note (NTE) is dropped; anywhere else it may be half a record.
 */
export function splitSegments(text: string, message: MessageText): SegmentsOutcome {
  const separator = message.delimiters.field
  const counts = new Map<string, number>()
  const segments: Segment[] = []
  let lines = 0
  let last = ''
  let carriage = -1
  let feed = -1
  for (let start = 0; start < text.length; ) {
    // Remembered, so that the text is searched once for each, however many segments there are.
    if (carriage < start) carriage = indexOrEnd(text, '\r', start)
    if (feed < start) feed = indexOrEnd(text, '\n', start)
    while (feed < carriage && !startsSegment(text, feed + 1, separator))
      feed = indexOrEnd(text, '\n', feed + 1)
    let end = Math.min(carriage, feed)
    const next = end + 1
    while (end > start && isBlankCode(text.charCodeAt(end - 1))) end--
    while (start < end && isBlankCode(text.charCodeAt(start))) start++
    if (start < end) {
      lines++
      if (lines > MAX_SEGMENTS) return { ok: false, reason: 'too-many', line: lines }
      if (startsSegment(text, start, separator) || (start + 3 === end && isName(text, start))) {
        last = text.slice(start, start + 3)
        const occurrence = (counts.get(last) ?? 0) + 1
        counts.set(last, occurrence)
        segments.push(new Segment(text.slice(start, end), last, occurrence, message))
      } else if (last !== 'NTE') return { ok: false, reason: 'no-segment', line: lines }
    }
    start = next
  }
  return { ok: true, segments }
}

function indexOrEnd(text: string, character: string, start: number): number {
  const index = text.indexOf(character, start)
  return index < 0 ? text.length : index
}

function startsSegment(text: string, start: number, separator: string): boolean {
  return text[start + 3] === separator && isName(text, start)
}

function isName(text: string, start: number): boolean {
  for (let index = start; index < start + 3; index++) {
    if (!isAlphanumericCode(text.charCodeAt(index))) return false
  }
  return true
}

function isBlankCode(code: number): boolean {
  return code === 10 || code === 13 || code === 32
}

function isNothing(raw: string): boolean {
  return raw === '' || raw === '""'
}
