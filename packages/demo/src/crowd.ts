import { type PartialDate, type PersonDetails, parsePartialDate, type Sex } from '@excelsior/domain'
import { type Chance, chanceFrom } from './chance.ts'
import { type Home, type Identities, identitiesFrom } from './identities.ts'
import type { NameGroup } from './name-lists.ts'
import { VARIANTS } from './name-lists.ts'
import type { Places } from './places.ts'
import {
  joinedOtherwise,
  mistyped,
  otherForm,
  swappedNames,
  transposed,
  withoutMarks,
  wrongDigit,
} from './slips.ts'

/**
 * So many invented people by household, one after the other, without anything that happened to them: to look somebody
 * up among a million. The names are few, so that many share one, and some share the birth date too. `today` is a day
 * number. The same for the same seed.
 */
export function* crowd(
  seed: number,
  people: number,
  places: Places,
  today: number,
): Generator<PersonDetails, void> {
  const chance = chanceFrom(seed)
  const identities = identitiesFrom(chance, places, today)
  for (let left = people; left > 0; ) {
    for (const person of household(identities, chance)) if (left-- > 0) yield person
  }
}

type Member = Pick<PersonDetails, 'givenName' | 'sex' | 'birthDate'>

function household(identities: Identities, chance: Chance): readonly PersonDetails[] {
  const group = identities.group()
  const familyName = chance.happens(0.08) ? chance.pick(FAMILY_NAMES) : identities.familyName(group)
  const home = identities.home()
  const shared = phone(chance)
  const grown = (sex: Sex, from = 18, to = 90): Member => ({
    givenName: givenName(identities, chance, group, sex),
    sex,
    birthDate: identities.birthDate(chance.between(from, to)),
  })
  const kind = chance.fraction()
  const members: Member[] = []
  if (kind < 0.45) members.push(grown(chance.pick<Sex>(['female', 'male'])))
  else if (kind < 0.65) members.push(grown('female', 24, 84), grown('male', 24, 84))
  else if (kind < 0.69) {
    const father = grown('male', 46, 80)
    members.push(father, { ...father, birthDate: identities.birthDate(chance.between(5, 25)) })
  } else {
    members.push(grown('female', 32, 50))
    if (chance.happens(0.6)) members.push(grown('male', 32, 55))
    for (let children = chance.between(1, 3); children > 0; children--) {
      const child = grown(chance.pick<Sex>(['female', 'male']), 5, 17)
      members.push(child)
      if (chance.happens(0.05)) {
        const sex = chance.pick<Sex>(['female', 'male'])
        let twin = child.givenName ?? ''
        while (twin === child.givenName) twin = givenName(identities, chance, group, sex)
        members.push({ ...child, sex, givenName: twin })
      }
    }
  }
  return members.map((member) => ({
    ...member,
    familyName,
    ...(chance.happens(0.3) && { middleName: identities.givenName(group, 'female') }),
    ...home,
    phone: chance.happens(0.5) ? shared : phone(chance),
  }))
}

const GIVEN_NAMES = [...VARIANTS.short.keys(), ...VARIANTS.given.keys()]
const FAMILY_NAMES = [...VARIANTS.family.keys()]

/** Some with names that have another form. */
function givenName(identities: Identities, chance: Chance, group: NameGroup, sex: Sex): string {
  return chance.happens(0.15) ? chance.pick(GIVEN_NAMES) : identities.givenName(group, sex)
}

/** Ten digits; a million numbers need more than those kept for fiction, and no exchange begins with 1. */
const phone = (chance: Chance): string => `${chance.between(201, 989)}1${chance.between(100_000, 999_999)}`

/**
 * About one in twelve Americans moves within a year (American Community Survey 2021), and records are months old.
 * Each slip with how often it happens where it can; what two slips do to one field, the later has done.
 */
const SLIPS: readonly {
  readonly slip: string
  readonly share: number
  readonly change: (person: PersonDetails, chance: Chance, home: () => Home) => PersonDetails | undefined
}[] = [
  {
    slip: 'short form',
    share: 0.3,
    change: ({ givenName = '' }, chance) => given(otherForm(givenName, 'short', chance)),
  },
  {
    slip: 'given name written otherwise',
    share: 0.3,
    change: ({ givenName = '' }, chance) => given(otherForm(givenName, 'given', chance)),
  },
  {
    slip: 'family name written otherwise',
    share: 0.3,
    change: ({ familyName = '' }, chance) => family(otherForm(familyName, 'family', chance)),
  },
  {
    slip: 'hyphen in the given name',
    share: 0.3,
    change: ({ givenName = '' }, chance) => given(joinedOtherwise(givenName, chance)),
  },
  {
    slip: 'hyphen in the family name',
    share: 0.3,
    change: ({ familyName = '' }, chance) => family(joinedOtherwise(familyName, chance)),
  },
  { slip: 'no accents', share: 0.3, change: ({ familyName = '' }) => family(withoutMarks(familyName)) },
  {
    slip: 'one of two surnames',
    share: 0.15,
    change: ({ familyName = '' }) => {
      const parts = familyName.split(/[- ]/)
      return parts.length === 2 ? family(parts.find((part) => part.length > 3)) : undefined
    },
  },
  {
    slip: 'typing error in the given name',
    share: 0.04,
    change: ({ givenName = '' }, chance) => given(mistyped(givenName, chance)),
  },
  {
    slip: 'typing error in the family name',
    share: 0.04,
    change: ({ familyName = '' }, chance) => family(mistyped(familyName, chance)),
  },
  { slip: 'names swapped', share: 0.01, change: (person) => swappedNames(person) },
  {
    slip: 'day and month exchanged',
    share: 0.02,
    change: ({ birthDate = '' }) => born(transposed(birthDate)),
  },
  {
    slip: 'a digit of the birth date',
    share: 0.01,
    change: ({ birthDate = '' }, chance) => born(wrongDigit(birthDate, chance)),
  },
  { slip: 'moved', share: 0.05, change: (_, __, home) => ({ postalCode: home().postalCode }) },
  { slip: 'new phone', share: 0.05, change: (_, chance) => ({ phone: phone(chance) }) },
]

const given = (name: string | undefined): PersonDetails | undefined =>
  name === undefined ? undefined : { givenName: name }
const family = (name: string | undefined): PersonDetails | undefined =>
  name === undefined ? undefined : { familyName: name }
const born = (date: PartialDate | undefined): PersonDetails | undefined =>
  date === undefined || parsePartialDate(date) === undefined ? undefined : { birthDate: date }

export interface TypedWithSlips {
  readonly typed: PersonDetails
  /** At least one. */
  readonly slips: readonly string[]
}

/** What people type who make mistakes: name, birth date, ZIP code and phone, with one slip or more. */
export function typist(seed: number, places: Places): (person: PersonDetails) => TypedWithSlips {
  const chance = chanceFrom(seed)
  const identities = identitiesFrom(chance, places, 0)
  return ({ givenName, familyName, birthDate, postalCode, phone: number }) => {
    const right = withoutAbsent({ givenName, familyName, birthDate, postalCode, phone: number })
    for (;;) {
      let typed = right
      const slips: string[] = []
      for (const { slip, share, change } of SLIPS) {
        const changed = chance.happens(share) ? change(typed, chance, () => identities.home()) : undefined
        if (!changed) continue
        typed = { ...typed, ...changed }
        slips.push(slip)
      }
      if (slips.length > 0) return { typed, slips }
    }
  }
}

function withoutAbsent(
  person: { readonly [K in keyof PersonDetails]: PersonDetails[K] | undefined },
): PersonDetails {
  return Object.fromEntries(Object.entries(person).filter(([, value]) => value !== undefined))
}
