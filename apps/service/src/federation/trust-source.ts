import type { LeftOutKey, ListedIssuer, TrustListContent } from '@excelsior/credentials'
import type { Instant } from '@excelsior/domain'

/** What of the trust list a source accounts for. */
type Withdrawn = Pick<TrustListContent['revocation'], 'cards' | 'certificates' | 'statuses'>

/** Somebody whose word we take for who may sign: as it was last taken. */
export interface TrustSource extends Withdrawn {
  /** Of a department the thumbprint of its root key; else the kind and a hash of the address. */
  readonly id: string
  readonly kind: SourceKind
  /** An address, for the next refresh, or a file's name. */
  readonly source: string
  readonly takenAt: Instant
  /** Exclusive: from then on nothing by it can be checked. */
  readonly goodUntil: Instant
  /** Of a department's list, which rises with each. */
  readonly version: number | null
  readonly demo: boolean
  readonly issuers: readonly ListedIssuer[]
  /** Addresses of status lists that were named when it was added. */
  readonly statusLists?: readonly string[]
  /** Where it publishes which status lists there are. */
  readonly statusListsAt?: URL
  /** Keys that were named and do not count. */
  readonly leftOut: readonly LeftOutKey[]
}

/**
 * `department`: a signed trust list; `cards`: issuers of SMART Health Cards; `certificates`: signers of the EU's;
 * `credentials`: one issuer of SD-JWT VCs.
 */
export type SourceKind = 'department' | 'cards' | 'certificates' | 'credentials'

/** Lists that nobody dates are good for so long after they were taken, milliseconds. */
export const UNDATED_GOOD_FOR = 30 * 86_400_000

export type Refusal =
  | 'too-large'
  | 'malformed'
  | 'wrong-root'
  | 'bad-signature'
  | 'demo-list'
  | 'not-a-demo-list'
  | 'older-version'
  | 'expired'
  | 'canary'
  /** An issuer of it, or a key's place, is another source's, or our own: one of the two would sign as the other. */
  | 'conflict'
  /** An issuer's keys lie beside what it says of itself, and cannot be had. */
  | 'no-keys'
  /** A refresh brought another kind of document than what was confirmed of that address. */
  | 'other-kind'
  /** A refresh brought an issuer, or a name of one, that nobody confirmed. */
  | 'new-issuer'
