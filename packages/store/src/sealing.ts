import {
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  type KeyObject,
  randomFillSync,
} from 'node:crypto'
import { deriveKey } from './secrets.ts'

/**
 * AES-256-GCM (NIST SP 800-38D). Sealed bytes: one byte for the form (1), 12 random bytes of nonce, the
 * ciphertext, 16 bytes of tag. The place (table, row and column) is associated data: a value that was moved
 * to another row, or to another person's, does not open.
 */
const FORM = 1
const NONCE = 12
const TAG = 16

export type SealingKey = KeyObject

/** What is on file was changed, moved, or sealed under another key. Says which table, never what it held. */
export class BrokenSeal extends Error {
  override readonly name = 'BrokenSeal'

  constructor(place: string) {
    super(`a row of ${place.slice(0, place.indexOf('/'))} does not open`)
  }
}

export const sealingKey = (bytes: Uint8Array): SealingKey => createSecretKey(bytes)

export function sealingKeyFor(secret: Uint8Array, purpose: string): SealingKey {
  return createSecretKey(deriveKey(secret, `seal ${purpose}`))
}

export function seal(key: SealingKey, plain: Uint8Array | string, place: string): Buffer {
  const nonce = randomBytesFromPool(NONCE)
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  cipher.setAAD(Buffer.from(place))
  const body = typeof plain === 'string' ? cipher.update(plain, 'utf8') : cipher.update(plain)
  cipher.final()
  const sealed = Buffer.allocUnsafe(1 + NONCE + body.length + TAG)
  sealed[0] = FORM
  sealed.set(nonce, 1)
  sealed.set(body, 1 + NONCE)
  sealed.set(cipher.getAuthTag(), 1 + NONCE + body.length)
  return sealed
}

/** Throws `BrokenSeal`. */
export function open(key: SealingKey, sealed: Uint8Array, place: string): Buffer {
  if (sealed.length < 1 + NONCE + TAG || sealed[0] !== FORM) throw new BrokenSeal(place)
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(1, 1 + NONCE), { authTagLength: TAG })
  decipher.setAAD(Buffer.from(place))
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG))
  const plain = decipher.update(sealed.subarray(1 + NONCE, sealed.length - TAG))
  try {
    decipher.final()
  } catch {
    throw new BrokenSeal(place)
  }
  return plain
}

/** JSON filled up with spaces to a multiple of `block` bytes: a negative is as long as an inconclusive one. */
export function sealJson(key: SealingKey, value: unknown, place: string, block: number): Buffer {
  const text = JSON.stringify(value)
  const length = Buffer.byteLength(text)
  return seal(key, text + ' '.repeat((block - (length % block)) % block), place)
}

/** Typed by whoever sealed it: what opens was written by this store. Throws `BrokenSeal`. */
export function openJson<T>(key: SealingKey, sealed: Uint8Array, place: string): T {
  return JSON.parse(open(key, sealed, place).toString('utf8'))
}

/** Asking the system for 12 bytes takes as long as sealing: ask for many at once, use none twice. */
export function randomBytesFromPool(length: number): Buffer {
  if (used + length > pool.length) {
    randomFillSync(pool)
    used = 0
  }
  const bytes = Buffer.from(pool.subarray(used, used + length))
  pool.fill(0, used, used + length)
  used += length
  return bytes
}

const pool = Buffer.alloc(16_384)
let used = pool.length
