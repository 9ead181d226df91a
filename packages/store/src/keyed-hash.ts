import { createHmac, createSecretKey } from 'node:crypto'
import { deriveKey } from './secrets.ts'

/** HMAC-SHA-256 of texts or bytes, the first 16 bytes of it. */
export type KeyedHash = (value: string | Uint8Array) => Buffer

/** Each purpose has a key of its own: equal texts in two tables have nothing in common at rest. */
export function keyedHash(secret: Uint8Array, purpose: string): KeyedHash {
  const key = createSecretKey(deriveKey(secret, `hash ${purpose}`))
  return (value) => createHmac('sha256', key).update(value).digest().subarray(0, 16)
}

/** Whole, for the audit log's chain. */
export function keyedChain(
  secret: Uint8Array,
  purpose: string,
): (previous: Uint8Array, row: string) => Buffer {
  const key = createSecretKey(deriveKey(secret, `chain ${purpose}`))
  return (previous, row) => createHmac('sha256', key).update(previous).update(row).digest()
}
