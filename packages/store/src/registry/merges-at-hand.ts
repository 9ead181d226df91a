import type { Instant, PersonDetails } from '@excelsior/domain'
import type { ReportedMerge } from '@excelsior/records'
import type { SourceId } from '../sources.ts'

const NUMBER = 'number:'

/** Under which a person is filed by a number at a source. */
export const numberKey = (source: SourceId, number: string): string => `${NUMBER}${source}|${number}`

export const isNumberKey = (key: string): boolean => key.startsWith(NUMBER)

/** The latest time of each, 0 where it was never said. */
interface Said {
  intoOne: number
  intoOther: number
  linked: number
}

/**
 * What was said of two numbers of one source. All of it is maxima, from which what holds now is worked out: whatever the
 * order of arrival, and however often, it ends alike.
 */
export interface NumberPair extends Readonly<Said> {
  /** Hashed keys, one character a byte; `one` is the lesser. */
  readonly one: string
  readonly other: string
  readonly parted: number
  /** By messages. */
  readonly said: Said & { parted: number }
  /** By the links of the Patient of either number: a later version without them takes them back. */
  readonly byOne: Said
  readonly byOther: Said
  isChanged: boolean
}

type Working = { -readonly [Key in keyof NumberPair]: NumberPair[Key] }

const KINDS = ['intoOne', 'intoOther', 'linked'] as const
const never = (): Said => ({ intoOne: 0, intoOther: 0, linked: 0 })

/**
 * `disputed`: each was merged into the other since they were last parted. That is no circle but a merge taken back, and
 * somebody has to look.
 */
export type Standing = 'joined' | 'parted' | 'disputed'

/** At the same millisecond two people is what stands: the lesser harm. */
export function standingOf({ intoOne, intoOther, linked, parted }: NumberPair): Standing {
  if (intoOne > parted && intoOther > parted) return 'disputed'
  return Math.max(intoOne, intoOther, linked) > parted ? 'joined' : 'parted'
}

/** A reported merge under the hashed keys of its numbers. */
export interface NamedMerge {
  readonly says: ReportedMerge['says']
  readonly survivor: string
  readonly other: string
  readonly by: string | undefined
}

/** What is known, in one batch, of numbers that were said to be one person or two. */
export class MergesAtHand {
  readonly #pairs = new Map<string, Working>()
  /** Of the Patient of each number. */
  readonly #versions = new Map<string, number>()
  readonly #newVersions = new Set<string>()
  readonly #ofKey = new Map<string, NumberPair[]>()
  readonly #hashed = new Map<string, string>()
  readonly #hash: (key: string) => Buffer
  /** Whether the batch has to do with any. */
  isConcerned = false

  constructor(hash: (key: string) => Buffer) {
    this.#hash = hash
  }

  keyOf(source: SourceId, number: string): string {
    const plain = numberKey(source, number)
    let hashed = this.#hashed.get(plain)
    if (hashed === undefined) {
      hashed = this.#hash(plain).toString('latin1')
      this.#hashed.set(plain, hashed)
    }
    return hashed
  }

  keysOf(source: SourceId, { identifiers = [] }: PersonDetails): readonly string[] {
    return identifiers.map((number) => this.keyOf(source, number))
  }

  all(): Iterable<NumberPair> {
    return this.#pairs.values()
  }

  ofKey(key: string): readonly NumberPair[] {
    return this.#ofKey.get(key) ?? []
  }

  pair(a: string, b: string): NumberPair {
    const [one, other] = a < b ? [a, b] : [b, a]
    const known = this.#pairs.get(one + other)
    if (known) return known
    const pair: Working = {
      one,
      other,
      ...never(),
      parted: 0,
      said: { ...never(), parted: 0 },
      byOne: never(),
      byOther: never(),
      isChanged: false,
    }
    this.#pairs.set(one + other, pair)
    for (const key of [one, other]) this.#ofKey.set(key, [...this.ofKey(key), pair])
    return pair
  }

  /** Takes in what a source says; false where it, or something later of the kind, was said before. */
  say({ says, survivor, other, by }: NamedMerge, at: Instant): boolean {
    const pair = this.pair(survivor, other)
    const kind =
      says === 'merged'
        ? pair.one === survivor
          ? 'intoOne'
          : 'intoOther'
        : says === 'linked'
          ? says
          : 'parted'
    if (by === undefined || kind === 'parted') {
      if (pair.said[kind] >= at) return false
      pair.said[kind] = at
    } else {
      const side = by === pair.one ? pair.byOne : pair.byOther
      if (side[kind] >= at) return false
      side[kind] = at
    }
    pair.isChanged = true
    this.workOut(pair)
    return true
  }

  /** Takes in that there is such a version of a Patient; whether that takes anything back. */
  isOfVersion(key: string, at: Instant): boolean {
    if ((this.#versions.get(key) ?? 0) >= at) return false
    const before = this.ofKey(key).map(standingOf)
    this.#versions.set(key, at)
    this.#newVersions.add(key)
    for (const pair of this.ofKey(key)) this.workOut(pair)
    return this.ofKey(key).some((pair, index) => standingOf(pair) !== before[index])
  }

  /** What is on file. */
  takeVersion(key: string, at: number): void {
    this.#versions.set(key, Math.max(at, this.#versions.get(key) ?? 0))
    for (const pair of this.ofKey(key)) this.workOut(pair)
  }

  /** Those that are not on file yet. */
  newVersions(): readonly (readonly [string, number])[] {
    return [...this.#newVersions].map((key) => [key, this.#versions.get(key) ?? 0])
  }

  /**
   * What holds of two numbers: what messages said, and of what their Patients' links said what the latest version of
   * that Patient still says. Where that says nothing of the two any more, it says that they are two.
   */
  workOut(pair: NumberPair): void {
    const now: Said & { parted: number } = { ...pair.said }
    for (const [links, key] of [
      [pair.byOne, pair.one],
      [pair.byOther, pair.other],
    ] as const) {
      const told = Math.max(links.intoOne, links.intoOther, links.linked)
      if (told === 0) continue
      const version = this.#versions.get(key) ?? 0
      for (const kind of KINDS) if (links[kind] >= version) now[kind] = Math.max(now[kind], links[kind])
      if (told < version) now.parted = Math.max(now.parted, version)
    }
    Object.assign(pair, now)
  }

  /**
   * The person as whom a report with several numbers is taken: without those that were merged into another of them, which
   * come back beside the one that goes on, and without those of whom the source says that they are somebody else.
   */
  goingOn(source: SourceId, person: PersonDetails): PersonDetails {
    const { identifiers = [] } = person
    if (identifiers.length < 2 || !this.isConcerned) return person
    const keys = this.keysOf(source, person)
    const isGivenUp = (key: string) =>
      this.ofKey(key).some((pair) => {
        const isOne = pair.one === key
        const [into, from] = isOne ? [pair.intoOther, pair.intoOne] : [pair.intoOne, pair.intoOther]
        return into > from && keys.includes(isOne ? pair.other : pair.one)
      })
    const going = identifiers.filter((_, index) => !isGivenUp(keys[index] ?? ''))
    return this.together(source, going.length === 0 ? person : { ...person, identifiers: going })
  }

  /** The same without numbers that are somebody else's than an earlier one; the very same where there are none. */
  together(source: SourceId, person: PersonDetails): PersonDetails {
    const { identifiers = [] } = person
    if (identifiers.length < 2) return person
    const keys: string[] = []
    const own = identifiers.filter((number) => {
      const key = this.keyOf(source, number)
      if (this.partedFrom(keys).has(key)) return false
      keys.push(key)
      return true
    })
    return own.length === identifiers.length ? person : { ...person, identifiers: own }
  }

  /** Keys of numbers of which the source says that they are somebody else than one of these. */
  partedFrom(keys: readonly string[]): ReadonlySet<string> {
    const others = keys.flatMap((key) =>
      this.ofKey(key)
        .filter((pair) => standingOf(pair) !== 'joined')
        .map((pair) => (pair.one === key ? pair.other : pair.one)),
    )
    return new Set(others)
  }
}
