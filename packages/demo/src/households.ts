import type { PersonDetails, Sex } from '@excelsior/domain'
import type { Chance } from './chance.ts'
import { type Home, type Identities, longestName, longName, partial, singleName } from './identities.ts'
import type { NameGroup } from './name-lists.ts'

/** A person with a home, before anything has happened to them. */
export interface Member {
  readonly person: PersonDetails
  readonly ageYears: number
  readonly home: Home
  /** What they type: the number on record, where there is one. */
  readonly typedPhone: string
  readonly story?: string
  readonly note?: string
}

export interface HouseholdKind {
  readonly weight: number
  found(identities: Identities, chance: Chance): readonly Member[]
}

const NO_PHONE = 'No phone on record: a code can come by letter only.'

const HOUSEHOLDS: readonly HouseholdKind[] = [
  { weight: 42, found: (identities, chance) => [alone(identities, chance, { story: undefined })] },
  { weight: 14, found: couple },
  { weight: 16, found: family },
  { weight: 3, found: twins },
  { weight: 3, found: fatherAndSon },
  { weight: 3, found: (identities, chance) => [alone(identities, chance, { elsewhere: true })] },
  { weight: 3, found: (identities, chance) => [alone(identities, chance, { names: singleName(chance) })] },
  { weight: 2, found: (identities, chance) => [alone(identities, chance, { names: longName(chance) })] },
  { weight: 3, found: (identities, chance) => [alone(identities, chance, { withoutPhone: true })] },
  {
    weight: 1,
    found: (identities, chance) => [alone(identities, chance, { births: 'partial', story: 'janssen' })],
  },
]

export function household(identities: Identities, chance: Chance): readonly Member[] {
  return chance.weighted(HOUSEHOLDS).found(identities, chance)
}

/** The first residents: each main outcome and each kind of person, in the order in which one would try them. */
export const FIRST_HOUSEHOLDS: readonly HouseholdKind['found'][] = [
  ...[
    'vaccinated',
    'pcr-fresh',
    'antigen-fresh',
    'vaccinated-and-tested',
    'recent-positive',
    'too-soon',
    'series-incomplete',
    'renewable',
  ].map((story): HouseholdKind['found'] => (identities, chance) => [alone(identities, chance, { story })]),
  (identities, chance) =>
    family(identities, chance)
      .slice(-1)
      .map((child) => ({ ...child, story: 'vaccinated' })),
  (identities, chance) => [alone(identities, chance, { names: singleName(chance), story: 'vaccinated' })],
  (identities, chance) => [alone(identities, chance, { withoutPhone: true, story: 'vaccinated' })],
  ...[
    'outside-jurisdiction',
    'not-authorised',
    'inconclusive',
    'pcr-expired',
    'boosted',
    'two-registries',
    'reported-twice',
    'historical',
    'corrected',
  ].map((story): HouseholdKind['found'] => (identities, chance) => [alone(identities, chance, { story })]),
  (identities, chance) => [alone(identities, chance, { names: longestName, story: 'vaccinated' })],
  (identities, chance) => [alone(identities, chance, { elsewhere: true, story: 'vaccinated' })],
  (identities, chance) =>
    twins(identities, chance).map((twin, index) => ({
      ...twin,
      story: index === 0 ? 'vaccinated' : 'pcr-fresh',
    })),
  (identities, chance) =>
    fatherAndSon(identities, chance).map((man, index) => ({
      ...man,
      story: index === 0 ? 'boosted' : 'series-incomplete',
    })),
]

interface Wish {
  readonly story?: string | undefined
  readonly elsewhere?: boolean
  readonly names?: Pick<PersonDetails, 'givenName' | 'familyName'>
  readonly withoutPhone?: boolean
  readonly births?: 'partial'
}

function alone(identities: Identities, chance: Chance, wish: Wish): Member {
  const home = identities.home(wish.elsewhere)
  const phone = identities.phone(home)
  for (;;) {
    const ageYears = chance.between(18, 90)
    const born = identities.birthDate(ageYears)
    const birthDate = wish.births === 'partial' ? partial(born.slice(0, chance.pick([4, 7]))) : born
    const person: PersonDetails = {
      ...named(identities, chance, identities.group(), {}),
      ...wish.names,
      ...(wish.names && wish.names.givenName === undefined && { givenName: '' }),
      ...(wish.names && wish.names.familyName === undefined && { familyName: '' }),
      birthDate,
      ...home,
      ...(!wish.withoutPhone && { phone }),
      ...(!wish.withoutPhone && chance.happens(0.1) && { otherPhones: [identities.phone(home)] }),
    }
    if (!identities.take(person)) continue
    return {
      person: withoutEmpty(person),
      ageYears,
      home,
      typedPhone: phone,
      ...(wish.story !== undefined && { story: wish.story }),
      ...(wish.withoutPhone && { note: NO_PHONE }),
    }
  }
}

interface Kin {
  readonly familyName?: string | undefined
  readonly sex?: Sex
}

/** Given, family and perhaps middle name, with the sex that they go with. */
function named(identities: Identities, chance: Chance, group: NameGroup, kin: Kin): PersonDetails {
  const sex = kin.sex ?? chance.pick<Sex>(['female', 'male'])
  return {
    givenName: identities.givenName(group, sex),
    familyName: kin.familyName ?? identities.familyName(group),
    sex: chance.happens(0.01) ? 'other' : sex,
    ...(chance.happens(0.4) && {
      middleName: chance.happens(0.5) ? identities.givenName(group, sex) : chance.pick([...'ABCDEGJKLMRST']),
    }),
  }
}

function couple(identities: Identities, chance: Chance): readonly Member[] {
  const group = identities.group()
  const home = identities.home()
  const familyName = identities.familyName(group)
  const ageYears = chance.between(24, 84)
  const shared = chance.happens(0.3) ? identities.phone(home) : undefined
  return (['female', 'male'] as const).map((sex) => {
    const own = chance.happens(0.3) ? identities.familyName(group) : familyName
    return member(
      identities,
      chance,
      group,
      { familyName: own, sex },
      home,
      ageYears + chance.between(0, 4),
      shared ?? identities.phone(home),
    )
  })
}

/** One or two parents and their children, whose only phone is often the parent's, as next of kin. */
function family(identities: Identities, chance: Chance): readonly Member[] {
  const group = identities.group()
  const home = identities.home()
  const familyName = identities.familyName(group)
  const phone = identities.phone(home)
  const parentAge = chance.between(32, 48)
  const mother = member(identities, chance, group, { familyName, sex: 'female' }, home, parentAge, phone)
  const members: Member[] = [mother]
  if (chance.happens(0.6)) {
    const own = chance.happens(0.5) ? phone : identities.phone(home)
    members.push(
      member(
        identities,
        chance,
        group,
        { familyName, sex: 'male' },
        home,
        parentAge + chance.between(0, 6),
        own,
      ),
    )
  }
  const oldest = chance.between(6, 16)
  for (
    let age = oldest, count = chance.between(1, 3);
    count > 0 && age >= 5;
    count--, age -= chance.between(2, 4)
  ) {
    members.push(child(identities, chance, group, mother, age))
  }
  return members
}

function child(
  identities: Identities,
  chance: Chance,
  group: NameGroup,
  parent: Member,
  ageYears: number,
): Member {
  const { home, typedPhone, person: mother } = parent
  const familyName = mother.familyName ?? ''
  const young = member(identities, chance, group, { familyName }, home, ageYears, typedPhone)
  const { phone: _, ...person } = young.person
  const guardianName = { ...(mother.givenName && { givenName: mother.givenName }), familyName }
  return { ...young, person: { ...person, guardianName, nextOfKinPhones: [typedPhone] } }
}

/** Two of one birth date, home, phone and family name. */
function twins(identities: Identities, chance: Chance): readonly Member[] {
  const group = identities.group()
  const home = identities.home()
  const phone = identities.phone(home)
  const ageYears = chance.between(6, 40)
  const first = member(identities, chance, group, {}, home, ageYears, phone)
  const { familyName, birthDate } = first.person
  for (;;) {
    const other: PersonDetails = {
      ...named(identities, chance, group, { familyName }),
      ...(birthDate && { birthDate }),
      ...home,
      phone,
    }
    if (!identities.take(other) || alike(other.givenName ?? '', first.person.givenName ?? '')) continue
    return [
      { ...first, person: { ...first.person, birthOrder: '1' } },
      { person: { ...other, birthOrder: '2' }, ageYears, home, typedPhone: phone },
    ]
  }
}

/** Parents do not give twins names that begin alike here: what is typed should name one of them. */
function alike(a: string, b: string): boolean {
  return a.slice(0, 3) === b.slice(0, 3)
}

/** Of one name in one home; some with Sr. and Jr., some without. */
function fatherAndSon(identities: Identities, chance: Chance): readonly Member[] {
  const group = identities.group()
  const home = identities.home()
  const age = chance.between(46, 70)
  const phone = identities.phone(home)
  const father = member(identities, chance, group, { sex: 'male' }, home, age, phone)
  const marked = chance.happens(0.7)
  for (;;) {
    const ageYears = age - chance.between(22, 27)
    const person = { ...father.person, birthDate: identities.birthDate(ageYears) }
    if (!identities.take(person)) continue
    const son = { ...father, ageYears, person: { ...person, ...(marked && { suffix: 'Jr' }) } }
    const sonsPhone = chance.happens(0.5) ? phone : identities.phone(home)
    return [
      { ...father, person: { ...father.person, ...(marked && { suffix: 'Sr' }) } },
      { ...son, typedPhone: sonsPhone, person: { ...son.person, phone: sonsPhone } },
    ]
  }
}

function member(
  identities: Identities,
  chance: Chance,
  group: NameGroup,
  kin: Kin,
  home: Home,
  ageYears: number,
  phone: string,
): Member {
  for (;;) {
    const person: PersonDetails = {
      ...named(identities, chance, group, kin),
      birthDate: identities.birthDate(ageYears),
      ...home,
      phone,
    }
    if (identities.take(person)) return { person, ageYears, home, typedPhone: phone }
  }
}

function withoutEmpty(person: PersonDetails): PersonDetails {
  return Object.fromEntries(Object.entries(person).filter(([, value]) => value !== ''))
}
