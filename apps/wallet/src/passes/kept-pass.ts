import type { Instant, PartialDate, PassType } from '@excelsior/domain'

/** One pass as it is kept on this device: its code, and whether its person stands first. */
export interface KeptPass {
  /** Of chance. */
  readonly id: string
  readonly text: string
  readonly pinned: boolean
}

/** How a kept pass stands now. It was genuine when it came, or it would not be here. */
export type Standing =
  | 'valid'
  | 'not-yet-valid'
  /** The trust list is missing, too old, or the clock in doubt: the door will check it. */
  | 'unchecked'
  | 'ended'
  | 'withdrawn'
  /** The rules in force do not take it. */
  | 'not-accepted'
  /** The trust list no longer knows its signer. */
  | 'not-recognised'

export interface PassFacts {
  readonly type: PassType
  readonly givenName: string
  readonly familyName: string
  readonly birthDate: PartialDate
  readonly issued: Instant
  /** The first instant at which it holds. */
  readonly from: Instant
  /** Exclusive. */
  readonly expires: Instant
}

export interface WalletPass extends KeptPass, PassFacts {
  readonly standing: Standing
}

/** Whether it may be shown at a door. What does not hold is never drawn as a pass. */
export const holds = ({ standing }: WalletPass): boolean =>
  standing === 'valid' || standing === 'not-yet-valid' || standing === 'unchecked'
