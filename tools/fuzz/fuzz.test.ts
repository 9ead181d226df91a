import { beforeAll, describe, expect, test } from 'vitest'
import { seeded } from './chance.ts'
import { type Fuzzed, fuzz } from './fuzz.ts'
import { mutated } from './mutate.ts'
import { type Seeds, seedsOfAll } from './seeds.ts'

const CODES = 1000

let seeds: readonly Seeds[]
let fuzzed: Fuzzed
beforeAll(async () => {
  seeds = await seedsOfAll()
  fuzzed = await fuzz(seeds, CODES, 20_211_120)
})

describe(`${CODES} changed codes of all formats`, () => {
  test('of which none comes out as genuine that says what no good one says', () => {
    expect(fuzzed.falselyGenuine).toEqual([])
  })

  test('of which none brings the checking down', () => {
    expect(fuzzed.brokeDown).toEqual([])
  })

  test('come from good codes of every format', () => {
    expect(seeds.map(({ format }) => format).sort()).toEqual(
      expect.arrayContaining(['dcc', 'pass', 'sd-jwt', 'shc']),
    )
    for (const { format, texts } of seeds) expect(texts.length, format).toBeGreaterThan(0)
  })

  test('are changed: hardly one is as it was', () => {
    const chance = seeded(1)
    const texts = seeds.flatMap((each) => each.texts)
    const same = texts.filter((text) => mutated(text, chance, texts) === text)
    expect(same.length).toBeLessThan(texts.length / 10)
  })
})
