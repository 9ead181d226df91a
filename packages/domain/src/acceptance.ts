import { type CivilDate, dayNumber } from './civil-date.ts'
import { decide } from './decide.ts'
import type { Instant } from './instant.ts'
import type { PassType } from './pass.ts'
import type { DecisionRules, Product } from './policy.ts'
import type { HealthRecord, Immunization, TestKind } from './record.ts'
import { productOf } from './vaccination-series.ts'
import { dosesThatCount } from './what-counts.ts'

/** Kinds of foreign credential that can stand for a pass. */
export const FOREIGN_KINDS = ['vaccination', 'test', 'recovery'] as const
export type ForeignKind = (typeof FOREIGN_KINDS)[number]
export const FOREIGN_FORMATS = ['shc', 'dcc', 'sd-jwt'] as const
export type ForeignFormat = (typeof FOREIGN_FORMATS)[number]

/** A department's file: which credentials of others stand for a pass of its own. Nothing that it does not name does. */
export interface AcceptancePolicy {
  readonly name: string
  readonly accepts: readonly AcceptedKind[]
  /** Vaccines that are authorised elsewhere: doses of them count in foreign credentials alone. */
  readonly otherProducts: readonly Product[]
  /** Days after the first positive test, the first and the last on which a recovery counts. */
  readonly recovery: { readonly fromDay: number; readonly untilDay: number }
  /** For entries that go by rules of countries. */
  readonly countryRules?: CountryRules
}

/** Rules of the EU's format, and whose of them count here. */
export interface CountryRules {
  /** ISO 3166-1: whose rules for arriving holders count. */
  readonly country: string
  readonly region?: string
  /** What it means that rules are in force and none speaks of a kind of certificate. */
  readonly withoutRule: 'accepted' | 'not-accepted'
  /** `{"rules":[…],"valueSets":{…}}`, as text: read and checked by whoever evaluates it. */
  readonly ruleSet: string
}

export interface AcceptedKind {
  readonly format: ForeignFormat
  readonly kind: ForeignKind
  /** Ids of the trust list's issuers; `listed`: every issuer that the list names. */
  readonly issuers: 'listed' | readonly string[]
  /** `own`: by the doses and days of our own passes; `country`: by the rules of the EU's format that go with the list. */
  readonly rules: 'own' | 'country'
  /** Ids of products; absent: all that are authorised here, and the other products. */
  readonly products?: readonly string[]
  /** A dose, test or first positive test older than this many days is not enough, whatever the other rules say. */
  readonly maximumAgeDays?: number
}

/** What a genuine credential of another issuer states. */
export interface ForeignProof {
  readonly format: ForeignFormat
  /** The trust list's id of whoever signed. */
  readonly issuer: string
  readonly kind: string
  readonly records: readonly HealthRecord[]
  /** The last dose's place, where earlier doses are not on it: `dose` of `of`. */
  readonly series?: { readonly dose: number; readonly of: number }
  readonly recovery?: {
    readonly firstPositive: CivilDate
    readonly validFrom: CivilDate
    readonly validUntil: CivilDate
  }
}

export type ForeignDecision =
  /** `until` is exclusive. */
  | { readonly accepted: true; readonly standsFor: PassType; readonly until: Instant }
  | { readonly accepted: false }

/** The entry that speaks of this kind from this issuer; none where it stands for nothing here. */
export function entryFor(
  policy: AcceptancePolicy,
  { format, kind, issuer }: Pick<ForeignProof, 'format' | 'kind' | 'issuer'>,
): AcceptedKind | undefined {
  return policy.accepts.find(
    (entry) =>
      entry.format === format &&
      entry.kind === kind &&
      (entry.issuers === 'listed' || entry.issuers.includes(issuer)),
  )
}

/**
 * Whether a credential stands for one of our passes at `now`, and until when: by the same doses, intervals and days
 * as our own, wherever the doses were given. Nothing is renewed: at a door there is no retrieval.
 */
export function acceptForeign(
  policy: AcceptancePolicy,
  entry: AcceptedKind,
  rules: DecisionRules,
  proof: ForeignProof,
  now: Instant,
): ForeignDecision {
  const here = rulesForForeign(policy, entry, rules)
  const records = proof.records.map((record) => ({ ...record, jurisdiction: rules.jurisdiction }))
  switch (entry.kind) {
    case 'vaccination':
      return proof.series
        ? bySeries(here, entry, records, proof.series, now)
        : limited(
            here,
            entry,
            newestDose(here, records, now),
            decided(here, 'vaccination', records, now),
            now,
          )
    case 'test':
      return byTest(here, entry, records, now)
    case 'recovery':
      return byRecovery(policy, here, entry, proof.recovery, now)
  }
}

function rulesForForeign(policy: AcceptancePolicy, entry: AcceptedKind, rules: DecisionRules): DecisionRules {
  const { validDaysAfterRetrieval: _, ...vaccination } = rules.vaccination
  const known = [...rules.products, ...policy.otherProducts]
  const { products } = entry
  return {
    ...rules,
    // A certificate is somebody's report of doses, as a historical record is: its issuer was chosen to be believed.
    vaccination: { ...vaccination, countHistorical: true },
    products: products ? known.filter(({ id }) => products.includes(id)) : known,
  }
}

function decided(
  rules: DecisionRules,
  type: PassType,
  records: readonly HealthRecord[],
  now: Instant,
): ForeignDecision {
  const decision = decide(rules, type, records, now)
  return decision.eligible
    ? { accepted: true, standsFor: type, until: decision.expires }
    : { accepted: false }
}

/**
 * One dose, and that it is number `dose` of `of`. A series that its issuer calls complete is complete; the wait after
 * it is for the primary series alone, so a booster (2 of 1, 3 of 2, 3 of 3) never leaves anybody worse off.
 */
function bySeries(
  rules: DecisionRules,
  entry: AcceptedKind,
  records: readonly HealthRecord[],
  { dose, of }: { readonly dose: number; readonly of: number },
  now: Instant,
): ForeignDecision {
  const last = newestDose(rules, records, now)
  const product = last && productOf(rules, last.cvx)
  if (!last || !product || dose < of) return { accepted: false }
  const day = dayNumber(last.date)
  const isBooster = dose > of || dose > product.doses
  const { eligibleFromDay, validDaysAfterLastDose } = rules.vaccination
  const from = rules.zone.midnightStartingDay(isBooster ? day : day + eligibleFromDay)
  if (now < from || validDaysAfterLastDose === undefined) return { accepted: false }
  const until = rules.zone.midnightStartingDay(day + validDaysAfterLastDose + 1)
  return limited(rules, entry, last, { accepted: true, standsFor: 'vaccination', until }, now)
}

/** The kind of test on the credential says which pass it stands for. */
function byTest(
  rules: DecisionRules,
  entry: AcceptedKind,
  records: readonly HealthRecord[],
  now: Instant,
): ForeignDecision {
  for (const test of ['pcr', 'antigen'] satisfies TestKind[]) {
    const judged = decided(rules, test, records, now)
    const result = records.find((record) => record.kind === 'lab' && record.test === test)
    if (judged.accepted && result?.kind === 'lab') {
      return limited(rules, entry, { date: result.collected.slice(0, 10) as CivilDate }, judged, now)
    }
  }
  return { accepted: false }
}

/** Within the issuer's own dates and the department's days. */
function byRecovery(
  policy: AcceptancePolicy,
  rules: DecisionRules,
  entry: AcceptedKind,
  recovery: ForeignProof['recovery'],
  now: Instant,
): ForeignDecision {
  if (!recovery) return { accepted: false }
  const first = dayNumber(recovery.firstPositive)
  const { zone } = rules
  const from = Math.max(first + policy.recovery.fromDay, dayNumber(recovery.validFrom))
  const last = Math.min(first + policy.recovery.untilDay, dayNumber(recovery.validUntil))
  if (now < zone.midnightStartingDay(from)) return { accepted: false }
  return limited(
    rules,
    entry,
    { date: recovery.firstPositive },
    {
      accepted: true,
      standsFor: 'vaccination',
      until: zone.midnightStartingDay(last + 1),
    },
    now,
  )
}

/** What the entry itself bounds: the age of what is proven. */
function limited(
  { zone }: DecisionRules,
  { maximumAgeDays }: AcceptedKind,
  of: { readonly date: CivilDate } | undefined,
  decision: ForeignDecision,
  now: Instant,
): ForeignDecision {
  if (!decision.accepted || !of) return { accepted: false }
  const oldest =
    maximumAgeDays === undefined
      ? decision.until
      : zone.midnightStartingDay(dayNumber(of.date) + maximumAgeDays + 1)
  const until = Math.min(decision.until, oldest) as Instant
  return now >= until ? { accepted: false } : { ...decision, until }
}

function newestDose(
  rules: DecisionRules,
  records: readonly HealthRecord[],
  now: Instant,
): Immunization | undefined {
  const doses = dosesThatCount(rules, records, now).filter(({ cvx }) => productOf(rules, cvx))
  return doses.reduce<Immunization | undefined>(
    (newest, dose) => (newest && dayNumber(newest.date) >= dayNumber(dose.date) ? newest : dose),
    undefined,
  )
}
