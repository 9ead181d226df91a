import { encodeBase64url } from '../encoding/base64url.ts'
import { parseJson } from '../encoding/json.ts'
import { encodeUtf8 } from '../encoding/utf8.ts'
import { LIMITS } from '../limits.ts'
import type { PublicJwk, Signer } from '../signing.ts'
import { readAcceptance } from './listed-foreign.ts'
import { revocationFilter } from './trust-from.ts'
import type { TrustListContent } from './trust-list.ts'
import { readTrustListJson, TRUST_LIST_TYPE, trustListJson } from './trust-list-json.ts'

/**
 * The list as it is published: one line of JSON, a flattened JWS. `signer.keyId` is the thumbprint of `root`.
 * Throws a RangeError rather than sign what no reader would take.
 */
export async function signTrustList(
  content: TrustListContent,
  root: PublicJwk,
  signer: Signer,
): Promise<string> {
  const json = trustListJson(content)
  if (!readTrustListJson(parseJson(json, LIMITS.jsonDepth), readAcceptance))
    throw new RangeError('not the content of a trust list')
  const { canaries } = content.revocation
  const filter = revocationFilter(content.revocation)
  if (!filter?.has(canaries.revoked) || filter.has(canaries.notRevoked)) {
    throw new RangeError('the revocation list contradicts its canaries')
  }
  const { kty, crv, x, y } = root
  const header = { alg: 'ES256', kid: signer.keyId, typ: TRUST_LIST_TYPE, jwk: { kty, crv, x, y } }
  const protectedPart = encodeBase64url(encodeUtf8(JSON.stringify(header)))
  const payload = encodeBase64url(encodeUtf8(json))
  const signature = await signer.sign(encodeUtf8(`${protectedPart}.${payload}`))
  const list = `${JSON.stringify({ payload, protected: protectedPart, signature: encodeBase64url(signature) })}\n`
  if (list.length > LIMITS.trustListBytes) throw new RangeError('a trust list that no reader takes')
  return list
}
