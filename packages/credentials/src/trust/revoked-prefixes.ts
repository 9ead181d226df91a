import { includes, readRice, riceFor, writeRice } from './rice-code.ts'

export interface RevocationFilter {
  /** The pass id, 16 hexadecimal digits. */
  has(id: string): boolean
}

/**
 * Which of our passes are revoked, small enough for a phone at a door: the first `bits` bits of each revoked pass id,
 * sorted, as differences in Rice's code; and, whole, the ids of the few passes that begin like a revoked one and are
 * not revoked. Pass ids are random, so neither tells anything of anybody. 100,000 among 20 million take 290 KB.
 */
export interface RevokedPrefixes {
  /** Of each id, from the front; at most 48. */
  readonly bits: number
  /** The low bits of a difference that are written as they are. */
  readonly rice: number
  readonly count: number
  /** base64url. Of each difference less 1: its high part in ones ended by a zero, then `rice` low bits. */
  readonly prefixes: string
  /** 16 hexadecimal digits each, sorted. */
  readonly notRevoked: readonly string[]
}

/** At most so many passes are revoked at a time: a list of this length would not fit within a trust list. */
const MOST_REVOKED = 1_000_000
const LEAST_BITS = 30
const MOST_BITS = 48
const ID_DIGITS = 16

/** How long prefixes of so many ids are: one pass in 16,384 that is not revoked begins like one that is. */
export function prefixBits(count: number): number {
  return Math.min(MOST_BITS, Math.max(LEAST_BITS, 14 + Math.ceil(Math.log2(Math.max(1, count)))))
}

/** `alike`: passes that are not revoked and begin with a revoked one's prefix of `prefixBits(ids.length)` bits. */
export function writeRevokedPrefixes(ids: readonly string[], alike: readonly string[]): RevokedPrefixes {
  if (ids.length > MOST_REVOKED) throw new RangeError(`at most ${MOST_REVOKED} passes may be revoked`)
  const bits = prefixBits(ids.length)
  const sorted = [...new Set(ids.map((id) => prefixOf(id, bits)))].sort((a, b) => a - b)
  const rice = riceFor(sorted.length, 2 ** bits)
  return {
    bits,
    rice,
    count: sorted.length,
    prefixes: writeRice(sorted, rice),
    notRevoked: [...alike].sort(),
  }
}

/** Undefined where the code is cut, goes on after its end, or says what it cannot hold. */
export function readRevokedPrefixes(list: RevokedPrefixes): RevocationFilter | undefined {
  const { bits, rice, count } = list
  if (!(bits >= 1 && bits <= MOST_BITS && rice >= 0 && rice <= bits)) return undefined
  if (!(count >= 0 && count <= MOST_REVOKED)) return undefined
  const prefixes = readRice(list.prefixes, { rice, count, below: 2 ** bits })
  if (!prefixes) return undefined
  const notRevoked = new Set(list.notRevoked)
  return { has: (id) => includes(prefixes, prefixOf(id, bits)) && !notRevoked.has(id) }
}

/** The first bits of an id as a number. NaN, which equals nothing, for what is no id. */
export function prefixOf(id: string, bits: number): number {
  if (id.length !== ID_DIGITS) return Number.NaN
  return Math.floor(Number.parseInt(id.slice(0, 12), 16) / 2 ** (48 - bits))
}

/** The first and the last id that begins as `id` does in its first bits. */
export function idsAlike(id: string, bits: number): { readonly low: string; readonly high: string } {
  const free = 2 ** (48 - bits)
  const low = prefixOf(id, bits) * free
  const digits = (front: number) => front.toString(16).padStart(12, '0')
  return { low: `${digits(low)}0000`, high: `${digits(low + free - 1)}ffff` }
}
