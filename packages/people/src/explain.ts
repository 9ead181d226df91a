import type { PersonDetails } from '@excelsior/domain'
import {
  type Comparison,
  type Doubt,
  doubt,
  NOBODY,
  type Obstacle,
  obstacle,
  verdict,
  weigh,
} from './compare.ts'
import { featuresOf } from './features.ts'
import { isDefaultBirthDate, USUAL_RARITY } from './usual-names.ts'
import { type Field, USUAL_WEIGHTS, type Weights } from './weights.ts'

/** Why two descriptions got their verdict. It names fields and never what stands in them. */
export interface Explanation extends Comparison {
  /** The fields that both have, with how they agree and what that weighs in bits. */
  readonly fields: readonly FieldEvidence[]
  /** Bits of phone, address and guardian beyond what one household may say: not in the score. */
  readonly householdCut: number
  /** Keeps the two apart whatever they score. */
  readonly obstacle?: Obstacle
  /** Leaves them to a person whatever they score. */
  readonly doubt?: Doubt
  /** What else bore on the weights. */
  readonly remarks: readonly Remark[]
  readonly possibleFrom: number
  readonly matchFrom: number
}

export interface FieldEvidence {
  readonly field: Field
  /** Such as `same`, `typo`, `differs`. */
  readonly level: string
  readonly bits: number
}

/** The birth date is one that systems fill in; the names stand in each other's field. */
export type Remark = 'default-birth-date' | 'names-swapped'

/** As `compare`, with everything that led to it. The weights and the cut add up to the score. */
export function explain(a: PersonDetails, b: PersonDetails, weights: Weights = USUAL_WEIGHTS): Explanation {
  const { possibleFrom, matchFrom } = weights
  const one = featuresOf(a)
  const other = featuresOf(b)
  if (one.nobody || other.nobody) {
    return {
      ...NOBODY,
      fields: [],
      householdCut: 0,
      obstacle: 'nobody',
      remarks: [],
      possibleFrom,
      matchFrom,
    }
  }
  const fields: FieldEvidence[] = []
  const evidence = weigh(one, other, USUAL_RARITY, weights, (field, level, bits) =>
    fields.push({ field, level, bits: rounded(bits) }),
  )
  const against = obstacle(one, other, evidence)
  const unsure = doubt(evidence)
  const remarks: Remark[] = []
  if (evidence.birth === 'same' && isDefaultBirthDate(one.birthDate ?? '')) remarks.push('default-birth-date')
  if (evidence.swapped) remarks.push('names-swapped')
  return {
    match: verdict(one, other, evidence, weights),
    score: rounded(evidence.score),
    fields,
    householdCut: rounded(evidence.householdCut),
    ...(against && { obstacle: against }),
    ...(unsure && { doubt: unsure }),
    remarks,
    possibleFrom,
    matchFrom,
  }
}

const rounded = (bits: number): number => Math.round(bits * 100) / 100
