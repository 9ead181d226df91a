import type { Instant } from '@excelsior/domain'
import type { ForeignRevocation } from '../trust/trust.ts'

/** A status list whose signature was checked. */
export interface StatusList {
  /** Where it was fetched from; its own `sub` is the same. */
  readonly uri: string
  /** The issuer in the trust list whose key signed it: it speaks for no other. */
  readonly issuer: string
  /** Exclusive. */
  readonly expires: Instant
  /** 0: valid. Undefined beyond its end. */
  statusAt(index: number): number | undefined
}

/** One name for a place in a list, among the ids of a credential. */
export const statusName = (uri: string, index: number): string => `${index} ${uri}`

function placeIn(id: string): { readonly uri: string; readonly index: number } | undefined {
  const blank = id.indexOf(' ')
  return blank < 0 ? undefined : { uri: id.slice(blank + 1), index: Number(id.slice(0, blank)) }
}

/**
 * By status lists that somebody fetched beforehand. A credential that names a list which is not among them, or is too
 * old, comes out as `unknown`. Passes by the rules that count here are withdrawn by the trust list itself: they are
 * looked for in status lists only where `passes` says so, as for a verifier that has nothing else.
 */
export function statusRevocation(
  lists: readonly StatusList[],
  passes: 'asked' | 'not-asked' = 'not-asked',
): ForeignRevocation {
  // By both: who names another's list as one of its own, does not take its place.
  const nameOf = (issuer: string, uri: string) => `${issuer} ${uri}`
  const byName = new Map(lists.map((list) => [nameOf(list.issuer, list.uri), list]))
  return {
    stateOf({ ids }, key, now) {
      for (const id of ids) {
        const place = placeIn(id)
        if (!place || (key.statesPasses && passes === 'not-asked')) continue
        const list = byName.get(nameOf(key.issuer.id, place.uri))
        const status = list && now < list.expires ? list.statusAt(place.index) : undefined
        if (status === undefined) return 'unknown'
        if (status !== 0) return 'revoked' // suspended is not valid either
      }
      return 'not-revoked'
    },
  }
}
