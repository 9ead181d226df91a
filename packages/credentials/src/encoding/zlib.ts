import { inflateRaw } from './inflate.ts'

/**
 * What was compressed in zlib's envelope (RFC 1950), at the most `most` bytes: without a preset dictionary, and its
 * checksum has to hold. Undefined for all else.
 */
export function inflateZlib(bytes: Uint8Array, most: number): Uint8Array | undefined {
  const end = bytes.length - 4
  if (end < 2) return undefined
  const method = bytes[0]!
  const flags = bytes[1]!
  if ((method & 0x0f) !== 8 || method >> 4 > 7) return undefined
  if ((flags & 0x20) !== 0 || (method * 256 + flags) % 31 !== 0) return undefined
  const content = inflateRaw(bytes.subarray(2, end), most)
  if (!content) return undefined
  const sum = bytes[end]! * 0x1_00_00_00 + (bytes[end + 1]! << 16) + (bytes[end + 2]! << 8) + bytes[end + 3]!
  return adler32(content) === sum ? content : undefined
}

function adler32(bytes: Uint8Array): number {
  let low = 1
  let high = 0
  for (let at = 0; at < bytes.length; ) {
    // So many bytes cannot overflow 32 bits.
    const stop = Math.min(at + 3800, bytes.length)
    // Four at once, for each sum has to wait for the one before.
    for (; at + 4 <= stop; at += 4) {
      const first = bytes[at]!
      const second = bytes[at + 1]!
      const third = bytes[at + 2]!
      const fourth = bytes[at + 3]!
      high += 4 * (low + first) + 3 * second + 2 * third + fourth
      low += first + second + third + fourth
    }
    for (; at < stop; at++) {
      low += bytes[at]!
      high += low
    }
    low %= 65_521
    high %= 65_521
  }
  return high * 0x1_00_00 + low
}
