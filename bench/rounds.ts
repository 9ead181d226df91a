import type { Measured } from './figure.ts'

/** Does some work and returns how many pieces of it were done. */
export type Work = () => number | Promise<number>

export interface Rounds {
  /** Of each of the two. */
  readonly rounds: number
  /** Rounds that do not count: the compiler, caches and connections get warm. */
  readonly warmUp?: number
}

/**
 * Pieces a second of a work and of its limit, in short rounds by turns: whatever else the machine does meanwhile
 * slows both. The ratio is the median of the ratios of neighbouring rounds.
 */
export async function sideBySide(
  work: Work,
  limit: Work,
  { rounds, warmUp = 2 }: Rounds,
): Promise<Required<Measured>> {
  const pairs: { value: number; limit: number }[] = []
  for (let round = -warmUp; round < rounds; round++) {
    // Who goes first alternates: the second of a pair may find a colder or a hotter machine.
    const first = round % 2 === 0 ? await rate(work) : await rate(limit)
    const second = round % 2 === 0 ? await rate(limit) : await rate(work)
    if (round >= 0)
      pairs.push(round % 2 === 0 ? { value: first, limit: second } : { value: second, limit: first })
  }
  return {
    value: median(pairs.map(({ value }) => value)),
    limit: median(pairs.map((pair) => pair.limit)),
    ratio: median(pairs.map((pair) => pair.value / pair.limit)),
  }
}

async function rate(work: Work): Promise<number> {
  const started = performance.now()
  const pieces = await work()
  return (pieces * 1000) / (performance.now() - started)
}

export const median = (numbers: readonly number[]): number => quantile(numbers, 0.5)

/** 0.99: of a hundred numbers, one is greater. */
export function quantile(numbers: readonly number[], share: number): number {
  const sorted = [...numbers].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

/** Does `count` pieces, so many of them at a time, and returns `count`. */
export async function concurrently(
  count: number,
  atOnce: number,
  piece: (index: number) => Promise<unknown>,
): Promise<number> {
  let next = 0
  const lane = async () => {
    while (next < count) await piece(next++)
  }
  await Promise.all(Array.from({ length: atOnce }, lane))
  return count
}
