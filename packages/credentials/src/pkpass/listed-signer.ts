import type { Instant } from '@excelsior/domain'
import type { ListedKey } from '../trust/trust-list.ts'
import { readCertificate } from '../x509/certificate.ts'
import { WALLET_FILE_KIND, walletSignerKeyId } from './signer-key-id.ts'

/**
 * A department's own certificate for Apple Wallet (DER), as its trust list names it: no authority's word is needed for
 * what the department says itself. Undefined for what is no certificate, or has a key of another kind.
 */
export async function listedWalletSigner(certificate: Uint8Array): Promise<ListedKey | undefined> {
  const read = readCertificate(certificate)
  if (!read?.key) return undefined
  return {
    kid: await walletSignerKeyId(certificate),
    jwk: read.key,
    format: 'pkpass',
    usage: [WALLET_FILE_KIND],
    notBefore: read.notBefore,
    notAfter: (read.notAfter + 1000) as Instant,
  }
}
