import { fieldsOf } from '@excelsior/offline'
import type { KeptPass } from './kept-pass.ts'

/** A pass as it lies on the device. */
export interface SealedPass {
  readonly id: string
  /** Under which key: a key is dropped together with the last pass. */
  readonly keyId: string
  readonly iv: Uint8Array<ArrayBuffer>
  readonly sealed: ArrayBuffer
  /** Of the live code: signs, and gives its bytes to nobody. It goes where the pass goes, and when it goes. */
  readonly holderKey?: CryptoKey
}

export interface SealingKey {
  readonly id: string
  /** AES-256-GCM. No script can read its bytes, only use it. */
  readonly key: CryptoKey
}

const IV_BYTES = 12

export async function newSealingKey(): Promise<SealingKey> {
  const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
  return { id: newId(), key }
}

export const newId = (): string =>
  [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, '0')).join('')

export async function seal(
  { id, text, pinned, live }: KeptPass,
  { id: keyId, key }: SealingKey,
): Promise<SealedPass> {
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES))
  const content = new TextEncoder().encode(JSON.stringify({ text, pinned, bound: live?.bound }))
  const sealed = await crypto.subtle.encrypt(algorithm(iv, id), key, content)
  return { id, keyId, iv, sealed, ...(live && { holderKey: live.key }) }
}

/** Undefined where it is damaged, or sealed under another key or for another place. */
export async function unseal(stored: unknown, { id: keyId, key }: SealingKey): Promise<KeptPass | undefined> {
  const { id, keyId: sealedUnder, iv, sealed, holderKey } = fieldsOf(stored)
  if (typeof id !== 'string' || sealedUnder !== keyId || !(iv instanceof Uint8Array)) return undefined
  if (!(sealed instanceof ArrayBuffer)) return undefined
  try {
    const content = await crypto.subtle.decrypt(algorithm(Uint8Array.from(iv), id), key, sealed)
    const { text, pinned, bound } = fieldsOf(JSON.parse(new TextDecoder().decode(content)))
    if (typeof text !== 'string') return undefined
    const kept = { id, text, pinned: pinned === true }
    const isLive = typeof bound === 'string' && holderKey instanceof CryptoKey
    return isLive ? { ...kept, live: { bound, key: holderKey } } : kept
  } catch {
    return undefined
  }
}

/** The place is bound in, so that a sealed pass moved to another is worth nothing. */
const algorithm = (iv: Uint8Array<ArrayBuffer>, id: string) => ({
  name: 'AES-GCM',
  iv,
  additionalData: new TextEncoder().encode(`excelsior-wallet/1/${id}`),
})
