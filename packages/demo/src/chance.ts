/** Chance that is the same for the same seed: xorshift128 (Marsaglia 2003). For invented people only, never for secrets. */
export interface Chance {
  /** 0 to below 1. */
  fraction(): number
  /** A whole number, both ends included. */
  between(from: number, to: number): number
  pick<T>(list: readonly T[]): T
  /** True in this share of cases. */
  happens(share: number): boolean
  /** One of the rows, by its `weight`. */
  weighted<T extends { readonly weight: number }>(rows: readonly T[]): T
}

export function chanceFrom(seed: number): Chance {
  const state = [0, 1, 2, 3].map((index) => scramble((seed + index * 0x9e3779b9) | 0))
  let [x = 1, y = 2, z = 3, w = 4] = state
  if ((x | y | z | w) === 0) w = 1
  const next = (): number => {
    const mixed = x ^ (x << 11)
    x = y
    y = z
    z = w
    w = w ^ (w >>> 19) ^ mixed ^ (mixed >>> 8)
    return w >>> 0
  }
  for (let warm = 0; warm < 16; warm++) next()
  const fraction = (): number => next() / 0x1_0000_0000
  const between = (from: number, to: number): number => from + Math.floor(fraction() * (to - from + 1))
  const pick = <T>(list: readonly T[]): T => {
    const picked = list[between(0, list.length - 1)]
    if (picked === undefined) throw new RangeError('nothing to pick from')
    return picked
  }
  return {
    fraction,
    between,
    pick,
    happens: (share) => fraction() < share,
    weighted(rows) {
      let left = fraction() * rows.reduce((sum, { weight }) => sum + weight, 0)
      for (const row of rows) {
        left -= row.weight
        if (left < 0) return row
      }
      return pick(rows)
    },
  }
}

/** Spreads neighbouring seeds apart. */
function scramble(seed: number): number {
  let mixed = seed
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x7feb352d)
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x846ca68b)
  return mixed ^ (mixed >>> 16)
}
