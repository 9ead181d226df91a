import { baseOf, type Elsewhere, type Entry, loneEntry, wrappedEntry } from './bundle.ts'
import { isObject, own, textAt } from './elements.ts'
import { type Json, type JsonObject, parseJson } from './json.ts'

/** What doses and results refer to. */
export const NAMED: readonly string[] = ['Patient', 'Location', 'Organization']

/** Of these nothing is read, and they are most of what a patient weighs. */
const LEFT_OUT: readonly string[] = [
  'text',
  'extension',
  'photo',
  'communication',
  'generalPractitioner',
  'maritalStatus',
  'contained',
]

interface Kept {
  /** JSON without what is left out: parsed, it would take many times as much. */
  readonly source: string
  /** It came with an address of its own, so that no other address means it. */
  readonly isPlaced: boolean
}

/**
 * Patients, places and organisations, to be referred to by what comes later, in so many characters. Two of one address,
 * or of one type and id, that say different things are ambiguous from the second on, and neither is meant.
 */
export class KeptReferences implements Elsewhere {
  readonly #kept = new Map<string, Kept | 'ambiguous'>()
  /** Of what was found a moment ago. */
  readonly #entries = new WeakMap<JsonObject, Entry>()
  readonly #most: number
  readonly #beyond: Elsewhere | undefined
  /** A dose asks for its patient more than once, and so does the next one. */
  #last: { readonly kept: Kept; readonly resource: JsonObject } | undefined
  #characters = 0

  constructor(most: number, beyond?: Elsewhere) {
    this.#most = most
    this.#beyond = beyond
  }

  /** By which names others may refer to it; none where it is of another type, or has no name. */
  add({ resource, fullUrl }: Entry): readonly string[] {
    const type = textAt(resource, 'resourceType')
    if (resource === undefined || type === undefined || !NAMED.includes(type)) return []
    const id = textAt(resource, 'id')
    const names = [
      ...(fullUrl === undefined ? [] : [fullUrl]),
      ...(id === undefined ? [] : [`${type}/${id}`]),
    ]
    if (names.length === 0) return []
    const kept = { source: slimmed(resource), isPlaced: fullUrl !== undefined }
    for (const name of names) this.#put(name, kept)
    return names
  }

  /** Whether there is no room for all of it; `makeRoom` is what helps. */
  get isFull(): boolean {
    return this.#characters > this.#most
  }

  /** Forgets what was longest not referred to. */
  makeRoom(): void {
    for (const name of this.#kept.keys()) {
      if (!this.isFull) return
      this.#drop(name)
    }
  }

  find(reference: string, entry: Entry): JsonObject | 'ambiguous' | undefined {
    return this.#findHere(reference, entry) ?? this.#beyond?.find(reference, entry)
  }

  entryOf(resource: JsonObject): Entry | undefined {
    return this.#entries.get(resource) ?? this.#beyond?.entryOf(resource)
  }

  #findHere(reference: string, entry: Entry): JsonObject | 'ambiguous' | undefined {
    if (reference.startsWith('#')) return undefined
    if (reference.includes(':')) {
      const exact = this.#get(reference)
      if (exact !== undefined || reference.includes('?')) return exact
      return this.#get(reference.split('/').slice(-2).join('/'), true)
    }
    if (reference.includes('?') || reference.split('/').length !== 2) return undefined
    const base = baseOf(entry)
    return (base === undefined ? undefined : this.#get(`${base}${reference}`)) ?? this.#get(reference)
  }

  #get(name: string, unplacedOnly = false): JsonObject | 'ambiguous' | undefined {
    const kept = this.#kept.get(name)
    if (kept === undefined || kept === 'ambiguous') return kept
    if (unplacedOnly && kept.isPlaced) return undefined
    // Whoever is referred to is the last to be forgotten.
    this.#kept.delete(name)
    this.#kept.set(name, kept)
    if (this.#last?.kept === kept) return this.#last.resource
    const parsed = parseJson(kept.source)
    if (!parsed.ok || !isObject(parsed.value)) return undefined
    this.#entries.set(parsed.value, entryOf(name, kept, parsed.value))
    this.#last = { kept, resource: parsed.value }
    return parsed.value
  }

  #put(name: string, kept: Kept): void {
    const known = this.#kept.get(name)
    const isOther = known !== undefined && (known === 'ambiguous' || known.source !== kept.source)
    this.#drop(name)
    this.#kept.set(name, isOther ? 'ambiguous' : kept)
    this.#characters += isOther ? name.length : name.length + kept.source.length
  }

  #drop(name: string): void {
    const known = this.#kept.get(name)
    if (known === undefined) return
    this.#kept.delete(name)
    this.#characters -= known === 'ambiguous' ? name.length : name.length + known.source.length
  }
}

function entryOf(name: string, { source, isPlaced }: Kept, resource: JsonObject): Entry {
  if (!isPlaced) return loneEntry(resource, source, 0)
  const placed = name.includes(':') ? `"fullUrl":${JSON.stringify(name)},` : ''
  return { ...wrappedEntry({}, `{${placed}"resource":${source}}`, 0), resource }
}

function slimmed(resource: JsonObject): string {
  const slim: Record<string, Json> = Object.create(null)
  for (const key of Object.keys(resource)) {
    const value = own(resource, key)
    if (value !== undefined && !LEFT_OUT.includes(key)) slim[key] = value
  }
  return JSON.stringify(slim)
}
