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

/** What a source says of the people behind its numbers, at some minute of one hour: that they are one, or two. */
interface Saying {
  readonly says: 'merged' | 'linked' | 'parted'
  readonly survivor: number
  readonly other: number
  readonly minute: number
}
/** Who stands behind the numbers: one person by their descriptions, three by them, or two of them and a man. */
type Company = 'one' | 'three' | 'with a man'

const saying: fc.Arbitrary<Saying> = fc
  .record({
    says: fc.constantFrom('merged' as const, 'merged' as const, 'linked' as const, 'parted' as const),
    survivor: fc.integer({ min: 0, max: 2 }),
    other: fc.integer({ min: 0, max: 2 }),
    minute: fc.integer({ min: 10, max: 59 }),
  })
  .filter(({ survivor, other }) => survivor !== other)

/** A dose under each number and what is said of them, some of it twice, in any order, in as many transactions as it likes. */
const company = fc
  .record({
    kind: fc.constantFrom<Company>('one', 'three', 'with a man'),
    sayings: fc.uniqueArray(saying, { maxLength: 7, selector: ({ minute }) => minute }),
  })
  .map(({ kind, sayings }) => ({
    kind,
    sayings: kind === 'one' ? sayings.filter(({ survivor, other }) => survivor + other === 1) : sayings,
    numbers: kind === 'one' ? [0, 1] : [0, 1, 2],
  }))
  .chain(({ kind, sayings, numbers }) => {
    const all: (Saying | number)[] = [...numbers, ...sayings]
    return fc.record({
      kind: fc.constant(kind),
      sayings: fc.constant(sayings),
      numbers: fc.constant(numbers),
      arriving: fc
        .subarray(all)
        .chain((again) => fc.shuffledSubarray([...all, ...again], { minLength: all.length + again.length })),
      atOnce: fc.integer({ min: 1, max: 12 }),
    })
  })

const EVENTS = { merged: 'A40', linked: 'A24', parted: 'A37' } as const
const GIVEN = ['Ada', 'Berta', 'Cleo'] as const
const BORN_AND_SEX = { one: 'F', three: 'F', 'with a man': 'M' } as const

function pidOf(number: number, kind: Company, { family, birthDate, number: nth }: Somebody): string {
  const given = kind === 'one' ? GIVEN[0] : GIVEN[number]
  const sex = number === 2 ? BORN_AND_SEX[kind] : 'F'
  const phone = kind === 'one' ? nth : nth * 10 + number
  return `PID|1||${nth}-${number}^^^CLINIC^MR||${family}^${given}^^^^^L||${birthDate.replaceAll('-', '')}|${sex}|||1 Elm^^Albany^NY^12207^USA^P||^PRN^PH^^1^607^556${String(phone).padStart(4, '0')}`
}

/** A day for each number, so that doses tell whose they are. */
const doseDay = (number: number): string => `2021-04-1${number}`

let control = 0
function messageOf(each: Saying | number, kind: Company, somebody: Somebody): string {
  const head = (type: string, minute: number) =>
    `MSH|^~\\&|APP|FAC|NYSIIS|NYSDOH|${stamp(minute)}||${type}|M${++control}|P|2.5.1`
  const nth = somebody.number
  const segments =
    typeof each === 'number'
      ? [
          head('VXU^V04^VXU_V04', 10 + each),
          pidOf(each, kind, somebody),
          `ORC|RE||M${nth}-${each}^CLINIC`,
          `RXA|0|1|${doseDay(each).replaceAll('-', '')}||208^^CVX|0.3|||00^New^NIP001||^^^ELM|||||||||CP|A`,
        ]
      : [
          head(`ADT^${EVENTS[each.says]}`, each.minute),
          `PID|1||${nth}-${each.survivor}^^^CLINIC^MR||${somebody.family}^^^^^^L`,
          `${each.says === 'merged' ? 'MRG|' : 'PID|1||'}${nth}-${each.other}^^^CLINIC^MR`,
        ]
  return segments.map((segment) => `${segment}\r`).join('')
}

/** The plain model: days of the doses that belong to one person, whatever came first. */
function wholes(kind: Company, numbers: readonly number[], sayings: readonly Saying[]): readonly string[] {
  const last = (a: number, b: number, of: (each: Saying) => boolean): number =>
    Math.max(
      0,
      ...sayings
        .filter((each) => of(each) && [each.survivor, each.other].sort().join() === [a, b].sort().join())
        .map(({ minute }) => minute),
    )
  const pairs = numbers.flatMap((a) => numbers.filter((b) => b > a).map((b) => ({ a, b })))
  const standing = pairs.map(({ a, b }) => {
    const parted = last(a, b, ({ says }) => says === 'parted')
    const into = last(a, b, ({ says, survivor }) => says === 'merged' && survivor === a)
    const back = last(a, b, ({ says, survivor }) => says === 'merged' && survivor === b)
    const linked = last(a, b, ({ says }) => says === 'linked')
    const isOpposed = into > parted && back > parted
    return {
      a,
      b,
      at: Math.max(into, back, linked),
      parted,
      isOne: !isOpposed && Math.max(into, back, linked) > parted,
      isTwo: isOpposed || parted > 0,
    }
  })
  const isForbidden = (one: readonly number[], other: readonly number[]): boolean =>
    (kind === 'with a man' && one.includes(2) !== other.includes(2)) ||
    standing.some(
      ({ a, b, isOne, isTwo }) =>
        !isOne && isTwo && ((one.includes(a) && other.includes(b)) || (one.includes(b) && other.includes(a))),
    )
  let groups = numbers.map((number): readonly number[] => [number])
  const join = (a: number, b: number): void => {
    const [one = [], other = []] = [a, b].map((number) => groups.find((group) => group.includes(number)))
    if (one === other || isForbidden(one, other)) return
    groups = [...groups.filter((group) => group !== one && group !== other), [...one, ...other]]
  }
  if (kind === 'one') join(0, 1)
  for (const { a, b } of standing.filter(({ isOne }) => isOne).sort((one, other) => one.at - other.at))
    join(a, b)
  return groups.map((group) => group.map(doseDay).sort().join()).sort()
}

/** Days of the doses of each person who is on file by now. */
async function wholesOnFile(person: Somebody): Promise<readonly string[]> {
  const found = new Map<number, string>()
  for (const givenName of GIVEN)
    for (const { id, details, records } of await harness.store.registry.search(
      searchKeys({ familyName: person.family, givenName, birthDate: person.birthDate as never }),
    ))
      if (details.some(({ familyName }) => familyName === person.family))
        found.set(
          id,
          records
            .map((record) => (record.kind === 'immunization' ? record.date : ''))
            .sort()
            .join(),
        )
  return [...found.values()].sort()
}

test('people are one or two as their source said last, whatever the order of arrival, and however often it came', async () => {
  await fc.assert(
    fc.asyncProperty(company, async ({ kind, sayings, numbers, arriving, atOnce }) => {
      const person = somebody()
      const reports: Report[] = []
      for (const each of arriving)
        for await (const item of readRecords(once(Buffer.from(messageOf(each, kind, person))), options)) {
          if (item.kind !== 'report' || item.report.setAside.length > 0) throw new Error('not read')
          reports.push(item.report)
        }
      for (let from = 0; from < reports.length; from += atOnce)
        await harness.store.registry.store(
          reports.slice(from, from + atOnce).map((report) => ({ source: sources.hl7, report })),
        )
      expect(await wholesOnFile(person)).toEqual(wholes(kind, numbers, sayings))
    }),
    { numRuns: 120, interruptAfterTimeLimit: 20_000 },
  )
})

/** A version of the Patient of one number, in FHIR, with one link or none. */
interface Version {
  readonly by: number
  readonly minute: number
  readonly link: { readonly type: keyof typeof LINKS; readonly other: number } | undefined
}
const LINKS = { 'replaced-by': 'merged', replaces: 'merged', seealso: 'linked', refer: undefined } as const

const version: fc.Arbitrary<Version> = fc
  .record({
    by: fc.integer({ min: 0, max: 2 }),
    minute: fc.integer({ min: 10, max: 59 }),
    link: fc.option(
      fc.record({
        type: fc.constantFrom('replaced-by' as const, 'replaces', 'seealso', 'refer'),
        other: fc.integer({ min: 0, max: 2 }),
      }),
      { nil: undefined },
    ),
  })
  .filter(({ by, link }) => link?.other !== by)

const linkedCompany = fc
  .record({
    kind: fc.constantFrom<Company>('one', 'three', 'with a man'),
    said: fc.uniqueArray(fc.oneof(saying, version), { maxLength: 8, selector: ({ minute }) => minute }),
  })
  .map(({ kind, said }) => ({
    kind,
    said: said.filter(
      (each) =>
        kind !== 'one' ||
        ((each as Saying).other !== 2 &&
          (each as Saying).survivor !== 2 &&
          (each as Version).by !== 2 &&
          (each as Version).link?.other !== 2),
    ),
    numbers: kind === 'one' ? [0, 1] : [0, 1, 2],
  }))
  .chain(({ kind, said, numbers }) => {
    const all: (Saying | Version | number)[] = [...numbers, ...said]
    return fc.record({
      kind: fc.constant(kind),
      said: fc.constant(said),
      numbers: fc.constant(numbers),
      arriving: fc
        .subarray(all)
        .chain((again) => fc.shuffledSubarray([...all, ...again], { minLength: all.length + again.length })),
      atOnce: fc.integer({ min: 1, max: 12 }),
    })
  })

const isVersion = (each: Saying | Version | number): each is Version =>
  typeof each === 'object' && 'by' in each

function patientOf({ by, minute, link }: Version, { number: nth }: Somebody): string {
  const identifier = (number: number) => ({ system: 'CLINIC', value: `${nth}-${number}` })
  return JSON.stringify({
    resourceType: 'Patient',
    id: `${nth}-${by}`,
    meta: { lastUpdated: isoStamp(minute) },
    identifier: [identifier(by)],
    ...(link && { link: [{ type: link.type, other: { identifier: identifier(link.other) } }] }),
  })
}

/** The plain model: a Patient says what its latest version says, and takes back with it what it only said before. */
function saidByLinks(versions: readonly Version[]): readonly Saying[] {
  return [0, 1, 2].flatMap((by): Saying[] => {
    const own = versions.filter((each) => each.by === by).sort((a, b) => b.minute - a.minute)
    const [latest, ...before] = own
    if (!latest) return []
    const { minute, link } = latest
    const says = link && LINKS[link.type]
    const now: Saying[] =
      link && says
        ? [
            link.type === 'replaced-by'
              ? { says, survivor: link.other, other: by, minute }
              : { says, survivor: by, other: link.other, minute },
          ]
        : []
    const gone = new Set(
      before.flatMap((each) => (each.link && LINKS[each.link.type] ? [each.link.other] : [])),
    )
    if (link && says) gone.delete(link.other)
    return [...now, ...[...gone].map((other): Saying => ({ says: 'parted', survivor: by, other, minute }))]
  })
}

test('a link that a later version of its Patient leaves out is over, by FHIR and HL7, whatever the order of arrival', async () => {
  await fc.assert(
    fc.asyncProperty(linkedCompany, async ({ kind, said, numbers, arriving, atOnce }) => {
      const person = somebody()
      const reports: Report[] = []
      for (const each of arriving) {
        const text = isVersion(each) ? patientOf(each, person) : messageOf(each, kind, person)
        for await (const item of readRecords(once(Buffer.from(text)), options)) {
          if (item.kind !== 'report' || item.report.setAside.length > 0) throw new Error('not read')
          reports.push(item.report)
        }
      }
      for (let from = 0; from < reports.length; from += atOnce)
        await harness.store.registry.store(
          reports.slice(from, from + atOnce).map((report) => ({ source: sources.hl7, report })),
        )
      const versions = said.filter(isVersion)
      const sayings = said.filter((each): each is Saying => !isVersion(each))
      expect(await wholesOnFile(person)).toEqual(
        wholes(kind, numbers, [...sayings, ...saidByLinks(versions)]),
      )
    }),
    { numRuns: 150, interruptAfterTimeLimit: 25_000 },
  )
})
