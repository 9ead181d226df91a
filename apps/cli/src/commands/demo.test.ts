import { readFileSync } from 'node:fs'
import { hl7Messages, parsePlaces, population } from '@excelsior/demo'
import {
  decide,
  PASS_TYPES,
  type PersonDetails,
  parseInstant,
  parsePolicy,
  policyInForce,
  rightAnswers,
} from '@excelsior/domain'
import { blockingKeys, compare, recognise, searchKeys } from '@excelsior/people'
import { parseCodeTables, type ReportedRecord, readHl7 } from '@excelsior/records'
import { describe, expect, test } from 'vitest'
import { UsageError } from '../command.ts'
import { runCommand } from '../testing/run-command.ts'
import { command } from './demo.ts'

async function run(...args: readonly string[]) {
  return runCommand(command, args, { cwd: '/' })
}

const AT = ['--now', '2021-11-10T14:30:00-05:00']

describe('the list of demo residents', () => {
  test('as JSON: what to type, the right answers and what comes of it', async () => {
    const { code, out } = await run('--json', '--people', '40', ...AT)
    expect(code).toBe(0)
    const residents = JSON.parse(out)
    expect(residents).toHaveLength(40)
    for (const resident of residents) {
      expect(resident).toMatchObject({
        givenName: expect.any(String),
        familyName: expect.any(String),
        birthDate: expect.stringMatching(/^\d{4}(-\d\d(-\d\d)?)?$/),
        postalCode: expect.stringMatching(/^\d{5}$/),
        phone: expect.stringMatching(/^\d{10}$/),
      })
      expect(Object.keys(resident.expect)).toEqual(['vaccination', 'pcr', 'antigen'])
      expect(Object.keys(resident.answers).length).toBeGreaterThanOrEqual(7)
    }
    expect(residents[0].expect.vaccination).toMatchObject({
      eligible: true,
      expires: expect.stringContaining('T00:00:00-0'),
    })
  })

  test('the same seed, number and moment give the same list; another seed another one', async () => {
    const once = await run('--json', '--people', '30', '--seed', '7', ...AT)
    expect(await run('--json', '--people', '30', '--seed', '7', ...AT)).toEqual(once)
    expect((await run('--json', '--people', '30', '--seed', '8', ...AT)).out).not.toBe(once.out)
  })

  test('in words, for people', async () => {
    const { out } = await run('--people', '11', ...AT)
    expect(out).toContain('vaccination: until')
    expect(out).toContain('No phone on record')
  })

  test.each([
    ['--seed', '-1'],
    ['--seed', 'x'],
    ['--people', '0'],
    ['--people', '1000001'],
    ['--now', '2021-11-10'],
    ['--sed', '1'],
  ])('%s %s is wrong usage', async (...args) => {
    await expect(run(...args)).rejects.toThrow(UsageError)
  })
})

const NOW = parseInstant('2021-11-10T14:30:00-05:00')!
const file = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../../../data/${name}`, import.meta.url), 'utf8'))

describe('the messages that a demonstration is filled with', () => {
  const document = parsePolicy(file('policies/us-ny.json'))
  const tables = parseCodeTables({
    tests: file('codes/loinc-sars-cov-2.json'),
    results: file('codes/snomed-results.json'),
    vaccines: file('codes/cvx-covid-19.json'),
  })
  if (!document.ok || !tables.ok) throw new Error('the data is faulty')
  const policy = policyInForce(document.document, NOW)!
  const residents = population(1, 1000, NOW, policy, parsePlaces(file('places/us-ny.json')))
  const options = {
    zone: policy.zone,
    codes: tables.codes,
    jurisdiction: policy.jurisdiction,
    receivedAt: NOW,
  }
  const read = residents.map((resident) => {
    const people: PersonDetails[] = []
    const standing = new Map<string, ReportedRecord>()
    for (const { source, text } of hl7Messages([resident])) {
      for (const item of readHl7(Buffer.from(text), options)) {
        if (item.kind !== 'report' || item.report.setAside.length > 0)
          throw new Error(`refused: ${resident.story}`)
        people.push(item.report.person)
        for (const record of item.report.records) {
          const before = standing.get(source + record.key)
          if (!before || before.precedence < record.precedence) standing.set(source + record.key, record)
        }
      }
    }
    const records = [...standing.values()].flatMap(({ withdrawn, record }) =>
      withdrawn || !record ? [] : [record],
    )
    return { resident, people, records }
  })

  test('are read back to the truth: the same decisions, and the right answers are accepted', () => {
    for (const { resident, records } of read) {
      for (const type of PASS_TYPES) {
        expect(decide(policy, type, records, NOW)).toEqual(decide(policy, type, resident.records, NOW))
        const accepted = rightAnswers(policy, type, records, NOW)
        for (const [question, right] of Object.entries(rightAnswers(policy, type, resident.records, NOW))) {
          // A dose reported without an address of the place accepts every region.
          if (question !== 'dose-region') expect(accepted[question]).toEqual(right)
          expect(accepted[question]).toEqual(expect.arrayContaining([...right]))
        }
      }
    }
  })

  test('tell the same name, birth date and ZIP code, and the phone that is typed', () => {
    for (const { resident, people } of read) {
      const { givenName, familyName, birthDate, postalCode } = resident.person
      expect(people.at(-1)).toMatchObject(
        JSON.parse(JSON.stringify({ givenName, familyName, birthDate, postalCode })),
      )
      if (resident.note !== undefined) continue
      const phones = people.flatMap(({ phone, nextOfKinPhones = [] }) => [phone, ...nextOfKinPhones])
      expect(phones).toContain(resident.typed.phone)
    }
  })

  test('what a resident types finds that resident, whose reports are one person, and nobody else', () => {
    const filed = new Map<string, Set<number>>()
    for (const [index, { people }] of read.entries()) {
      for (const key of people.flatMap(blockingKeys)) filed.set(key, (filed.get(key) ?? new Set()).add(index))
    }
    for (const [index, { resident, people }] of read.entries()) {
      const found = [...new Set(searchKeys(resident.typed).flatMap((key) => [...(filed.get(key) ?? [])]))]
      const meant = recognise(
        resident.typed,
        found.map((each) => ({ details: read[each]!.people })),
      )
      expect(meant === undefined ? undefined : found[meant]).toBe(index)
      for (const person of people.slice(1)) expect(compare(people[0]!, person).match).toBe('match')
      for (const other of found) {
        if (other !== index) expect(compare(people[0]!, read[other]!.people[0]!).match).not.toBe('match')
      }
    }
  })
})
