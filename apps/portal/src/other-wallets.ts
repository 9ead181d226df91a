import type { Verdict } from '@excelsior/credentials'
import type { Instant } from '@excelsior/domain'
import type { IssuedPass } from './retrieval-flow.ts'

/** What a wallet app is given to fetch a pass. */
export interface WalletOffer {
  /** `openid-credential-offer:`; nothing of the person is in it. */
  readonly link: string
  /** What the wallet asks its holder for, so that a picture of the code alone fetches nothing. */
  readonly digits: string
  /** Exclusive. */
  readonly until: Instant
}

/** For wallet apps that take credentials by open standards. */
export interface OtherWallets {
  /** Undefined where too many were asked for; rejects where the store is away. */
  offer(pass: IssuedPass, now: Instant): Promise<WalletOffer | undefined>
}

export type PresentationState =
  | { readonly kind: 'waiting'; readonly link: string; readonly until: Instant }
  | { readonly kind: 'shown'; readonly verdict: Verdict; readonly until: Instant }
  | { readonly kind: 'declined' }
  /** Answered and forgotten, too late, or never asked. */
  | { readonly kind: 'over' }

/** For venues that check a pass in such an app. */
export interface Presentations {
  /** The word under which the answer can be had; undefined where too much is asked. Rejects where the store is away. */
  ask(address: string): Promise<string | undefined>
  stateOf(id: string): PresentationState
  forget(id: string): void
}
