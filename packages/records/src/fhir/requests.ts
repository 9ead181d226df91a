import type { Entry } from './bundle.ts'
import { textAt } from './elements.ts'
import { resourceKey } from './resource.ts'

/** What is stored; whatever else comes with it is context. */
export const STORED_TYPES = ['Immunization', 'Observation'] as const
export type StoredType = (typeof STORED_TYPES)[number]

export type Interaction = 'create' | 'update' | 'delete'

/** What an entry asks for, in the words of FHIR's RESTful API. */
export interface EntryRequest {
  readonly interaction: Interaction
  readonly type: string
}

/** An entry asks for what cannot be done; nothing of it was read. */
export interface RequestFault {
  readonly ordinal: number
  /** Within the entry, `request.url`. */
  readonly path: string
  readonly code: 'required' | 'value' | 'not-supported' | 'duplicate'
  readonly reason: string
}

const INTERACTIONS: Readonly<Record<string, Interaction>> = {
  POST: 'create',
  PUT: 'update',
  DELETE: 'delete',
}

/** FHIR R4, section 3.1.0.11. A collection asks for nothing: what is in it is created or updated. */
export function requestOf(entry: Entry, isCollection: boolean): EntryRequest | RequestFault {
  const { ordinal, method, url, resource, isBoundToVersion } = entry
  const fault = (path: string, code: RequestFault['code'], reason: string): RequestFault => ({
    ordinal,
    path,
    code,
    reason,
  })
  const own = textAt(resource, 'resourceType')
  if (isCollection) {
    if (method !== undefined || url !== undefined)
      return fault('request', 'value', 'A request belongs in a transaction or batch, not in a collection.')
    return own === undefined
      ? fault('resource', 'required', 'The entry has no resource.')
      : { interaction: 'update', type: own }
  }
  if (method === undefined) return fault('request.method', 'required', 'Say what to do: POST, PUT or DELETE.')
  const interaction = Object.hasOwn(INTERACTIONS, method) ? INTERACTIONS[method] : undefined
  if (interaction === undefined)
    return fault(
      'request.method',
      'not-supported',
      'Records are taken by POST, PUT and DELETE. Changes to parts are not: send the whole resource by PUT.',
    )
  if (isBoundToVersion)
    return fault('request.ifMatch', 'not-supported', 'Versions are not given out here, so none can be named.')
  if (interaction !== 'delete' && own === undefined)
    return fault('resource', 'required', 'The entry has no resource.')
  if (entry.isWrapped && url === undefined)
    return fault('request.url', 'required', 'Say what is meant: type, or type and id.')
  return addressed(entry, interaction, own, fault)
}

function addressed(
  { url, resource }: Entry,
  interaction: Interaction,
  own: string | undefined,
  fault: (path: string, code: RequestFault['code'], reason: string) => RequestFault,
): EntryRequest | RequestFault {
  if (url === undefined) return { interaction, type: own ?? '' }
  const end = [url.indexOf('/'), url.indexOf('?')].filter((at) => at >= 0)
  const type = url.slice(0, end.length > 0 ? Math.min(...end) : undefined)
  const rest = url.slice(type.length)
  if (own !== undefined && type !== own)
    return fault('request.url', 'value', 'It does not begin with the type of the resource.')
  if (interaction === 'create')
    return rest === '' ? { interaction, type } : fault('request.url', 'value', 'A POST names the type alone.')
  const id = rest.startsWith('/') ? rest.slice(1) : undefined
  if (id === undefined ? !rest.startsWith('?identifier=') : id === '' || id.includes('/'))
    return fault(
      'request.url',
      'value',
      'It names no one resource: type/id, or type?identifier=system|value.',
    )
  const said = textAt(resource, 'id')
  if (id !== undefined && said !== undefined && id !== said)
    return fault('request.url', 'value', 'It names another id than the resource.')
  return { interaction, type }
}

/** Entries of a transaction that are about a resource of an earlier one (FHIR R4, section 3.1.0.11.2). */
export function overlaps(entries: readonly Entry[]): readonly RequestFault[] {
  const seen = new Set<string>()
  return entries.flatMap((entry): RequestFault[] => {
    const type = STORED_TYPES.find(
      (name) => textAt(entry.resource, 'resourceType') === name || entry.url?.startsWith(name) === true,
    )
    const key = type && resourceKey(type, entry)
    if (key === undefined || !seen.has(key)) {
      if (key !== undefined) seen.add(key)
      return []
    }
    const reason = 'Another entry of this transaction is about the same resource.'
    return [{ ordinal: entry.ordinal, path: 'request.url', code: 'duplicate', reason }]
  })
}
