import { type PersonDetails, type PersonName, parsePartialDate, type Sex } from '@excelsior/domain'
import { type Chance, chanceFrom } from './chance.ts'
import type { Identities } from './identities.ts'
import { identitiesFrom } from './identities.ts'
import { SHORTENED, VARIANTS } from './name-lists.ts'
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

/** Two descriptions, with the truth about them. */
export interface DescribedTwice {
  /** What makes them differ, or alike, such as `nickname` or `twins`. */
  readonly kind: string
  readonly isOne: boolean
  readonly a: PersonDetails
  readonly b: PersonDetails
}

interface Case {
  readonly kind: string
  readonly isOne: boolean
  /** What the person must be like for it. */
  readonly of?: (chance: Chance) => PersonDetails
  /** How the second description differs; undefined where it cannot of this person. */
  readonly other: (person: PersonDetails, chance: Chance, identities: Identities) => PersonDetails | undefined
}

const pick = (forms: ReadonlyMap<string, readonly string[]>, chance: Chance): string =>
  chance.pick([...forms.keys()])
const given = (name: string | undefined): PersonDetails | undefined =>
  name === undefined ? undefined : { givenName: name }
const family = (name: string | undefined): PersonDetails | undefined =>
  name === undefined ? undefined : { familyName: name }
const born = (date: string | undefined): PersonDetails | undefined => {
  const birthDate = parsePartialDate(date ?? '')
  return birthDate && { birthDate }
}
const shortened = (chance: Chance): PersonDetails => {
  const { name, sex } = chance.pick(SHORTENED)
  return { givenName: name, sex }
}
const elsewhere = (identities: Identities): PersonDetails => identities.home()
const newPhone = (identities: Identities): PersonDetails => ({ phone: identities.phone(identities.home()) })
/** Another given name of the same people. */
const anotherName = (person: PersonDetails, identities: Identities): string => {
  for (;;) {
    const name = identities.givenName(identities.group(), person.sex === 'male' ? 'male' : 'female')
    if (name !== person.givenName) return name
  }
}
const DEFAULT_DATES = ['1900-01-01', '1901-01-01', '2000-01-01']
const NEWBORN = ['Baby Boy', 'Baby Girl', 'BabyBoy', 'Newborn', 'Baby Boy A', 'Infant Girl']
const TWINS = [
  ['Jayden', 'Hayden'],
  ['Mia', 'Maya'],
  ['Daniel', 'Danielle'],
  ['Ella', 'Bella'],
  ['Marisol', 'Marisela'],
  ['Min-Jun', 'Min-Ji'],
  ['Rahim', 'Karim'],
] as const

const CASES: readonly Case[] = [
  ...one('typo-given', (person, chance) => given(mistyped(person.givenName ?? '', chance))),
  ...one('typo-family', (person, chance) => family(mistyped(person.familyName ?? '', chance))),
  ...one(
    'nickname',
    (person, chance) => given(otherForm(person.givenName ?? '', 'short', chance)),
    shortened,
  ),
  ...one(
    'written-otherwise-given',
    (person, chance) => given(otherForm(person.givenName ?? '', 'given', chance)),
    (chance) => ({ givenName: pick(VARIANTS.given, chance) }),
  ),
  ...one(
    'written-otherwise-family',
    (person, chance) => family(otherForm(person.familyName ?? '', 'family', chance)),
    (chance) => ({ familyName: pick(VARIANTS.family, chance) }),
  ),
  ...one('hyphen', (person, chance) => family(joinedOtherwise(person.familyName ?? '', chance))),
  ...one('one-of-two-surnames', (person) =>
    family(person.familyName?.split(/[- ]/).find((part) => part.length > 3 && part !== person.familyName)),
  ),
  ...one('no-accents', (person) => family(withoutMarks(person.familyName ?? ''))),
  ...one(
    'changed-name',
    (_, __, identities) => family(identities.familyName(identities.group())),
    () => ({ sex: 'female' }),
  ),
  ...one('changed-name-on-record', (person, _, identities) => ({
    familyName: identities.familyName(identities.group()),
    otherNames: [{ familyName: person.familyName ?? '' }],
  })),
  ...one('swapped-names', (person) => swappedNames(person)),
  ...one('transposed-date', (person) => born(transposed(person.birthDate ?? ''))),
  ...one('wrong-digit', (person, chance) => born(wrongDigit(person.birthDate ?? '', chance))),
  ...one('default-date', (_, chance) => born(chance.pick(DEFAULT_DATES))),
  ...one('year-only', (person) => born(person.birthDate?.slice(0, 4))),
  ...one('baby', (_, chance) => given(chance.pick(NEWBORN)), newborn),
  ...one('moved', (_, __, identities) => elsewhere(identities)),
  ...one('new-phone', (_, __, identities) => newPhone(identities)),
  ...one('moved-and-new-phone', (_, __, identities) => ({
    ...elsewhere(identities),
    ...newPhone(identities),
  })),
  ...one('title-and-capitals', (person) => ({
    givenName: `Dr. ${person.givenName?.toUpperCase()}`,
    familyName: person.familyName?.toUpperCase() ?? '',
  })),

  ...two('twins', (person, _, identities) => given(anotherName(person, identities))),
  ...two(
    'twins-alike',
    (person) => given(TWINS.find(([one]) => one === person.givenName)?.[1]),
    (chance) => ({
      givenName: chance.pick(TWINS)[0],
    }),
  ),
  ...two(
    'unnamed-twins',
    (_, chance) => ({
      givenName: chance.pick(['Baby Boy', 'Baby Boy B']),
      ...(chance.happens(0.5) && { birthOrder: '2' }),
    }),
    (chance) => ({ ...newborn(chance), givenName: chance.pick(['Baby Boy', 'Baby Boy A']), birthOrder: '1' }),
  ),
  ...two(
    'senior-and-junior',
    (_, chance, identities) => ({
      suffix: 'Jr',
      ...(chance.happens(0.7) && { birthDate: identities.birthDate(20) }),
    }),
    () => ({ suffix: 'Sr', sex: 'male' }),
  ),
  ...two(
    'father-and-son',
    (_, chance, identities) => ({ birthDate: identities.birthDate(chance.between(18, 24)) }),
    () => ({ sex: 'male' }),
  ),
  ...two('siblings', (person, chance, identities) => ({
    givenName: anotherName(person, identities),
    birthDate: identities.birthDate(chance.between(5, 17)),
  })),
  ...two('couple', (person, chance, identities) => ({
    givenName: anotherName(person, identities),
    birthDate: identities.birthDate(chance.between(30, 60)),
    sex: person.sex === 'male' ? 'female' : 'male',
  })),
  ...two('one-phone-for-many', (person, _, identities) => ({
    ...stranger(identities),
    ...(person.phone && { phone: person.phone }),
  })),
  ...two('namesakes', (person, chance, identities) => ({
    ...namesake(person, identities),
    birthDate: identities.birthDate(chance.between(18, 90)),
  })),
  ...two('namesakes-of-one-day', (person, _, identities) => namesake(person, identities)),
  ...two(
    'default-date-and-surname',
    (person, _, identities) => ({
      givenName: anotherName(person, identities),
      ...identities.home(),
      ...newPhone(identities),
    }),
    (chance) => born(chance.pick(DEFAULT_DATES)) ?? {},
  ),
  ...two('strangers', (_, __, identities) => ({
    ...stranger(identities),
    ...identities.home(),
    ...newPhone(identities),
  })),
  ...two(
    'test-patients',
    () => ({}),
    (chance) =>
      chance.pick<PersonName>([
        { givenName: 'Test', familyName: 'Patient' },
        { givenName: 'TEST', familyName: 'Jones' },
        { givenName: 'Zztest', familyName: 'Zztest' },
        { givenName: 'Unknown', familyName: 'Unknown' },
      ]),
  ),
]

function one(kind: string, other: Case['other'], of?: Case['of']): readonly Case[] {
  return [{ kind, isOne: true, other, ...(of && { of }) }]
}

function two(kind: string, other: Case['other'], of?: Case['of']): readonly Case[] {
  return [{ kind, isOne: false, other, ...(of && { of }) }]
}

function newborn(chance: Chance): PersonDetails {
  const birthDate = parsePartialDate(`2021-0${chance.between(1, 9)}-${chance.between(10, 28)}`)
  return { ...(birthDate && { birthDate }), sex: chance.pick<Sex>(['female', 'male']) }
}

function stranger(identities: Identities): PersonDetails {
  const group = identities.group()
  return {
    givenName: identities.givenName(group, 'female'),
    familyName: identities.familyName(group),
    birthDate: identities.birthDate(35),
    sex: 'female',
  }
}

/** Of the same name; lives in another place. */
function namesake(person: PersonDetails, identities: Identities): PersonDetails {
  let home = identities.home()
  while (home.city === person.city || home.postalCode === person.postalCode) home = identities.home()
  let middleName = anotherName(person, identities)
  while (middleName === person.middleName) middleName = anotherName(person, identities)
  return { middleName, ...home, phone: identities.phone(home) }
}

/** Fields that sources leave out, and how often. */
const LEFT_OUT = [
  ['sex', 0.15],
  ['street', 0.2],
  ['phone', 0.15],
  ['middleName', 0.5],
] as const

/** So many pairs of each kind; the same for the same seed. `today` is a day number. */
export function describedTwice(
  seed: number,
  ofEachKind: number,
  places: Places,
  today: number,
): readonly DescribedTwice[] {
  const chance = chanceFrom(seed)
  const identities = identitiesFrom(chance, places, today)
  return CASES.flatMap(({ kind, isOne, of, other }) => {
    const pairs: DescribedTwice[] = []
    for (let tries = 0; pairs.length < ofEachKind && tries < ofEachKind * 100; tries++) {
      const a = { ...somebody(identities, chance), ...of?.(chance) }
      const change = other(a, chance, identities)
      if (change) pairs.push({ kind, isOne, a, b: leftOut({ ...a, ...change }, chance) })
    }
    return pairs
  })
}

function somebody(identities: Identities, chance: Chance): PersonDetails {
  const group = identities.group()
  const sex = chance.pick<Sex>(['female', 'male'])
  const home = identities.home()
  return {
    givenName: identities.givenName(group, sex),
    familyName: identities.familyName(group),
    birthDate: identities.birthDate(chance.between(1, 90)),
    sex,
    ...(chance.happens(0.3) && { middleName: identities.givenName(group, sex) }),
    ...home,
    phone: identities.phone(home),
  }
}

function leftOut(person: PersonDetails, chance: Chance): PersonDetails {
  const without = new Set<string>(
    LEFT_OUT.filter(([, share]) => chance.happens(share)).map(([field]) => field),
  )
  return Object.fromEntries(Object.entries(person).filter(([field]) => !without.has(field)))
}
