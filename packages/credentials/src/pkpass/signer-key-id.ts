import { encodeBase64url } from '../encoding/base64url.ts'

/** What a signer of wallet files may sign, as trust lists say it. */
export const WALLET_FILE_KIND = 'wallet-file'

/** base64url of the SHA-256 of the signer's certificate: files bear the certificate, and its word is not taken. */
export async function walletSignerKeyId(certificate: Uint8Array): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', Uint8Array.from(certificate))
  return encodeBase64url(new Uint8Array(hash))
}
