import { createHmac, createSecretKey, hash } from 'node:crypto'
import { deriveKey } from './secrets.ts'

/** HMAC-SHA-256 of texts or bytes, the first 16 bytes of it. */
export type KeyedHash = (value: string | Uint8Array) => Buffer

/** SHA-256's. */
const BLOCK = 64
const DIGEST = 32

/**
 * Each purpose has a key of its own: equal texts in two tables have nothing in common at rest.
 *
 * A message takes a dozen of these. `createHmac` makes an object for each that has to be collected again; written as
 * its definition says (RFC 2104), H(K xor opad, H(K xor ipad, value)), by two one-shot hashes, it takes a third.
 */
export function keyedHash(secret: Uint8Array, purpose: string): KeyedHash {
  const key = deriveKey(secret, `hash ${purpose}`)
  if (key.length > BLOCK) throw new RangeError('a key fills one block at most')
  const inner = Buffer.alloc(4096)
  padded(key, 0x36, inner)
  const outer = Buffer.alloc(BLOCK + DIGEST)
  padded(key, 0x5c, outer)
  // What begins `inner`, by its length: a view for each value would have to be collected, too.
  const views = Array.from({ length: 257 }, (_, length) => inner.subarray(0, BLOCK + length))
  return (value) => {
    const isText = typeof value === 'string'
    const length = isText ? Buffer.byteLength(value) : value.length
    let bytes = inner
    if (BLOCK + length > inner.length) {
      bytes = Buffer.allocUnsafe(BLOCK + length)
      inner.copy(bytes, 0, 0, BLOCK)
    }
    if (isText) bytes.write(value, BLOCK)
    else bytes.set(value, BLOCK)
    const view = (bytes === inner && views[length]) || bytes.subarray(0, BLOCK + length)
    outer.write(hash('sha256', view, 'latin1'), BLOCK, 'latin1')
    return Buffer.from(hash('sha256', outer, 'latin1').slice(0, 16), 'latin1')
  }
}

/** The key, filled up with zeros to a block, each byte xor `pad`. */
function padded(key: Uint8Array, pad: number, into: Buffer): void {
  for (let at = 0; at < BLOCK; at++) into[at] = (key[at] ?? 0) ^ pad
}

/** Whole, for the audit log's chain. */
export function keyedChain(
  secret: Uint8Array,
  purpose: string,
): (previous: Uint8Array, row: string) => Buffer {
  const key = createSecretKey(deriveKey(secret, `chain ${purpose}`))
  return (previous, row) => createHmac('sha256', key).update(previous).update(row).digest()
}
