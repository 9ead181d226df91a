import { compare } from '@excelsior/people'
import type { SourceId } from '../sources.ts'
import { type Description, sameDetails, updatedIdentity } from './identity-update.ts'
import { type Group, type IdentityRow, type PeopleAtHand, survivorOf } from './people-at-hand.ts'

/** Comparing every pair of two large groups is not worth it: somebody has to look. */
export const PAIRS_COMPARED = 64

export interface Link {
  /** Whom the report is about; undefined for somebody new. */
  readonly group: Group | undefined
  /** What the same source said of them before: to be brought up to date. */
  readonly identity: IdentityRow | undefined
  /** Who may be the same person: for somebody to look at. */
  readonly doubts: readonly Group[]
}

interface Kinship {
  readonly group: Group
  readonly identity: IdentityRow | undefined
  readonly verdict: 'same' | 'doubt'
}

/**
 * Whom a report is about. The same number at the same source is one person where the two descriptions can be
 * (numbers are reused, and mistyped); otherwise `compare` decides. Nobody joins a group that holds somebody whom they
 * cannot be, and groups that are found to be one person are joined under the same condition.
 */
export function link(
  report: Description,
  source: SourceId,
  candidates: readonly Group[],
  recordsOf: Group | undefined,
  people: PeopleAtHand,
): Link {
  const kin = candidates
    .map((group) => kinship(report, source, group, group === recordsOf))
    .filter((each) => each !== undefined)
  const same = kin.filter(({ verdict }) => verdict === 'same').sort(byPrecedence)
  const doubts = kin.filter(({ verdict }) => verdict === 'doubt').map(({ group }) => group)
  const [first, ...others] = same
  if (!first) return { group: undefined, identity: undefined, doubts }
  for (const { group } of others) {
    if (areApart(first.group, group)) continue
    if (canBeOne(first.group, group)) people.join(first.group, group)
    else doubts.push(group)
  }
  return {
    group: first.group,
    identity: first.identity,
    doubts: doubts.filter((group) => !areApart(first.group, group)),
  }
}

const byPrecedence = (a: Kinship, b: Kinship) =>
  Number(b.identity !== undefined) - Number(a.identity !== undefined) ||
  survivorOf(a.group) - survivorOf(b.group)

function kinship(
  report: Description,
  source: SourceId,
  group: Group,
  holdsItsRecord: boolean,
): Kinship | undefined {
  const { details } = report
  const identical = group.identities.find(
    (row) => row.source === source && sameDetails(row.stored.details, details),
  )
  const sharesNumber = (row: IdentityRow) =>
    row.stored.details.identifiers?.some((number) => details.identifiers?.includes(number)) ?? false
  if (identical && (holdsItsRecord || sharesNumber(identical)))
    return { group, identity: identical, verdict: 'same' }

  const numbered = group.identities.find(
    (row) =>
      row.source === source && sharesNumber(row) && compare(row.stored.details, details).match !== 'no-match',
  )
  const description = numbered ? updatedIdentity(numbered.stored, report).details : details
  let matches = numbered !== undefined
  let possible = false
  let contradicted = false
  for (const row of group.identities) {
    if (row === numbered) continue
    const { match } = compare(description, row.stored.details)
    if (match === 'no-match') contradicted = true
    else if (match === 'match' || (holdsItsRecord && row.source === source)) matches = true
    else possible = true
  }
  if (!matches && !possible) return undefined
  return { group, identity: numbered ?? identical, verdict: matches && !contradicted ? 'same' : 'doubt' }
}

/** Somebody took them apart, or their source says that they are two. */
export function areApart(a: Group, b: Group): boolean {
  const ids = new Set(b.people.map(({ id }) => id))
  return a.people.some(
    ({ apartFrom, partedFrom }) =>
      apartFrom.some((id) => ids.has(id)) || partedFrom.some((id) => ids.has(id)),
  )
}

function canBeOne(a: Group, b: Group): boolean {
  if (a.identities.length * b.identities.length > PAIRS_COMPARED) return false
  return a.identities.every((one) =>
    b.identities.every((other) => compare(one.stored.details, other.stored.details).match !== 'no-match'),
  )
}
