import { randomBytes } from 'node:crypto'
import { issuePass, type Signer } from '@excelsior/credentials'
import type { Instant, PassContent } from '@excelsior/domain'
import type { Store } from '@excelsior/store'
import type { IssuedPass } from './retrieval-flow.ts'

/** Issue times lie this far back, so that a door phone with a slow clock takes a pass made just now. */
const BACKDATED = 3 * 60_000
const PASS_ID_BYTES = 8

export interface Issuer {
  /**
   * Writes the intent, then signs. Rejects with `StoreUnavailable` where the intent cannot be written: no row,
   * no pass.
   */
  issue(content: PassContent, now: Instant): Promise<IssuedPass>
}

/** `signer` is asked anew for each pass, so that a rotated key is used at once. */
export function createIssuer(store: Store, issuer: string, signer: () => Signer): Issuer {
  return {
    async issue(content, now) {
      const passId = randomBytes(PASS_ID_BYTES)
      const key = signer()
      const { type, expires } = content
      await store.passes.intend([{ passId, keyId: key.keyId, type, expires }], now)
      const issued = (now - BACKDATED) as Instant
      const qr = await issuePass(
        { ...content, passId: passId.toString('hex'), issuer, issuedAt: issued, notBefore: issued },
        key,
      )
      return { ...content, issued, qr }
    },
  }
}
