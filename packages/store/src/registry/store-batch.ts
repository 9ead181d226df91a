import type { Instant } from '@excelsior/domain'
import { blockingKeys } from '@excelsior/people'
import type { Transaction } from '../database.ts'
import type { QuarantineWriter, RejectedInput } from '../quarantine.ts'
import { applyReport, BatchAtHand, type Filing, keysOf, type PreparedReport } from './apply-report.ts'
import {
  filedUnder,
  knownReports,
  loadGroups,
  NUMBERS_AT_ONCE,
  recordsOnFile,
  reserveNumbers,
  WAIT_FOR_TURN,
} from './load-batch.ts'
import type { PersonRow } from './people-at-hand.ts'
import type { SealedRows, StoredOverride } from './sealed-rows.ts'
import type { IncomingReport, Outcome } from './types.ts'
import { type BatchChanges, type OverrideToWrite, writeBatch } from './write-batch.ts'

/** Numbers for new rows, a thousand at a time; what is left over serves the next batch of this process. */
export class Numbers {
  #next = 0
  #end = 0

  left(): number {
    return this.#end - this.#next
  }

  refill(first: number): void {
    this.#next = first
    this.#end = first + NUMBERS_AT_ONCE
  }

  take(): number {
    if (this.#next === this.#end) throw new RangeError('no numbers were reserved')
    return this.#next++
  }
}

/** At most: two numbers for each report, and one refill is enough. */
export const BATCH_AT_MOST = NUMBERS_AT_ONCE / 2

export interface BatchTools {
  readonly rows: SealedRows
  readonly quarantine: QuarantineWriter
  readonly numbers: Numbers
}

export function prepare(rows: SealedRows, incoming: IncomingReport): PreparedReport {
  const { source, report } = incoming
  const records = report.records.map((reported) => {
    const key = rows.recordKey(source, reported.key)
    const series = reported.series === undefined ? undefined : rows.series(source, reported.series)
    return { reported, key, name: `${source} ${key.toString('latin1')}`, series }
  })
  // The same bytes mean something else once more of them can be read: what was read is part of the digest.
  const meaning = JSON.stringify([
    report.person,
    report.records.map(({ key, precedence }) => [key, precedence]),
    report.setAside.map(({ code }) => code),
  ])
  const digest = rows.reportDigest(source, report.raw, meaning)
  return { incoming, digest, keys: blockingKeys(report.person), records }
}

/** Stores up to `BATCH_AT_MOST` reports in one transaction; three or four round trips, however many they are. */
export async function storeBatch(
  inside: Transaction,
  tools: BatchTools,
  reports: readonly PreparedReport[],
  now: Instant,
): Promise<readonly Outcome[]> {
  const { rows, quarantine } = tools
  const batch = new BatchAtHand()
  const known = await load(inside, tools, batch, reports)

  const newPerson = (): PersonRow => {
    const id = tools.numbers.take()
    return { id, ...rows.newDataKey(id), survivor: id, apartFrom: [], changed: true }
  }
  const seen = new Set<string>()
  const setAside: RejectedInput[] = []
  const written: { source: number; digest: Buffer }[] = []
  const outcomes = reports.map((report, index): Outcome => {
    const { source } = report.incoming
    const name = `${source} ${report.digest.toString('latin1')}`
    if (known.has(index) || seen.has(name)) return knownByBytes(report)
    seen.add(name)
    written.push({ source, digest: report.digest })
    for (const rejection of report.incoming.report.setAside) setAside.push({ source, rejection })
    return applyReport(batch, report, newPerson, () => tools.numbers.take())
  })

  if (written.length === 0) return outcomes
  const sent: Promise<unknown>[] = [writeBatch(inside, changesOf(rows, batch, written), now)]
  if (setAside.length > 0) sent.push(quarantine.write(inside, setAside, now))
  await Promise.all([...sent, inside.commit()])
  return outcomes
}

function knownByBytes({ records }: PreparedReport): Outcome {
  return {
    kind: records.length > 0 ? 'duplicate' : 'nothing',
    records: { stored: 0, duplicates: records.length, corrected: 0, deleted: 0 },
    setAside: 0,
  }
}

/** Fills the batch with what is on file; returns the positions of reports that came before, byte for byte. */
async function load(
  inside: Transaction,
  { rows, numbers }: BatchTools,
  batch: BatchAtHand,
  reports: readonly PreparedReport[],
): Promise<ReadonlySet<number>> {
  const keys = new Set<string>()
  for (const { incoming, keys: plain } of reports) {
    for (const key of keysOf(incoming.source, plain, incoming.report.person)) keys.add(key)
  }
  const records = reports.flatMap(({ incoming, records: named }) =>
    named.map(({ key }) => ({ source: incoming.source, key })),
  )
  const [, known, filed, onFile, [first]] = await Promise.all([
    inside.run(WAIT_FOR_TURN),
    knownReports(
      inside,
      reports.map(({ incoming }) => incoming.source),
      reports.map(({ digest }) => digest),
    ),
    filedUnder(inside, [...keys].map(rows.blindKey)),
    recordsOnFile(
      inside,
      records.map(({ source }) => source),
      records.map(({ key }) => key),
    ),
    numbers.left() < reports.length * 2 ? reserveNumbers(inside, 1) : [],
  ])
  if (first !== undefined) numbers.refill(first)

  const plainKeys = [...keys]
  for (const { position, person } of filed) batch.people.file(plainKeys[position - 1] ?? '', person)
  const people = new Set([...filed, ...onFile].map(({ person }) => person))
  if (people.size > 0) {
    for (const group of await loadGroups(inside, rows, [...people])) batch.people.addGroup(group)
  }
  for (const { source, key, person, sealed } of onFile) {
    const row = batch.people.groupOf(person)?.people.find(({ id }) => id === person)
    if (!row) continue
    const stored = rows.openRecord(row.key, source, key, sealed)
    const name = `${source} ${key.toString('latin1')}`
    batch.records.set(name, { source, key, person: row, series: undefined, stored, dirty: false })
  }
  return known
}

function changesOf(rows: SealedRows, batch: BatchAtHand, reports: BatchChanges['reports']): BatchChanges {
  const { people, newPeople } = batch
  const filing = [...batch.filing.values()]
  const isNew = new Set(newPeople)
  const all = [...people.groups()]
  const blinded = ({ key, person }: Filing) => ({ key: rows.blindKey(key), person: person.id })
  return {
    newPeople,
    changedPeople: all
      .flatMap((group) => group.people)
      .filter((person) => person.changed && !isNew.has(person)),
    identities: all
      .flatMap((group) => group.identities)
      .filter(({ dirty }) => dirty)
      .map((row) => ({ row, sealed: rows.sealIdentity(row.person.key, row.person.id, row.id, row.stored) })),
    filed: filing.filter(({ filed }) => filed).map(blinded),
    unfiled: filing.filter(({ filed }) => !filed).map(blinded),
    records: [...batch.records.values()]
      .filter(({ dirty }) => dirty)
      .map(({ source, key, person, series, stored }) => ({
        source,
        key,
        person: person.id,
        series,
        sealed: rows.sealRecord(person.key, source, key, stored),
      })),
    overrides: batch.replacedSeries.map(({ source, series, precedence }) =>
      overrideRow(rows, source, series, precedence),
    ),
    reports,
    reviews: [...batch.doubts.values()],
  }
}

function overrideRow(rows: SealedRows, source: number, name: Buffer, precedence: string): OverrideToWrite {
  const override: StoredOverride = { effect: 'replaced', precedence }
  const tag = rows.overrideTag(override)
  return { source, name, tag, entry: undefined, sealed: rows.sealOverride(source, name, tag, override) }
}
