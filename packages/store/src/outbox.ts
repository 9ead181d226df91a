import type { Instant } from '@excelsior/domain'

export type Channel = 'sms' | 'voice' | 'letter'

/** Sealed at rest in one piece. */
export interface OutgoingMessage {
  readonly channel: Channel
  /** Ten digits, or an address in lines. */
  readonly to: string
  readonly text: string
  readonly code?: string
}

export interface MessageInOutbox extends OutgoingMessage {
  readonly id: string
  readonly at: Instant
}

export interface Outbox {
  add(message: OutgoingMessage, now: Instant): Promise<void>
  /** Takes messages for sending, oldest first; what is not reported as sent within `lease` ms is handed out again. */
  claim(limit: number, now: Instant, lease: number): Promise<readonly MessageInOutbox[]>
  /** Deletes it. */
  sent(id: string): Promise<void>
  /** Newest first: the demo's listing. */
  recent(limit: number): Promise<readonly MessageInOutbox[]>
}
