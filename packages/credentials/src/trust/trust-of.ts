import { PASS_TYPES } from '@excelsior/domain'
import { decodeBase64url } from '../encoding/base64url.ts'
import { FORMATS } from '../formats.ts'
import type { PublicJwk, VerificationKey } from '../signing.ts'
import type { FormatName } from '../verdict.ts'
import {
  type Acceptance,
  type ForeignRevocation,
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

export interface TrustParts {
  readonly revoked?: RevocationFilter
  readonly foreignRevocation?: ReadonlyMap<FormatName, ForeignRevocation>
  readonly acceptance?: Acceptance
}

/** Others' credentials are shown as genuine and not accepted, unless a file of the department says so. */
const OWN_PASSES_ONLY: Acceptance = { judge: () => ({ accepted: false }) }

export function trustOf(data: TrustData, parts: TrustParts = {}): Trust {
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
      const index = keyIndex(key.format, BY_KEY_ID_ALONE.has(key.format) ? null : listed.id, key.kid)
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
    revoked: parts.revoked ?? revocationFilter(data.revocation.passes),
    foreignRevocation: parts.foreignRevocation ?? new Map(),
    acceptance: parts.acceptance ?? OWN_PASSES_ONLY,
    rules: { ...data.rules, accepts },
    leftOut,
  }
}

/** Their issuer and their signer's country may differ lawfully; the list's name for the signer is what is shown. */
const BY_KEY_ID_ALONE: ReadonlySet<FormatName> = new Set(['dcc'])

/** Demonstrations sign in a name that no real list can carry, so that their passes open no real door. */
export function isDemoIssuer(id: string): boolean {
  return id === 'demo' || id.startsWith('demo-')
}

export function revocationFilter(ids: readonly string[]): RevocationFilter {
  return new Set(ids)
}

/** `use` and `alg` may be absent: only what they say can contradict. */
export function isP256(
  jwk: VerificationKey['jwk'] & { readonly use?: unknown; readonly alg?: unknown },
): jwk is PublicJwk {
  return (
    jwk.kty === 'EC' &&
    jwk.crv === 'P-256' &&
    (jwk.use === undefined || jwk.use === 'sig') &&
    (jwk.alg === undefined || jwk.alg === 'ES256') &&
    isCoordinate(jwk.x) &&
    isCoordinate(jwk.y)
  )
}

/** 2048 to 4096 bits, and an exponent that people use. */
function isRsa(jwk: VerificationKey['jwk'] & { readonly use?: unknown }): boolean {
  if (jwk.kty !== 'RSA' || (jwk.use !== undefined && jwk.use !== 'sig')) return false
  const modulus = typeof jwk.n === 'string' && jwk.n.length <= 1024 ? decodeBase64url(jwk.n) : undefined
  return jwk.e === 'AQAB' && modulus !== undefined && modulus.length >= 256 && modulus.length <= 512
}

function isCoordinate(text: unknown): boolean {
  return typeof text === 'string' && text.length === 43 && decodeBase64url(text)?.length === 32
}

function leftOutFor(
  issuer: string,
  format: string,
  jwk: VerificationKey['jwk'],
  demo: boolean,
): LeftOutKey['reason'] | undefined {
  if (isDemoIssuer(issuer) !== demo) return 'demo-mismatch'
  const known = FORMATS.find(({ name }) => name === format)
  if (!known) return 'unsupported-format'
  if (known.algorithms.some((alg) => alg !== 'ES256') && isRsa(jwk)) return undefined
  return isP256(jwk) ? undefined : 'not-a-p256-key'
}
