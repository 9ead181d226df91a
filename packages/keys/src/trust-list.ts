import {
  HEALTH_CARD_KINDS,
  healthCardAddress,
  isDemoIssuer,
  type ListedIssuer,
  type ListedKey,
  type PublicJwk,
  type Signer,
  signTrustList,
  type TrustListContent,
  writeRevokedPrefixes,
} from '@excelsior/credentials'
import { type Instant, PASS_TYPES } from '@excelsior/domain'
import type { KeyInfo } from './pass-keys.ts'

/** What the trust list says besides our own keys. */
export interface TrustFacts {
  /** Ourselves. In a demonstration the id is `demo`, or begins with `demo-`. */
  readonly issuer: { readonly id: string; readonly name: string; readonly jurisdiction?: string }
  readonly otherIssuers?: readonly ListedIssuer[]
  /** Our own certificates for files of Apple Wallet. */
  readonly walletSigners?: readonly ListedKey[]
  /** Of others' credentials. */
  readonly withdrawn?: Pick<TrustListContent['revocation'], 'cards' | 'certificates' | 'statuses'>
  readonly rules: TrustListContent['rules']
  /** Our own address, by which credentials in other wallets call us; without it their keys are not listed. */
  readonly address?: string
  /** Ids of revoked passes: 16 hexadecimal digits each. */
  readonly revokedPasses: readonly string[]
  /** Of more than `MANY_REVOKED`: those that are not revoked, and begin as `prefixBits` of one that is. */
  readonly beginningAlike?: readonly string[]
}

/** So long can a scanner go without a network. */
export const LIST_LIFE_MS = 7 * 86_400_000
/** A door phone whose clock is slow takes a list that was signed just now. */
const BACKDATED_MS = 5 * 60_000

/** From its signing, milliseconds: after that no verifier takes a list. */
export const LIST_GOOD_FOR_MS = LIST_LIFE_MS - BACKDATED_MS
/** Passes bear an issue time a few minutes back. */
const KEY_BACKDATED_MS = 60 * 60_000

export interface ToPublish {
  readonly facts: TrustFacts
  readonly keys: readonly KeyInfo[]
  readonly sdJwtKeys: readonly KeyInfo[]
  readonly documentSigners: readonly KeyInfo[]
  readonly healthCardKeys: readonly KeyInfo[]
  readonly root: { readonly jwk: PublicJwk; readonly signer: Signer }
  readonly handovers: readonly string[]
  readonly demo: boolean
  readonly version: number
  readonly canaries: TrustListContent['revocation']['canaries']
  readonly now: Instant
}

/** Throws a RangeError rather than sign what no scanner would take. */
export function publishTrustList({ root, ...toPublish }: ToPublish): Promise<string> {
  return signTrustList(trustListContent(toPublish), root.jwk, root.signer)
}

/** What a list says, before anybody signs it. */
export function trustListContent({
  facts,
  keys,
  sdJwtKeys,
  documentSigners,
  healthCardKeys,
  handovers,
  demo,
  version,
  canaries,
  now,
}: Omit<ToPublish, 'root'>): TrustListContent {
  if (isDemoIssuer(facts.issuer.id) !== demo)
    throw new RangeError('an issuer whose id begins with "demo" is for demonstrations, and only such')
  const issuedAt = wholeSecond(now - BACKDATED_MS)
  return {
    version,
    issuedAt,
    nextUpdate: wholeSecond(issuedAt + LIST_LIFE_MS),
    demo,
    ...(handovers.length > 0 ? { handovers } : {}),
    issuers: [
      {
        ...facts.issuer,
        keys: [
          ...inUse(keys).map(listed),
          ...inUse(sdJwtKeys).flatMap((key) => listedSdJwt(key, facts.address)),
          ...inUse(documentSigners).map(listedDocumentSigner),
          ...inUse(healthCardKeys).flatMap((key) => listedForHealthCards(key, facts.address, demo)),
          ...(facts.walletSigners ?? []),
        ],
      },
      ...(facts.otherIssuers ?? []),
    ],
    rules: facts.rules,
    revocation: {
      ...facts.withdrawn,
      ...revocationOf([canaries.revoked, ...facts.revokedPasses], facts.beginningAlike),
      canaries,
    },
  }
}

/** From here on, ids in full would make a list larger than need be. */
export const MANY_REVOKED = 500

function revocationOf(ids: readonly string[], alike: readonly string[] | undefined) {
  if (ids.length <= MANY_REVOKED) return { passes: ids }
  if (!alike) throw new RangeError('of so many revoked passes, those that begin like one have to be known')
  return { passes: [], prefixes: writeRevokedPrefixes(ids, alike) }
}

function listed({ keyId, jwk, createdAt, notAfter, state }: KeyInfo): ListedKey {
  return {
    kid: keyId,
    jwk,
    format: 'pass',
    usage: PASS_TYPES,
    notBefore: wholeSecond(createdAt - KEY_BACKDATED_MS),
    ...(notAfter === undefined ? {} : { notAfter: wholeSecond(notAfter) }),
    ...(state === 'revoked' ? { revoked: true } : {}),
  }
}

const inUse = (keys: readonly KeyInfo[]) => keys.filter((key) => key.state !== 'dropped')

/** Certificates are withdrawn by the ids of our passes. What they state is judged by the rules for certificates. */
function listedDocumentSigner(key: KeyInfo): ListedKey {
  return { ...listed(key), format: 'dcc', usage: ['vaccination', 'test', 'recovery'], statesPasses: true }
}

/** `other`: a credential whose holder keeps the pass's type back is still ours. */
function listedSdJwt(key: KeyInfo, address: string | undefined): ListedKey[] {
  if (address === undefined) return []
  const usage = [...PASS_TYPES, 'other']
  return [{ ...listed(key), format: 'sd-jwt', usage, iss: address, statesPasses: true }]
}

/** They are made of our passes, and withdrawn by their ids. */
function listedForHealthCards(key: KeyInfo, address: string | undefined, demo: boolean): ListedKey[] {
  const iss = address === undefined ? undefined : healthCardAddress(address, demo)
  if (iss === undefined) return []
  return [{ ...listed(key), format: 'shc', usage: HEALTH_CARD_KINDS, iss, statesPasses: true }]
}

const wholeSecond = (instant: number) => (Math.floor(instant / 1000) * 1000) as Instant
