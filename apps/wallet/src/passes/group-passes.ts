import type { Instant, PartialDate } from '@excelsior/domain'
import { displayName } from '@excelsior/ui'
import { holds, type WalletPass } from './kept-pass.ts'

/** All passes of one person. */
export interface Person {
  readonly key: string
  readonly givenName: string
  readonly familyName: string
  readonly birthDate: PartialDate
  readonly pinned: boolean
  /** Newest first. */
  readonly current: readonly WalletPass[]
  /** What no longer holds, newest first. */
  readonly past: readonly WalletPass[]
  /** The vaccination pass that has ended or is about to, where there is no newer one. */
  readonly renew: WalletPass | undefined
}

const DAY = 86_400_000
const RENEW_WITHIN = 14 * DAY

/** The one order, the same on every device and in every language: the pinned person first, then by name. */
const NAMES = new Intl.Collator('en')

export function groupPasses(passes: readonly WalletPass[], now: Instant): readonly Person[] {
  const people = new Map<string, WalletPass[]>()
  for (const pass of passes) {
    const key = personKey(pass)
    people.set(key, [...(people.get(key) ?? []), pass])
  }
  return [...people].map(([key, theirs]) => person(key, theirs, now)).sort(byPlace)
}

/** Name and birth date, as far as a pass knows a person. */
export const personKey = ({ givenName, familyName, birthDate }: WalletPass): string =>
  JSON.stringify([displayName(givenName, familyName).normalize('NFC').toLowerCase(), birthDate])

function person(key: string, passes: readonly WalletPass[], now: Instant): Person {
  const sorted = [...passes].sort(newestFirst)
  const { givenName, familyName, birthDate } = sorted[0]!
  return {
    key,
    givenName,
    familyName,
    birthDate,
    pinned: passes.some(({ pinned }) => pinned),
    current: sorted.filter(holds),
    past: sorted.filter((pass) => !holds(pass)),
    renew: toRenew(passes, now),
  }
}

function toRenew(passes: readonly WalletPass[], now: Instant): WalletPass | undefined {
  const [last] = passes
    .filter((pass) => pass.type === 'vaccination' && (holds(pass) || pass.standing === 'ended'))
    .sort((a, b) => b.expires - a.expires)
  return last && last.expires - now <= RENEW_WITHIN ? last : undefined
}

const newestFirst = (a: WalletPass, b: WalletPass): number =>
  b.issued - a.issued || b.expires - a.expires || (a.id < b.id ? -1 : 1)

function byPlace(a: Person, b: Person): number {
  return (
    Number(b.pinned) - Number(a.pinned) ||
    NAMES.compare(nameOf(a), nameOf(b)) ||
    (a.birthDate < b.birthDate ? -1 : 1)
  )
}

const nameOf = ({ givenName, familyName }: Person): string => displayName(givenName, familyName)
