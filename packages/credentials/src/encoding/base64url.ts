const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

const VALUES = new Uint8Array(128).fill(255)
for (let value = 0; value < 64; value++) VALUES[ALPHABET.charCodeAt(value)] = value

const CODES = Uint8Array.from(ALPHABET, (character) => character.charCodeAt(0))

/** Every engine takes so many characters at once. */
const AT_ONCE = 4096

/** RFC 4648, section 5, without padding. */
export function encodeBase64url(bytes: Uint8Array): string {
  if (bytes.length > (AT_ONCE / 4) * 3) {
    const middle = (AT_ONCE / 4) * 3
    return encodeBase64url(bytes.subarray(0, middle)) + encodeBase64url(bytes.subarray(middle))
  }
  const rest = bytes.length % 3
  const whole = bytes.length - rest
  const codes = new Array<number>((whole / 3) * 4 + (rest === 0 ? 0 : rest + 1))
  let length = 0
  for (let at = 0; at < whole; at += 3) {
    const block = (bytes[at]! << 16) | (bytes[at + 1]! << 8) | bytes[at + 2]!
    codes[length++] = CODES[block >> 18]!
    codes[length++] = CODES[(block >> 12) & 63]!
    codes[length++] = CODES[(block >> 6) & 63]!
    codes[length++] = CODES[block & 63]!
  }
  if (rest > 0) {
    const block = (bytes[whole]! << 16) | (rest > 1 ? bytes[whole + 1]! << 8 : 0)
    codes[length++] = CODES[block >> 18]!
    codes[length++] = CODES[(block >> 12) & 63]!
    if (rest > 1) codes[length++] = CODES[(block >> 6) & 63]!
  }
  return String.fromCharCode.apply(null, codes)
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
