import type { SealingKey } from '../sealing.ts'
import type { SourceId } from '../sources.ts'
import type { StoredIdentity } from './sealed-rows.ts'

/** A row of `people`, with what a batch does to it. */
export interface PersonRow {
  readonly id: number
  readonly key: SealingKey
  /** Present for a new one. */
  readonly wrapped?: Buffer
  /** Of those whom their descriptions make one with this person: the least number. */
  survivor: number
  /** Of those whom merges make one with this person beside them; undefined where there is no such merge. */
  merged?: number | undefined
  readonly apartFrom: readonly number[]
  /** People of whom their source says that they are others. */
  partedFrom: readonly number[]
  changed: boolean
  /** As it is on file. */
  readonly before?: Pick<PersonRow, 'survivor' | 'merged' | 'partedFrom'>
}

/** Under whom a person is found. */
export const wholeOf = ({ merged, survivor }: PersonRow): number => merged ?? survivor

/** A row of `identities`, with what a batch does to it. */
export interface IdentityRow {
  readonly person: PersonRow
  readonly id: number
  readonly source: SourceId
  stored: StoredIdentity
  state: 'on-file' | 'changed' | 'new'
}

/** Rows of `people` that were found to be one person, and what was reported of them. */
export interface Group {
  readonly people: PersonRow[]
  readonly identities: IdentityRow[]
}

/** At most so many people are compared with a report: those who share most keys with it. */
const CANDIDATES = 32

/** The people whom a batch is about, by the keys under which they are filed: on file, and new in this batch. */
export class PeopleAtHand {
  readonly #groups = new Map<number, Group>()
  readonly #filed = new Map<string, number[]>()

  addGroup(group: Group): void {
    for (const { id } of group.people) this.#groups.set(id, group)
  }

  groupOf(person: number): Group | undefined {
    return this.#groups.get(person)
  }

  groups(): Iterable<Group> {
    return new Set(this.#groups.values())
  }

  isFiled(key: string, person: number): boolean {
    return this.#filed.get(key)?.includes(person) ?? false
  }

  file(key: string, person: number): void {
    const filed = this.#filed.get(key)
    if (filed) filed.push(person)
    else this.#filed.set(key, [person])
  }

  unfile(key: string, person: number): void {
    const filed = this.#filed.get(key)?.filter((each) => each !== person)
    if (filed) this.#filed.set(key, filed)
  }

  candidates(keys: Iterable<string>): readonly Group[] {
    const hits = new Map<Group, number>()
    for (const key of keys) {
      for (const person of this.#filed.get(key) ?? []) {
        const group = this.#groups.get(person)
        if (group) hits.set(group, (hits.get(group) ?? 0) + 1)
      }
    }
    const groups = [...hits.keys()]
    if (groups.length <= CANDIDATES) return groups
    return groups.sort((a, b) => (hits.get(b) ?? 0) - (hits.get(a) ?? 0)).slice(0, CANDIDATES)
  }

  /** Takes a group apart again. */
  split({ identities }: Group, parts: readonly (readonly PersonRow[])[]): void {
    for (const people of parts) {
      const group = {
        people: [...people],
        identities: identities.filter(({ person }) => people.includes(person)),
      }
      const survivor = survivorOf(group)
      for (const person of people) {
        this.#groups.set(person.id, group)
        if (person.survivor !== survivor) {
          person.survivor = survivor
          person.changed = true
        }
      }
    }
  }

  /** The person with the least number survives; the rows stay where they are, so that it can be undone. */
  join(into: Group, other: Group): void {
    into.people.push(...other.people)
    into.identities.push(...other.identities)
    const survivor = survivorOf(into)
    for (const person of into.people) {
      this.#groups.set(person.id, into)
      if (person.survivor !== survivor) {
        person.survivor = survivor
        person.changed = true
      }
    }
  }
}

export const survivorOf = ({ people }: Group): number => Math.min(...people.map(({ id }) => id))
