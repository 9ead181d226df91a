import type { Rejection } from '../report.ts'
import { byteOrderMark, decodeStrictly, encodeUtf8 } from '../text-encoding.ts'
import { type Entry, loneEntry, wrappedEntry } from './bundle.ts'
import { isObject, own, textAt } from './elements.ts'
import { type JsonOutcome, MAX_ENTRY_CHARACTERS, parseJson, parseJsonByItems } from './json.ts'

/** SECURITY, section 3. */
export const MAX_FHIR_BYTES = 16 * 1024 * 1024

/** Of one document: 16 MiB of empty entries would fill the memory otherwise. */
const MAX_ENTRIES = 20_000
/** More lines than that are read one by one. */
export const MAX_LINES = MAX_ENTRIES

/** A document of FHIR R4, opened: what is in it, and what of it cannot be opened. */
export interface FhirInput {
  /** `Bundle.type`, where it is one Bundle. */
  readonly bundle: { readonly type: string | undefined } | undefined
  readonly entries: readonly Entry[]
  readonly rejections: readonly Rejection[]
}

/**
 * A resource or Bundle of FHIR R4 as JSON, or several, one a line (NDJSON). Yields after each entry, so that others get
 * their turn meanwhile. `request`: what brings a resource that stands alone.
 */
export function* openFhir(
  bytes: Uint8Array,
  request: { readonly method?: string; readonly url?: string } = {},
): Generator<undefined, FhirInput> {
  const refused = (code: Rejection['code'], raw: Uint8Array, reason: string): FhirInput => ({
    bundle: undefined,
    entries: [],
    rejections: [{ message: 0, raw, code, reason }],
  })
  if (bytes.length > MAX_FHIR_BYTES)
    return refused('too-large', bytes.slice(0, CUT), 'The file is longer than 16 MiB. Send smaller bundles.')
  const mark = byteOrderMark(bytes)
  const text = decodeStrictly(mark?.encoding === 'utf-8' ? bytes.subarray(3) : bytes, 'utf-8')
  if (text === undefined)
    return refused('character-set', bytes.slice(0, CUT), 'The file is not UTF-8. Send it in UTF-8.')

  const opened = new Opened(request)
  for (const { source, line } of documentsOf(text)) {
    const failed = yield* opened.add(source, line)
    if (failed !== undefined) return failed
    yield
  }
  return opened.input()
}

/** One line of many; every entry of it bears the number of the line. */
export function openLine(source: string, line: number): Pick<FhirInput, 'entries' | 'rejections'> {
  const opened = new Opened({})
  const opening = opened.add(source, line)
  let step = opening.next()
  while (step.done !== true) step = opening.next()
  const { entries, rejections } = step.value ?? opened.input()
  return {
    entries: entries.map((entry) => ({ ...entry, ordinal: line })),
    rejections: rejections.map((rejection) => ({ ...rejection, message: line })),
  }
}

/** A broken document is kept up to here; what is cut is no JSON, so that nobody takes it for the whole. */
const CUT = 65_536

class Opened {
  readonly #request: { readonly method?: string; readonly url?: string }
  readonly #entries: Entry[] = []
  readonly #rejections: Rejection[] = []
  #bundle: FhirInput['bundle']
  #next = 1

  constructor(request: { readonly method?: string; readonly url?: string }) {
    this.#request = request
  }

  /** What the whole is refused with, if it is. */
  *add(source: string, line: number | undefined): Generator<undefined, FhirInput | undefined> {
    const first = this.#next
    const found: Entry[] = []
    const left = MAX_ENTRIES - first + 1
    if (left <= 0)
      return this.#refused('too-large', source, `There are more than ${MAX_ENTRIES} entries. Send fewer.`)
    const parsed = yield* parseJsonByItems(
      source,
      'entry',
      (item, { start, end }) => {
        found.push(wrappedEntry(item, source.slice(start, end), this.#next++))
      },
      left,
    )
    const document = parsed.ok && isObject(parsed.value) ? parsed.value : undefined
    const type = textAt(document, 'resourceType')
    if (!parsed.ok || document === undefined || type === undefined) {
      this.#next = first + 1
      this.#rejections.push(unreadable(parsed, first, source, line))
      return undefined
    }
    if (type === 'Bundle') {
      const timestamp = textAt(document, 'timestamp')
      if (line === undefined) this.#bundle = { type: textAt(document, 'type') }
      for (const entry of found) this.#entries.push({ ...entry, timestamp })
      if (found.length === 0 && own(document, 'entry') !== undefined)
        return this.#refused('unreadable', source, 'Bundle.entry is no list.')
      return undefined
    }
    this.#next = first + 1
    if (source.length > MAX_ENTRY_CHARACTERS)
      return this.#refused('too-large', source, 'The resource is longer than 1 MiB.')
    this.#entries.push(loneEntry(document, source, first, this.#request))
    return undefined
  }

  input(): FhirInput {
    return { bundle: this.#bundle, entries: this.#entries, rejections: this.#rejections }
  }

  #refused(code: Rejection['code'], source: string, reason: string): FhirInput {
    const raw = encodeUtf8(source.slice(0, CUT))
    return { bundle: this.#bundle, entries: [], rejections: [{ message: 0, raw, code, reason }] }
  }
}

function unreadable(
  parsed: JsonOutcome,
  message: number,
  source: string,
  line: number | undefined,
): Rejection {
  const reason = parsed.ok ? 'this is no FHIR resource: it has no resourceType' : parsed.reason
  return {
    message,
    raw: encodeUtf8(source.slice(0, CUT)),
    code: 'unreadable',
    reason: `${line === undefined ? '' : `Line ${line}: `}${reason}.`,
    ...(!parsed.ok && { path: parsed.path }),
  }
}

/** The whole text, or its lines where each is a document of its own: then the first is one, or both begin with a brace. */
export function* documentsOf(
  text: string,
): Generator<{ readonly source: string; readonly line: number | undefined }> {
  const trimmed = text.trim()
  const lines = linesOf(trimmed)
  const first = lines.next()
  const second = lines.next()
  const isList =
    first.done !== true &&
    second.done !== true &&
    !'[:,'.includes(first.value.source.trimEnd().slice(-1)) &&
    // A broken second line spoils no other, where the first is a document of its own.
    (second.value.source.startsWith('{') || parseJson(first.value.source.trimEnd()).ok)
  if (!isList) {
    yield { source: trimmed, line: undefined }
    return
  }
  const before = text.slice(0, text.indexOf(trimmed.slice(0, 1))).split('\n').length - 1
  for (const { source, line } of linesOf(trimmed)) yield { source, line: line + before }
}

/** Whether the first one is a line among others. */
export function isSeveral(documents: ReturnType<typeof documentsOf>): boolean {
  return documents.next().value?.line !== undefined
}

/** Lines that are not blank. */
function* linesOf(text: string): Generator<{ readonly source: string; readonly line: number }> {
  let line = 0
  for (let start = 0; start < text.length; ) {
    line++
    if (text.charCodeAt(start) === 10) {
      start++
      continue
    }
    const end = text.indexOf('\n', start)
    const source = text.slice(start, end < 0 ? undefined : end)
    if (source.trim() !== '') yield { source, line }
    if (end < 0) return
    start = end + 1
  }
}
