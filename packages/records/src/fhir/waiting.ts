import type { Entry, References } from './bundle.ts'
import { objectAt, objectsAt, textAt } from './elements.ts'
import type { JsonObject } from './json.ts'
import { resourceKey } from './resource.ts'

/** Characters of entries that wait for whom they name. */
const MOST_WAITING = 4 * 1024 * 1024

/** An entry, and what of its own line it may refer to. */
export interface Placed {
  readonly entry: Entry
  readonly references: References
}

/**
 * Entries of a stream that name somebody who has not come yet. They wait until who is named has come, or there is no
 * room: then the first ones are read as they are. What is said later of the same resource waits behind them.
 */
export class Waiting {
  readonly #waiting = new Map<Entry, Placed & { readonly names: readonly string[]; readonly key?: string }>()
  readonly #byName = new Map<string, Set<Entry>>()
  readonly #byKey = new Map<string, number>()
  #characters = 0

  /** Takes it, where it has to wait. */
  take(placed: Placed): boolean {
    const { entry } = placed
    const type = textAt(entry.resource, 'resourceType') ?? ''
    const key = resourceKey(type, entry)
    const names = missing(placed)
    if (names.length === 0 && (key === undefined || !this.#byKey.has(key))) return false
    this.#waiting.set(entry, { ...placed, names, ...(key !== undefined && { key }) })
    if (key !== undefined) this.#byKey.set(key, (this.#byKey.get(key) ?? 0) + 1)
    for (const name of names) {
      const known = this.#byName.get(name)
      if (known) known.add(entry)
      else this.#byName.set(name, new Set([entry]))
    }
    this.#characters += entry.source.length
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
      if (!isEnd && this.#characters <= MOST_WAITING) return
      yield* this.#release(entry)
    }
  }

  *#release(entry: Entry): Generator<Placed> {
    const held = this.#waiting.get(entry)
    if (!held) return
    const { key } = held
    // What came before it about the same resource comes before it.
    const before = key === undefined || (this.#byKey.get(key) ?? 0) < 2 ? [entry] : this.#of(key, entry)
    for (const each of before) {
      const placed = this.#forget(each)
      if (placed) yield placed
    }
  }

  /** All about one resource up to this one, and those behind it that wait for nothing else. */
  #of(key: string, entry: Entry): readonly Entry[] {
    const all = [...this.#waiting].filter(([, held]) => held.key === key)
    const at = all.findIndex(([each]) => each === entry)
    const behind = all.slice(at + 1)
    const end = behind.findIndex(([, held]) => missing(held).length > 0)
    return [...all.slice(0, at + 1), ...behind.slice(0, end < 0 ? undefined : end)].map(([each]) => each)
  }

  #forget(entry: Entry): Placed | undefined {
    const held = this.#waiting.get(entry)
    if (!held) return undefined
    this.#waiting.delete(entry)
    this.#characters -= entry.source.length
    for (const name of held.names) {
      const others = this.#byName.get(name)
      others?.delete(entry)
      if (others?.size === 0) this.#byName.delete(name)
    }
    const left = held.key === undefined ? 0 : (this.#byKey.get(held.key) ?? 1) - 1
    if (held.key !== undefined && left > 0) this.#byKey.set(held.key, left)
    else if (held.key !== undefined) this.#byKey.delete(held.key)
    return held
  }
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
