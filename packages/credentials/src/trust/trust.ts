import type { Instant, PassType } from '@excelsior/domain'
import type { Opened } from '../format.ts'
import type { VerificationKey } from '../signing.ts'
import type { FormatName, UnknownReason } from '../verdict.ts'
import type { RevocationFilter } from './revoked-prefixes.ts'

export interface TrustedKey extends VerificationKey {
  /** As the format writes it; own passes: hexadecimal digits, lower case. Short ids collide: several keys may bear one id. */
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
  /** What it signs may state a pass by its issuer's rules, which count here as ours do. */
  readonly statesPasses: boolean
  /** What can be withdrawn of it is judged with the issuer's list at hand, or not at all. */
  readonly listNeeded: boolean
}

export interface TrustedIssuer {
  /** What credentials call it, such as `US-NY`. */
  readonly id: string
  /** What people call it. */
  readonly name: string
  /** ISO 3166-2. */
  readonly jurisdiction: string | null
  /** Another department, whose own list says which of its passes are revoked. `null`: ourselves, or no department. */
  readonly source: {
    readonly issuedAt: Instant
    /** Exclusive: from then on nothing of this issuer can be checked. */
    readonly nextUpdate: Instant
    readonly revoked: RevocationFilter
  } | null
}

/** What is known of credentials of one format that were withdrawn. */
export interface ForeignRevocation {
  /** `unknown`: a list that has to be asked is absent or too old. */
  stateOf(opened: Opened, key: TrustedKey, now: Instant): RevocationState | Promise<RevocationState>
}

export type RevocationState = 'revoked' | 'not-revoked' | 'unknown'

/** Which credentials of others stand for a pass of ours, by the department's file. */
export interface Acceptance {
  judge(opened: Opened, key: TrustedKey, now: Instant): Acceptability | Promise<Acceptability>
}

export type Acceptability =
  | {
      readonly accepted: true
      /** Absent: for none; it was only asked whether it is genuine. */
      readonly standsFor?: PassType
      /** Exclusive: until when these rules accept it; `null`: as long as it is good itself. */
      readonly until: Instant | null
    }
  | { readonly accepted: false }
  | {
      readonly accepted: null
      readonly reason: Extract<UnknownReason, 'rules-undecided' | 'program-too-old'>
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
  readonly reason:
    | 'unsupported-format'
    | 'not-a-p256-key'
    | 'demo-mismatch'
    /** Of a department: it signs in the name of an address that is not the one its list comes from. */
    | 'another-address'
    /** The private key stands beside the public one: anybody may sign with it. */
    | 'private-key'
    /** Health cards: it is not the key's thumbprint. EU certificates: not the beginning of the signer's SHA-256. */
    | 'wrong-key-id'
    // Document signers of EU certificates.
    | 'not-a-document-signer'
    | 'unreadable-certificate'
    | 'unsupported-key'
    | 'no-country'
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
  /** Of our own passes. */
  readonly revoked: RevocationFilter
  /** Of others' credentials; a format that has no lists here is not asked about. */
  readonly foreignRevocation: ReadonlyMap<FormatName, ForeignRevocation>
  readonly acceptance: Acceptance
  readonly rules: ScanRules
  /** Keys that were listed and do not count, each with its reason. */
  readonly leftOut: readonly LeftOutKey[]
}

/**
 * A key counts for one format and one issuer only: no issuer can sign as another. Formats whose key ids do not belong
 * to an issuer that the credential names (`issuer` is null there) have all their keys under the id alone.
 */
export function keyIndex(format: FormatName, issuer: string | null, keyId: string): string {
  return `${format} ${keyId} ${issuer ?? ''}`
}
