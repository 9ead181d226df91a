import { arrayIn, isJsonObject, type Json, parseJson } from '../encoding/json.ts'
import { LIMITS } from '../limits.ts'
import type { PublicJwk } from '../signing.ts'
import type { ListedIssuer, ListedKey } from '../trust/trust-list.ts'
import { isIssuer } from './health-card.ts'

/** What a card may be of: an issuer's keys sign all of it. */
export const HEALTH_CARD_KINDS: readonly string[] = ['vaccination', 'test', 'other']

export interface IssuerEntry {
  readonly iss: string
  readonly name: string
  /** The file of its key set, in the same folder. */
  readonly jwks: string
}

/**
 * Reads issuers.json: `[{"iss","name","jwks"}]`. Undefined where it is not of that form; a name of a file that leads
 * out of the folder is of no form.
 */
export function readIssuerEntries(text: string): readonly IssuerEntry[] | undefined {
  const json = text.length <= LIMITS.trustListBytes ? parseJson(text, LIMITS.jsonDepth) : undefined
  if (!Array.isArray(json)) return undefined
  const entries: IssuerEntry[] = []
  for (const entry of arrayIn(json as Json)) {
    if (!isJsonObject(entry)) return undefined
    const { iss, name, jwks } = entry
    if (!isIssuer(iss) || typeof name !== 'string' || typeof jwks !== 'string') return undefined
    if (!/^\w[\w.-]{0,99}$/.test(jwks)) return undefined
    entries.push({ iss, name: name.trim() || iss, jwks })
  }
  return entries
}

/**
 * One issuer with the keys of its key set (RFC 7517), as `trustOf` takes them, which leaves out what is no P-256 key
 * for signatures. Certificates (`x5c`) count for nothing: whom to believe is said by who lists the issuer. Undefined
 * where the text is no key set.
 */
export function healthCardIssuer(
  { iss, name }: Pick<IssuerEntry, 'iss' | 'name'>,
  keySet: string,
): ListedIssuer | undefined {
  const json = keySet.length <= LIMITS.trustListBytes ? parseJson(keySet, LIMITS.jsonDepth) : undefined
  if (!isJsonObject(json) || !Array.isArray(json.keys)) return undefined
  const keys = new Map<string, ListedKey>()
  for (const jwk of arrayIn(json.keys)) {
    if (!isJsonObject(jwk) || typeof jwk.kid !== 'string') continue
    // The same key stands there once for each of its certificates.
    const { kid } = jwk
    keys.set(`${kid} ${String(jwk.x)} ${String(jwk.y)}`, {
      kid,
      // What it says of its use goes with it: `trustOf` looks, and the form is checked there.
      jwk: jwk as unknown as PublicJwk,
      format: 'shc',
      usage: HEALTH_CARD_KINDS,
    })
  }
  return { id: iss, name, keys: Array.from(keys.values()) }
}
