import type { Instant, PersonDetails } from '@excelsior/domain'
import { outranks, type ReportedRecord } from '@excelsior/records'
import type { SourceId } from '../sources.ts'
import { type Description, sameDetails, updatedIdentity } from './identity-update.ts'
import { link } from './link.ts'
import type { MergesAtHand, NamedMerge } from './merges-at-hand.ts'
import { type Group, type IdentityRow, PeopleAtHand, type PersonRow, survivorOf } from './people-at-hand.ts'
import { keysOf, type ReportedPerson } from './reported-people.ts'
import type { StoredRecord } from './sealed-rows.ts'
import type { IncomingReport, Outcome, PersonId } from './types.ts'

/** A row of `records`, with what a batch does to it. */
export interface RecordRow {
  readonly source: SourceId
  readonly key: Buffer
  person: PersonRow
  series: Buffer | undefined
  stored: StoredRecord
  state: 'on-file' | 'changed' | 'new'
}

export interface Filing {
  readonly key: string
  readonly person: PersonRow
}

/** A reported record under the names by which it is found. */
export interface NamedRecord {
  readonly reported: ReportedRecord
  readonly key: Buffer
  /** Hex of source and key. */
  readonly name: string
  readonly series: Buffer | undefined
}

/** A report made ready for a batch. */
export interface PreparedReport {
  readonly incoming: IncomingReport
  readonly digest: Buffer
  readonly person: ReportedPerson
  readonly records: readonly NamedRecord[]
  readonly merges: readonly NamedMerge[]
  /** Of Patients, by their hashed numbers. */
  readonly versions: readonly { readonly key: string; readonly at: Instant }[]
}

/** What a batch works on: rows on file and new ones, and what has to be written of them. */
export class BatchAtHand {
  readonly people = new PeopleAtHand()
  readonly records = new Map<string, RecordRow>()
  readonly newPeople: PersonRow[] = []
  readonly filed: Filing[] = []
  /** Keys that no identity of a person gives any more, by person and key. */
  readonly unfiled = new Map<string, Filing>()
  readonly replacedSeries: { source: SourceId; series: Buffer; precedence: string }[] = []
  readonly doubts = new Map<string, readonly [number, number]>()
  readonly merges: MergesAtHand

  constructor(merges: MergesAtHand) {
    this.merges = merges
  }

  file(key: string, person: PersonRow): void {
    if (this.people.isFiled(key, person.id)) return
    if (this.unfiled.size > 0) this.unfiled.delete(`${person.id} ${key}`)
    this.filed.push({ key, person })
    this.people.file(key, person.id)
  }

  unfile(key: string, person: PersonRow): void {
    this.unfiled.set(`${person.id} ${key}`, { key, person })
    this.people.unfile(key, person.id)
  }
}

export type NewPerson = () => PersonRow
export type NewNumber = () => number

/** Brings one report into the batch; says what became of it. */
export function applyReport(
  batch: BatchAtHand,
  prepared: PreparedReport,
  newPerson: NewPerson,
  newNumber: NewNumber,
): Outcome {
  const { incoming, person, records, merges, versions } = prepared
  const { source, report } = incoming
  if (merges.length + versions.length > 0) return applyMerges(batch, prepared)
  const details = batch.merges.goingOn(source, person.details)
  const keys = details === person.details ? [...person.keys.keys()] : keysOf(source, details)
  const description: Description = { details, cleared: report.cleared, sentAt: report.sentAt }
  const onFile = records.map(({ name }) => batch.records.get(name)).find((row) => row !== undefined)
  const recordsOf = onFile && batch.people.groupOf(onFile.person.id)
  const candidates = new Set(batch.people.candidates(keys))
  if (recordsOf) candidates.add(recordsOf)
  const possible = [...candidates].filter((group) => !isParted(batch, source, details, group))
  const found = link(description, source, possible, recordsOf, batch.people)

  const setAside = report.setAside.length
  const nothing = { stored: 0, duplicates: 0, corrected: 0, deleted: 0 }
  // Nobody is put on file for a message without a record.
  if (!found.group && records.length === 0) return { kind: 'nothing', records: nothing, setAside }

  const group = found.group ?? { people: [], identities: [] }
  const isNew = found.group === undefined
  const { identity, isChanged } = describe(
    batch,
    group,
    source,
    description,
    found.identity,
    keys,
    newPerson,
    newNumber,
  )
  const owner = identity.person
  for (const doubt of found.doubts) addDoubt(batch, group, doubt)

  const counts = { ...nothing }
  for (const record of records) counts[applyRecord(batch, source, record, owner)]++
  if (isChanged || counts.stored + counts.corrected + counts.deleted > 0) owner.changed = true
  return {
    kind: kindOf(counts, isNew, isChanged, records.length),
    records: counts,
    setAside,
    person: survivorOf(group) as PersonId,
  }
}

/** The source says that this number is somebody else than those whom the group holds. */
function isParted(batch: BatchAtHand, source: SourceId, details: PersonDetails, group: Group): boolean {
  if (!batch.merges.isConcerned) return false
  const own = batch.merges.keysOf(source, details)
  const parted = batch.merges.partedFrom(own)
  if (parted.size === 0) return false
  const held = group.identities
    .filter((row) => row.source === source)
    .flatMap(({ stored }) => batch.merges.keysOf(source, stored.details))
  return held.some((key) => parted.has(key)) && !held.some((key) => own.includes(key))
}

/** What a source says of its own numbers; whom that makes one is settled once the whole batch is at hand. */
function applyMerges(
  batch: BatchAtHand,
  { incoming: { report }, merges, versions }: PreparedReport,
): Outcome {
  const at = Math.max(1, report.sentAt ?? 0) as Instant
  const news = merges.filter((merge) => batch.merges.say(merge, at))
  const over = versions.filter((version) => batch.merges.isOfVersion(version.key, version.at))
  const isTakenBack = over.length > 0 || news.some(({ says }) => says === 'parted')
  const kind = isTakenBack
    ? 'corrected'
    : news.length > 0
      ? 'stored'
      : merges.length > 0
        ? 'duplicate'
        : 'nothing'
  const records = { stored: 0, duplicates: 0, corrected: 0, deleted: 0 }
  return { kind, records, setAside: report.setAside.length }
}

function kindOf(
  counts: Outcome['records'],
  isNew: boolean,
  isChanged: boolean,
  records: number,
): Outcome['kind'] {
  if (counts.deleted > 0) return 'deleted'
  if (counts.corrected > 0) return 'corrected'
  if (counts.stored > 0 || isNew) return 'stored'
  if (isChanged) return 'corrected'
  return records > 0 ? 'duplicate' : 'nothing'
}

/** The identity that the report speaks of: brought up to date, or new. */
function describe(
  batch: BatchAtHand,
  group: Group,
  source: SourceId,
  description: Description,
  known: IdentityRow | undefined,
  keys: Iterable<string>,
  newPerson: NewPerson,
  newNumber: NewNumber,
): { identity: IdentityRow; isChanged: boolean } {
  let isChanged = false
  const ofSource = group.identities.filter((row) => row.source === source)
  for (const row of ofSource) {
    // A void telephone number is void, whichever of the source's reports it came with.
    if (row !== known && description.cleared.length > 0) {
      isChanged = update(batch, group, row, { ...description, details: {} }) || isChanged
    }
  }
  const isNumbered = (description.details.identifiers ?? []).length > 0
  const most = isNumbered ? NUMBERS_PER_SOURCE : IDENTITIES_PER_SOURCE
  const row = known ?? (ofSource.length >= most ? oldest(ofSource) : undefined)
  if (row) {
    return { identity: row, isChanged: update(batch, group, row, description) || isChanged }
  }
  let person = rowFor(group, ofSource, description.details)
  if (!person) {
    person = newPerson()
    batch.newPeople.push(person)
    const own: Group = { people: [person], identities: [] }
    if (group.people.length > 0) batch.people.join(group, own)
    else {
      group.people.push(person)
      batch.people.addGroup(group)
    }
  }
  const { details, cleared, sentAt } = description
  const stored = { details, ...(sentAt !== undefined && { sentAt }), ...(cleared.length > 0 && { cleared }) }
  const identity: IdentityRow = { person, id: newNumber(), source, stored, state: 'new' }
  group.identities.push(identity)
  for (const key of keys) batch.file(key, person)
  return { identity, isChanged: true }
}

/**
 * Where another description is kept: with what the source said before, unless it calls them by other numbers. Under
 * each of its numbers a person has rows of their own, so that the source may take them apart.
 */
function rowFor(
  group: Group,
  ofSource: readonly IdentityRow[],
  { identifiers = [] }: PersonDetails,
): PersonRow | undefined {
  if (ofSource.length === 0) return group.people[0]
  if (identifiers.length === 0) return ofSource[0]?.person
  return ofSource.find(({ stored: { details } }) => {
    const known = details.identifiers ?? []
    return known.length === 0 || known.some((number) => identifiers.includes(number))
  })?.person
}

/** A source without numbers of its own for people, which describes one person in ever new words. */
const IDENTITIES_PER_SOURCE = 8
/** A source that gives one person ever new numbers. */
const NUMBERS_PER_SOURCE = 32

const oldest = (rows: readonly IdentityRow[]): IdentityRow | undefined =>
  rows.reduce((a, b) => ((b.stored.sentAt ?? 0) < (a.stored.sentAt ?? 0) ? b : a))

function update(batch: BatchAtHand, group: Group, row: IdentityRow, description: Description): boolean {
  const before = row.stored
  const after = updatedIdentity(before, description)
  const isSame =
    sameDetails(before.details, after.details) &&
    (before.cleared?.length ?? 0) === (after.cleared?.length ?? 0)
  if (isSame) {
    // The time alone is worth no write: it only orders what differs.
    return false
  }
  row.stored = after
  if (row.state === 'on-file') row.state = 'changed'
  const ofPerson = group.identities.filter(({ person }) => person === row.person)
  const kept = new Set(ofPerson.flatMap(({ source, stored }) => keysOf(source, stored.details)))
  for (const key of keysOf(row.source, before.details)) {
    if (!kept.has(key)) batch.unfile(key, row.person)
  }
  for (const key of keysOf(row.source, after.details)) batch.file(key, row.person)
  return true
}

/** Somebody has to look at these two. */
export function addDoubt(batch: BatchAtHand, group: Group, doubt: Group): void {
  const [one, other] = [survivorOf(group), survivorOf(doubt)].sort((a, b) => a - b)
  if (one === undefined || other === undefined || one === other) return
  batch.doubts.set(`${one} ${other}`, [one, other])
}

/** What nothing but arrival orders: the later one stands, but nothing that was withdrawn revives. */
function replacesByArrival(
  { undated, precedence, withdrawn, record }: ReportedRecord,
  standing: StoredRecord,
): boolean {
  if (undated !== true || !standing.record || !outranks(precedence, standing.precedence)) return false
  return withdrawn || JSON.stringify(record) !== JSON.stringify(standing.record)
}

/** Of all records with one key the greatest precedence stands, whatever the order of arrival. */
function applyRecord(
  batch: BatchAtHand,
  source: SourceId,
  { reported, key, name, series }: NamedRecord,
  person: PersonRow,
): keyof Outcome['records'] {
  const { precedence, withdrawn, record, replacesSeries } = reported
  const row = batch.records.get(name)
  const standing = row?.stored.precedence ?? ''
  const isLater = precedence > standing
  const content = !withdrawn && record ? { record } : {}
  // What replaces by arrival alone keeps the greater precedence: what it replaced does not come back when sent again.
  const stored: StoredRecord = { precedence: isLater ? precedence : standing, ...content }
  if (replacesSeries && series) batch.replacedSeries.push({ source, series, precedence })
  if (!row) {
    batch.records.set(name, { source, key, person, series, stored, state: 'new' })
    if (withdrawn) return 'deleted'
    return replacesSeries ? 'corrected' : 'stored'
  }
  if (!isLater && !replacesByArrival(reported, row.stored)) return 'duplicates'
  if (row.person !== person) row.person.changed = true
  row.person = person
  row.series = series
  row.stored = stored
  if (row.state === 'on-file') row.state = 'changed'
  return withdrawn ? 'deleted' : 'corrected'
}
