import { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { type ListedKey, listedWalletSigner } from '@excelsior/credentials'

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g
/** One a year, and some that were replaced early. */
const MOST = 8

/**
 * The department's certificates for Apple Wallet, as its trust list names them: the first in the file signs, former
 * ones may stand below it, so that files signed by them are known until they end. None where nothing can be read.
 */
export async function walletSignersIn(file: string | undefined): Promise<readonly ListedKey[]> {
  const pem = file === undefined ? '' : await readFile(file, 'utf8').catch(() => '')
  const listed: ListedKey[] = []
  for (const text of (pem.match(CERTIFICATE) ?? []).slice(0, MOST)) {
    const certificate = readCertificate(text)
    const key = certificate && (await listedWalletSigner(certificate))
    if (key && listed.every(({ kid }) => kid !== key.kid)) listed.push(key)
  }
  return listed
}

function readCertificate(pem: string): Uint8Array | undefined {
  try {
    return new X509Certificate(pem).raw
  } catch {
    return undefined
  }
}
