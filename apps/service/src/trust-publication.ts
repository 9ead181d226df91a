import { idsAlike, type ListedKey, prefixBits } from '@excelsior/credentials'
import type { Instant } from '@excelsior/domain'
import { LIST_GOOD_FOR_MS, MANY_REVOKED, type TrustFacts } from '@excelsior/keys'
import type { Store } from '@excelsior/store'
import { federated, readTrustSources, trustSourcesState } from './federation/trust-sources.ts'
import type { Installation } from './installation.ts'

/** A list is signed anew so often at the least; it is good for a week. */
const RESIGN_AFTER = 3_600_000
/** From half of its time on it is told that nobody could sign it anew, and again after so long. */
const WARN_AFTER = LIST_GOOD_FOR_MS / 2
const WARN_AGAIN = 24 * 3_600_000
/** And so often at the most, whatever changes. */
const LOOK_AFTER = 5_000

export interface Publisher
  extends Pick<Installation, 'store' | 'keyRing' | 'policy' | 'acceptance' | 'issuer'> {
  /** By which credentials in other wallets call us. */
  readonly address?: string
  /** Where those lie whose word we take for who else may sign; absent: nobody. */
  readonly dataDir?: string
  /** Who signs our files of Apple Wallet: `walletSignersIn`. */
  readonly walletSigners?: readonly ListedKey[]
}

/**
 * The trust list that everybody is given: signed again when keys, rules or revocations changed, and long before
 * it ages. Undefined where it cannot be signed now and none that is still good is at hand. `warn` is told, with the
 * instant from which there is none, when half of that time is over.
 */
export function createTrustPublication(
  publisher: Publisher,
  now: () => Instant,
  warn: (end: Instant) => void = () => undefined,
): () => Promise<string | undefined> {
  let published: { readonly list: string; readonly at: Instant; readonly facts: string } | undefined
  let lookedAt = Number.NEGATIVE_INFINITY
  let looking: Promise<void> | undefined
  let warnedAt = Number.NEGATIVE_INFINITY

  async function look(at: Instant): Promise<void> {
    lookedAt = at
    const { issuer, policy, keyRing, store, dataDir } = publisher
    const lines = [keyRing, keyRing.sdJwt, keyRing.healthCards, keyRing.documentSigners]
    const keys = lines.flatMap((line) => line.list(at)).map(({ keyId, state }) => [keyId, state])
    const sources = dataDir === undefined ? '' : await trustSourcesState(dataDir)
    const revoked = await store.passes.revokedState(at)
    const root = keyRing.root.signer.keyId
    const state = JSON.stringify([issuer, policy().version, root, keys, sources, revoked])
    if (published && published.facts === state && at - published.at < RESIGN_AFTER && at >= published.at)
      return
    const facts = await trustFacts(publisher, at)
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
    if (published && at - published.at >= WARN_AFTER && at - warnedAt >= WARN_AGAIN) {
      warnedAt = at
      warn((published.at + LIST_GOOD_FOR_MS) as Instant)
    }
    return published && at - published.at < LIST_GOOD_FOR_MS ? published.list : undefined
  }
}

/** What our trust list says besides our keys: ourselves, the rules, what was revoked, and whom else we trust. */
export async function trustFacts(
  { store, policy, acceptance, issuer, address, dataDir, walletSigners = [] }: Publisher,
  at: Instant,
): Promise<TrustFacts> {
  const decision = policy()
  const { zone, venues } = decision
  const { issuers, ...withdrawn } = federated(dataDir === undefined ? [] : await readTrustSources(dataDir))
  return {
    issuer,
    ...(address !== undefined && { address }),
    otherIssuers: issuers,
    walletSigners,
    withdrawn,
    rules: {
      zone: zone.name,
      accepts: venues.passTypes,
      photoIdFrom: venues.photoIdFromAge,
      acceptance: { policy: acceptance, decision },
    },
    ...(await revocationFacts(store.passes, at)),
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
