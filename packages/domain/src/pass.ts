import type { PartialDate } from './civil-date.ts'
import type { Instant } from './instant.ts'

export const PASS_TYPES = ['vaccination', 'pcr', 'antigen'] as const
export type PassType = (typeof PASS_TYPES)[number]

/** What a pass says, and all it says: RULES section 3. */
export interface PassContent {
  readonly type: PassType
  /** One of the two names may be empty: there are people with one name. */
  readonly givenName: string
  readonly familyName: string
  readonly birthDate: PartialDate
  /** Exclusive: at this instant the pass is over. */
  readonly expires: Instant
}
