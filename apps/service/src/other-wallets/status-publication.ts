import { promisify } from 'node:util'
import { deflate } from 'node:zlib'
import { signStatusList } from '@excelsior/credentials'
import type { Instant } from '@excelsior/domain'
import type { KeyRing } from '@excelsior/keys'
import type { Store } from '@excelsior/store'
import { statusListPath } from './sd-jwt-issuer.ts'
import { LIST_SIZE, placeOf } from './status-places.ts'

const packed = promisify(deflate)

/** So long can a verifier go without the network, and so long may it keep a copy before it asks again, milliseconds. */
const GOOD_FOR = 24 * 3_600_000
export const STATUS_KEEP_FOR = 5 * 60_000
const SIGN_AFTER = STATUS_KEEP_FOR
const BACKDATED = 5 * 60_000
/** Lists in memory, of some kilobytes each: one that is asked for again and again is signed once in five minutes. */
const AT_HAND = 64

export interface StatusPublication {
  /** A status list token; undefined where there is no such list. Rejects where it has to be looked up and cannot be. */
  list(number: number): Promise<string | undefined>
  /** Addresses of all lists that there are. */
  all(): Promise<readonly string[]>
}

export function createStatusPublication(
  store: Pick<Store, 'walletCredentials'>,
  keyRing: Pick<KeyRing, 'sdJwt' | 'secrets'>,
  publicUrl: string,
  now: () => Instant,
): StatusPublication {
  const signed = new Map<number, { readonly token: Promise<string>; readonly at: Instant }>()

  async function sign(list: number, at: Instant): Promise<string> {
    const bits = new Uint8Array(LIST_SIZE / 8)
    for (const number of await store.walletCredentials.revokedBetween(
      list * LIST_SIZE,
      (list + 1) * LIST_SIZE,
    )) {
      const { index } = placeOf(number, keyRing.secrets.statusKey)
      bits[index >> 3]! |= 1 << (index & 7)
    }
    const content = {
      uri: publicUrl + statusListPath(list),
      issuer: publicUrl,
      issuedAt: (at - BACKDATED) as Instant,
      expires: (at + GOOD_FOR) as Instant,
      keepFor: STATUS_KEEP_FOR,
      packed: await packed(bits, { level: 9 }),
    }
    return signStatusList(content, keyRing.sdJwt.signer(at))
  }

  return {
    async all() {
      const next = await store.walletCredentials.nextNumber()
      const count = Math.max(1, Math.ceil(next / LIST_SIZE)) // the first is there before the first credential
      return Array.from({ length: count }, (_, number) => publicUrl + statusListPath(number))
    },
    async list(number) {
      const at = now()
      const known = signed.get(number)
      if (known && at - known.at < SIGN_AFTER && at >= known.at) return known.token
      // The first list is there before the first credential.
      if (number > 0 && number * LIST_SIZE >= (await store.walletCredentials.nextNumber())) return undefined
      const token = sign(number, at)
      signed.set(number, { token, at })
      token.catch(() => signed.delete(number))
      if (signed.size > AT_HAND) signed.delete(signed.keys().next().value ?? number)
      return token
    },
  }
}
