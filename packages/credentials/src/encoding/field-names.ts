/**
 * Names of fields, which come again and again, in the form in which engines have them as keys: to make that of a piece
 * of text takes longer than to read it. They are nobody's, and each gives way to the next one of its place.
 */
const NAMES: string[] = new Array(1024).fill('')
const LONGEST = 24

/** Of a name's bytes, each in turn; begins with 0. */
export const mixed = (hash: number, byte: number): number => (Math.imul(hash, 31) + byte) | 0

/** The name from `start` to `end`, where it was met before; all of it is ASCII. */
export function knownName(bytes: Uint8Array, start: number, end: number, hash: number): string | undefined {
  const known = NAMES[placeOf(hash)]!
  if (known.length !== end - start) return undefined
  for (let at = start; at < end; at++) if (known.charCodeAt(at - start) !== bytes[at]) return undefined
  return known
}

/** Keeps a name whose bytes have this `hash`, where it is not too long to be one, and returns it. */
export function keepName(name: string, hash: number): string {
  if (name.length > LONGEST) return name
  const [key = ''] = Object.keys({ [name]: true })
  NAMES[placeOf(hash)] = key
  return key
}

const placeOf = (hash: number): number => (hash ^ (hash >> 10)) & 0x3ff
