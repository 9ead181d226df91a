import {
  isRawSignature,
  LIMITS,
  openCompactJws,
  type PublicJwk,
  readHolderJwk,
  readJson,
} from '@excelsior/credentials'
import type { Instant } from '@excelsior/domain'
import { nodeChecker } from '@excelsior/keys'

/** Between the wallet's clock and ours, and how old a proof may be: as long as its nonce lives. Milliseconds. */
const AHEAD = 60_000
const OLDEST = 5 * 60_000
const LONGEST = 4096

export interface ProvenKey {
  readonly jwk: PublicJwk
  readonly nonce: string
}

/**
 * A wallet's proof that it has a key (OpenID4VCI 1.0, appendix F.1): ES256 by the key in its header, made for us, just
 * now. Undefined for all else. The nonce is not looked at here.
 */
export async function readKeyProof(
  text: string,
  audience: string,
  now: Instant,
): Promise<ProvenKey | undefined> {
  if (text.length > LONGEST) return undefined
  const jws = openCompactJws(text, LIMITS)
  const claims = jws && readJson(jws.payload, LIMITS)
  if (!jws || typeof claims !== 'object' || claims === null || Array.isArray(claims)) return undefined
  const { aud, iat, nonce } = claims as Record<string, unknown>
  const { typ, kid, x5c, jwk: header } = jws.header
  // One way to name the key, and the key itself: nothing is fetched.
  const jwk = kid === undefined && x5c === undefined ? readHolderJwk(header) : undefined
  if (typ !== 'openid4vci-proof+jwt' || jws.algorithm !== 'ES256' || !jwk) return undefined
  if (aud !== audience || typeof nonce !== 'string' || typeof iat !== 'number') return undefined
  const age = now - iat * 1000
  if (!(age <= OLDEST && age >= -AHEAD)) return undefined
  const holds =
    isRawSignature(jws.signature) && (await nodeChecker.check('ES256', { jwk }, jws.signature, jws.signed))
  return holds ? { jwk, nonce } : undefined
}
