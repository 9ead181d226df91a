import { isObject, objectAt, objectsAt, textAt } from './elements.ts'
import type { Json, JsonObject } from './json.ts'

/** A resource on its way in, and what its entry says of it. */
export interface Entry {
  /** Ordinal in the file, from 1. */
  readonly ordinal: number
  readonly fullUrl: string | undefined
  readonly resource: JsonObject | undefined
  readonly method: string | undefined
  /** `entry.request.url`. */
  readonly url: string | undefined
  /** Whether the request is bound to a version, as `ifMatch` asks. */
  readonly isBoundToVersion: boolean
  /** The bundle's own time. */
  readonly timestamp: string | undefined
  /** What stood in the document: the entry, or the resource alone. */
  readonly source: string
  readonly isWrapped: boolean
}

/** What is read, or may be referred to; of anything else only its type and id are kept. */
const READ: readonly string[] = [
  'Patient',
  'Immunization',
  'Observation',
  'Specimen',
  'Location',
  'Organization',
]

/** An entry of a Bundle. */
export function wrappedEntry(item: Json, source: string, ordinal: number): Entry {
  const entry = isObject(item) ? item : undefined
  const request = objectAt(entry, 'request')
  const full = objectAt(entry, 'resource')
  return {
    ordinal,
    fullUrl: textAt(entry, 'fullUrl'),
    resource: full && slim(full),
    method: textAt(request, 'method')?.toUpperCase(),
    url: urlIn(request),
    isBoundToVersion: textAt(request, 'ifMatch') !== undefined,
    timestamp: undefined,
    source,
    isWrapped: true,
  }
}

/** A resource on its own, with the request that brings it, where one does. */
export function loneEntry(
  resource: JsonObject | undefined,
  source: string,
  ordinal: number,
  request: { readonly method?: string; readonly url?: string } = {},
): Entry {
  return {
    ordinal,
    fullUrl: undefined,
    resource,
    method: request.method,
    url: request.url,
    isBoundToVersion: false,
    timestamp: undefined,
    source,
    isWrapped: false,
  }
}

function slim(resource: JsonObject): JsonObject {
  const type = textAt(resource, 'resourceType')
  if (type !== undefined && READ.includes(type)) return resource
  const kept: Record<string, Json> = Object.create(null)
  const id = textAt(resource, 'id')
  if (type !== undefined) kept.resourceType = type
  if (id !== undefined) kept.id = id
  return kept
}

/** `Observation?identifier=urn:x%7C1` names what `urn:x|1` does. */
function urlIn(request: JsonObject | undefined): string | undefined {
  const url = textAt(request, 'url')
  if (url === undefined || !url.includes('%')) return url
  try {
    return decodeURIComponent(url)
  } catch {
    return url
  }
}

/** What a reference names: found, named but not here, or nothing named at all. */
export type Resolved = JsonObject | 'unresolved' | undefined

/** Where to look for what a file, or a line of it, does not hold itself. */
export interface Elsewhere {
  find(reference: string, entry: Entry): JsonObject | 'ambiguous' | undefined
  /** The entry that brought what was found. */
  entryOf(resource: JsonObject): Entry | undefined
}

/**
 * References among the entries of a file: by fullUrl exactly, then by type and id, then contained. What is not found
 * is unresolved, and never taken for the only candidate around.
 */
export class References implements Elsewhere {
  readonly #byUrl = new Map<string, JsonObject | 'ambiguous'>()
  /** Entries without a fullUrl only may be meant by an address that ends in their type and id. */
  readonly #unplaced = new Map<string, JsonObject | 'ambiguous'>()
  readonly #byTypeAndId = new Map<string, JsonObject | 'ambiguous'>()
  readonly #entries = new Map<JsonObject, Entry>()
  /** Where else to look for what is not here at all. */
  readonly #beyond: Elsewhere | undefined

  constructor(beyond?: Elsewhere) {
    this.#beyond = beyond
  }

  add(entry: Entry): void {
    const { fullUrl, resource } = entry
    if (resource === undefined) return
    this.#entries.set(resource, entry)
    const type = textAt(resource, 'resourceType')
    const id = textAt(resource, 'id')
    if (fullUrl !== undefined) put(this.#byUrl, fullUrl, resource)
    if (type === undefined || id === undefined) return
    put(this.#byTypeAndId, `${type}/${id}`, resource)
    if (fullUrl === undefined) put(this.#unplaced, `${type}/${id}`, resource)
  }

  /** The entry that brought a resource; undefined for a contained one. */
  entryOf(resource: JsonObject): Entry | undefined {
    return this.#entries.get(resource) ?? this.#beyond?.entryOf(resource)
  }

  /** The patient, the specimen, the place and the organisations that a dose or a result names and that are here. */
  namedBy(entry: Entry): readonly JsonObject[] {
    const named: readonly (readonly [JsonObject | undefined, string])[] = [
      [objectAt(entry.resource, 'patient') ?? objectAt(entry.resource, 'subject'), 'Patient'],
      [objectAt(entry.resource, 'specimen'), 'Specimen'],
      [objectAt(entry.resource, 'location'), 'Location'],
      ...objectsAt(entry.resource, 'performer').map(
        (performer) => [objectAt(performer, 'actor') ?? performer, 'Organization'] as const,
      ),
    ]
    return named.flatMap(([element, type]) => {
      const found = this.resolve(element, type, entry)
      return found === undefined || found === 'unresolved' ? [] : [found]
    })
  }

  /** The resource of this type that `element.reference` names, seen from `entry`. */
  resolve(element: JsonObject | undefined, type: string, entry: Entry): Resolved {
    const named = textAt(element, 'reference')
    if (named === undefined) return undefined
    const name = withoutVersion(named)
    const here = this.find(name, entry)
    const found = here === undefined && this.#beyond ? this.#beyond.find(name, entry) : here
    return found !== undefined && found !== 'ambiguous' && textAt(found, 'resourceType') === type
      ? found
      : 'unresolved'
  }

  find(reference: string, entry: Entry): JsonObject | 'ambiguous' | undefined {
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
export function baseOf({ fullUrl }: Entry): string | undefined {
  if (fullUrl === undefined || !fullUrl.startsWith('http')) return undefined
  const parts = fullUrl.split('/')
  return parts.length < 5 ? undefined : `${parts.slice(0, -2).join('/')}/`
}

function withoutVersion(reference: string): string {
  const version = reference.indexOf('/_history/')
  return version < 0 ? reference : reference.slice(0, version)
}
