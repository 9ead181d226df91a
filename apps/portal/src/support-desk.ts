import type { Instant } from '@excelsior/domain'
import type { TypedMessage } from './form/support-form.ts'
import type { Client } from './retrieval-flow.ts'

/** What the portal needs of the help desk's letterbox. */
export interface SupportDesk extends SupportTerms {
  send(message: TypedMessage, client: Client): Promise<SupportOutcome>
}

/** What people are told about it. */
export interface SupportTerms {
  readonly keptDays: number
}

export type SupportOutcome =
  /** With the number by which it is found: `7K3-9QF`. */
  | { readonly kind: 'sent'; readonly number: string }
  /** Too many from this network. */
  | { readonly kind: 'busy'; readonly retryAt: Instant }
  | { readonly kind: 'unavailable' }
