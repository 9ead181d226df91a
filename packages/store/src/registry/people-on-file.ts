import type { HealthRecord, Instant } from '@excelsior/domain'
import type { SealingKey } from '../sealing.ts'
import type { SourceId } from '../sources.ts'
import type { SealedRows, StoredOverride } from './sealed-rows.ts'
import type { IdentityOnFile, PersonId, PersonOnFile } from './types.ts'

/**
 * Everything about people that were asked for, as rows of one statement: `kind` 1 people, 2 identities, 3 records,
 * 4 overrides of these records; each kind after the ones that it needs.
 */
export interface FileRow {
  readonly kind: number
  readonly survivor: number
  readonly person: number
  readonly id: number | null
  readonly source: SourceId | null
  readonly name: Buffer | null
  readonly other: Buffer | null
  readonly sealed: Buffer | null
  readonly changed_at: Instant | null
}

/** After `survivors(survivor)`, which names nobody twice. */
export const FILE_OF_SURVIVORS = `
  members AS MATERIALIZED (
    SELECT member.* FROM survivors CROSS JOIN LATERAL (
      SELECT survivor, id, data_key, changed_at FROM people WHERE id = survivors.survivor
      UNION ALL
      SELECT survivor, id, data_key, changed_at FROM people
      WHERE survivor = survivors.survivor AND survivor <> id
    ) AS member
  ), file AS (
    SELECT row.kind, survivor, members.id AS person, row.id, row.source, row.name, row.other, row.sealed, row.changed_at
    FROM members CROSS JOIN LATERAL (
      SELECT 1 AS kind, NULL::bigint AS id, NULL::int AS source, NULL::bytea AS name, NULL::bytea AS other,
        members.data_key AS sealed, milliseconds(members.changed_at) AS changed_at
      UNION ALL
      SELECT 2, id, source, NULL, NULL, sealed, NULL FROM identities WHERE person = members.id
      UNION ALL
      SELECT 3, NULL, source, key, series, sealed, NULL FROM records WHERE person = members.id
      UNION ALL
      SELECT 4, NULL, overrides.source, name, tag, overrides.sealed, NULL
      FROM records JOIN overrides
        ON overrides.source = records.source AND overrides.name = ANY (ARRAY[records.key, records.series])
      WHERE person = members.id
    ) AS row
  )`

/** Takes the rows of one statement apart by person. */
export function byPerson(rows: readonly FileRow[]): ReadonlyMap<number, readonly FileRow[]> {
  const people = new Map<number, FileRow[]>()
  for (const row of rows) {
    if (row.kind === 0) continue
    const known = people.get(row.survivor)
    if (known) known.push(row)
    else people.set(row.survivor, [row])
  }
  return people
}

function openOverrides(rows: readonly FileRow[], sealed: SealedRows) {
  const overrides = new Map<string, readonly StoredOverride[]>()
  for (const { kind, source, name, other: tag, sealed: bytes } of rows) {
    if (kind !== 4 || source === null || !name || !tag || !bytes) continue
    const known = overrides.get(nameOf(source, name)) ?? []
    overrides.set(nameOf(source, name), [...known, sealed.openOverride(source, name, tag, bytes)])
  }
  return overrides
}

/** Opens all rows of one person. Throws `BrokenSeal`: a person of whom a part is missing is no basis for a pass. */
export function openPerson(rows: readonly FileRow[], sealed: SealedRows): PersonOnFile {
  const overrides = openOverrides(rows, sealed)
  const keys = new Map<number, SealingKey>()
  const identities: IdentityOnFile[] = []
  const records: HealthRecord[] = []
  let changedAt = 0 as Instant
  for (const { kind, person, id, source, name, other, sealed: bytes, changed_at: changed } of rows) {
    if (!bytes) continue
    if (kind === 4) continue
    if (kind === 1) keys.set(person, sealed.dataKey(person, bytes))
    if (changed !== null && changed > changedAt) changedAt = changed
    const key = keys.get(person)
    if (!key || source === null) continue
    if (kind === 2 && id !== null) {
      identities.push({ source, details: sealed.openIdentity(key, person, id, bytes).details })
    } else if (kind === 3 && name) {
      const { record, precedence } = sealed.openRecord(key, source, name, bytes)
      const ofKey = overrides.get(nameOf(source, name)) ?? []
      const ofSeries = (other && overrides.get(nameOf(source, other))) ?? []
      const standing = record && standingRecord(record, precedence, [...ofKey, ...ofSeries])
      if (standing) records.push(standing)
    }
  }
  const survivor = rows[0]?.survivor ?? 0
  return {
    id: survivor as PersonId,
    changedAt,
    details: identities.map(({ details }) => details),
    identities,
    records,
  }
}

const nameOf = (source: number, name: Buffer) => `${source} ${name.toString('latin1')}`

/** What remains of a record once later reports that name its series, or were refused, are taken into account. */
function standingRecord(
  record: HealthRecord,
  precedence: string,
  overrides: readonly StoredOverride[],
): HealthRecord | undefined {
  const later = overrides.filter((override) => override.precedence > precedence)
  if (later.some(({ effect }) => effect === 'replaced')) return undefined
  if (later.length === 0) return record
  // A refused correction: the positive it would have corrected still bars, nothing else of it helps.
  return record.kind === 'lab' ? { ...record, review: 'a correction of it was refused' } : undefined
}
