import { decodeBase64url, encodeBase64url } from '../encoding/base64url.ts'

/** The low bits of a difference to write as they are, for `count` numbers spread over `below`. */
export function riceFor(count: number, below: number): number {
  const meanGap = below / Math.max(1, count)
  return Math.max(0, Math.floor(Math.log2(meanGap * Math.LN2)))
}

/**
 * Rising numbers in base64url: of each difference less 1 its high part in ones, ended by a zero, then `rice` low bits.
 * The first is written as it is.
 */
export function writeRice(rising: readonly number[], rice: number): string {
  const writer = new BitWriter()
  let before = -1
  for (const number of rising) {
    writer.put(number - before - 1, rice)
    before = number
  }
  return encodeBase64url(writer.bytes())
}

/** Undefined where the code is cut, goes on after its end, or comes to a number that is not below `below`. */
export function readRice(
  text: string,
  { rice, count, below }: { readonly rice: number; readonly count: number; readonly below: number },
): Float64Array | undefined {
  const bytes = decodeBase64url(text)
  // Each entry takes a bit and its low bits: what is shorter cannot hold so many.
  if (!bytes || bytes.length * 8 < count * (rice + 1)) return undefined
  const reader = new BitReader(bytes)
  const numbers = new Float64Array(count)
  let before = -1
  for (let index = 0; index < count; index++) {
    const gap = reader.take(rice)
    if (gap === undefined) return undefined
    before += gap + 1
    if (before >= below) return undefined
    numbers[index] = before
  }
  return reader.isAtEnd() ? numbers : undefined
}

/** Whether a number is among rising ones. */
export function includes(rising: Float64Array, value: number): boolean {
  let low = 0
  let high = rising.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (rising[middle]! < value) low = middle + 1
    else high = middle
  }
  return rising[low] === value
}

/** Bits from the highest of each byte. */
class BitWriter {
  readonly #bytes: number[] = []
  #bit = 0

  put(value: number, rice: number): void {
    let high = Math.floor(value / 2 ** rice)
    for (; high > 0; high--) this.#one(1)
    this.#one(0)
    for (let place = rice - 1; place >= 0; place--) this.#one(Math.floor(value / 2 ** place) % 2)
  }

  bytes(): Uint8Array {
    return Uint8Array.from(this.#bytes)
  }

  #one(bit: number): void {
    if (this.#bit === 0) this.#bytes.push(0)
    this.#bytes[this.#bytes.length - 1]! |= bit << (7 - this.#bit)
    this.#bit = (this.#bit + 1) % 8
  }
}

class BitReader {
  readonly #bytes: Uint8Array
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  take(rice: number): number | undefined {
    let value = 0
    for (let bit = this.#one(); bit !== 0; bit = this.#one()) {
      if (bit === undefined) return undefined
      value++
    }
    for (let place = 0; place < rice; place++) {
      const bit = this.#one()
      if (bit === undefined) return undefined
      value = value * 2 + bit
    }
    return value
  }

  /** Only the rest of the last byte is left, and it is zero. */
  isAtEnd(): boolean {
    if (this.#bytes.length !== Math.ceil(this.#at / 8)) return false
    while (this.#at % 8 !== 0) if (this.#one() !== 0) return false
    return true
  }

  #one(): number | undefined {
    const byte = this.#bytes[this.#at >> 3]
    if (byte === undefined) return undefined
    const bit = (byte >> (7 - (this.#at & 7))) & 1
    this.#at++
    return bit
  }
}
