import { PASS_TYPES } from '@excelsior/domain'
import { decodeBase64url } from '../encoding/base64url.ts'
import { FORMATS } from '../formats.ts'
import { statusRevocation } from '../sd-jwt/status-revocation.ts'
import type { VerificationKey } from '../signing.ts'
import type { FormatName } from '../verdict.ts'
import { isP256 } from './p256.ts'
import { type RevocationFilter, readRevokedPrefixes } from './revoked-prefixes.ts'
import {
  type Acceptance,
  type ForeignRevocation,
  keyIndex,
  type LeftOutKey,
  type Trust,
  type TrustedIssuer,
  type TrustedKey,
} from './trust.ts'
import type { ListedIssuer, ListedKey, RevokedPasses, TrustListContent } from './trust-list.ts'

/** A trust list's content, or the same without date: keys at hand that do not age. */
export type TrustData = Omit<TrustListContent, 'version' | 'issuedAt' | 'nextUpdate'> & {
  readonly [part in 'version' | 'issuedAt' | 'nextUpdate']: TrustListContent[part] | null
}

export interface TrustParts {
  readonly revoked?: RevocationFilter
  readonly foreignRevocation?: ReadonlyMap<FormatName, ForeignRevocation>
  readonly acceptance?: Acceptance
}

/** A credential that names a list to ask is not good for want of it. */
const WITHOUT_LISTS: readonly (readonly [FormatName, ForeignRevocation])[] = [
  ['sd-jwt', statusRevocation([])],
  [
    'shc',
    { stateOf: ({ ids }, { listNeeded }) => (listNeeded && ids.length > 0 ? 'unknown' : 'not-revoked') },
  ],
]

/** Others' credentials are shown as genuine and not accepted. */
export const OWN_PASSES_ONLY: Acceptance = { judge: () => ({ accepted: false }) }

/**
 * With nothing of what a list says of others' credentials but what `parts` has of it. Throws a RangeError for a list of
 * revoked passes that cannot be read.
 */
export function trustFrom(data: TrustData, parts: TrustParts = {}): Trust {
  const revoked = parts.revoked ?? revocationFilter(data.revocation)
  if (!revoked) throw new RangeError('the list of revoked passes cannot be read')
  const issuers = new Map<string, TrustedIssuer>()
  const keys = new Map<string, TrustedKey[]>()
  const leftOut: LeftOutKey[] = []
  for (const listed of data.issuers) {
    const issuer = trustedIssuer(listed)
    if (mayBeListed(listed, data.demo)) issuers.set(listed.id, issuer)
    for (const key of listed.keys) {
      const reason = leftOutFor(listed.id, key.format, key.jwk, data.demo)
      if (reason) {
        leftOut.push({ issuer: listed.id, keyId: key.kid, reason })
        continue
      }
      const name = key.iss ?? listed.id
      if (!issuers.has(name)) issuers.set(name, issuer)
      const index = keyPlace(listed, key)
      const sameId = keys.get(index) ?? []
      keys.set(index, sameId)
      sameId.push({
        keyId: key.kid,
        format: key.format,
        jwk: key.jwk,
        issuer,
        usage: new Set(key.usage),
        notBefore: key.notBefore ?? null,
        notAfter: key.notAfter ?? null,
        revoked: key.revoked ?? false,
        statesPasses: key.format === 'pass' || key.statesPasses === true,
        listNeeded: key.listsWithdrawn === true && data.issuedAt !== null,
      })
    }
  }
  const { version, issuedAt, nextUpdate, demo } = data
  const accepts = new Set(PASS_TYPES.filter((type) => data.rules.accepts.includes(type)))
  return {
    version,
    issuedAt,
    nextUpdate,
    demo,
    issuers,
    keys,
    revoked,
    foreignRevocation: new Map([...WITHOUT_LISTS, ...(parts.foreignRevocation ?? [])]),
    acceptance: parts.acceptance ?? OWN_PASSES_ONLY,
    rules: { ...data.rules, accepts },
    leftOut,
  }
}

function trustedIssuer({ id, name, source, ...listed }: ListedIssuer): TrustedIssuer {
  const jurisdiction = listed.jurisdiction ?? null
  if (!source) return { id, name, jurisdiction, source: null }
  const revoked = revocationFilter(source)
  if (!revoked) throw new RangeError('the list of revoked passes cannot be read')
  const { issuedAt, nextUpdate } = source
  return { id, name, jurisdiction, source: { issuedAt, nextUpdate, revoked } }
}

/**
 * EU certificates: their issuer and their signer's country may differ lawfully; the list's name for the signer is what
 * is shown. Wallet files name no issuer: the id is their signer's whole certificate.
 */
const BY_KEY_ID_ALONE: ReadonlySet<FormatName> = new Set(['dcc', 'pkpass'])

/** Where a key of a list is looked for: by `keyIndex`. */
export function keyPlace(
  { id }: Pick<ListedIssuer, 'id'>,
  { format, iss = id, kid }: Pick<ListedKey, 'format' | 'iss' | 'kid'>,
): string {
  return keyIndex(format, BY_KEY_ID_ALONE.has(format) ? null : iss, kid)
}

/** Demonstrations sign in a name that no real list can carry, so that their passes open no real door. */
export function isDemoIssuer(id: string): boolean {
  return id === 'demo' || id.startsWith('demo-')
}

/** A demonstration may show what comes of others' credentials: each of its verdicts says that it is one. */
function mayBeListed({ id, keys }: ListedIssuer, demo: boolean): boolean {
  return isDemoIssuer(id) === demo || (demo && keys.every(({ format }) => isForeign(format)))
}

const isForeign = (format: string): boolean => ['shc', 'dcc', 'sd-jwt'].includes(format)

/** Undefined where the list of prefixes is not what it says it is. */
export function revocationFilter({ passes, prefixes }: RevokedPasses): RevocationFilter | undefined {
  const whole = new Set(passes)
  if (!prefixes) return whole
  const begun = readRevokedPrefixes(prefixes)
  return begun && { has: (id) => whole.has(id) || begun.has(id) }
}

/** 2048 to 4096 bits, and an exponent that people use. */
function isRsa(jwk: VerificationKey['jwk'] & { readonly use?: unknown }): boolean {
  if (jwk.kty !== 'RSA' || (jwk.use !== undefined && jwk.use !== 'sig')) return false
  const modulus = typeof jwk.n === 'string' && jwk.n.length <= 1024 ? decodeBase64url(jwk.n) : undefined
  return jwk.e === 'AQAB' && modulus !== undefined && modulus.length >= 256 && modulus.length <= 512
}

function leftOutFor(
  issuer: string,
  format: string,
  jwk: VerificationKey['jwk'],
  demo: boolean,
): LeftOutKey['reason'] | undefined {
  if (isDemoIssuer(issuer) !== demo && !(demo && isForeign(format))) return 'demo-mismatch'
  if ('d' in jwk) return 'private-key'
  const known = FORMATS.find(({ name }) => name === format)
  if (!known) return 'unsupported-format'
  if (known.algorithms.some((alg) => alg !== 'ES256') && isRsa(jwk)) return undefined
  return isP256(jwk) ? undefined : 'not-a-p256-key'
}
