import { allocate } from './allocate.ts'
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
      if (previousStart >= 0 && !rises(this.bytes, previousStart, previousEnd, this.bytes, start, this.at)) {
        return this.fail()
      }
      previousStart = start
      previousEnd = this.at
      entries.set(key, this.value(depth - 1))
    }
    return entries
  }

  private fail(): null {
    this.failed = true
    return null
  }
}

/** Throws a RangeError for numbers outside the subset: what is encoded comes from this program. */
export function encodeCbor(value: CborValue): Uint8Array {
  const writer = new Writer()
  writer.value(value)
  return writer.written()
}

/** What the first of 1, 2, 4 or 8 bytes counts in. */
const FIRST_UNIT = [1, 0x100, 0x100_0000, 0x100_0000_0000_0000]

class Writer {
  private bytes = allocate(192)
  private at = 0

  written(): Uint8Array {
    return this.bytes.subarray(0, this.at)
  }

  value(value: CborValue): void {
    if (typeof value === 'number') this.integer(value)
    else if (typeof value === 'string') this.text(value)
    else if (typeof value === 'boolean') this.byte(value ? 0xf5 : 0xf4)
    else if (value === null) this.byte(0xf6)
    else if (value instanceof Uint8Array) this.string(BYTES, value)
    else if (isMap(value)) this.map(value)
    else {
      this.head(ARRAY, value.length)
      for (const item of value) this.value(item)
    }
  }

  private integer(value: number): void {
    if (!Number.isSafeInteger(value)) throw new RangeError('CBOR: not an integer within the safe range')
    if (value < 0) this.head(NEGATIVE, -1 - value)
    else this.head(UNSIGNED, value)
  }

  private map(map: CborMap): void {
    this.head(MAP, map.size)
    const start = this.at
    if (this.entriesInOrder(map)) return
    this.at = start
    const entries = Array.from(map, ([key, item]) => ({ key: encodeCbor(key), item }))
    entries.sort((a, b) => (rises(a.key, 0, a.key.length, b.key, 0, b.key.length) ? -1 : 1))
    for (const { key, item } of entries) {
      this.append(key)
      this.value(item)
    }
  }

  /** False as soon as a key does not rise; what was written until then is to be overwritten. */
  private entriesInOrder(map: CborMap): boolean {
    let previousStart = -1
    let previousEnd = -1
    for (const [key, item] of map) {
      const start = this.at
      this.value(key)
      if (previousStart >= 0 && !rises(this.bytes, previousStart, previousEnd, this.bytes, start, this.at))
        return false
      previousStart = start
      previousEnd = this.at
      this.value(item)
    }
    return true
  }

  private text(text: string): void {
    if (!isAscii(text)) {
      this.string(TEXT, encodeUtf8(text))
      return
    }
    this.head(TEXT, text.length)
    if (this.at + text.length > this.bytes.length) this.grow(text.length)
    for (let index = 0; index < text.length; index++) this.bytes[this.at++] = text.charCodeAt(index)
  }

  private string(kind: number, bytes: Uint8Array): void {
    this.head(kind, bytes.length)
    this.append(bytes)
  }

  private head(kind: number, argument: number): void {
    if (argument < 24) {
      this.byte((kind << 5) | argument)
      return
    }
    const power = argument < 0x100 ? 0 : argument < 0x1_0000 ? 1 : argument < 0x1_0000_0000 ? 2 : 3
    this.byte((kind << 5) | (24 + power))
    for (let unit = FIRST_UNIT[power]!; unit >= 1; unit /= 256) this.byte(Math.floor(argument / unit) % 256)
  }

  private byte(byte: number): void {
    if (this.at === this.bytes.length) this.grow(1)
    this.bytes[this.at++] = byte
  }

  private append(bytes: Uint8Array): void {
    if (this.at + bytes.length > this.bytes.length) this.grow(bytes.length)
    this.bytes.set(bytes, this.at)
    this.at += bytes.length
  }

  private grow(by: number): void {
    const larger = new Uint8Array(this.bytes.length * 2 + by)
    larger.set(this.bytes)
    this.bytes = larger
  }
}

/** Whether `a` from `aStart` to `aEnd` comes before `b`, bytewise: the order of keys, which rules out duplicates. */
function rises(
  a: Uint8Array,
  aStart: number,
  aEnd: number,
  b: Uint8Array,
  bStart: number,
  bEnd: number,
): boolean {
  const shared = Math.min(aEnd - aStart, bEnd - bStart)
  for (let offset = 0; offset < shared; offset++) {
    const difference = b[bStart + offset]! - a[aStart + offset]!
    if (difference !== 0) return difference > 0
  }
  return bEnd - bStart > aEnd - aStart
}

/** Most texts are: a loop is several times faster than the call into the encoder. */
function isAscii(text: string): boolean {
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) > 127) return false
  return true
}

function isMap(value: readonly CborValue[] | CborMap): value is CborMap {
  return value instanceof Map
}
