import { LIMITS, type ListedIssuer, openTrustList, type TrustListContent } from '@excelsior/credentials'
import type { Instant } from '@excelsior/domain'
import { nodeChecker } from '@excelsior/keys'
import type { Refusal, TrustSource } from './trust-source.ts'

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
  const issuers = content.issuers
    .filter(isDepartment)
    .map((issuer) => ({ ...issuer, source: wordOf(content) }))
  const ids = new Set(issuers.map(({ id }) => id))
  return {
    id: root,
    kind: 'department',
    source,
    takenAt,
    goodUntil: content.nextUpdate,
    version: content.version,
    demo: content.demo,
    issuers,
    leftOut: trust.leftOut.filter(({ issuer }) => ids.has(issuer)),
  }
}

/** It signs passes itself, and does not stand there because the department trusts it. */
function isDepartment({ keys, source }: ListedIssuer): boolean {
  return source === undefined && keys.some(({ format }) => format === 'pass')
}

function wordOf({ issuedAt, nextUpdate, revocation }: TrustListContent): ListedIssuer['source'] & object {
  const { passes, prefixes } = revocation
  return { issuedAt, nextUpdate, passes, ...(prefixes ? { prefixes } : {}) }
}
