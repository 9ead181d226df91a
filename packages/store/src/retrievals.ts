import type { Instant } from '@excelsior/domain'

export interface RetrievalOnFile {
  /** As handed to `start` or `advance`. */
  readonly state: Uint8Array
  readonly expires: Instant
}

/** Retrievals under way. What was typed or answered is never part of the state: the caller sees to it. */
export interface Retrievals {
  /** Returns the id to hand out: 128 random bits, base64url; only a keyed hash of it is stored. */
  start(state: Uint8Array, expires: Instant): Promise<string>
  /** Reads and counts a try in one: undefined where there is none, its time is up or `tries` were made before. */
  take(id: string, now: Instant, tries: number): Promise<RetrievalOnFile | undefined>
  /** The next step: another state, tries from nought. */
  advance(id: string, state: Uint8Array): Promise<boolean>
  /** Single use: true for exactly one caller. */
  finish(id: string): Promise<boolean>
}
