const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:'

/** Value of each ASCII character, 255 for what is none of the 45. */
const VALUES = new Uint8Array(128).fill(255)
for (let value = 0; value < 45; value++) VALUES[ALPHABET.charCodeAt(value)] = value

/** RFC 9285: two bytes are three characters, a last single byte is two. */
export function encodeBase45(bytes: Uint8Array): string {
  let text = ''
  const even = bytes.length - (bytes.length % 2)
  for (let at = 0; at < even; at += 2) {
    const pair = bytes[at]! * 256 + bytes[at + 1]!
    const high = Math.floor(pair / 2025)
    text += ALPHABET[pair % 45]! + ALPHABET[Math.floor(pair / 45) % 45]! + ALPHABET[high]!
  }
  if (even < bytes.length) {
    const last = bytes[even]!
    text += ALPHABET[last % 45]! + ALPHABET[Math.floor(last / 45)]!
  }
  return text
}

/** Reads from `start` on. Undefined for anything that `encodeBase45` does not write. */
export function decodeBase45(text: string, start = 0): Uint8Array | undefined {
  const length = text.length - start
  const rest = length % 3
  if (length < 0 || rest === 1) return undefined
  const bytes = new Uint8Array(((length - rest) / 3) * 2 + (rest === 2 ? 1 : 0))
  const groupsEnd = text.length - rest
  let written = 0
  for (let at = start; at < groupsEnd; at += 3) {
    const low = valueAt(text, at)
    const middle = valueAt(text, at + 1)
    const high = valueAt(text, at + 2)
    if (low === 255 || middle === 255 || high === 255) return undefined
    const pair = low + middle * 45 + high * 2025
    if (pair > 0xffff) return undefined
    bytes[written++] = pair >> 8
    bytes[written++] = pair & 0xff
  }
  if (rest === 2) {
    const low = valueAt(text, groupsEnd)
    const high = valueAt(text, groupsEnd + 1)
    if (low === 255 || high === 255 || low + high * 45 > 0xff) return undefined
    bytes[written] = low + high * 45
  }
  return bytes
}

function valueAt(text: string, at: number): number {
  const code = text.charCodeAt(at)
  return code < 128 ? VALUES[code]! : 255
}
