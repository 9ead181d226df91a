import type { Instant } from '@excelsior/domain'
import { arrayIn, isJsonObject, type Json, parseJson } from '../encoding/json.ts'
import { LIMITS } from '../limits.ts'
import { type ForeignRevocation, keyIndex } from '../trust/trust.ts'
import { isRevocationId } from './revocation-id.ts'

/** The cards that one key of an issuer signed and that were withdrawn. */
export interface CardRevocationList {
  readonly keyId: string
  /** Rises with every change. */
  readonly counter: number
  /** By revocation id: all cards of that id (`null`), or those from before the instant. */
  readonly revoked: ReadonlyMap<string, Instant | null>
}

/**
 * Reads `/.well-known/crl/<kid>.json`. Undefined where any part of it is not as the framework has it: a list counts
 * whole or not at all.
 */
export function readCardRevocationList(text: string): CardRevocationList | undefined {
  const json = text.length <= LIMITS.trustListBytes ? parseJson(text, LIMITS.jsonDepth) : undefined
  if (!isJsonObject(json)) return undefined
  const { kid, method, ctr, rids } = json
  if (typeof kid !== 'string' || kid === '' || method !== 'rid' || !Array.isArray(rids)) return undefined
  if (typeof ctr !== 'number' || !Number.isSafeInteger(ctr) || ctr < 0) return undefined
  const revoked = new Map<string, Instant | null>()
  for (const entry of arrayIn(rids as Json)) {
    const read = entryOf(entry)
    if (!read) return undefined
    const [id, before] = read
    const known = revoked.get(id)
    // Of two entries for one id the one that withdraws more counts.
    if (known === null) continue
    revoked.set(id, before === null || known === undefined ? before : (Math.max(known, before) as Instant))
  }
  return { keyId: kid, counter: ctr, revoked }
}

/** `id`, or `id.seconds`. */
function entryOf(entry: Json): readonly [string, Instant | null] | undefined {
  if (typeof entry !== 'string') return undefined
  const dot = entry.indexOf('.')
  const id = dot < 0 ? entry : entry.slice(0, dot)
  if (!isRevocationId(id)) return undefined
  if (dot < 0) return [id, null]
  const seconds = entry.slice(dot + 1)
  return /^\d{1,10}(\.\d{1,6})?$/.test(seconds) ? [id, (Number(seconds) * 1000) as Instant] : undefined
}

/** The file that says which cards of a key were withdrawn. */
export function cardRevocationList(keyId: string, counter: number, ids: readonly string[]): string {
  return JSON.stringify({ kid: keyId, method: 'rid', ctr: counter, rids: ids })
}

/** What these lists say. A key without one has withdrawn nothing that is known of, or that has to be asked first. */
export function healthCardRevocation(
  lists: readonly { readonly issuer: string; readonly list: CardRevocationList }[],
): ForeignRevocation {
  const byKey = new Map(lists.map(({ issuer, list }) => [keyIndex('shc', issuer, list.keyId), list.revoked]))
  return {
    stateOf({ ids, issuer, notBefore }, { keyId, listNeeded }) {
      const revoked = byKey.get(keyIndex('shc', issuer, keyId))
      if (!revoked && listNeeded && ids.length > 0) return 'unknown'
      for (const id of ids) {
        const before = revoked?.get(id)
        if (before === null || (before !== undefined && notBefore < before)) return 'revoked'
      }
      return 'not-revoked'
    },
  }
}
