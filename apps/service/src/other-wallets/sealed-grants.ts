import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto'
import type { Instant } from '@excelsior/domain'
import type { Store } from '@excelsior/store'

const NONCE_BYTES = 12
const TAG_BYTES = 16
const SECRET_BYTES = 32
/** Milliseconds. */
const NONCE_LIFE = 5 * 60_000

/**
 * What wallets are given and bring back: codes, tokens and nonces. What they open is stored under a key that is made of
 * the secret itself, so that neither the database nor the key ring can read it without the wallet.
 */
export interface SealedGrants {
  /** The secret, 43 characters. */
  give(purpose: string, content: object, expires: Instant): Promise<string>
  /** Counts a use of it. Undefined for what was not given, is over, or was used `atMost` times. */
  use(purpose: string, secret: string, atMost: number, now: Instant): Promise<unknown>
  /** True for one caller only: what was given once is taken once. */
  end(purpose: string, secret: string): Promise<boolean>
  /** A word to sign; nothing is kept of it until it is used. */
  nonce(now: Instant): string
  /** True once, in its time. */
  useNonce(nonce: string, now: Instant): Promise<boolean>
}

export function createSealedGrants(store: Pick<Store, 'walletGrants'>, key: Uint8Array): SealedGrants {
  const keyed = (text: string) => createHmac('sha256', key).update(text).digest()
  const idOf = (purpose: string, secret: string) => keyed(`id ${purpose} ${secret}`)
  const sealingKey = (purpose: string, secret: string) => keyed(`seal ${purpose} ${secret}`)
  const isSecret = (text: string) => /^[\w-]{43}$/.test(text)

  return {
    async give(purpose, content, expires) {
      const secret = randomBytes(SECRET_BYTES).toString('base64url')
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv('aes-256-gcm', sealingKey(purpose, secret), nonce)
      const text = Buffer.concat([cipher.update(JSON.stringify(content)), cipher.final()])
      await store.walletGrants.put(
        idOf(purpose, secret),
        Buffer.concat([nonce, text, cipher.getAuthTag()]),
        expires,
      )
      return secret
    },
    async use(purpose, secret, atMost, now) {
      if (!isSecret(secret)) return undefined
      const found = await store.walletGrants.use(idOf(purpose, secret), atMost, now)
      if (!found) return undefined
      const sealed = Buffer.from(found)
      const decipher = createDecipheriv(
        'aes-256-gcm',
        sealingKey(purpose, secret),
        sealed.subarray(0, NONCE_BYTES),
        { authTagLength: TAG_BYTES },
      ).setAuthTag(sealed.subarray(-TAG_BYTES))
      const text = Buffer.concat([
        decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES)),
        decipher.final(),
      ])
      return JSON.parse(text.toString('utf8'))
    },
    async end(purpose, secret) {
      return isSecret(secret) && (await store.walletGrants.end(idOf(purpose, secret)))
    },
    nonce(now) {
      const body = Buffer.concat([Buffer.alloc(6), randomBytes(16)])
      body.writeUIntBE(now + NONCE_LIFE, 0, 6)
      return Buffer.concat([body, nonceTag(body)]).toString('base64url')
    },
    async useNonce(nonce, now) {
      if (!/^[\w-]{51}$/.test(nonce)) return false
      const bytes = Buffer.from(nonce, 'base64url')
      const body = bytes.subarray(0, 22)
      if (!nonceTag(body).equals(bytes.subarray(22))) return false
      const expires = body.readUIntBE(0, 6) as Instant
      if (now >= expires) return false
      return store.walletGrants.put(keyed(`nonce ${nonce}`), Buffer.alloc(0), expires)
    },
  }

  function nonceTag(body: Buffer): Buffer {
    return createHmac('sha256', key).update('nonce tag ').update(body).digest().subarray(0, 16)
  }
}
