const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

const VALUES = new Uint8Array(128).fill(255)
for (let value = 0; value < 64; value++) VALUES[ALPHABET.charCodeAt(value)] = value

/** RFC 4648, section 5, without padding. */
export function encodeBase64url(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 3) {
    const left = bytes.length - at
    const block =
      (bytes[at]! << 16) | ((left > 1 ? bytes[at + 1]! : 0) << 8) | (left > 2 ? bytes[at + 2]! : 0)
    text += ALPHABET[block >> 18]! + ALPHABET[(block >> 12) & 63]!
    if (left > 1) text += ALPHABET[(block >> 6) & 63]!
    if (left > 2) text += ALPHABET[block & 63]!
  }
  return text
}

/** Undefined for padding, characters of the other alphabet, blanks, and bits left over that are not zero. */
export function decodeBase64url(text: string): Uint8Array | undefined {
  const rest = text.length % 4
  if (rest === 1) return undefined
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4))
  let block = 0
  let written = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    const value = code < 128 ? VALUES[code]! : 255
    if (value === 255) return undefined
    block = ((block << 6) | value) & 0xffffff
    if (at % 4 === 3) {
      bytes[written++] = block >> 16
      bytes[written++] = (block >> 8) & 0xff
      bytes[written++] = block & 0xff
    }
  }
  if (rest === 2) {
    if ((block & 0x0f) !== 0) return undefined
    bytes[written] = (block >> 4) & 0xff
  } else if (rest === 3) {
    if ((block & 0x03) !== 0) return undefined
    bytes[written++] = (block >> 10) & 0xff
    bytes[written] = (block >> 2) & 0xff
  }
  return bytes
}
