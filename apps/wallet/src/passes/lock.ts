import { fieldsOf } from '@excelsior/offline'
import { newId, type SealingKey } from './sealing.ts'

/** The sealing key of a locked wallet as it lies on the device: its bytes, sealed under what the PIN makes. */
export interface LockedKey {
  readonly id: string
  readonly salt: Uint8Array<ArrayBuffer>
  readonly rounds: number
  /** HMAC-SHA-256. No script can read its bytes: a copied row without it is no place to try PINs. */
  readonly pepper: CryptoKey
  readonly iv: Uint8Array<ArrayBuffer>
  readonly wrapped: ArrayBuffer
  /** Wrong PINs in a row. */
  readonly wrong: number
  /** Epoch milliseconds from which the next try counts. */
  readonly notBefore: number
}

/** About half a second on a phone. PBKDF2 is in WebCrypto since Safari 11 and Chrome 37. */
const ROUNDS = 600_000
/** No stored number may keep the device busy for ever. */
const MOST_ROUNDS = 5_000_000
const SALT_BYTES = 16
const IV_BYTES = 12
const KEY_BYTES = 32

/** Characters. Six digits and the waits below leave a finder of the phone some forty tries a day. */
export const SHORTEST_PIN = 6

const SECOND = 1_000
const MINUTE = 60 * SECOND
/** The wait after so many wrong PINs in a row, milliseconds; the last one from then on. */
const WAITS: readonly number[] = [0, 0, 0, 30 * SECOND, MINUTE, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE]
const LONGEST_WAIT = 30 * MINUTE

/** A new sealing key, and the same as it is kept behind a PIN. */
export async function lockedKey(
  pin: string,
  rounds = ROUNDS,
): Promise<{ readonly kept: LockedKey; readonly key: SealingKey }> {
  const bytes = crypto.getRandomValues(new Uint8Array(KEY_BYTES))
  const salt = crypto.getRandomValues(new Uint8Array(SALT_BYTES))
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES))
  const id = newId()
  const pepper = await crypto.subtle.generateKey({ name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
  const wrapping = await wrappingKey(pin, { salt, rounds, pepper })
  const wrapped = await crypto.subtle.encrypt(algorithm(iv, id), wrapping, bytes)
  const key = await importedKey(bytes)
  bytes.fill(0)
  return { kept: { id, salt, rounds, pepper, iv, wrapped, wrong: 0, notBefore: 0 }, key: { id, key } }
}

/** Undefined for another PIN. */
export async function openLockedKey(kept: LockedKey, pin: string): Promise<SealingKey | undefined> {
  const wrapping = await wrappingKey(pin, kept)
  try {
    const opened = await crypto.subtle.decrypt(algorithm(kept.iv, kept.id), wrapping, kept.wrapped)
    const bytes = new Uint8Array(opened)
    const key = await importedKey(bytes)
    bytes.fill(0)
    return { id: kept.id, key }
  } catch {
    return undefined
  }
}

/** The try is counted before it is judged, so that many pages at once try no more often than one. */
export function withTry(kept: LockedKey, now: number): { readonly kept: LockedKey; readonly tried: boolean } {
  // A clock that was turned back makes no wait longer than it ever is.
  const notBefore = Math.min(kept.notBefore, now + LONGEST_WAIT)
  if (now < notBefore) return { kept: { ...kept, notBefore }, tried: false }
  const wrong = kept.wrong + 1
  return { kept: { ...kept, wrong, notBefore: now + (WAITS[wrong] ?? LONGEST_WAIT) }, tried: true }
}

export const withoutTries = (kept: LockedKey): LockedKey => ({ ...kept, wrong: 0, notBefore: 0 })

export function isLocked(stored: unknown): stored is LockedKey {
  const { id, salt, rounds, pepper, iv, wrapped, wrong, notBefore } = fieldsOf(stored)
  return (
    typeof id === 'string' &&
    salt instanceof Uint8Array &&
    typeof rounds === 'number' &&
    rounds >= 1 &&
    rounds <= MOST_ROUNDS &&
    pepper instanceof CryptoKey &&
    iv instanceof Uint8Array &&
    wrapped instanceof ArrayBuffer &&
    typeof wrong === 'number' &&
    typeof notBefore === 'number'
  )
}

async function wrappingKey(
  pin: string,
  { salt, rounds, pepper }: Pick<LockedKey, 'salt' | 'rounds' | 'pepper'>,
): Promise<CryptoKey> {
  const secret = await crypto.subtle.importKey('raw', new TextEncoder().encode(pin), 'PBKDF2', false, [
    'deriveBits',
  ])
  const how = { name: 'PBKDF2', hash: 'SHA-256', salt: Uint8Array.from(salt), iterations: rounds }
  const slow = await crypto.subtle.deriveBits(how, secret, KEY_BYTES * 8)
  const bytes = await crypto.subtle.sign('HMAC', pepper, slow)
  return crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, ['encrypt', 'decrypt'])
}

const importedKey = (bytes: Uint8Array<ArrayBuffer>) =>
  crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, ['encrypt', 'decrypt'])

/** The key's id is bound in: a wrapped key put beside another id opens nothing. */
const algorithm = (iv: Uint8Array<ArrayBuffer>, id: string) => ({
  name: 'AES-GCM',
  iv: Uint8Array.from(iv),
  additionalData: new TextEncoder().encode(`excelsior-wallet-lock/1/${id}`),
})
