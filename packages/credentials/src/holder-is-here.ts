import type { Instant } from '@excelsior/domain'
import { isRawSignature } from './ecdsa.ts'
import type { HolderKey } from './format.ts'
import { CLOCK_SKEW, type VerifyOptions } from './verify-options.ts'
import { webCryptoChecker } from './web-crypto.ts'

/** How old a holder's fresh signature may be, milliseconds: what is older is a picture of it. */
const LIVE_FOR = 60_000
/** How far apart two clocks may stand before a holder's signature is refused rather than told of, milliseconds. */
const LIVE_SKEW = 90_000

/** Whether the holder's key signed just now. A clock that is off by little is told of, not held against anybody. */
export async function holderIsHere(
  { jwk, required, proof }: HolderKey,
  now: Instant,
  options: VerifyOptions,
): Promise<'forged' | 'copy' | { readonly live?: true; readonly clocksDiffer?: true }> {
  const { asked } = options
  if (!proof) return required || asked ? 'copy' : {}
  const checker = options.checker ?? webCryptoChecker
  const signed =
    isRawSignature(proof.signature) && checker.check('ES256', { jwk }, proof.signature, proof.signed)
  if (!(await signed)) return 'forged'
  const { made } = proof
  // Made for somebody else, or for another time: whoever got it may have passed it on.
  if (asked && (made?.for !== asked.audience || made.nonce !== asked.nonce)) return 'copy'
  const age = now - proof.at
  if (age <= LIVE_FOR && age >= -CLOCK_SKEW) return made && !asked ? {} : { live: true }
  const clocksDiffer = options.clockInDoubt === true && Math.abs(age) <= LIVE_FOR + LIVE_SKEW
  return clocksDiffer ? { clocksDiffer: true } : 'copy'
}
