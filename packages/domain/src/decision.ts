import type { Instant } from './instant.ts'

/** Why there is no pass: the first that applies, in this order. */
export const REASONS = [
  'recent-positive',
  'no-record',
  'outside-jurisdiction',
  'not-authorised',
  'not-negative',
  'series-incomplete',
  'too-soon',
  'expired',
] as const
export type Reason = (typeof REASONS)[number]

export type Decision =
  | { readonly eligible: true; readonly expires: Instant }
  | {
      readonly eligible: false
      readonly reason: Reason
      /** When this reason ends by itself (first instant of it), where that is known: `too-soon`, `recent-positive`. */
      readonly until?: Instant
    }
