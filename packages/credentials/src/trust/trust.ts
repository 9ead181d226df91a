import type { Instant, PassType } from '@excelsior/domain'
import type { VerificationKey } from '../signing.ts'
import type { FormatName } from '../verdict.ts'

export interface TrustedKey extends VerificationKey {
  /** Hexadecimal digits, lower case. Short ids collide: several keys may bear one id. */
  readonly keyId: string
  readonly format: FormatName
  readonly issuer: TrustedIssuer
  /** Kinds of credential that this key may sign; own passes: pass types. */
  readonly usage: ReadonlySet<string>
  /** Credentials issued before it were not signed by this key's owner. */
  readonly notBefore: Instant | null
  /** Exclusive: from then on the key's signatures count no more. */
  readonly notAfter: Instant | null
  readonly revoked: boolean
}

export interface TrustedIssuer {
  /** What credentials call it, such as `US-NY`. */
  readonly id: string
  /** What people call it. */
  readonly name: string
  /** ISO 3166-2. */
  readonly jurisdiction: string | null
}

export interface RevocationFilter {
  /** Own passes: the pass id, 16 hexadecimal digits. */
  has(id: string): boolean
}

/** The part of the policy that scanners need. */
export interface ScanRules {
  /** IANA name of the zone that dates and times are shown in. */
  readonly zone: string
  /** Pass types that are proof at all. A venue may take fewer. */
  readonly accepts: ReadonlySet<PassType>
  /** Age in years from which a holder is asked for a photo ID. */
  readonly photoIdFrom: number
}

export interface LeftOutKey {
  readonly issuer: string
  readonly keyId: string
  /** `demo-mismatch`: a demonstration's key in a real list, or the reverse. */
  readonly reason: 'unsupported-format' | 'not-a-p256-key' | 'demo-mismatch'
}

/** Whom to believe, indexed for checking. Made by `trustOf`, replaced as a whole, never merged. */
export interface Trust {
  /** Of the list; `null` for a bare set of keys. */
  readonly version: number | null
  /** `null`: undated, so that a credential with an unknown key is not genuine whatever its age. */
  readonly issuedAt: Instant | null
  /** Exclusive: from then on nothing can be checked with it. `null`: does not age. */
  readonly nextUpdate: Instant | null
  readonly demo: boolean
  readonly issuers: ReadonlyMap<string, TrustedIssuer>
  /** By `keyIndex`. */
  readonly keys: ReadonlyMap<string, readonly TrustedKey[]>
  readonly revoked: RevocationFilter
  readonly rules: ScanRules
  /** Keys that were listed and do not count, each with its reason. */
  readonly leftOut: readonly LeftOutKey[]
}

/** A key counts for one format and one issuer only: no issuer can sign as another. */
export function keyIndex(format: FormatName, issuer: string, keyId: string): string {
  return `${format} ${keyId} ${issuer}`
}
