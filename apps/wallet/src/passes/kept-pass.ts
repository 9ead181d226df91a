import type { FormatName } from '@excelsior/credentials'
import type { Instant, PartialDate, PassType } from '@excelsior/domain'

/** A pass that counts with a fresh signature only, and the key that makes it. */
export interface LivePass {
  /** Its text: worth nothing without the key. */
  readonly bound: string
  /** ECDSA on P-256. No script can read its bytes, only sign. */
  readonly key: CryptoKey
}

/** One pass as it is kept on this device: its code, and whether its person stands first. */
export interface KeptPass {
  /** Of chance. */
  readonly id: string
  readonly text: string
  readonly pinned: boolean
  /** The same pass once more, bound to a key of this device. */
  readonly live?: LivePass
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
  readonly format: FormatName
  /** Own passes: the pass type; others: `vaccination`, `test`, `recovery`. */
  readonly kind: string
  readonly givenName: string
  readonly familyName: string
  /** The name in Latin letters, where the credential has both. */
  readonly latin?: { readonly givenName: string; readonly familyName: string }
  /** `null` where the credential does not say. */
  readonly birthDate: PartialDate | null
  readonly issued: Instant
  /** The first instant at which it holds. */
  readonly from: Instant
  /** Exclusive. `null`: it has no end. */
  readonly expires: Instant | null
}

export interface WalletPass extends KeptPass, PassFacts {
  readonly standing: Standing
  /** The type of pass that it is; of another's credential the one that it stands for now. Absent: for none. */
  readonly type?: PassType
  /** The trust list's name for whoever signed it, where that is known now. */
  readonly issuer?: string
  /** Why it is genuine and not accepted. */
  readonly rule?: 'type-not-accepted' | 'signer-ended' | 'not-by-the-rules'
  /** Whether the live code may be shown in place of the plain one. */
  readonly showsLive?: true
}

/** A pass of our own: it has all that stands on our paper. */
export interface OwnPass extends WalletPass {
  readonly type: PassType
  readonly birthDate: PartialDate
  readonly expires: Instant
}

export const isOwn = (pass: WalletPass): pass is OwnPass =>
  pass.format === 'pass' && pass.type !== undefined && pass.birthDate !== null && pass.expires !== null

/**
 * How it is drawn: as a pass; as another's genuine credential that counts for none here, with its code for whoever
 * takes it; or as over, with no code. What does not hold is never drawn as a pass.
 */
export function drawnAs({ standing, format, type }: WalletPass): 'pass' | 'other' | 'over' {
  switch (standing) {
    case 'valid':
    case 'not-yet-valid':
    case 'unchecked':
      return type === undefined ? 'other' : 'pass'
    case 'not-accepted':
      return format === 'pass' ? 'over' : 'other'
    case 'ended':
    case 'withdrawn':
    case 'not-recognised':
      return 'over'
  }
}

/** What of it is kept. */
export const asKept = ({ id, text, pinned, live }: WalletPass): KeptPass => ({
  id,
  text,
  pinned,
  ...(live && { live }),
})
