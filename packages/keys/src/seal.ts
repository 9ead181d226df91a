import { createCipheriv, createDecipheriv, hkdfSync, randomBytes, scryptSync } from 'node:crypto'
import { KeyRingError } from './key-ring-error.ts'

/** What a file of the ring holds: its content, or its content encrypted (AES-256-GCM, all parts base64). */
export type Envelope =
  | { readonly open: unknown }
  | {
      readonly sealed: {
        readonly salt: string
        readonly nonce: string
        readonly text: string
        readonly tag: string
      }
    }

export interface Seal {
  close(name: string, content: unknown): Envelope
  /** Throws `KeyRingError`. */
  open(name: string, envelope: Envelope): unknown
  /** Whether `close` would write this differently: plain, although there is a key. */
  isOutdated(envelope: Envelope): boolean
}

const SHORTEST_PASSPHRASE = 12
/** 128 MB and about a third of a second, once at each start: OWASP's figures for scrypt. */
const SCRYPT = { N: 2 ** 17, r: 8, p: 1, maxmem: 2 ** 28 }

/** `kek`: 32 bytes in base64, or a passphrase; without it files are left to their mode, 0600. */
export function sealUnder(kek: string | undefined): Seal {
  if (kek === undefined) return plain
  const secret = secretOf(kek)
  /** By salt. All files share the first one met, so that a passphrase is stretched once. */
  const keys = new Map<string, Buffer>()
  const keyFor = (salt: string): Buffer => {
    const known = keys.get(salt)
    if (known) return known
    const key = secret(Buffer.from(salt, 'base64'))
    keys.set(salt, key)
    return key
  }
  return {
    close(name, content) {
      const salt = keys.keys().next().value ?? randomBytes(16).toString('base64')
      const nonce = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', keyFor(salt), nonce).setAAD(Buffer.from(name))
      const text = Buffer.concat([cipher.update(JSON.stringify(content)), cipher.final()])
      return {
        sealed: {
          salt,
          nonce: nonce.toString('base64'),
          text: text.toString('base64'),
          tag: cipher.getAuthTag().toString('base64'),
        },
      }
    },
    open(name, envelope) {
      if ('open' in envelope) return envelope.open
      try {
        const { salt, nonce, text, tag } = envelope.sealed
        const options = { authTagLength: 16 }
        const decipher = createDecipheriv('aes-256-gcm', keyFor(salt), Buffer.from(nonce, 'base64'), options)
        decipher.setAAD(Buffer.from(name)).setAuthTag(Buffer.from(tag, 'base64'))
        const bytes = Buffer.concat([decipher.update(Buffer.from(text, 'base64')), decipher.final()])
        return JSON.parse(bytes.toString('utf8'))
      } catch {
        throw new KeyRingError(
          'kek-wrong',
          `EXCELSIOR_KEK does not open the key file ${name}: it is another key, or the file was changed.`,
        )
      }
    },
    isOutdated: (envelope) => 'open' in envelope,
  }
}

const plain: Seal = {
  close: (_name, content) => ({ open: content }),
  open(name, envelope) {
    if ('open' in envelope) return envelope.open
    throw new KeyRingError('kek-missing', `The key file ${name} is encrypted: set EXCELSIOR_KEK.`)
  },
  isOutdated: () => false,
}

function secretOf(kek: string): (salt: Buffer) => Buffer {
  const text = kek.trim()
  const bytes = /^[A-Za-z0-9+/_-]{43}=?$/.test(text) ? Buffer.from(text, 'base64') : undefined
  if (bytes?.length === 32)
    return (salt) => Buffer.from(hkdfSync('sha256', bytes, salt, 'excelsior-pass key files', 32))
  if (text.length >= SHORTEST_PASSPHRASE) return (salt) => scryptSync(text.normalize('NFC'), salt, 32, SCRYPT)
  throw new KeyRingError(
    'kek-weak',
    `EXCELSIOR_KEK is neither 32 bytes in base64 nor a passphrase of at least ${SHORTEST_PASSPHRASE} characters.`,
  )
}
