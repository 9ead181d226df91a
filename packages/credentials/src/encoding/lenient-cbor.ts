import { keepName, knownName, mixed } from './field-names.ts'
import { decodeAscii, decodeUtf8 } from './utf8.ts'

/**
 * CBOR (RFC 8949) as many programs write it: numbers in any length, floats, lengths that are told at the end. Of tags
 * only date-time as text (0) and as seconds (1), which leave their content as it is.
 */
export type LenientCbor =
  | number
  | string
  | boolean
  | null
  | Uint8Array
  | readonly LenientCbor[]
  | LenientCborMap
export type LenientCborMap = ReadonlyMap<number | string, LenientCbor>

const UNSIGNED = 0
const NEGATIVE = 1
const BYTES = 2
const TEXT = 3
const ARRAY = 4
const MAP = 5
const TAG = 6

/** First bytes of texts whose length stands in that byte itself: from 0 to 23. */
const SHORT_TEXT = 0x60
const LONGEST_SHORT_TEXT = 23

const BREAK = 0xff
const INDEFINITE = 31

/**
 * Byte strings in the result are views of `bytes`. Undefined for bytes after the end, for two equal keys in one map, for
 * keys that are neither integers nor text, for nesting beyond `depth`, integers beyond 2^53 - 1, bignums and other tags.
 * Nothing is set aside for a length before its content was seen.
 */
export function decodeLenientCbor(bytes: Uint8Array, depth: number): LenientCbor | undefined {
  const reader = new Reader(bytes)
  const value = reader.value(depth)
  return reader.failed || reader.at !== bytes.length ? undefined : value
}

class Reader {
  readonly bytes: Uint8Array
  at = 0
  failed = false
  /** All bytes as characters, once a text was met: those that are ASCII are cut out of it. */
  characters: string | undefined

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }

  /** After a failure the value is worth nothing: `failed` is looked at before it is used. */
  value(depth: number): LenientCbor {
    if (depth <= 0 || this.at >= this.bytes.length) return this.fail()
    const first = this.bytes[this.at++]!
    const kind = first >> 5
    const information = first & 31
    if (kind > TAG) return this.simple(information)
    const indefinite = information === INDEFINITE
    if (indefinite && (kind < BYTES || kind === TAG)) return this.fail()
    const argument = indefinite ? Number.POSITIVE_INFINITY : this.argument(information)
    if (argument < 0) return this.fail()
    switch (kind) {
      case UNSIGNED:
        return argument
      case NEGATIVE:
        return argument < Number.MAX_SAFE_INTEGER ? -1 - argument : this.fail()
      case BYTES:
        return indefinite ? this.chunks(BYTES) : this.slice(argument)
      case TEXT:
        return indefinite ? (decodeUtf8(this.chunks(TEXT)) ?? this.fail()) : this.text(argument)
      case ARRAY:
        return this.array(argument, depth)
      case MAP:
        return this.map(argument, depth)
      default:
        return argument <= 1 ? this.value(depth - 1) : this.fail()
    }
  }

  /** The number after the first byte, in any of its lengths; -1 where there is none, or too large a one. */
  private argument(information: number): number {
    if (information < 24) return information
    if (information > 27) return -1
    const end = this.at + (1 << (information - 24))
    if (end > this.bytes.length) return -1
    let argument = 0
    while (this.at < end) argument = argument * 256 + this.bytes[this.at++]!
    return argument <= Number.MAX_SAFE_INTEGER ? argument : -1
  }

  private simple(information: number): LenientCbor {
    switch (information) {
      case 20:
        return false
      case 21:
        return true
      case 22:
      case 23: // undefined, which is as much as null
        return null
      case 25:
      case 26:
      case 27:
        return this.float(1 << (information - 24))
      default:
        return this.fail()
    }
  }

  private float(size: number): LenientCbor {
    if (this.at + size > this.bytes.length) return this.fail()
    const view = new DataView(this.bytes.buffer, this.bytes.byteOffset + this.at, size)
    this.at += size
    return size === 8 ? view.getFloat64(0) : size === 4 ? view.getFloat32(0) : halfFloat(view.getUint16(0))
  }

  /** Nearly all texts are short and ASCII: no view of their bytes is needed, nor the decoder for each. */
  private text(length: number): LenientCbor {
    const { bytes, at } = this
    const end = at + length
    if (end > bytes.length) return this.fail()
    let bits = 0
    for (let next = at; next < end; next++) bits |= bytes[next]!
    if (bits >= 0x80) return decodeUtf8(this.slice(length)) ?? this.fail()
    this.at = end
    this.characters ??= decodeAscii(bytes)
    return this.characters.slice(at, end)
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

  /** Section 3.2.3: strings of the same kind, each with its length. */
  private chunks(kind: number): Uint8Array {
    const whole: number[] = []
    while (!this.atBreak()) {
      const first = this.bytes[this.at++]
      const length = first === undefined || first >> 5 !== kind ? -1 : this.argument(first & 31)
      if (length < 0) this.fail()
      if (this.failed) break
      for (const byte of this.slice(length)) whole.push(byte)
    }
    return Uint8Array.from(whole)
  }

  private array(count: number, depth: number): LenientCbor {
    const items: LenientCbor[] = []
    for (let index = 0; !this.ends(index, count); index++) items.push(this.value(depth - 1))
    return items
  }

  private map(count: number, depth: number): LenientCbor {
    const entries = new Map<number | string, LenientCbor>()
    for (let index = 0; !this.ends(index, count); index++) {
      const key = this.name() ?? this.value(depth - 1)
      const isKey = typeof key === 'string' || (typeof key === 'number' && Number.isSafeInteger(key))
      if (!isKey) return this.fail()
      entries.set(key, this.value(depth - 1))
      // A key that was there already.
      if (entries.size === index) return this.fail()
    }
    return entries
  }

  /** Undefined for keys that are no short ASCII text: they are read like other values. */
  private name(): string | undefined {
    const { bytes, at } = this
    const start = at + 1
    const length = at < bytes.length ? bytes[at]! - SHORT_TEXT : -1
    const end = start + length
    if (length < 0 || length > LONGEST_SHORT_TEXT || end > bytes.length) return undefined
    let hash = 0
    for (let next = start; next < end; next++) {
      if (bytes[next]! >= 0x80) return undefined
      hash = mixed(hash, bytes[next]!)
    }
    const known = knownName(bytes, start, end, hash)
    if (known !== undefined) {
      this.at = end
      return known
    }
    this.at = start
    return keepName(String(this.text(length)), hash)
  }

  private ends(index: number, count: number): boolean {
    if (this.failed) return true
    return count === Number.POSITIVE_INFINITY ? this.atBreak() : index >= count
  }

  private atBreak(): boolean {
    if (this.bytes[this.at] !== BREAK) return false
    this.at++
    return true
  }

  private fail(): null {
    this.failed = true
    return null
  }
}

/** Appendix D. */
function halfFloat(half: number): number {
  const exponent = (half >> 10) & 31
  const fraction = half & 0x3ff
  const size =
    exponent === 0
      ? fraction * 2 ** -24
      : exponent < 31
        ? (fraction + 1024) * 2 ** (exponent - 25)
        : fraction === 0
          ? Number.POSITIVE_INFINITY
          : Number.NaN
  return half & 0x8000 ? -size : size
}
