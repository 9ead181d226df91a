import { joined } from '../joined.ts'
import { MAX_ENTRY_CHARACTERS } from './json.ts'

/** Of a line that is too long only its beginning is kept, for somebody to look at. Bytes. */
const CUT = 65_536

/** So many parts of a line are joined. */
const MOST_PARTS = 1024

export interface CutLine {
  /** From 1; blank lines count. */
  readonly line: number
  /** Without its end; where it is not whole, its beginning. */
  readonly bytes: Uint8Array
  /** False where it is longer than 1 MiB. */
  readonly isWhole: boolean
}

/** Cuts a stream at its line feeds. Blank lines are passed over. No more than one line is held. */
export class LineCutter {
  #line = 1
  #held: Uint8Array[] = []
  #length = 0

  /** What stands behind the last line feed. */
  end(): CutLine | undefined {
    return this.#take()
  }

  *push(chunk: Uint8Array): Generator<CutLine, void, undefined> {
    let from = 0
    for (;;) {
      const end = chunk.indexOf(10, from)
      this.#hold(chunk.subarray(from, end < 0 ? undefined : end))
      if (end < 0) return
      const cut = this.#take()
      this.#line++
      if (cut) yield cut
      from = end + 1
    }
  }

  #hold(part: Uint8Array): void {
    if (part.length === 0) return
    const wasTooLong = this.#length > MAX_ENTRY_CHARACTERS
    this.#length += part.length
    if (wasTooLong) return
    this.#held.push(part)
    // A line that comes byte by byte is held as bytes, and not as a thousand times as many parts.
    if (this.#held.length >= MOST_PARTS) this.#held = [joined(this.#held)]
    if (this.#length > MAX_ENTRY_CHARACTERS) this.#held = [joined(this.#held).slice(0, CUT)]
  }

  #take(): CutLine | undefined {
    const isWhole = this.#length <= MAX_ENTRY_CHARACTERS
    const bytes = joined(this.#held)
    this.#held = []
    this.#length = 0
    return bytes.every(isBlank) ? undefined : { line: this.#line, bytes, isWhole }
  }
}

const isBlank = (byte: number): boolean => byte === 32 || byte === 9 || byte === 13
