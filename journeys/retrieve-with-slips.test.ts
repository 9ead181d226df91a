import { readFileSync } from 'node:fs'
import { crowd, parsePlaces, typist } from '@excelsior/demo'
import type { PersonDetails } from '@excelsior/domain'
import type { PersonId, SourceId } from '@excelsior/store'
import { aDose, aReport, type TemporaryStore, temporaryStore } from '@excelsior/store/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Asked, isAsked, lookUpWithSlips, type Outcome, tallied } from '../bench/look-up-with-slips.ts'

const PEOPLE = 5_000
const EVERY = 10
const STRANGERS = 300
/** 1 December 2021. */
const TODAY = 18_962
const places = parsePlaces(JSON.parse(readFileSync('data/places/us-ny.json', 'utf8')))

let harness: TemporaryStore
const asked: Asked[] = []
const filed: { readonly meant: PersonId | undefined; readonly person: PersonDetails }[] = []

beforeAll(async () => {
  harness = await temporaryStore()
  const { id } = await harness.store.sources.put({
    name: 'state registry',
    jurisdiction: 'US-NY',
    zone: 'America/New_York',
    trial: false,
  })
  const people = [...crowd(1, PEOPLE, places, TODAY)]
  const outcomes = await harness.store.registry.store(
    people.map((person, index) => reported(id, person, index)),
  )
  const type = typist(2, places)
  for (const [index, person] of people.entries()) {
    const meant = outcomes[index]?.person
    filed.push({ meant, person })
    if (isAsked(index, EVERY)) asked.push({ meant, ...type(person) })
  }
  for (const person of crowd(3, STRANGERS, places, TODAY)) asked.push({ meant: undefined, ...type(person) })
})
afterAll(() => harness.stop())

const reported = (source: SourceId, person: PersonDetails, index: number) => ({
  source,
  report: aReport({ person, records: [{ key: `dose ${index}`, record: aDose('2021-03-01') }] }),
})

test('every person of a crowd is one on file: nobody was joined with somebody else', async () => {
  expect((await harness.store.registry.count()).people).toBe(PEOPLE)
})

test('of those who type with slips nearly all are recognised, and never as somebody else', async () => {
  const outcomes: Outcome[] = []
  for (const each of asked) outcomes.push(await lookUpWithSlips(harness.store.registry, each))
  const { counts } = tallied(asked, outcomes)
  expect(counts.wrong).toBe(0)
  expect(counts.nobody).toBe(STRANGERS)
  expect(counts.right / (PEOPLE / EVERY)).toBeGreaterThanOrEqual(0.96)
})

test('who types without a slip is found', async () => {
  for (const { meant, person } of filed.slice(0, 100))
    expect(await lookUpWithSlips(harness.store.registry, { typed: person, meant })).toBe('right')
})
