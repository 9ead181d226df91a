import type { Instant } from './instant.ts'
import type { PassType } from './pass.ts'
import type { Limit } from './throttle.ts'
import type { Zone } from './zone.ts'

/** Everything that a department may change, as it is in force from a day on. Days are days of `zone`. */
export interface Policy {
  readonly version: string
  /** 00:00 in `zone` of the day from which this version holds. */
  readonly inForceFrom: Instant
  /** ISO 3166-2: only records from here lead to a pass. */
  readonly jurisdiction: string
  readonly zone: Zone

  /** A positive result bars on its collection day and on this many days after it. */
  readonly positiveBarDays: number
  /** The authorised vaccines. */
  readonly products: readonly Product[]
  /** CVX codes of COVID-19 vaccines that are not authorised, and of those whose product was not said. */
  readonly otherCovidCvx: readonly string[]
  readonly unspecifiedCovidCvx: readonly string[]
  readonly vaccination: VaccinationRules
  /** A pass ends with the day that is `validDays` after the collection day. */
  readonly pcr: { readonly validDays: number }
  /** Elapsed hours after collection. */
  readonly antigen: { readonly validHours: number }

  /** The parts of the state that a challenge question offers, by the first digits of the place of care's ZIP. */
  readonly regions: readonly Region[]
  readonly retrieval: RetrievalRules
  readonly venues: {
    /** What a venue may choose from. */
    readonly passTypes: readonly PassType[]
    /** In years: from this age on a venue compares the pass with a photo ID. */
    readonly photoIdFromAge: number
  }
}

/** The numbers of a policy that decide about a pass. */
export type DecisionRules = Pick<
  Policy,
  'jurisdiction' | 'zone' | 'positiveBarDays' | 'products' | 'vaccination' | 'pcr' | 'antigen'
>

export interface Product {
  readonly id: string
  readonly name: string
  readonly cvx: readonly string[]
  /** How many doses make a series: 1 to 4. */
  readonly doses: number
  readonly minimumIntervalDays: number
}

export interface VaccinationRules {
  /** A dose that is this many days earlier than the minimum interval still counts. */
  readonly graceDays: number
  /** A pass from this day on, counting the day after the series was completed as day 1. */
  readonly eligibleFromDay: number
  /** A pass ends with the day that is so many days after the last counted dose. Not set: the dose sets no end. */
  readonly validDaysAfterLastDose?: number
  /** A pass without such an end, or after it, ends so many days after the day of retrieval. Not set: no renewal. */
  readonly validDaysAfterRetrieval?: number
  /** Whether doses count that were not recorded by whoever gave them (HL7 RXA-9). */
  readonly countHistorical: boolean
}

export interface Region {
  readonly id: string
  /** Three to five digits; the longest that fits decides. */
  readonly zipPrefixes: readonly string[]
}

export interface RetrievalRules {
  /** How long a retrieval stays open; at least 20, for people who type slowly. */
  readonly minutes: number
  /** Answers leave at multiples of this after arrival, so that their time says nothing. */
  readonly answerQuantumMilliseconds: number
  /** For ever, until a code by letter or a correction of the record. */
  readonly failedTries: number
  readonly startsPerIdentity: Limit
  readonly startsPerNetwork: Limit
  readonly code: {
    readonly required: boolean
    readonly digits: number
    readonly minutes: number
    readonly tries: number
    readonly perRetrieval: number
    readonly perPhone: Limit
    /** Longer than a code by phone: it lives for weeks, and must not be worth guessing. */
    readonly letterDigits: number
    readonly letterDays: number
  }
}

/** A department's policy through time. */
export interface PolicyDocument {
  readonly name: string
  /** Earliest first; each holds until the next. */
  readonly versions: readonly Policy[]
}

/** The version that holds at `now`; undefined before the first one. */
export function policyInForce(document: PolicyDocument, now: Instant): Policy | undefined {
  for (let index = document.versions.length - 1; index >= 0; index--) {
    const version = document.versions[index]
    if (version && version.inForceFrom <= now) return version
  }
  return undefined
}
