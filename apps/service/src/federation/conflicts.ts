import { keyPlace, type ListedIssuer } from '@excelsior/credentials'
import type { TrustSource } from './trust-source.ts'

/**
 * What two sources would both account for: an issuer's id, a department's name on the screens, or a place where keys
 * are looked for, each with another key: one would sign what is the other's, or crowd out its keys. Undefined where
 * there is nothing of the kind.
 */
export function conflictAmong(
  source: TrustSource,
  others: readonly TrustSource[],
  ownId: string | null,
): string | undefined {
  const theirs = others.flatMap(({ issuers }) => issuers)
  const ids = new Set(theirs.map(({ id }) => id))
  if (ownId !== null) ids.add(ownId)
  const names = new Set(namesIn(others))
  const places = new Map(theirs.flatMap(placesOf))
  for (const issuer of source.issuers) {
    if (ids.has(issuer.id)) return issuer.id
    if (issuer.keys.some(({ iss }) => iss !== undefined && iss === ownId)) return ownId ?? undefined
    const taken = placesOf(issuer).find(([place, key]) => (places.get(place) ?? key) !== key)
    if (taken) return taken[0]
  }
  return namesIn([source]).find((name) => names.has(name))
}

/** Where a key is looked for, and which key it is. */
const placesOf = (issuer: ListedIssuer): readonly (readonly [string, string])[] =>
  issuer.keys.map((key) => {
    const { jwk } = key
    return [keyPlace(issuer, key), JSON.stringify('n' in jwk ? jwk.n : [jwk.x, jwk.y])]
  })

/** As people read them: letters' case and blanks do not tell two apart. Directories name whom they like as they like. */
const namesIn = (sources: readonly TrustSource[]): readonly string[] =>
  sources
    .filter(({ kind }) => kind === 'department')
    .flatMap(({ issuers }) => issuers)
    .map(({ name }) => name.normalize('NFKC').replace(/\s+/g, ' ').trim().toLowerCase())
