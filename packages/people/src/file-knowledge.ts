import type { Evidence } from './compare.ts'
import type { Features } from './features.ts'
import { type Rarity, USUAL_RARITY } from './usual-names.ts'
import type { FieldWeights } from './weights.ts'

/** Below this many rows a file tells nothing about how rare a name is. */
const ROWS_THAT_TELL = 500

/** How rare names and birth dates are, from the file itself where it is large enough. */
export function rarityIn(features: readonly Features[]): Rarity {
  if (features.length < ROWS_THAT_TELL) return USUAL_RARITY
  const given = counted(features.map((each) => each.given?.joined))
  const family = counted(features.map((each) => each.family?.joined))
  const birth = counted(features.map((each) => each.birthDate))
  const bits = (counts: ReadonlyMap<string, number>, value: string, most: number): number =>
    Math.min(most, Math.log2(features.length / (counts.get(value) ?? 1)))
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

/**
 * What another value altogether weighs in each field, in bits, in this file; undefined where such a pair stays two
 * people. Twins differ in the given name alone, father and son of one name in the birth date alone.
 */
export interface OtherValues {
  readonly given: number | undefined
  readonly family: number | undefined
  readonly birth: number | undefined
}

/** A carelessly kept file: so many pairs have a typing error in a name (and at least so many are seen). */
const CARELESS_SHARE = 0.08
const ERRORS_THAT_TELL = 30
/** Where more of the pairs than this differ in one field altogether, they are other people even so. */
const OTHERS_AT_MOST = 0.15
/** An address that agrees in nearly all: street and ZIP code. */
const SAME_ADDRESS = 10

/**
 * Looks at the pairs that agree in everything but one field, address included. In a carelessly kept file (many typing
 * errors in names) the few that have another value altogether are errors too. In any other file they are twins, or
 * father and son, and stay apart.
 */
export function otherValuesIn(evidences: Iterable<Evidence>, weights: FieldWeights): OtherValues {
  const given = { same: 0, error: 0, other: 0 }
  const family = { same: 0, error: 0, other: 0 }
  const birth = { same: 0, error: 0, other: 0 }
  for (const evidence of evidences) {
    if (evidence.address < SAME_ADDRESS) continue
    const sameGiven = evidence.given === 'same'
    const sameFamily = evidence.family === 'same'
    const sameBirth = evidence.birth === 'same'
    if (sameFamily && sameBirth) tally(given, evidence.given)
    if (sameGiven && sameBirth) tally(family, evidence.family)
    if (sameGiven && sameFamily) tally(birth, evidence.birth)
  }
  const strict = strictly(weights)
  if (!isCareless(given) && !isCareless(family)) return strict
  return { given: otherValue(given), family: otherValue(family) ?? strict.family, birth: otherValue(birth) }
}

/** Twins, and father and son, stay two. Who marries changes the family name: with all else agreeing that joins. */
export function strictly({ familyName }: FieldWeights): OtherValues {
  return { given: undefined, family: familyName.unlike, birth: undefined }
}

interface Counts {
  same: number
  error: number
  other: number
}

function tally(counts: Counts, likeness: Evidence['given'] | Evidence['birth']): void {
  if (likeness === 'same') counts.same++
  else if (likeness === 'typo' || likeness === 'near') counts.error++
  else if (likeness === 'unlike' || likeness === 'far' || likeness === 'generation') counts.other++
}

function isCareless({ same, error, other }: Counts): boolean {
  return error >= ERRORS_THAT_TELL && error >= CARELESS_SHARE * (same + error + other)
}

function otherValue({ same, error, other }: Counts): number | undefined {
  const share = (other + 1) / (same + error + other + 1)
  return share > OTHERS_AT_MOST ? undefined : Math.log2(share)
}

/** The score of a pair with the file's own weights, or undefined where the pair must stay two people. */
export function scoreIn(evidence: Evidence, others: OtherValues, weights: FieldWeights): number | undefined {
  const isOtherBirth = evidence.birth === 'far' || evidence.birth === 'generation'
  // Two slips at once are rare, brothers and sisters are not.
  if (evidence.given === 'unlike' && isOtherBirth && !evidence.oneName) return undefined
  let { score } = evidence
  if (evidence.given === 'unlike' && !evidence.oneName) {
    if (others.given === undefined) return undefined
    score += others.given - weights.givenName.unlike
  }
  if (evidence.family === 'unlike' && !evidence.oneName) {
    if (others.family === undefined) return undefined
    score += others.family - weights.familyName.unlike
  }
  if (isOtherBirth) {
    if (others.birth === undefined) return undefined
    score += others.birth - weights.birthDate[evidence.birth]
  }
  return score
}
