import type { Config } from '../config.ts'
import { type Installation, systemClock } from '../installation.ts'
import { type CredentialDesk, createCredentialDesk } from './credential-desk.ts'
import { createPresentationDesk, type PresentationDesk } from './presentation-desk.ts'
import { createSdJwtIssuer } from './sd-jwt-issuer.ts'
import { createSealedGrants } from './sealed-grants.ts'
import { createStatusPublication, type StatusPublication } from './status-publication.ts'

/** All that has to do with wallets that are not ours: what they fetch, what they show, and what was withdrawn. */
export interface OtherWalletDesks {
  readonly credentials: CredentialDesk
  readonly presentations: PresentationDesk
  readonly status: StatusPublication
}

export function openOtherWallets(
  { publicUrl }: Config,
  { store, keyRing }: Installation,
  trustList: () => Promise<string | undefined>,
): OtherWalletDesks {
  const now = systemClock
  const issuer = createSdJwtIssuer({ store, keyRing, publicUrl })
  const grants = createSealedGrants(store, keyRing.secrets.offerKey)
  return {
    credentials: createCredentialDesk({ store, grants, issuer, publicUrl, now }),
    presentations: createPresentationDesk({ store, keyRing, trustList, publicUrl, now }),
    status: createStatusPublication(store, keyRing, publicUrl, now),
  }
}
