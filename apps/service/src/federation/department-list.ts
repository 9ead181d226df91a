import {
  type LeftOutKey,
  LIMITS,
  type ListedIssuer,
  openTrustList,
  type TrustListContent,
} from '@excelsior/credentials'
import type { Instant } from '@excelsior/domain'
import { nodeChecker } from '@excelsior/keys'
import { type Refusal, type TrustSource, UNDATED_GOOD_FOR } from './trust-source.ts'

export interface Opening {
  readonly pinnedRoot: string | null
  /** Absent: an aged list opens too, for how old it is counts when something is checked with it. */
  readonly now?: Instant
  readonly seenVersion?: number
}

/** Another department's signed trust list, for what it says of itself: whom it trusts is not our business. */
export async function openDepartmentList(
  bytes: Uint8Array,
  source: string,
  takenAt: Instant,
  { pinnedRoot, now = 0 as Instant, seenVersion }: Opening,
): Promise<TrustSource | Refusal> {
  if (bytes.length > LIMITS.trustListBytes) return 'too-large'
  const opened = await openTrustList(bytes, {
    pinnedRoot,
    now,
    allowDemo: true,
    checker: nodeChecker,
    ...(seenVersion === undefined ? {} : { seenVersion }),
  })
  if (!opened.ok) return opened.reason
  const { content, root, trust } = opened
  // No list says of itself that it holds for years: what it withdraws has to be asked for again.
  const goodUntil = Math.min(content.nextUpdate, takenAt + UNDATED_GOOD_FOR) as Instant
  const issuers = content.issuers
    .filter(isDepartment)
    .map((issuer) => ({ ...issuer, source: wordOf(content, goodUntil) }))
  const leftOut: LeftOutKey[] = []
  const host = URL.canParse(source) ? new URL(source).hostname : undefined
  for (const [index, issuer] of issuers.entries()) {
    const keys = issuer.keys.filter(({ iss }) => iss === undefined || isOf(host, iss))
    for (const { kid } of issuer.keys.filter((key) => !keys.includes(key)))
      leftOut.push({ issuer: issuer.id, keyId: kid, reason: 'another-address' })
    issuers[index] = { ...issuer, keys }
  }
  const ids = new Set(issuers.map(({ id }) => id))
  return {
    id: root,
    kind: 'department',
    source,
    takenAt,
    goodUntil,
    version: content.version,
    demo: content.demo,
    issuers,
    leftOut: [...trust.leftOut.filter(({ issuer }) => ids.has(issuer)), ...leftOut],
  }
}

/** A department's credentials call it by its own address, where its list is had too; of a file nobody can tell. */
const isOf = (host: string | undefined, iss: string): boolean =>
  host === undefined || (URL.canParse(iss) && new URL(iss).hostname === host)

/** It signs passes itself, and does not stand there because the department trusts it. */
function isDepartment({ keys, source }: ListedIssuer): boolean {
  return source === undefined && keys.some(({ format }) => format === 'pass')
}

function wordOf(
  { issuedAt, revocation }: TrustListContent,
  nextUpdate: Instant,
): ListedIssuer['source'] & object {
  const { passes, prefixes } = revocation
  return { issuedAt, nextUpdate, passes, ...(prefixes ? { prefixes } : {}) }
}
