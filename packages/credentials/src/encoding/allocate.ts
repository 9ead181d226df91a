/** Engines put arrays of more than 64 bytes outside their heap, which takes longer than to fill them. */
const SLAB = 16_384
/** What is larger gets an array of its own. */
export const LARGEST = 2048

let slab = new Uint8Array(SLAB)
let used = 0

/** Bytes, all zero, that nobody else holds: a part of a larger array, so do not pass on its `buffer`. */
export function allocate(length: number): Uint8Array {
  if (length > LARGEST) return new Uint8Array(length)
  if (used + length > SLAB) {
    slab = new Uint8Array(SLAB)
    used = 0
  }
  const start = used
  used += length
  return slab.subarray(start, used)
}
