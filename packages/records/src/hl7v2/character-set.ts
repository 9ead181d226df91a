import { decodeStrictly, type TextEncoding } from '../text-encoding.ts'

export type Decoded =
  | { readonly ok: true; readonly text: string; readonly encoding: TextEncoding }
  | { readonly ok: false; readonly reason: string }

/**
 * The text of one message. MSH-18 decides, and is held to it; where it is empty, the bytes are UTF-8 if they are
 * strictly that, else windows-1252. `mark` is the byte order mark that stood in front, no longer among `bytes`.
 */
export function decodeMessage(bytes: Uint8Array, mark: TextEncoding | undefined): Decoded {
  if (mark === 'utf-16le' || mark === 'utf-16be') return decodeWide(bytes, mark)

  const utf8 = decodeStrictly(bytes, 'utf-8')
  const isAscii = utf8 !== undefined && utf8.length === bytes.length
  // MSH-18 itself is ASCII in every set that can be named here.
  const label = characterSetLabel(utf8 ?? latin1Line(bytes))
  if (label === '') {
    if (utf8 !== undefined) return accepted(utf8, 'utf-8')
    if (mark !== undefined) return refusal('the bytes after the UTF-8 byte order mark are not UTF-8')
    return decoded(bytes, 'windows-1252', 'MSH-18 is empty, and the bytes are neither UTF-8 nor windows-1252')
  }
  const encoding = encodingOf(label)
  if (encoding === undefined) return unknownLabel(label)
  const said = `MSH-18 says "${printable(label)}"`
  if (mark !== undefined && encoding !== 'utf-8') return refusal(`${said}, the byte order mark says UTF-8`)
  if (encoding.startsWith('utf-16')) return refusal(`${said}, but there is no UTF-16 byte order mark`)
  if (isAscii || (utf8 !== undefined && encoding === 'utf-8')) return accepted(utf8, encoding)
  if (utf8 !== undefined && isSingleByte(encoding)) return refusal(`${said}, but the bytes are UTF-8`)
  return decoded(bytes, encoding, `${said}, but the bytes are something else`)
}

function decodeWide(bytes: Uint8Array, mark: 'utf-16le' | 'utf-16be'): Decoded {
  const text = decodeStrictly(bytes, mark)
  if (text === undefined) return refusal('the bytes after the UTF-16 byte order mark are not UTF-16')
  const label = characterSetLabel(text)
  if (label !== '' && label.toUpperCase() !== 'UNICODE') {
    const encoding = encodingOf(label)
    if (encoding === undefined) return unknownLabel(label)
    if (!encoding.startsWith('utf-16'))
      return refusal(`MSH-18 says "${printable(label)}", the byte order mark says UTF-16`)
  }
  return accepted(text, mark)
}

function decoded(bytes: Uint8Array, encoding: TextEncoding, fault: string): Decoded {
  const text = decodeStrictly(bytes, encoding)
  return text === undefined ? refusal(fault) : accepted(text, encoding)
}

function accepted(text: string, encoding: TextEncoding): Decoded {
  if (!text.includes('\uFFFD')) return { ok: true, text, encoding }
  return refusal('the text holds the replacement character U+FFFD: letters were lost before it was sent')
}

function refusal(reason: string): Decoded {
  return { ok: false, reason: `${reason}. Send the message in the character set that MSH-18 names.` }
}

function unknownLabel(label: string): Decoded {
  return {
    ok: false,
    reason: `MSH-18 names the character set "${printable(label)}", which is not known here. Send "UNICODE UTF-8".`,
  }
}

/** A label goes into a reason: plain characters only, and few. */
function printable(label: string): string {
  let text = ''
  for (const character of label.slice(0, 30)) text += character >= ' ' && character <= '~' ? character : '?'
  return text
}

/** MSH-18, its first repetition; empty where there is none. Reads the first segment only. */
function characterSetLabel(text: string): string {
  const line = firstLine(text)
  const separator = line.charAt(3)
  if (separator === '') return ''
  const label = (line.split(separator, 18)[17] ?? '').trim()
  const repetition = line.charAt(5)
  const first = repetition === '' || repetition === separator ? -1 : label.indexOf(repetition)
  const value = first < 0 ? label : label.slice(0, first)
  return value === '""' ? '' : value
}

export function firstLine(text: string): string {
  const carriage = text.indexOf('\r')
  const line = carriage < 0 ? text : text.slice(0, carriage)
  const feed = line.indexOf('\n')
  return feed < 0 ? line : line.slice(0, feed)
}

/** The first line, one character per byte; no more of it than MSH can be thought to need. */
export function latin1Line(bytes: Uint8Array): string {
  let end = 0
  while (end < bytes.length && end < 4096 && bytes[end] !== 13 && bytes[end] !== 10) end++
  return String.fromCharCode(...bytes.subarray(0, end))
}

/** HL7 table 0211, and the spellings that senders use instead. Case, blanks, `-` and `_` do not matter. */
const ENCODINGS: ReadonlyMap<string, TextEncoding> = new Map<string, TextEncoding>([
  ['ASCII', 'ascii'],
  ['USASCII', 'ascii'],
  ['ISOIR6', 'ascii'],
  ['UNICODE', 'utf-8'],
  ['UNICODEUTF8', 'utf-8'],
  ['UTF8', 'utf-8'],
  ['UNICODEUTF16', 'utf-16le'],
  ['UTF16', 'utf-16le'],
  ['WINDOWS1252', 'windows-1252'],
  ['CP1252', 'windows-1252'],
  ['LATIN1', 'windows-1252'],
  ['ISOIR100', 'windows-1252'],
  ['ISOIR101', 'iso-8859-2'],
  ['BIG5', 'big5'],
  ['GB180302000', 'gb18030'],
  ['GB18030', 'gb18030'],
  ['KSX1001', 'euc-kr'],
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9, 15].flatMap((part): [string, TextEncoding][] => {
    const encoding = (
      part === 1 ? 'windows-1252' : part === 9 ? 'windows-1254' : `iso-8859-${part}`
    ) as TextEncoding
    return [
      [`8859/${part}`, encoding],
      [`8859${part}`, encoding],
      [`ISO8859/${part}`, encoding],
      [`ISO8859${part}`, encoding],
    ]
  }),
])

function encodingOf(label: string): TextEncoding | undefined {
  let name = ''
  for (const character of label.toUpperCase().slice(0, 40)) {
    if (character !== ' ' && character !== '-' && character !== '_') name += character
  }
  return ENCODINGS.get(name)
}

function isSingleByte(encoding: TextEncoding): boolean {
  return encoding.startsWith('windows-') || encoding.startsWith('iso-8859-')
}
