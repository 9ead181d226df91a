import type { Instant } from '@excelsior/domain'
import { isRawSignature } from '../ecdsa.ts'
import { decodeBase64url } from '../encoding/base64url.ts'
import { isJsonObject, type Json, type JsonObject, parseJson } from '../encoding/json.ts'
import { decodeUtf8, encodeUtf8 } from '../encoding/utf8.ts'
import { thumbprint } from '../key-id.ts'
import { LIMITS } from '../limits.ts'
import type { PublicJwk, SignatureChecker } from '../signing.ts'
import { webCryptoChecker } from '../web-crypto.ts'
import { isP256 } from './p256.ts'
import type { RevocationFilter } from './revoked-prefixes.ts'
import { leadsTo } from './root-handover.ts'
import type { Trust } from './trust.ts'
import { revocationFilter, type TrustParts, trustFrom } from './trust-from.ts'
import type { TrustListContent } from './trust-list.ts'
import { readTrustListJson, speaksOfOthers, TRUST_LIST_TYPE } from './trust-list-json.ts'

export interface OpenTrustListOptions {
  /**
   * Thumbprint of the root key that must have signed, itself or one that it handed over to; null takes whichever did,
   * for the first use only.
   */
  readonly pinnedRoot: string | null
  readonly now: Instant
  /** Whether a demonstration's list will do. A real scanner says false. */
  readonly allowDemo: boolean
  /** The version of the list in use: an older one is refused. */
  readonly seenVersion?: number
  readonly checker?: SignatureChecker
  readonly filterOf?: (revocation: TrustListContent['revocation']) => RevocationFilter | undefined
}

export interface OpenedTrustList {
  readonly ok: true
  readonly trust: Trust
  readonly content: TrustListContent
  /** Thumbprint of the root key that signed: pin it, in place of one that handed over to it. */
  readonly root: string
}

export interface RefusedTrustList {
  readonly ok: false
  readonly reason:
    | 'too-large'
    | 'malformed'
    | 'wrong-root'
    | 'bad-signature'
    | 'demo-list'
    | 'older-version'
    | 'expired'
    /** The revocation list answers wrongly for the ids that test it. */
    | 'canary'
}

/** A published list, taken whole or not at all. After a refusal the list in use stays in use. Never throws. */
export async function openTrustList(
  bytes: Uint8Array,
  options: OpenTrustListOptions,
): Promise<OpenedTrustList | RefusedTrustList> {
  if (bytes.length > LIMITS.trustListBytes) return refused('too-large')
  const envelope = readEnvelope(readJson(bytes))
  if (!envelope) return refused('malformed')

  const root = await thumbprint(envelope.root)
  if (root !== envelope.keyId) return refused('malformed')
  const { pinnedRoot } = options
  const isPinned = pinnedRoot === null || pinnedRoot === root
  const checker = options.checker ?? webCryptoChecker
  const signed =
    isRawSignature(envelope.signature) &&
    (await checker.check('ES256', { jwk: envelope.root }, envelope.signature, envelope.signed))
  if (!signed) return refused(isPinned ? 'bad-signature' : 'wrong-root')

  const json = readJson(envelope.payload)
  const others = speaksOfOthers(json) ? await readerForOthers() : NOTHING_OF_OTHERS
  const content = others && readTrustListJson(json, others.readAcceptance)
  if (!isPinned && !(content && (await leadsTo(root, pinnedRoot, content.handovers ?? [], checker))))
    return refused('wrong-root')
  if (!others || !content) return refused('malformed')
  if (content.demo && !options.allowDemo) return refused('demo-list')
  if (content.version < (options.seenVersion ?? 0)) return refused('older-version')
  if (options.now >= content.nextUpdate) return refused('expired')

  const filter = (options.filterOf ?? revocationFilter)(content.revocation)
  if (!filter) return refused('malformed')
  const { canaries } = content.revocation
  if (!filter.has(canaries.revoked) || filter.has(canaries.notRevoked)) return refused('canary')
  const trust = trustIn(content, () => ({ revoked: filter, ...others.foreignParts(content) }))
  return trust ? { ok: true, trust, content, root } : refused('malformed')
}

/** Undefined where it cannot be loaded: a list that speaks of others' credentials is not taken by half then. */
const NOTHING_OF_OTHERS = { readAcceptance: () => undefined, foreignParts: () => ({}) }
const readerForOthers = () => import('./listed-foreign.ts').catch(() => undefined)

/** Undefined where a part that is looked at last cannot be read. */
function trustIn(content: TrustListContent, parts: () => TrustParts): Trust | undefined {
  try {
    return trustFrom(content, parts())
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

interface Envelope {
  readonly root: PublicJwk
  readonly keyId: string
  readonly payload: Uint8Array
  readonly signature: Uint8Array
  readonly signed: Uint8Array
}

/** A flattened JWS (RFC 7515, section 7.2.2) of exactly three members, so nothing in it is unsigned. */
function readEnvelope(json: Json | undefined): Envelope | undefined {
  if (!isJsonObject(json) || Object.keys(json).length !== 3) return undefined
  const payload = bytesIn(json.payload)
  const header = bytesIn(json.protected)
  const signature = bytesIn(json.signature)
  if (!payload || !header || !signature) return undefined
  const parameters = readJson(header)
  if (!isJsonObject(parameters) || 'crit' in parameters) return undefined
  const { alg, typ, kid, jwk } = parameters
  if (alg !== 'ES256' || typ !== TRUST_LIST_TYPE || typeof kid !== 'string' || !isJsonObject(jwk))
    return undefined
  const root = jwk as JsonObject & PublicJwk
  if (!isP256(root)) return undefined
  const { kty, crv, x, y } = root
  const signed = encodeUtf8(`${json.protected}.${json.payload}`)
  return { root: { kty, crv, x, y }, keyId: kid, payload, signature, signed }
}

function bytesIn(json: Json | undefined): Uint8Array | undefined {
  return typeof json === 'string' ? decodeBase64url(json) : undefined
}

function readJson(bytes: Uint8Array): Json | undefined {
  const text = decodeUtf8(bytes)
  return text === undefined ? undefined : parseJson(text, LIMITS.jsonDepth)
}

function refused(reason: RefusedTrustList['reason']): RefusedTrustList {
  return { ok: false, reason }
}
