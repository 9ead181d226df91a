import { openCoseSign1 } from '../cose-sign1.ts'
import type { Opening } from '../format.ts'
import type { Limits } from '../limits.ts'
import { readClaims } from './claims.ts'

/** The message of a pass, without the text around it. */
export function openPass(bytes: Uint8Array, limits: Limits): Opening {
  const message = openCoseSign1(bytes, limits)
  const claims = message && readClaims(message.payload, limits)
  if (!claims) return { ok: false, where: 'structure' }
  return {
    ok: true,
    issuer: claims.issuer,
    keyId: message.keyId,
    algorithm: message.algorithm,
    signature: message.signature,
    signed: message.signed,
    kind: claims.type,
    ids: [claims.passId],
    holder: { givenName: claims.givenName, familyName: claims.familyName, birthDate: claims.birthDate },
    issuedAt: claims.issuedAt,
    notBefore: claims.notBefore,
    expires: claims.expires,
    statesPass: 'whole',
    ...(claims.holderKey ? { holderKey: { jwk: claims.holderKey, required: true } } : {}),
  }
}
