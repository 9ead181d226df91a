import { allocate } from './allocate.ts'

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** For what is none of the 64: sets one of the bits 24 to 30, wherever it stands among four characters. */
const NONE = (1 << 24) | (1 << 12)
const VALUES = new Int32Array(128).fill(NONE)
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
  const bytes = allocate(Math.floor((text.length * 3) / 4))
  const whole = text.length - rest
  let written = 0
  for (let at = 0; at < whole; at += 4) {
    const first = text.charCodeAt(at)
    const second = text.charCodeAt(at + 1)
    const third = text.charCodeAt(at + 2)
    const fourth = text.charCodeAt(at + 3)
    if ((first | second | third | fourth) > 127) return undefined
    const block = (VALUES[first]! << 18) | (VALUES[second]! << 12) | (VALUES[third]! << 6) | VALUES[fourth]!
    if (block > 0xff_ffff) return undefined
    bytes[written++] = block >> 16
    bytes[written++] = (block >> 8) & 0xff
    bytes[written++] = block & 0xff
  }
  if (rest === 0) return bytes
  let block = 0
  for (let at = whole; at < text.length; at++) {
    const code = text.charCodeAt(at)
    block = (block << 6) | (code < 128 ? VALUES[code]! : NONE)
  }
  const unused = rest === 2 ? 4 : 2
  if (block > 0x3_ffff || (block & ((1 << unused) - 1)) !== 0) return undefined
  block >>= unused
  if (rest === 3) bytes[written++] = block >> 8
  bytes[written] = block & 0xff
  return bytes
}
