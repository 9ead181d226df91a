/**
 * How many single typing errors (a letter added, left out, replaced, or two neighbours exchanged) lie between
 * two texts, or `bound + 1` when there are more than `bound`. Optimal string alignment, Damerau 1964.
 */
export function typingErrors(a: string, b: string, bound: number): number {
  if (a === b) return 0
  if (Math.abs(a.length - b.length) > bound) return bound + 1
  const width = b.length + 1
  if (width > current.length) [before, last, current] = [rowOf(width), rowOf(width), rowOf(width)]
  for (let column = 0; column < width; column++) last[column] = column
  for (let row = 1; row <= a.length; row++) {
    current[0] = row
    let least = row
    for (let column = 1; column < width; column++) {
      const same = a.charCodeAt(row - 1) === b.charCodeAt(column - 1)
      let cost = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
      )
      if (
        row > 1 &&
        column > 1 &&
        a.charCodeAt(row - 1) === b.charCodeAt(column - 2) &&
        a.charCodeAt(row - 2) === b.charCodeAt(column - 1)
      ) {
        cost = Math.min(cost, (before[column - 2] ?? 0) + 1)
      }
      current[column] = cost
      if (cost < least) least = cost
    }
    if (least > bound) return bound + 1
    const free = before
    before = last
    last = current
    current = free
  }
  return Math.min(last[b.length] ?? 0, bound + 1)
}

/** Three rows of costs, used again and again: this runs millions of times a file. */
const rowOf = (width: number): Uint32Array => new Uint32Array(width)
let before = rowOf(64)
let last = rowOf(64)
let current = rowOf(64)

/** Jaro-Winkler likeness, 0 to 1 (Winkler 1990; prefix of up to 4 letters, weight 0.1). */
export function jaroWinkler(a: string, b: string): number {
  if (a === b) return 1
  const reach = Math.max(0, Math.floor(Math.max(a.length, b.length) / 2) - 1)
  const taken = new Uint8Array(b.length)
  const shared: number[] = []
  for (let i = 0; i < a.length; i++) {
    const from = Math.max(0, i - reach)
    const to = Math.min(b.length - 1, i + reach)
    for (let j = from; j <= to; j++) {
      if (taken[j] === 0 && a.charCodeAt(i) === b.charCodeAt(j)) {
        taken[j] = 1
        shared.push(a.charCodeAt(i))
        break
      }
    }
  }
  if (shared.length === 0) return 0
  let moved = 0
  let next = 0
  for (let j = 0; j < b.length; j++) {
    if (taken[j] === 1 && shared[next++] !== b.charCodeAt(j)) moved++
  }
  const m = shared.length
  const jaro = (m / a.length + m / b.length + (m - moved / 2) / m) / 3
  let prefix = 0
  while (prefix < 4 && prefix < a.length && a[prefix] === b[prefix]) prefix++
  return jaro + prefix * 0.1 * (1 - jaro)
}

/** The pairs of neighbouring letters, sorted: for `sharedPairs`, which forgives order and blanks. */
export function letterPairs(text: string): Uint32Array {
  const pairs = new Uint32Array(Math.max(0, text.length - 1))
  for (let i = 0; i < pairs.length; i++) pairs[i] = text.charCodeAt(i) * 65536 + text.charCodeAt(i + 1)
  return pairs.sort()
}

/** Dice's share of letter pairs in common, 0 to 1. */
export function sharedPairs(a: Uint32Array, b: Uint32Array): number {
  if (a.length === 0 || b.length === 0) return 0
  let i = 0
  let j = 0
  let both = 0
  while (i < a.length && j < b.length) {
    const left = a[i] ?? 0
    const right = b[j] ?? 0
    if (left === right) {
      both++
      i++
      j++
    } else if (left < right) i++
    else j++
  }
  return (2 * both) / (a.length + b.length)
}
