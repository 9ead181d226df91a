import { randomBytes } from 'node:crypto'
import { issueSdJwt, type PublicJwk, passIdOf } from '@excelsior/credentials'
import type { Instant, PassContent } from '@excelsior/domain'
import { type KeyRing, nodeChecker } from '@excelsior/keys'
import type { Store } from '@excelsior/store'
import { placeOf } from './status-places.ts'

/** Issue times lie this far back, so that a door phone with a slow clock takes a pass made just now. */
const BACKDATED = 3 * 60_000
/** Issue times are whole quarters of an hour: two credentials that were made at once are not known by it. */
const ROUNDED = 15 * 60_000
const PASS_ID_BYTES = 8

export const STATUS_LISTS_PATH = '/credentials/status'
export const statusListPath = (list: number): string => `${STATUS_LISTS_PATH}/${list}`

export interface SdJwtToSign {
  readonly content: PassContent
  readonly holderKey?: PublicJwk
}

export interface SignedSdJwt {
  readonly text: string
  readonly passId: string
}

export interface SdJwtIssuer {
  /**
   * Writes the intent of all, then signs. `origin`: the id of the pass that they are made of, with which they are
   * withdrawn. Undefined where that one is over, withdrawn or unknown. Rejects with `StoreUnavailable`: no row, no pass.
   */
  issue(
    credentials: readonly SdJwtToSign[],
    origin: string | undefined,
    now: Instant,
  ): Promise<readonly SignedSdJwt[] | undefined>
}

export interface SdJwtIssuerParts {
  readonly store: Pick<Store, 'walletCredentials'>
  readonly keyRing: Pick<KeyRing, 'sdJwt' | 'secrets'>
  /** The address by which credentials call us, without a slash at its end. */
  readonly publicUrl: string
}

export function createSdJwtIssuer({ store, keyRing, publicUrl }: SdJwtIssuerParts): SdJwtIssuer {
  return {
    async issue(credentials, origin, now) {
      const signer = keyRing.sdJwt.signer(now)
      const ids = credentials.map(() => randomBytes(PASS_ID_BYTES))
      const intents = credentials.map(({ content: { type, expires } }, index) => ({
        passId: ids[index]!,
        keyId: signer.keyId,
        type,
        expires,
      }))
      const of = origin === undefined ? undefined : Buffer.from(origin, 'hex')
      const numbers = await store.walletCredentials.intend(intents, of, now)
      if (!numbers) return undefined
      const issuedAt = (Math.floor((now - BACKDATED) / ROUNDED) * ROUNDED) as Instant
      return Promise.all(
        credentials.map(async ({ content, holderKey }, index) => {
          const passId = passIdOf(ids[index]!)
          const { list, index: place } = placeOf(numbers[index]!, keyRing.secrets.statusKey)
          const status = { uri: publicUrl + statusListPath(list), index: place }
          const credential = {
            ...content,
            passId,
            issuer: publicUrl,
            issuedAt,
            status,
            ...(holderKey && { holderKey }),
          }
          const text = await issueSdJwt(credential, signer, randomBytes, nodeChecker.digest)
          return { text, passId }
        }),
      )
    },
  }
}
