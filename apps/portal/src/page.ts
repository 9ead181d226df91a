import type { ChallengeQuestion, Decision, Instant, PassType, Policy } from '@excelsior/domain'
import type { Translator } from '@excelsior/ui'
import type { LanguageLink, ShownPass } from '@excelsior/ui/components'
import type { Contacts } from './contacts.ts'
import type { CodeAsked, DetailsForm, InRetrieval, Whom } from './form/forms.ts'
import type { SupportForm } from './form/support-form.ts'
import type { GuidePictures } from './guides/guide-pictures.ts'
import type { Guide } from './guides/guides.ts'
import type { KitPageName } from './kit-pages.ts'
import type { PresentationState, WalletOffer } from './other-wallets.ts'
import type { PhoneWallet } from './phone-wallets.ts'
import type { SupportOutcome } from './support-desk.ts'

/** What every page is made with. */
export interface Page {
  readonly t: Translator
  /** For what is shown at a door, where the page's own language may not be read. */
  readonly english: Translator
  readonly policy: Policy
  readonly now: Instant
  readonly contacts: Contacts
  /** For how long messages to the help desk are kept. */
  readonly supportDays: number
  /** The address of a page in the page's own language: `at('/help')` is `/es/help` on a Spanish page. */
  at(path: string): string
  /** This page in every language there is. */
  readonly languages: readonly LanguageLink[]
  readonly assets: Assets
  /** An evaluation with invented people; every page says so. */
  readonly demonstration: boolean
  /** A code for the picture of a pass that is nobody's. */
  readonly sample: ShownPass
}

/** Addresses of what the browser loads beside the page; each names its own content, so it may be kept for ever. */
export interface Assets {
  readonly styles: readonly string[]
  readonly script: string
  readonly icon: string
}

/** A field's id, and the key of the text that says what to do about it. */
export interface FormFault {
  readonly field: string
  readonly text: string
}

export type Screen =
  | { readonly kind: 'home' }
  | {
      readonly kind: 'which'
      readonly pass?: PassType | undefined
      readonly whom?: Whom | undefined
      readonly faults: readonly FormFault[]
    }
  | { readonly kind: 'details'; readonly form: DetailsForm; readonly faults: readonly FormFault[] }
  | {
      readonly kind: 'questions'
      readonly retrieval: InRetrieval
      readonly questions: readonly ChallengeQuestion[]
      readonly chosen: Readonly<Record<string, string>>
      readonly faults: readonly FormFault[]
    }
  | { readonly kind: 'not-sure'; readonly retrieval: InRetrieval }
  | {
      readonly kind: 'code'
      readonly retrieval: InRetrieval
      readonly asked: CodeAsked
      readonly typed: string
      readonly faults: readonly FormFault[]
    }
  | {
      readonly kind: 'pass'
      readonly pass: ShownPass
      /** The text of its code. */
      readonly code: string
      readonly hasPicture: boolean
      readonly kept: boolean
      /** When the browser forgets it, where it is kept. */
      readonly until?: Instant
      /** Of this phone, or of any that the pass may be sent to. */
      readonly phoneWallets?: readonly PhoneWallet[]
      /** Whether other wallet apps can fetch it. */
      readonly otherWallets?: boolean
      /** Whether there is a health card that goes with it. */
      readonly hasHealthCard?: boolean
      /** Whether there is an EU certificate that goes with it. */
      readonly hasCertificate?: boolean
    }
  | {
      readonly kind: 'certificate'
      readonly pass: ShownPass
      /** Of the certificate's code. */
      readonly modules: ShownPass['modules']
    }
  | {
      readonly kind: 'wallet-app'
      readonly offer: WalletOffer
      /** Of the offer's link. */
      readonly modules: ShownPass['modules']
    }
  | {
      readonly kind: 'check'
      readonly state:
        | { readonly kind: 'start' }
        | Exclude<PresentationState, { kind: 'waiting' }>
        | (Extract<PresentationState, { kind: 'waiting' }> & { readonly modules: ShownPass['modules'] })
    }
  | { readonly kind: 'print'; readonly pass: ShownPass }
  | {
      readonly kind: 'no-pass'
      readonly type: PassType
      readonly decision: Extract<Decision, { eligible: false }>
    }
  /** The one page for everybody who is not proven, whatever the cause. */
  | {
      readonly kind: 'not-confirmed'
      readonly form: DetailsForm
      /** Where another code may be typed. */
      readonly retrieval?: InRetrieval | undefined
    }
  | { readonly kind: 'timed-out'; readonly form: DetailsForm }
  /** Too many starts from this network, until `retryAt`; afterwards without it. */
  | { readonly kind: 'busy'; readonly form: DetailsForm; readonly retryAt: Instant | undefined }
  /** `back`: where to try again; the first step where nothing is under way. */
  | { readonly kind: 'unavailable'; readonly back?: string }
  | { readonly kind: 'begin-again' }
  | { readonly kind: 'no-pass-here' }
  | { readonly kind: 'finished' }
  | {
      readonly kind: 'help'
      /** What somebody searches for, where no script does it. */
      readonly search?: string
      /** All answers open, for printing without script. */
      readonly open?: boolean
    }
  | {
      readonly kind: 'support'
      readonly form: SupportForm
      readonly faults: readonly FormFault[]
      /** Why it was not taken, though nothing is wrong with it. */
      readonly trouble?: Exclude<SupportOutcome, { kind: 'sent' }> | undefined
    }
  | { readonly kind: 'support-sent'; readonly number: string }
  | { readonly kind: 'guides' }
  | {
      readonly kind: 'guide'
      readonly guide: Guide
      readonly pictures: GuidePictures
      /** Whether the page of a pass offers to save it as a picture, in this language. */
      readonly savesPicture: boolean
    }
  /** For who has a letter with a code. */
  | { readonly kind: 'letter' }
  | { readonly kind: 'privacy' }
  | { readonly kind: 'accessibility' }
  /** `asksWallets`: passes in other wallets can be checked on this site. */
  | { readonly kind: 'venues'; readonly asksWallets?: boolean }
  | { readonly kind: 'developers' }
  /** All parts of the design, and one that is a page. In a demonstration only. */
  | { readonly kind: 'kit' }
  | { readonly kind: 'kit-page'; readonly name: KitPageName }
  | { readonly kind: 'not-found' }

/** Makes a whole HTML document; the built bundle exports one. */
export type RenderPage = (screen: Screen, page: Page) => string
