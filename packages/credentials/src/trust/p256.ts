import { decodeBase64url } from '../encoding/base64url.ts'
import type { PublicJwk, VerificationKey } from '../signing.ts'

/** `use` and `alg` may be absent: only what they say can contradict. */
export function isP256(
  jwk: VerificationKey['jwk'] & { readonly use?: unknown; readonly alg?: unknown },
): jwk is PublicJwk {
  return (
    jwk.kty === 'EC' &&
    jwk.crv === 'P-256' &&
    (jwk.use === undefined || jwk.use === 'sig') &&
    (jwk.alg === undefined || jwk.alg === 'ES256') &&
    isCoordinate(jwk.x) &&
    isCoordinate(jwk.y)
  )
}

function isCoordinate(text: unknown): boolean {
  return typeof text === 'string' && text.length === 43 && decodeBase64url(text)?.length === 32
}
