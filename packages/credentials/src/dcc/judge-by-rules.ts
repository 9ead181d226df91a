import { type ForeignKind, type Instant, zone } from '@excelsior/domain'
import type { Json, JsonObject } from '../encoding/json.ts'
import type { UnknownReason } from '../verdict.ts'
import { compareVersions, type Rule, type RuleSet, withPrototypes } from './rule-set.ts'

/** A genuine certificate, as rules see it. */
export interface RuledCertificate {
  /** `Evidence.certificate`. */
  readonly certificate: JsonObject
  readonly kind: ForeignKind
  /** Two letters of the country that issued it: its own invalidation rules count. */
  readonly country: string
  readonly keyId: string
  readonly issuedAt: Instant
  readonly expires: Instant | null
}

export interface RulesInForce {
  readonly now: Instant
  /** Two letters of the country whose acceptance rules count: where the holder arrives. */
  readonly country: string
  /** Whose rules count besides those of all the country. */
  readonly region?: string
  /** Where rules are in force, and none for certificates of this kind. */
  readonly withoutRule: 'accepted' | 'not-accepted'
}

export type RulesVerdict =
  | { readonly accepted: true }
  /** `failed`: identifiers, for the holder's own eyes; empty where there is no rule for this kind. */
  | { readonly accepted: false; readonly failed: readonly string[] }
  | {
      readonly accepted: null
      readonly reason: Extract<UnknownReason, 'rules-undecided' | 'program-too-old'>
    }

/**
 * Of each rule the highest version whose window holds the instant counts. All that count have to pass: one that fails
 * decides, whatever the others come to; one that throws or answers neither true nor false leaves it undecided. Without
 * any acceptance rule of the country in force it is undecided, too.
 */
export async function judgeByRules(
  { rules, valueSets }: RuleSet,
  of: RuledCertificate,
  { now, country, region, withoutRule }: RulesInForce,
): Promise<RulesVerdict> {
  const inForce = newestInForce(rules, now)
  const accepting = inForce.filter((rule) => rule.type === 'Acceptance' && isOf(rule, country, region))
  if (accepting.length === 0) return { accepted: null, reason: 'rules-undecided' }
  const invalidating = inForce.filter(
    (rule) => rule.type === 'Invalidation' && isOf(rule, of.country, rule.region),
  )
  const speaking = [...accepting, ...invalidating].filter(({ kind }) => kind === 'any' || kind === of.kind)

  const evaluate = await engine()
  const data = dataOf(of, valueSets, country, region, now)
  const failed: string[] = []
  let undecided: UndecidedReason | undefined
  for (const rule of speaking) {
    const answer = rule.isTooNew ? undefined : answerOf(evaluate, rule.logic, data)
    if (answer === false) failed.push(rule.identifier)
    else if (answer === undefined)
      undecided = rule.isTooNew ? 'program-too-old' : (undecided ?? 'rules-undecided')
  }
  if (failed.length > 0) return { accepted: false, failed }
  if (undecided) return { accepted: null, reason: undecided }
  // Rules for all kinds say what every certificate has to be, not that this kind of it is enough.
  const ruled = accepting.some(({ kind }) => kind === of.kind)
  return ruled || withoutRule === 'accepted' ? { accepted: true } : { accepted: false, failed }
}

type UndecidedReason = Extract<UnknownReason, 'rules-undecided' | 'program-too-old'>

function isOf(rule: Rule, country: string, region: string | undefined): boolean {
  return rule.country === country && (rule.region === undefined || rule.region === region)
}

function newestInForce(rules: readonly Rule[], now: Instant): readonly Rule[] {
  const newest = new Map<string, Rule>()
  for (const rule of rules) {
    if (now < rule.validFrom || now > rule.validTo) continue
    const known = newest.get(rule.identifier)
    if (!known || compareVersions(rule.version, known.version) > 0) newest.set(rule.identifier, rule)
  }
  return [...newest.values()]
}

export type Evaluate = (logic: unknown, data: unknown) => unknown

/** Loaded with the first rule: those who check no foreign certificate do without. */
export async function engine(): Promise<Evaluate> {
  const { evaluate } = await import('certlogic-js/dist/evaluator.js')
  return evaluate as Evaluate
}

/** Undefined: it throws, or answers neither true nor false. */
export function answerOf(evaluate: Evaluate, logic: Json, data: unknown): boolean | undefined {
  try {
    const answer = evaluate(logic, data)
    return typeof answer === 'boolean' ? answer : undefined
  } catch {
    return undefined
  }
}

/** Section 7.4 and 7.5 of the rules' specification. */
export function dataOf(
  of: RuledCertificate,
  valueSets: RuleSet['valueSets'],
  country: string,
  region: string | undefined,
  now: Instant,
): unknown {
  const { format } = zone('UTC')
  return {
    payload: withPrototypes(of.certificate),
    external: {
      validationClock: format(now),
      valueSets,
      countryCode: country,
      issuerCountryCode: of.country,
      kid: of.keyId,
      iat: format(of.issuedAt),
      ...(of.expires === null ? {} : { exp: format(of.expires) }),
      ...(region === undefined ? {} : { region }),
    },
  }
}
