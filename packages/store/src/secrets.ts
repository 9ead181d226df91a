import { hkdfSync } from 'node:crypto'

/** Key material, 32 random bytes each. Whoever holds all three can read the whole store. */
export interface Secrets {
  /** Wraps the people's data keys; what belongs to no person is sealed under keys derived from it. */
  readonly kek: Uint8Array
  /** Keys every hash by which something is found again: people, records, throttles, codes. */
  readonly blindIndexKey: Uint8Array
  /** Keys the subjects and the chain of the audit log. */
  readonly pseudonymKey: Uint8Array
}

/** A key for one purpose alone (HKDF-SHA-256, RFC 5869), so that no value of one table means anything in another. */
export function deriveKey(secret: Uint8Array, purpose: string): Uint8Array {
  if (secret.length !== 32) throw new RangeError('a secret of the store has 32 bytes')
  return new Uint8Array(hkdfSync('sha256', secret, new Uint8Array(0), `excelsior-pass store ${purpose}`, 32))
}
