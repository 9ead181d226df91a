import type { Instant, PassType } from '@excelsior/domain'
import type { Evidence } from './evidence.ts'
import type { FormatHead } from './format-heads.ts'
import type { Limits } from './limits.ts'
import type { Algorithm, Digester, PublicJwk } from './signing.ts'
import type { Holder, Verdict } from './verdict.ts'

/** One row of `FORMATS`. Later kinds of credentials are a folder and a row more. */
export interface CredentialFormat extends FormatHead {
  /** Undoes the envelope, trusts nothing, never throws. `digest`: the browser's where absent. */
  open(text: string, limits: Limits, digest?: Digester): Opening | Promise<Opening>
}

export type Opening = Opened | Unopened

export interface Unopened {
  readonly ok: false
  /** `digits`: the base45 or base64 layer; `structure`: what lies below; `not-one`: a part of one, or several. */
  readonly where: 'size' | 'digits' | 'structure' | 'not-one'
}

/** A credential's content with its proof not yet checked: goes nowhere but through `verify`. */
export interface Opened {
  readonly ok: true
  /** As the credential claims. `null`: what it claims does not bind it to its key, so the key id alone finds it. */
  readonly issuer: string | null
  readonly keyId: string
  /** As the credential claims. */
  readonly algorithm: Algorithm | 'other'
  readonly signature: Uint8Array
  /** The bytes that were signed. */
  readonly signed: Uint8Array
  /** What the key must be meant for; own passes: the pass type; others: `vaccination`, `test`, `recovery`, `other`. */
  readonly kind: string
  /** What revocation lists may name it by. Own passes: the pass id; none where nothing can withdraw it. */
  readonly ids: readonly string[]
  readonly holder: Holder
  readonly issuedAt: Instant
  readonly notBefore: Instant
  /** Exclusive. `null`: never, in formats that let it be absent. */
  readonly expires: Instant | null
  /** What rules of acceptance look at; own passes have none, for they were judged when they were made. */
  readonly evidence?: Evidence
  readonly holderKey?: HolderKey
  /** A digest under the signature is not that of the content: whoever signed it, did not sign this. */
  readonly altered?: true
  /** Its signer says that it holds no more. */
  readonly voided?: true
  /**
   * An envelope with a credential inside, as text, that has to hold by itself and says who holds what; `null`: there
   * is none.
   */
  readonly wraps?: string | null
  /** Of an envelope: whether what it shows to people is not what this says, which is of what is inside. */
  readonly showsOther?: (inside: Pick<Verdict, 'holder' | 'expires'>) => boolean
  /**
   * It states a pass, by its issuer's rules: counts where the trust list says so of its key. `in-part`: its holder
   * kept something of it back.
   */
  readonly statesPass?: 'whole' | 'in-part'
  /** Of which type, where its kind does not say. */
  readonly passType?: PassType
}

/** A key of the holder's own that the issuer signed into the credential (`cnf`, RFC 7800). */
export interface HolderKey {
  readonly jwk: PublicJwk
  /** Without a fresh signature by it the credential is a copy. */
  readonly required: boolean
  /** ES256 over time and credential; absent where the credential came alone. */
  readonly proof?: {
    readonly signature: Uint8Array
    readonly signed: Uint8Array
    readonly at: Instant
    /** Whom it was made for, and the word that they gave; absent where everybody may check it. */
    readonly made?: { readonly for: string; readonly nonce: string }
  }
}
