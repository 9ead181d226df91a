import type { Instant } from '@excelsior/domain'
import type { Limits } from './limits.ts'
import type { SignatureChecker } from './signing.ts'

export interface VerifyOptions {
  /** Default: `webCryptoChecker`. */
  readonly checker?: SignatureChecker
  readonly limits?: Limits
  /** Pass types that this venue takes. Default: all that the trust list's rules take. */
  readonly accepts?: ReadonlySet<string>
  /** The latest time that is known to have passed: an earlier `now` comes from a clock that is wrong. */
  readonly clockFloor?: Instant
  /** Nothing has confirmed this device's clock of late: a holder's signature that is off by little is told of. */
  readonly clockInDoubt?: boolean
  /** Asked for just now: the holder must have signed for this audience, with this nonce. */
  readonly asked?: { readonly audience: string; readonly nonce: string }
}

/** How far apart two clocks may stand where an issue time is compared, milliseconds. Never granted to an expiry. */
export const CLOCK_SKEW = 60_000
