import type { Instant } from '@excelsior/domain'
import type { Limits } from './limits.ts'
import type { FormatName, Holder } from './verdict.ts'

/** One row of `FORMATS`. Later kinds of credentials are a folder and a row more. */
export interface CredentialFormat {
  readonly name: FormatName
  /** A cheap look at the outside; never throws. `text` comes with no blanks around it. */
  recognises(text: string): boolean
  /** Undoes the envelope, trusts nothing, never throws. */
  open(text: string, limits: Limits): Opening | Promise<Opening>
}

export type Opening = Opened | Unopened

export interface Unopened {
  readonly ok: false
  /** `digits`: the base45 or base64 layer; `structure`: what lies below. */
  readonly where: 'size' | 'digits' | 'structure'
}

/** A credential's content with its proof not yet checked: goes nowhere but through `verify`. */
export interface Opened {
  readonly ok: true
  /** As the credential claims. */
  readonly issuer: string
  readonly keyId: string
  /** As the credential claims, in words: `ES256`, or `other`. */
  readonly algorithm: 'ES256' | 'other'
  readonly signature: Uint8Array
  /** The bytes that were signed. */
  readonly signed: Uint8Array
  /** What the key must be meant for; own passes: the pass type. */
  readonly kind: string
  /** What a revocation list names it by. */
  readonly id: string
  readonly holder: Holder
  readonly issuedAt: Instant
  readonly notBefore: Instant
  /** Exclusive. */
  readonly expires: Instant
}
