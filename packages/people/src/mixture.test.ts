import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { classify, type Observation, type Responsibilities, steps } from './mixture.ts'

const LEVELS = [2, 3, 4]
const observation = fc.record({
  levels: fc.tuple(...LEVELS.map((levels) => fc.integer({ min: -1, max: levels - 1 }))),
  count: fc.integer({ min: 1, max: 50 }),
  classes: fc.option(fc.constantFrom([0], [1, 2]), { nil: undefined }),
})
const withGuess = fc.array(
  fc.tuple(observation, fc.tuple(...LEVELS.map(() => fc.double({ min: 0.01, max: 1, noNaN: true })))),
  { minLength: 1, maxLength: 40 },
)

const prepared = (
  drawn: readonly [{ levels: number[]; count: number; classes: number[] | undefined }, number[]][],
) => {
  const observations = drawn.map(
    ([{ levels, count, classes }]): Observation => ({ levels, count, ...(classes && { classes }) }),
  )
  const start: Responsibilities = drawn.map(([, parts]) => {
    const all = parts.reduce((sum, part) => sum + part, 0)
    return parts.map((part) => part / all)
  })
  return { observations, start }
}

describe('expectation and maximisation', () => {
  test('whatever the pairs and the first guess, no step makes the pairs less likely', () => {
    fc.assert(
      fc.property(withGuess, (drawn) => {
        const { observations, start } = prepared(drawn as never)
        let before = Number.NEGATIVE_INFINITY
        let left = 30
        for (const { logLikelihood } of steps(observations, start, LEVELS)) {
          expect(logLikelihood).toBeGreaterThanOrEqual(before - 1e-9 * Math.abs(logLikelihood) - 1e-9)
          before = logLikelihood
          if (--left === 0) break
        }
      }),
    )
  })

  test('shares and chances always add up to one, and what is known stays known', () => {
    fc.assert(
      fc.property(withGuess, (drawn) => {
        const { observations, start } = prepared(drawn as never)
        const near = (numbers: readonly number[]) =>
          expect(numbers.reduce((sum, number) => sum + number, 0)).toBeCloseTo(1, 6)
        for (const { mixture, responsibilities } of steps(observations, start, LEVELS)) {
          near(mixture.shares)
          for (const fields of mixture.chances) for (const levels of fields) near(levels)
          for (const [index, each] of responsibilities.entries()) {
            near(each)
            if (observations[index]?.classes?.[0] === 0) expect(each[0]).toBeCloseTo(1, 6)
            if (observations[index]?.classes?.[0] === 1) expect(each[0]).toBe(0)
          }
          break
        }
      }),
    )
  })

  test('two kinds of pairs are told apart from a vague guess, and their chances found', () => {
    // A hundred that agree nine times in ten in both fields, and nine hundred one time in ten.
    const shares = (often: number) => [
      often * often,
      often * (1 - often),
      often * (1 - often),
      (1 - often) ** 2,
    ]
    const looks = [
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ]
    const observations = looks.map((levels, look) => ({
      levels: [...levels, ...levels],
      count: 0,
      share: [shares(0.9)[look] ?? 0, shares(0.1)[look] ?? 0],
    }))
    const all = observations.flatMap(({ levels, share: [one = 0, two = 0] }) =>
      observations.map((other) => ({
        levels: [...levels.slice(0, 2), ...other.levels.slice(0, 2)],
        count: 100 * one * (other.share[0] ?? 0) + 900 * two * (other.share[1] ?? 0),
      })),
    )
    const start = all.map(({ levels }) => {
      const agreeing = levels.filter((level) => level === 0).length
      return [0.2 + 0.15 * agreeing, 0.8 - 0.15 * agreeing]
    })
    let left = 300
    for (const { mixture } of steps(all, start, [2, 2, 2, 2])) {
      if (--left > 0) continue
      expect(mixture.shares[0]).toBeCloseTo(0.1, 3)
      for (const [agree] of mixture.chances[0] ?? []) expect(agree).toBeCloseTo(0.9, 3)
      for (const [agree] of mixture.chances[1] ?? []) expect(agree).toBeCloseTo(0.1, 3)
      break
    }
  })

  test('an absent field says nothing about a pair', () => {
    const mixture = { shares: [0.5, 0.5], chances: [[[0.9, 0.1]], [[0.2, 0.8]]] }
    expect(classify({ levels: [-1] }, mixture).responsibilities).toEqual([0.5, 0.5])
    expect(classify({ levels: [0] }, mixture).responsibilities[0]).toBeCloseTo(0.9 / 1.1)
  })
})
