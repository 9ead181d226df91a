import type { Instant, PassType } from '@excelsior/domain'
import type { PublicJwk, RsaPublicJwk } from '../signing.ts'
import type { FormatName } from '../verdict.ts'

/** The published list's payload. Instants are whole seconds. */
export interface TrustListContent {
  /** Rises with every list that is signed, whatever changed. */
  readonly version: number
  /** A few minutes back, so that a door phone with a slow clock takes it too. */
  readonly issuedAt: Instant
  readonly nextUpdate: Instant
  readonly demo: boolean
  readonly issuers: readonly ListedIssuer[]
  readonly rules: {
    readonly zone: string
    readonly accepts: readonly PassType[]
    readonly photoIdFrom: number
  }
  readonly revocation: {
    /** Pass ids, 16 hexadecimal digits each; the revoked canary among them. */
    readonly passes: readonly string[]
    /** Ids of no pass: a reader that gets either wrong does not adopt the list. */
    readonly canaries: { readonly revoked: string; readonly notRevoked: string }
  }
}

export interface ListedIssuer {
  /** At most 64 characters; 5 keep a code small. Demonstrations: `demo`, or beginning with `demo-`, and no others. */
  readonly id: string
  readonly name: string
  readonly jurisdiction?: string
  readonly keys: readonly ListedKey[]
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
}
