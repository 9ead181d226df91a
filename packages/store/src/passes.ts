import type { Instant, PassType } from '@excelsior/domain'

/** That a pass is about to be signed. No name, nothing about the person. */
export interface PassIntent {
  readonly passId: Uint8Array
  readonly keyId: string
  readonly type: PassType
  readonly expires: Instant
}

export interface PassOnFile extends PassIntent {
  readonly at: Instant
  readonly revoked?: Instant
}

export interface Passes {
  /** Before signing. One durable statement for all of them; rejects where a pass id was used before. */
  intend(intents: readonly PassIntent[], now: Instant): Promise<void>
  find(passId: Uint8Array): Promise<PassOnFile | undefined>
  /** False where there is none, or it was revoked before. */
  revoke(passId: Uint8Array, now: Instant): Promise<boolean>
  /** Not yet expired at `now`: for the trust list. */
  revoked(now: Instant): Promise<readonly PassOnFile[]>
}
