import { randomBytes } from 'node:crypto'
import { issuePass, type PublicJwk, readHolderJwk, type Signer } from '@excelsior/credentials'
import type { Instant } from '@excelsior/domain'
import type { LivePasses } from '@excelsior/portal'
import type { Store } from '@excelsior/store'
import { BACKDATED, PASS_ID_BYTES } from './issuing.ts'
import { passIdIn } from './pass-id.ts'

/**
 * `signer` is asked anew for each pass. Each bound pass has its own id and row, and is withdrawn with the pass that it
 * is made of, by which its holder is known: who holds it, nothing here says.
 */
export function createLivePasses(
  store: Pick<Store, 'walletCredentials'>,
  issuer: string,
  signer: () => Signer,
): LivePasses {
  return {
    async bind(pass, key, now) {
      const holderKey = await holderKeyIn(key)
      if (!holderKey) return { kind: 'not-a-key' }
      const { type, givenName, familyName, birthDate, expires } = pass
      const passId = randomBytes(PASS_ID_BYTES)
      const signing = signer()
      const intent = { passId, keyId: signing.keyId, type, expires }
      if (!(await store.walletCredentials.intend([intent], await passIdIn(pass), now)))
        return { kind: 'over' }
      const issuedAt = (now - BACKDATED) as Instant
      const text = await issuePass(
        {
          ...{ type, givenName, familyName, birthDate, expires, issuer, holderKey },
          passId: passId.toString('hex'),
          issuedAt,
          notBefore: issuedAt,
        },
        signing,
      )
      return { kind: 'bound', text }
    },
  }
}

/** A public key alone, and a point of the curve: whoever sends a private one, is not to think that it was right. */
async function holderKeyIn(key: unknown): Promise<PublicJwk | undefined> {
  if (typeof key !== 'object' || key === null || 'd' in key) return undefined
  const jwk = readHolderJwk(key as Parameters<typeof readHolderJwk>[0])
  const imported =
    jwk &&
    (await crypto.subtle
      .importKey('jwk', { ...jwk }, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['verify'])
      .catch(() => undefined))
  return imported && jwk
}
