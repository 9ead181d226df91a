import { readFileSync } from 'node:fs'
import { type HealthRecord, type Instant, zone } from '@excelsior/domain'
import { searchKeys } from '@excelsior/people'
import { parseCodeTables, type ReadOptions, type Report, readRecords } from '@excelsior/records'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { SourceId } from '../sources.ts'
import { type TemporaryStore, temporaryStore } from '../testing.ts'

const root = new URL('../../../../', import.meta.url)
const codeFile = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`data/codes/${name}.json`, root), 'utf8'))

let harness: TemporaryStore
let options: ReadOptions
let sources: Readonly<Record<Event['door'], SourceId>>
beforeAll(async () => {
  harness = await temporaryStore()
  const named = async (name: string) =>
    (await harness.store.sources.put({ name, jurisdiction: 'US-NY', zone: 'America/New_York', trial: false }))
      .id
  sources = { hl7: await named('state'), fhir: await named('city') }
  const parsed = parseCodeTables({
    tests: codeFile('loinc-sars-cov-2'),
    results: codeFile('snomed-results'),
    vaccines: codeFile('cvx-covid-19'),
  })
  if (!parsed.ok) throw new Error('the code files are faulty')
  const receivedAt = Date.parse('2021-09-10T00:00:00Z') as Instant
  options = { zone: zone('America/New_York'), codes: parsed.codes, jurisdiction: 'US-NY', receivedAt }
})
afterAll(() => harness.stop())

/** What a source says of one of its records, at some minute of one hour. */
interface Event {
  readonly door: 'hl7' | 'fhir'
  readonly kind: 'dose' | 'result'
  readonly record: number
  readonly minute: number
  readonly says: 'first' | 'corrected' | 'preliminary' | 'not-done' | 'withdrawn' | 'deleted'
  readonly content: 0 | 1
}

const CVX = ['208', '207'] as const
const VALUES = ['260415000', '260373001'] as const
const RESULTS = ['negative', 'positive'] as const

const event: fc.Arbitrary<Event> = fc
  .record({
    door: fc.constantFrom('hl7' as const, 'fhir' as const),
    kind: fc.constantFrom('dose' as const, 'result' as const),
    record: fc.integer({ min: 1, max: 2 }),
    minute: fc.integer({ min: 10, max: 59 }),
    says: fc.constantFrom('first' as const, 'corrected', 'preliminary', 'not-done', 'withdrawn', 'deleted'),
    content: fc.constantFrom(0 as const, 1 as const),
  })
  .filter(({ kind, says }) => says !== (kind === 'dose' ? 'preliminary' : 'not-done'))

const nameOf = ({ door, kind, record }: Event): string => `${door} ${kind} ${record}`

/** Some of them twice, in any order, in as many transactions as it likes. */
const arrivals = fc
  .uniqueArray(event, { maxLength: 9, selector: (each) => `${nameOf(each)} ${each.minute}` })
  .chain((events) =>
    fc.record({
      events: fc.constant(events),
      arriving: fc
        .subarray(events)
        .chain((again) =>
          fc.shuffledSubarray([...events, ...again], { minLength: events.length + again.length }),
        ),
      atOnce: fc.boolean(),
    }),
  )

const stamp = (minute: number): string => `2021090510${minute}00-0400`
const isoStamp = (minute: number): string => `2021-09-05T10:${minute}:00-04:00`

/** The plain model: of each record the last word stands, final before preliminary; the order of arrival is no part of it. */
function expected(events: readonly Event[]): readonly string[] {
  const last = new Map<string, Event>()
  const rank = (each: Event): string => `${each.says === 'preliminary' ? 0 : 1} ${each.minute}`
  for (const each of events) {
    const known = last.get(nameOf(each))
    if (!known || rank(each) > rank(known)) last.set(nameOf(each), each)
  }
  return [...last.values()]
    .filter(({ says }) => says !== 'withdrawn' && says !== 'deleted')
    .map(({ kind, says, content }) =>
      kind === 'dose'
        ? `${CVX[content]} ${says === 'not-done' ? 'not-done' : 'completed'}`
        : `${RESULTS[content]} ${says === 'first' ? 'final' : says}`,
    )
    .sort()
}

const told = (record: HealthRecord): string =>
  record.kind === 'immunization' ? `${record.cvx} ${record.status}` : `${record.result} ${record.status}`

let people = 0
/** Nobody like anybody before. */
function somebody() {
  people++
  const letters = [people % 26, Math.floor(people / 26) % 26]
    .map((at) => String.fromCharCode(97 + at))
    .join('')
  const day = new Date(Date.UTC(1940, 0, 1 + people * 17)).toISOString().slice(0, 10)
  return {
    family: `Wexholt${letters}`,
    birthDate: day,
    phone: `518556${String(people).padStart(4, '0')}`,
    number: people,
  }
}
type Somebody = ReturnType<typeof somebody>

async function readingOf(each: Event, person: Somebody): Promise<readonly Report[]> {
  const text = each.door === 'hl7' ? hl7(each, person) : fhir(each, person)
  const reports: Report[] = []
  for await (const item of readRecords(once(Buffer.from(text)), options)) {
    if (item.kind === 'rejected') throw new Error(item.rejection.reason)
    if (item.kind === 'report') reports.push(item.report)
  }
  return reports
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

function hl7(
  { kind, record, minute, says, content }: Event,
  { family, birthDate, phone, number }: Somebody,
): string {
  const id = `${number}-${kind}-${record}`
  const type = kind === 'dose' ? 'VXU^V04^VXU_V04' : 'ORU^R01^ORU_R01'
  const head = [
    `MSH|^~\\&|APP|FAC|NYSIIS|NYSDOH|${stamp(minute)}||${type}|${id}-${minute}|P|2.5.1`,
    `PID|1||P${number}^^^CLINIC^MR||${family}^Ada^^^^^L||${birthDate.replaceAll('-', '')}|F|||1 Elm^^Albany^NY^12207^USA^P||^PRN^PH^^1^${phone.slice(0, 3)}^${phone.slice(3)}`,
  ]
  const isGone = says === 'withdrawn' || says === 'deleted'
  const body =
    kind === 'dose'
      ? [
          `ORC|RE||${id}^CLINIC`,
          `RXA|0|1|20210401||${CVX[content]}^^CVX|0.3|||00^New^NIP001||^^^ELM|||||||||${says === 'not-done' ? 'RE' : 'CP'}|${isGone ? 'D' : 'A'}`,
        ]
      : [
          `ORC|RE||${id}^LAB`,
          `OBR|1||${id}^LAB|94500-6^SARS-CoV-2 RNA^LN|||20210904101500-0400`,
          `OBX|1|CWE|94500-6^SARS-CoV-2 RNA^LN||${VALUES[content]}^^SCT||||||${{ first: 'F', corrected: 'C', preliminary: 'P', withdrawn: 'W', deleted: 'D', 'not-done': 'F' }[says]}`,
        ]
  return [...head, ...body].map((segment) => `${segment}\r`).join('')
}

function fhir(
  { kind, record, minute, says, content }: Event,
  { family, birthDate, phone, number }: Somebody,
): string {
  const type = kind === 'dose' ? 'Immunization' : 'Observation'
  const id = `${number}-${record}`
  const patient = {
    resourceType: 'Patient',
    name: [{ family, given: ['Ada'] }],
    birthDate,
    gender: 'female',
    telecom: [{ system: 'phone', value: phone }],
    address: [{ line: ['1 Elm'], postalCode: '12207', state: 'NY' }],
  }
  const status = {
    first: kind === 'dose' ? 'completed' : 'final',
    corrected: kind === 'dose' ? 'completed' : 'corrected',
    preliminary: 'preliminary',
    'not-done': 'not-done',
    withdrawn: 'entered-in-error',
    deleted: '',
  }[says]
  const about =
    kind === 'dose'
      ? {
          vaccineCode: { coding: [{ system: 'http://hl7.org/fhir/sid/cvx', code: CVX[content] }] },
          patient: { reference: 'urn:uuid:p' },
          occurrenceDateTime: '2021-04-01',
        }
      : {
          code: { coding: [{ system: 'http://loinc.org', code: '94500-6' }] },
          subject: { reference: 'urn:uuid:p' },
          effectiveDateTime: '2021-09-04T10:15:00-04:00',
          valueCodeableConcept: { coding: [{ system: 'http://snomed.info/sct', code: VALUES[content] }] },
        }
  const request = { method: says === 'deleted' ? 'DELETE' : 'PUT', url: `${type}/${id}` }
  const resource = { resourceType: type, id, status, ...about }
  const entries = [
    { fullUrl: 'urn:uuid:p', resource: patient, request: { method: 'POST', url: 'Patient' } },
    says === 'deleted' ? { request } : { resource, request },
  ]
  return JSON.stringify({
    resourceType: 'Bundle',
    type: 'transaction',
    timestamp: isoStamp(minute),
    entry: entries,
  })
}

async function standing({ family, birthDate, phone }: Somebody): Promise<readonly string[]> {
  const keys = searchKeys({
    familyName: family,
    givenName: 'Ada',
    birthDate: birthDate as never,
    phone,
    postalCode: '12207',
  })
  const found = (await harness.store.registry.search(keys)).filter(({ details }) =>
    details.some(({ familyName }) => familyName === family),
  )
  return found.flatMap(({ records }) => records.map(told)).sort()
}

test('the same records stand whatever the order of arrival, however often, by HL7 and FHIR', async () => {
  await fc.assert(
    fc.asyncProperty(arrivals, async ({ events, arriving, atOnce }) => {
      const person = somebody()
      const incoming: { source: SourceId; report: Report }[] = []
      for (const each of arriving)
        for (const report of await readingOf(each, person))
          incoming.push({ source: sources[each.door], report })
      if (atOnce) await harness.store.registry.store(incoming)
      else for (const one of incoming) await harness.store.registry.store([one])
      expect(await standing(person)).toEqual(expected(events))
    }),
    { numRuns: 80, interruptAfterTimeLimit: 15_000 },
  )
})
