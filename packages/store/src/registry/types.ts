import type { HealthRecord, Instant, PersonDetails } from '@excelsior/domain'
import type { Report } from '@excelsior/records'
import type { SourceId } from '../sources.ts'
import type { Charge } from '../throttles.ts'

export type PersonId = number & { readonly personId: unique symbol }

/** A report as it came through one door. */
export interface IncomingReport {
  readonly source: SourceId
  readonly report: Report
}

/** What became of one report. `setAside` counts the records that went to quarantine while the others stand. */
export interface Outcome {
  /**
   * `duplicate`: these bytes came before, or nothing in them is new. Else the strongest thing that happened:
   * `deleted` (a record was withdrawn), `corrected` (one took an older one's place, or the person's details
   * changed), `stored`. `nothing`: it held no record for us, or all of them were set aside.
   */
  readonly kind: 'stored' | 'duplicate' | 'corrected' | 'deleted' | 'nothing'
  /** Its records, by what became of each. */
  readonly records: {
    readonly stored: number
    readonly duplicates: number
    readonly corrected: number
    readonly deleted: number
  }
  readonly setAside: number
  /** Absent for a duplicate known by its bytes, and for nothing. */
  readonly person?: PersonId
}

export interface IdentityOnFile {
  readonly source: SourceId
  readonly details: PersonDetails
}

/** One person with everything that any source reported about them. Withdrawn and superseded records are left out. */
export interface PersonOnFile {
  readonly id: PersonId
  /** The last accepted change to identities or records. */
  readonly changedAt: Instant
  /** The details of each identity, in the order of `identities`. */
  readonly details: readonly PersonDetails[]
  readonly identities: readonly IdentityOnFile[]
  readonly records: readonly HealthRecord[]
}

/** The first step of a retrieval, in one round trip and with the same work for everybody. */
export interface LookUp {
  /** Each is charged where it and all before it can be. Where not even the first can, nobody is looked up. */
  readonly charges: readonly Charge[]
  /** From `searchKeys()`: the same number for everybody. */
  readonly keys: readonly string[]
  readonly now: Instant
}

export interface LookedUp {
  /**
   * How many charges could be made, from the first on; fewer than there are where a limit is used up. From the first
   * on people are looked up all the same, so that it takes as long.
   */
  readonly charged: number
  readonly people: readonly PersonOnFile[]
}

export interface Registry {
  /**
   * Stores a batch (any number; up to a few hundred at a time are one transaction) in its order, and says what
   * became of each. Resolves once all of it is on disk; rejects with `StoreUnavailable` when none of it is.
   * Calls that come while another is running are committed together.
   */
  store(reports: readonly IncomingReport[]): Promise<readonly Outcome[]>
  /** People filed under any of the keys, at most `SEARCH_BOUND`. One round trip; a decoy stands in for each one missing. */
  search(keys: readonly string[]): Promise<readonly PersonOnFile[]>
  lookUp(request: LookUp): Promise<LookedUp>
  person(id: PersonId): Promise<PersonOnFile | undefined>
  /** Each number that this person ever had, their own and those of whom they were joined with. */
  numbersOf(id: PersonId): Promise<readonly PersonId[]>
  /** The same work as `person`, for those whom there is none. */
  decoy(): Promise<void>
  /** Deletes a person for good: the data key, and with it everything that was sealed under it. */
  erase(id: PersonId): Promise<boolean>
  /** Takes joined people apart again; returns those who are on their own now. */
  separate(id: PersonId): Promise<readonly PersonId[]>
  /**
   * What somebody decided about two people: `same` joins them (`separate` undoes it), `different` keeps them apart
   * whatever comes. False where there are no such two, or they are one already.
   */
  decide(people: readonly [PersonId, PersonId], verdict: 'same' | 'different'): Promise<boolean>
  /** What sources said that would make one of these two, and was left for somebody to decide. */
  waitingMerges(people: readonly [PersonId, PersonId]): Promise<readonly WaitingMerge[]>
  /** Pairs that somebody has to decide about. */
  reviews(limit: number): Promise<readonly Review[]>
  count(): Promise<{ readonly people: number; readonly records: number }>
}

export interface Review {
  readonly people: readonly [PersonId, PersonId]
  readonly since: Instant
}

/** A merge of two people by their source that was left for somebody to decide. Personal data. */
export interface WaitingMerge {
  readonly source: SourceId
  readonly numbers: readonly [string, string]
  readonly says: 'merged' | 'linked'
  readonly at: Instant
  /**
   * Why it was not done: it was said in both directions; the two contradict one another in what they are called, born or
   * of what sex they are; or something else that was said or decided stands against it.
   */
  readonly against: 'both-directions' | 'descriptions' | 'other'
}
