import { decodeUtf8, encodeUtf8 } from './utf8.ts'

/**
 * The subset of CBOR (RFC 8949) that passes are made of, in its deterministic encoding (section 4.2.1) only:
 * integers within ±(2^53 - 1), byte and text strings, arrays, maps with integer or text keys, false, true, null.
 * No tags, floats, undefined, indefinite lengths, bignums: nothing here needs them.
 */
export type CborValue = number | string | boolean | null | Uint8Array | readonly CborValue[] | CborMap
export type CborMap = ReadonlyMap<number | string, CborValue>

const UNSIGNED = 0
const NEGATIVE = 1
const BYTES = 2
const TEXT = 3
const ARRAY = 4
const MAP = 5

/** Byte strings in the result are views of `bytes`. Undefined where anything is out of order, to the last byte. */
export function decodeCbor(bytes: Uint8Array, depth: number): CborValue | undefined {
  const reader = new Reader(bytes)
  const value = reader.value(depth)
  return reader.failed || reader.at !== bytes.length ? undefined : value
}

class Reader {
  readonly bytes: Uint8Array
  at = 0
  failed = false

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }

  /** After a failure the value is worth nothing: `failed` is looked at before it is used. */
  value(depth: number): CborValue {
    if (depth <= 0 || this.at >= this.bytes.length) return this.fail()
    const first = this.bytes[this.at++]!
    const kind = first >> 5
    if (kind > MAP) {
      if (first === 0xf4) return false
      if (first === 0xf5) return true
      return first === 0xf6 ? null : this.fail()
    }
    const argument = this.argument(first & 31)
    if (argument < 0) return this.fail()
    switch (kind) {
      case UNSIGNED:
        return argument
      case NEGATIVE:
        return argument < Number.MAX_SAFE_INTEGER ? -1 - argument : this.fail()
      case BYTES:
        return this.slice(argument)
      case TEXT:
        return decodeUtf8(this.slice(argument)) ?? this.fail()
      case ARRAY:
        return this.array(argument, depth)
      default:
        return this.map(argument, depth)
    }
  }

  /** The number after the first byte, in its shortest form; -1 where it is not. */
  private argument(information: number): number {
    if (information < 24) return information
    const size = information === 24 ? 1 : information === 25 ? 2 : information === 26 ? 4 : 8
    if (information > 27 || this.at + size > this.bytes.length) return -1
    let argument = 0
    for (let end = this.at + size; this.at < end; this.at++) argument = argument * 256 + this.bytes[this.at]!
    if (argument > Number.MAX_SAFE_INTEGER) return -1
    const least = size === 1 ? 24 : size === 2 ? 0x100 : size === 4 ? 0x1_0000 : 0x1_0000_0000
    return argument < least ? -1 : argument
  }

  private slice(length: number): Uint8Array {
    const start = this.at
    if (length > this.bytes.length - start) {
      this.fail()
      return this.bytes.subarray(0, 0)
    }
    this.at = start + length
    return this.bytes.subarray(start, this.at)
  }

  private array(count: number, depth: number): CborValue {
    if (count > this.bytes.length - this.at) return this.fail()
    const items: CborValue[] = []
    for (let index = 0; index < count && !this.failed; index++) items.push(this.value(depth - 1))
    return items
  }

  private map(count: number, depth: number): CborValue {
    if (count * 2 > this.bytes.length - this.at) return this.fail()
    const entries = new Map<number | string, CborValue>()
    let previousStart = -1
    let previousEnd = -1
    for (let index = 0; index < count && !this.failed; index++) {
      const start = this.at
      const key = this.value(depth - 1)
      if (typeof key !== 'number' && typeof key !== 'string') return this.fail()
      // Keys rise bytewise: that is the order of section 4.2.1, and rules out duplicates.
      if (previousStart >= 0 && !this.rises(previousStart, previousEnd, start, this.at)) return this.fail()
      previousStart = start
      previousEnd = this.at
      entries.set(key, this.value(depth - 1))
    }
    return entries
  }

  private rises(start: number, end: number, nextStart: number, nextEnd: number): boolean {
    const shared = Math.min(end - start, nextEnd - nextStart)
    for (let offset = 0; offset < shared; offset++) {
      const difference = this.bytes[nextStart + offset]! - this.bytes[start + offset]!
      if (difference !== 0) return difference > 0
    }
    return nextEnd - nextStart > end - start
  }

  private fail(): null {
    this.failed = true
    return null
  }
}

/** Throws a RangeError for numbers outside the subset: what is encoded comes from this program. */
export function encodeCbor(value: CborValue): Uint8Array {
  const bytes: number[] = []
  write(value, bytes)
  return Uint8Array.from(bytes)
}

function write(value: CborValue, to: number[]): void {
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new RangeError('CBOR: not an integer within the safe range')
    writeHead(value < 0 ? NEGATIVE : UNSIGNED, value < 0 ? -1 - value : value, to)
  } else if (typeof value === 'string') {
    const text = encodeUtf8(value)
    writeHead(TEXT, text.length, to)
    append(text, to)
  } else if (value === null || typeof value === 'boolean') {
    to.push(value === null ? 0xf6 : value ? 0xf5 : 0xf4)
  } else if (value instanceof Uint8Array) {
    writeHead(BYTES, value.length, to)
    append(value, to)
  } else if (isMap(value)) {
    writeHead(MAP, value.size, to)
    const entries = [...value].map(([key, item]) => ({ key: encodeCbor(key), item }))
    entries.sort((a, b) => compareBytes(a.key, b.key))
    for (const { key, item } of entries) {
      append(key, to)
      write(item, to)
    }
  } else {
    writeHead(ARRAY, value.length, to)
    for (const item of value) write(item, to)
  }
}

function writeHead(kind: number, argument: number, to: number[]): void {
  const size =
    argument < 24 ? 0 : argument < 0x100 ? 1 : argument < 0x1_0000 ? 2 : argument < 0x1_0000_0000 ? 4 : 8
  to.push((kind << 5) | (size === 0 ? argument : size === 1 ? 24 : size === 2 ? 25 : size === 4 ? 26 : 27))
  for (let index = size - 1; index >= 0; index--) to.push(Math.floor(argument / 256 ** index) % 256)
}

function append(bytes: Uint8Array, to: number[]): void {
  for (let at = 0; at < bytes.length; at++) to.push(bytes[at]!)
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const shared = Math.min(a.length, b.length)
  for (let at = 0; at < shared; at++) if (a[at] !== b[at]) return a[at]! - b[at]!
  return a.length - b.length
}

function isMap(value: readonly CborValue[] | CborMap): value is CborMap {
  return value instanceof Map
}
