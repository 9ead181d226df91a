import { X509Certificate } from 'node:crypto'
import { type ListedKey, listedWalletSigner } from '@excelsior/credentials'

/** The department's certificate for Apple Wallet (PEM), as its trust list names it; none where there is none to read. */
export async function walletSignersIn(pem: string | undefined): Promise<readonly ListedKey[]> {
  const certificate = pem === undefined ? undefined : readCertificate(pem)
  const listed = certificate && (await listedWalletSigner(certificate))
  return listed ? [listed] : []
}

function readCertificate(pem: string): Uint8Array | undefined {
  try {
    return new X509Certificate(pem).raw
  } catch {
    return undefined
  }
}
