import type { Instant } from '@excelsior/domain'

export interface AuditEntry {
  /** Who: a role, a source's name, a command. Not a resident. */
  readonly actor: string
  /** What kind of thing: `pass-issued`, `records-stored`, `key-rotated`. */
  readonly action: string
  /** Whom it concerns, as text; stored as a keyed pseudonym. */
  readonly subject?: string
  /** Counts and codes; nothing personal. */
  readonly detail?: Readonly<Record<string, string | number | boolean>>
  readonly at: Instant
}

export interface AuditRow {
  readonly sequence: number
  readonly at: Instant
  readonly actor: string
  readonly action: string
  readonly subject?: string
  readonly detail: Readonly<Record<string, string | number | boolean>>
}

export type AuditVerdict =
  | { readonly intact: true; readonly rows: number; readonly head: string }
  | { readonly intact: false; readonly at: number; readonly fault: 'changed' | 'missing' }

export interface Audit {
  /** Durable when it resolves. Calls that come while another is running are written together. */
  append(entries: readonly AuditEntry[]): Promise<void>
  /** Newest first. */
  recent(limit: number): Promise<readonly AuditRow[]>
  /** Walks the whole chain. Compare `head` with one kept elsewhere to see a cut-off end. */
  verify(): Promise<AuditVerdict>
}
