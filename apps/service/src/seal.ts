import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

/** AES-256-GCM over small things that travel through a browser and come back. Nobody there can read or change them. */
export interface Seal {
  /** base64url; its length tells the plain text's length and nothing else. */
  close(plain: Uint8Array, purpose: string): string
  /** Undefined for whatever this service did not close for this purpose. */
  open(sealed: string, purpose: string): Uint8Array | undefined
}

const NONCE = 12
const TAG = 16

/** `key`: 32 bytes. `purpose` is bound in, so that a cookie is no retrieval. */
export function createSeal(key: Uint8Array): Seal {
  return {
    close(plain, purpose) {
      const nonce = randomBytes(NONCE)
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(purpose))
      return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]).toString(
        'base64url',
      )
    },
    open(sealed, purpose) {
      const bytes = Buffer.from(sealed, 'base64url')
      if (bytes.length < NONCE + TAG) return undefined
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE))
        .setAAD(Buffer.from(purpose))
        .setAuthTag(bytes.subarray(bytes.length - TAG))
      try {
        return Buffer.concat([decipher.update(bytes.subarray(NONCE, bytes.length - TAG)), decipher.final()])
      } catch {
        return undefined // forged, damaged, or closed under another key or purpose
      }
    },
  }
}
