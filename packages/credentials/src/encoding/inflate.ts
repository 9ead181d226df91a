import { allocate } from './allocate.ts'

/** Bits looked up at once; longer codes, which are rare, are read bit by bit. */
const AT_ONCE = 9
const LONGEST_CODE = 15
const END_OF_BLOCK = 256
/** RFC 1951, section 3.2.7: the order in which lengths of the code for code lengths are sent. */
const ORDER = Uint8Array.of(16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15)

const LENGTH_EXTRA = Uint8Array.of(
  ...[0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0],
)
const LENGTH_BASE = new Uint16Array(29)
const DISTANCE_EXTRA = Uint8Array.of(
  ...[0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13],
)
const DISTANCE_BASE = new Uint16Array(30)
for (let code = 0, base = 3; code < 28; base += 1 << LENGTH_EXTRA[code++]!) LENGTH_BASE[code] = base
LENGTH_BASE[28] = 258
for (let code = 0, base = 1; code < 30; base += 1 << DISTANCE_EXTRA[code++]!) DISTANCE_BASE[code] = base

/** The `AT_ONCE` low bits of each number in reverse: codes are sent with their highest bit first. */
const REVERSED = new Uint16Array(1 << AT_ONCE)
for (let number = 1; number < REVERSED.length; number++)
  REVERSED[number] = (REVERSED[number >> 1]! >> 1) | ((number & 1) << (AT_ONCE - 1))

interface Code {
  /** By the next `AT_ONCE` bits: `symbol << 4 | length`; 0 for a longer code, and for none. */
  readonly quick: Uint16Array
  /** How many codes there are of each length. */
  readonly counts: Uint16Array
  /** Ordered by code. */
  readonly symbols: Uint16Array
}

const newCode = (symbols: number): Code => ({
  quick: new Uint16Array(1 << AT_ONCE),
  counts: new Uint16Array(LONGEST_CODE + 1),
  symbols: new Uint16Array(symbols),
})

/** Of `fill`. */
const offsets = new Uint16Array(LONGEST_CODE + 2)
const nextCodes = new Uint16Array(LONGEST_CODE + 2)

const FIXED_LITERALS = newCode(288)
const FIXED_DISTANCES = newCode(32)
fill(FIXED_LITERALS, Uint8Array.from({ length: 288 }, fixedLength), 0, 288)
fill(FIXED_DISTANCES, new Uint8Array(32).fill(5), 0, 32)

/** Filled anew for each block. They hold codes, and nothing of what was sent in them. */
const literals = newCode(288)
const distances = newCode(32)
const codeLengths = newCode(19)
const lengths = new Uint8Array(320)
/** Those that `literals` and `distances` were filled with last; no counts: with none. */
const filled = new Uint8Array(320)
let filledLiterals = 0
let filledDistances = 0
/** What most texts fit in, to begin with: cleared after each. Larger ones get their own. */
const scratch = new Uint8Array(4096)

/**
 * What was compressed with DEFLATE (RFC 1951). Undefined as soon as it comes to more than `most` bytes, so that a small
 * text cannot fill memory; and for anything that is out of order, bytes after the end included.
 */
export function inflateRaw(bytes: Uint8Array, most: number): Uint8Array | undefined {
  const inflation = new Inflation(bytes, most)
  const content = inflation.run()
  scratch.fill(0, 0, inflation.written)
  return content
}

/** The same in zlib's envelope (RFC 1950), without a preset dictionary; its checksum has to hold. */
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
    for (; at < stop; at++) {
      low += bytes[at]!
      high += low
    }
    low %= 65_521
    high %= 65_521
  }
  return high * 0x1_00_00 + low
}

class Inflation {
  readonly bytes: Uint8Array
  readonly most: number
  /** The next byte to be read, which may lie beyond the end: zeros are read there, and `overrun` tells. */
  at = 0
  /** Bits read and not used, the next one lowest. */
  hold = 0
  held = 0
  out: Uint8Array
  written = 0

  constructor(bytes: Uint8Array, most: number) {
    this.bytes = bytes
    this.most = most
    this.out = scratch.length <= most ? scratch : new Uint8Array(most)
  }

  run(): Uint8Array | undefined {
    for (let last = false; !last; ) {
      last = this.take(1) === 1
      const kind = this.take(2)
      const good =
        kind === 0
          ? this.stored()
          : kind === 1
            ? this.block(FIXED_LITERALS, FIXED_DISTANCES)
            : kind === 2 && this.codes() && this.block(literals, distances)
      if (!good || this.overrun()) return undefined
    }
    const used = this.at - (this.held >> 3)
    return used === this.bytes.length ? this.whole() : undefined
  }

  private whole(): Uint8Array {
    const content = this.out.subarray(0, this.written)
    if (this.out !== scratch) return content
    const copy = allocate(this.written)
    copy.set(content)
    return copy
  }

  private overrun(): boolean {
    return this.at - (this.held >> 3) > this.bytes.length
  }

  /** At most 16 bits. */
  private take(count: number): number {
    while (this.held < count) {
      this.hold |= (this.bytes[this.at++] ?? 0) << this.held
      this.held += 8
    }
    const value = this.hold & ((1 << count) - 1)
    this.hold >>>= count
    this.held -= count
    return value
  }

  private stored(): boolean {
    // The rest of the byte is passed over, bytes read ahead are given back.
    this.at -= this.held >> 3
    this.hold = 0
    this.held = 0
    const length = this.take(16)
    if (this.take(16) !== (length ^ 0xffff)) return false
    const end = this.at + length
    if (end > this.bytes.length || !this.hasRoom(length)) return false
    this.out.set(this.bytes.subarray(this.at, end), this.written)
    this.at = end
    this.written += length
    return true
  }

  private hasRoom(more: number): boolean {
    const needed = this.written + more
    if (needed > this.most) return false
    if (needed > this.out.length) {
      const larger = new Uint8Array(Math.min(this.most, Math.max(needed, this.out.length * 2)))
      larger.set(this.out.subarray(0, this.written))
      this.out = larger
    }
    return true
  }

  /** Section 3.2.7. */
  private codes(): boolean {
    const literalCount = this.take(5) + 257
    const distanceCount = this.take(5) + 1
    const lengthCount = this.take(4) + 4
    if (literalCount > 286 || distanceCount > 30) return false
    lengths.fill(0, 0, 19)
    for (let index = 0; index < lengthCount; index++) lengths[ORDER[index]!] = this.take(3)
    if (!fill(codeLengths, lengths, 0, 19)) return false

    const count = literalCount + distanceCount
    for (let index = 0; index < count; ) {
      const symbol = this.symbol(codeLengths)
      if (symbol < 0) return false
      if (symbol < 16) {
        lengths[index++] = symbol
        continue
      }
      if (symbol === 16 && index === 0) return false
      const value = symbol === 16 ? lengths[index - 1]! : 0
      let times = symbol === 16 ? this.take(2) + 3 : symbol === 17 ? this.take(3) + 3 : this.take(7) + 11
      if (index + times > count) return false
      for (; times > 0; times--) lengths[index++] = value
    }
    if (lengths[END_OF_BLOCK] === 0) return false
    // Who compresses many texts alike may use one code for all: then it is at hand.
    if (isFilled(literalCount, distanceCount)) return true
    filledLiterals = 0
    if (!fill(literals, lengths, 0, literalCount)) return false
    if (!fill(distances, lengths, literalCount, count, true)) return false
    filled.set(lengths)
    filledLiterals = literalCount
    filledDistances = distanceCount
    return true
  }

  private symbol(code: Code): number {
    while (this.held < LONGEST_CODE) {
      this.hold |= (this.bytes[this.at++] ?? 0) << this.held
      this.held += 8
    }
    const entry = code.quick[this.hold & ((1 << AT_ONCE) - 1)]!
    const found = entry > 0 ? entry : longCode(code, this.hold)
    this.hold >>>= found & 15
    this.held -= found & 15
    return found > 0 ? found >> 4 : -1
  }

  private block(literalCode: Code, distanceCode: Code): boolean {
    const { bytes } = this
    const end = bytes.length
    const literalQuick = literalCode.quick
    const distanceQuick = distanceCode.quick
    const mask = (1 << AT_ONCE) - 1
    let { at, hold, held, out, written } = this
    for (;;) {
      // A code of 15 bits and its 5 extra bits.
      if (held < 20) {
        for (; held <= 24; held += 8, at++) if (at < end) hold |= bytes[at]! << held
        if (at > end + 8) return false
      }
      let entry = literalQuick[hold & mask]!
      if (entry === 0) entry = longCode(literalCode, hold)
      if (entry === 0) return false
      hold >>>= entry & 15
      held -= entry & 15
      const symbol = entry >> 4
      if (symbol < END_OF_BLOCK) {
        if (written === out.length) {
          this.written = written
          if (!this.hasRoom(1)) return false
          out = this.out
        }
        out[written++] = symbol
        continue
      }
      if (symbol === END_OF_BLOCK) break
      const lengthCode = symbol - 257
      if (lengthCode >= 29) return false
      const lengthExtra = LENGTH_EXTRA[lengthCode]!
      const length = LENGTH_BASE[lengthCode]! + (hold & ((1 << lengthExtra) - 1))
      hold >>>= lengthExtra
      held -= lengthExtra

      if (held < LONGEST_CODE) for (; held <= 24; held += 8, at++) if (at < end) hold |= bytes[at]! << held
      entry = distanceQuick[hold & mask]!
      if (entry === 0) entry = longCode(distanceCode, hold)
      if (entry === 0) return false
      hold >>>= entry & 15
      held -= entry & 15
      const distanceSymbol = entry >> 4
      if (distanceSymbol >= 30) return false
      const distanceExtra = DISTANCE_EXTRA[distanceSymbol]!
      if (held < distanceExtra) for (; held <= 24; held += 8, at++) if (at < end) hold |= bytes[at]! << held
      const distance = DISTANCE_BASE[distanceSymbol]! + (hold & ((1 << distanceExtra) - 1))
      hold >>>= distanceExtra
      held -= distanceExtra
      if (distance > written) return false

      if (written + length > out.length) {
        this.written = written
        if (!this.hasRoom(length)) return false
        out = this.out
      }
      for (let from = written - distance, last = written + length; written < last; )
        out[written++] = out[from++]!
    }
    this.at = at
    this.hold = hold
    this.held = held
    this.written = written
    return true
  }
}

/** Whether `literals` and `distances` are filled with these `lengths` already. */
function isFilled(literalCount: number, distanceCount: number): boolean {
  if (filledLiterals !== literalCount || filledDistances !== distanceCount) return false
  for (let at = literalCount + distanceCount - 1; at >= 0; at--) if (lengths[at] !== filled[at]) return false
  return true
}

/** `symbol << 4 | length` of the code at the low end of `hold`, or 0. */
function longCode({ counts, symbols }: Code, hold: number): number {
  let code = 0
  let first = 0
  let index = 0
  let rest = hold
  for (let length = 1; length <= LONGEST_CODE; length++) {
    code |= rest & 1
    rest >>>= 1
    const count = counts[length]!
    if (code - count < first) return (symbols[index + (code - first)]! << 4) | length
    index += count
    first = (first + count) << 1
    code <<= 1
  }
  return 0
}

/**
 * Section 3.2.2, for the symbols whose lengths stand from `start` to `end`. False where more codes are asked for than
 * there are, or fewer: but distances may have a single code of one bit, or none.
 */
function fill(code: Code, from: Uint8Array, start: number, end: number, fewerDistances = false): boolean {
  const { quick, counts, symbols } = code
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
    if (length > AT_ONCE) continue
    const entry = (symbol << 4) | length
    const step = 1 << length
    for (let slot = REVERSED[bits << (AT_ONCE - length)]!; slot < quick.length; slot += step)
      quick[slot] = entry
  }
  return true
}

/** Section 3.2.6. */
function fixedLength(_: unknown, symbol: number): number {
  if (symbol < 144) return 8
  if (symbol < 256) return 9
  return symbol < 280 ? 7 : 8
}
