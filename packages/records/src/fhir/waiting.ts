import type { Entry, References } from './bundle.ts'
import { objectAt, objectsAt, textAt } from './elements.ts'
import type { JsonObject } from './json.ts'
import { resourceKey } from './resource.ts'

/** Bytes of lines of which entries wait for whom they name: the whole of a line is held with each. */
const MOST_WAITING = 4 * 1024 * 1024

/** An entry, and what of its own line it may refer to. */
export interface Placed {
  readonly entry: Entry
  readonly references: References
  /** How long the line is. */
  readonly bytes: number
}

/**
 * Entries of a stream that name somebody who has not come yet. They wait until who is named has come, or there is no
 * room: then the first ones are read as they are. What is said later of the same resource waits behind them.
 */
export class Waiting {
  readonly #waiting = new Map<Entry, Placed & { readonly names: readonly string[]; readonly key?: string }>()
  readonly #byName = new Map<string, Set<Entry>>()
  /** In the order in which they came. */
  readonly #byKey = new Map<string, Set<Entry>>()
  /** How many wait of each line. */
  readonly #ofLine = new Map<References, number>()
  #bytes = 0

  /** Takes it, where it has to wait. */
  take(placed: Placed): boolean {
    const { entry } = placed
    const type = textAt(entry.resource, 'resourceType') ?? ''
    const key = resourceKey(type, entry)
    const names = missing(placed)
    if (names.length === 0 && (key === undefined || !this.#byKey.has(key))) return false
    this.#waiting.set(entry, { ...placed, names, ...(key !== undefined && { key }) })
    if (key !== undefined) put(this.#byKey, key, entry)
    for (const name of names) put(this.#byName, name, entry)
    const { references, bytes } = placed
    const ofLine = this.#ofLine.get(references) ?? 0
    if (ofLine === 0) this.#bytes += bytes
    this.#ofLine.set(references, ofLine + 1)
    return true
  }

  /** Whoever waits for none but these any more, and what waits behind them, in the order in which they came. */
  *come(names: readonly string[]): Generator<Placed> {
    const asked = new Set(names.flatMap((name) => [...(this.#byName.get(tail(name)) ?? [])]))
    for (const entry of asked) {
      const held = this.#waiting.get(entry)
      if (held && missing(held).length === 0) yield* this.#release(entry)
    }
  }

  /** The first ones, until there is room again; all of them at the end. */
  *overflow(isEnd = false): Generator<Placed> {
    for (const entry of this.#waiting.keys()) {
      if (!isEnd && this.#bytes <= MOST_WAITING) return
      yield* this.#release(entry)
    }
  }

  *#release(entry: Entry): Generator<Placed> {
    const held = this.#waiting.get(entry)
    if (!held) return
    for (const each of held.key === undefined ? [entry] : this.#of(held.key, entry)) {
      const placed = this.#forget(each)
      if (placed) yield placed
    }
  }

  /**
   * All about one resource up to this one, which came before it and so comes before it again, and those behind it that
   * wait for nothing else.
   */
  #of(key: string, entry: Entry): readonly Entry[] {
    const all: Entry[] = []
    let isBehind = false
    for (const each of this.#byKey.get(key) ?? []) {
      const held = this.#waiting.get(each)
      if (isBehind && held && missing(held).length > 0) break
      all.push(each)
      isBehind ||= each === entry
    }
    return all
  }

  #forget(entry: Entry): Placed | undefined {
    const held = this.#waiting.get(entry)
    if (!held) return undefined
    this.#waiting.delete(entry)
    for (const name of held.names) take(this.#byName, name, entry)
    if (held.key !== undefined) take(this.#byKey, held.key, entry)
    const { references } = held
    const left = (this.#ofLine.get(references) ?? 1) - 1
    if (left > 0) this.#ofLine.set(references, left)
    else {
      this.#ofLine.delete(references)
      this.#bytes -= held.bytes
    }
    return held
  }
}

function put(sets: Map<string, Set<Entry>>, name: string, entry: Entry): void {
  const known = sets.get(name)
  if (known) known.add(entry)
  else sets.set(name, new Set([entry]))
}

function take(sets: Map<string, Set<Entry>>, name: string, entry: Entry): void {
  const known = sets.get(name)
  known?.delete(entry)
  if (known?.size === 0) sets.delete(name)
}

/** `https://host/fhir/Patient/1` and `Patient/1` may be the same; a `urn:uuid` is a name of its own. */
const tail = (name: string): string => (name.includes('/') ? name.split('/').slice(-2).join('/') : name)

/** The names of those whom it refers to and who are not here yet. */
function missing({ entry, references }: Placed): readonly string[] {
  const { resource } = entry
  const type = textAt(resource, 'resourceType')
  const named: (readonly [JsonObject | undefined, string])[] =
    type === 'Patient'
      ? objectsAt(resource, 'link').map((link) => [objectAt(link, 'other'), 'Patient'] as const)
      : [
          [objectAt(resource, type === 'Immunization' ? 'patient' : 'subject'), 'Patient'],
          [objectAt(resource, 'location'), 'Location'],
          ...objectsAt(resource, 'performer').flatMap((performer) => {
            const actor = objectAt(performer, 'actor') ?? performer
            const kind = ['Organization', 'Location'].find((each) =>
              textAt(actor, 'reference')?.includes(`${each}/`),
            )
            return kind === undefined ? [] : [[actor, kind] as const]
          }),
        ]
  return named.flatMap(([element, kind]) => {
    const name = textAt(element, 'reference')
    if (name === undefined || name.startsWith('#') || name.includes('?')) return []
    const version = name.indexOf('/_history/')
    return references.resolve(element, kind, entry) === 'unresolved'
      ? [tail(version < 0 ? name : name.slice(0, version))]
      : []
  })
}
