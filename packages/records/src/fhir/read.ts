import { precedenceOf } from '../identity.ts'
import type { ReadItem, ReadOptions, Rejection, Report } from '../report.ts'
import { byteOrderMark, decodeStrictly, encodeUtf8 } from '../text-encoding.ts'
import { type Entry, entriesOf, References } from './bundle.ts'
import { doubleChoice, isObject, objectAt, own, textAt } from './elements.ts'
import { readImmunization } from './immunization.ts'
import { type JsonObject, parseJson, type Span } from './json.ts'
import { isAboutVirus, readObservation } from './observation.ts'
import { readPatient } from './patient.ts'
import { type ReadResource, resourceKey, versionTime } from './resource.ts'

/** SECURITY, section 3. */
export const MAX_FHIR_BYTES = 16 * 1024 * 1024

/** A resource or Bundle of FHIR R4 as JSON, or several, one a line (NDJSON). References reach across lines. */
export function* readFhir(bytes: Uint8Array, options: ReadOptions): Generator<ReadItem, void, undefined> {
  if (bytes.length > MAX_FHIR_BYTES) {
    yield refusal(
      0,
      bytes.slice(0, 1024),
      'too-large',
      'The file is longer than 16 MiB. Send smaller bundles.',
    )
    return
  }
  const mark = byteOrderMark(bytes)
  const text = decodeStrictly(mark?.encoding === 'utf-8' ? bytes.subarray(3) : bytes, 'utf-8')
  if (text === undefined) {
    yield refusal(0, bytes, 'character-set', 'The file is not UTF-8. Send it in UTF-8.')
    return
  }

  const references = new References()
  const found: { readonly entry: Entry; readonly raw: string }[] = []
  let next = 1
  for (const { source, line } of documentsOf(text)) {
    const parsed = parseJson(source, 2)
    if (!parsed.ok || !isObject(parsed.value) || textAt(parsed.value, 'resourceType') === undefined) {
      const where = line === undefined ? '' : `Line ${line}: `
      const reason = parsed.ok ? 'this is no FHIR resource: it has no resourceType' : parsed.reason
      yield refusal(
        next++,
        encodeUtf8(source),
        'unreadable',
        `${where}${reason}.`,
        parsed.ok ? undefined : parsed.path,
      )
      continue
    }
    for (const entry of entriesOf(parsed.value, next)) {
      next = entry.ordinal + 1
      references.add(entry)
      found.push({ entry, raw: sourceOf(entry.resource, source, parsed.spans) })
    }
  }
  for (const { entry, raw } of found) yield* readEntry(entry, raw, references, options)
  if (found.length === 0) {
    yield {
      kind: 'notice',
      notice: { message: 0, code: 'no-messages', text: 'There is no FHIR resource in it.' },
    }
  }
}

/** The whole text, or its lines where each is a document of its own: then the second begins with a brace too. */
function* documentsOf(
  text: string,
): Generator<{ readonly source: string; readonly line: number | undefined }> {
  const lines = text.split('\n')
  const [first = '', second = ''] = lines.filter((line) => line.trim() !== '')
  if (!second.startsWith('{') || '[:,'.includes(first.trimEnd().slice(-1))) {
    yield { source: text, line: undefined }
    return
  }
  for (const [index, source] of lines.entries()) {
    if (source.trim() !== '') yield { source, line: index + 1 }
  }
}

function sourceOf(
  resource: JsonObject | undefined,
  source: string,
  spans: ReadonlyMap<JsonObject, Span>,
): string {
  const span = resource === undefined ? undefined : spans.get(resource)
  return span === undefined ? source.slice(0, 4096) : source.slice(span.start, span.end)
}

function* readEntry(
  entry: Entry,
  raw: string,
  references: References,
  options: ReadOptions,
): Generator<ReadItem> {
  const { resource, ordinal, method } = entry
  if (method === 'DELETE') {
    yield* readDeletion(entry, raw)
    return
  }
  if (resource === undefined) return
  const type = textAt(resource, 'resourceType')
  if (type !== 'Immunization' && type !== 'Observation') return
  const refuse = (code: Rejection['code'], path: string, reason: string): ReadItem =>
    refusal(ordinal, encodeUtf8(raw), code, reason, `${type}.${path}`)

  const twice = doubleChoice(resource)
  if (twice !== undefined) {
    yield refuse('invalid-value', twice, 'A choice is given in two forms at once. Send one.')
    return
  }
  const unheard = ['modifierExtension', 'implicitRules'].find((key) => own(resource, key) !== undefined)
  if (unheard !== undefined) {
    yield refuse(
      'unsupported-message',
      unheard,
      'It changes what the resource means, in a way that is not known here.',
    )
    return
  }
  if (type === 'Observation' && !isAboutVirus(resource, options.codes)) return
  const role = type === 'Immunization' ? 'patient' : 'subject'
  const patient = references.resolve(objectAt(resource, role), 'Patient', entry)
  if (patient === undefined || patient === 'unresolved') {
    const reason =
      'It names no patient that is in this file. Send the patient with it, and name them by fullUrl or id.'
    yield refuse('unresolved-reference', role, reason)
    return
  }
  const person = readPatient(patient)
  const source = { resource, entry, person, references, options }
  const read = type === 'Immunization' ? readImmunization(source) : readObservation(source)
  if (read.records.length > 0 || read.faults.length > 0) yield reportOf(entry, type, read, person, raw)
}

function reportOf(
  entry: Entry,
  type: string,
  read: ReadResource,
  person: Report['person'],
  raw: string,
): ReadItem {
  const sentAt = versionTime(entry)
  const message = entry.ordinal
  const bytes = encodeUtf8(raw)
  return {
    kind: 'report',
    report: {
      message,
      messageId: textAt(entry.resource, 'id') ?? '',
      trial: false,
      ...(sentAt !== undefined && { sentAt }),
      person,
      cleared: [],
      records: read.records,
      setAside: read.faults.map((fault) => ({
        message,
        raw: bytes,
        ...fault,
        path: `${type}.${fault.path}`,
      })),
      raw: bytes,
    },
  }
}

/** `DELETE Immunization/123`: withdraws what it names, of whomever it is. */
function* readDeletion(entry: Entry, raw: string): Generator<ReadItem> {
  const type = ['Immunization', 'Observation'].find((name) => entry.url?.startsWith(name) === true)
  if (type === undefined) return
  const key = resourceKey(type, entry)
  if (key === undefined) {
    yield refusal(
      entry.ordinal,
      encodeUtf8(raw),
      'missing',
      'The deletion names nothing: send type and id.',
      'request.url',
    )
    return
  }
  const precedence = precedenceOf(versionTime(entry), 'withdrawn')
  // An Observation may have given several records: all are of one series.
  const record = { key, precedence, withdrawn: true, record: undefined, series: key, replacesSeries: true }
  yield reportOf(entry, type, { records: [record], faults: [] }, {}, raw)
}

function refusal(
  message: number,
  raw: Uint8Array,
  code: Rejection['code'],
  reason: string,
  path?: string,
): ReadItem {
  return { kind: 'rejected', rejection: { message, raw, code, reason, ...(path !== undefined && { path }) } }
}
