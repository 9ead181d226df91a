/**
 * Bytes and texts of passes, put together by hand: faults have to be written too, and what writes the vectors must not
 * be what they test.
 */

/** A CBOR head; `size` in bytes makes it longer than it need be. */
export function head(kind: number, argument: number, size = shortest(argument)): number[] {
  const information = size === 0 ? argument : 23 + [1, 2, 4, 8].indexOf(size) + 1
  const rest = Array.from(
    { length: size },
    (_, index) => Math.floor(argument / 256 ** (size - 1 - index)) % 256,
  )
  return [(kind << 5) | information, ...rest]
}

function shortest(argument: number): number {
  if (argument < 24) return 0
  return argument < 0x100 ? 1 : argument < 0x1_0000 ? 2 : argument < 0x1_0000_0000 ? 4 : 8
}

export const int = (value: number): number[] => (value < 0 ? head(1, -1 - value) : head(0, value))
export const bstr = (bytes: ArrayLike<number>): number[] => [...head(2, bytes.length), ...Array.from(bytes)]
export const tstr = (text: string): number[] => {
  const bytes = new TextEncoder().encode(text)
  return [...head(3, bytes.length), ...bytes]
}
export const list = (...items: number[][]): number[] => [...head(4, items.length), ...items.flat()]
/** Entries in the order given. */
export const map = (...entries: (readonly [number[], number[]])[]): number[] => [
  ...head(5, entries.length),
  ...entries.flat(2),
]

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:'

export function base45(bytes: ArrayLike<number>): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 2) {
    const single = at + 1 === bytes.length
    let value = single ? bytes[at]! : bytes[at]! * 256 + bytes[at + 1]!
    for (let digit = 0; digit < (single ? 2 : 3); digit++) {
      text += ALPHABET[value % 45]
      value = Math.floor(value / 45)
    }
  }
  return text
}

export const sigStructure = (
  header: ArrayLike<number>,
  payload: ArrayLike<number>,
  context = 'Signature1',
): Uint8Array => Uint8Array.from(list(tstr(context), bstr(header), bstr([]), bstr(payload)))

/** Seconds of an RFC 3339 text. */
export const seconds = (text: string): number => Date.parse(text) / 1000
