import { idsAlike, prefixBits } from '@excelsior/credentials'
import type { Instant } from '@excelsior/domain'
import { LIST_GOOD_FOR_MS, MANY_REVOKED } from '@excelsior/keys'
import type { Store } from '@excelsior/store'
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
  {
    store,
    keyRing,
    policy,
    acceptance,
    issuer,
    address,
  }: Pick<Installation, 'store' | 'keyRing' | 'policy' | 'acceptance' | 'issuer'> & {
    /** By which credentials in other wallets call us. */
    readonly address?: string
  },
  now: () => Instant,
): () => Promise<string | undefined> {
  let published: { readonly list: string; readonly at: Instant; readonly facts: string } | undefined
  let lookedAt = Number.NEGATIVE_INFINITY
  let looking: Promise<void> | undefined

  async function look(at: Instant): Promise<void> {
    lookedAt = at
    const decision = policy()
    const { zone, venues, version } = decision
    const keys = [...keyRing.list(at), ...keyRing.sdJwt.list(at)].map(({ keyId, state }) => [keyId, state])
    const state = JSON.stringify([issuer, version, keys, await store.passes.revokedState(at)])
    if (published && published.facts === state && at - published.at < RESIGN_AFTER && at >= published.at)
      return
    const facts = {
      issuer,
      ...(address !== undefined && { address }),
      rules: {
        zone: zone.name,
        accepts: venues.passTypes,
        photoIdFrom: venues.photoIdFromAge,
        acceptance: { policy: acceptance, decision },
      },
      ...(await revocationFacts(store.passes, at)),
    }
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

async function revocationFacts(passes: Pick<Store['passes'], 'revoked' | 'notRevokedWithin'>, at: Instant) {
  const revokedPasses = (await passes.revoked(at)).map(({ passId }) => Buffer.from(passId).toString('hex'))
  if (revokedPasses.length <= MANY_REVOKED) return { revokedPasses }
  // One more: the canary.
  const bits = prefixBits(revokedPasses.length + 1)
  const ranges = revokedPasses.map((id) => {
    const { low, high } = idsAlike(id, bits)
    return { low: Buffer.from(low, 'hex'), high: Buffer.from(high, 'hex') }
  })
  const beginningAlike = (await passes.notRevokedWithin(ranges, at)).map((id) =>
    Buffer.from(id).toString('hex'),
  )
  return { revokedPasses, beginningAlike }
}
