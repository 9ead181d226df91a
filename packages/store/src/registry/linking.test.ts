import { searchKeys } from '@excelsior/people'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SourceId } from '../sources.ts'
import { type TemporaryStore, temporaryStore } from '../testing.ts'
import { aDose, aReport, aResult, type PersonExample, type ReportExample } from '../testing-reports.ts'
import type { Outcome, PersonId, PersonOnFile } from './types.ts'

let harness: TemporaryStore
let [state, city, lab] = [0 as SourceId, 0 as SourceId, 0 as SourceId]
beforeAll(async () => {
  harness = await temporaryStore()
  const source = async (name: string) =>
    (await harness.store.sources.put({ name, jurisdiction: 'US-NY', zone: 'America/New_York', trial: false }))
      .id
  state = await source('state registry')
  city = await source('city registry')
  lab = await source('laboratories')
})
afterAll(() => harness.stop())

let records = 0
async function send(source: SourceId, report: ReportExample): Promise<Outcome> {
  const withRecord = report.records
    ? report
    : { ...report, records: [{ key: `r${++records}`, record: aDose('2021-03-01') }] }
  const [outcome] = await harness.store.registry.store([{ source, report: aReport(withRecord) }])
  if (!outcome) throw new Error('no outcome')
  return outcome
}
async function find(person: PersonExample): Promise<readonly PersonOnFile[]> {
  return harness.store.registry.search(searchKeys(aReport({ person }).person))
}
async function personOf(outcome: Outcome): Promise<PersonOnFile> {
  const person = await harness.store.registry.person(outcome.person ?? (0 as PersonId))
  if (!person) throw new Error('not on file')
  return person
}

const ADA: PersonExample = {
  givenName: 'Adelheid',
  familyName: 'Quillfeather',
  birthDate: '1980-02-03',
  sex: 'female',
  postalCode: '12207',
  phone: '5185550101',
  street: '1 Elm Street',
}

describe('one person, reported by several', () => {
  test('two registries and a laboratory make one person with all records', async () => {
    const first = await send(state, { person: { ...ADA, identifiers: ['NYSIIS|1'] } })
    const second = await send(city, { person: { ...ADA, identifiers: ['CIR|77'], phone: '5185550102' } })
    const third = await send(lab, { person: ADA, records: [{ key: 'pcr', record: aResult('2021-12-01') }] })
    expect([second.person, third.person]).toEqual([first.person, first.person])
    const [found, ...others] = await find(ADA)
    expect(others).toEqual([])
    expect(found?.identities.map(({ source }) => source)).toEqual([state, city, lab])
    expect(found?.records.map(({ kind }) => kind).sort()).toEqual(['immunization', 'immunization', 'lab'])
  })

  test('is found by the phone that only one of them knows, under a name with a typing error', async () => {
    expect(await find({ ...ADA, familyName: 'Quilfeather', phone: '5185550102' })).toHaveLength(1)
  })

  test('the same dose from two sources is kept twice: each source deletes its own', async () => {
    const person = { ...ADA, givenName: 'Beatrix', birthDate: '1981-05-06', phone: '5185550110' }
    const dose = { key: 'same key', record: aDose('2021-04-04') }
    const kept = await send(state, { person, records: [dose] })
    await send(city, { person, records: [dose] })
    expect((await personOf(kept)).records).toHaveLength(2)
    const gone = await send(city, { person, records: [{ ...dose, precedence: '2', withdrawn: true }] })
    expect(gone.kind).toBe('deleted')
    expect((await personOf(kept)).records).toHaveLength(1)
  })

  test('two groups become one when somebody turns up who belongs to both', async () => {
    const base = {
      givenName: 'Cosima',
      familyName: 'Underhill',
      birthDate: '1975-07-08',
      sex: 'female' as const,
    }
    const home = { postalCode: '12210', street: '22 Larch Avenue' }
    const one = await send(state, { person: { ...base, ...home } })
    const other = await send(city, { person: { ...base, phone: '5185550120' } })
    expect(other.person).not.toBe(one.person)
    const joined = await send(lab, { person: { ...base, ...home, phone: '5185550120' } })
    expect(joined.person).toBe(one.person)
    expect((await find({ ...base, phone: '5185550120' })).map(({ id }) => id)).toEqual([one.person])
    expect((await personOf(joined)).identities).toHaveLength(3)
    expect((await personOf(joined)).records).toHaveLength(3)
  })

  test('joined people can be taken apart, and stay apart', async () => {
    const base = { givenName: 'Dorothea', familyName: 'Vandermeer', birthDate: '1960-01-09' }
    const home = { postalCode: '12211', street: '5 Oak Road' }
    const one = await send(state, { person: { ...base, ...home } })
    const other = await send(city, { person: { ...base, phone: '5185550130' } })
    await send(lab, { person: { ...base, ...home, phone: '5185550130' } })
    expect(await harness.store.registry.separate(one.person ?? (0 as PersonId))).toEqual([
      one.person,
      other.person,
    ])
    expect((await personOf(one)).records).toHaveLength(2)
    expect((await personOf(other)).records).toHaveLength(1)
    await send(lab, { person: { ...base, ...home, phone: '5185550130' } })
    expect((await personOf(other)).identities).toHaveLength(1)
    const reviews = await harness.store.registry.reviews(100)
    expect(reviews.filter(({ people }) => other.person && people.includes(other.person))).toEqual([])
  })
})

test('a dose that moved with its person is deleted by its source all the same, and stays so when they part', async () => {
  const base = { givenName: 'Leopoldine', familyName: 'Vandermeer', birthDate: '1961-01-09' }
  const home = { postalCode: '12211', street: '6 Oak Road' }
  const dose = { key: 'moved', record: aDose('2021-05-05') }
  const one = await send(state, { person: { ...base, ...home } })
  const other = await send(city, { person: { ...base, phone: '5185550131' }, records: [dose] })
  const joined = await send(lab, { person: { ...base, ...home, phone: '5185550131' } })
  expect((await personOf(joined)).records).toHaveLength(3)
  const gone = await send(city, {
    person: { ...base, phone: '5185550131' },
    records: [{ ...dose, precedence: '2', withdrawn: true }],
  })
  expect(gone.kind).toBe('deleted')
  expect((await personOf(joined)).records).toHaveLength(2)
  await harness.store.registry.separate(one.person ?? (0 as PersonId))
  expect((await personOf(one)).records).toHaveLength(2)
  expect((await harness.store.registry.person(other.person ?? (0 as PersonId)))?.records ?? []).toEqual([])
})

describe('not one person', () => {
  test('twins stay two, and somebody is asked to look', async () => {
    const twin = {
      ...ADA,
      familyName: 'Gemelli',
      birthDate: '2015-05-05',
      street: '9 Twin Lane',
      phone: '5185550140',
    }
    const one = await send(state, { person: { ...twin, givenName: 'Rosalind' } })
    const other = await send(state, { person: { ...twin, givenName: 'Benedick' } })
    expect(other.person).not.toBe(one.person)
    const reviews = await harness.store.registry.reviews(1000)
    expect(reviews.map(({ people }) => people)).toContainEqual([one.person, other.person])
  })

  test('father and son of one name stay two', async () => {
    const name = {
      givenName: 'Erasmus',
      familyName: 'Whitlock',
      postalCode: '12208',
      phone: '5185550150',
      street: '3 Hill',
    }
    const father = await send(state, { person: { ...name, birthDate: '1970-01-02', suffix: 'Sr' } })
    const son = await send(state, { person: { ...name, birthDate: '1999-01-02', suffix: 'Jr' } })
    expect(son.person).not.toBe(father.person)
    expect(await find({ ...name, birthDate: '1970-01-02' })).toContainEqual(
      expect.objectContaining({ id: father.person }),
    )
  })

  test('a middle one who may be either joins neither senior and junior nor their records', async () => {
    const base = {
      givenName: 'Thaddeus',
      familyName: 'Whitlock',
      birthDate: '1970-03-02',
      postalCode: '12208',
      phone: '5185550151',
      street: '4 Hill',
    }
    const senior = await send(state, { person: { ...base, suffix: 'Sr' } })
    const middle = await send(lab, { person: base })
    const junior = await send(city, { person: { ...base, suffix: 'Jr' } })
    expect(middle.person).toBe(senior.person)
    expect(junior.person).not.toBe(senior.person)
    expect((await personOf(junior)).records).toHaveLength(1)
  })

  test('twenty people without a name are twenty, and nobody finds them', async () => {
    const unknown = {
      givenName: 'Unknown',
      familyName: 'Unknown',
      birthDate: '1990-01-01',
      postalCode: '12203',
    }
    const outcomes = []
    for (let index = 0; index < 20; index++) outcomes.push(await send(lab, { person: unknown }))
    expect(new Set(outcomes.map(({ person }) => person)).size).toBe(20)
    expect(await find(unknown)).toEqual([])
  })

  test('a number that a source gave to somebody else before makes nobody one', async () => {
    const first = await send(state, {
      person: {
        ...ADA,
        givenName: 'Florentine',
        birthDate: '1950-04-04',
        phone: '5185550160',
        identifiers: ['NYSIIS|500'],
      },
    })
    const second = await send(state, {
      person: {
        givenName: 'Ivor',
        familyName: 'Novak',
        birthDate: '2001-09-09',
        postalCode: '10001',
        identifiers: ['NYSIIS|500'],
      },
    })
    expect(second.person).not.toBe(first.person)
  })

  test('the same number at two sources means nothing', async () => {
    const base = { givenName: 'Gwendolen', familyName: 'Harrow', identifiers: ['MR|9'] }
    const one = await send(state, { person: { ...base, birthDate: '1944-04-04' } })
    const other = await send(city, { person: { ...base, birthDate: '1988-11-12' } })
    expect(other.person).not.toBe(one.person)
  })

  test('what may be one person is left for somebody to decide', async () => {
    const base = { givenName: 'Hildegard', familyName: 'Zimmer', birthDate: '1966-06-06' }
    const one = await send(state, { person: { ...base, postalCode: '12205' } })
    const other = await send(city, { person: { ...base, postalCode: '14604' } })
    expect(other.person).not.toBe(one.person)
    const reviews = await harness.store.registry.reviews(100)
    expect(reviews.map(({ people }) => people)).toContainEqual([one.person, other.person])
  })
})

describe('what somebody decided about two people', () => {
  const pair = async (givenName: string, birthDate: string) => {
    const base = { givenName, familyName: 'Zimmer', birthDate }
    const one = await send(state, { person: { ...base, postalCode: '12205' } })
    const other = await send(city, { person: { ...base, postalCode: '14604' } })
    const people = [one.person, other.person] as const
    if (people[0] === undefined || people[1] === undefined) throw new Error('not on file')
    return { base, people: [people[0], people[1]] as const }
  }
  const pending = async ([one, other]: readonly [PersonId, PersonId]) =>
    (await harness.store.registry.reviews(1000)).some(
      ({ people }) => people[0] === one && people[1] === other,
    )

  test('one person: joined, with the records of both, until somebody takes them apart', async () => {
    const { people } = await pair('Ottilie', '1961-01-02')
    expect(await pending(people)).toBe(true)
    expect(await harness.store.registry.decide(people, 'same')).toBe(true)
    expect((await harness.store.registry.person(people[0]))?.records).toHaveLength(2)
    expect(await pending(people)).toBe(false)
    expect(await harness.store.registry.decide(people, 'same')).toBe(false)
    expect(await harness.store.registry.separate(people[0])).toHaveLength(2)
    expect((await harness.store.registry.person(people[0]))?.records).toHaveLength(1)
  })

  test('two people: nothing that comes later joins them, or asks again', async () => {
    const { base, people } = await pair('Rosamund', '1962-01-02')
    expect(await harness.store.registry.decide(people, 'different')).toBe(true)
    expect(await pending(people)).toBe(false)
    await send(lab, { person: { ...base, postalCode: '12205' } })
    await send(lab, { person: { ...base, postalCode: '14604' } })
    expect(await pending(people)).toBe(false)
    for (const person of people) expect((await harness.store.registry.person(person))?.id).toBe(person)
    // They may still be found to be one by somebody who looks again.
    expect(await harness.store.registry.decide(people, 'same')).toBe(true)
    expect(await harness.store.registry.decide([people[0], 1 as PersonId], 'same')).toBe(false)
  })
})

describe('what a source says anew about a person', () => {
  const person = {
    ...ADA,
    givenName: 'Isolde',
    birthDate: '1971-08-08',
    phone: '5185550170',
    identifiers: ['NYSIIS|600'],
  }

  test('a new name and a new phone belong to the person of that number; the old name still finds them', async () => {
    const first = await send(state, { person, sentAt: 1000 })
    const { phone: _, ...rest } = person
    const second = await send(state, {
      person: { ...rest, familyName: 'Everdene', phone: '5185550171' },
      sentAt: 2000,
    })
    expect(second.person).toBe(first.person)
    const [onFile] = await find({ ...person, phone: '5185550171' })
    expect(onFile?.details).toHaveLength(1)
    expect(onFile?.details[0]).toMatchObject({ familyName: 'Everdene', phone: '5185550171' })
    expect(onFile?.details[0]?.otherNames).toContainEqual({ givenName: 'Isolde', familyName: 'Quillfeather' })
  })

  test('an older report that comes late changes neither', async () => {
    await send(state, { person, sentAt: 1500 })
    const [onFile] = await find({ ...person, phone: '5185550171' })
    expect(onFile?.details[0]).toMatchObject({ familyName: 'Everdene', phone: '5185550171' })
  })

  test('a cleared phone is gone, cannot be searched for, and does not come back with a late report', async () => {
    const { phone: _, ...rest } = person
    await send(state, { person: { ...rest, familyName: 'Everdene' }, cleared: ['phone'], sentAt: 3000 })
    await send(state, { person: { ...rest, familyName: 'Everdene', phone: '5185550171' }, sentAt: 2500 })
    const [onFile] = await find({ ...person, familyName: 'Everdene' })
    expect(onFile?.details[0]).not.toHaveProperty('phone')
    expect(
      await find({ givenName: 'Zed', familyName: 'Zed', birthDate: '1971-08-08', phone: '5185550171' }),
    ).toEqual([])
    await send(state, { person: { ...rest, familyName: 'Everdene', phone: '5185550172' }, sentAt: 4000 })
    expect((await find({ ...person, familyName: 'Everdene' }))[0]?.details[0]?.phone).toBe('5185550172')
  })
})

describe('deleting a person', () => {
  test('leaves nothing by which they are found, and nothing of the others', async () => {
    const person = { ...ADA, givenName: 'Jocasta', birthDate: '1939-03-03', phone: '5185550180' }
    const outcome = await send(state, { person })
    const before = await harness.sql('SELECT count(*)::int AS n FROM blind_keys')
    expect(await harness.store.registry.erase(outcome.person ?? (0 as PersonId))).toBe(true)
    expect(await find(person)).toEqual([])
    expect(await harness.store.registry.erase(outcome.person ?? (0 as PersonId))).toBe(false)
    for (const table of ['identities', 'records', 'blind_keys']) {
      expect(await harness.sql(`SELECT 1 FROM ${table} WHERE person = $1`, [outcome.person])).toEqual([])
    }
    expect(Number(before[0]?.n)).toBeGreaterThan(100)
  })
})
