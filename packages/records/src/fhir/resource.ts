import { type HealthRecord, type Instant, type PersonDetails, parseInstant } from '@excelsior/domain'
import { keyOf } from '../identity.ts'
import { firstZip } from '../phone.ts'
import type { ReadOptions, RejectionCode, ReportedRecord } from '../report.ts'
import { jurisdictionOf, stateNamed } from '../states.ts'
import type { Entry, References } from './bundle.ts'
import { objectAt, objectsAt, textAt } from './elements.ts'
import type { JsonObject } from './json.ts'

/** What is wrong with a resource, and at which element. */
export interface ElementFault {
  readonly path: string
  readonly code: RejectionCode
  readonly reason: string
  readonly concerns?: { readonly key: string; readonly series?: string; readonly precedence: string }
}

export interface ReadResource {
  readonly records: readonly ReportedRecord[]
  readonly faults: readonly ElementFault[]
}

/** A resource about a patient, with what it takes to read it. */
export interface ResourceSource {
  readonly resource: JsonObject
  readonly entry: Entry
  readonly person: PersonDetails
  readonly references: References
  readonly options: ReadOptions
}

export function refused(path: string, code: RejectionCode, reason: string): ReadResource {
  return { records: [], faults: [{ path, code, reason }] }
}

/** When this version was made: orders what is said about one resource. */
export function versionTime({
  resource,
  timestamp,
}: Pick<Entry, 'resource' | 'timestamp'>): Instant | undefined {
  const updated = textAt(objectAt(resource, 'meta'), 'lastUpdated') ?? timestamp
  return updated === undefined ? undefined : parseInstant(updated)
}

/**
 * A version of a time that has not come yet: nothing that is said until then would count, no withdrawal either. A day is
 * for clocks that are wrong.
 */
export function isVersionAhead(
  entry: Pick<Entry, 'resource' | 'timestamp'>,
  { receivedAt }: Pick<ReadOptions, 'receivedAt'>,
): boolean {
  const at = versionTime(entry)
  return at !== undefined && receivedAt !== undefined && at > receivedAt + DAY
}

const DAY = 86_400_000

/** A resource that its source names, without a time of this version. */
export function undated(
  key: string | undefined,
  entry: Pick<Entry, 'resource' | 'timestamp'>,
): { readonly undated?: true } {
  return key !== undefined && versionTime(entry) === undefined ? { undated: true } : {}
}

/**
 * What the source calls the resource: its id where that is the source's own (a POST leaves it to the receiver), its
 * first identifier, the one it is put under, or its address.
 */
export function resourceKey(type: string, { resource, url, fullUrl, method }: Entry): string | undefined {
  const id = method === 'POST' ? undefined : (textAt(resource, 'id') ?? idIn(type, url))
  if (id !== undefined) return keyOf('fhir', type, id)
  for (const identifier of objectsAt(resource, 'identifier')) {
    const value = textAt(identifier, 'value')
    if (value !== undefined) return keyOf('fhir', type, `${textAt(identifier, 'system') ?? ''}|${value}`)
  }
  const conditional = url?.indexOf('?identifier=') ?? -1
  if (url !== undefined && conditional >= 0) return keyOf('fhir', type, url.slice(conditional + 12))
  return fullUrl?.startsWith('http') === true ? keyOf('fhir', type, fullUrl) : undefined
}

function idIn(type: string, url: string | undefined): string | undefined {
  const id = url?.startsWith(`${type}/`) === true ? url.slice(type.length + 1) : ''
  return id === '' || id.includes('/') || id.includes('?') ? undefined : id
}

/** Where it was done: places in the order in which they count. A place that is named but not here is nobody's. */
export function placeNamed(
  { entry, references, options }: ResourceSource,
  places: readonly { readonly element: JsonObject | undefined; readonly type: 'Location' | 'Organization' }[],
): Pick<HealthRecord, 'jurisdiction' | 'place' | 'placePostalCode'> {
  let name: string | undefined
  let zip: string | undefined
  const states: string[] = []
  for (const { element, type } of places) {
    const named = textAt(element, 'reference')
    if (named !== undefined && !named.startsWith('#') && !isOfType(named, type) && !named.startsWith('urn:'))
      continue
    const found = references.resolve(element, type, entry)
    if (found === 'unresolved') {
      if (type === 'Location') states.push('unresolved')
      continue
    }
    const [address] = type === 'Location' ? [objectAt(found, 'address')] : objectsAt(found, 'address')
    const state = stateNamed(textAt(address, 'state'), textAt(address, 'country'))
    if (state !== undefined) states.push(state)
    // An organisation's own address may be the laboratory's, or its head office's.
    if (type === 'Location') zip ??= firstZip(textAt(address, 'postalCode'))
    name ??= textAt(found, 'name') ?? textAt(element, 'display')
  }
  const jurisdiction = jurisdictionOf(states, options.jurisdiction)
  return {
    ...(jurisdiction !== undefined && { jurisdiction }),
    ...(name !== undefined && { place: name }),
    ...(zip !== undefined && { placePostalCode: zip }),
  }
}

function isOfType(reference: string, type: string): boolean {
  return (
    reference.startsWith(`${type}/`) || reference.startsWith(`${type}?`) || reference.includes(`/${type}/`)
  )
}
