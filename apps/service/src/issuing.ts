import { createHmac, randomBytes } from 'node:crypto'
import {
  issueDcc,
  issueHealthCard,
  issuePass,
  namesForDcc,
  recordsForCard,
  revocationIdOf,
  type Signer,
  statementFor,
} from '@excelsior/credentials'
import type { HealthRecord, Instant, PassContent } from '@excelsior/domain'
import type { PersonId, Store } from '@excelsior/store'
import type { IssuedPass } from './retrieval-flow.ts'

/** Issue times lie this far back, so that a door phone with a slow clock takes a pass made just now. */
export const BACKDATED = 3 * 60_000
export const PASS_ID_BYTES = 8

export interface Issuer {
  /**
   * Writes the intent, then signs. Rejects with `StoreUnavailable` where the intent cannot be written: no row,
   * no pass. `records`: of them a health card and an EU certificate are made that go with the pass, under its id and
   * its intent, so that all are withdrawn together.
   */
  issue(
    content: PassContent,
    person: PersonId,
    now: Instant,
    records?: readonly HealthRecord[],
  ): Promise<IssuedPass>
}

/** What is issued with passes, for apps and countries of others. */
export interface OtherFormats {
  readonly cards?: CardIssuer | undefined
  readonly certificates?: CertificateIssuer | undefined
}

/** Where SMART Health Cards are issued too. */
export interface CardIssuer {
  /** What cards call us, see `healthCardAddress`. */
  readonly address: string
  signer(): Signer
}

/** Where EU Digital COVID Certificates are issued too. */
export interface CertificateIssuer {
  /** ISO 3166-1, two letters. */
  readonly country: string
  readonly authority: string
  signer(): Signer
}

/**
 * `signer` is asked anew for each pass, so that a rotated key is used at once. `seriesKey` keys the hash of person and
 * type that passes bear in the wallets of phones.
 */
export function createIssuer(
  store: Store,
  issuer: string,
  signer: () => Signer,
  seriesKey: Uint8Array,
  { cards, certificates }: OtherFormats = {},
): Issuer {
  return {
    async issue(content, person, now, records = []) {
      const passId = randomBytes(PASS_ID_BYTES)
      const key = signer()
      const { type, expires } = content
      await store.passes.intend([{ passId, keyId: key.keyId, type, expires, holder: person }], now)
      const issued = (now - BACKDATED) as Instant
      const qr = await issuePass(
        { ...content, passId: passId.toString('hex'), issuer, issuedAt: issued, notBefore: issued },
        key,
      )
      const series = createHmac('sha256', seriesKey)
        .update(`series ${person} ${type}`)
        .digest('hex')
        .slice(0, 32)
      const basis: Basis = { ...content, passId: passId.toString('hex'), issued, records }
      const healthCard = cards && (await cardOf(basis, cards))
      const euCertificate = certificates && (await certificateOf(basis, certificates))
      return {
        ...content,
        issued,
        qr,
        series,
        ...(healthCard !== undefined && { healthCard }),
        ...(euCertificate !== undefined && { euCertificate }),
      }
    },
  }
}

interface Basis extends PassContent {
  readonly passId: string
  readonly issued: Instant
  readonly records: readonly HealthRecord[]
}

/** Undefined where no record is one for a health card. */
async function cardOf(basis: Basis, { address, signer }: CardIssuer): Promise<string | undefined> {
  const records = recordsForCard(basis.type, basis.records)
  if (records.length === 0) return undefined
  const revocationId = revocationIdOf(basis.passId)
  return issueHealthCard(
    { ...basis, issuer: address, revocationId, notBefore: basis.issued, records },
    signer(),
  )
}

/** Undefined where no record is one for a certificate, or the name has letters that are not Latin. */
async function certificateOf(
  basis: Basis,
  { country, authority, signer }: CertificateIssuer,
): Promise<string | undefined> {
  const { givenName, familyName } = basis
  const statement = statementFor(basis.type, basis.records)
  if (!statement || !namesForDcc(givenName, familyName) || (givenName + familyName).trim() === '')
    return undefined
  return issueDcc({ ...basis, country, authority, issuedAt: basis.issued, statement }, signer())
}
