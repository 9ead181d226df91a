import type { Instant, PersonDetails, PersonName } from '@excelsior/domain'
import type { StoredIdentity } from './sealed-rows.ts'

type Field = keyof PersonDetails

const OTHER_NAMES_KEPT = 8

/** What one report says about a person. */
export interface Description {
  readonly details: PersonDetails
  readonly cleared: readonly Field[]
  readonly sentAt: Instant | undefined
}

/**
 * One source's new word on a person whom it reported before. What a newer report says counts; what it leaves out
 * stays, what it clears goes; a former name stays a name to be found by. A report that was sent earlier and came
 * later only fills gaps, except those that were cleared in between.
 */
export function updatedIdentity(onFile: StoredIdentity, report: Description): StoredIdentity {
  const { sentAt } = report
  const reported = {
    details: report.details,
    cleared: report.cleared,
    ...(sentAt !== undefined && { sentAt }),
  }
  const isOlder = sentAt !== undefined && onFile.sentAt !== undefined && sentAt < onFile.sentAt
  const [older, newer]: [StoredIdentity, StoredIdentity] = isOlder ? [reported, onFile] : [onFile, reported]
  const newest = newer.sentAt ?? older.sentAt
  const details = merge(without(older.details, newer.cleared ?? []), newer.details)
  const cleared = union(older.cleared, newer.cleared).filter((field) => details[field] === undefined)
  return {
    details,
    ...(newest !== undefined && { sentAt: newest }),
    ...(cleared.length > 0 && { cleared }),
  }
}

function without(details: PersonDetails, fields: readonly Field[]): PersonDetails {
  if (fields.length === 0) return details
  return Object.fromEntries(
    Object.entries(details).filter(([field]) => !fields.some((each) => each === field)),
  )
}

function merge(older: PersonDetails, newer: PersonDetails): PersonDetails {
  const otherNames = formerNames(older, newer)
  const identifiers = union(older.identifiers, newer.identifiers)
  return {
    ...older,
    ...newer,
    ...(otherNames.length > 0 && { otherNames }),
    ...(identifiers.length > 0 && { identifiers }),
  }
}

function formerNames(older: PersonDetails, newer: PersonDetails): readonly PersonName[] {
  const names: PersonName[] = [...(newer.otherNames ?? [])]
  const current = nameOf({ ...older, ...newer })
  for (const name of [...(older.otherNames ?? []), nameOf(older)]) {
    if (!sameName(name, current) && !names.some((known) => sameName(known, name))) names.push(name)
  }
  return names.slice(-OTHER_NAMES_KEPT)
}

function nameOf({ givenName, familyName }: PersonName): PersonName {
  return { ...(givenName !== undefined && { givenName }), ...(familyName !== undefined && { familyName }) }
}

const sameName = (a: PersonName, b: PersonName) =>
  a.givenName === b.givenName && a.familyName === b.familyName

const union = <T>(a: readonly T[] = [], b: readonly T[] = []): readonly T[] => [...new Set([...a, ...b])]

/** Whether two descriptions say the same, in whatever order their fields were set. */
export function sameDetails(a: PersonDetails, b: PersonDetails): boolean {
  if (a === b) return true
  // Cheap first: most people differ here.
  if (a.familyName !== b.familyName || a.birthDate !== b.birthDate) return false
  const fields = Object.keys(a) as Field[]
  return fields.length === Object.keys(b).length && fields.every((field) => sameValue(a[field], b[field]))
}

/** Texts, and lists or names of them. */
const sameValue = (a: unknown, b: unknown): boolean =>
  a === b || (typeof a === 'object' && typeof b === 'object' && JSON.stringify(a) === JSON.stringify(b))
