import { createHmac, randomBytes } from 'node:crypto'
import {
  issueHealthCard,
  issuePass,
  recordsForCard,
  revocationIdOf,
  type Signer,
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
   * no pass. `records`: of them a health card is made that goes with the pass, under its id and its intent, so that
   * both are withdrawn together.
   */
  issue(
    content: PassContent,
    person: PersonId,
    now: Instant,
    records?: readonly HealthRecord[],
  ): Promise<IssuedPass>
}

/** Where SMART Health Cards are issued too. */
export interface CardIssuer {
  /** What cards call us, see `healthCardAddress`. */
  readonly address: string
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
  cards?: CardIssuer,
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
      const stated = cards ? recordsForCard(type, records) : []
      if (!cards || stated.length === 0) return { ...content, issued, qr, series }
      const healthCard = await issueHealthCard(
        {
          ...content,
          issuer: cards.address,
          revocationId: revocationIdOf(passId.toString('hex')),
          notBefore: issued,
          records: stated,
        },
        cards.signer(),
      )
      return { ...content, issued, qr, series, healthCard }
    },
  }
}
