import { allocate } from './allocate.ts'
import { fill, type HuffmanCode, longCode, newCode } from './huffman-code.ts'
import {
  DISTANCE_MEANINGS,
  END_OF_BLOCK,
  LENGTH,
  LITERAL_MEANINGS,
  NO_SYMBOL,
  OTHER,
} from './symbol-meanings.ts'

/** RFC 1951, section 3.2.7: the order in which lengths of the code for code lengths are sent. */
const ORDER = Uint8Array.of(16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15)

const FIXED_LITERALS = newCode(LITERAL_MEANINGS, 9)
const FIXED_DISTANCES = newCode(DISTANCE_MEANINGS, 5)
fill(FIXED_LITERALS, Uint8Array.from({ length: 288 }, fixedLength), 0, 288)
fill(FIXED_DISTANCES, new Uint8Array(32).fill(5), 0, 32)

/** Filled anew for each block. They hold codes, and nothing of what was sent in them. */
const literals = newCode(LITERAL_MEANINGS, 9)
const distances = newCode(DISTANCE_MEANINGS, 9)
const codeLengths = newCode(
  Int32Array.from({ length: 19 }, (_, symbol) => symbol << 8),
  7,
)
const lengths = new Uint8Array(320)

/**
 * The bits that `literals` and `distances` were last read from, at the same place within a byte: who compresses many
 * texts alike may use one code for all, and then it is at hand. No bits: none.
 */
const description = new Uint8Array(600)
let descriptionStart = 0
let descriptionBits = 0

/** What most texts fit in, to begin with: cleared after each. Larger ones get their own. */
const scratch = new Uint8Array(4096)

/**
 * What was compressed with DEFLATE (RFC 1951). Undefined as soon as it comes to more than `most` bytes, so that a small
 * text cannot fill memory; and for anything that is out of order, bytes after the end included. May be a view of `bytes`.
 */
export function inflateRaw(bytes: Uint8Array, most: number): Uint8Array | undefined {
  if (isOneStoredBlock(bytes) && bytes.length - STORED_HEAD <= most) return bytes.subarray(STORED_HEAD)
  const inflation = new Inflation(bytes, most)
  const content = inflation.run()
  // Of what was not read to its end nobody knows how far it came.
  scratch.fill(0, 0, content ? inflation.written : scratch.length)
  return content
}

const STORED_HEAD = 5

/** What cannot be made smaller, as a short text with a long signature in it, stands there as it is. */
function isOneStoredBlock(bytes: Uint8Array): boolean {
  if (bytes.length < STORED_HEAD || (bytes[0]! & 7) !== 1) return false
  const length = bytes[1]! | (bytes[2]! << 8)
  return (bytes[3]! | (bytes[4]! << 8)) === (length ^ 0xffff) && bytes.length === STORED_HEAD + length
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
            : kind === 2 && (this.sameCodes() || this.codes()) && this.block(literals, distances)
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
    const start = this.at * 8 - this.held
    const literalCount = this.take(5) + 257
    const distanceCount = this.take(5) + 1
    const lengthCount = this.take(4) + 4
    if (literalCount > 286 || distanceCount > 30) return false
    lengths.fill(0, 0, 19)
    for (let index = 0; index < lengthCount; index++) lengths[ORDER[index]!] = this.take(3)
    if (!fill(codeLengths, lengths, 0, 19)) return false

    const count = literalCount + distanceCount
    for (let index = 0; index < count; ) {
      const symbol = this.codeLength()
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
    descriptionBits = 0
    if (!fill(literals, lengths, 0, literalCount)) return false
    if (!fill(distances, lengths, literalCount, count, true)) return false
    if (!this.overrun()) this.remember(start, this.at * 8 - this.held)
    return true
  }

  private codeLength(): number {
    while (this.held < codeLengths.atOnce) {
      this.hold |= (this.bytes[this.at++] ?? 0) << this.held
      this.held += 8
    }
    const entry = codeLengths.quick[this.hold & 0x7f]!
    this.hold >>>= entry & 15
    this.held -= entry & 15
    return entry > 0 ? entry >> 8 : -1
  }

  private remember(start: number, end: number): void {
    description.set(this.bytes.subarray(start >> 3, (end + 7) >> 3))
    descriptionStart = start & 7
    descriptionBits = end - start
  }

  /** Whether the bits that come next are those that `literals` and `distances` were read from; then they are passed over. */
  private sameCodes(): boolean {
    const { bytes } = this
    const start = this.at * 8 - this.held
    if (descriptionBits === 0 || (start & 7) !== descriptionStart) return false
    const first = start >> 3
    const end = start + descriptionBits
    const last = (end >> 3) - first
    if ((bytes[first]! ^ description[0]!) >> descriptionStart !== 0) return false
    if (first + last >= bytes.length) return false
    for (let at = 1; at < last; at++) if (bytes[first + at] !== description[at]) return false
    if (((bytes[first + last]! ^ description[last]!) & ((1 << (end & 7)) - 1)) !== 0) return false
    this.at = first + last
    this.hold = 0
    this.held = 0
    this.take(end & 7)
    return true
  }

  private block(literalCode: HuffmanCode, distanceCode: HuffmanCode): boolean {
    const { bytes } = this
    const end = bytes.length
    const view = new DataView(bytes.buffer, bytes.byteOffset, end)
    const literalQuick = literalCode.quick
    const distanceQuick = distanceCode.quick
    const literalMask = literalQuick.length - 1
    const distanceMask = distanceQuick.length - 1
    // In variables, for they are all that this loop does: kept in `this` they would be written at each bit.
    let { at, hold, held, out, written } = this
    for (;;) {
      if (at > end + 8) return false
      // At least 24 bits: filled up each time, for whether it has to be is what no processor can foresee.
      hold |= (at + 4 <= end ? view.getInt32(at, true) : lastBytes(bytes, at)) << held
      at += (31 - held) >> 3
      held |= 24
      let entry = literalQuick[hold & literalMask]!
      if (entry === 0) entry = longCode(literalCode, hold)
      hold >>>= entry & 15
      held -= entry & 15
      if (entry < LENGTH) {
        if (entry === 0) return false
        if (written === out.length) {
          this.written = written
          if (!this.hasRoom(1)) return false
          out = this.out
        }
        out[written++] = entry >> 8
        continue
      }
      if (entry >= OTHER) {
        if ((entry & NO_SYMBOL) === NO_SYMBOL) return false
        break
      }
      let extra = (entry >> 4) & 15
      const length = ((entry >> 8) & 0x1ff) + (hold & ((1 << extra) - 1))
      hold >>>= extra
      held -= extra

      hold |= (at + 4 <= end ? view.getInt32(at, true) : lastBytes(bytes, at)) << held
      at += (31 - held) >> 3
      held |= 24
      entry = distanceQuick[hold & distanceMask]!
      if (entry === 0) entry = longCode(distanceCode, hold)
      if (entry === 0 || entry >= OTHER) return false
      hold >>>= entry & 15
      held -= entry & 15
      extra = (entry >> 4) & 15
      if (held < extra) {
        hold |= (at + 4 <= end ? view.getInt32(at, true) : lastBytes(bytes, at)) << held
        at += (31 - held) >> 3
        held |= 24
      }
      const distance = (entry >> 8) + (hold & ((1 << extra) - 1))
      hold >>>= extra
      held -= extra
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

/** Four bytes from `at` on, zeros after the end. */
function lastBytes(bytes: Uint8Array, at: number): number {
  let word = 0
  for (let next = at + 3; next >= at; next--) word = (word << 8) | (next < bytes.length ? bytes[next]! : 0)
  return word
}

/** Section 3.2.6. */
function fixedLength(_: unknown, symbol: number): number {
  if (symbol < 144) return 8
  if (symbol < 256) return 9
  return symbol < 280 ? 7 : 8
}
