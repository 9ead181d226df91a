const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Half a surrogate pair becomes U+FFFD. */
export function encodeUtf8(text: string): Uint8Array {
  return encoder.encode(text)
}

/** Undefined for bytes that are not UTF-8. A byte order mark is kept: it is a character like others. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  // Most texts are short and ASCII: a loop is several times faster than the call into the decoder.
  if (bytes.length <= 64) {
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
