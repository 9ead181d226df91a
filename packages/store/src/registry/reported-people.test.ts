import { randomBytes } from 'node:crypto'
import type { PartialDate } from '@excelsior/domain'
import { expect, test } from 'vitest'
import type { SourceId } from '../sources.ts'
import { keysOf, ReportedPeople } from './reported-people.ts'
import { sealedRows } from './sealed-rows.ts'

const secrets = { kek: randomBytes(32), blindIndexKey: randomBytes(32), pseudonymKey: randomBytes(32) }
const rows = sealedRows(secrets)
const [here, there] = [1 as SourceId, 2 as SourceId]
const ana = (number = 0) => ({
  givenName: 'Ana',
  familyName: 'Rivera',
  birthDate: '1980-04-30' as PartialDate,
  phone: '5185550100',
  identifiers: [`MR|${number}`],
})

/** Counts what is hashed. */
function counted() {
  const hashed: string[] = []
  const blindKey = (key: string) => {
    hashed.push(key)
    return rows.blindKey(key)
  }
  return { people: new ReportedPeople({ ...rows, blindKey }), hashed }
}

test('The same words of the same source are made ready once, with each key under its hash', () => {
  const { people, hashed } = counted()
  const person = people.readied(here, ana())
  expect(people.readied(here, ana())).toBe(person)
  expect(hashed).toEqual(keysOf(here, ana()))
  expect([...person.keys]).toEqual(keysOf(here, ana()).map((key) => [key, rows.blindKey(key)]))
})

test('The same number at another source is another: nothing is shared between sources', () => {
  const { people } = counted()
  const [one, other] = [people.readied(here, ana()), people.readied(there, ana())]
  const number = (source: SourceId) => keysOf(source, ana()).at(-1) ?? ''
  expect(number(here)).not.toBe(number(there))
  expect(one.keys.has(number(there))).toBe(false)
  expect(other.keys.has(number(here))).toBe(false)
})

test('One word more or less is somebody to be made ready anew', () => {
  const { people } = counted()
  const { phone, ...without } = ana()
  expect(people.readied(here, without).keys.size).toBeLessThan(people.readied(here, ana()).keys.size)
})

test('Few are kept, the latest: a file of a million people fills no memory', () => {
  const { people, hashed } = counted()
  for (let number = 0; number < 1000; number++) people.readied(here, ana(number))
  const before = hashed.length
  people.readied(here, ana(999))
  expect(hashed.length).toBe(before)
  people.readied(here, ana(0))
  expect(hashed.length).toBeGreaterThan(before)
})

test('Somebody with more numbers than anybody has is not kept: a few of them would fill the memory', () => {
  const { people, hashed } = counted()
  const crowd = (length: number) => ({
    ...ana(),
    identifiers: Array.from({ length }, (_, number) => `MR|${number}`),
  })
  for (const many of [crowd(10), crowd(100), crowd(1000)]) {
    people.readied(here, many)
    const before = hashed.length
    people.readied(here, many)
    expect(hashed.length > before).toBe(many.identifiers.length > 10)
  }
})
