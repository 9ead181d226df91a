import type { PersonDetails } from '@excelsior/domain'
import { type Evidence, SAME_HOUSEHOLD, verdict, weigh } from './compare.ts'
import { type Features, featuresOf } from './features.ts'
import { rarityIn } from './file-knowledge.ts'
import { pairsThatMeet } from './link-rows.ts'
import { classify, type Mixture, type Observation, type Step, steps } from './mixture.ts'
import type { Rarity } from './usual-names.ts'
import {
  BITS_AT_MOST,
  FIELD_NAMES,
  type Field,
  type FieldWeights,
  levelsOf,
  USUAL_WEIGHTS,
  type Weights,
  weightOf,
} from './weights.ts'

/**
 * Pairs that meet are one person, or two who have something in common: a household, the name, the day of birth, or
 * little. Were all those of two people one class, whatever they share would be taken for what one person looks like.
 */
const ONE = 0
const HOUSEHOLD = 1
const NAMESAKES = 2
const BORN_TOGETHER = 3
const ANY_TWO = 4
const TWO: readonly number[] = [HOUSEHOLD, NAMESAKES, BORN_TOGETHER, ANY_TWO]

export interface Learned {
  readonly weights: Weights
  /** How many pairs were looked at, and about how many of them are one person. */
  readonly pairs: number
  readonly ofOnePerson: number
  /** The natural logarithm of the pairs' likelihood at each step: it never falls. */
  readonly logLikelihoods: readonly number[]
  /** By field and level: how often so in pairs of one person (`m`), and in any two people (`u`). */
  readonly chances: Readonly<
    Record<string, Readonly<Record<string, { readonly m: number; readonly u: number }>>>
  >
}

/** Too little to learn from: fewer pairs of one person than this. */
const PAIRS_THAT_TELL = 30
/** Any two rows, for what agrees by chance. */
const ANY_PAIRS = 200_000
const STEPS_AT_MOST = 200
/** Per pair: a smaller gain ends it. */
const GAIN_THAT_COUNTS = 1e-7

/**
 * Weights from the rows of a file. Nobody has to say which rows are one person; where `persons` says so for a row, that
 * is believed. Undefined where too few rows are one person to learn anything.
 */
export function learnFromRows(
  people: readonly PersonDetails[],
  persons: readonly (string | undefined)[] = [],
): Learned | undefined {
  const features = people.map(featuresOf)
  const rarity = rarityIn(features)
  const isOne = (left: number, right: number): boolean | undefined => {
    const [one, other] = [persons[left], persons[right]]
    return one === undefined || other === undefined ? undefined : one === other
  }
  const pairs = new Tally(rarity)
  for (const { left, right, a, b } of pairsThatMeet(people, features)) pairs.add(a, b, isOne(left, right))
  const any = new Tally(rarity)
  const rows = features.length
  const rounds = Math.min(rows - 1, Math.ceil(ANY_PAIRS / Math.max(1, rows)))
  for (let round = 1; round <= rounds; round++) {
    const apart = Math.floor((round * rows) / (rounds + 1)) || round
    for (let left = 0; left < rows; left++) {
      const right = (left + apart) % rows
      if (isOne(left, right) !== true) any.add(features[left], features[right], isOne(left, right))
    }
  }
  return learn(pairs, any, (rows * (rows - 1)) / 2)
}

export interface LearningPair {
  readonly a: PersonDetails
  readonly b: PersonDetails
  /** Whether they are one person, where that is known. */
  readonly isOne?: boolean | undefined
}

/** As `learnFromRows`, from pairs. What agrees by chance is seen where one pair's `a` meets another's `b`. */
export function learnFromPairs(given: readonly LearningPair[]): Learned | undefined {
  const features = given.map(({ a, b }) => ({ a: featuresOf(a), b: featuresOf(b) }))
  const rarity = rarityIn(features.flatMap(({ a, b }) => [a, b]))
  const pairs = new Tally(rarity)
  for (const [index, { a, b }] of features.entries()) pairs.add(a, b, given[index]?.isOne)
  const any = new Tally(rarity)
  const count = features.length
  const rounds = Math.min(count - 1, Math.ceil(ANY_PAIRS / Math.max(1, count)))
  for (let round = 1; round <= rounds; round++) {
    const apart = Math.floor((round * count) / (rounds + 1)) || round
    for (let index = 0; index < count; index++)
      any.add(features[index]?.a, features[(index + apart) % count]?.b, undefined)
  }
  return learn(pairs, any, count * count)
}

interface Pattern extends Observation {
  count: number
  /** Sums over its pairs: of how rare what agrees is, and of how likely each class is at first sight. */
  readonly rarity: Record<keyof Weights['rarity'], number>
  readonly start: [number, number, number, number, number]
}

/** Pairs that look alike are counted once. */
class Tally {
  readonly #rarity: Rarity
  readonly #patterns = new Map<string, Pattern>()

  constructor(rarity: Rarity) {
    this.#rarity = rarity
  }

  add(a: Features | undefined, b: Features | undefined, isOne: boolean | undefined): void {
    if (!a || !b || a.nobody || b.nobody) return
    const levels = FIELD_NAMES.map(() => -1)
    const rarity = { givenName: 0, familyName: 0, birthDate: 0 }
    const evidence = weigh(a, b, this.#rarity, USUAL_WEIGHTS, (field, level, bits) => {
      levels[FIELD_NAMES.indexOf(field)] = levelsOf(field).indexOf(level)
      // With the usual weights an agreement weighs just its rarity.
      if (level === 'same' && field in rarity) rarity[field as keyof typeof rarity] = bits
    })
    const key = `${isOne}|${levels.join()}`
    let pattern = this.#patterns.get(key)
    if (!pattern) {
      const classes = isOne === undefined ? undefined : isOne ? [ONE] : TWO
      pattern = {
        levels,
        count: 0,
        ...(classes && { classes }),
        rarity: { givenName: 0, familyName: 0, birthDate: 0 },
        start: [0, 0, 0, 0, 0],
      }
      this.#patterns.set(key, pattern)
    }
    pattern.count++
    for (const name of RARITIES) pattern.rarity[name] += rarity[name]
    const seen = isOne === undefined ? verdict(a, b, evidence, USUAL_WEIGHTS) : isOne ? 'match' : 'no-match'
    const one = AT_FIRST_SIGHT[seen]
    const other = inCommon(evidence)
    pattern.start[ONE] += one
    pattern.start[other] += 1 - one
  }

  patterns(): readonly Pattern[] {
    return [...this.#patterns.values()]
  }
}

function inCommon({ household, given, family, birth }: Evidence): 1 | 2 | 3 | 4 {
  if (household >= SAME_HOUSEHOLD) return HOUSEHOLD
  if (given !== 'unlike' && family !== 'unlike') return NAMESAKES
  return birth === 'same' ? BORN_TOGETHER : ANY_TWO
}

const AT_FIRST_SIGHT = { match: 0.98, possible: 0.5, 'no-match': 0.01 } as const
const RARITIES = ['givenName', 'familyName', 'birthDate'] as const

function learn(pairs: Tally, any: Tally, allPairs: number): Learned | undefined {
  const patterns = pairs.patterns()
  const count = sum(patterns.map((pattern) => pattern.count))
  const start = patterns.map((pattern) => pattern.start.map((part) => part / pattern.count))
  const { step, logLikelihoods } = settled(patterns, start, count)
  if (!step) return undefined
  const asOne = patterns.map((pattern, index) => pattern.count * (step.responsibilities[index]?.[ONE] ?? 0))
  const ofOnePerson = sum(asOne)
  if (ofOnePerson < PAIRS_THAT_TELL) return undefined

  // Among any two rows some are one person after all: they are no chance agreement.
  const prior = Math.min(0.1, ofOnePerson / allPairs)
  const mixture = softened(step.mixture, [prior, prior, prior, prior, 1 - 4 * prior])
  const strangers = any.patterns()
  const asTwo = strangers.map(
    (pattern) => pattern.count * (1 - (classify(pattern, mixture).responsibilities[ONE] ?? 0)),
  )
  const rarity = { ...USUAL_WEIGHTS.rarity }
  for (const name of RARITIES) {
    const field = FIELD_NAMES.indexOf(name)
    const agrees = patterns.map((pattern) => (pattern.levels[field] === SAME ? 1 : 0))
    const agreeing = sum(asOne.map((part, index) => part * (agrees[index] ?? 0)))
    const bits = sum(
      asOne.map(
        (part, index) => (part * (patterns[index]?.rarity[name] ?? 0)) / (patterns[index]?.count ?? 1),
      ),
    )
    if (agreeing >= PAIRS_THAT_TELL) rarity[name] = rounded(Math.max(1, bits / agreeing))
  }

  const fields: Record<string, Record<string, number>> = {}
  const chances: Record<string, Record<string, { m: number; u: number }>> = {}
  for (const [index, field] of FIELD_NAMES.entries()) {
    const levels = levelsOf(field)
    const one = countsOf(patterns, asOne, index, levels.length)
    const two = countsOf(strangers, asTwo, index, levels.length)
    const weights: Record<string, number> = {}
    const seen: Record<string, { m: number; u: number }> = {}
    for (const [level, name] of levels.entries()) {
      const m = share(one, level)
      const u = share(two, level)
      const told = Math.min(one[level] ?? 0, two[level] ?? 0)
      const bits = told * Math.log2(m / u) + SIGHTINGS_THAT_TELL * usualWeight(field, name, rarity)
      weights[name] = rounded(within(bits / (told + SIGHTINGS_THAT_TELL)))
      if (sum(one) > 0 && sum(two) > 0) seen[name] = { m: toPlaces(m), u: toPlaces(u) }
    }
    if ('same' in weights) weights.same = Math.max(...Object.values(weights))
    fields[field] = weights
    if (Object.keys(seen).length > 0) chances[field] = seen
  }
  const weights: Weights = { ...USUAL_WEIGHTS, rarity, fields: fields as unknown as FieldWeights }
  return { weights, pairs: count, ofOnePerson: Math.round(ofOnePerson), logLikelihoods, chances }
}

/** What is seen this seldom keeps half of its usual weight; never seen, all of it. */
const SIGHTINGS_THAT_TELL = 10
const SAME = 0

function settled(patterns: readonly Pattern[], start: readonly (readonly number[])[], count: number) {
  const logLikelihoods: number[] = []
  const levelsIn = FIELD_NAMES.map((field) => levelsOf(field).length)
  let last: Step | undefined
  if (count === 0) return { step: last, logLikelihoods }
  for (const step of steps(patterns, start, levelsIn)) {
    const gain = step.logLikelihood - (logLikelihoods.at(-1) ?? Number.NEGATIVE_INFINITY)
    logLikelihoods.push(step.logLikelihood)
    last = step
    if (gain < GAIN_THAT_COUNTS * count || logLikelihoods.length === STEPS_AT_MOST) break
  }
  return { step: last, logLikelihoods }
}

/** With other shares, and nothing impossible: pairs may look as none did before. */
function softened({ chances }: Mixture, shares: readonly number[]): Mixture {
  const soft = (row: readonly number[]) => row.map((chance) => (chance + 1e-4) / (1 + 1e-4 * row.length))
  return { shares, chances: chances.map((fields) => fields.map(soft)) }
}

function countsOf(
  patterns: readonly Pattern[],
  parts: readonly number[],
  field: number,
  levels: number,
): readonly number[] {
  const counts = new Array<number>(levels).fill(0)
  for (const [index, pattern] of patterns.entries()) {
    const level = pattern.levels[field] ?? -1
    if (level >= 0) counts[level] = (counts[level] ?? 0) + (parts[index] ?? 0)
  }
  return counts
}

/** Half a sighting of each level more: none is impossible. */
function share(counts: readonly number[], level: number): number {
  return ((counts[level] ?? 0) + 0.5) / (sum(counts) + counts.length / 2)
}

/** Of a field's level, for names and birth dates as rare as here. */
function usualWeight(field: Field, level: string, rarity: Weights['rarity']): number {
  const weight = weightOf(USUAL_WEIGHTS, field, level)
  const scaled = weight > 0 && field in rarity && (field !== 'birthDate' || level === 'same')
  const name = field as keyof Weights['rarity']
  return scaled ? (weight * rarity[name]) / USUAL_WEIGHTS.rarity[name] : weight
}

const within = (bits: number): number => Math.max(-BITS_AT_MOST, Math.min(BITS_AT_MOST, bits))
const rounded = (bits: number): number => Math.round(bits * 100) / 100
const toPlaces = (chance: number): number => Number(chance.toPrecision(3))
const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)
