import type { Instant } from '@excelsior/domain'

/** Tries that failed under one typed identity, whether or not such a person is on file. Never forgotten by time. */
export interface FailedTries {
  readonly count: number
  /** The last of them. */
  readonly last?: Instant
}

export interface FailedTriesStore {
  /**
   * Counts a try as failed before it is judged, so that parallel ones cannot pass the limit together.
   * True where it was within the limit. `changedAt` of the person meant, where there is one: a change to
   * them since the last failure gives fresh tries.
   */
  begin(identity: string, limit: number, now: Instant, changedAt?: Instant): Promise<boolean>
  /** It was right after all: takes back what its `begin` counted, and nothing more. */
  succeeded(identity: string): Promise<void>
  /** After a code by letter, or at the counter. */
  reset(identity: string): Promise<void>
  read(identity: string): Promise<FailedTries>
}

/** How many count now: none from before the last change to the person meant. */
export function failuresSince(tries: FailedTries, changedAt: Instant | undefined): number {
  return changedAt !== undefined && tries.last !== undefined && tries.last < changedAt ? 0 : tries.count
}
