import { isJsonObject, type Json, parseJson } from '../encoding/json.ts'
import { LIMITS } from '../limits.ts'
import { isDemoIssuer } from './trust-from.ts'
import type { ListedIssuer } from './trust-list.ts'

/** Ourselves, as passes and the trust list name us. */
export type OwnIssuer = Omit<ListedIssuer, 'keys'>

/**
 * Reads data/trust/issuer.json: `{"issuer":{"id","name","jurisdiction"?},"demoIssuer":{…}}`, of which a demonstration
 * takes the second. Undefined where the file is not of this kind, or the names are mixed up.
 */
export function readOwnIssuer(text: string, demo: boolean): OwnIssuer | undefined {
  const json = parseJson(text, LIMITS.jsonDepth)
  if (!isJsonObject(json)) return undefined
  const issuer = issuerIn(demo ? json.demoIssuer : json.issuer)
  return issuer && isDemoIssuer(issuer.id) === demo ? issuer : undefined
}

function issuerIn(json: Json | undefined): OwnIssuer | undefined {
  if (!isJsonObject(json)) return undefined
  const { id, name, jurisdiction } = json
  if (!isText(id, 64) || !isText(name, 200)) return undefined
  if (jurisdiction === undefined) return { id, name }
  return isText(jurisdiction, 6) ? { id, name, jurisdiction } : undefined
}

function isText(json: Json | undefined, longest: number): json is string {
  return typeof json === 'string' && json !== '' && json.length <= longest
}
