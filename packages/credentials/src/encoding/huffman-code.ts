/** RFC 1951, section 3.2.7. */
const LONGEST_CODE = 15

/** A Huffman code as DEFLATE has it (RFC 1951, section 3.2.2), made to be read. */
export interface HuffmanCode {
  /** Bits looked up at once; longer codes, which are rare, are read bit by bit. */
  readonly atOnce: number
  /** By the next `atOnce` bits: what the symbol means, and in the low four bits how long its code is. 0: none, or longer. */
  readonly quick: Int32Array
  /** How many codes there are of each length. */
  readonly counts: Uint16Array
  /** Ordered by code. */
  readonly symbols: Uint16Array
  /** By symbol, four low bits left free. */
  readonly meanings: Int32Array
}

export const newCode = (meanings: Int32Array, atOnce: number): HuffmanCode => ({
  atOnce,
  quick: new Int32Array(1 << atOnce),
  counts: new Uint16Array(LONGEST_CODE + 1),
  symbols: new Uint16Array(meanings.length),
  meanings,
})

/** Of `fill`. */
const offsets = new Uint16Array(LONGEST_CODE + 2)
const nextCodes = new Uint16Array(LONGEST_CODE + 2)

/** The bits of each byte in reverse: codes are sent with their highest bit first. */
const REVERSED = new Uint8Array(256)
for (let number = 1; number < 256; number++)
  REVERSED[number] = (REVERSED[number >> 1]! >> 1) | ((number & 1) << 7)

const reversed = (bits: number, length: number): number =>
  ((REVERSED[bits & 0xff]! << 8) | REVERSED[bits >> 8]!) >> (16 - length)

/**
 * For the symbols whose lengths stand in `from` from `start` to `end`. False where more codes are asked for than there
 * are, or fewer: but distances may have a single code of one bit, or none.
 */
export function fill(
  code: HuffmanCode,
  from: Uint8Array,
  start: number,
  end: number,
  fewerDistances = false,
): boolean {
  const { quick, counts, symbols, meanings, atOnce } = code
  counts.fill(0)
  for (let at = start; at < end; at++) counts[from[at]!]!++
  const used = end - start - counts[0]!
  counts[0] = 0
  let left = 1
  let next = 0
  offsets[1] = 0
  for (let length = 1; length <= LONGEST_CODE; length++) {
    const count = counts[length]!
    left = (left << 1) - count
    if (left < 0) return false
    nextCodes[length] = next
    next = (next + count) << 1
    offsets[length + 1] = offsets[length]! + count
  }
  if (left > 0 && !(fewerDistances && (used === 0 || (used === 1 && counts[1] === 1)))) return false

  quick.fill(0)
  for (let at = start; at < end; at++) {
    const length = from[at]!
    if (length === 0) continue
    const symbol = at - start
    symbols[offsets[length]!++] = symbol
    const bits = nextCodes[length]!++
    if (length > atOnce) continue
    const entry = meanings[symbol]! | length
    const step = 1 << length
    for (let slot = reversed(bits, length); slot < quick.length; slot += step) quick[slot] = entry
  }
  return true
}

/** The entry, as of `quick`, of the code at the low end of `hold`; 0: none. */
export function longCode({ counts, symbols, meanings }: HuffmanCode, hold: number): number {
  let code = 0
  let first = 0
  let index = 0
  let rest = hold
  for (let length = 1; length <= LONGEST_CODE; length++) {
    code |= rest & 1
    rest >>>= 1
    const count = counts[length]!
    if (code - count < first) return meanings[symbols[index + (code - first)]!]! | length
    index += count
    first = (first + count) << 1
    code <<= 1
  }
  return 0
}
