import type { Instant } from '@excelsior/domain'
import { LIST_GOOD_FOR_MS } from '@excelsior/keys'
import type { Installation } from './installation.ts'

/** A list is signed anew so often at the least; it is good for a week. */
const RESIGN_AFTER = 3_600_000
/** And so often at the most, whatever changes. */
const LOOK_AFTER = 5_000

/**
 * The trust list that everybody is given: signed again when keys, rules or revocations changed, and long before
 * it ages. Undefined where it cannot be signed now and none that is still good is at hand.
 */
export function createTrustPublication(
  { store, keyRing, policy, issuer }: Pick<Installation, 'store' | 'keyRing' | 'policy' | 'issuer'>,
  now: () => Instant,
): () => Promise<string | undefined> {
  let published: { readonly list: string; readonly at: Instant; readonly facts: string } | undefined
  let lookedAt = Number.NEGATIVE_INFINITY
  let looking: Promise<void> | undefined

  async function look(at: Instant): Promise<void> {
    lookedAt = at
    const { zone, venues } = policy()
    const facts = {
      issuer,
      rules: { zone: zone.name, accepts: venues.passTypes, photoIdFrom: venues.photoIdFromAge },
      revokedPasses: (await store.passes.revoked(at)).map(({ passId }) =>
        Buffer.from(passId).toString('hex'),
      ),
    }
    const state = JSON.stringify([facts, keyRing.list(at).map(({ keyId, state }) => [keyId, state])])
    if (published && published.facts === state && at - published.at < RESIGN_AFTER && at >= published.at)
      return
    published = { list: await keyRing.trustList(facts, at), at, facts: state }
  }

  return async () => {
    const at = now()
    if (Math.abs(at - lookedAt) >= LOOK_AFTER) {
      looking ??= look(at).finally(() => {
        looking = undefined
      })
    }
    // A list in hand stays good while the database is away: verifiers must not go blind with it.
    await looking?.catch(() => undefined)
    return published && at - published.at < LIST_GOOD_FOR_MS ? published.list : undefined
  }
}
