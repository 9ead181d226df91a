import { isJsonObject } from '../encoding/json.ts'
import type { HolderKey } from '../format.ts'
import { openCompactJws, readJson } from '../jws.ts'
import type { Limits } from '../limits.ts'
import type { Digester } from '../signing.ts'
import { instantOfSeconds } from './seconds.ts'

type Proof = NonNullable<HolderKey['proof']>

/** No length that a signature has: it holds for nobody. */
const NOBODYS = new Uint8Array(0)

/**
 * A key binding JWT (RFC 9901, section 4.3) over the presentation before it, `presented`. One that is over another
 * presentation, or of another kind, comes back with a signature that is nobody's. Undefined for what is none at all.
 */
export async function readKeyBinding(
  text: string,
  presented: string,
  limits: Limits,
  digest: Digester,
): Promise<Proof | undefined> {
  const jws = openCompactJws(text, limits)
  const claims = jws && readJson(jws.payload, limits)
  if (!jws || !isJsonObject(claims)) return undefined
  const { aud, nonce, sd_hash } = claims
  const at = instantOfSeconds(claims.iat)
  if (at === undefined || typeof aud !== 'string' || typeof nonce !== 'string') return undefined
  const hashed = await digest(presented)
  const isOverThis = jws.header.typ === 'kb+jwt' && jws.algorithm === 'ES256' && sd_hash === hashed
  return {
    signature: isOverThis ? jws.signature : NOBODYS,
    signed: jws.signed,
    at,
    made: { for: aud, nonce },
  }
}
