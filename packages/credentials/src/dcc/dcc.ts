import { decodeBase45 } from '../encoding/base45.ts'
import { inflateZlib } from '../encoding/inflate.ts'
import type { Evidence } from '../evidence.ts'
import type { CredentialFormat } from '../format.ts'
import { DCC, DCC_PREFIX } from '../format-heads.ts'
import { readDccClaims } from './dcc-claims.ts'
import { evidenceOf, passTypeOf } from './dcc-evidence.ts'
import { holderOf } from './dcc-holder.ts'
import { openDccMessage } from './dcc-message.ts'
import { idsOf, oneEntryOf } from './one-entry.ts'

/** EU Digital COVID Certificates, schema 1.x: Commission Implementing Decision (EU) 2021/1073. */
export const dcc: CredentialFormat = {
  ...DCC,
  open(text, limits) {
    if (text.length > limits.codeCharacters) return { ok: false, where: 'size' }
    const compressed = decodeBase45(text, DCC_PREFIX.length)
    if (!compressed) return { ok: false, where: 'digits' }
    const bytes = inflateZlib(compressed, limits.dccBytes)
    const message = bytes && openDccMessage(bytes, limits)
    const claims = message && readDccClaims(message.payload, limits)
    if (!claims) return { ok: false, where: 'structure' }

    const holder = holderOf(claims.certificate)
    const named = holder.givenName + holder.familyName !== ''
    const one = named ? oneEntryOf(claims.certificate) : undefined
    const passType = one && passTypeOf(one)
    let evidence: Evidence | undefined
    return {
      ok: true,
      issuer: null,
      keyId: message.keyId,
      algorithm: message.algorithm,
      signature: message.signature,
      signed: message.signed,
      kind: one?.kind ?? 'other',
      ids: idsOf(claims.certificate),
      holder,
      issuedAt: claims.issuedAt,
      notBefore: claims.notBefore,
      expires: claims.expires,
      // Of a certificate of our own: it was made with a pass.
      ...(passType !== undefined && { statesPass: 'whole', passType }),
      // Made for who asks: nobody does where it is enough that a certificate is genuine.
      get evidence() {
        evidence ??= one ? evidenceOf(claims, one) : NO_EVIDENCE
        return evidence
      },
    }
  },
}

const NO_EVIDENCE: Evidence = { records: [] }
