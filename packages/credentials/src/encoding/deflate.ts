import { allocate } from './allocate.ts'

const END_OF_BLOCK = 256
const LITERALS = 286
const DISTANCES = 30
const LONGEST_CODE = 15
const LONGEST_MATCH = 258
const SHORTEST_MATCH = 4
const FARTHEST = 32_768
/** RFC 1951, section 3.2.7. */
const ORDER: readonly number[] = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]
const HASH_BITS = 11

/** Symbol, extra bits and base of each length of a match, and of each distance up to 256, then by their high bits. */
const LENGTH_SYMBOL = new Uint16Array(LONGEST_MATCH + 1)
const LENGTH_EXTRA = new Uint8Array(LITERALS)
const LENGTH_BASE = new Uint16Array(LITERALS)
const DISTANCE_SYMBOL = new Uint8Array(512)
const DISTANCE_EXTRA = new Uint8Array(DISTANCES)
const DISTANCE_BASE = new Uint16Array(DISTANCES)
fillSymbols()

/**
 * A compressor (DEFLATE, RFC 1951) for short texts that are much like `sample`: it has one Huffman code for all of
 * them, so that none has to be counted first. Whatever it is given can be inflated by anybody; what is unlike the
 * sample comes out larger.
 */
export function deflaterLike(sample: Uint8Array): (bytes: Uint8Array) => Uint8Array {
  const [literalWeights, distanceWeights] = weightsOf(tokensOf(sample))
  const literals = codeOf(literalWeights)
  const distances = codeOf(distanceWeights)
  const head = headOf(literals.lengths, distances.lengths)
  return (bytes) => {
    const tokens = tokensOf(bytes)
    const most = head.bytes.length + tokens.length * 6 + 16
    const writer = new BitWriter(most <= written.length ? written : new Uint8Array(most), head)
    writer.tokens(tokens, literals, distances)
    const deflated = writer.end()
    tokens.fill(0) // they are somebody's name
    return deflated
  }
}

/** Where each hash was seen last, counted on from text to text, so that nothing has to be cleared. */
const lastSeen = new Int32Array(1 << HASH_BITS)
let seenBefore = 0
/** Large arrays cost more to get than to use: short texts share these, which are cleared after each. */
const scratch = new Int32Array(4096)
const written = new Uint8Array(8192)

/** A literal is itself; a match is its length, shifted by 16, and its distance. */
function tokensOf(bytes: Uint8Array): Int32Array {
  const tokens = bytes.length <= scratch.length ? scratch : new Int32Array(bytes.length)
  const hashable = Math.min(bytes.length, FARTHEST) - 3
  if (seenBefore > 0x3fff_0000) {
    lastSeen.fill(0)
    seenBefore = 0
  }
  const base = seenBefore + 1
  seenBefore += FARTHEST
  let count = 0
  let at = 0
  while (at < hashable) {
    const hash = hashAt(bytes, at)
    const from = lastSeen[hash]! - base
    lastSeen[hash] = base + at
    let length = 0
    if (from >= 0) {
      const most = Math.min(LONGEST_MATCH, bytes.length - at)
      while (length < most && bytes[from + length] === bytes[at + length]) length++
    }
    if (length < SHORTEST_MATCH) {
      tokens[count++] = bytes[at++]!
      continue
    }
    tokens[count++] = (length << 16) | (at - from)
    const end = at + length
    // Not every place in it: what comes again mostly begins where it began before.
    for (at += 1; at < end && at < hashable; at += 3) lastSeen[hashAt(bytes, at)] = base + at
    at = end
  }
  while (at < bytes.length) tokens[count++] = bytes[at++]!
  return tokens.subarray(0, count)
}

function hashAt(bytes: Uint8Array, at: number): number {
  const four = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)
  return Math.imul(four, 0x9e3779b1) >>> (32 - HASH_BITS)
}

/** How often each symbol came, and of those that did not come a little: any may. */
function weightsOf(tokens: Int32Array): readonly [Float64Array, Float64Array] {
  const literals = new Float64Array(LITERALS).fill(1)
  const distances = new Float64Array(DISTANCES).fill(1)
  // Letters of names and digits of dates differ from card to card.
  for (const character of '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-')
    literals[character.charCodeAt(0)]! += 24
  for (const token of tokens) {
    if (token < 256) literals[token]! += 16
    else {
      literals[LENGTH_SYMBOL[token >> 16]!]! += 16
      distances[distanceSymbol(token & 0xffff)]! += 16
    }
  }
  return [literals, distances]
}

interface WritingCode {
  readonly lengths: Uint8Array
  /** `bits << 4 | length` of each symbol, the bits with the lowest first, as they are written. */
  readonly codes: Int32Array
}

/** A Huffman code for these weights, no longer than 15 bits (section 3.2.2). */
function codeOf(weights: Float64Array): WritingCode {
  let flattened = weights
  let lengths = huffmanLengths(flattened)
  while (Math.max(...lengths) > LONGEST_CODE) {
    flattened = flattened.map((weight) => Math.ceil(weight / 2))
    lengths = huffmanLengths(flattened)
  }
  const codes = new Int32Array(weights.length)
  let code = 0
  for (let length = 1; length <= LONGEST_CODE; length++) {
    for (let symbol = 0; symbol < lengths.length; symbol++)
      if (lengths[symbol] === length) codes[symbol] = (reversed(code++, length) << 4) | length
    code <<= 1
  }
  return { lengths, codes }
}

function huffmanLengths(weights: Float64Array): Uint8Array {
  const lengths = new Uint8Array(weights.length)
  let groups = Array.from(weights, (weight, symbol) => ({ weight, symbols: [symbol] }))
  while (groups.length > 1) {
    groups.sort((one, other) => one.weight - other.weight)
    const [least, next, ...others] = groups as [(typeof groups)[0], (typeof groups)[0], ...typeof groups]
    const symbols = [...least.symbols, ...next.symbols]
    for (const symbol of symbols) lengths[symbol]!++
    groups = [...others, { weight: least.weight + next.weight, symbols }]
  }
  return lengths
}

function reversed(code: number, length: number): number {
  let result = 0
  for (let bit = 0; bit < length; bit++) result |= ((code >> bit) & 1) << (length - 1 - bit)
  return result
}

interface Head {
  readonly bytes: Uint8Array
  readonly hold: number
  readonly held: number
}

/** The beginning of a last block with these codes (section 3.2.7). */
function headOf(literals: Uint8Array, distances: Uint8Array): Head {
  const runs = runsOf([...literals, ...distances])
  const weights = new Float64Array(19).fill(0.01)
  for (const { symbol } of runs) weights[symbol]!++
  const code = codeOfAtMost7(weights)
  const writer = new BitWriter(new Uint8Array(512), { bytes: new Uint8Array(0), hold: 0, held: 0 })
  writer.put(0b101, 3)
  writer.put(LITERALS - 257, 5)
  writer.put(DISTANCES - 1, 5)
  writer.put(ORDER.length - 4, 4)
  for (const symbol of ORDER) writer.put(code.lengths[symbol]!, 3)
  for (const { symbol, extra, bits } of runs) {
    writer.symbol(code, symbol)
    writer.put(extra, bits)
  }
  return writer.head()
}

/** Lengths of the code for code lengths have three bits. */
function codeOfAtMost7(weights: Float64Array): WritingCode {
  for (let least = 0.01; ; least *= 2) {
    const code = codeOf(weights.map((weight) => Math.max(weight, least) * 1000))
    if (Math.max(...code.lengths) <= 7) return code
  }
}

/** Code lengths with their repetitions: 16 for the one before, 17 and 18 for zeros. */
function runsOf(lengths: readonly number[]) {
  const runs: { symbol: number; extra: number; bits: number }[] = []
  for (let at = 0; at < lengths.length; ) {
    const length = lengths[at]!
    let same = 1
    while (lengths[at + same] === length) same++
    runs.push({ symbol: length, extra: 0, bits: 0 })
    at++
    for (let left = same - 1; left >= 3; ) {
      const times = Math.min(left, 6)
      runs.push({ symbol: 16, extra: times - 3, bits: 2 })
      left -= times
      at += times
    }
  }
  return runs
}

class BitWriter {
  readonly bytes: Uint8Array
  at: number
  hold: number
  held: number

  constructor(bytes: Uint8Array, head: Head) {
    this.bytes = bytes
    bytes.set(head.bytes)
    this.at = head.bytes.length
    this.hold = head.hold
    this.held = head.held
  }

  /** At most 16 bits. */
  put(value: number, bits: number): void {
    this.hold |= value << this.held
    this.held += bits
    while (this.held >= 8) {
      this.bytes[this.at++] = this.hold & 0xff
      this.hold >>>= 8
      this.held -= 8
    }
  }

  symbol({ codes }: WritingCode, symbol: number): void {
    this.put(codes[symbol]! >> 4, codes[symbol]! & 15)
  }

  tokens(tokens: Int32Array, literals: WritingCode, distances: WritingCode): void {
    const { bytes } = this
    const literalCodes = literals.codes
    let { at, hold, held } = this
    for (let index = 0; index < tokens.length; index++) {
      const token = tokens[index]!
      const symbol = token < 256 ? token : LENGTH_SYMBOL[token >> 16]!
      const code = literalCodes[symbol]!
      hold |= (code >> 4) << held
      held += code & 15
      if (token >= 256) {
        hold |= ((token >> 16) - LENGTH_BASE[symbol]!) << held // 8, 15 and 5 bits at the most
        held += LENGTH_EXTRA[symbol]!
        for (; held >= 8; held -= 8) {
          bytes[at++] = hold & 0xff
          hold >>>= 8
        }
        const distance = token & 0xffff
        const far = distanceSymbol(distance)
        const farCode = distances.codes[far]!
        hold |= (farCode >> 4) << held
        held += farCode & 15
        for (; held >= 8; held -= 8) {
          bytes[at++] = hold & 0xff
          hold >>>= 8
        }
        hold |= (distance - DISTANCE_BASE[far]!) << held
        held += DISTANCE_EXTRA[far]!
      }
      for (; held >= 8; held -= 8) {
        bytes[at++] = hold & 0xff
        hold >>>= 8
      }
    }
    this.at = at
    this.hold = hold
    this.held = held
    this.symbol(literals, END_OF_BLOCK)
  }

  head(): Head {
    return { bytes: this.bytes.slice(0, this.at), hold: this.hold, held: this.held }
  }

  end(): Uint8Array {
    if (this.held > 0) this.bytes[this.at++] = this.hold & 0xff
    const bytes = allocate(this.at)
    bytes.set(this.bytes.subarray(0, this.at))
    this.bytes.fill(0, 0, this.at)
    return bytes
  }
}

function distanceSymbol(distance: number): number {
  return distance <= 256 ? DISTANCE_SYMBOL[distance - 1]! : DISTANCE_SYMBOL[256 + ((distance - 1) >> 7)]!
}

/** Section 3.2.5. */
function fillSymbols(): void {
  let length = 3
  for (let symbol = 257; symbol < 285; symbol++) {
    const extra = symbol < 265 ? 0 : (symbol - 261) >> 2
    LENGTH_EXTRA[symbol] = extra
    LENGTH_BASE[symbol] = length
    for (let end = length + (1 << extra); length < end; length++) LENGTH_SYMBOL[length] = symbol
  }
  LENGTH_SYMBOL[LONGEST_MATCH] = 285
  LENGTH_BASE[285] = LONGEST_MATCH
  let distance = 1
  for (let symbol = 0; symbol < DISTANCES; symbol++) {
    const extra = symbol < 4 ? 0 : (symbol - 2) >> 1
    DISTANCE_EXTRA[symbol] = extra
    DISTANCE_BASE[symbol] = distance
    for (let end = distance + (1 << extra); distance < end; distance++) {
      if (distance <= 256) DISTANCE_SYMBOL[distance - 1] = symbol
      else DISTANCE_SYMBOL[256 + ((distance - 1) >> 7)] = symbol
    }
  }
}
