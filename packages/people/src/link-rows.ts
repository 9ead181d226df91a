import type { PersonDetails } from '@excelsior/domain'
import { birthLikeness } from './birth-likeness.ts'
import { type Evidence, obstacle, SAME_HOUSEHOLD, verdict, weigh } from './compare.ts'
import { type Features, featuresOf } from './features.ts'
import { otherValuesIn, rarityIn, scoreIn, strictly } from './file-knowledge.ts'
import { rowKeys } from './keys.ts'
import { compareNames, namesSwapped, oneNameAgrees } from './name-likeness.ts'
import type { Rarity } from './usual-names.ts'
import { USUAL_WEIGHTS, type Weights } from './weights.ts'

/** A key that so many rows share tells nothing; the rarer keys of these rows bring them together. */
const BLOCK_AT_MOST = 60
/** Pairs below `match` are joined from this score on, in bits: lower where they share address or phone as well. */
const LINK_FROM = 19
const LINK_HOUSEHOLD_FROM = 12
/** Below this a pair is not kept at all. */
const WORTH_KEEPING = 6
/** No person is in more rows than this: a bound on work for a file made of one row over and over. */
const GROUP_AT_MOST = 200

/**
 * Links the rows of one file into persons: for each row the number of its person, from 0 in order of appearance.
 * No person holds two rows that are judged `no-match`: where a chain would join them, its weakest link is cut.
 */
export function linkRows(
  people: readonly PersonDetails[],
  weights: Weights = USUAL_WEIGHTS,
): readonly number[] {
  const features = people.map(featuresOf)
  const rarity = rarityIn(features)
  const pairs = pairsWorthLooking(people, features, rarity, weights)
  const others = otherValuesIn(
    pairs.map((pair) => pair.evidence),
    weights.fields,
  )
  const strict = strictly(weights.fields)
  const links: Link[] = []
  /** By the weights of this file; undefined where the two stay two people. */
  const scoreOf = (a: Features, b: Features, evidence: Evidence): number | undefined => {
    if (obstacle(a, b, evidence) !== undefined) return undefined
    return scoreIn(evidence, tellsMore(a) || tellsMore(b) ? strict : others, weights.fields)
  }
  for (const { left, right, a, b, evidence, match } of pairs) {
    const score = match === 'match' ? evidence.score : scoreOf(a, b, evidence)
    const from = evidence.household >= SAME_HOUSEHOLD ? LINK_HOUSEHOLD_FROM : LINK_FROM
    if (score !== undefined && (match === 'match' || score >= from)) links.push({ left, right, score })
  }
  const isNoMatch = (left: number, right: number): boolean => {
    const a = features[left]
    const b = features[right]
    if (a === undefined || b === undefined) return false
    const evidence = weigh(a, b, rarity, weights)
    return (
      verdict(a, b, evidence, weights) === 'no-match' &&
      (scoreOf(a, b, evidence) ?? Number.NEGATIVE_INFINITY) < weights.possibleFrom
    )
  }
  return group(features, links, isNoMatch)
}

/** Whether a row says more than name, birth date and address. Where rows do, two of one household can be told apart. */
function tellsMore(row: Features): boolean {
  return row.sex !== undefined || row.phones.length > 0 || row.birthOrder !== undefined
}

interface Pair extends MeetingPair {
  readonly evidence: Evidence
  readonly match: ReturnType<typeof verdict>
}

interface Link {
  readonly left: number
  readonly right: number
  readonly score: number
}

function pairsWorthLooking(
  people: readonly PersonDetails[],
  features: readonly Features[],
  rarity: Rarity,
  weights: Weights,
): Pair[] {
  const pairs: Pair[] = []
  for (const { left, right, a, b } of pairsThatMeet(people, features)) {
    const evidence = weigh(a, b, rarity, weights)
    if (evidence.score >= WORTH_KEEPING)
      pairs.push({ left, right, a, b, evidence, match: verdict(a, b, evidence, weights) })
  }
  return pairs
}

interface MeetingPair {
  readonly left: number
  readonly right: number
  readonly a: Features
  readonly b: Features
}

/** Each pair of rows that share one of the keys, once; rows that are nobody meet nobody. */
export function* pairsThatMeet(
  people: readonly PersonDetails[],
  features: readonly Features[],
): Generator<MeetingPair> {
  const blocks = new Map<string, number[]>()
  for (const [row, person] of people.entries()) {
    for (const key of rowKeys(person)) {
      const block = blocks.get(key)
      if (block === undefined) blocks.set(key, [row])
      else if (block.length <= BLOCK_AT_MOST) block.push(row)
    }
  }
  const seen = new Set<number>()
  for (const block of blocks.values()) {
    if (block.length > BLOCK_AT_MOST) continue
    for (let i = 0; i < block.length; i++) {
      for (let j = i + 1; j < block.length; j++) {
        const left = block[i] ?? 0
        const right = block[j] ?? 0
        const pair = left * people.length + right
        if (seen.has(pair)) continue
        seen.add(pair)
        const a = features[left]
        const b = features[right]
        if (a !== undefined && b !== undefined && !a.nobody && !b.nobody) yield { left, right, a, b }
      }
    }
  }
}

/** Strongest links first, so that the link that would join strangers, being the weakest, is the one refused. */
function group(
  features: readonly Features[],
  links: Link[],
  isNoMatch: (a: number, b: number) => boolean,
): readonly number[] {
  const rows = features.length
  links.sort((a, b) => b.score - a.score || a.left - b.left || a.right - b.right)
  const groupOf = Array.from({ length: rows }, (_, row) => row)
  const rowsOf = new Map<number, number[]>(groupOf.map((row) => [row, [row]]))
  for (const { left, right } of links) {
    const into = groupOf[left] ?? left
    const from = groupOf[right] ?? right
    if (into === from) continue
    const kept = rowsOf.get(into) ?? []
    const joined = rowsOf.get(from) ?? []
    if (kept.length + joined.length > GROUP_AT_MOST) continue
    if (areOthers(kept, joined, features)) continue
    if (kept.some((a) => joined.some((b) => isNoMatch(a, b)))) continue
    for (const row of joined) groupOf[row] = into
    rowsOf.set(into, kept.concat(joined))
    rowsOf.delete(from)
  }
  const numbers = new Map<number, number>()
  return groupOf.map((each) => {
    const known = numbers.get(each) ?? numbers.size
    numbers.set(each, known)
    return known
  })
}

/**
 * Two reports do not err in one way: where at least two rows of either group bear a given name, or a birth date, and
 * none that is like one of the other's, they are twins, or father and son.
 */
function areOthers(one: readonly number[], other: readonly number[], features: readonly Features[]): boolean {
  if (one.length < 2 || other.length < 2) return false
  const rowsOf = (group: readonly number[]) => group.flatMap((row) => features[row] ?? [])
  const [ours, theirs] = [rowsOf(one), rowsOf(other)]
  const differ = (isOther: (a: Features, b: Features) => boolean, says: (row: Features) => boolean) => {
    const [left, right] = [ours.filter(says), theirs.filter(says)]
    return left.length > 1 && right.length > 1 && left.every((a) => right.every((b) => isOther(a, b)))
  }
  return (
    differ(haveOtherGivenNames, ({ given }) => given !== undefined) ||
    differ(haveOtherBirthDates, ({ birthDate }) => birthDate !== undefined)
  )
}

function haveOtherGivenNames(a: Features, b: Features): boolean {
  return !namesSwapped(a, b) && !oneNameAgrees(a, b) && compareNames(a, b).given === 'unlike'
}

function haveOtherBirthDates(a: Features, b: Features): boolean {
  const likeness = birthLikeness(a.birthDate, b.birthDate)
  return likeness === 'far' || likeness === 'generation'
}
