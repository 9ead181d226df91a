import type { PersonDetails } from '@excelsior/domain'
import { blockingKeys } from '@excelsior/people'
import type { SourceId } from '../sources.ts'
import { numberKey } from './merges-at-hand.ts'
import type { SealedRows } from './sealed-rows.ts'

/**
 * Keys under which an identity is found: by what is known of the person, and by their number at that source.
 * A placeholder has none, and is found under none.
 */
export function keysOf(source: SourceId, details: PersonDetails): readonly string[] {
  const keys = blockingKeys(details)
  if (keys.length === 0) return []
  return [...keys, ...(details.identifiers ?? []).map((number) => numberKey(source, number))]
}

/** Whom a report is about, made ready to be looked for. */
export interface ReportedPerson {
  readonly details: PersonDetails
  /** JSON, for the report's digest. */
  readonly text: string
  /** From `keysOf()`, with their hashes; none for placeholders, who are nobody and meet nobody. */
  readonly keys: ReadonlyMap<string, Buffer>
}

/** Kept in memory alone; a few kilobytes each, for those who have more of names and numbers than anybody are not kept. */
const KEPT = 512
const KEPT_CHARACTERS = 2_048
const KEPT_KEYS = 64

/**
 * Sources report a dose or a result at a time, and mostly all of one person's on end: their keys and hashes, a third of
 * a message's work, are made once for the same words from the same source.
 */
export class ReportedPeople {
  readonly #rows: SealedRows
  readonly #known = new Map<string, ReportedPerson>()

  constructor(rows: SealedRows) {
    this.#rows = rows
  }

  readied(source: SourceId, details: PersonDetails): ReportedPerson {
    const text = JSON.stringify(details)
    const name = `${source} ${text}`
    const known = this.#known.get(name)
    if (known) return known
    const keys = new Map(keysOf(source, details).map((key) => [key, this.#rows.blindKey(key)]))
    const person = { details, text, keys }
    if (text.length > KEPT_CHARACTERS || keys.size > KEPT_KEYS) return person
    this.#known.set(name, person)
    if (this.#known.size > KEPT) this.#known.delete(this.#known.keys().next().value ?? '')
    return person
  }
}
