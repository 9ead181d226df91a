/** A PIN as it is kept: PBKDF2 (RFC 8018) with SHA-256, in WebCrypto since Safari 11 and Chrome 37. */
export interface SlowHash {
  readonly salt: Uint8Array
  readonly rounds: number
  readonly hash: Uint8Array
}

/** About half a second on a phone: whoever copied the device's storage tries a million PINs in days, not in seconds. */
const ROUNDS = 600_000
/** No stored number may keep the device busy for ever. */
const MOST_ROUNDS = 5_000_000
/** Bytes. */
const SALT = 16
const HASH = 32

export async function slowHash(secret: string, rounds = ROUNDS): Promise<SlowHash> {
  const salt = crypto.getRandomValues(new Uint8Array(SALT))
  return { salt, rounds, hash: await derive(secret, salt, rounds) }
}

export async function matches(secret: string, { salt, rounds, hash }: SlowHash): Promise<boolean> {
  const tried = await derive(secret, salt, rounds)
  return tried.length === hash.length && tried.every((byte, at) => byte === hash[at])
}

async function derive(secret: string, salt: Uint8Array, iterations: number): Promise<Uint8Array> {
  const key = await crypto.subtle.importKey('raw', new TextEncoder().encode(secret), 'PBKDF2', false, [
    'deriveBits',
  ])
  const how = { name: 'PBKDF2', hash: 'SHA-256', salt: Uint8Array.from(salt), iterations }
  return new Uint8Array(await crypto.subtle.deriveBits(how, key, HASH * 8))
}

/** Undefined where it is no such hash, or one that was weakened. */
export function readSlowHash(stored: Readonly<Record<string, unknown>>): SlowHash | undefined {
  const { salt, rounds, hash } = stored
  const sound =
    salt instanceof Uint8Array &&
    salt.length === SALT &&
    hash instanceof Uint8Array &&
    hash.length === HASH &&
    typeof rounds === 'number' &&
    rounds >= 1 &&
    rounds <= MOST_ROUNDS
  return sound ? { salt, rounds, hash } : undefined
}
