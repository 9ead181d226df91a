import type { Instant } from '@excelsior/domain'
import type { Database, Session } from '../database.ts'
import type { QuarantineWriter, RejectedInput } from '../quarantine.ts'
import type { SourceId } from '../sources.ts'
import { applyReport, BatchAtHand, type Filing, type PreparedReport, type RecordRow } from './apply-report.ts'
import { type Loaded, loadGroups, loadRows, NUMBERS_AT_ONCE, takeTurn } from './load-batch.ts'
import { loadMerges } from './load-merges.ts'
import { isNumberKey, MergesAtHand, numberKey } from './merges-at-hand.ts'
import type { IdentityRow, PersonRow } from './people-at-hand.ts'
import type { ReportedPeople } from './reported-people.ts'
import type { SealedRows, StoredOverride } from './sealed-rows.ts'
import { settleMerges } from './settle-merges.ts'
import type { IncomingReport, Outcome } from './types.ts'
import { type BatchChanges, type OverrideToWrite, writeBatch } from './write-batch.ts'

/** Numbers for new rows, a thousand at a time; what is left over serves the next batch of this process. */
export class Numbers {
  readonly #free: { next: number; readonly end: number }[] = []

  left(): number {
    return this.#free.reduce((sum, { next, end }) => sum + end - next, 0)
  }

  refill(first: number): void {
    this.#free.push({ next: first, end: first + NUMBERS_AT_ONCE })
  }

  take(): number {
    const [thousand] = this.#free
    if (thousand === undefined) throw new RangeError('no numbers were reserved')
    const number = thousand.next++
    if (thousand.next === thousand.end) this.#free.shift()
    return number
  }
}

/** At most: two numbers for each report, and one refill is enough. */
export const BATCH_AT_MOST = NUMBERS_AT_ONCE / 2

export interface BatchTools {
  readonly rows: SealedRows
  readonly quarantine: QuarantineWriter
  readonly numbers: Numbers
  readonly people: ReportedPeople
}

export function prepare({ rows, people }: BatchTools, incoming: IncomingReport): PreparedReport {
  const { source, report } = incoming
  const person = people.readied(source, report.person)
  const records = report.records.map((reported) => {
    const key = rows.recordKey(source, reported.key)
    const series = reported.series === undefined ? undefined : rows.series(source, reported.series)
    return { reported, key, name: `${source} ${key.toString('latin1')}`, series }
  })
  // The same bytes mean something else once more of them can be read: what was read is part of the digest.
  const rest = JSON.stringify([
    report.records.map(({ key, precedence }) => [key, precedence]),
    report.setAside.map(({ code }) => code),
    // Links that their Bundle dates are the same bytes at another time.
    ...(report.merges ? [report.sentAt ?? 0, ...report.merges] : []),
    ...(report.versions ?? []),
  ])
  const meaning = `[${person.text},${rest.slice(1)}`
  const digest = rows.reportDigest(source, report.raw, meaning)
  const hashed = (number: string) => rows.blindKey(numberKey(source, number)).toString('latin1')
  const merges = (report.merges ?? []).map(({ says, survivor, other, by }) => ({
    says,
    survivor: hashed(survivor),
    other: hashed(other),
    by: by === undefined ? undefined : hashed(by),
  }))
  const versions = (report.versions ?? []).map(({ number, at }) => ({ key: hashed(number), at }))
  return { incoming, digest, person, records, merges, versions }
}

/** Stores up to `BATCH_AT_MOST` reports in one transaction; two or three round trips, however many they are. */
export async function storeBatch(
  session: Session,
  tools: BatchTools,
  reports: readonly PreparedReport[],
  now: Instant,
): Promise<readonly Outcome[]> {
  const outcomes = await attempt(session, tools, reports, now, false)
  if (outcomes) return outcomes
  return storeInTurn(session, tools, reports, now)
}

/**
 * The same, after taking the turn; with whatever else `along` sends in the same transaction. Where `along` rejects,
 * nothing was written.
 */
export async function storeInTurn(
  session: Session,
  tools: BatchTools,
  reports: readonly PreparedReport[],
  now: Instant,
  along?: (inside: Database) => Promise<unknown>,
): Promise<readonly Outcome[]> {
  await Promise.all([session.begin(), takeTurn(session)])
  await along?.(session)
  const outcomes = await attempt(session, tools, reports, now, true)
  if (!outcomes) throw new Error('somebody wrote to the registry out of turn')
  // Where all was known by its bytes nothing was written, and nothing is committed yet.
  if (session.isOpen()) await session.commit()
  return outcomes
}

async function attempt(
  session: Session,
  tools: BatchTools,
  reports: readonly PreparedReport[],
  now: Instant,
  isInside: boolean,
): Promise<readonly Outcome[] | undefined> {
  const { rows, quarantine } = tools
  const batch = new BatchAtHand(new MergesAtHand(rows.blindKey))
  const blind = new Map(reports.flatMap(({ person }) => [...person.keys]))
  const { turn, knownReports } = await load(session, tools, batch, reports, blind)

  const newPerson = (): PersonRow => {
    const id = tools.numbers.take()
    return { id, ...rows.newDataKey(id), survivor: id, apartFrom: [], partedFrom: [], changed: true }
  }
  const seen = new Set<string>()
  const setAside: RejectedInput[] = []
  const written: { source: SourceId; digest: Buffer }[] = []
  const outcomes = reports.map((report, index): Outcome => {
    const { source } = report.incoming
    const name = `${source} ${report.digest.toString('latin1')}`
    if (knownReports.has(index) || seen.has(name)) return knownByBytes(report)
    seen.add(name)
    written.push({ source, digest: report.digest })
    for (const rejection of report.incoming.report.setAside) setAside.push({ source, rejection })
    return applyReport(batch, report, newPerson, () => tools.numbers.take())
  })

  if (written.length === 0) return outcomes
  const changes = changesOf(rows, batch, blind, written)
  const along =
    setAside.length === 0 ? undefined : (inside: Database) => quarantine.write(inside, setAside, now)
  return (await writeBatch(session, isInside, turn, changes, now, along)) ? outcomes : undefined
}

function knownByBytes({ records }: PreparedReport): Outcome {
  return {
    kind: records.length > 0 ? 'duplicate' : 'nothing',
    records: { stored: 0, duplicates: records.length, corrected: 0, deleted: 0 },
    setAside: 0,
  }
}

/** Fills the batch with what is on file. */
async function load(
  session: Session,
  { rows, numbers }: BatchTools,
  batch: BatchAtHand,
  reports: readonly PreparedReport[],
  blind: ReadonlyMap<string, Buffer>,
): Promise<Loaded> {
  const records = reports.flatMap(({ incoming: { source }, records: named }) =>
    named.map(({ key, name, series }) => ({ source, key, name, series })),
  )
  const loaded = await loadRows(session, {
    newNumbers: Math.max(0, Math.ceil((reports.length * 2 - numbers.left()) / NUMBERS_AT_ONCE)),
    reports: reports.map(({ incoming: { source }, digest }) => ({ source, digest })),
    keys: [...blind.values()],
    records,
    numbers: [
      ...[...blind].flatMap(([key, hashed]) => (isNumberKey(key) ? [hashed] : [])),
      ...reports.flatMap(({ versions }) => versions.map(({ key }) => Buffer.from(key, 'latin1'))),
    ],
  })
  for (const first of loaded.firstNumbers) numbers.refill(first)

  const plainKeys = [...blind.keys()]
  for (const { position, person } of loaded.filed) batch.people.file(plainKeys[position] ?? '', person)
  const people = new Set([...loaded.filed, ...loaded.records].map(({ person }) => person))
  if (people.size > 0) {
    for (const group of await loadGroups(session, rows, [...people])) batch.people.addGroup(group)
  }
  for (const { position, person, sealed } of loaded.records) {
    const asked = records[position]
    const row = batch.people.groupOf(person)?.people.find(({ id }) => id === person)
    if (!asked || !row) continue
    const { source, key, name, series } = asked
    const stored = rows.openRecord(row.key, source, key, sealed)
    batch.records.set(name, { source, key, person: row, series, stored, state: 'on-file' })
  }
  const merges = reports.flatMap((report) => report.merges)
  const hasMerged = [...batch.people.groups()].some(({ people: each }) =>
    each.some(({ merged, partedFrom }) => merged !== undefined || partedFrom.length > 0),
  )
  batch.merges.isConcerned = loaded.hasMerges || merges.length > 0 || hasMerged
  if (batch.merges.isConcerned) {
    const named = merges.flatMap(({ survivor, other }) => [survivor, other])
    const reported = reports.flatMap(({ incoming: { source }, person }) =>
      batch.merges.keysOf(source, person.details),
    )
    const versions = reports.flatMap((report) => report.versions.map(({ key }) => key))
    await loadMerges(session, rows, batch.people, batch.merges, [...named, ...reported, ...versions])
  }
  return loaded
}

function changesOf(
  rows: SealedRows,
  batch: BatchAtHand,
  blind: ReadonlyMap<string, Buffer>,
  reports: BatchChanges['reports'],
): BatchChanges {
  const { people, newPeople } = batch
  const merges = batch.merges.isConcerned
    ? settleMerges(batch)
    : { pairs: [], people: [], answered: [], versions: batch.merges.newVersions() }
  const isNew = new Set(newPeople)
  const all = [...people.groups()]
  const blinded = ({ key, person }: Filing) => ({
    key: blind.get(key) ?? rows.blindKey(key),
    person: person.id,
  })
  const identities = all.flatMap((group) => group.identities)
  const identityOf = (row: IdentityRow) => ({
    row,
    sealed: rows.sealIdentity(row.person.key, row.person.id, row.id, row.stored),
  })
  const records = [...batch.records.values()]
  const recordOf = ({ source, key, person, series, stored }: RecordRow) => ({
    source,
    key,
    person: person.id,
    series,
    sealed: rows.sealRecord(person.key, source, key, stored),
  })
  return {
    newPeople,
    changedPeople: all
      .flatMap((group) => group.people)
      .filter((person) => person.changed && !isNew.has(person)),
    newIdentities: identities.filter(({ state }) => state === 'new').map(identityOf),
    changedIdentities: identities.filter(({ state }) => state === 'changed').map(identityOf),
    newFiled: batch.filed.filter(({ person }) => isNew.has(person)).map(blinded),
    filed: batch.filed.filter(({ person }) => !isNew.has(person)).map(blinded),
    unfiled: [...batch.unfiled.values()].map(blinded),
    newRecords: records.filter(({ state }) => state === 'new').map(recordOf),
    changedRecords: records.filter(({ state }) => state === 'changed').map(recordOf),
    overrides: batch.replacedSeries.map(({ source, series, precedence }) =>
      overrideRow(rows, source, series, precedence),
    ),
    reports,
    reviews: [...batch.doubts.values()],
    merges,
  }
}

function overrideRow(rows: SealedRows, source: number, name: Buffer, precedence: string): OverrideToWrite {
  const override: StoredOverride = { effect: 'replaced', precedence }
  const tag = rows.overrideTag(override)
  return { source, name, tag, entry: undefined, sealed: rows.sealOverride(source, name, tag, override) }
}
