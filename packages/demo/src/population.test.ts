import { readFileSync } from 'node:fs'
import {
  ageOn,
  challengeQuestions,
  type Instant,
  instantOf,
  isCivilDate,
  PASS_TYPES,
  parseInstant,
  parsePolicy,
  rightAnswers,
} from '@excelsior/domain'
import { describe, expect, test } from 'vitest'
import { parsePlaces } from './places.ts'
import { population, residentJson } from './population.ts'
import type { DemoResident } from './resident.ts'

const json = (name: string): unknown => JSON.parse(readFileSync(`data/${name}`, 'utf8'))
const parsed = parsePolicy(json('policies/us-ny.json'))
if (!parsed.ok) throw new Error('the policy is faulty')
const policy = parsed.document.versions.at(-1)!
const places = parsePlaces(json('places/us-ny.json'))
const now = parseInstant('2021-11-10T14:30:00-05:00')!
const many = population(1, 3000, now, policy, places)

const outcome = (resident: DemoResident, type: (typeof PASS_TYPES)[number], at = now): string => {
  const expected = residentJson(resident, policy, at).expect[type]
  return expected.eligible ? 'pass' : expected.reason
}

describe('an invented population', () => {
  test('is the same for the same seed, and another for another', () => {
    expect(population(1, 200, now, policy, places)).toEqual(many.slice(0, 200))
    expect(population(2, 200, now, policy, places)).not.toEqual(many.slice(0, 200))
  })

  test('has exactly as many people as wanted, even where that parts twins', () => {
    for (const people of [0, 1, 23, 24, 25])
      expect(population(3, people, now, policy, places)).toHaveLength(people)
  })

  test.each([1, 2, 3])('with seed %i begins with each main outcome', (seed) => {
    const first = population(seed, 26, now, policy, places)
    expect(
      first
        .slice(0, 15)
        .map((resident) => [resident.story, ...PASS_TYPES.map((type) => outcome(resident, type))].join(' ')),
    ).toEqual([
      'vaccinated pass no-record no-record',
      'pcr-fresh no-record pass no-record',
      'antigen-fresh no-record no-record pass',
      'vaccinated-and-tested pass pass pass',
      'recent-positive recent-positive recent-positive recent-positive',
      'too-soon too-soon no-record no-record',
      'series-incomplete series-incomplete no-record no-record',
      'renewable pass no-record no-record',
      'vaccinated pass no-record no-record',
      'vaccinated pass no-record no-record',
      'vaccinated pass no-record no-record',
      'outside-jurisdiction outside-jurisdiction no-record no-record',
      'not-authorised not-authorised no-record no-record',
      expect.stringMatching(/^inconclusive no-record (not-negative no-record|no-record not-negative)$/),
      'pcr-expired no-record expired no-record',
    ])
  })

  test('knows every ending of every pass', () => {
    const endings = new Set(
      many.flatMap((resident) => PASS_TYPES.map((type) => `${type} ${outcome(resident, type)}`)),
    )
    for (const reason of [
      'no-record',
      'outside-jurisdiction',
      'not-authorised',
      'series-incomplete',
      'too-soon',
      'recent-positive',
      'pass',
    ]) {
      expect(endings).toContain(`vaccination ${reason}`)
    }
    for (const type of ['pcr', 'antigen']) {
      for (const reason of ['no-record', 'not-negative', 'expired', 'recent-positive', 'pass'])
        expect(endings).toContain(`${type} ${reason}`)
    }
  })

  test('has no two people of one name and birth date', () => {
    const names = many.map(({ person }) =>
      `${person.givenName}|${person.familyName}|${person.birthDate}`.toLowerCase(),
    )
    expect(new Set(names).size).toBe(many.length)
  })

  test('has one-name people, long names, a name of 120 characters, and partial birth dates', () => {
    const names = many.map(({ person }) => [person.givenName, person.familyName].filter(Boolean).join(' '))
    expect(many.some(({ person }) => person.givenName === undefined)).toBe(true)
    expect(many.some(({ person }) => person.familyName === undefined)).toBe(true)
    expect(names.some((name) => name.length === 120)).toBe(true)
    expect(names.filter((name) => name.length >= 36 && name.length < 60).length).toBeGreaterThan(10)
    expect(new Set(many.map(({ person }) => person.birthDate?.length))).toEqual(new Set([4, 7, 10]))
    for (const letter of ["'", '-', 'é', 'ł']) expect(names.some((name) => name.includes(letter))).toBe(true)
  })

  test('has twins, father and son, families on one phone, and people of other states', () => {
    const homes: Record<string, DemoResident[]> = {}
    for (const resident of many) {
      const home = `${resident.person.familyName}|${resident.person.street}`
      homes[home] = [...(homes[home] ?? []), resident]
    }
    const sharing = Object.values(homes).filter((members) => members.length > 1)
    expect(
      sharing.some(
        ([a, b]) =>
          a!.person.birthDate === b!.person.birthDate && a!.person.givenName !== b!.person.givenName,
      ),
    ).toBe(true)
    expect(
      sharing.some(
        ([a, b]) =>
          a!.person.givenName === b!.person.givenName && a!.person.birthDate !== b!.person.birthDate,
      ),
    ).toBe(true)
    expect(sharing.filter(([a, b]) => a!.typed.phone === b!.typed.phone).length).toBeGreaterThan(50)
    expect(many.some(({ person }) => person.state !== 'NY')).toBe(true)
  })

  test('knows children by a next of kin, who are under 18, and people without a phone by a note', () => {
    const children = many.filter(({ person }) => person.nextOfKinPhones)
    expect(children.length).toBeGreaterThan(50)
    for (const { person, typed } of children) {
      expect(person.phone).toBeUndefined()
      expect(person.nextOfKinPhones).toContain(typed.phone)
      expect(ageOn(person.birthDate!, policy.zone.dateAt(now)).max).toBeLessThan(18)
    }
    const unreachable = many.filter(({ note }) => note !== undefined)
    expect(unreachable.length).toBeGreaterThan(20)
    for (const { person } of unreachable) expect(person.phone).toBeUndefined()
  })

  test('reports doses to two registries, one dose twice, and results through all their states', () => {
    const sources = (story: string) =>
      many
        .filter((resident) => resident.story === story)
        .map(({ reports }) => reports.map(({ source }) => source))
    for (const each of sources('two-registries')) expect(new Set(each)).toEqual(new Set(['CIR', 'NYSIIS']))
    for (const { records } of many.filter(({ story }) => story === 'reported-twice'))
      expect(records).toHaveLength(3)
    const corrected = many.find(({ story }) => story === 'corrected')!
    expect(corrected.reports.flatMap(({ entries }) => entries.map(({ record }) => record.status))).toEqual([
      'preliminary',
      'final',
      'corrected',
    ])
    expect(corrected.records).toHaveLength(1)
  })

  test('has nothing happen, or be reported, after now, and reports go out in order', () => {
    for (const { reports, records } of many) {
      for (const record of records) {
        const at = record.kind === 'immunization' ? record.date : record.collected
        const start = isCivilDate(at) ? policy.zone.midnightStarting(at) : instantOf(at)
        expect(start).toBeLessThanOrEqual(now)
      }
      const sent = reports.map(({ sentAt }) => sentAt)
      expect(sent.at(-1)).toBeLessThanOrEqual(now)
      expect(sent).toEqual(sent.toSorted((a, b) => a - b))
    }
  })

  test('has, for each question to each of its people, exactly one true option; all, where the record holds no address of the place', () => {
    let asked = 0
    for (const { records, story } of many) {
      for (const type of PASS_TYPES) {
        const right = rightAnswers(policy, type, records, now)
        for (const { id, options } of challengeQuestions(policy, type)) {
          const unknown = story === 'no-address-of-place' && id === 'dose-region'
          expect([story, id, right[id]]).toEqual([story, id, unknown ? options : [expect.any(String)]])
          expect(options).toContain(right[id]?.[0])
          asked++
        }
      }
    }
    expect(asked).toBe(many.length * 9)
  })

  test('is judged anew later: an antigen pass is over six hours on', () => {
    const tested = many.find(({ story }) => story === 'antigen-fresh')!
    expect(outcome(tested, 'antigen')).toBe('pass')
    expect(outcome(tested, 'antigen', (now + 6 * 3_600_000) as Instant)).toBe('expired')
  })
})
