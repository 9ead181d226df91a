import { compare, contradicts } from '@excelsior/people'
import { addDoubt, type BatchAtHand } from './apply-report.ts'
import { areApart, PAIRS_COMPARED } from './link.ts'
import type { MergeChanges } from './load-merges.ts'
import { type NumberPair, standingOf } from './merges-at-hand.ts'
import { type Group, type PersonRow, survivorOf } from './people-at-hand.ts'
import { keysOf } from './reported-people.ts'

/**
 * What the merges at hand make of the people at hand. Descriptions alone decide with whom a person is linked; merges
 * lie over that and change none of it, so that taking one back leaves exactly what there was, and what comes later is
 * filed as if there had been none.
 */
export function settleMerges(batch: BatchAtHand): MergeChanges {
  const { merges, people } = batch
  dropOthersNumbers(batch)
  const holders = holdersOf(batch)
  const heldBy = (key: string): readonly PersonRow[] => [...(holders.get(key) ?? [])]
  const joined: NumberPair[] = []
  const disputed: Two[] = []
  const parted: Two[] = []
  for (const pair of merges.all()) {
    const standing = standingOf(pair)
    if (standing === 'joined') joined.push(pair)
    else
      for (const one of heldBy(pair.one))
        for (const other of heldBy(pair.other))
          if (one !== other) (standing === 'parted' ? parted : disputed).push([one, other])
  }
  joined.sort(bySaying)
  part([...people.groups()], followed(batch, [...parted, ...disputed], joined, heldBy), batch)

  const answered = parted.flatMap(([one, other]) => answeredReviews(batch, one, other))
  for (const [one, other] of disputed) {
    const [a, b] = [people.groupOf(one.id), people.groupOf(other.id)]
    if (a && b && !isDecided(a, b)) addDoubt(batch, a, b)
  }
  joinAll(batch, joined, heldBy)
  const changed = [...people.groups()].flatMap((group) => group.people).filter(isRemerged)
  for (const person of changed) person.changed = true
  return {
    pairs: [...merges.all()].filter(({ isChanged }) => isChanged),
    versions: merges.newVersions(),
    people: changed,
    answered: answered.filter((pair) => !batch.doubts.has(pair.join(' '))),
  }
}

type Two = readonly [PersonRow, PersonRow]

/** Who is two by all that their source says together: whoever is one with the one is not one with the other. */
function followed(
  { people }: BatchAtHand,
  apart: readonly Two[],
  joined: readonly NumberPair[],
  heldBy: (key: string) => readonly PersonRow[],
): readonly Two[] {
  const others = othersIn(apart)
  const wholes = new Map<PersonRow, readonly PersonRow[]>()
  const wholeWith = (person: PersonRow): readonly PersonRow[] => wholes.get(person) ?? [person]
  const alone = ({ id }: PersonRow): Group => {
    const identities = people.groupOf(id)?.identities ?? []
    return { people: [], identities: identities.filter(({ person }) => person.id === id) }
  }
  for (const pair of joined) {
    const [[one, ...more], [other, ...yetMore]] = [heldBy(pair.one), heldBy(pair.other)]
    if (!one || !other || more.length + yetMore.length > 0) continue
    const [a, b] = [wholeWith(one), wholeWith(other)]
    if (a.includes(other) || a.some((each) => b.some(({ id }) => others.get(each)?.has(id)))) continue
    if (!canBeMerged(a.map(alone), b.map(alone))) continue
    for (const person of [...a, ...b]) wholes.set(person, [...a, ...b])
  }
  return apart.flatMap(([one, other]) =>
    wholeWith(one).flatMap((a) => wholeWith(other).map((b): Two => [a, b])),
  )
}

function othersIn(pairs: readonly Two[]): ReadonlyMap<PersonRow, ReadonlySet<number>> {
  const others = new Map<PersonRow, Set<number>>()
  for (const [one, other] of [...pairs, ...pairs.map(([a, b]): Two => [b, a])]) {
    const known = others.get(one)
    if (known) known.add(other.id)
    else others.set(one, new Set([other.id]))
  }
  return others
}

/**
 * A description that came with two numbers keeps the first where the source says that they are two people, and the
 * records that came with it.
 */
function dropOthersNumbers(batch: BatchAtHand): void {
  const { merges, people } = batch
  for (const { identities } of people.groups())
    for (const row of identities) {
      const { source, stored, person } = row
      const details = merges.together(source, stored.details)
      if (details === stored.details) continue
      row.stored = { ...stored, details }
      if (row.state === 'on-file') row.state = 'changed'
      person.changed = true
      const kept = new Set(
        identities
          .filter((each) => each.person === person)
          .flatMap((each) => keysOf(each.source, each.stored.details)),
      )
      for (const key of keysOf(source, stored.details)) if (!kept.has(key)) batch.unfile(key, person)
    }
}

/** Who bears a number, by its key. */
function holdersOf({ merges, people }: BatchAtHand): ReadonlyMap<string, ReadonlySet<PersonRow>> {
  const holders = new Map<string, Set<PersonRow>>()
  for (const { identities } of people.groups())
    for (const { source, stored, person } of identities)
      for (const key of merges.keysOf(source, stored.details)) {
        if (merges.ofKey(key).length === 0) continue
        const known = holders.get(key)
        if (known) known.add(person)
        else holders.set(key, new Set([person]))
      }
  return holders
}

/** Takes those apart of whom their source says that they are two, whatever linked them. */
function part(groups: readonly Group[], pairs: readonly Two[], { people }: BatchAtHand): void {
  const others = othersIn(pairs)
  for (const person of groups.flatMap((group) => group.people))
    person.partedFrom = [...(others.get(person) ?? [])].sort((a, b) => a - b)
  for (const group of groups) {
    const ids = new Set(group.people.map(({ id }) => id))
    if (group.people.some(({ partedFrom }) => partedFrom.some((id) => ids.has(id))))
      people.split(group, partsOf(group))
  }
}

/** First those who were parted, then whoever is left: to whom they match, else to the first. */
function partsOf({ people, identities }: Group): readonly (readonly PersonRow[])[] {
  const matches = (one: PersonRow, other: PersonRow) =>
    identities.some(
      (a) =>
        a.person === one &&
        identities.some(
          (b) => b.person === other && compare(a.stored.details, b.stored.details).match === 'match',
        ),
    )
  const inOrder = [...people].sort(
    (a, b) => Number(b.partedFrom.length > 0) - Number(a.partedFrom.length > 0) || a.id - b.id,
  )
  const parts: PersonRow[][] = []
  for (const person of inOrder) {
    const open = parts.filter((each) => !each.some(({ id }) => person.partedFrom.includes(id)))
    const own = open.find((each) => each.some((other) => matches(person, other))) ?? open[0]
    if (own) own.push(person)
    else parts.push([person])
  }
  return parts
}

function answeredReviews(
  { people, doubts }: BatchAtHand,
  one: PersonRow,
  other: PersonRow,
): (readonly [number, number])[] {
  const idsOf = ({ id }: PersonRow) => people.groupOf(id)?.people.map((each) => each.id) ?? []
  const pairs = idsOf(one).flatMap((a) =>
    idsOf(other).map((b): readonly [number, number] => (a < b ? [a, b] : [b, a])),
  )
  for (const pair of pairs) doubts.delete(pair.join(' '))
  return pairs
}

/** Makes one of whom merges say so, in the order in which they were said; what contradicts itself is looked at. */
function joinAll(
  batch: BatchAtHand,
  pairs: readonly NumberPair[],
  heldBy: (key: string) => readonly PersonRow[],
): void {
  const wholes = new Map<Group, readonly Group[]>()
  const wholeWith = (group: Group): readonly Group[] => wholes.get(group) ?? [group]
  const groupsOf = (key: string) =>
    [...new Set(heldBy(key).flatMap(({ id }) => batch.people.groupOf(id) ?? []))]
      .sort((a, b) => survivorOf(a) - survivorOf(b))
      .slice(0, NAMESAKES)
  for (const { one, other } of pairs) {
    const [ones, others] = [groupsOf(one), groupsOf(other)]
    // A number that names several people names nobody.
    const isClear = ones.length === 1 && others.length === 1
    for (const a of ones)
      for (const b of others) {
        const [whole, more] = [wholeWith(a), wholeWith(b)]
        if (whole.includes(b) || some(whole, more, isDecided)) continue
        if (!isClear || some(whole, more, areApart) || !canBeMerged(whole, more)) addDoubt(batch, a, b)
        else for (const group of [...whole, ...more]) wholes.set(group, [...whole, ...more])
      }
  }
  for (const group of batch.people.groups()) {
    const whole = wholeWith(group)
    const merged = whole.length === 1 ? undefined : Math.min(...whole.map(survivorOf))
    for (const person of group.people) person.merged = merged
  }
}

/** Of those who bear one number so many are put before somebody. */
const NAMESAKES = 4

const saidAt = ({ intoOne, intoOther, linked }: NumberPair): number => Math.max(intoOne, intoOther, linked)

const bySaying = (a: NumberPair, b: NumberPair): number =>
  saidAt(a) - saidAt(b) || (a.one + a.other < b.one + b.other ? -1 : 1)

const some = (a: readonly Group[], b: readonly Group[], test: (a: Group, b: Group) => boolean): boolean =>
  a.some((one) => b.some((other) => test(one, other)))

/** Somebody looked, and keeps them apart. */
function isDecided(a: Group, b: Group): boolean {
  const ids = new Set(b.people.map(({ id }) => id))
  return a.people.some(({ apartFrom }) => apartFrom.some((id) => ids.has(id)))
}

function canBeMerged(whole: readonly Group[], more: readonly Group[]): boolean {
  const ones = whole.flatMap(({ identities }) => identities)
  const others = more.flatMap(({ identities }) => identities)
  if (ones.length * others.length > PAIRS_COMPARED) return false
  return ones.every((one) => others.every((other) => !contradicts(one.stored.details, other.stored.details)))
}

function isRemerged({ merged, survivor, partedFrom, before }: PersonRow): boolean {
  const [wasMerged, wasLinked, wasParted] = [before?.merged, before?.survivor, before?.partedFrom ?? []]
  if (merged !== wasMerged || partedFrom.join() !== wasParted.join()) return true
  return merged !== undefined && survivor !== wasLinked
}
