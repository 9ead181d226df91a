import { cardRevocationList, revocationIdOf } from '@excelsior/credentials'
import type { Instant } from '@excelsior/domain'
import type { KeyInfo, KeyRing } from '@excelsior/keys'
import type { PassOnFile, Store } from '@excelsior/store'

/** What verifiers of health cards fetch, each as the framework has it. Undefined where it cannot be said now. */
export interface HealthCardPublication {
  /** The JSON of `/.well-known/jwks.json`. */
  keySet(): Promise<string | undefined>
  /** The JSON of `/.well-known/crl/<key>.json`; `unknown-key` where the key set has no such key. */
  revocationList(keyId: string): Promise<string | 'unknown-key' | undefined>
}

/** So often at the most the database is asked. */
const LOOK_AFTER = 5_000
/** From here seconds are counted, so that the counter is a small number: 2021-01-01T00:00:00Z. */
const COUNTER_EPOCH = 1_609_459_200

export function createHealthCardPublication(
  {
    store,
    keyRing,
  }: { readonly store: Pick<Store, 'passes'>; readonly keyRing: Pick<KeyRing, 'healthCards'> },
  now: () => Instant,
): HealthCardPublication {
  let known: Withdrawn | undefined
  let lookedAt = Number.NEGATIVE_INFINITY
  let looking: Promise<void> | undefined

  async function look(at: Instant): Promise<void> {
    // Whole seconds that are over: two states of the list never bear the same counter.
    const before = Math.floor(at / 1000) * 1000
    // Those that are over count for the counter, which must not fall when they leave the list.
    const ever = await store.passes.revoked(0 as Instant)
    const revoked = ever.filter(({ revoked: when }) => when !== undefined && when < before)
    const latest = revoked.reduce((last, { revoked: when = 0 }) => Math.max(last, when), COUNTER_EPOCH * 1000)
    known = {
      passes: revoked.filter(({ expires }) => expires > at),
      counter: Math.floor(latest / 1000) - COUNTER_EPOCH,
    }
    lookedAt = at
  }

  async function withdrawn(): Promise<Withdrawn | undefined> {
    const at = now()
    if (Math.abs(at - lookedAt) >= LOOK_AFTER) {
      looking ??= look(at).finally(() => {
        looking = undefined
      })
    }
    // What is in hand stays good while the database is away: verifiers must not go blind with it.
    await looking?.catch(() => undefined)
    return known
  }

  const keys = () => keyRing.healthCards.list(now()).filter(isPublished)
  return {
    async keySet() {
      const list = await withdrawn()
      return list && JSON.stringify({ keys: keys().map((key) => publicKey(key, list.counter)) })
    },
    async revocationList(keyId) {
      const published = keys()
      if (!published.some((key) => key.keyId === keyId)) return 'unknown-key'
      const list = await withdrawn()
      if (!list) return undefined
      const others = new Set(published.map((key) => key.keyId).filter((other) => other !== keyId))
      // A card that goes with a pass is withdrawn with it, whichever key signed the pass.
      const ids = list.passes.filter((pass) => !others.has(pass.keyId)).map(({ passId }) => ridOf(passId))
      return cardRevocationList(keyId, list.counter, ids)
    },
  }
}

interface Withdrawn {
  readonly passes: readonly Pick<PassOnFile, 'passId' | 'keyId'>[]
  /** The second of the latest withdrawal. */
  readonly counter: number
}

/** A withdrawn key is not published any more: verifiers then refuse all its cards. */
const isPublished = ({ state }: KeyInfo): boolean => state !== 'revoked' && state !== 'dropped'

const publicKey = ({ keyId, jwk }: KeyInfo, crlVersion: number) => ({
  kty: jwk.kty,
  kid: keyId,
  use: 'sig',
  alg: 'ES256',
  crv: jwk.crv,
  x: jwk.x,
  y: jwk.y,
  crlVersion,
})

const ridOf = (passId: Uint8Array): string => revocationIdOf(Buffer.from(passId).toString('hex'))
