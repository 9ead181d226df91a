import type { AcceptancePolicy, DecisionRules, Instant, PassType } from '@excelsior/domain'
import type { Json } from '../encoding/json.ts'
import type { PublicJwk, RsaPublicJwk } from '../signing.ts'
import type { FormatName } from '../verdict.ts'
import type { RevokedPrefixes } from './revoked-prefixes.ts'

/** The published list's payload. Instants are whole seconds. */
export interface TrustListContent {
  /** Rises with every list that is signed, whatever changed. */
  readonly version: number
  /** A few minutes back, so that a door phone with a slow clock takes it too. */
  readonly issuedAt: Instant
  readonly nextUpdate: Instant
  readonly demo: boolean
  /** Statements of earlier roots, see `signRootHandover`, from the oldest on. */
  readonly handovers?: readonly string[]
  readonly issuers: readonly ListedIssuer[]
  readonly rules: {
    readonly zone: string
    readonly accepts: readonly PassType[]
    readonly photoIdFrom: number
    /** Which credentials of others stand for a pass; absent: none. */
    readonly acceptance?: ListedAcceptance
  }
  readonly revocation: RevokedPasses & {
    /** Health cards that their issuers withdrew, each list as `readCardRevocationList` reads it. */
    readonly cards?: readonly { readonly issuer: string; readonly list: Json }[]
    /** EU certificates that were withdrawn, as `readDccRevocation` reads them, and until when that is good. */
    readonly certificates?: { readonly goodUntil: Instant; readonly batches: Json }
    /** Status lists of issuers of SD-JWT VCs that are not valid, in little. */
    readonly statuses?: readonly ListedStatuses[]
    /** Ids of no pass: a reader that gets either wrong does not adopt the list. */
    readonly canaries: { readonly revoked: string; readonly notRevoked: string }
  }
}

/** The revoked canary stands in one of the two. */
export interface RevokedPasses {
  /** Pass ids, 16 hexadecimal digits each. */
  readonly passes: readonly string[]
  /** Where there are many: the same in little. */
  readonly prefixes?: RevokedPrefixes
}

/** `newer`: written for a later version of this program, which takes our own passes alone by it. */
export type ListedAcceptance =
  | 'newer'
  | {
      readonly policy: AcceptancePolicy
      /** Doses, intervals and days, as for our own passes. */
      readonly decision: DecisionRules
    }

export interface ListedIssuer {
  /** At most 200 characters, in passes 64; 5 keep a code small. Demonstrations: `demo`, or beginning with `demo-`, and no others. */
  readonly id: string
  readonly name: string
  readonly jurisdiction?: string
  readonly keys: readonly ListedKey[]
  /** Of another department: what its own list said when it was last taken. */
  readonly source?: RevokedPasses & { readonly issuedAt: Instant; readonly nextUpdate: Instant }
}

export interface ListedKey {
  /** Own passes: hexadecimal digits, see `passKeyId`. */
  readonly kid: string
  readonly jwk: PublicJwk | RsaPublicJwk
  readonly format: FormatName
  /** Kinds of credential; own passes: pass types. */
  readonly usage: readonly string[]
  /** Earlier than the earliest issue time that a pass signed with it bears. */
  readonly notBefore?: Instant
  /** Not before the last pass signed with it has expired. */
  readonly notAfter?: Instant
  readonly revoked?: boolean
  /** What credentials signed with it call their issuer, where that is not its id; at most 200 characters. */
  readonly iss?: string
  /** What it signs may state a pass by its issuer's rules, which count here as ours do. Own passes: they do anyway. */
  readonly statesPasses?: boolean
  /** Its issuer publishes which of its credentials were withdrawn (health cards: `crlVersion`). */
  readonly listsWithdrawn?: boolean
}

/**
 * One status list of another issuer in little: which of its places are not valid, as differences in Rice's code. Of a
 * million credentials with ten thousand withdrawn some 11 KB, so that whoever has the trust list judges without
 * asking anybody: an issuer never learns where its credentials are shown.
 */
export interface ListedStatuses {
  /** In the trust list; it is the one that signed the status list. */
  readonly issuer: string
  /** As credentials name it. */
  readonly uri: string
  /** Exclusive: from then on what is on it cannot be checked. */
  readonly goodUntil: Instant
  /** Places: beyond them nothing is known. */
  readonly size: number
  readonly rice: number
  readonly count: number
  /** base64url: places that are not valid, in Rice's code. */
  readonly places: string
}
