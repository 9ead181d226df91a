import type { Instant, PartialDate, PassType } from '@excelsior/domain'

/** Whose pass it is. Only a pass whose signature held carries one, and only the words that show it. */
export interface Holder {
  readonly givenName: string
  readonly familyName: string
  /** `null`: the credential names none. */
  readonly birthDate: PartialDate | null
}

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
  | 'failed'

/**
 * What the screen says of one code: the category, never the rule behind it.
 * `proven` means that the text was read right: a signature held over it. Whatever is not proven may be a misreading.
 */
export type Outcome =
  | {
      readonly word: 'valid'
      readonly proven: true
      readonly type: PassType
      readonly holder: Holder
      readonly expires: Instant
    }
  | {
      readonly word: 'expired'
      readonly proven: true
      readonly type: PassType
      readonly holder: Holder
      readonly since: Instant
    }
  | {
      readonly word: 'not-yet-valid'
      readonly proven: true
      readonly type: PassType
      readonly holder: Holder
      /** Not known for every kind of credential. */
      readonly from?: Instant
    }
  | { readonly word: 'not-accepted'; readonly proven: true; readonly type?: PassType }
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
