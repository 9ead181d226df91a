import type { Instant } from '@excelsior/domain'
import type { Rejection } from '@excelsior/records'
import type { SourceId } from './sources.ts'

/** What the console may list: nothing personal. */
export interface QuarantinedInput {
  readonly id: string
  readonly source: SourceId
  readonly at: Instant
  readonly code: string
  readonly reason: string
  readonly segment?: string
  readonly field?: number
  /** How often the very same came. */
  readonly times: number
}

export interface Quarantine {
  /** One durable statement. The same bytes refused for the same reason are one entry. */
  add(source: SourceId, rejections: readonly Rejection[], now: Instant): Promise<void>
  /** Newest first. */
  list(limit: number): Promise<readonly QuarantinedInput[]>
  /** The bytes as they came, for somebody who may see them; undefined where there is no such entry. */
  raw(id: string): Promise<Uint8Array | undefined>
  /** Dealt with: the entry and what it held back are gone. */
  resolve(id: string): Promise<boolean>
}
