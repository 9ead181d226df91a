import type { Instant, PartialDate, PassType } from '@excelsior/domain'

export type FormatName = 'pass' | 'shc' | 'dcc' | 'sd-jwt' | 'pkpass'

export const STATUSES = [
  'valid',
  'expired',
  'not-yet-valid',
  'revoked',
  /** Genuine, but the rules in force, or this venue, do not take it. */
  'not-accepted',
  'not-genuine',
  /** Cannot be checked now. */
  'unknown',
] as const
export type Status = (typeof STATUSES)[number]

export type NotGenuineReason =
  /** Not a credential, or damaged. */
  'unreadable' | 'bad-signature' | 'unknown-key' | 'untrusted-issuer' | 'wrong-key-usage'

export type UnknownReason =
  /** No trust data at hand. */
  | 'trust-missing'
  /** The trust data are past their own next-update. */
  | 'trust-expired'
  /** The clock stands before a time that is known to have passed. */
  | 'clock-in-doubt'
  /** The key is unknown, and the credential younger than the dated trust list. */
  | 'unknown-key'
  /** A kind of credential that this program knows of but cannot read. */
  | 'unsupported-format'
  /** A part of a code that was split, or several credentials in one text: nothing to be judged as one. */
  | 'not-one'
  /** The check itself broke down. */
  | 'check-failed'
  /** Rules that are absent, lapsed, or that came to no answer. */
  | 'rules-undecided'
  /** Rules that were written for a newer version of this program. */
  | 'program-too-old'
  /** Whether it was withdrawn cannot be told: that list is absent or too old. */
  | 'revocation-unknown'

export type RevokedReason = 'pass-revoked' | 'key-revoked'

export type NotAcceptedReason =
  /** This type of pass is not taken here. */
  | 'type-not-accepted'
  /** The signer's time has ended, the credential's has not. */
  | 'signer-ended'
  /** Genuine, and not what the rules of acceptance ask for. */
  | 'not-by-the-rules'
  /** It is bound to its holder's key, whose fresh signature is not there: a copy, or a picture of it. */
  | 'copy'

export type VerdictReason = NotGenuineReason | UnknownReason | RevokedReason | NotAcceptedReason

export interface Holder {
  readonly givenName: string
  readonly familyName: string
  /** As far as it is known; `null` where the credential does not say. */
  readonly birthDate: PartialDate | null
  /** The name in Latin letters, of credentials that bear both. */
  readonly latin?: { readonly givenName: string; readonly familyName: string }
}

/** What a check comes to. Nothing of a credential stands here unless a trusted key signed it. */
export interface Verdict {
  readonly format: FormatName | null
  /** `null`: unknown. */
  readonly genuine: boolean | null
  readonly status: Status
  /** Own passes: the pass type; others: `vaccination`, `test`, `recovery`, `other`. */
  readonly kind: string | null
  /** Where its kind does not say: the type of pass that it stands for here, by the rules or by its own department's. */
  readonly standsFor?: PassType
  readonly holder: Holder | null
  /** Where it is not yet valid: the first instant at which it is. */
  readonly validFrom?: Instant
  /** Exclusive. `null` also where it has no end. */
  readonly expires: Instant | null
  /** The trust list's name for the signer, never text from the credential. */
  readonly issuer: string | null
  /** `null` where the status says it all. */
  readonly reason: VerdictReason | null
  /** `damaged-copy`: the text was recognised but is damaged in the way of copied text; scanning the code helps. */
  readonly hint?: 'damaged-copy'
  /** The holder's fresh signature was checked: it is no copy. */
  readonly live?: true
  /** The holder's signature is good, but its time is off from ours by more than clocks should be. */
  readonly clocksDiffer?: true
  /** What the file shows to people is not what the code in it says, which is told here and is all that counts. */
  readonly showsOther?: true
  /** The trust data are those of a demonstration: the verdict is worth nothing at a real door. */
  readonly demo?: true
}
