import { isObject, objectAt, objectsAt, own, textAt } from './elements.ts'
import type { JsonObject } from './json.ts'

/** A resource on its way in, and what its entry says of it. */
export interface Entry {
  /** Ordinal in the file, from 1. */
  readonly ordinal: number
  readonly fullUrl: string | undefined
  readonly resource: JsonObject | undefined
  readonly method: string | undefined
  /** `entry.request.url`. */
  readonly url: string | undefined
  /** The bundle's own time. */
  readonly timestamp: string | undefined
}

/** The entries of a Bundle, or one for any other resource. `first`: the ordinal of the first. */
export function entriesOf(document: JsonObject, first: number): readonly Entry[] {
  if (textAt(document, 'resourceType') !== 'Bundle') return [entryOf(undefined, document, undefined, first)]
  const list = own(document, 'entry')
  const entries = Array.isArray(list) ? list.filter(isObject) : []
  return entries.map((entry, index) =>
    entryOf(entry, objectAt(entry, 'resource'), textAt(document, 'timestamp'), first + index),
  )
}

function entryOf(
  entry: JsonObject | undefined,
  resource: JsonObject | undefined,
  timestamp: string | undefined,
  ordinal: number,
): Entry {
  const request = objectAt(entry, 'request')
  return {
    ordinal,
    fullUrl: textAt(entry, 'fullUrl'),
    resource,
    method: textAt(request, 'method')?.toUpperCase(),
    url: textAt(request, 'url'),
    timestamp,
  }
}

/** What a reference names: found, named but not here, or nothing named at all. */
export type Resolved = JsonObject | 'unresolved' | undefined

/**
 * References among the entries of a file: by fullUrl exactly, then by type and id, then contained. What is not found
 * is unresolved, and never taken for the only candidate around.
 */
export class References {
  readonly #byUrl = new Map<string, JsonObject | 'ambiguous'>()
  /** Entries without a fullUrl only may be meant by an address that ends in their type and id. */
  readonly #unplaced = new Map<string, JsonObject | 'ambiguous'>()
  readonly #byTypeAndId = new Map<string, JsonObject | 'ambiguous'>()

  add({ fullUrl, resource }: Entry): void {
    if (resource === undefined) return
    const type = textAt(resource, 'resourceType')
    const id = textAt(resource, 'id')
    if (fullUrl !== undefined) put(this.#byUrl, fullUrl, resource)
    if (type === undefined || id === undefined) return
    put(this.#byTypeAndId, `${type}/${id}`, resource)
    if (fullUrl === undefined) put(this.#unplaced, `${type}/${id}`, resource)
  }

  /** The resource of this type that `element.reference` names, seen from `entry`. */
  resolve(element: JsonObject | undefined, type: string, entry: Entry): Resolved {
    const named = textAt(element, 'reference')
    if (named === undefined) return undefined
    const found = this.#find(withoutVersion(named), entry)
    return found !== undefined && found !== 'ambiguous' && textAt(found, 'resourceType') === type
      ? found
      : 'unresolved'
  }

  #find(reference: string, entry: Entry): JsonObject | 'ambiguous' | undefined {
    if (reference.startsWith('#')) {
      return objectsAt(entry.resource, 'contained').find(
        (inner) => textAt(inner, 'id') === reference.slice(1),
      )
    }
    const exact = this.#byUrl.get(reference)
    if (exact !== undefined) return exact
    if (reference.includes('?')) return undefined
    const isAbsolute = reference.includes(':')
    const parts = reference.split('/')
    const typeAndId = parts.slice(-2).join('/')
    if (isAbsolute) return this.#unplaced.get(typeAndId)
    if (parts.length !== 2) return undefined
    const base = baseOf(entry)
    const besides = base === undefined ? undefined : this.#byUrl.get(`${base}${reference}`)
    return besides ?? this.#byTypeAndId.get(typeAndId)
  }
}

function put(map: Map<string, JsonObject | 'ambiguous'>, key: string, resource: JsonObject): void {
  const known = map.get(key)
  map.set(key, known === undefined || known === resource ? resource : 'ambiguous')
}

/** `https://host/fhir/` of an entry's own address. */
function baseOf({ fullUrl }: Entry): string | undefined {
  if (fullUrl === undefined || !fullUrl.startsWith('http')) return undefined
  const parts = fullUrl.split('/')
  return parts.length < 5 ? undefined : `${parts.slice(0, -2).join('/')}/`
}

function withoutVersion(reference: string): string {
  const version = reference.indexOf('/_history/')
  return version < 0 ? reference : reference.slice(0, version)
}
