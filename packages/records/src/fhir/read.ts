import { precedenceOf } from '../identity.ts'
import type { PatientVersion, ReadItem, ReadOptions, Rejection, Report } from '../report.ts'
import { encodeUtf8 } from '../text-encoding.ts'
import { type Entry, References } from './bundle.ts'
import { doubleChoice, objectAt, objectsAt, own, textAt } from './elements.ts'
import { readImmunization } from './immunization.ts'
import type { JsonObject } from './json.ts'
import { isAboutVirus, readObservation } from './observation.ts'
import { type FhirInput, openFhir } from './open.ts'
import { hasBadBirthDate, readPatient } from './patient.ts'
import { readPatientLinks, versionWithoutLinks } from './patient-links.ts'
import { type ElementFault, isVersionAhead, type ReadResource, resourceKey, versionTime } from './resource.ts'

/** A resource or Bundle of FHIR R4 as JSON, or several, one a line (NDJSON). References reach across lines. */
export function* readFhir(bytes: Uint8Array, options: ReadOptions): Generator<ReadItem, void, undefined> {
  const opening = openFhir(bytes)
  let step = opening.next()
  while (step.done !== true) step = opening.next()
  yield* readFhirInput(step.value, options)
}

/** What the entries of an opened document say, in their order; an entry may say nothing. `isRead`: all where it is left out. */
export function* readFhirInput(
  { entries, rejections }: FhirInput,
  options: ReadOptions,
  isRead: (entry: Entry) => boolean = () => true,
): Generator<ReadItem, void, undefined> {
  for (const rejection of rejections) yield { kind: 'rejected', rejection }
  const references = new References(options.companions?.references)
  for (const entry of entries) references.add(entry)
  const versions: PatientVersion[] = []
  for (const entry of entries)
    if (isRead(entry)) {
      if (!isVersionAhead(entry, options)) versions.push(...versionWithoutLinks(entry))
      yield* readEntry(entry, references, options)
    }
  yield* reportOfVersions(versions)
  if (entries.length === 0) {
    yield {
      kind: 'notice',
      notice: { message: 0, code: 'no-messages', text: 'There is no FHIR resource in it.' },
    }
  }
}

/** So many are looked up at a time. */
const VERSIONS_A_REPORT = 1000

/** Of Patients without links, many in one report: there are as many as there are people. */
export function* reportOfVersions(all: readonly PatientVersion[]): Generator<ReadItem> {
  const nobody = { messageId: '', trial: false, person: {}, cleared: [], records: [], setAside: [] }
  for (let from = 0; from < all.length; from += VERSIONS_A_REPORT) {
    const versions = all.slice(from, from + VERSIONS_A_REPORT)
    yield {
      kind: 'report',
      report: { message: 0, ...nobody, versions, raw: encodeUtf8(JSON.stringify(versions)) },
    }
  }
}

/** What one entry says, among these others. */
export function* readEntry(entry: Entry, references: References, options: ReadOptions): Generator<ReadItem> {
  const { resource, ordinal, method } = entry
  if (method === 'DELETE') {
    yield* readDeletion(entry, options)
    return
  }
  if (method === 'PATCH') {
    const reason = 'Changes to parts are not taken. Send the whole resource by PUT.'
    yield refusal(ordinal, alone(entry), 'unsupported-message', reason, 'request.method')
    return
  }
  if (resource === undefined) return
  const type = textAt(resource, 'resourceType')
  const refuse = (code: Rejection['code'], path: string, reason: string): ReadItem =>
    refusal(ordinal, selfContained(entry, references), code, reason, `${type}.${path}`)
  const isAhead = isVersionAhead(entry, options)
  if (type === 'Patient' && !isAhead) yield* readLinks(entry, references)
  if (type === 'Patient' && isAhead && objectsAt(resource, 'link').length > 0)
    yield refuse('invalid-value', 'meta.lastUpdated', VERSION_AHEAD)
  if (type !== 'Immunization' && type !== 'Observation') return

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
  if (isAhead) {
    yield refuse('invalid-value', 'meta.lastUpdated', VERSION_AHEAD)
    return
  }
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
  const said = type === 'Immunization' ? readImmunization(source) : readObservation(source)
  if (said.records.length === 0 && said.faults.length === 0) return
  const read = hasBadBirthDate(patient, person)
    ? { ...said, faults: [...said.faults, birthDateOf(role)] }
    : said
  const kept = read.faults.length > 0 ? selfContained(entry, references) : undefined
  yield reportOf(entry, type, read, person, kept)
}

const VERSION_AHEAD =
  'The time of this version (or of the Bundle) has not come yet, so that nothing said until then could correct it. Correct it.'

const birthDateOf = (path: string): ElementFault => ({
  path,
  code: 'invalid-value',
  reason:
    'The birth date of the patient is no real date and counts as absent. Correct it and send both again.',
})

/** A patient by itself is kept nowhere; what its links say of who is who is. */
function* readLinks(entry: Entry, references: References): Generator<ReadItem> {
  const links = readPatientLinks(entry, references)
  if (links === undefined) return
  const others = objectsAt(entry.resource, 'link').flatMap((link) => {
    const found = references.resolve(objectAt(link, 'other'), 'Patient', entry)
    return found === undefined || found === 'unresolved' ? [] : [found]
  })
  const { faults, merges, versions } = links
  const kept = faults.length > 0 ? alone(entry, around(entry, others, references)) : undefined
  const item = reportOf(entry, 'Patient', { records: [], faults }, {}, kept)
  yield item.kind === 'report' ? { kind: 'report', report: { ...item.report, merges, versions } } : item
}

/** More of what an entry refers to is not kept with it: a long patient would be kept with each of many entries. */
const CONTEXT_CHARACTERS = 16_384

/**
 * What a refused entry is kept as: a Bundle in which it can be read again, with its patient and its places, as they
 * came.
 */
function selfContained(entry: Entry, references: References): Uint8Array {
  return alone(entry, around(entry, references.namedBy(entry), references))
}

function around(entry: Entry, resources: readonly JsonObject[], references: References): readonly string[] {
  const entries = new Set(resources.flatMap((found) => references.entryOf(found) ?? []))
  entries.delete(entry)
  const kept: string[] = []
  let left = CONTEXT_CHARACTERS
  for (const { source, isWrapped } of entries) {
    left -= source.length
    if (left < 0) break
    kept.push(isWrapped ? source : `{"resource":${source}}`)
  }
  return kept
}

function alone(
  { source, isWrapped, method, url, timestamp }: Entry,
  beside: readonly string[] = [],
): Uint8Array {
  const request = method === undefined ? '' : `,"request":${JSON.stringify({ method, url })}`
  const own = isWrapped ? source : `{"resource":${source}${request}}`
  const time = timestamp === undefined ? '' : `"timestamp":${JSON.stringify(timestamp)},`
  return encodeUtf8(`{"resourceType":"Bundle","type":"batch",${time}"entry":[${[...beside, own].join()}]}`)
}

function reportOf(
  entry: Entry,
  type: string,
  read: ReadResource,
  person: Report['person'],
  kept: Uint8Array | undefined,
): ReadItem {
  const sentAt = versionTime(entry)
  const message = entry.ordinal
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
        raw: kept ?? alone(entry),
        ...fault,
        path: `${type}.${fault.path}`,
      })),
      raw: encodeUtf8(entry.source),
    },
  }
}

/** `DELETE Immunization/123`: withdraws what it names, of whomever it is. */
function* readDeletion(entry: Entry, options: ReadOptions): Generator<ReadItem> {
  const { receivedAt } = options
  const type = ['Immunization', 'Observation'].find((name) => entry.url?.startsWith(name) === true)
  if (type === undefined) return
  const key = resourceKey(type, entry)
  if (key === undefined) {
    yield refusal(
      entry.ordinal,
      alone(entry),
      'missing',
      'The deletion names nothing: send type and id.',
      'request.url',
    )
    return
  }
  // It says nothing of a version: without the bundle's time it is as late as it came.
  const precedence = precedenceOf(
    (isVersionAhead(entry, options) ? undefined : versionTime(entry)) ?? receivedAt,
    'withdrawn',
  )
  // An Observation may have given several records: all are of one series.
  const record = { key, precedence, withdrawn: true, record: undefined, series: key, replacesSeries: true }
  yield reportOf(entry, type, { records: [record], faults: [] }, {}, undefined)
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
