export const END_OF_BLOCK = 256

const LENGTH_EXTRA = Uint8Array.of(
  ...[0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0],
)
const DISTANCE_EXTRA = Uint8Array.of(
  ...[0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13],
)

/**
 * What symbols mean (RFC 1951, section 3.2.5), so that one look-up says all: a literal is shifted by 8, and so is the base of a
 * length or a distance, with its number of extra bits shifted by 4.
 */
export const LITERAL_MEANINGS = new Int32Array(288)
export const DISTANCE_MEANINGS = new Int32Array(32)
/** Marks lengths: literals lie below it. */
export const LENGTH = 1 << 24
/** Marks the end of a block, and what there is not. */
export const OTHER = 1 << 25
export const NO_SYMBOL = OTHER | 16
for (let literal = 0; literal < 256; literal++) LITERAL_MEANINGS[literal] = literal << 8
LITERAL_MEANINGS.fill(NO_SYMBOL, 286)
LITERAL_MEANINGS[END_OF_BLOCK] = OTHER
for (let code = 0, base = 3; code < 28; base += 1 << LENGTH_EXTRA[code++]!)
  LITERAL_MEANINGS[257 + code] = LENGTH | (base << 8) | (LENGTH_EXTRA[code]! << 4)
LITERAL_MEANINGS[285] = LENGTH | (258 << 8)
DISTANCE_MEANINGS.fill(NO_SYMBOL, 30)
for (let code = 0, base = 1; code < 30; base += 1 << DISTANCE_EXTRA[code++]!)
  DISTANCE_MEANINGS[code] = (base << 8) | (DISTANCE_EXTRA[code]! << 4)
