import { PASS_TYPES } from '@excelsior/domain'
import { decodeBase64url } from '../encoding/base64url.ts'
import { FORMATS } from '../formats.ts'
import type { PublicJwk } from '../signing.ts'
import {
  keyIndex,
  type LeftOutKey,
  type RevocationFilter,
  type Trust,
  type TrustedIssuer,
  type TrustedKey,
} from './trust.ts'
import type { TrustListContent } from './trust-list.ts'

/** A trust list's content, or the same without date: keys at hand that do not age. */
export type TrustData = Omit<TrustListContent, 'version' | 'issuedAt' | 'nextUpdate'> & {
  readonly [part in 'version' | 'issuedAt' | 'nextUpdate']: TrustListContent[part] | null
}

export function trustOf(
  data: TrustData,
  revoked: RevocationFilter = revocationFilter(data.revocation.passes),
): Trust {
  const issuers = new Map<string, TrustedIssuer>()
  const keys = new Map<string, TrustedKey[]>()
  const leftOut: LeftOutKey[] = []
  for (const listed of data.issuers) {
    const issuer = { id: listed.id, name: listed.name, jurisdiction: listed.jurisdiction ?? null }
    if (isDemoIssuer(listed.id) === data.demo) issuers.set(listed.id, issuer)
    for (const key of listed.keys) {
      const reason = leftOutFor(listed.id, key.format, key.jwk, data.demo)
      if (reason) {
        leftOut.push({ issuer: listed.id, keyId: key.kid, reason })
        continue
      }
      const index = keyIndex(key.format, listed.id, key.kid)
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
    rules: { ...data.rules, accepts },
    leftOut,
  }
}

/** Demonstrations sign in a name that no real list can carry, so that their passes open no real door. */
export function isDemoIssuer(id: string): boolean {
  return id === 'demo' || id.startsWith('demo-')
}

export function revocationFilter(ids: readonly string[]): RevocationFilter {
  return new Set(ids)
}

/** `use` and `alg` may be absent: only what they say can contradict. */
export function isP256(jwk: PublicJwk & { readonly use?: unknown; readonly alg?: unknown }): boolean {
  return (
    jwk.kty === 'EC' &&
    jwk.crv === 'P-256' &&
    (jwk.use === undefined || jwk.use === 'sig') &&
    (jwk.alg === undefined || jwk.alg === 'ES256') &&
    isCoordinate(jwk.x) &&
    isCoordinate(jwk.y)
  )
}

function isCoordinate(text: unknown): boolean {
  return typeof text === 'string' && text.length === 43 && decodeBase64url(text)?.length === 32
}

function leftOutFor(
  issuer: string,
  format: string,
  jwk: PublicJwk,
  demo: boolean,
): LeftOutKey['reason'] | undefined {
  if (isDemoIssuer(issuer) !== demo) return 'demo-mismatch'
  if (!FORMATS.some((known) => known.name === format)) return 'unsupported-format'
  return isP256(jwk) ? undefined : 'not-a-p256-key'
}
