import { arrayIn, isJsonObject, type Json, type JsonObject, parseJson } from '../encoding/json.ts'
import { thumbprint } from '../key-id.ts'
import { LIMITS } from '../limits.ts'
import type { PublicJwk } from '../signing.ts'
import { isP256 } from '../trust/p256.ts'
import type { LeftOutKey } from '../trust/trust.ts'
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

export interface HealthCardIssuer {
  /** As `trustOf` takes it, which leaves out what is no P-256 key for signatures. */
  readonly issuer: ListedIssuer
  /** Keys that the framework forbids: with their private part, or under another id than their thumbprint. */
  readonly leftOut: readonly LeftOutKey[]
}

/**
 * One issuer with the keys of its key set (RFC 7517). Certificates (`x5c`) count for nothing: whom to believe is said
 * by who lists the issuer. Undefined where the text is no key set.
 */
export async function healthCardIssuer(
  { iss, name }: Pick<IssuerEntry, 'iss' | 'name'>,
  keySet: string,
): Promise<HealthCardIssuer | undefined> {
  const json = keySet.length <= LIMITS.trustListBytes ? parseJson(keySet, LIMITS.jsonDepth) : undefined
  if (!isJsonObject(json) || !Array.isArray(json.keys)) return undefined
  const keys = new Map<string, ListedKey>()
  const leftOut: LeftOutKey[] = []
  const published = new Set<string>()
  for (const jwk of arrayIn(json.keys)) {
    // What has no id that a trust list can hold, would keep that list from being signed.
    if (!isJsonObject(jwk) || typeof jwk.kid !== 'string' || !/^.{1,128}$/s.test(jwk.kid)) continue
    // The same key stands there once for each of its certificates.
    const { kid } = jwk
    const key = bareKey(jwk)
    const reason = await forbidden(jwk, key)
    if (reason) leftOut.push({ issuer: iss, keyId: kid, reason })
    if (reason === 'private-key') published.add(kid)
    if (reason) continue
    keys.set(`${kid} ${String(jwk.x)} ${String(jwk.y)}`, {
      kid,
      jwk: key,
      format: 'shc',
      usage: HEALTH_CARD_KINDS,
      ...(jwk.crlVersion !== undefined && { listsWithdrawn: true }),
    })
  }
  // The same key may stand there a second time, without its private part.
  const counting = [...keys.values()].filter(({ kid }) => !published.has(kid))
  return { issuer: { id: iss, name, keys: counting }, leftOut }
}

/** What it says of its use goes with it: `trustOf` looks, and the form is checked there. Its certificates stay behind. */
function bareKey({ kty, crv, x, y, use, alg }: JsonObject): PublicJwk {
  const members = Object.entries({ kty, crv, x, y, use, alg })
  return Object.fromEntries(members.filter(([, value]) => value !== undefined)) as unknown as PublicJwk
}

async function forbidden({ d, kid }: JsonObject, key: PublicJwk): Promise<LeftOutKey['reason'] | undefined> {
  if (d !== undefined) return 'private-key'
  return isP256(key) && kid !== (await thumbprint(key)) ? 'wrong-key-id' : undefined
}
