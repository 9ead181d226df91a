import { allocate, LARGEST } from './allocate.ts'

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Half a surrogate pair becomes U+FFFD. */
export function encodeUtf8(text: string): Uint8Array {
  // Safari 13 and Chrome 64 have no `encodeInto`. What is not ASCII does not fit.
  if (text.length <= LARGEST && encoder.encodeInto !== undefined) {
    const bytes = allocate(text.length)
    const { read, written } = encoder.encodeInto(text, bytes)
    if (read === text.length && written === text.length) return bytes
  }
  return encoder.encode(text)
}

/** Undefined for bytes that are not UTF-8. A byte order mark is kept: it is a character like others. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  // Names are short and ASCII as a rule: then a loop is quicker than the call into the decoder.
  if (bytes.length <= 12) {
    let text = ''
    let at = 0
    for (; at < bytes.length && bytes[at]! < 0x80; at++) text += String.fromCharCode(bytes[at]!)
    if (at === bytes.length) return text
  }
  try {
    return decoder.decode(bytes)
  } catch {
    return undefined
  }
}

/** Of `decodeAscii`: cleared after each. What does not fit gets its own. */
const scratch = new Int32Array(256)

/** A character for each byte, of which only those of ASCII are right: whoever needs the others decodes them. */
export function decodeAscii(bytes: Uint8Array): string {
  const count = (bytes.length + 3) >> 2
  const words = count <= scratch.length ? scratch : new Int32Array(count)
  const copy = new Uint8Array(words.buffer, 0, bytes.length)
  copy.set(bytes)
  for (let at = 0; at < count; at++) words[at]! &= 0x7f7f7f7f
  const text = decoder.decode(copy)
  words.fill(0, 0, count)
  return text
}
