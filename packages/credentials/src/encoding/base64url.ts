import { allocate } from './allocate.ts'
import { encodeUtf8 } from './utf8.ts'

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** By byte. For what is none of the 64: sets one of the bits 24 to 30, wherever it stands among four characters. */
const NONE = (1 << 24) | (1 << 12)
const VALUES = new Int32Array(256).fill(NONE)
for (let value = 0; value < 64; value++) VALUES[ALPHABET.charCodeAt(value)] = value

const CODES = Uint8Array.from(ALPHABET, (character) => character.charCodeAt(0))

/** Every engine takes so many characters at once. */
const AT_ONCE = 4096

/** RFC 4648, section 5, without padding. */
export const encodeBase64url = (bytes: Uint8Array): string => encodeBy(CODES, bytes)

/** By the codes of 64 characters, without padding. */
export function encodeBy(codesOf: Uint8Array, bytes: Uint8Array): string {
  if (bytes.length > (AT_ONCE / 4) * 3) {
    const middle = (AT_ONCE / 4) * 3
    return encodeBy(codesOf, bytes.subarray(0, middle)) + encodeBy(codesOf, bytes.subarray(middle))
  }
  const rest = bytes.length % 3
  const whole = bytes.length - rest
  const codes = new Array<number>((whole / 3) * 4 + (rest === 0 ? 0 : rest + 1))
  let length = 0
  for (let at = 0; at < whole; at += 3) {
    const block = (bytes[at]! << 16) | (bytes[at + 1]! << 8) | bytes[at + 2]!
    codes[length++] = codesOf[block >> 18]!
    codes[length++] = codesOf[(block >> 12) & 63]!
    codes[length++] = codesOf[(block >> 6) & 63]!
    codes[length++] = codesOf[block & 63]!
  }
  if (rest > 0) {
    const block = (bytes[whole]! << 16) | (rest > 1 ? bytes[whole + 1]! << 8 : 0)
    codes[length++] = codesOf[block >> 18]!
    codes[length++] = codesOf[(block >> 12) & 63]!
    if (rest > 1) codes[length++] = codesOf[(block >> 6) & 63]!
  }
  return String.fromCharCode.apply(null, codes)
}

/** Undefined for padding, characters of the other alphabet, blanks, and bits left over that are not zero. */
export function decodeBase64url(text: string): Uint8Array | undefined {
  const characters = encodeUtf8(text)
  return decodeBase64urlIn(characters, 0, characters.length)
}

/** The same of the characters from `start` to `end`: to look at bytes is quicker than at the characters of a text. */
export function decodeBase64urlIn(
  characters: Uint8Array,
  start: number,
  end: number,
): Uint8Array | undefined {
  const rest = (end - start) % 4
  if (rest === 1) return undefined
  const bytes = allocate(Math.floor(((end - start) * 3) / 4))
  const whole = end - rest
  let written = 0
  for (let at = start; at < whole; at += 4) {
    const block =
      (VALUES[characters[at]!]! << 18) |
      (VALUES[characters[at + 1]!]! << 12) |
      (VALUES[characters[at + 2]!]! << 6) |
      VALUES[characters[at + 3]!]!
    if (block > 0xff_ffff) return undefined
    bytes[written] = block >> 16
    bytes[written + 1] = block >> 8
    bytes[written + 2] = block
    written += 3
  }
  if (rest === 0) return bytes
  let block = 0
  for (let at = whole; at < end; at++) block = (block << 6) | VALUES[characters[at]!]!
  const unused = rest === 2 ? 4 : 2
  if (block > 0x3_ffff || (block & ((1 << unused) - 1)) !== 0) return undefined
  block >>= unused
  if (rest === 3) bytes[written++] = block >> 8
  bytes[written] = block
  return bytes
}
