/**
 * What each way to agree or differ weighs, in bits: log2(how often so in one person / how often so in two; Fellegi and
 * Sunter 1969). What is absent weighs nothing. Agreements on names and birth dates weigh by their rarity.
 */
const FIELDS = {
  givenName: { same: 11, spelling: 8.8, part: 7.7, initial: 2.75, typo: 5.5, unlike: -7 },
  familyName: { same: 11, spelling: 8.8, part: 7.7, initial: 2.75, typo: 5.5, unlike: -5 },
  /** Few people have one name only: that too agrees. */
  oneName: { same: 5 },
  birthDate: { same: 13, near: 6, month: 8, year: 4, far: -8, generation: -12 },
  sex: { same: 1, differs: -5 },
  birthOrder: { same: 0, differs: -6 },
  middleName: { same: 5, spelling: 4, part: 3, initial: 3, typo: 3, unlike: -3 },
  phone: { same: 8, differs: -1 },
  postalCode: { same: 5, typo: 2, differs: -1.5 },
  /** Looked at where the ZIP codes do not agree. */
  city: { same: 2, differs: 0 },
  street: { same: 7, alike: 5, similar: 3, neighbour: 2, differs: -2 },
  guardianGivenName: { same: 4, differs: -1 },
  guardianFamilyName: { same: 1, differs: 0 },
  mothersMaidenName: { same: 4, typo: 3, familyNameAnyway: 1, differs: -1 },
  otherFamilyName: { same: 2, differs: 0 },
  identifier: { same: 10, differs: 0 },
} as const

export type Field = keyof typeof FIELDS
export type Level<F extends Field> = keyof (typeof FIELDS)[F]
/** By level. */
export type FieldWeights = { readonly [F in Field]: { readonly [L in Level<F>]: number } }

export interface Weights {
  readonly fields: FieldWeights
  /** Agreements on names and birth dates hold for one this rare (bits), and for others in proportion. */
  readonly rarity: { readonly givenName: number; readonly familyName: number; readonly birthDate: number }
  /** People of one household share phone, address and guardian: together they say no more than this. */
  readonly householdAtMost: number
  /** From here on somebody has to look; from `matchFrom` on they are one person, if nothing forbids it. */
  readonly possibleFrom: number
  readonly matchFrom: number
}

export const USUAL_WEIGHTS: Weights = {
  fields: FIELDS,
  rarity: { givenName: 11, familyName: 11, birthDate: 13 },
  householdAtMost: 14,
  possibleFrom: 10,
  matchFrom: 32,
}

export const FIELD_NAMES = Object.keys(FIELDS) as readonly Field[]

/** Of a field, in the order of the file. */
export const levelsOf = (field: Field): readonly string[] => Object.keys(FIELDS[field])

export const weightOf = (weights: Weights, field: Field, level: string): number =>
  (weights.fields[field] as Readonly<Record<string, number>>)[level] ?? 0

/** More than this no field tells: a single one never decides alone against all others. */
export const BITS_AT_MOST = 40

export type ParsedWeights =
  | { readonly ok: true; readonly weights: Weights }
  | { readonly ok: false; readonly faults: readonly string[] }

type Json = Readonly<Record<string, unknown>>

/** Weights from JSON; what it does not name keeps its usual weight. A fault says where, such as `fields.phone.same`. */
export function parseWeights(json: unknown): ParsedWeights {
  const faults: string[] = []
  const object = (value: unknown, at: string, names: readonly string[]): Json => {
    if (value === undefined) return {}
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      faults.push(`${at} must be an object`)
      return {}
    }
    for (const name of Object.keys(value))
      if (!names.includes(name)) faults.push(`${at} has no ${JSON.stringify(name.slice(0, 40))}`)
    return value as Json
  }
  const number = (value: unknown, at: string, usual: number, least: number, most: number): number => {
    if (value === undefined) return usual
    if (typeof value === 'number' && value >= least && value <= most) return value
    faults.push(`${at} must be a number from ${least} to ${most}`)
    return usual
  }

  const file = object(json, 'the file', [...Object.keys(USUAL_WEIGHTS), 'learned'])
  const given = object(file.fields, 'fields', FIELD_NAMES)
  const fields: Record<string, Readonly<Record<string, number>>> = {}
  for (const field of FIELD_NAMES) {
    const levels = object(given[field], `fields.${field}`, levelsOf(field))
    fields[field] = Object.fromEntries(
      levelsOf(field).map((level) => {
        const usual = weightOf(USUAL_WEIGHTS, field, level)
        return [level, number(levels[level], `fields.${field}.${level}`, usual, -BITS_AT_MOST, BITS_AT_MOST)]
      }),
    )
    const { same = 0, ...others } = fields[field] ?? {}
    if (Object.values(others).some((weight) => weight > same))
      faults.push(`fields.${field}.same must weigh at least as much as the others`)
  }
  const rarities = object(file.rarity, 'rarity', Object.keys(USUAL_WEIGHTS.rarity))
  const rarity = (name: keyof Weights['rarity']) =>
    number(rarities[name], `rarity.${name}`, USUAL_WEIGHTS.rarity[name], 1, BITS_AT_MOST)
  const bits = (name: 'householdAtMost' | 'possibleFrom' | 'matchFrom') =>
    number(file[name], name, USUAL_WEIGHTS[name], 1, 100)
  const weights: Weights = {
    fields: fields as unknown as FieldWeights,
    rarity: {
      givenName: rarity('givenName'),
      familyName: rarity('familyName'),
      birthDate: rarity('birthDate'),
    },
    householdAtMost: bits('householdAtMost'),
    possibleFrom: bits('possibleFrom'),
    matchFrom: bits('matchFrom'),
  }
  if (weights.possibleFrom > weights.matchFrom) faults.push('possibleFrom must not be above matchFrom')
  return faults.length === 0 ? { ok: true, weights } : { ok: false, faults }
}
