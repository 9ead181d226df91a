import { readFileSync } from 'node:fs'
import { crowd, type DescribedTwice, describedTwice, parsePlaces } from '@excelsior/demo'
import type { PersonDetails } from '@excelsior/domain'
import {
  compare,
  learnFromPairs,
  learnFromRows,
  linkRows,
  USUAL_WEIGHTS,
  type Weights,
} from '@excelsior/people'
import { describe, expect, test } from 'vitest'

const places = parsePlaces(JSON.parse(readFileSync('data/places/us-ny.json', 'utf8')))
/** 1 December 2021. */
const TODAY = 18_962
const OF_EACH_KIND = 120
const pairs = describedTwice(11, OF_EACH_KIND, places, TODAY)

type Shares = Readonly<Record<'match' | 'possible' | 'no-match', number>>

function shares(of: readonly DescribedTwice[], weights?: Weights): Shares {
  const counts = { match: 0, possible: 0, 'no-match': 0 }
  for (const { a, b } of of) counts[compare(a, b, weights).match] += 1 / of.length
  return counts
}
const ofKind = (kind: string) => pairs.filter((pair) => pair.kind === kind)
const kinds = (isOne: boolean) => [
  ...new Set(pairs.filter((pair) => pair.isOne === isOne).map(({ kind }) => kind)),
]

describe('invented people described twice, by names that were not made for the comparison', () => {
  test('there are as many of each kind as wanted, the same for the same seed', () => {
    for (const kind of [...kinds(true), ...kinds(false)]) expect(ofKind(kind)).toHaveLength(OF_EACH_KIND)
    expect(describedTwice(11, 3, places, TODAY)).toEqual(describedTwice(11, 3, places, TODAY))
  })

  test.each(kinds(false))('two people are never one: %s', (kind) => {
    expect(shares(ofKind(kind)).match).toBe(0)
  })

  test.each(kinds(true))('one person is hardly ever missed: %s', (kind) => {
    expect(shares(ofKind(kind))['no-match']).toBeLessThanOrEqual(0.02)
  })

  test.each([
    ['nickname', 0.95],
    ['written-otherwise-given', 0.8],
    ['written-otherwise-family', 0.85],
    ['hyphen', 0.97],
    ['one-of-two-surnames', 0.9],
    ['no-accents', 0.97],
    ['changed-name-on-record', 0.9],
    ['swapped-names', 0.97],
    ['typo-family', 0.8],
    ['moved', 0.75],
    ['new-phone', 0.97],
    ['title-and-capitals', 0.97],
  ])('a computer may decide most: %s', (kind, least) => {
    expect(shares(ofKind(kind)).match).toBeGreaterThanOrEqual(least)
  })

  test.each(['baby', 'default-date', 'transposed-date', 'wrong-digit', 'year-only', 'changed-name'])(
    'a person must decide: %s',
    (kind) => expect(shares(ofKind(kind)).possible).toBeGreaterThanOrEqual(0.95),
  )
})

/** A file in which every other person has a second row, as another source tells of them. */
function file(seed: number, people: number) {
  const others = describedTwice(seed, 30, places, TODAY).filter(({ isOne }) => isOne)
  const rows: { person: string; details: PersonDetails }[] = []
  for (const [index, details] of [...crowd(seed, people, places, TODAY)].entries())
    rows.push({ person: `crowd ${index}`, details })
  for (const [index, { a, b }] of others.entries())
    for (const details of [a, b]) rows.push({ person: `twice ${index}`, details })
  return rows
}

function judged(rows: ReturnType<typeof file>, weights?: Weights) {
  const persons = linkRows(
    rows.map(({ details }) => details),
    weights,
  )
  const pairsOf = (values: readonly unknown[]) => {
    const sizes = new Map<unknown, number>()
    for (const value of values) sizes.set(value, (sizes.get(value) ?? 0) + 1)
    return [...sizes.values()].reduce((sum, size) => sum + (size * (size - 1)) / 2, 0)
  }
  const both = pairsOf(rows.map(({ person }, row) => `${person} ${persons[row]}`))
  return { precision: both / pairsOf(persons), recall: both / pairsOf(rows.map(({ person }) => person)) }
}

describe('a file of invented people', () => {
  const rows = file(5, 1500)
  const people = rows.map(({ details }) => details)

  test('is linked with hardly a wrong link', () => {
    const { precision, recall } = judged(rows)
    expect(precision).toBeGreaterThanOrEqual(0.995)
    expect(recall).toBeGreaterThanOrEqual(0.75)
  })

  test('teaches weights that agree with what one knows, and do not link another file worse', () => {
    const learned = learnFromRows(people)
    if (!learned) throw new Error('nothing was learned')
    const { fields } = learned.weights
    for (const field of ['givenName', 'familyName', 'birthDate', 'phone', 'postalCode', 'street'] as const) {
      expect(fields[field].same).toBeGreaterThan(2)
      expect(Math.min(...Object.values(fields[field]))).toBeLessThan(0)
    }
    expect(fields.birthDate.same).toBeGreaterThan(fields.birthDate.near)
    expect(fields.givenName.same).toBeGreaterThan(fields.givenName.typo)
    expect(fields.phone.same).toBeGreaterThan(fields.sex.same)

    const another = file(6, 1500)
    const usual = judged(another)
    const own = judged(another, learned.weights)
    expect(own.precision).toBeGreaterThanOrEqual(usual.precision - 0.005)
    expect(own.recall).toBeGreaterThanOrEqual(usual.recall - 0.01)
  })

  test('teaches much the same with the truth as without', () => {
    const unlabelled = learnFromRows(people)
    const labelled = learnFromRows(
      people,
      rows.map(({ person }) => person),
    )
    if (!unlabelled || !labelled) throw new Error('nothing was learned')
    const found = unlabelled.ofOnePerson / labelled.ofOnePerson
    expect(found).toBeGreaterThan(0.85)
    expect(found).toBeLessThan(1.1)
    for (const field of ['givenName', 'familyName', 'birthDate', 'postalCode', 'street'] as const)
      expect(
        Math.abs(unlabelled.weights.fields[field].same - labelled.weights.fields[field].same),
      ).toBeLessThan(1.5)
  })

  test('learning never makes the pairs less likely from one step to the next, and too few teach nothing', () => {
    const likelihoods = learnFromRows(people)?.logLikelihoods ?? []
    expect(likelihoods.length).toBeGreaterThan(3)
    for (const [step, likelihood] of likelihoods.entries())
      expect(likelihood).toBeGreaterThanOrEqual((likelihoods[step - 1] ?? Number.NEGATIVE_INFINITY) - 1e-6)
    expect(learnFromRows(people.slice(0, 20))).toBeUndefined()
    expect(learnFromPairs([])).toBeUndefined()
  })

  test('pairs that somebody judged teach weights under which two people are still never one', () => {
    const judgedPairs = describedTwice(21, 60, places, TODAY)
    const learned = learnFromPairs(judgedPairs)
    if (!learned) throw new Error('nothing was learned')
    expect(learned.ofOnePerson).toBe(judgedPairs.filter(({ isOne }) => isOne).length)
    const two = pairs.filter(({ isOne }) => !isOne)
    const one = pairs.filter(({ isOne }) => isOne)
    expect(shares(two, learned.weights).match).toBeLessThanOrEqual(shares(two, USUAL_WEIGHTS).match + 0.001)
    expect(shares(one, learned.weights)['no-match']).toBeLessThanOrEqual(0.03)
  })
})
