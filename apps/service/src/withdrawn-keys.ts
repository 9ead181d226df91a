import type { Instant } from '@excelsior/domain'
import type { KeyRing } from '@excelsior/keys'
import type { WithdrawnKey } from '@excelsior/store'

/** Keys whose passes are refused: a withdrawn key withdraws all of them. */
export function withdrawnKeys(keyRing: Pick<KeyRing, 'list'>, now: Instant): readonly WithdrawnKey[] {
  return keyRing
    .list(now)
    .flatMap(({ keyId, revokedAt }) => (revokedAt === undefined ? [] : [{ keyId, at: revokedAt }]))
}
