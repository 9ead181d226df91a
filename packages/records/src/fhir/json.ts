/** JSON as it is written: objects have no prototype, so that every key is data, `__proto__` too. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject
export interface JsonObject {
  readonly [key: string]: Json
}

export type JsonOutcome =
  | { readonly ok: true; readonly value: Json; readonly spans: ReadonlyMap<JsonObject, Span> }
  /** `path` of the element at fault, `entry[0].resource.subject`; empty for the document. */
  | { readonly ok: false; readonly path: string; readonly reason: string }

/** Where an object stands in the text. */
export interface Span {
  readonly start: number
  readonly end: number
}

export const MAX_DEPTH = 32

/** Of one entry, or of the document without its entries: as long as an HL7 message may be. */
export const MAX_ENTRY_CHARACTERS = 1_048_576
/** Values in one entry: a resource has hundreds. Keeps `[[],[],[]…` from filling the memory. */
const MAX_ENTRY_VALUES = 20_000

/**
 * RFC 8259, strictly, and stricter: no key twice in an object (readers differ in which one counts), no depth beyond
 * `MAX_DEPTH`, no half of a surrogate pair, nothing behind the value. `spansBelow`: objects down to this depth are given with their place.
 */
export function parseJson(text: string, spansBelow = 0): JsonOutcome {
  const parser = new Parser(text, spansBelow)
  const value = parser.document()
  if (value === undefined) return { ok: false, path: parser.path(), reason: parser.reason }
  return { ok: true, value, spans: parser.spans }
}

/**
 * The same of an object that has a long list: its items are handed to `take` one by one, and the object comes without
 * the list. Yields after each item, so that others get their turn; each item has bounds of its own, and there are `most`.
 */
export function* parseJsonByItems(
  text: string,
  list: string,
  take: (item: Json, span: Span) => void,
  most: number,
): Generator<undefined, JsonOutcome> {
  const parser = new Parser(text, 0)
  const value = yield* parser.documentByItems(list, take, most)
  if (value === undefined) return { ok: false, path: parser.path(), reason: parser.reason }
  return { ok: true, value, spans: parser.spans }
}

class Parser {
  readonly #text: string
  readonly #spansBelow: number
  #at = 0
  #valuesLeft = Number.POSITIVE_INFINITY
  #end = Number.POSITIVE_INFINITY
  readonly #stack: (string | number)[] = []
  readonly spans = new Map<JsonObject, Span>()
  reason = ''

  constructor(text: string, spansBelow: number) {
    this.#text = text
    this.#spansBelow = spansBelow
  }

  /** Undefined here and below: at fault, with `reason` set and the stack left where it happened. */
  document(): Json | undefined {
    const value = this.#value()
    if (value === undefined) return undefined
    this.#blank()
    return this.#at === this.#text.length
      ? value
      : this.#fault('there is something behind the end of the document')
  }

  *documentByItems(
    list: string,
    take: (item: Json, span: Span) => void,
    most: number,
  ): Generator<undefined, Json | undefined> {
    this.#blank()
    this.#bound()
    if (this.#text[this.#at] !== '{') return this.document()
    const object: Record<string, Json> = Object.create(null)
    let seen = false
    this.#at++
    this.#blank()
    if (this.#text[this.#at] === '}') this.#at++
    else {
      for (;;) {
        const key = this.#key(object, seen ? list : undefined)
        if (key === undefined) return undefined
        this.#blank()
        if (key === list && this.#text[this.#at] === '[') {
          seen = true
          if ((yield* this.#items(take, most)) === undefined) return undefined
          this.#bound()
        } else {
          const value = this.#value()
          if (value === undefined) return undefined
          object[key] = value
        }
        this.#stack.pop()
        if (this.#next('}') === undefined) return undefined
        if (this.#text[this.#at - 1] === '}') break
      }
    }
    this.#blank()
    return this.#at === this.#text.length
      ? object
      : this.#fault('there is something behind the end of the document')
  }

  *#items(take: (item: Json, span: Span) => void, most: number): Generator<undefined, true | undefined> {
    this.#at++
    this.#blank()
    if (this.#text[this.#at] === ']') {
      this.#at++
      return true
    }
    for (let index = 0; ; index++) {
      if (index >= most) return this.#fault(`there are more than ${most} items`)
      this.#blank()
      this.#bound()
      const start = this.#at
      this.#stack.push(index)
      const item = this.#value()
      if (item === undefined) return undefined
      if (this.#at - start > MAX_ENTRY_CHARACTERS) return this.#fault(TOO_LONG)
      this.#stack.pop()
      take(item, { start, end: this.#at })
      yield
      if (this.#next(']') === undefined) return undefined
      if (this.#text[this.#at - 1] === ']') return true
    }
  }

  #bound(): void {
    this.#valuesLeft = MAX_ENTRY_VALUES
    this.#end = this.#at + MAX_ENTRY_CHARACTERS
  }

  path(): string {
    let path = ''
    for (const step of this.#stack.slice(0, MAX_DEPTH)) {
      if (typeof step === 'number') path += `[${step}]`
      else path += `${path === '' ? '' : '.'}${plainName(step)}`
    }
    return path
  }

  #fault(reason: string): undefined {
    this.reason = reason
    return undefined
  }

  #blank(): void {
    const text = this.#text
    let at = this.#at
    for (;;) {
      const code = text.charCodeAt(at)
      if (code !== 32 && code !== 10 && code !== 13 && code !== 9) break
      at++
    }
    this.#at = at
  }

  #value(): Json | undefined {
    this.#blank()
    if (this.#valuesLeft-- <= 0) return this.#fault('there is more in it than a resource can hold')
    if (this.#at > this.#end) return this.#fault(TOO_LONG)
    switch (this.#text[this.#at]) {
      case '{':
        return this.#object()
      case '[':
        return this.#array()
      case '"':
        return this.#string()
      case 't':
        return this.#word('true', true)
      case 'f':
        return this.#word('false', false)
      case 'n':
        return this.#word('null', null)
      default:
        return this.#number()
    }
  }

  #word(word: string, value: Json): Json | undefined {
    if (!this.#text.startsWith(word, this.#at)) return this.#fault('this is no JSON value')
    this.#at += word.length
    return value
  }

  #object(): Json | undefined {
    const start = this.#at++
    if (this.#stack.length >= MAX_DEPTH) return this.#fault('it is nested too deeply')
    const object: Record<string, Json> = Object.create(null)
    this.#blank()
    if (this.#text[this.#at] === '}') this.#at++
    else {
      for (;;) {
        const key = this.#key(object)
        const value = key === undefined ? undefined : this.#value()
        if (key === undefined || value === undefined) return undefined
        object[key] = value
        this.#stack.pop()
        if (this.#next('}') === undefined) return undefined
        if (this.#text[this.#at - 1] === '}') break
      }
    }
    if (this.#stack.length <= this.#spansBelow) this.spans.set(object, { start, end: this.#at })
    return object
  }

  /** A key that is not in `object` yet, and the colon behind it. */
  #key(object: JsonObject, besides?: string): string | undefined {
    this.#blank()
    if (this.#text[this.#at] !== '"') return this.#fault('a key in quotes is expected')
    const key = this.#string()
    if (key === undefined) return undefined
    this.#stack.push(key)
    if (key === besides || Object.hasOwn(object, key)) return this.#fault('the key is there twice')
    this.#blank()
    return this.#text[this.#at++] === ':' ? key : this.#fault('a colon is expected')
  }

  /** Past a comma, or past the end of the object or list. */
  #next(end: '}' | ']'): true | undefined {
    this.#blank()
    const next = this.#text[this.#at++]
    if (next === end || next === ',') return true
    return this.#fault(`a comma or the end of the ${end === '}' ? 'object' : 'list'} is expected`)
  }

  #array(): Json | undefined {
    this.#at++
    if (this.#stack.length >= MAX_DEPTH) return this.#fault('it is nested too deeply')
    const items: Json[] = []
    this.#blank()
    if (this.#text[this.#at] === ']') {
      this.#at++
      return items
    }
    for (;;) {
      this.#stack.push(items.length)
      const value = this.#value()
      if (value === undefined) return undefined
      this.#stack.pop()
      items.push(value)
      if (this.#next(']') === undefined) return undefined
      if (this.#text[this.#at - 1] === ']') return items
    }
  }

  #string(): string | undefined {
    const text = this.#text
    let result = ''
    const end = this.#end
    let from = ++this.#at
    for (let at = from; ; at++) {
      const code = text.charCodeAt(at)
      if (at > end) return this.#fault(TOO_LONG)
      if (code === 34) {
        result = result === '' ? text.slice(from, at) : result + text.slice(from, at)
        this.#at = at + 1
        return isWellFormed(result) ? result : this.#fault('a string holds half of a character')
      }
      if (code === 92) {
        this.#at = at
        const piece = this.#escape(from)
        if (piece === undefined) return undefined
        result += piece
        from = this.#at
        at = from - 1
      } else if (code < 32 || Number.isNaN(code)) {
        this.#at = at
        return this.#fault('a string is not closed, or holds a control character')
      }
    }
  }

  /** What stands from `from` up to the escape, and its meaning. */
  #escape(from: number): string | undefined {
    const text = this.#text
    const before = text.slice(from, this.#at)
    const sign = text[this.#at + 1] ?? ''
    const simple = SIMPLE_ESCAPES[sign]
    if (simple !== undefined) {
      this.#at += 2
      return before + simple
    }
    const digits = text.slice(this.#at + 2, this.#at + 6)
    if (sign !== 'u' || !isHex(digits)) return this.#fault('a string holds an unknown escape')
    this.#at += 6
    return before + String.fromCharCode(Number.parseInt(digits, 16))
  }

  #number(): number | undefined {
    const text = this.#text
    const start = this.#at
    if (text[this.#at] === '-') this.#at++
    const whole = this.#digits()
    if (whole === 0 || (whole > 1 && text[this.#at - whole] === '0'))
      return this.#fault('this is no JSON value')
    if (text[this.#at] === '.') {
      this.#at++
      if (this.#digits() === 0) return this.#fault('a number ends in its dot')
    }
    if (text[this.#at] === 'e' || text[this.#at] === 'E') {
      this.#at++
      if (text[this.#at] === '+' || text[this.#at] === '-') this.#at++
      if (this.#digits() === 0) return this.#fault('a number has no exponent')
    }
    if (this.#at - start > 100) return this.#fault('a number is too long')
    return Number(text.slice(start, this.#at))
  }

  #digits(): number {
    const start = this.#at
    for (;;) {
      const code = this.#text.charCodeAt(this.#at)
      if (!(code >= 48 && code <= 57)) return this.#at - start
      this.#at++
    }
  }
}

const TOO_LONG = 'it is longer than 1 MiB'

const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
}

function isHex(digits: string): boolean {
  if (digits.length !== 4) return false
  for (const digit of digits.toLowerCase()) if (!'0123456789abcdef'.includes(digit)) return false
  return true
}

function isWellFormed(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code < 0xd800 || code > 0xdfff) continue
    const next = text.charCodeAt(index + 1)
    if (code > 0xdbff || !(next >= 0xdc00 && next <= 0xdfff)) return false
    index++
  }
  return true
}

/** Keys go into reasons: only such as elements have, so that nothing personal slips in. */
function plainName(key: string): string {
  if (key.length > 64) return '?'
  for (const character of key) {
    const isLetter = (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z')
    if (!isLetter && character !== '_') return '?'
  }
  return key
}
