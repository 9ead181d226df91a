import type { Instant, PartialDate } from '@excelsior/domain'
import { displayName } from '@excelsior/ui'
import { drawnAs, type WalletPass } from './kept-pass.ts'

/** All passes of one person. */
export interface Person {
  readonly key: string
  readonly givenName: string
  readonly familyName: string
  readonly latin?: { readonly givenName: string; readonly familyName: string }
  readonly birthDate: PartialDate | null
  readonly pinned: boolean
  /** Newest first. */
  readonly current: readonly WalletPass[]
  /** Genuine ones of others that count for no pass here, newest first. */
  readonly others: readonly WalletPass[]
  /** What no longer holds, newest first. */
  readonly past: readonly WalletPass[]
  /** The vaccination pass that has ended or is about to, where there is no newer one. */
  readonly renew: WalletPass | undefined
}

const DAY = 86_400_000
const RENEW_WITHIN = 14 * DAY

/** The one order, the same on every device and in every language: the pinned person first, then by name. */
const compareNames = (one: string, other: string): number => {
  // Made for the first two people: it costs a phone 20 ms, and most wallets hold one person's passes.
  names ??= new Intl.Collator('en')
  return names.compare(one, other)
}
let names: Intl.Collator | undefined

export function groupPasses(passes: readonly WalletPass[], now: Instant): readonly Person[] {
  const people: { readonly keys: Set<string>; readonly passes: WalletPass[] }[] = []
  for (const pass of passes) {
    const keys = personKeys(pass)
    // One whose name stands in two scripts may make one person of two that were here before.
    const same = people.filter((person) => keys.some((key) => person.keys.has(key)))
    const one = { keys: new Set(keys), passes: [pass] }
    for (const person of same) {
      for (const key of person.keys) one.keys.add(key)
      one.passes.push(...person.passes)
      people.splice(people.indexOf(person), 1)
    }
    people.push(one)
  }
  return people.map((each) => person(each.passes, now)).sort(byPlace)
}

/** All that is kept of somebody. */
export const passesOf = ({ current, others, past }: Person): readonly WalletPass[] => [
  ...current,
  ...others,
  ...past,
]

type Bearer = Pick<WalletPass, 'givenName' | 'familyName' | 'latin' | 'birthDate'>

/** Whether both are one person's, as far as passes know people: by name, in either script, and birth date. */
export const isSamePerson = (one: Bearer, other: Bearer): boolean => {
  const keys = personKeys(one)
  return personKeys(other).some((key) => keys.includes(key))
}

function personKeys({ givenName, familyName, latin, birthDate }: Bearer): readonly string[] {
  const names = [
    displayName(givenName, familyName),
    latin ? displayName(latin.givenName, latin.familyName) : '',
  ]
  return names
    .filter((name) => name !== '')
    .map((name) => JSON.stringify([name.normalize('NFC').toLowerCase(), birthDate]))
}

function person(passes: readonly WalletPass[], now: Instant): Person {
  const sorted = [...passes].sort(newestFirst)
  const { id, givenName, familyName, birthDate } = sorted[0]!
  const latin = sorted.find((pass) => pass.latin !== undefined)?.latin
  const drawn = (how: ReturnType<typeof drawnAs>) => sorted.filter((pass) => drawnAs(pass) === how)
  return {
    key: id,
    givenName,
    familyName,
    ...(latin && { latin }),
    birthDate,
    pinned: passes.some(({ pinned }) => pinned),
    current: drawn('pass'),
    others: drawn('other'),
    past: drawn('over'),
    renew: toRenew(passes, now),
  }
}

function toRenew(passes: readonly WalletPass[], now: Instant): WalletPass | undefined {
  const [last] = passes
    .filter((pass) => pass.type === 'vaccination' && (drawnAs(pass) === 'pass' || pass.standing === 'ended'))
    .sort((a, b) => endOf(b) - endOf(a))
  return last && endOf(last) - now <= RENEW_WITHIN ? last : undefined
}

const NEVER = Number.MAX_SAFE_INTEGER
const endOf = ({ expires }: WalletPass): number => expires ?? NEVER

const newestFirst = (a: WalletPass, b: WalletPass): number =>
  b.issued - a.issued || endOf(b) - endOf(a) || (a.id < b.id ? -1 : 1)

function byPlace(a: Person, b: Person): number {
  return (
    Number(b.pinned) - Number(a.pinned) ||
    compareNames(nameOf(a), nameOf(b)) ||
    ((a.birthDate ?? '') < (b.birthDate ?? '') ? -1 : 1)
  )
}

const nameOf = ({ givenName, familyName }: Person): string => displayName(givenName, familyName)
