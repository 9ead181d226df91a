import { keepName, knownName, mixed } from './field-names.ts'
import { decodeUtf8, encodeUtf8 } from './utf8.ts'

/** Objects have no prototype: every key, `__proto__` too, is plain data. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject
export type JsonObject = { readonly [key: string]: Json }

/**
 * RFC 8259, strictly. Undefined for what is no JSON, for two equal keys in one object, for nesting beyond `depth`.
 * Unlike `JSON.parse` it never quotes its input in an error: that may be somebody's name.
 */
export function parseJson(text: string, depth: number): Json | undefined {
  return read(text, encodeUtf8(text), depth)
}

/** The same of bytes; undefined also where they are not UTF-8. */
export function parseJsonBytes(bytes: Uint8Array, depth: number): Json | undefined {
  const text = decodeUtf8(bytes)
  return text === undefined ? undefined : read(text, bytes, depth)
}

function read(text: string, bytes: Uint8Array, depth: number): Json | undefined {
  const reader = new Reader(text, bytes)
  const value = reader.value(depth)
  return reader.failed || !reader.isAtEnd() ? undefined : value
}

export function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Empty for whatever is no text. */
export const textIn = (value: Json | undefined): string => (typeof value === 'string' ? value : '')

/** Empty for whatever is no array. */
export const arrayIn = (value: Json | undefined): readonly Json[] => (isArray(value) ? value : [])

function isArray(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value)
}

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
}

const QUOTE = 0x22
const PLUS = 0x2b
const COMMA = 0x2c
const MINUS = 0x2d
const POINT = 0x2e
const ZERO = 0x30
const COLON = 0x3a
const OPENING_BRACKET = 0x5b
const BACKSLASH = 0x5c
const CLOSING_BRACKET = 0x5d
const LETTER_E = 0x45
const LOWER_CASE = 0x20
const OPENING_BRACE = 0x7b
const CLOSING_BRACE = 0x7d

/** 1 for bytes that are a character of a string, and nothing else. */
const IS_PLAIN = new Uint8Array(256).fill(1, 0x20, 0x80)
IS_PLAIN[QUOTE] = 0
IS_PLAIN[BACKSLASH] = 0

/** Nothing but its own keys, as by `Object.create(null)`, in a form that engines handle faster. */
const Bare = (() => {
  function Entries() {}
  Entries.prototype = Object.freeze(Object.create(null))
  return Entries as unknown as new () => Record<string, Json>
})()

/** Looks at bytes, which is quicker than at characters, and cuts what it returns out of the text. */
class Reader {
  readonly text: string
  readonly bytes: Uint8Array
  /** The next byte. */
  at = 0
  /** How many more bytes than UTF-16 units were passed. */
  ahead = 0
  failed = false

  constructor(text: string, bytes: Uint8Array) {
    this.text = text
    this.bytes = bytes
  }

  /** After a failure the value is worth nothing: `failed` is looked at before it is used. */
  value(depth: number): Json {
    switch (this.next()) {
      case OPENING_BRACE:
        return depth > 0 ? this.object(depth) : this.fail()
      case OPENING_BRACKET:
        return depth > 0 ? this.array(depth) : this.fail()
      case QUOTE:
        return this.string()
      case 0x74:
        return this.word('true', true)
      case 0x66:
        return this.word('false', false)
      case 0x6e:
        return this.word('null', null)
      default:
        return this.number()
    }
  }

  isAtEnd(): boolean {
    this.next()
    return this.at === this.bytes.length
  }

  /** The next byte that is no blank; 0 at the end. */
  private next(): number {
    const { bytes } = this
    for (; this.at < bytes.length; this.at++) {
      const byte = bytes[this.at]!
      if (byte > 0x20 || (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09)) return byte
    }
    return 0
  }

  private object(depth: number): Json {
    const entries = new Bare()
    this.at++
    if (this.takes(CLOSING_BRACE)) return entries
    while (!this.failed) {
      if (this.next() !== QUOTE) return this.fail()
      const key = this.name()
      // No value is undefined. `in` would say the same, and takes longer.
      if (entries[key] !== undefined || !this.takes(COLON)) return this.fail()
      entries[key] = this.value(depth - 1)
      if (this.takes(CLOSING_BRACE)) return entries
      if (!this.takes(COMMA)) return this.fail()
    }
    return entries
  }

  private array(depth: number): Json {
    const items: Json[] = []
    this.at++
    if (this.takes(CLOSING_BRACKET)) return items
    while (!this.failed) {
      items.push(this.value(depth - 1))
      if (this.takes(CLOSING_BRACKET)) return items
      if (!this.takes(COMMA)) return this.fail()
    }
    return items
  }

  private name(): string {
    const { bytes } = this
    const start = this.at + 1
    let at = start
    let hash = 0
    for (; at < bytes.length; at++) {
      const byte = bytes[at]!
      if (IS_PLAIN[byte] === 0) break
      hash = mixed(hash, byte)
    }
    if (bytes[at] !== QUOTE) return this.string()
    const known = knownName(bytes, start, at, hash)
    if (known === undefined) return keepName(this.string(), hash)
    this.at = at + 1
    return known
  }

  private string(): string {
    const { bytes } = this
    const start = this.at + 1
    let at = start
    while (at < bytes.length && IS_PLAIN[bytes[at]!] === 1) at++
    if (bytes[at] !== QUOTE) return this.anyString(at)
    this.at = at + 1
    return this.text.slice(start - this.ahead, at - this.ahead)
  }

  /** Of whatever characters; up to `at` they are plain. */
  private anyString(plainTo: number): string {
    const { text, bytes } = this
    let result = ''
    let start = this.at + 1 - this.ahead
    for (this.at = plainTo; this.at < bytes.length; ) {
      const byte = bytes[this.at]!
      if (byte === BACKSLASH) {
        result += text.slice(start, this.at - this.ahead) + this.escape()
        if (this.failed) return ''
        start = this.at - this.ahead
        continue
      }
      if (byte < 0x20) break
      this.at++
      if (byte === QUOTE) return result + text.slice(start, this.at - 1 - this.ahead)
      // Each of UTF-8's continuing bytes has no unit of its own; what takes four bytes has two units.
      if (byte >= 0x80 && byte < 0xc0) this.ahead++
      else if (byte >= 0xf0) this.ahead--
    }
    this.fail() // a control character, or the end of the text
    return ''
  }

  private escape(): string {
    const { text } = this
    const at = this.at - this.ahead
    const letter = text[at + 1] ?? ''
    if (letter !== 'u') {
      this.at += 2
      const meant = Object.hasOwn(ESCAPES, letter) ? ESCAPES[letter] : undefined
      if (meant === undefined) this.fail()
      return meant ?? ''
    }
    let unit = 0
    for (let index = at + 2; index < at + 6; index++) {
      const digit = '0123456789abcdef'.indexOf(text[index]?.toLowerCase() ?? '-')
      if (digit < 0) this.fail()
      unit = unit * 16 + digit
    }
    this.at += 6
    return String.fromCharCode(unit)
  }

  private number(): Json {
    const { bytes } = this
    const start = this.at
    if (bytes[this.at] === MINUS) this.at++
    if (bytes[this.at] === ZERO) this.at++
    else if (!this.digits()) return this.fail()
    if (bytes[this.at] === POINT) {
      this.at++
      if (!this.digits()) return this.fail()
    }
    if (((bytes[this.at] ?? 0) & ~LOWER_CASE) === LETTER_E) {
      this.at++
      if (bytes[this.at] === PLUS || bytes[this.at] === MINUS) this.at++
      if (!this.digits()) return this.fail()
    }
    return Number(this.text.slice(start - this.ahead, this.at - this.ahead))
  }

  private digits(): boolean {
    const { bytes } = this
    const start = this.at
    while (this.at < bytes.length && bytes[this.at]! >= ZERO && bytes[this.at]! < ZERO + 10) this.at++
    return this.at > start
  }

  private word<T extends Json>(word: string, meant: T): T | null {
    if (!this.text.startsWith(word, this.at - this.ahead)) return this.fail()
    this.at += word.length
    return meant
  }

  private takes(mark: number): boolean {
    if (this.next() !== mark) return false
    this.at++
    return true
  }

  private fail(): null {
    this.failed = true
    return null
  }
}
