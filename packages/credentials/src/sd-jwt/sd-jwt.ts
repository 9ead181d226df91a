import { type Instant, PASS_TYPES, type PartialDate, parsePartialDate } from '@excelsior/domain'
import { decodeHex } from '../encoding/hex.ts'
import { isJsonObject, type Json, type JsonObject } from '../encoding/json.ts'
import { encodeUtf8 } from '../encoding/utf8.ts'
import type { CredentialFormat, Opened, Opening } from '../format.ts'
import { SD_JWT } from '../format-heads.ts'
import { type CompactJws, openCompactJws, readJson } from '../jws.ts'
import type { Limits } from '../limits.ts'
import type { Digester, PublicJwk } from '../signing.ts'
import { isP256 } from '../trust/p256.ts'
import type { Holder } from '../verdict.ts'
import { webCryptoDigest } from '../web-crypto.ts'
import { type Disclosed, disclosed, readDisclosures } from './disclosures.ts'
import { readKeyBinding } from './key-binding.ts'
import { instantOfSeconds } from './seconds.ts'
import { statusName } from './status-revocation.ts'

/** What a pass of ours is called among credentials (`vct`). */
export const PASS_VCT = 'urn:excelsior:pass:1'
/** The second is what it was called until November 2024; wallets still hold such. */
const TYPES: ReadonlySet<Json | undefined> = new Set(['dc+sd-jwt', 'vc+sd-jwt'])

const MOST_DISCLOSURES = 128
const LONGEST_ISSUER = 200
const LONGEST_URI = 500

const UNSTRUCTURED = { ok: false, where: 'structure' } as const

/** SD-JWT VC, with or without its holder's signature (RFC 9901): docs/standards.md. */
export const sdJwt: CredentialFormat = {
  ...SD_JWT,
  open: (text, limits, digest = webCryptoDigest) => {
    // A text of nothing but tildes is told by counting, before anything is taken apart.
    let parts = 0
    for (
      let at = text.indexOf('~');
      at !== -1 && parts <= MOST_DISCLOSURES + 1;
      at = text.indexOf('~', at + 1)
    )
      parts++
    return parts > MOST_DISCLOSURES + 1 ? { ok: false, where: 'size' } : open(text, limits, digest)
  },
}

async function open(text: string, limits: Limits, digest: Digester): Promise<Opening> {
  const [first = '', ...disclosures] = text.split('~')
  const last = disclosures.pop() ?? ''
  const bytes = encodeUtf8(text)
  const jws = openCompactJws(first, limits, bytes)
  if (!jws) return { ok: false, where: 'digits' }
  if (!TYPES.has(jws.header.typ) || jws.keyId === undefined) return UNSTRUCTURED
  const payload = readJson(jws.payload, limits)
  if (!isJsonObject(payload)) return UNSTRUCTURED
  const read = readDisclosures(disclosures, bytes, first.length + 1, limits, digest)
  const byDigest = read instanceof Promise ? await read : read
  const content = byDigest && disclosed(payload, byDigest, disclosures.length, limits)
  const opened = content && contentOf(content, jws, jws.keyId)
  if (!opened) return UNSTRUCTURED
  const jwk = holderKeyIn(content.clear.cnf)
  if (jwk === 'malformed') return UNSTRUCTURED
  if (last === '') {
    if (jwk) opened.holderKey = { jwk, required: false }
    return opened
  }
  // What its holder signed names that key; a signature by a key that nobody vouched for is worth nothing.
  const presented = text.slice(0, text.length - last.length)
  const proof = jwk && (await readKeyBinding(last, presented, limits, digest))
  if (!proof) return UNSTRUCTURED
  opened.holderKey = { jwk, required: true, proof }
  return opened
}

function contentOf(
  { clear: content, shown }: Disclosed,
  jws: CompactJws,
  keyId: string,
): { -readonly [Name in keyof Opened]: Opened[Name] } | undefined {
  const { iss, vct, aud } = content
  // A token for somebody named is for nobody else (RFC 7519, section 4.1.3).
  if (typeof vct !== 'string' || vct === '' || aud !== undefined) return undefined
  if (typeof iss !== 'string' || iss === '' || iss.length > LONGEST_ISSUER) return undefined
  const notBefore = instantIn(content.nbf)
  const issued = instantIn('iat' in shown ? shown.iat : content.iat)
  const expires = instantIn(content.exp)
  if (notBefore === undefined || issued === undefined || expires === undefined) return undefined
  const issuedAt = issued ?? notBefore
  if (issuedAt === null) return undefined

  const ids = idsIn(content)
  const person = personIn(content, shown)
  const holder = holderIn(person)
  if (!ids || !holder) return undefined
  const ours = vct === PASS_VCT
  // Our passes end, and can be withdrawn.
  if (ours && (expires === null || !ids.some(isPassId))) return undefined
  const type = person.pass_type
  if (ours && type !== undefined && !PASS_TYPES.some((known) => known === type)) return undefined
  const opened: { -readonly [Name in keyof Opened]: Opened[Name] } = {
    ok: true,
    issuer: iss,
    keyId,
    algorithm: jws.algorithm,
    signature: jws.signature,
    signed: jws.signed,
    kind: ours && typeof type === 'string' ? type : 'other',
    ids,
    holder,
    issuedAt,
    notBefore: notBefore ?? issuedAt,
    expires,
  }
  if (ours) opened.statesPass = withheld(person) ? 'in-part' : 'whole'
  return opened
}

/** `null`: absent. Undefined: no such date. */
function instantIn(value: Json | undefined): Instant | null | undefined {
  return value === undefined ? null : instantOfSeconds(value)
}

/** Our own pass id, and the place in a status list (Token Status List, section 6.2). */
function idsIn({ jti, vct, status }: JsonObject): readonly string[] | undefined {
  const passIds = vct === PASS_VCT && isPassId(jti) ? [jti] : []
  if (status === undefined) return passIds
  const list = isJsonObject(status) ? status.status_list : undefined
  if (!isJsonObject(list)) return undefined // another way to withdraw it, of which nothing is known here
  const { idx, uri } = list
  if (typeof idx !== 'number' || !Number.isSafeInteger(idx) || idx < 0) return undefined
  if (typeof uri !== 'string' || uri === '' || uri.length > LONGEST_URI) return undefined
  return [...passIds, statusName(uri, idx)]
}

const isPassId = (value: Json | undefined): value is string =>
  typeof value === 'string' && value.length === 16 && decodeHex(value) !== undefined

type PersonalClaim = 'given_name' | 'family_name' | 'birthdate' | 'pass_type'
type Person = Readonly<Record<PersonalClaim, Json | undefined>>

/** Undefined for what is kept back. */
function personIn(clear: JsonObject, shown: JsonObject): Person {
  const claim = (name: PersonalClaim) => (name in shown ? shown[name] : clear[name])
  return {
    given_name: claim('given_name'),
    family_name: claim('family_name'),
    birthdate: claim('birthdate'),
    pass_type: claim('pass_type'),
  }
}

/** What is kept back is empty. Undefined for names or dates that are none. */
function holderIn({ given_name, family_name, birthdate }: Person): Holder | undefined {
  const name = (value: Json | undefined) => (value === undefined ? '' : value)
  const givenName = name(given_name)
  const familyName = name(family_name)
  if (typeof givenName !== 'string' || typeof familyName !== 'string') return undefined
  if (birthdate === undefined) return { givenName, familyName, birthDate: null }
  const born: PartialDate | undefined =
    typeof birthdate === 'string' ? parsePartialDate(birthdate) : undefined
  return born && { givenName, familyName, birthDate: born }
}

/** A pass bears names and a birth date, for without them it could be anybody's. */
const withheld = ({ given_name, family_name, birthdate, pass_type }: Person): boolean =>
  given_name === undefined ||
  family_name === undefined ||
  birthdate === undefined ||
  pass_type === undefined ||
  (given_name === '' && family_name === '')

/** Undefined where there is none, or one of another kind, of which nothing can be checked here. */
function holderKeyIn(confirmation: Json | undefined): PublicJwk | undefined | 'malformed' {
  if (confirmation === undefined) return undefined
  const jwk = isJsonObject(confirmation) ? confirmation.jwk : undefined
  if (!isJsonObject(confirmation) || (jwk !== undefined && !isJsonObject(jwk))) return 'malformed'
  if (jwk === undefined || jwk.kty !== 'EC' || jwk.crv !== 'P-256') return undefined
  return readHolderJwk(jwk) ?? 'malformed'
}

/** A P-256 key with which somebody signs; undefined for all else. */
export function readHolderJwk(json: Json | undefined): PublicJwk | undefined {
  if (!isJsonObject(json)) return undefined
  const key = json as JsonObject & PublicJwk
  if (!isP256(key)) return undefined
  const { kty, crv, x, y } = key
  return { kty, crv, x, y }
}
