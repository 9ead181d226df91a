import type { Instant, Zone } from '@excelsior/domain'
import {
  type CodeTables,
  type Companions,
  type CsvMapping,
  type Rejection,
  type Report,
  readRecords,
} from '@excelsior/records'
import type { QuarantinedInput, Source, SourceId, Store } from '@excelsior/store'
import { withoutTrials } from './ingestion.ts'

/** What became of one entry that was read again. */
export type Replayed =
  | { readonly kind: 'stored'; readonly records: number }
  /** Still refused; `reason` is the present one. */
  | { readonly kind: 'refused'; readonly code: string; readonly reason: string }
  /** It holds nothing that could be stored, or only its beginning was kept: somebody has to drop it. */
  | { readonly kind: 'nothing' }
  /** Somebody dealt with it meanwhile. */
  | { readonly kind: 'gone' }

export interface ReplayParts {
  readonly store: Pick<Store, 'quarantine'>
  readonly codes: CodeTables
  readonly zoneOf: (name: string) => Zone
  readonly now: () => Instant
  /** By id; an entry's source is always there. */
  readonly sources: ReadonlyMap<SourceId, Source>
  /** For CSV that needs one. */
  readonly mapping?: CsvMapping
  /** Patients who were not there when a FHIR resource named them. */
  readonly companions?: Companions
}

/** Reads a quarantined input with the present reader and stores what it says; it leaves the quarantine with that. */
export async function replay(input: QuarantinedInput, parts: ReplayParts): Promise<Replayed> {
  const { store, codes, zoneOf, now, sources, mapping, companions } = parts
  const source = sources.get(input.source)
  const raw = await store.quarantine.raw(input.id)
  if (!source || !raw) return { kind: 'gone' }
  if (input.code === 'too-large') return { kind: 'nothing' }
  const reports: Report[] = []
  const rejections: Rejection[] = []
  const options = {
    codes,
    zone: zoneOf(source.zone),
    jurisdiction: source.jurisdiction,
    receivedAt: input.at,
    ...(companions && { companions }),
  }
  for await (const item of readRecords(once(raw), options, isCsv(raw) ? mapping : undefined)) {
    const taken = withoutTrials(item, source)
    if (taken.kind === 'rejected') rejections.push(taken.rejection)
    if (taken.kind !== 'report') continue
    reports.push(dated(taken.report))
    rejections.push(...taken.report.setAside)
  }
  const records = reports.reduce(
    (sum, { records: each, merges = [] }) => sum + each.length + merges.length,
    0,
  )
  if (records === 0 && rejections.length === 0) return { kind: 'nothing' }
  const reading = { source: source.id, reports, rejections }
  const replayed = await store.quarantine.replay(input.id, reading, now())
  if (!replayed) return { kind: 'gone' }
  const [first] = rejections
  const isRefused = replayed.stays || replayed.fresh > 0
  return first && isRefused
    ? { kind: 'refused', code: first.code, reason: first.reason }
    : { kind: 'stored', records }
}

/** It came long ago: it does not take the place of what came since, where only arrival orders the two. */
function dated(report: Report): Report {
  return { ...report, records: report.records.map(({ undated: _, ...record }) => record) }
}

/** Neither HL7 v2, in whatever encoding, nor JSON: a mapping is for those alone. */
function isCsv(raw: Uint8Array): boolean {
  if ((raw[0] ?? 0) >= 0xfe) return false
  const begun = Buffer.from(raw.subarray(0, 64)).toString('utf8').replace('\ufeff', '').trimStart()
  return !['MSH', 'FHS', 'BHS', '{', '[', '\u000b'].some((start) => begun.startsWith(start))
}

async function* once(raw: Uint8Array): AsyncGenerator<Uint8Array> {
  yield raw
}
