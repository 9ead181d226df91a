/**
 * What MSH-1 and MSH-2 declare, and nothing else: an undeclared delimiter is undefined, and its usual
 * character is then an ordinary one. A fifth character (HL7 2.7) splits nothing.
 */
export interface Delimiters {
  readonly field: string
  readonly component: string
  readonly repetition: string | undefined
  readonly escape: string | undefined
  readonly subcomponent: string | undefined
  readonly truncation: string | undefined
}

/** `undefined` where the two fields declare no usable set: none, a letter or digit, the same one twice. */
export function readDelimiters(header: string): Delimiters | undefined {
  const field = header[3]
  if (field === undefined) return undefined
  const end = header.indexOf(field, 4)
  const encoding = header.slice(4, end < 0 ? undefined : end)
  if (encoding.length < 1 || encoding.length > 5) return undefined
  const all = field + encoding
  for (let index = 0; index < all.length; index++) {
    if (!isDelimiterCode(all.charCodeAt(index)) || all.indexOf(all.charAt(index), index + 1) >= 0)
      return undefined
  }
  return {
    field,
    component: encoding.charAt(0),
    repetition: encoding[1],
    escape: encoding[2],
    subcomponent: encoding[3],
    truncation: encoding[4],
  }
}

/** Printable ASCII that is no letter, digit or blank; a tab is known to be used. */
export function isDelimiterCode(code: number): boolean {
  return code === 9 || (code > 32 && code < 127 && !isAlphanumericCode(code))
}

export function isAlphanumericCode(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122)
}

/**
 * Undoes escapes once, on the smallest part, after all splitting (HL7 2.5.1, section 2.7). What is unknown,
 * unclosed or cannot be decoded stays as it is. `decodeBytes` turns the bytes of `\X…\` into text.
 */
export function unescapeText(
  text: string,
  delimiters: Delimiters,
  decodeBytes: (bytes: Uint8Array) => string | undefined,
): string {
  const sign = delimiters.escape
  if (sign === undefined) return text
  let start = text.indexOf(sign)
  if (start < 0) return text
  let result = ''
  let done = 0
  while (start >= 0) {
    const end = text.indexOf(sign, start + 1)
    if (end < 0) break
    const meaning = meaningOf(text.slice(start + 1, end), delimiters, decodeBytes)
    if (meaning === undefined) {
      // The closing character may open the next one: `4\5 \T\ 6`.
      start = end
      continue
    }
    result += text.slice(done, start) + meaning
    done = end + 1
    start = text.indexOf(sign, done)
  }
  return result + text.slice(done)
}

function meaningOf(
  name: string,
  delimiters: Delimiters,
  decodeBytes: (bytes: Uint8Array) => string | undefined,
): string | undefined {
  switch (name) {
    case 'F':
      return delimiters.field
    case 'S':
      return delimiters.component
    case 'R':
      return delimiters.repetition
    case 'E':
      return delimiters.escape
    case 'T':
      return delimiters.subcomponent
    case 'P':
      return delimiters.truncation
    case 'H':
    case 'N':
      return '' // highlighting on and off
    case '.br':
      return '\n'
  }
  if (!name.startsWith('X')) return undefined
  const bytes = hexBytes(name)
  return bytes && decodeBytes(bytes)
}

/** The bytes of `X0D0A`. */
function hexBytes(name: string): Uint8Array | undefined {
  if (name.length < 3 || name.length % 2 === 0) return undefined
  const bytes = new Uint8Array((name.length - 1) / 2)
  for (let index = 0; index < bytes.length; index++) {
    const high = hexDigit(name.charCodeAt(2 * index + 1))
    const low = hexDigit(name.charCodeAt(2 * index + 2))
    if (high < 0 || low < 0) return undefined
    bytes[index] = high * 16 + low
  }
  return bytes
}

function hexDigit(code: number): number {
  if (code >= 48 && code <= 57) return code - 48
  if (code >= 65 && code <= 70) return code - 55
  return code >= 97 && code <= 102 ? code - 87 : -1
}

/** Text as the smallest part of a message with these delimiters: reading it again gives the same text. */
export function escapeText(text: string, delimiters: Delimiters): string {
  const sign = delimiters.escape
  let result = ''
  for (const character of text) {
    const name = escapeName(character, delimiters)
    // Without an escape character a delimiter cannot be said: a blank is the nearest that breaks nothing.
    result += name === undefined ? character : sign === undefined ? ' ' : sign + name + sign
  }
  return result
}

function escapeName(character: string, delimiters: Delimiters): string | undefined {
  switch (character) {
    case delimiters.escape:
      return 'E'
    case delimiters.field:
      return 'F'
    case delimiters.component:
      return 'S'
    case delimiters.repetition:
      return 'R'
    case delimiters.subcomponent:
      return 'T'
    case '\r':
      return 'X0D'
    case '\n':
      return 'X0A'
    default:
      return undefined
  }
}
