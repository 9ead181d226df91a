import type { PersonDetails } from '@excelsior/domain'
import { type Evidence, SAME_HOUSEHOLD, verdict, weigh } from './compare.ts'
import { type Features, featuresOf } from './features.ts'
import { otherValuesIn, rarityIn, scoreIn, strictly } from './file-knowledge.ts'
import { rowKeys } from './keys.ts'
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
  for (const { left, right, evidence, match } of pairs) {
    if (match === 'no-match') continue
    const tells = tellsMore(features[left]) || tellsMore(features[right])
    const score =
      match === 'match' ? evidence.score : scoreIn(evidence, tells ? strict : others, weights.fields)
    const from = evidence.household >= SAME_HOUSEHOLD ? LINK_HOUSEHOLD_FROM : LINK_FROM
    if (score !== undefined && (match === 'match' || score >= from)) links.push({ left, right, score })
  }
  const isNoMatch = (a: number, b: number): boolean => {
    const one = features[a]
    const other = features[b]
    return (
      one !== undefined &&
      other !== undefined &&
      verdict(one, other, weigh(one, other, rarity, weights), weights) === 'no-match'
    )
  }
  return group(people.length, links, isNoMatch)
}

/** Whether a row says more than name, birth date and address. Where rows do, two of one household can be told apart. */
function tellsMore(row: Features | undefined): boolean {
  return row !== undefined && (row.sex !== undefined || row.phones.length > 0 || row.birthOrder !== undefined)
}

interface Pair {
  readonly left: number
  readonly right: number
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
      pairs.push({ left, right, evidence, match: verdict(a, b, evidence, weights) })
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
function group(rows: number, links: Link[], isNoMatch: (a: number, b: number) => boolean): readonly number[] {
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
