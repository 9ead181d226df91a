import { FOREIGN_KINDS, type ForeignKind, type Instant, parseInstant } from '@excelsior/domain'
import { isJsonObject, type Json, textIn } from '../encoding/json.ts'

/** Business rules of countries, in the EU's format (eHealth Network, EU DCC Validation Rules), and their value sets. */
export interface RuleSet {
  readonly rules: readonly Rule[]
  /** Codes by the name of their value set. */
  readonly valueSets: { readonly [name: string]: readonly string[] }
}

const TYPES = ['Acceptance', 'Invalidation'] as const

export interface Rule {
  /** Such as `VR-DE-0001`; several versions of one bear the same. */
  readonly identifier: string
  readonly version: Version
  readonly type: (typeof TYPES)[number]
  readonly country: string
  /** Absent: for all of the country. */
  readonly region?: string
  readonly kind: ForeignKind | 'any'
  readonly validFrom: Instant
  /** Inclusive. */
  readonly validTo: Instant
  /** Whether this program knows the language, and that version of it, in which the rule is written. */
  readonly isTooNew: boolean
  /** CertLogic: true where the certificate passes. */
  readonly logic: Json
}

export type Version = readonly [number, number, number]

/** Of the specification of CertLogic that the engine here follows. */
export const ENGINE_VERSION: Version = [1, 3, 2]
/** How deep the JSON of a set of rules may nest: each operation is two levels. */
export const RULES_DEPTH = 64
const MOST_RULES = 2_000
const MOST_CODES = 20_000

const KINDS: ReadonlyMap<Json | undefined, Rule['kind']> = new Map<Json, Rule['kind']>([
  ['General', 'any'],
  ...FOREIGN_KINDS.map((kind) => [kind.charAt(0).toUpperCase() + kind.slice(1), kind] as const),
])

/**
 * Reads `{"rules":[…],"valueSets":{"<name>":[…codes]}}`, where a value set may also stand as the EU publishes it,
 * `{"valueSetValues":{"<code>":…}}`. Undefined where any rule is out of order: what was left out would let through.
 */
export function readRuleSet(json: Json | undefined): RuleSet | undefined {
  if (!isJsonObject(json) || !Array.isArray(json.rules) || json.rules.length > MOST_RULES) return undefined
  const rules: Rule[] = []
  for (const item of json.rules as readonly Json[]) {
    const rule = readRule(item)
    if (!rule) return undefined
    rules.push(rule)
  }
  const valueSets: Record<string, readonly string[]> = {}
  for (const [name, value] of Object.entries(isJsonObject(json.valueSets) ? json.valueSets : {})) {
    const codes = codesIn(value)
    if (!codes || codes.length > MOST_CODES || name === '__proto__') return undefined
    valueSets[name] = codes
  }
  return { rules, valueSets }
}

function codesIn(value: Json): readonly string[] | undefined {
  if (Array.isArray(value)) {
    const codes = value as readonly Json[]
    return codes.every((code) => typeof code === 'string') ? codes : undefined
  }
  const values = isJsonObject(value) ? value.valueSetValues : undefined
  return isJsonObject(values) ? Object.keys(values) : undefined
}

function readRule(item: Json): Rule | undefined {
  if (!isJsonObject(item)) return undefined
  const identifier = textIn(item.Identifier)
  const version = versionIn(item.Version)
  const type = TYPES.find((known) => known === item.Type)
  const country = textIn(item.Country)
  const region = textIn(item.Region)
  const kind = KINDS.get(item.CertificateType)
  const validFrom = parseInstant(textIn(item.ValidFrom))
  const validTo = parseInstant(textIn(item.ValidTo))
  const engine = versionIn(item.EngineVersion)
  const schema = versionIn(item.SchemaVersion)
  if (identifier === '' || identifier.length > 60 || !/^[A-Z]{2}$/.test(country)) return undefined
  if (!type || !version || !engine || !schema || kind === undefined || item.Logic === undefined)
    return undefined
  if (validFrom === undefined || validTo === undefined) return undefined
  const isTooNew =
    textIn(item.Engine).toUpperCase() !== 'CERTLOGIC' ||
    compareVersions(engine, ENGINE_VERSION) > 0 ||
    schema[0] !== 1
  const logic = withPrototypes(item.Logic)
  const base = { identifier, version, type, country, kind, validFrom, validTo, isTooNew, logic }
  return region === '' ? base : { ...base, region }
}

function versionIn(json: Json | undefined): Version | undefined {
  const parts = textIn(json).split('.', 4)
  const [major, minor, patch] = parts.map((part) => (/^\d{1,6}$/.test(part) ? Number(part) : Number.NaN))
  if (parts.length !== 3 || Number.isNaN(major! + minor! + patch!)) return undefined
  return [major!, minor!, patch!]
}

export function compareVersions(a: Version, b: Version): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2]
}

/** The engine tells an object by its `toString`, which ours are without. */
export function withPrototypes(json: Json): Json {
  if (Array.isArray(json)) return (json as readonly Json[]).map(withPrototypes)
  if (!isJsonObject(json)) return json
  const members: Record<string, Json> = {}
  for (const key of Object.keys(json)) if (key !== '__proto__') members[key] = withPrototypes(json[key]!)
  return members
}
