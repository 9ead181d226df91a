import { joined } from '../joined.ts'
import type { PatientVersion, ReadItem, ReadOptions } from '../report.ts'
import { byteOrderMark, decodeStrictly, encodeUtf8 } from '../text-encoding.ts'
import { type Entry, References } from './bundle.ts'
import { KeptReferences } from './kept-references.ts'
import { type CutLine, LineCutter } from './line-cutter.ts'
import { documentsOf, isSeveral, MAX_FHIR_BYTES, MAX_LINES, openLine } from './open.ts'
import { versionWithoutLinks } from './patient-links.ts'
import { readEntry, readFhir, reportOfVersions } from './read.ts'
import { isVersionAhead } from './resource.ts'
import { Waiting } from './waiting.ts'

/** Of a stream of lines as a whole. Bytes. */
export const MAX_FHIR_STREAM_BYTES = 1024 * 1024 * 1024

/** Characters of patients, places and organisations that later lines may refer to; they take as many bytes. */
const KEPT = 32 * 1024 * 1024

/** What a stream of lines may hold at once, in bytes, besides what is being stored. */
export const FHIR_STREAM_HOLDS = 48 * 1024 * 1024

const VERSIONS_AT_ONCE = 200

export interface LineOptions {
  readonly isRead?: (entry: Entry) => boolean
  /** Bytes after which the rest is refused; 1 GiB where it is left out. */
  readonly most?: number
  /** Characters of patients and the like that later lines may refer to. */
  readonly kept?: number
}

/**
 * FHIR resources one a line, however many, in a memory that does not grow with them. An item's `message` is its line. Who
 * is named may come before or after who names them, within bounds: who was forgotten by then is refused, and kept. A
 * line that is broken, too long or no UTF-8 spoils no other.
 */
export async function* readFhirLines(
  chunks: AsyncIterable<Uint8Array>,
  options: ReadOptions,
  { isRead = () => true, most = MAX_FHIR_STREAM_BYTES, kept: room = KEPT }: LineOptions = {},
): AsyncGenerator<ReadItem, void, undefined> {
  const kept = new KeptReferences(room, options.companions?.references)
  const waiting = new Waiting()
  const cutter = new LineCutter()
  const versions: PatientVersion[] = []
  let isEmpty = true

  function* readLine(line: CutLine): Generator<ReadItem> {
    isEmpty = false
    const { entries, rejections } = openedLine(line)
    for (const rejection of rejections) yield { kind: 'rejected', rejection }
    const references = new References(kept)
    for (const entry of entries) references.add(entry)
    const names = entries.flatMap((entry) => kept.add(entry))
    for (const entry of entries) {
      if (!isRead(entry)) continue
      if (!isVersionAhead(entry, options)) versions.push(...versionWithoutLinks(entry))
      if (!waiting.take({ entry, references, bytes: line.bytes.length }))
        yield* readEntry(entry, references, options)
    }
    if (versions.length >= VERSIONS_AT_ONCE) yield* reportOfVersions(versions.splice(0))
    for (const placed of waiting.come(names)) yield* readEntry(placed.entry, placed.references, options)
    for (const placed of waiting.overflow()) yield* readEntry(placed.entry, placed.references, options)
    kept.makeRoom()
  }

  let bytes = 0
  let isCut = false
  for await (const chunk of chunks) {
    bytes += chunk.length
    isCut = bytes > most
    if (isCut) break
    for (const line of cutter.push(chunk)) yield* readLine(line)
  }
  const last = isCut ? undefined : cutter.end()
  if (last) yield* readLine(last)
  for (const placed of waiting.overflow(true)) yield* readEntry(placed.entry, placed.references, options)
  yield* reportOfVersions(versions)
  if (isCut) {
    const reason = `There is more than ${most / 1_048_576} MiB in it. What stands before is taken; send the rest by itself.`
    yield { kind: 'rejected', rejection: { message: 0, raw: encodeUtf8('{'), code: 'too-large', reason } }
  } else if (isEmpty)
    yield {
      kind: 'notice',
      notice: { message: 0, code: 'no-messages', text: 'There is no FHIR resource in it.' },
    }
}

function openedLine({ line, bytes, isWhole }: CutLine): ReturnType<typeof openLine> {
  const refused = (code: 'too-large' | 'character-set', reason: string) => ({
    entries: [],
    rejections: [{ message: line, raw: bytes.slice(0), code, reason: `Line ${line}: ${reason}` }],
  })
  if (!isWhole) return refused('too-large', 'it is longer than 1 MiB. Send shorter ones.')
  const mark = line === 1 ? byteOrderMark(bytes) : undefined
  const text = decodeStrictly(mark?.encoding === 'utf-8' ? bytes.subarray(3) : bytes, 'utf-8')
  if (text === undefined) return refused('character-set', 'it is not UTF-8. Send it in UTF-8.')
  return openLine(text.trim(), line)
}

/** What came of a body or a file: all of it where it is short, else a stream of lines; `long`: neither. */
export type Gathered =
  | { readonly kind: 'whole'; readonly bytes: Uint8Array }
  | { readonly kind: 'lines'; readonly chunks: AsyncIterable<Uint8Array> }
  | { readonly kind: 'long'; readonly bytes: Uint8Array }

/**
 * Up to 16 MiB and 20,000 lines are one document, each part of which may refer to any other. What is more is read line by
 * line, where it is lines. `areLines`: it is known to be.
 */
export async function gatherFhir(chunks: AsyncIterable<Uint8Array>, areLines = false): Promise<Gathered> {
  const iterator = chunks[Symbol.asyncIterator]()
  const parts: Uint8Array[] = []
  let bytes = 0
  let lines = 0
  let known: boolean | undefined = areLines || undefined
  for (;;) {
    const { done, value } = await iterator.next()
    if (done === true) return { kind: 'whole', bytes: joined(parts) }
    parts.push(value)
    bytes += value.length
    for (let at = value.indexOf(10); at >= 0; at = value.indexOf(10, at + 1)) lines++
    if (bytes <= MAX_FHIR_BYTES && lines < MAX_LINES) continue
    known ??= beginsAsLines(joined(parts))
    if (known) return { kind: 'lines', chunks: replayed(parts, iterator) }
    if (bytes > MAX_FHIR_BYTES) return { kind: 'long', bytes: joined(parts) }
  }
}

/** Any FHIR, whole or line by line. */
export async function* readFhirStream(
  chunks: AsyncIterable<Uint8Array>,
  options: ReadOptions,
): AsyncGenerator<ReadItem, void, undefined> {
  const gathered = await gatherFhir(chunks)
  if (gathered.kind === 'lines') yield* readFhirLines(gathered.chunks, options)
  else yield* readFhir(gathered.bytes, options)
}

/** Two lines tell; the last may be cut within a letter. */
function beginsAsLines(bytes: Uint8Array): boolean {
  const text = decodeStrictly(bytes.subarray(0, bytes.lastIndexOf(10) + 1), 'utf-8')
  return text !== undefined && isSeveral(documentsOf(text))
}

/** Handed on one by one, so that what was read can be forgotten. */
async function* replayed(parts: Uint8Array[], rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    for (let part = parts.shift(); part; part = parts.shift()) yield part
    for (;;) {
      const { done, value } = await rest.next()
      if (done === true) return
      yield value
    }
  } finally {
    await rest.return?.()
  }
}
