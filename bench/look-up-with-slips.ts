import type { TypedWithSlips } from '@excelsior/demo'
import { recognise, searchKeys } from '@excelsior/people'
import type { PersonId, Registry } from '@excelsior/store'

export interface Asked extends TypedWithSlips {
  /** Who is meant; undefined for somebody who is not on file. */
  readonly meant: PersonId | undefined
}

/**
 * What comes of what somebody typed, as the first step of a retrieval decides it: `right` and `wrong` go on to the
 * questions. `unclear`: it could be another person on file, too. `unlike`: it agrees too little. `unfiled`: none of the
 * keys led to them. `nobody`: rightly so.
 */
export type Outcome = 'right' | 'wrong' | 'unclear' | 'unlike' | 'unfiled' | 'nobody'

export async function lookUpWithSlips(
  registry: Pick<Registry, 'search'>,
  { typed, meant }: Pick<Asked, 'typed' | 'meant'>,
): Promise<Outcome> {
  const people = await registry.search(searchKeys(typed))
  const found = recognise(typed, people)
  if (found !== undefined) return people[found]?.id === meant ? 'right' : 'wrong'
  if (meant === undefined) return 'nobody'
  const onFile = people.find(({ id }) => id === meant)
  if (!onFile) return 'unfiled'
  return recognise(typed, [onFile]) === 0 ? 'unclear' : 'unlike'
}

/** By outcome, and for all but the right ones by slips. */
export function tallied(asked: readonly Asked[], outcomes: readonly Outcome[]) {
  const counts: Record<Outcome, number> = { right: 0, wrong: 0, unclear: 0, unlike: 0, unfiled: 0, nobody: 0 }
  const bySlips = new Map<string, number>()
  for (const [index, outcome] of outcomes.entries()) {
    counts[outcome]++
    if (outcome === 'right' || outcome === 'nobody') continue
    const key = `${outcome}: ${asked[index]?.slips.join(', ')}`
    bySlips.set(key, (bySlips.get(key) ?? 0) + 1)
  }
  return { counts, bySlips }
}

/** Whoever is asked for next: every so many-th of those on file. */
export const isAsked = (index: number, every: number): boolean => index % every === Math.floor(every / 2)
