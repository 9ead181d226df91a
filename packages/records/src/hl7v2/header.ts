import type { MessageHeader } from '../report.ts'
import type { TextEncoding } from '../text-encoding.ts'
import { firstLine, latin1Line } from './character-set.ts'
import { readDelimiters } from './delimiters.ts'

/**
 * MSH as an acknowledgement needs it: what came, byte for byte. `text` is the message decoded, where it could be.
 * Undefined where the delimiters are not usable.
 */
export function headerOf(
  bytes: Uint8Array,
  text?: string,
  encoding?: TextEncoding,
): MessageHeader | undefined {
  const isWide = encoding?.startsWith('utf-16') === true
  // UTF-8 text gives its bytes back; UTF-16 is answered in UTF-8; of all else the bytes are taken themselves.
  const isUnicode = text !== undefined && (isWide || encoding === 'utf-8')
  const line = isUnicode ? utf8AsLatin1(firstLine(text)) : latin1Line(bytes)
  const delimiters = readDelimiters(line)
  if (delimiters === undefined || !line.startsWith('MSH')) return undefined
  const fields = line.split(delimiters.field, 20)
  const field = (number: number): string => fields[number - 1] ?? ''
  return {
    fieldSeparator: delimiters.field,
    encodingCharacters: field(2),
    sendingApplication: field(3),
    sendingFacility: field(4),
    receivingApplication: field(5),
    receivingFacility: field(6),
    messageType: field(9),
    controlId: field(10),
    processingId: field(11),
    version: field(12),
    acceptAcknowledgement: field(15),
    applicationAcknowledgement: field(16),
    characterSet: isWide && field(18) !== '' ? 'UNICODE UTF-8' : field(18),
  }
}

/** The text's UTF-8 bytes, one character for each. */
export function utf8AsLatin1(text: string): string {
  let index = 0
  while (index < text.length && text.charCodeAt(index) < 0x80) index++
  if (index === text.length) return text
  let bytes = ''
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0
    if (code < 0x80) bytes += character
    else if (code < 0x800) bytes += String.fromCharCode(0xc0 | (code >> 6), 0x80 | (code & 63))
    else if (code < 0x10000)
      bytes += String.fromCharCode(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63))
    else
      bytes += String.fromCharCode(
        0xf0 | (code >> 18),
        0x80 | ((code >> 12) & 63),
        0x80 | ((code >> 6) & 63),
        0x80 | (code & 63),
      )
  }
  return bytes
}
