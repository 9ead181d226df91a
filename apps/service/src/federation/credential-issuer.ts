import { type Json, type LeftOutKey, LIMITS, type ListedKey, parseJson } from '@excelsior/credentials'
import { type Instant, PASS_TYPES } from '@excelsior/domain'
import { isThisMachine, outsideAddress } from './fetch-outside.ts'
import { type TrustSource, UNDATED_GOOD_FOR } from './trust-source.ts'

/** What is kept of an issuer of SD-JWT VCs: what it publishes of itself (SD-JWT VC, section 5). */
export interface CredentialIssuerOnFile {
  readonly metadata: string
  /** Where its keys lie beside the metadata. */
  readonly keySet?: string
}

const WELL_KNOWN = '/.well-known/jwt-vc-issuer'
export const METADATA_BYTES = 256 * 1024
const MOST_KEYS = 64

export interface IssuerMetadata {
  readonly iss: string
  /** Where its keys are, if they do not stand here. */
  readonly keysAt?: URL
  /** Which status lists there are (Token Status List, section 9). */
  readonly statusListsAt?: URL
  readonly keys?: Json
}

/**
 * Undefined for what is no metadata of an issuer, or not of the one at this address: nothing signs it, so it speaks
 * for the address that it came from and no other. `address`: undefined of a file, which whoever adds it vouches for.
 */
export function readIssuerMetadata(text: string, address: URL | undefined): IssuerMetadata | undefined {
  const json = text.length <= METADATA_BYTES ? parseJson(text, LIMITS.jsonDepth) : undefined
  if (!isObject(json)) return undefined
  const { issuer: iss, jwks, jwks_uri, status_list_aggregation_endpoint } = json
  if (typeof iss !== 'string' || iss.length > 200 || /[?#\s\\]/.test(iss) || iss.endsWith('/'))
    return undefined
  const own = outsideAddress(iss)
  // As addresses are written: it is shown, and letters of other scripts, or `/../`, would show another's.
  if (!own || own.href.replace(/\/$/, '') !== iss) return undefined
  if (address && !isMetadataOf(own, address)) return undefined
  const mayBeHere = !address || isThisMachine(address)
  const addressIn = (value: Json | undefined): URL | undefined => {
    const url = typeof value === 'string' && value.length <= 500 ? outsideAddress(value) : undefined
    return url && (mayBeHere || !isThisMachine(url)) ? url : undefined
  }
  const keysAt = addressIn(jwks_uri)
  // One of the two, by the standard.
  if (!isObject(jwks) === !keysAt) return undefined
  const statusListsAt = addressIn(status_list_aggregation_endpoint)
  // An address that nobody may ask is none: a credential that names a list then cannot be checked.
  return {
    iss,
    ...(keysAt ? { keysAt } : { keys: jwks! }),
    ...(statusListsAt ? { statusListsAt } : {}),
  }
}

const isMetadataOf = (own: URL, address: URL): boolean =>
  own.origin === address.origin &&
  address.pathname === `${WELL_KNOWN}${own.pathname === '/' ? '' : own.pathname}` &&
  address.search === ''

/** Undefined where what is on file is not what was put there, or has no keys. */
export function credentialIssuerSource(
  { metadata, keySet }: CredentialIssuerOnFile,
  id: string,
  source: string,
  takenAt: Instant,
): TrustSource | undefined {
  const read = readIssuerMetadata(metadata, outsideAddress(source))
  const set = keySet === undefined ? read?.keys : parseJson(keySet, LIMITS.jsonDepth)
  if (!read || !isObject(set) || !Array.isArray(set.keys) || set.keys.length > MOST_KEYS) return undefined
  const { iss } = read
  const keys: ListedKey[] = []
  const leftOut: LeftOutKey[] = []
  for (const jwk of set.keys as readonly Json[]) {
    if (!isObject(jwk) || !isText(jwk.kid, 128)) {
      leftOut.push({ issuer: iss, keyId: '', reason: 'wrong-key-id' })
      continue
    }
    const { kid } = jwk
    if ('d' in jwk) leftOut.push({ issuer: iss, keyId: kid, reason: 'private-key' })
    else if (!isOnP256(jwk)) leftOut.push({ issuer: iss, keyId: kid, reason: 'not-a-p256-key' })
    else keys.push({ kid, jwk: publicPart(jwk), format: 'sd-jwt', usage: KINDS })
  }
  if (keys.length === 0) return undefined
  const goodUntil = (takenAt + UNDATED_GOOD_FOR) as Instant
  // Its own word for what it is called counts for nothing on the screens: its address does.
  const name = iss.replace(/^https?:\/\//, '')
  const dated = { issuedAt: takenAt, nextUpdate: goodUntil, passes: [] }
  return {
    id,
    kind: 'credentials',
    source,
    takenAt,
    goodUntil,
    version: null,
    demo: false,
    issuers: [{ id: iss, name, keys, source: dated }],
    ...(read.statusListsAt ? { statusListsAt: read.statusListsAt } : {}),
    leftOut,
  }
}

/** What a credential may be of: its issuer's keys sign all of it. Whether it stands for anything, others say. */
const KINDS: readonly string[] = ['other', ...PASS_TYPES]

const publicPart = ({ kty, crv, x, y, use, alg }: JsonRecord): ListedKey['jwk'] =>
  ({ kty, crv, x, y, ...(use === undefined ? {} : { use }), ...(alg === undefined ? {} : { alg }) }) as never

const isOnP256 = ({ kty, crv, x, y }: JsonRecord): boolean =>
  kty === 'EC' && crv === 'P-256' && isText(x, 43) && isText(y, 43)

type JsonRecord = { readonly [name: string]: Json }
const isObject = (json: Json | undefined): json is JsonRecord =>
  typeof json === 'object' && json !== null && !Array.isArray(json)
const isText = (json: Json | undefined, longest: number): json is string =>
  typeof json === 'string' && json !== '' && json.length <= longest
