import { isRawSignature } from '../ecdsa.ts'
import { encodeBase64url } from '../encoding/base64url.ts'
import { isJsonObject, type Json } from '../encoding/json.ts'
import { encodeUtf8 } from '../encoding/utf8.ts'
import { openCompactJws, readJson } from '../jws.ts'
import { thumbprint } from '../key-id.ts'
import { LIMITS } from '../limits.ts'
import type { PublicJwk, SignatureChecker, Signer } from '../signing.ts'
import { isP256 } from './p256.ts'

const HANDOVER_TYPE = 'excelsior-root-handover+jwt'
/** Statements that a list may carry, from the oldest root on. */
export const MOST_HANDOVERS = 8

/** The word of one root key that another signs the trust list from now on: a compact JWS. `signer` is that of `from`. */
export async function signRootHandover(from: PublicJwk, signer: Signer, to: string): Promise<string> {
  const { kty, crv, x, y } = from
  const header = { alg: 'ES256', typ: HANDOVER_TYPE, kid: signer.keyId, jwk: { kty, crv, x, y } }
  const parts = [header, { successor: to }].map((part) => encodeBase64url(encodeUtf8(JSON.stringify(part))))
  const signed = parts.join('.')
  return `${signed}.${encodeBase64url(await signer.sign(encodeUtf8(signed)))}`
}

/**
 * Whether these statements lead from the root that is pinned to the one that signed. Each is worth what the key is
 * worth that made it: what leads nowhere is passed over, and no key is believed but by the word of one that is.
 */
export async function leadsTo(
  root: string,
  pinned: string,
  handovers: readonly string[],
  checker: SignatureChecker,
): Promise<boolean> {
  let believed = pinned
  for (const statement of handovers.slice(0, MOST_HANDOVERS)) {
    const read = await readHandover(statement, checker)
    if (read?.by === believed) believed = read.successor
  }
  return believed === root
}

async function readHandover(
  statement: string,
  checker: SignatureChecker,
): Promise<{ readonly by: string; readonly successor: string } | undefined> {
  const jws = statement.length <= 2048 ? openCompactJws(statement, LIMITS) : undefined
  const content = jws && readJson(jws.payload, LIMITS)
  if (jws?.algorithm !== 'ES256' || jws.header.typ !== HANDOVER_TYPE || !isJsonObject(content))
    return undefined
  const key = publicKeyIn(jws.header.jwk)
  const { successor } = content
  if (!key || typeof successor !== 'string') return undefined
  const by = await thumbprint(key)
  if (by !== jws.keyId || !isRawSignature(jws.signature)) return undefined
  return (await checker.check('ES256', { jwk: key }, jws.signature, jws.signed))
    ? { by, successor }
    : undefined
}

function publicKeyIn(json: Json | undefined): PublicJwk | undefined {
  if (!isJsonObject(json)) return undefined
  const jwk = json as typeof json & PublicJwk
  if (!isP256(jwk)) return undefined
  const { kty, crv, x, y } = jwk
  return { kty, crv, x, y }
}
