/** Objects have no prototype: every key, `__proto__` too, is plain data. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject
export type JsonObject = { readonly [key: string]: Json }

/**
 * RFC 8259, strictly. Undefined for what is no JSON, for two equal keys in one object, for nesting beyond `depth`.
 * Unlike `JSON.parse` it never quotes its input in an error: that may be somebody's name.
 */
export function parseJson(text: string, depth: number): Json | undefined {
  const reader = new Reader(text)
  const value = reader.value(depth)
  reader.skipBlanks()
  return reader.failed || reader.at !== text.length ? undefined : value
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
const COMMA = 0x2c
const COLON = 0x3a
const OPENING_BRACKET = 0x5b
const CLOSING_BRACKET = 0x5d
const OPENING_BRACE = 0x7b
const CLOSING_BRACE = 0x7d

/** Nothing but its own keys, as by `Object.create(null)`, in a form that engines handle faster. */
const Bare = (() => {
  function Entries() {}
  Entries.prototype = Object.freeze(Object.create(null))
  return Entries as unknown as new () => Record<string, Json>
})()

class Reader {
  readonly text: string
  at = 0
  failed = false

  constructor(text: string) {
    this.text = text
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

  skipBlanks(): void {
    for (;;) {
      const code = this.text.charCodeAt(this.at)
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return
      this.at++
    }
  }

  /** The code of the next character that is no blank; NaN at the end. */
  private next(): number {
    const code = this.text.charCodeAt(this.at)
    if (code > 0x20) return code
    this.skipBlanks()
    return this.text.charCodeAt(this.at)
  }

  private object(depth: number): Json {
    const entries = new Bare()
    this.at++
    if (this.takes(CLOSING_BRACE)) return entries
    while (!this.failed) {
      if (this.next() !== QUOTE) return this.fail()
      const key = this.string()
      if (key in entries || !this.takes(COLON)) return this.fail()
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

  private string(): string {
    const { text } = this
    let result = ''
    let start = ++this.at
    for (let at = start; ; ) {
      const code = text.charCodeAt(at)
      if (code === QUOTE) {
        this.at = at + 1
        return result === '' ? text.slice(start, at) : result + text.slice(start, at)
      }
      if (code === 0x5c) {
        this.at = at
        result += text.slice(start, at) + this.escape()
        if (this.failed) return ''
        start = at = this.at
      } else if (code >= 0x20) at++
      else {
        this.fail() // a control character, or the end of the text (NaN)
        return ''
      }
    }
  }

  private escape(): string {
    const letter = this.text[this.at + 1] ?? ''
    if (letter !== 'u') {
      this.at += 2
      const meant = Object.hasOwn(ESCAPES, letter) ? ESCAPES[letter] : undefined
      if (meant === undefined) this.fail()
      return meant ?? ''
    }
    let unit = 0
    for (let index = this.at + 2; index < this.at + 6; index++) {
      const digit = '0123456789abcdef'.indexOf(this.text[index]?.toLowerCase() ?? '-')
      if (digit < 0) this.fail()
      unit = unit * 16 + digit
    }
    this.at += 6
    return String.fromCharCode(unit)
  }

  private number(): Json {
    const start = this.at
    if (this.text[this.at] === '-') this.at++
    if (this.text[this.at] === '0') this.at++
    else if (!this.digits()) return this.fail()
    if (this.text[this.at] === '.') {
      this.at++
      if (!this.digits()) return this.fail()
    }
    if (this.text[this.at] === 'e' || this.text[this.at] === 'E') {
      this.at++
      if (this.text[this.at] === '+' || this.text[this.at] === '-') this.at++
      if (!this.digits()) return this.fail()
    }
    return Number(this.text.slice(start, this.at))
  }

  private digits(): boolean {
    const start = this.at
    while (this.text.charCodeAt(this.at) >= 48 && this.text.charCodeAt(this.at) <= 57) this.at++
    return this.at > start
  }

  private word<T extends Json>(word: string, meant: T): T | null {
    if (!this.text.startsWith(word, this.at)) return this.fail()
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
