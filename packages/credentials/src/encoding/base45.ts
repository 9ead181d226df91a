import { allocate } from './allocate.ts'
import { encodeUtf8 } from './utf8.ts'

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:'

const CODES = Uint8Array.from(ALPHABET, (character) => character.charCodeAt(0))

/** By byte; for what is none of the 45, more than any group may come to. */
const NONE = 0x1_0000
const VALUES = new Uint32Array(256).fill(NONE)
for (let value = 0; value < 45; value++) VALUES[ALPHABET.charCodeAt(value)] = value

/** RFC 9285: two bytes are three characters, a last single byte is two. */
export function encodeBase45(bytes: Uint8Array): string {
  const even = bytes.length - (bytes.length % 2)
  const codes = new Array<number>((even / 2) * 3 + (even < bytes.length ? 2 : 0))
  let length = 0
  for (let at = 0; at < even; at += 2) {
    const pair = bytes[at]! * 256 + bytes[at + 1]!
    const upper = Math.floor(pair / 45)
    const high = Math.floor(upper / 45)
    codes[length++] = CODES[pair - upper * 45]!
    codes[length++] = CODES[upper - high * 45]!
    codes[length++] = CODES[high]!
  }
  if (even < bytes.length) {
    const last = bytes[even]!
    codes[length++] = CODES[last % 45]!
    codes[length++] = CODES[Math.floor(last / 45)]!
  }
  return textOf(codes)
}

/** Made of all characters at once: joining them one by one would take as long as all else that a pass is made of. */
function textOf(codes: readonly number[]): string {
  if (codes.length <= ARGUMENTS) return String.fromCharCode.apply(null, codes as number[])
  return textOf(codes.slice(0, ARGUMENTS)) + textOf(codes.slice(ARGUMENTS))
}

/** Every engine takes more; a pass has a few hundred characters. */
const ARGUMENTS = 4096

/** Reads from `start` on, before which all is ASCII. Undefined for anything that `encodeBase45` does not write. */
export function decodeBase45(text: string, start = 0): Uint8Array | undefined {
  // To look at bytes is quicker than at the characters of a text.
  const characters = encodeUtf8(text)
  const end = characters.length
  const rest = (end - start) % 3
  if (end < start || rest === 1) return undefined
  const groupsEnd = end - rest
  const bytes = allocate(((groupsEnd - start) / 3) * 2 + (rest === 2 ? 1 : 0))
  let written = 0
  for (let at = start; at < groupsEnd; at += 3) {
    // A character that is none of the 45 makes the sum too large.
    const pair =
      VALUES[characters[at]!]! + VALUES[characters[at + 1]!]! * 45 + VALUES[characters[at + 2]!]! * 2025
    if (pair > 0xffff) return undefined
    bytes[written] = pair >> 8
    bytes[written + 1] = pair
    written += 2
  }
  if (rest === 2) {
    const last = VALUES[characters[groupsEnd]!]! + VALUES[characters[groupsEnd + 1]!]! * 45
    if (last > 0xff) return undefined
    bytes[written] = last
  }
  return bytes
}
