import type { Instant, Zone } from '@excelsior/domain'
import type { CodeTables, MessageHeader, ReadItem, ReadOptions, Rejection, Report } from '@excelsior/records'
import { BATCH_AT_MOST, type Outcome, type Source, type Store } from '@excelsior/store'

/** What became of one message, or of one person's part of it, once that is on disk. */
export type Ingested =
  | { readonly kind: 'taken'; readonly report: Report; readonly outcome: Outcome }
  | { readonly kind: 'rejected'; readonly rejection: Rejection }
  | { readonly kind: 'notice'; readonly text: string }

/** How a door turns bytes into reports: HL7 v2 is one, others follow. */
export type Reader = (chunks: AsyncIterable<Uint8Array>, options: ReadOptions) => AsyncIterable<ReadItem>

export interface Ingestion {
  /** Results in the order of the messages, each only when it is durable. Memory stays flat however long the input. */
  ingest(chunks: AsyncIterable<Uint8Array>, source: Source, read: Reader): AsyncGenerator<Ingested>
}

export interface WholeIngestion extends Ingestion {
  /**
   * All or nothing, durable when it resolves. What is refused changes no record; its faulty parts are kept, and a
   * record that one of them would have replaced helps nobody until somebody looked.
   */
  ingestWhole(source: Source, read: (options: ReadOptions) => AsyncIterable<ReadItem>): Promise<Whole>
}

export type Whole =
  | { readonly kind: 'taken'; readonly ingested: readonly Ingested[] }
  | { readonly kind: 'refused'; readonly rejections: readonly Rejection[] }
  /** More than one transaction of the store takes. Nothing was kept. */
  | { readonly kind: 'too-many'; readonly most: number }

/** One transaction takes so many messages, or so many bytes of them. */
const BATCH_MESSAGES = 250
const BATCH_BYTES = 4 * 1024 * 1024

export interface IngestionParts {
  readonly store: Store
  readonly codes: CodeTables
  readonly zoneOf: (name: string) => Zone
  readonly now: () => Instant
}

export function createIngestion({ store, codes, zoneOf, now }: IngestionParts): WholeIngestion {
  /** Stores a batch, readings and refusals alike; nothing is dropped. */
  async function keep(items: readonly ReadItem[], source: Source): Promise<readonly Ingested[]> {
    const checked = items.map((item) => withoutTrials(item, source))
    const reports = checked.flatMap((item) => (item.kind === 'report' ? [item.report] : []))
    const rejections = checked.flatMap((item) => (item.kind === 'rejected' ? [item.rejection] : []))
    const [outcomes] = await Promise.all([
      reports.length > 0
        ? store.registry.store(reports.map((report) => ({ source: source.id, report })))
        : [],
      rejections.length > 0 ? store.quarantine.add(source.id, rejections, now()) : undefined,
    ])
    let next = 0
    return checked.map((item): Ingested => {
      if (item.kind === 'rejected') return item
      if (item.kind === 'notice') return { kind: 'notice', text: item.notice.text }
      const outcome = outcomes[next++]
      if (!outcome) throw new Error('the store gave fewer outcomes than it was given reports')
      return { kind: 'taken', report: item.report, outcome }
    })
  }

  const optionsFor = (source: Source): ReadOptions => ({
    codes,
    zone: zoneOf(source.zone),
    jurisdiction: source.jurisdiction,
    receivedAt: now(),
  })

  return {
    async ingestWhole(source, read) {
      const items: ReadItem[] = []
      for await (const item of read(optionsFor(source))) items.push(withoutTrials(item, source))
      const rejections = items.flatMap((item) =>
        item.kind === 'rejected' ? [item.rejection] : item.kind === 'report' ? item.report.setAside : [],
      )
      if (rejections.length > 0) {
        await store.quarantine.add(source.id, rejections, now())
        return { kind: 'refused', rejections }
      }
      if (items.filter(({ kind }) => kind === 'report').length > BATCH_AT_MOST)
        return { kind: 'too-many', most: BATCH_AT_MOST }
      return { kind: 'taken', ingested: await keep(items, source) }
    },
    async *ingest(chunks, source, read) {
      const options = optionsFor(source)
      let batch: ReadItem[] = []
      let bytes = 0
      let message: Uint8Array | undefined
      let writing: Promise<readonly Ingested[]> | undefined
      for await (const item of read(chunks, options)) {
        // What one message says of several people stays together: its bytes are kept once where some are refused.
        const raw = bytesOf(item)
        const isSame = raw !== undefined && raw === message
        if (!isSame && (batch.length >= BATCH_MESSAGES || bytes >= BATCH_BYTES)) {
          const written = writing
          writing = keep(batch, source) // read on while the disk works; one batch ahead, no more
          writing.catch(() => undefined) // awaited below; an earlier batch's failure must not leave it unheard
          batch = []
          bytes = 0
          if (written) yield* await written
        }
        batch.push(item)
        if (!isSame) bytes += raw?.length ?? 0
        message = raw
      }
      if (writing) yield* await writing
      if (batch.length > 0) yield* await keep(batch, source)
    },
  }
}

/** MSH-11 T and D are for trials: a source takes part in them, or its message is refused and kept. */
export function withoutTrials(item: ReadItem, source: Source): ReadItem {
  if (item.kind !== 'report' || !item.report.trial || source.trial) return item
  const { message, messageId, raw, header } = item.report
  return {
    kind: 'rejected',
    rejection: {
      message,
      messageId,
      segment: 'MSH',
      field: 11,
      code: 'trial-message',
      reason:
        'MSH-11 marks this message as training or debugging. Send P, or register the source for trials.',
      raw,
      ...(header ? { header } : {}),
    },
  }
}

const bytesOf = (item: ReadItem): Uint8Array | undefined =>
  item.kind === 'report' ? item.report.raw : item.kind === 'rejected' ? item.rejection.raw : undefined

export const headerOf = (ingested: Ingested): MessageHeader | undefined =>
  ingested.kind === 'taken'
    ? ingested.report.header
    : ingested.kind === 'rejected'
      ? ingested.rejection.header
      : undefined

const KINDS = ['duplicates', 'stored', 'corrected', 'deleted'] as const

/**
 * What a sender is told: messages, each once, however many people and records it is about, and the records in them. A
 * row, and an entry of FHIR, is a message of one.
 */
export class Tally {
  /** By the strongest thing that happened; `rejected` where it, or some of it, was refused. */
  readonly messages = { read: 0, stored: 0, duplicates: 0, corrected: 0, deleted: 0, rejected: 0 }
  /** `setAside`: refused, while the others of their message stand. */
  readonly records = { stored: 0, duplicates: 0, corrected: 0, deleted: 0, setAside: 0 }
  #last:
    | { readonly raw: Uint8Array; kind: (typeof KINDS)[number] | undefined; isRejected: boolean }
    | undefined

  count(ingested: Ingested): void {
    if (ingested.kind === 'notice') return
    // That Patients have no links is worth a word only where it takes one back.
    if (ingested.kind === 'taken' && ingested.report.message === 0 && ingested.outcome.kind === 'nothing')
      return
    const raw = ingested.kind === 'taken' ? ingested.report.raw : ingested.rejection.raw
    // What one message says of several people bears the same bytes, and comes together.
    if (this.#last?.raw !== raw) {
      this.messages.read++
      this.#last = { raw, kind: undefined, isRejected: false }
    }
    const setAside = ingested.kind === 'taken' ? ingested.report.setAside.length : 0
    if ((ingested.kind === 'rejected' || setAside > 0) && !this.#last.isRejected) {
      this.#last.isRejected = true
      this.messages.rejected++
    }
    if (ingested.kind === 'rejected') return
    const { kind, records } = ingested.outcome
    for (const each of KINDS) this.records[each] += records[each]
    this.records.setAside += setAside
    if (kind !== 'nothing') this.#isNow(kind === 'duplicate' ? 'duplicates' : kind)
  }

  #isNow(kind: (typeof KINDS)[number]): void {
    const last = this.#last
    if (!last || (last.kind !== undefined && KINDS.indexOf(kind) <= KINDS.indexOf(last.kind))) return
    if (last.kind !== undefined) this.messages[last.kind]--
    this.messages[kind]++
    last.kind = kind
  }
}
