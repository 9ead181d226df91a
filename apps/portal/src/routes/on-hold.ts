import { randomBytes } from 'node:crypto'

/** Answers chosen and a code typed, by field. */
export type Secret = Readonly<Record<string, string>>

export interface Hold {
  /** A name for it, that says nothing. */
  put(secret: Secret): string
  get(name: string): Secret | undefined
}

/**
 * What was sent with something missing, for the page that says so and is fetched next. Answers and codes are to be
 * in no cookie, no address and no table: they wait in this memory, briefly. Where they are gone, or another process
 * is asked, the page comes without them.
 */
export function createHold(keepMilliseconds: number, atMost = 1000): Hold {
  const held = new Map<string, Secret>()
  return {
    put(secret) {
      const [oldest] = held.keys()
      if (oldest !== undefined && held.size >= atMost) held.delete(oldest)
      const name = randomBytes(16).toString('base64url')
      held.set(name, secret)
      setTimeout(() => held.delete(name), keepMilliseconds).unref()
      return name
    },
    get: (name) => held.get(name),
  }
}
