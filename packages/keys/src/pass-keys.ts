import type { PublicJwk, Signer } from '@excelsior/credentials'
import type { Instant } from '@excelsior/domain'

export type KeyState =
  /** In the trust list, so that scanners know it before the first pass bears it. */
  | 'published'
  /** Signs. */
  | 'in-use'
  /** Signs no more; its passes are still good. */
  | 'retired'
  /** Its last pass has expired: no longer in the trust list. */
  | 'dropped'
  /** Its passes are refused. */
  | 'revoked'

export interface KeyInfo {
  /** As in passes, see `passKeyId`. */
  readonly keyId: string
  readonly state: KeyState
  readonly jwk: PublicJwk
  readonly createdAt: Instant
  readonly useFrom: Instant
  /** When the next key takes over. */
  readonly retiredAt?: Instant
  /** Exclusive: from then on its signatures count no more. */
  readonly notAfter?: Instant
  readonly revokedAt?: Instant
}

/** A key as it lies in the ring: nothing in it changes, all else follows from the keys after it. */
export interface PassKey {
  readonly sequence: number
  readonly keyId: string
  readonly jwk: PublicJwk
  readonly signer: Signer
  readonly createdAt: Instant
  readonly useFrom: Instant
  readonly revokedAt?: Instant
}

/**
 * The newest whose time has come. Where that one is revoked, the next in line before its time, for scanners know it
 * already, else the one before. A clock that stands before all of them changes nothing: then it is the first.
 */
export function keyInUse(keys: readonly PassKey[], now: Instant): PassKey | undefined {
  const due = keys.findLast((key) => key.useFrom <= now) ?? keys[0]
  if (due === undefined || due.revokedAt === undefined) return due
  const usable = keys.filter((key) => key.revokedAt === undefined)
  return usable.find((key) => key.sequence > due.sequence) ?? usable.at(-1)
}

/** In order of sequence; `passLife` in milliseconds. */
export function keyInfos(keys: readonly PassKey[], now: Instant, passLife: number): KeyInfo[] {
  const current = keyInUse(keys, now)
  return keys.map((key, index) => {
    const next = keys
      .slice(index + 1)
      .find((later) => later.revokedAt === undefined || later.revokedAt > later.useFrom)
    const retiredAt = next && (Math.max(next.useFrom, key.useFrom) as Instant)
    const notAfter = retiredAt === undefined ? undefined : ((retiredAt + passLife) as Instant)
    const { keyId, jwk, createdAt, useFrom, revokedAt } = key
    return {
      keyId,
      state: stateOf(key, key === current, notAfter, now),
      jwk,
      createdAt,
      useFrom,
      ...(retiredAt === undefined ? {} : { retiredAt }),
      ...(notAfter === undefined ? {} : { notAfter }),
      ...(revokedAt === undefined ? {} : { revokedAt }),
    }
  })
}

function stateOf(key: PassKey, isCurrent: boolean, notAfter: Instant | undefined, now: Instant): KeyState {
  if (notAfter !== undefined && now >= notAfter) return 'dropped'
  if (key.revokedAt !== undefined) return 'revoked'
  if (isCurrent) return 'in-use'
  return now < key.useFrom ? 'published' : 'retired'
}
