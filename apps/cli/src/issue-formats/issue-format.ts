import type { Instant } from '@excelsior/domain'
import type { Config, Installation } from '@excelsior/service'

/** One way to write what is signed. */
export interface IssueFormat<Content> {
  /** What is to be signed, or what is wrong with it: the field and what it should be, never what it is. */
  read(item: unknown): Content | string
  /** In the same order. Enters them in the database first. */
  sign(contents: readonly Content[], office: Office): Promise<readonly Issued[]>
}

export interface Office {
  readonly installation: Installation
  readonly config: Config
  readonly now: Instant
}

export interface Issued {
  readonly text: string
  /** By which "excelsior passes revoke" withdraws it. */
  readonly passId: string
}
