import type { Instant } from '@excelsior/domain'
import type { IssuedPass } from './retrieval-flow.ts'

export type Bound =
  /** The text of the pass that counts with the key's fresh signature only. */
  | { readonly kind: 'bound'; readonly text: string }
  | { readonly kind: 'not-a-key' }
  /** The pass that was to be bound has ended or was withdrawn. */
  | { readonly kind: 'over' }

/** Passes that are bound to a key in somebody's wallet, so that a picture of one is worth nothing. */
export interface LivePasses {
  /** The same pass anew. `key`: as it was sent. Rejects where the store is away. */
  bind(pass: IssuedPass, key: unknown, now: Instant): Promise<Bound>
}
