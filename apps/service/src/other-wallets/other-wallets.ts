import { readFileSync } from 'node:fs'
import type { Config } from '../config.ts'
import { type Installation, InstallationFault, systemClock } from '../installation.ts'
import type { VerifierSettings } from '../verifier-config.ts'
import { type CredentialDesk, createCredentialDesk } from './credential-desk.ts'
import { createPresentationDesk, type PresentationDesk } from './presentation-desk.ts'
import { createSdJwtIssuer } from './sd-jwt-issuer.ts'
import { createSealedGrants } from './sealed-grants.ts'
import { createStatusPublication, type StatusPublication } from './status-publication.ts'
import { readVerifierIdentity, type VerifierIdentity } from './verifier-identity.ts'

/** All that has to do with wallets that are not ours: what they fetch, what they show, and what was withdrawn. */
export interface OtherWalletDesks {
  readonly credentials: CredentialDesk
  readonly presentations: PresentationDesk
  readonly status: StatusPublication
}

/** Throws `InstallationFault` with everything that is wrong with the certificate that signs requests. */
export function openOtherWallets(
  { publicUrl, verifier }: Config,
  { store, keyRing }: Installation,
  trustList: () => Promise<string | undefined>,
): OtherWalletDesks {
  const now = systemClock
  const identity = verifier && identityOf(verifier, publicUrl)
  const issuer = createSdJwtIssuer({ store, keyRing, publicUrl })
  const grants = createSealedGrants(store, keyRing.secrets.offerKey)
  return {
    credentials: createCredentialDesk({ store, grants, issuer, publicUrl, now }),
    presentations: createPresentationDesk({ store, keyRing, trustList, publicUrl, identity, now }),
    status: createStatusPublication(store, keyRing, publicUrl, now),
  }
}

function identityOf(
  { certificateFile, keyFile, namedBy }: VerifierSettings,
  publicUrl: string,
): VerifierIdentity {
  const text = (name: string, path: string) => {
    try {
      return readFileSync(path, 'utf8')
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      throw new InstallationFault(`${name} names ${path}, which cannot be read (${code})`)
    }
  }
  const read = readVerifierIdentity({
    certificates: text('VERIFIER_CERT', certificateFile),
    key: text('VERIFIER_KEY', keyFile),
    namedBy,
    publicUrl,
  })
  if (!read.ok) throw new InstallationFault(read.faults.join('\n'))
  return read.identity
}
