import type { HealthRecord, PassType } from '@excelsior/domain'
import { decodeBase64url } from '../encoding/base64url.ts'
import { encodeHex } from '../encoding/hex.ts'
import { inflateRaw } from '../encoding/inflate.ts'
import type { CredentialFormat, Opened, Opening } from '../format.ts'
import { HEALTH_CARD_PREFIX, looksLikeCardFile, SHC } from '../format-heads.ts'
import { openCompactJws, readJson } from '../jws.ts'
import type { Limits } from '../limits.ts'
import { cardsInFile } from './card-file.ts'
import { joinedCodes } from './card-parts.ts'
import { readHealthCard } from './health-card.ts'

/** SMART Health Cards, framework 1.4: the digits of its codes, a compact JWS, or a file of one. */
export const shc: CredentialFormat = {
  ...SHC,
  open(text, limits) {
    if (text.startsWith(HEALTH_CARD_PREFIX)) {
      const jws = joinedCodes(text)
      if (jws === undefined) return { ok: false, where: 'digits' }
      return jws === 'incomplete' ? { ok: false, where: 'not-one' } : openCard(jws, limits)
    }
    if (!looksLikeCardFile(text)) return openCard(text, limits)
    const cards = cardsInFile(text, limits)
    if (!cards) return { ok: false, where: 'structure' }
    return cards.length === 1 ? openCard(cards[0]!, limits) : { ok: false, where: 'not-one' }
  },
}

function openCard(text: string, limits: Limits): Opening {
  const jws = openCompactJws(text, limits)
  if (!jws) return { ok: false, where: 'digits' }
  const { keyId } = jws
  if (keyId === undefined || jws.header.zip !== 'DEF') return { ok: false, where: 'structure' }
  const card = readHealthCard(readJson(inflateRaw(jws.payload, limits.healthCardBytes), limits))
  if (!card) return { ok: false, where: 'structure' }
  const { issuer, notBefore, expires, revocationId, holder, kind, records } = card
  const opened: { -readonly [Name in keyof Opened]: Opened[Name] } = {
    ok: true,
    issuer,
    keyId,
    algorithm: jws.algorithm,
    signature: jws.signature,
    signed: jws.signed,
    kind,
    ids: revocationId === undefined ? [] : idsOf(revocationId),
    holder,
    issuedAt: notBefore,
    notBefore,
    expires,
    evidence: { records },
  }
  const passType = passTypeStated(records)
  if (passType !== undefined) {
    opened.statesPass = 'whole'
    opened.passType = passType
  }
  return opened
}

/**
 * Of a card of our own, or of a department that we trust: it was made of a pass. A dose that was not given, a result
 * that is not final, or several, is none, whoever signed it.
 */
function passTypeStated(records: readonly HealthRecord[]): PassType | undefined {
  const [first] = records
  if (first && records.every(isWholeDose)) return 'vaccination'
  if (first?.kind !== 'lab' || (first.status !== 'final' && first.status !== 'corrected')) return undefined
  return records.length === 1 && first.result === 'negative' ? first.test : undefined
}

const isWholeDose = ({ kind, status }: HealthRecord): boolean =>
  kind === 'immunization' && status === 'completed'

const PASS_ID_CHARACTERS = 11

/** Our own cards bear the id of their pass, 8 bytes, which our lists have in hexadecimal digits. */
function idsOf(revocationId: string): readonly string[] {
  if (revocationId.length !== PASS_ID_CHARACTERS) return [revocationId]
  const bytes = decodeBase64url(revocationId)
  return bytes ? [revocationId, encodeHex(bytes)] : [revocationId]
}
