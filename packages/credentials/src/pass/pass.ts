import { openCoseSign1 } from '../cose-sign1.ts'
import { decodeBase45 } from '../encoding/base45.ts'
import type { CredentialFormat } from '../format.ts'
import { readClaims } from './claims.ts'

export const PREFIX = 'EP1:'

/** Our own pass code: docs/pass-format.md. */
export const pass: CredentialFormat = {
  name: 'pass',
  algorithms: ['ES256'],
  recognises: (text) => text.startsWith(PREFIX),
  open(text, limits) {
    if (text.length > limits.codeCharacters) return { ok: false, where: 'size' }
    const bytes = decodeBase45(text, PREFIX.length)
    if (!bytes) return { ok: false, where: 'digits' }
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
    }
  },
}
