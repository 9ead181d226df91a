import type { Instant } from '@excelsior/domain'
import { contradicts } from '@excelsior/people'
import type { Database } from '../database.ts'
import type { SourceId } from '../sources.ts'
import { loadGroups } from './load-batch.ts'
import { loadMerges } from './load-merges.ts'
import { MergesAtHand, standingOf } from './merges-at-hand.ts'
import { type Group, PeopleAtHand } from './people-at-hand.ts'
import type { SealedRows } from './sealed-rows.ts'
import type { PersonId, WaitingMerge } from './types.ts'

/** What sources said of numbers of the one and of the other that would make them one person; the latest first. */
export async function waitingMerges(
  database: Database,
  rows: SealedRows,
  [one, other]: readonly [PersonId, PersonId],
): Promise<readonly WaitingMerge[]> {
  const people = new PeopleAtHand()
  for (const group of await loadGroups(database, rows, [one, other])) people.addGroup(group)
  const [first, second] = [people.groupOf(one), people.groupOf(other)]
  if (!first || !second || first === second) return []
  const merges = new MergesAtHand(rows.blindKey)
  await loadMerges(database, rows, people, merges, [])
  const [ones, others] = [numbersOf(merges, first), numbersOf(merges, second)]
  const isContrary = first.identities.some((a) =>
    second.identities.some((b) => contradicts(a.stored.details, b.stored.details)),
  )
  return [...merges.all()]
    .flatMap((pair): WaitingMerge[] => {
      const a = ones.get(pair.one) ?? ones.get(pair.other)
      const b = others.get(pair.one) ?? others.get(pair.other)
      const standing = standingOf(pair)
      if (!a || !b || standing === 'parted') return []
      const merged = Math.max(pair.intoOne, pair.intoOther)
      const against = standing === 'disputed' ? 'both-directions' : isContrary ? 'descriptions' : 'other'
      const at = Math.max(merged, pair.linked) as Instant
      const says = merged === at ? 'merged' : 'linked'
      return [{ source: a.source, numbers: [a.number, b.number], says, at, against }]
    })
    .sort((a, b) => b.at - a.at)
}

function numbersOf(
  merges: MergesAtHand,
  { identities }: Group,
): ReadonlyMap<string, { readonly source: SourceId; readonly number: string }> {
  const numbers = new Map<string, { readonly source: SourceId; readonly number: string }>()
  for (const { source, stored } of identities)
    for (const number of stored.details.identifiers ?? [])
      numbers.set(merges.keyOf(source, number), { source, number })
  return numbers
}
