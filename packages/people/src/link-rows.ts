import type { PersonDetails } from '@excelsior/domain'
import { judge } from './compare.ts'
import { type Features, featuresOf } from './features.ts'
import { rowKeys } from './keys.ts'
import type { Rarity } from './usual-names.ts'
import { USUAL_RARITY } from './usual-names.ts'

/** A key that so many rows share tells nothing; the rarer keys of these rows bring them together. */
const BLOCK_AT_MOST = 60
/** `possible` pairs are joined from this score on, in bits. */
const LINK_FROM = 24
/** No person is in more rows than this: a bound on work for a file made of one row over and over. */
const GROUP_AT_MOST = 200

/**
 * Links the rows of one file into persons: for each row the number of its person, from 0 in order of appearance.
 * No person holds two rows that are judged `no-match`: where a chain would join them, its weakest link is cut.
 */
export function linkRows(people: readonly PersonDetails[]): readonly number[] {
  const features = people.map(featuresOf)
  const rarity = rarityIn(features)
  const links = linksBetween(people, features, rarity)
  links.sort((a, b) => b.score - a.score || a.left - b.left || a.right - b.right)
  const groupOf = people.map((_, row) => row)
  const rowsOf = new Map<number, number[]>(people.map((_, row) => [row, [row]]))
  for (const { left, right } of links) {
    const into = groupOf[left] ?? left
    const from = groupOf[right] ?? right
    if (into === from) continue
    const kept = rowsOf.get(into) ?? []
    const joined = rowsOf.get(from) ?? []
    if (kept.length + joined.length > GROUP_AT_MOST) continue
    if (kept.some((a) => joined.some((b) => isNoMatch(features[a], features[b], rarity)))) continue
    for (const row of joined) groupOf[row] = into
    rowsOf.set(into, kept.concat(joined))
    rowsOf.delete(from)
  }
  const numbers = new Map<number, number>()
  return groupOf.map((group) => {
    const known = numbers.get(group)
    if (known !== undefined) return known
    numbers.set(group, numbers.size)
    return numbers.size - 1
  })
}

interface Link {
  readonly left: number
  readonly right: number
  readonly score: number
}

function linksBetween(
  people: readonly PersonDetails[],
  features: readonly Features[],
  rarity: Rarity,
): Link[] {
  const blocks = new Map<string, number[]>()
  for (const [row, person] of people.entries()) {
    for (const key of rowKeys(person)) {
      const block = blocks.get(key)
      if (block === undefined) blocks.set(key, [row])
      else if (block.length <= BLOCK_AT_MOST) block.push(row)
    }
  }
  const seen = new Set<number>()
  const links: Link[] = []
  for (const block of blocks.values()) {
    if (block.length < 2 || block.length > BLOCK_AT_MOST) continue
    for (const [index, left] of block.entries()) {
      for (const right of block.slice(index + 1)) {
        const pair = left * people.length + right
        if (seen.has(pair)) continue
        seen.add(pair)
        const a = features[left]
        const b = features[right]
        if (a === undefined || b === undefined) continue
        const { match, score } = judge(a, b, rarity)
        if (match === 'match' || (match === 'possible' && score >= LINK_FROM))
          links.push({ left, right, score })
      }
    }
  }
  return links
}

function isNoMatch(a: Features | undefined, b: Features | undefined, rarity: Rarity): boolean {
  return a !== undefined && b !== undefined && judge(a, b, rarity).match === 'no-match'
}

/** Below this many rows a file tells nothing about how rare a name is. */
const ROWS_THAT_TELL = 500

/** How rare names and birth dates are, from the file itself where it is large enough. */
function rarityIn(features: readonly Features[]): Rarity {
  if (features.length < ROWS_THAT_TELL) return USUAL_RARITY
  const given = counted(features.map((each) => each.given?.joined))
  const family = counted(features.map((each) => each.family?.joined))
  const birth = counted(features.map((each) => each.birthDate))
  const bits = (counts: ReadonlyMap<string, number>, name: string, most: number): number =>
    Math.min(most, Math.log2(features.length / Math.max(1, counts.get(name) ?? 1)))
  return {
    givenName: (name) => bits(given, name, 12),
    familyName: (name) => bits(family, name, 12),
    birthDate: (date) => Math.min(USUAL_RARITY.birthDate(date), bits(birth, date, 13)),
  }
}

function counted(values: readonly (string | undefined)[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const value of values) if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1)
  return counts
}
