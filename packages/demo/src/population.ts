import {
  decide,
  type Instant,
  PASS_TYPES,
  type PartialDate,
  type PassType,
  type Policy,
  rightAnswers,
} from '@excelsior/domain'
import { type Chance, chanceFrom } from './chance.ts'
import { type HistoryContext, historyOf } from './history.ts'
import { FIRST_HOUSEHOLDS, household, type Member } from './households.ts'
import { identitiesFrom } from './identities.ts'
import type { Places } from './places.ts'
import type { DemoResident, Typed } from './resident.ts'
import { STORIES, storyOf } from './stories.ts'

/** More would not fit into memory. */
export const PEOPLE_AT_MOST = 1_000_000

/**
 * So many invented residents with everything reported about them up to `now`. The same seed, number, moment, policy
 * and places give the same residents; the first two dozen cover the main outcomes and kinds of people in a fixed order.
 */
export function population(
  seed: number,
  people: number,
  now: Instant,
  policy: Policy,
  places: Places,
): readonly DemoResident[] {
  const chance = chanceFrom(seed)
  const identities = identitiesFrom(chance, places, policy.zone.dayAt(now))
  let number = 100_000
  const context: HistoryContext = { chance, places, policy, now, nextNumber: () => ++number }
  const residents: DemoResident[] = []
  const wanted = Math.min(people, PEOPLE_AT_MOST)
  const settle = (members: readonly Member[]): void => {
    for (const member of members) if (residents.length < wanted) residents.push(residentOf(member, context))
  }
  for (const first of FIRST_HOUSEHOLDS) if (residents.length < wanted) settle(first(identities, chance))
  while (residents.length < wanted) settle(household(identities, chance))
  return residents
}

function residentOf(member: Member, context: HistoryContext): DemoResident {
  const { person, ageYears, home, note } = member
  const story = member.story === undefined ? context.chance.weighted(STORIES) : storyOf(member.story)
  const history = historyOf(person, ageYears, home, context)
  story.tell(history)
  return {
    story: story.id,
    person,
    typed: typedBy(member, context.chance),
    reports: history.reports.toSorted((a, b) => a.sentAt - b.sentAt),
    records: history.records(),
    ...(note !== undefined && { note }),
  }
}

/** People leave out diacritics, and phones write curly apostrophes: both have to be found. */
function typedBy({ person, typedPhone }: Member, chance: Chance): Typed {
  const plain = chance.happens(0.2)
  const curly = chance.happens(0.5)
  const typed = (name = ''): string => {
    const letters = plain ? name.normalize('NFD').replace(MARKS, '').normalize('NFC') : name
    return curly ? letters.replaceAll("'", '\u2019') : letters
  }
  return {
    givenName: typed(person.givenName),
    familyName: typed(person.familyName),
    birthDate: person.birthDate ?? ('' as PartialDate),
    postalCode: person.postalCode ?? '',
    phone: typedPhone,
  }
}

const MARKS = /[\u0300-\u036f]/g

/** As in RULES and the contract: `expires` is RFC 3339 in the policy's zone. */
export type Expectation =
  | { readonly eligible: true; readonly expires: string }
  | { readonly eligible: false; readonly reason: string }

export interface ResidentJson extends Typed {
  /** For every question that may come up, a right value. */
  readonly answers: Readonly<Record<string, string>>
  readonly expect: Readonly<Record<PassType, Expectation>>
  readonly note?: string
}

/** What to type, the right answers, and what comes of it when asked at `now`, which may be later than the population's. */
export function residentJson(
  { typed, records, note }: DemoResident,
  policy: Policy,
  now: Instant,
): ResidentJson {
  const answers: Record<string, string> = {}
  for (const type of PASS_TYPES) {
    for (const [question, right] of Object.entries(rightAnswers(policy, type, records, now))) {
      const [first] = right
      if (first !== undefined) answers[question] = first
    }
  }
  const expected = (type: PassType): Expectation => {
    const decision = decide(policy, type, records, now)
    return decision.eligible
      ? { eligible: true, expires: policy.zone.format(decision.expires) }
      : { eligible: false, reason: decision.reason }
  }
  return {
    ...typed,
    answers,
    expect: { vaccination: expected('vaccination'), pcr: expected('pcr'), antigen: expected('antigen') },
    ...(note !== undefined && { note }),
  }
}
