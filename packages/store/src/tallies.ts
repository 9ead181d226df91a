import type { CivilDate } from '@excelsior/domain'

/** Counts of what scanners and the portal saw, and nothing about whom. */
export interface Tally {
  readonly day: CivilDate
  readonly type: string
  readonly result: string
  readonly count: number
}

export interface Tallies {
  /** Adds the counts; one statement for all of them. */
  add(tallies: readonly Tally[]): Promise<void>
  between(from: CivilDate, to: CivilDate): Promise<readonly Tally[]>
}
