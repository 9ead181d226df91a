import type { FormatName, Holder } from '@excelsior/credentials'
import type { Instant, PassType } from '@excelsior/domain'

/** What the credential is, told only where its signature held. */
export interface Seen {
  readonly format: FormatName
  /** `pass` says as which type; of others their kind, where it is one that may be told at a door. */
  readonly kind: 'pass' | 'vaccination' | 'test' | 'recovery' | 'other'
  /** The trust list's name for who signed it. Absent: our own department, whose passes need no word. */
  readonly issuer?: string
}

/** `live`: the holder's own phone signed just now; `clocks-differ`: it did, and its clock or this one is wrong. */
export type Freshness = 'live' | 'clocks-differ'

/** Why there is no answer. Never shown as not genuine. */
export type Doubt =
  | 'unreadable'
  | 'unknown-code'
  | 'copied-text'
  | 'keyboard-layout'
  | 'trust-missing'
  | 'trust-ended'
  | 'update-needed'
  | 'clock'
  /** Of a card in several codes some are missing, or they are of several cards. */
  | 'parts'
  /** The rules for such a credential are missing, over, or came to no answer. */
  | 'rules'
  /** The rules are written for a newer scanner. */
  | 'app-too-old'
  /** Whether it was withdrawn cannot be told. */
  | 'revocation'
  | 'failed'

/**
 * What the screen says of one code: the category, never the rule behind it.
 * `proven` means that the text was read right: a signature held over it. Whatever is not proven may be a misreading.
 */
export type Outcome =
  | {
      readonly word: 'valid'
      readonly proven: true
      /** Which of our passes it is, or stands for. */
      readonly type: PassType
      readonly seen: Seen
      readonly holder: Holder
      /** `null`: it has no end. */
      readonly expires: Instant | null
      readonly fresh?: Freshness
      /** A wallet file that shows people another name than its code has, or a later end. */
      readonly showsOther?: true
    }
  | {
      readonly word: 'expired'
      readonly proven: true
      /** Absent for another's credential: nobody judged what it stands for. */
      readonly type?: PassType
      readonly seen: Seen
      readonly holder: Holder
      readonly since: Instant
    }
  | {
      readonly word: 'not-yet-valid'
      readonly proven: true
      readonly type?: PassType
      readonly seen: Seen
      readonly holder: Holder
      /** Not known for every kind of credential. */
      readonly from?: Instant
    }
  | {
      readonly word: 'not-accepted'
      readonly proven: true
      readonly type?: PassType
      /** A copy of a pass that counts only live: the one cause that is told, for it says nothing of anybody's health. */
      readonly copy?: true
    }
  | { readonly word: 'not-genuine'; readonly proven: boolean }
  | { readonly word: 'cannot-check'; readonly proven: boolean; readonly doubt: Doubt }

export type Word = Outcome['word']

export const WORDS: readonly Word[] = [
  'valid',
  'expired',
  'not-yet-valid',
  'not-accepted',
  'not-genuine',
  'cannot-check',
]

export const cannotCheck = (doubt: Doubt): Outcome => ({ word: 'cannot-check', proven: false, doubt })
