import { existsSync, readFileSync } from 'node:fs'
import { type AddressInfo, connect } from 'node:net'
import { Readable } from 'node:stream'
import { type HealthRecord, type Instant, zone } from '@excelsior/domain'
import { blockingKeys, searchKeys } from '@excelsior/people'
import { type Source, StoreUnavailable } from '@excelsior/store'
import { type TemporaryStore, temporaryStore } from '@excelsior/store/testing'
import { Client } from 'fhir-kit-client'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { readCodeTables } from '../code-tables.ts'
import { readConfig } from '../config.ts'
import { DoorsInUse } from '../doors-in-use.ts'
import { createServer } from '../http.ts'
import { createIngestion, type WholeIngestion } from '../ingestion.ts'
import { PROJECT_ROOT } from '../project-root.ts'
import type { Admission } from '../senders.ts'
import { fhirRoutes } from './fhir.ts'

const NOW = Date.parse('2021-10-01T12:00:00Z') as Instant
let now = NOW
let harness: TemporaryStore
let source: Source
let admission: Admission
let ingestion: WholeIngestion
let app: ReturnType<typeof createServer>

beforeAll(async () => {
  harness = await temporaryStore({ clock: () => now })
  source = await harness.store.sources.put({
    name: 'iis',
    jurisdiction: 'US-NY',
    zone: 'America/New_York',
    trial: false,
  })
  ingestion = createIngestion({
    store: harness.store,
    codes: await readCodeTables(),
    zoneOf: zone,
    now: () => now,
  })
  app = await door(ingestion)
})
afterAll(async () => {
  await app.close()
  await harness.stop()
})
beforeEach(() => {
  admission = { kind: 'known', source, scopes: ['fhir'] }
  now = (now + 60_000) as Instant
})

async function door(into: WholeIngestion): Promise<ReturnType<typeof createServer>> {
  const read = readConfig({}, PROJECT_ROOT)
  if (!read.ok) throw new Error(read.faults.join())
  const made = createServer(read.config)
  await fhirRoutes(made, {
    doors: new DoorsInUse(),
    ingestion: into,
    senders: { overHttp: async () => admission },
    publicUrl: 'https://pass.example.gov',
    now: () => now,
  })
  return made
}

let people = 0
/** A family, a birth date and a telephone number that nobody had before. */
const somebody = () => {
  people++
  const family = `${['Ostrander', 'Pickering', 'Lindqvist', 'Abernathy'][people % 4]}${String.fromCharCode(97 + (people % 26))}`
  const birthDate = `${1930 + (people % 70)}-${String(1 + (people % 12)).padStart(2, '0')}-${String(1 + (people % 28)).padStart(2, '0')}`
  return {
    resourceType: 'Patient',
    name: [{ family, given: ['Ada'] }],
    birthDate,
    telecom: [{ system: 'phone', value: `518555${String(people).padStart(4, '0')}` }],
  }
}
type Patient = ReturnType<typeof somebody>
const dose = (change: object = {}) => ({
  resourceType: 'Immunization',
  status: 'completed',
  vaccineCode: { coding: [{ system: 'http://hl7.org/fhir/sid/cvx', code: '208' }] },
  patient: { reference: 'urn:uuid:p' },
  occurrenceDateTime: '2021-04-01',
  ...change,
})
const result = (change: object = {}) => ({
  resourceType: 'Observation',
  status: 'final',
  code: { coding: [{ system: 'http://loinc.org', code: '94500-6' }] },
  subject: { reference: 'urn:uuid:p' },
  effectiveDateTime: '2021-09-04T10:15:00-04:00',
  valueCodeableConcept: { coding: [{ system: 'http://snomed.info/sct', code: '260415000' }] },
  ...change,
})
const posted = (resource: { readonly resourceType: string }, fullUrl?: string) => ({
  ...(fullUrl !== undefined && { fullUrl }),
  resource,
  request: { method: 'POST', url: resource.resourceType },
})
const put = (id: string, resource: { readonly resourceType: string }) => ({
  resource: { ...resource, id },
  request: { method: 'PUT', url: `${resource.resourceType}/${id}` },
})
const withdrawn = (url: string) => ({ request: { method: 'DELETE', url } })
const bundle = (type: string, patient: Patient, ...entry: readonly object[]) => ({
  resourceType: 'Bundle',
  type,
  entry: [posted(patient, 'urn:uuid:p'), ...entry],
})

const FHIR = { 'content-type': 'application/fhir+json' }
const send = (payload: object | string, headers: Readonly<Record<string, string>> = {}, url = '/fhir') =>
  app.inject({
    method: 'POST',
    url,
    headers: { ...FHIR, ...headers },
    payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
  })
const statuses = (body: string): readonly string[] =>
  JSON.parse(body).entry.map(({ response }: { response: { status: string } }) => response.status.slice(0, 3))
const issues = (body: string): readonly string[] =>
  JSON.parse(body).issue.map(
    ({ severity, code, expression = [] }: { severity: string; code: string; expression?: string[] }) =>
      [severity, code, ...expression].join(' '),
  )

async function recordsOf({ name, birthDate }: Patient): Promise<readonly HealthRecord[]> {
  const details = { familyName: name[0]?.family ?? '', givenName: 'Ada', birthDate: birthDate as never }
  const found = await harness.store.registry.search(blockingKeys(details))
  return found
    .filter((person) => person.details.some(({ familyName }) => familyName === details.familyName))
    .flatMap(({ records }) => records)
}
const kept = async () => (await harness.store.quarantine.list(1000)).length

describe('a transaction', () => {
  test('is taken whole, and answered entry by entry in its order', async () => {
    const ada = somebody()
    const reply = await send(bundle('transaction', ada, put('t1', dose()), posted(result())))
    expect(reply.statusCode).toBe(200)
    expect(reply.headers['content-type']).toMatch(/^application\/fhir\+json/)
    expect(JSON.parse(reply.body)).toMatchObject({ resourceType: 'Bundle', type: 'transaction-response' })
    expect(statuses(reply.body)).toEqual(['200', '201', '201'])
    expect(await recordsOf(ada)).toHaveLength(2)
  })

  test('leaves no record where one entry is at fault, which is named by its path and kept', async () => {
    const ada = somebody()
    const before = await kept()
    const bad = dose({ occurrenceDateTime: '2021-02-30' })
    const reply = await send(bundle('transaction', ada, put('t2', dose()), put('t3', bad)))
    expect(reply.statusCode).toBe(422)
    expect(issues(reply.body)).toEqual(['error value Bundle.entry[2].resource.occurrence'])
    expect(reply.body).not.toMatch(/2021-02-30|Ada/)
    expect(await recordsOf(ada)).toEqual([])
    expect(await kept()).toBe(before + 1)
  })

  test('sent again changes nothing', async () => {
    const ada = somebody()
    const whole = bundle('transaction', ada, put('t4', dose()), posted(result()))
    await send(whole)
    const again = await send(whole)
    expect(statuses(again.body)).toEqual(['200', '200', '200'])
    expect(again.body).toContain('Nothing was changed')
    expect(await recordsOf(ada)).toHaveLength(2)
  })

  test('that asks for what cannot be done is refused with the place, and nothing of it is read', async () => {
    const ada = somebody()
    const cases: readonly (readonly [object, string])[] = [
      [
        { ...put('a', dose()), request: { method: 'PATCH', url: 'Immunization/a' } },
        'error not-supported Bundle.entry[1].request.method',
      ],
      [
        { request: { method: 'GET', url: 'Immunization/a' } },
        'error not-supported Bundle.entry[1].request.method',
      ],
      [{ resource: dose() }, 'error required Bundle.entry[1].request.method'],
      [{ resource: dose(), request: { method: 'POST' } }, 'error required Bundle.entry[1].request.url'],
      [
        { resource: dose(), request: { method: 'POST', url: 'Observation' } },
        'error value Bundle.entry[1].request.url',
      ],
      [
        { ...put('a', dose()), request: { method: 'PUT', url: 'Immunization/b' } },
        'error value Bundle.entry[1].request.url',
      ],
      [
        { ...put('a', dose()), request: { method: 'PUT', url: 'Immunization/a', ifMatch: 'W/"1"' } },
        'error not-supported Bundle.entry[1].request.ifMatch',
      ],
      [withdrawn('Immunization'), 'error value Bundle.entry[1].request.url'],
      [{ request: { method: 'POST', url: 'Immunization' } }, 'error required Bundle.entry[1].resource'],
    ]
    for (const [entry, issue] of cases) {
      const reply = await send(bundle('transaction', ada, entry, put('t5', dose())))
      expect([reply.statusCode, ...issues(reply.body)]).toEqual([400, issue])
    }
    expect(await recordsOf(ada)).toEqual([])
  })

  test('with two entries about one resource is refused, as the standard says', async () => {
    const ada = somebody()
    const reply = await send(bundle('transaction', ada, put('t6', dose()), withdrawn('Immunization/t6')))
    expect(reply.statusCode).toBe(400)
    expect(issues(reply.body)).toEqual(['error duplicate Bundle.entry[2].request.url'])
  })

  test('of more records than one transaction takes is refused whole, and says how many are taken', async () => {
    const ada = somebody()
    const many = Array.from({ length: 501 }, (_, index) => put(`m${index}`, dose()))
    const reply = await send(bundle('transaction', ada, ...many))
    expect([reply.statusCode, ...issues(reply.body)]).toEqual([422, 'error too-costly Bundle.entry'])
    expect(reply.body).toContain('500')
    expect(await recordsOf(ada)).toEqual([])
  })
})

describe('a batch, and a collection', () => {
  test('each entry is taken or refused for itself', async () => {
    const ada = somebody()
    const reply = await send(
      bundle(
        'batch',
        ada,
        put('b1', dose()),
        put('b2', dose({ patient: { reference: 'Patient/elsewhere' } })),
        { resource: dose(), request: { method: 'PATCH', url: 'Immunization/b1' } },
        posted({ resourceType: 'DiagnosticReport' }),
        posted(result({ valueCodeableConcept: { text: 'Negative' } })),
      ),
    )
    expect(reply.statusCode).toBe(200)
    expect(JSON.parse(reply.body)).toMatchObject({ type: 'batch-response' })
    expect(statuses(reply.body)).toEqual(['200', '201', '422', '400', '200', '422'])
    const outcomes = JSON.parse(reply.body).entry.map(
      ({ response }: { response: { outcome?: object } }) =>
        response.outcome && issues(JSON.stringify(response.outcome)),
    )
    expect(outcomes[2]).toEqual(['error not-found Immunization.patient'])
    expect(outcomes[3]).toEqual(['error not-supported Bundle.entry.request.method'])
    expect(outcomes[5]).toEqual(['error code-invalid Observation.value'])
    expect(await recordsOf(ada)).toHaveLength(1)
  })

  test('a collection is taken as a batch, and asks for nothing itself', async () => {
    const ada = somebody()
    const reply = await send({
      resourceType: 'Bundle',
      type: 'collection',
      entry: [{ fullUrl: 'urn:uuid:p', resource: ada }, { resource: dose() }, withdrawn('Immunization/b1')],
    })
    expect(statuses(reply.body)).toEqual(['200', '201', '400'])
    expect(await recordsOf(ada)).toHaveLength(1)
  })

  test('resources one a line are a batch; a broken line spoils no other', async () => {
    const ada = somebody()
    const lines = [
      { ...ada, id: 'p' },
      dose({ patient: { reference: 'Patient/p' } }),
      result({ subject: { reference: 'Patient/p' } }),
    ]
    const text = lines.map((line) => JSON.stringify(line))
    text.splice(1, 0, '{"resourceType":')
    const reply = await send(text.join('\n'), { 'content-type': 'application/fhir+ndjson' })
    expect(statuses(reply.body)).toEqual(['200', '400', '201', '201'])
    expect(await recordsOf(ada)).toHaveLength(2)
  })

  test('Bundles of other types, or of none, are not taken', async () => {
    for (const [type, issue] of [
      ['searchset', 'error not-supported Bundle.type'],
      ['message', 'error not-supported Bundle.type'],
      [undefined, 'error required Bundle.type'],
    ])
      expect(issues((await send({ resourceType: 'Bundle', type })).body)).toEqual([issue])
  })
})

describe('corrections', () => {
  const taken = async (ada: Patient, ...entries: readonly object[]) => {
    const reply = await send(bundle('transaction', ada, ...entries))
    return statuses(reply.body).slice(1)
  }

  test('DELETE withdraws what it names, also from a later transaction, and nobody’s else', async () => {
    const ada = somebody()
    await taken(ada, put('c1', dose()), put('c2', result({ meta: { lastUpdated: '2021-09-05T00:00:00Z' } })))
    expect(await taken(ada, withdrawn('Immunization/c1'), withdrawn('Observation/c2'))).toEqual([
      '204',
      '204',
    ])
    expect(await recordsOf(ada)).toEqual([])
    // A late original does not revive.
    await taken(ada, put('c1', dose()))
    expect(await recordsOf(ada)).toEqual([])
    const other = await harness.store.sources.put({ ...source, name: 'other' })
    const eve = somebody()
    await taken(eve, put('c3', dose()))
    admission = { kind: 'known', source: other, scopes: ['fhir'] }
    expect(await taken(eve, withdrawn('Immunization/c3'))).toEqual(['204'])
    expect(await recordsOf(eve)).toHaveLength(1)
  })

  test('entered-in-error withdraws, not-done is no dose, and a PUT without any time takes the place of the one before', async () => {
    const ada = somebody()
    expect(await taken(ada, put('c4', dose()))).toEqual(['201'])
    const moderna = { coding: [{ system: 'http://hl7.org/fhir/sid/cvx', code: '207' }] }
    expect(await taken(ada, put('c4', dose({ vaccineCode: moderna })))).toEqual(['200'])
    expect(await recordsOf(ada)).toMatchObject([{ cvx: '207' }])
    expect(await taken(ada, put('c4', dose({ status: 'not-done' })))).toEqual(['200'])
    expect(await recordsOf(ada)).toMatchObject([{ status: 'not-done' }])
    expect(await taken(ada, put('c4', dose({ status: 'entered-in-error' })))).toEqual(['200'])
    expect(await recordsOf(ada)).toEqual([])
  })

  test.each([
    ['preliminary', 'preliminary'],
    ['final', 'final'],
    ['amended', 'corrected'],
    ['corrected', 'corrected'],
  ])('a result that is %s is %s', async (status, expected) => {
    const ada = somebody()
    await taken(ada, posted(result({ status })))
    expect(await recordsOf(ada)).toMatchObject([{ status: expected }])
  })

  test.each(['cancelled', 'entered-in-error'])(
    'a result that is %s takes the one before away',
    async (status) => {
      const ada = somebody()
      await taken(ada, put(`c5-${status}`, result()))
      await taken(ada, put(`c5-${status}`, result({ status })))
      expect(await recordsOf(ada)).toEqual([])
    },
  )

  test('a correction that is refused leaves a negative that helps nobody', async () => {
    const ada = somebody()
    await taken(ada, put('c6', result()))
    const unclear = result({ status: 'corrected', valueCodeableConcept: { text: 'Positive' } })
    expect((await send(bundle('transaction', ada, put('c6', unclear)))).statusCode).toBe(422)
    expect(await recordsOf(ada)).toMatchObject([{ result: 'negative', review: expect.any(String) }])
  })

  test('by identifier, where the source has no ids', async () => {
    const ada = somebody()
    const identifier = [{ system: 'urn:x', value: 'c7' }]
    await taken(ada, posted(dose({ identifier })))
    await taken(ada, withdrawn('Immunization?identifier=urn:x%7Cc7'))
    expect(await recordsOf(ada)).toEqual([])
  })
})

describe('single resources', () => {
  const contained = (ada: Patient) => dose({ contained: [{ ...ada, id: 'p' }], patient: { reference: '#p' } })

  test('POST, PUT and DELETE', async () => {
    const ada = somebody()
    expect((await send(contained(ada), {}, '/fhir/Immunization')).statusCode).toBe(201)
    const url = '/fhir/Immunization/s1'
    const change = (method: 'PUT' | 'DELETE', payload?: object) =>
      app.inject({ method, url, ...(payload && { headers: FHIR, payload: JSON.stringify(payload) }) })
    expect((await change('PUT', { ...contained(ada), id: 's1' })).statusCode).toBe(201)
    expect((await change('PUT', { ...contained(ada), id: 's1' })).statusCode).toBe(200)
    expect((await change('PUT', { ...contained(ada), id: 's2' })).statusCode).toBe(400)
    expect(await recordsOf(ada)).toHaveLength(2)
    expect((await change('DELETE')).statusCode).toBe(204)
    expect(await recordsOf(ada)).toHaveLength(1)
  })

  test('a fault names its element', async () => {
    const reply = await send({ ...contained(somebody()), status: 'done' }, {}, '/fhir/Immunization')
    expect([reply.statusCode, ...issues(reply.body)]).toEqual([422, 'error value Immunization.status'])
  })

  test('what is not offered is said as such', async () => {
    expect((await app.inject({ method: 'GET', url: '/fhir/Immunization/s1' })).statusCode).toBe(405)
    const patch = await app.inject({
      method: 'PATCH',
      url: '/fhir/Immunization/s1',
      headers: FHIR,
      payload: '[]',
    })
    expect([patch.statusCode, patch.headers.allow, ...issues(patch.body)]).toEqual([
      405,
      'POST, PUT, DELETE',
      'error not-supported',
    ])
    expect((await send(somebody(), {}, '/fhir/Patient')).statusCode).toBe(404)
  })
})

describe('the door', () => {
  test('says what it takes', async () => {
    const reply = await app.inject('/fhir/metadata')
    expect(reply.statusCode).toBe(200)
    expect(JSON.parse(reply.body)).toMatchObject({
      resourceType: 'CapabilityStatement',
      fhirVersion: '4.0.1',
    })
  })

  test('takes FHIR R4 in UTF-8 only, and answers in JSON', async () => {
    const status = async (headers: Readonly<Record<string, string>>) =>
      (await send(bundle('batch', somebody()), headers)).statusCode
    expect(await status({ 'content-type': 'application/fhir+json; charset=utf-8; fhirVersion=4.0' })).toBe(
      200,
    )
    expect(await status({ 'content-type': 'application/json' })).toBe(415)
    expect(await status({ 'content-type': 'application/fhir+xml' })).toBe(415)
    expect(await status({ 'content-type': 'application/fhir+json; fhirVersion=3.0' })).toBe(415)
    expect(await status({ 'content-encoding': 'gzip' })).toBe(415)
    expect(await status({ accept: 'application/fhir+xml' })).toBe(406)
    expect(await status({ accept: 'application/fhir+json' })).toBe(200)
  })

  test('tells only what went wrong to whoever prefers little', async () => {
    const reply = await send(bundle('batch', somebody(), put('d1', dose())), { prefer: 'return=minimal' })
    expect(statuses(reply.body)).toEqual(['200', '201'])
    expect(reply.body).not.toContain('OperationOutcome')
  })

  test('opens to senders within their scopes', async () => {
    admission = { kind: 'unknown', invalid: false }
    const stranger = await send(bundle('transaction', somebody(), put('d2', dose())))
    expect([stranger.statusCode, stranger.headers['www-authenticate'], ...issues(stranger.body)]).toEqual([
      401,
      'Bearer',
      'error login',
    ])
    admission = { kind: 'not-allowed', door: 'fhir' }
    expect((await send(bundle('transaction', somebody()))).statusCode).toBe(403)

    admission = { kind: 'known', source, scopes: ['system/Immunization.c'] }
    const ada = somebody()
    const mixed = [posted(dose()), posted(result()), withdrawn('Immunization/x')]
    const whole = await send(bundle('transaction', ada, ...mixed))
    expect([whole.statusCode, ...issues(whole.body)]).toEqual([
      403,
      'error forbidden Bundle.entry[2]',
      'error forbidden Bundle.entry[3]',
    ])
    expect(await recordsOf(ada)).toEqual([])
    expect(statuses((await send(bundle('batch', ada, ...mixed))).body)).toEqual(['200', '201', '403', '403'])
  })

  test('without a database says so, and that it is worth trying again', async () => {
    const gone = async (): Promise<never> => {
      throw new StoreUnavailable('unreachable')
    }
    const closed = await door({
      ingest: async function* () {
        yield await gone()
      },
      ingestWhole: gone,
    })
    for (const type of ['transaction', 'batch']) {
      const reply = await closed.inject({
        method: 'POST',
        url: '/fhir',
        headers: FHIR,
        payload: JSON.stringify(bundle(type, somebody(), put('d3', dose()))),
      })
      expect([reply.statusCode, reply.headers['retry-after'], ...issues(reply.body)]).toEqual([
        503,
        '10',
        'fatal transient',
      ])
    }
    await closed.close()
  })
})

describe('hostile bytes', () => {
  test('one by one, each in a chunk of its own, find no room long before they fill the memory', async () => {
    for (const type of ['application/fhir+json', 'application/fhir+ndjson']) {
      const payload = Readable.from(Array.from({ length: 200_000 }, () => Buffer.from(' ')))
      const headers = { 'content-type': type }
      const reply = await app.inject({ method: 'POST', url: '/fhir', headers, payload })
      expect(reply.statusCode).toBe(503)
    }
    expect((await send(bundle('batch', somebody(), put('room', dose())))).statusCode).toBe(200)
  })

  const deep = (levels: number) =>
    `{"resourceType":"Bundle","type":"batch","x":${'['.repeat(levels)}${']'.repeat(levels)}}`

  test('depth 32 is read, 33 is not', async () => {
    expect((await send(deep(31))).statusCode).toBe(200)
    expect([(await send(deep(32))).statusCode, ...issues((await send(deep(32))).body)]).toEqual([
      400,
      expect.stringMatching(/^fatal structure Resource\.x/),
    ])
    expect((await send(deep(100_000))).statusCode).toBe(400)
  })

  test('a key twice is refused at its place; __proto__ is data', async () => {
    const text = JSON.stringify(bundle('transaction', somebody(), put('h1', dose())))
    const twice = text.replace('"patient":', '"patient":{"reference":"Patient/2"},"patient":')
    const reply = await send(twice)
    expect([reply.statusCode, ...issues(reply.body)]).toEqual([
      400,
      'fatal structure Bundle.entry[1].resource.patient',
    ])
    const polluted = text.replace(
      '"status":',
      '"__proto__":{"status":"entered-in-error"},"constructor":{"prototype":{}},"status":',
    )
    expect(statuses((await send(polluted)).body)).toEqual(['200', '201'])
    expect(Object.prototype).not.toHaveProperty('status')
  })

  test('halves of characters, no UTF-8, no JSON, nothing', async () => {
    const text = JSON.stringify(bundle('batch', somebody()))
    expect((await send(text.replace('Ada', '\\ud800'))).statusCode).toBe(400)
    expect((await send('')).statusCode).toBe(400)
    expect((await send('null')).statusCode).toBe(400)
    expect((await send('<Bundle/>')).statusCode).toBe(400)
    const bytes = Buffer.from(text)
    bytes[bytes.indexOf('Ada')] = 0xff
    const reply = await app.inject({ method: 'POST', url: '/fhir', headers: FHIR, payload: bytes })
    expect([reply.statusCode, ...issues(reply.body)]).toEqual([400, 'fatal structure'])
  })

  test('16 MiB are read, a byte more is not, whether its length is told or not', async () => {
    const text = JSON.stringify(bundle('batch', somebody(), put('h2', dose())))
    const full = text + ' '.repeat(16 * 1024 * 1024 - Buffer.byteLength(text))
    expect(statuses((await send(full)).body)).toEqual(['200', '201'])
    const reply = await send(`${full} `)
    expect([reply.statusCode, ...issues(reply.body)]).toEqual([413, 'error too-long'])
    if (!app.server.listening) await app.listen({ port: 0, host: '127.0.0.1' })
    const { port } = app.server.address() as AddressInfo
    const streamed = await fetch(`http://127.0.0.1:${port}/fhir`, {
      method: 'POST',
      headers: FHIR,
      duplex: 'half',
      body: new Blob([full, ' ']).stream(),
    } as RequestInit)
    expect(streamed.status).toBe(413)
  })

  test.each([
    [
      'a million empty entries',
      `{"resourceType":"Bundle","type":"batch","entry":[${'{},'.repeat(1_000_000)}{}]}`,
    ],
    [
      'one entry of a million lists',
      `{"resourceType":"Bundle","type":"batch","entry":[{"x":[${'[],'.repeat(340_000)}[]]}]}`,
    ],
    ['one string without an end', `{"resourceType":"Bundle","x":"${'a'.repeat(15_000_000)}`],
    ['sixteen million line ends', '\n'.repeat(16 * 1024 * 1024)],
  ])('%s: refused', async (_, text) => {
    expect((await send(text)).statusCode).toBeGreaterThanOrEqual(400)
  })
})

// Beside this project there may be a folder of further files.
describe.each(['vectors/records-field/', '../shared/vectors/records-field/'])('the files of %s', (folder) => {
  const at = (name: string) => new URL(`../../../../${folder}${name}`, import.meta.url)
  const isHere = existsSync(at('expected.jsonl'))
  const lines = isHere ? readFileSync(at('expected.jsonl'), 'utf8').trim().split('\n') : []
  const expected = lines.map((line) => JSON.parse(line)).filter(({ file }) => file.startsWith('fhir-'))

  test.skipIf(expected.length === 0)('come out as expected', async () => {
    const [before, when] = [now, Date.parse('2022-06-01T12:00:00Z') as Instant]
    now = when
    onTestFinished(() => {
      now = before
    })
    for (const { file, person, record } of expected) {
      expect((await send(readFileSync(at(file), 'utf8'))).statusCode).toBe(200)
      // Absent is written as null there.
      const details = Object.fromEntries(Object.entries(person).filter(([, value]) => value !== null))
      const onFile = await harness.store.registry.search(searchKeys(details))
      expect(onFile.flatMap(({ records }) => records)).toContainEqual(expect.objectContaining(record))
    }
  })
})

describe('a file of lines beyond 16 MiB', { timeout: 120_000 }, () => {
  const LINES = { 'content-type': 'application/fhir+ndjson' }
  const NOTE = [{ text: 'x'.repeat(20_000) }]
  /** Patients with a dose each, every third of whom comes behind it; 24 MiB. */
  const file = (people: readonly Patient[]): string =>
    people
      .map((person, nr) => {
        const lines = [
          JSON.stringify({ ...person, id: `l${nr}` }),
          JSON.stringify(dose({ id: `l${nr}`, patient: { reference: `Patient/l${nr}` }, note: NOTE })),
        ]
        return (nr % 3 === 0 ? lines.reverse() : lines).join('\n')
      })
      .join('\n')
  let nth = 0
  const stranger = (): Patient => {
    nth++
    const letters = [0, 1, 2, 3].map((at) => String.fromCharCode(97 + (Math.floor(nth / 7 ** at) % 7) * 3))
    return {
      resourceType: 'Patient',
      name: [{ family: `${letters.join('o')}quill`, given: ['Ada'] }],
      birthDate: new Date(Date.UTC(1920, 0, nth * 5)).toISOString().slice(0, 10),
      telecom: [{ system: 'phone', value: `607${String(2_000_000 + nth)}` }],
    }
  }
  const crowd = (): readonly Patient[] => Array.from({ length: 1200 }, stranger)
  const count = async () => (await harness.store.registry.count()).records
  const said = (body: string): string => JSON.parse(body).issue[0].diagnostics

  test('is taken as it comes: all of it is on file with the answer, which counts; again, it is known', async () => {
    const before = await count()
    const everybody = crowd()
    const bad = JSON.stringify(dose({ id: 'bad', patient: { reference: 'Patient/nobody' } }))
    const text = `${file(everybody)}\n{"resourceType":\n${bad}`
    expect(text.length).toBeGreaterThan(24_000_000)
    const reply = await send(text, LINES)
    expect([reply.statusCode, said(reply.body)]).toEqual([
      200,
      expect.stringContaining('1200 stored, 0 already'),
    ])
    expect(issues(reply.body)).toEqual([
      'information informational',
      'error structure resourceType',
      'error not-found Immunization.patient',
    ])
    expect(JSON.parse(reply.body).issue[2].diagnostics).toMatch(/^Line 2402: /)
    expect(await count()).toBe(before + 1200)
    const again = await send(text, LINES)
    expect(said(again.body)).toContain('0 stored, 1200 already on file')
    expect(await count()).toBe(before + 1200)
  })

  test('whose line is torn leaves what was stored by then, and does no harm when it is sent again', async () => {
    const before = await count()
    const everybody = crowd()
    const text = file(everybody).replaceAll('"l', '"torn-').replaceAll('Patient/l', 'Patient/torn-')
    if (!app.server.listening) await app.listen({ port: 0, host: '127.0.0.1' })
    const { port } = app.server.address() as AddressInfo
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => undefined)
    socket.write(
      `POST /fhir HTTP/1.1\r\nHost: x\r\nContent-Type: application/fhir+ndjson\r\nContent-Length: ${text.length}\r\n\r\n`,
    )
    await new Promise((done) => socket.write(text.slice(0, 20_000_000), done))
    await expect.poll(count, { timeout: 60_000 }).toBeGreaterThan(before)
    socket.destroy()
    const reply = await send(text, LINES)
    const [, stored = 0, known = 0] =
      /: (\d+) stored, (\d+) already/.exec(said(reply.body))?.map(Number) ?? []
    expect([stored + known, known > 0]).toEqual([1200, true])
    expect(await count()).toBe(before + 1200)
  })

  test('keeps to the scopes of its sender, line by line', async () => {
    admission = { kind: 'known', source, scopes: ['system/Observation.c'] }
    const before = await count()
    const reply = await send(file(crowd()), LINES)
    expect(said(reply.body)).toContain('1200 were not for us, or not allowed')
    expect(issues(reply.body).slice(1, 99)).toEqual(Array(98).fill('error forbidden'))
    expect(await count()).toBe(before)
  })

  test('without a database says how far it came, and that repeating it does no harm', async () => {
    let batches = 0
    const broken = createIngestion({
      store: {
        ...harness.store,
        registry: {
          ...harness.store.registry,
          store: (reports) => {
            if (++batches > 2) throw new StoreUnavailable('gone')
            return harness.store.registry.store(reports)
          },
        },
      },
      codes: await readCodeTables(),
      zoneOf: zone,
      now: () => now,
    })
    const away = await door(broken)
    const text = file(crowd()).replaceAll('"l', '"w').replaceAll('Patient/l', 'Patient/w')
    const reply = await away.inject({ method: 'POST', url: '/fhir', headers: LINES, payload: text })
    expect([reply.statusCode, reply.headers['retry-after'], ...issues(reply.body)]).toEqual([
      503,
      '10',
      'fatal transient',
    ])
    expect(said(reply.body)).toMatch(/Known to be on file: [1-9]\d* lines .* Send it again/)
    await away.close()
  })

  test('of more than 1 GiB is refused before it comes, where it says so', async () => {
    const reply = await app.inject({
      method: 'POST',
      url: '/fhir',
      headers: { ...LINES, 'content-length': String(2 ** 30 + 1) },
      payload: Readable.from(['{}']),
    })
    expect(reply.statusCode).toBe(413)
  })
})

describe('another team’s client', () => {
  test('finds what is taken, and posts a transaction', async () => {
    const address = app.server.address() as AddressInfo | null
    if (!address) await app.listen({ port: 0, host: '127.0.0.1' })
    const { port } = app.server.address() as AddressInfo
    const client = new Client({ baseUrl: `http://127.0.0.1:${port}/fhir` })
    const statement = await client.capabilityStatement()
    expect(statement).toMatchObject({
      rest: [{ resource: [{ type: 'Immunization' }, { type: 'Observation' }] }],
    })
    const ada = somebody()
    const answer = await client.transaction({ body: bundle('transaction', ada, put('k1', dose())) as never })
    expect(statuses(JSON.stringify(answer))).toEqual(['200', '201'])
    expect(await recordsOf(ada)).toHaveLength(1)
    await client.delete({ resourceType: 'Immunization', id: 'k1' })
    expect(await recordsOf(ada)).toEqual([])
    await expect(
      client.transaction({ body: bundle('transaction', ada, put('k2', dose({ status: 'done' }))) as never }),
    ).rejects.toMatchObject({ response: { status: 422 } })
  })
})

describe('the links of a Patient in a Bundle', () => {
  const numbered = (patient: Patient, value: string, change: object = {}) => ({
    ...patient,
    identifier: [{ system: 'urn:clinic', value }],
    ...change,
  })
  let nth = 0
  /** A dose under each of two numbers; the two differ in all but family and birth date. */
  async function two() {
    nth++
    const ada = somebody()
    const eve = {
      ...ada,
      name: [{ family: ada.name[0]?.family ?? '', given: ['Eve'] }],
      telecom: somebody().telecom,
    }
    const [one, other] = [numbered(ada, `V${nth}`), numbered(eve, `P${nth}`)]
    const doses = [dose({ occurrenceDateTime: '2021-04-01' }), dose({ occurrenceDateTime: '2021-05-01' })]
    await send({ ...bundle('batch', one, put(`L${nth}-1`, doses[0] ?? dose())) })
    await send({ ...bundle('batch', other, put(`L${nth}-2`, doses[1] ?? dose())) })
    const dosesOf = async () => {
      const details = {
        familyName: ada.name[0]?.family ?? '',
        givenName: 'Ada',
        birthDate: ada.birthDate as never,
      }
      const found = await harness.store.registry.search(searchKeys(details))
      return found
        .filter(({ details: each }) =>
          each.some(({ givenName, familyName }) => givenName === 'Ada' && familyName === details.familyName),
        )
        .map(({ records }) => records.length)
    }
    const link = [{ type: 'replaced-by', other: { reference: 'urn:uuid:v' } }]
    const merging = {
      resourceType: 'Bundle',
      type: 'transaction',
      timestamp: new Date(now).toISOString(),
      entry: [posted(one, 'urn:uuid:v'), posted({ ...other, ...{ link } }, 'urn:uuid:p')],
    }
    return { dosesOf, merging, other }
  }

  test('are over with a later version of that Patient without them: by PUT, dated by itself, within the scopes', async () => {
    const { dosesOf, merging, other } = await two()
    await send(merging)
    const dated = (minutes: number) => ({
      ...other,
      meta: { lastUpdated: new Date(now + minutes * 60_000).toISOString() },
    })
    const batch = (...entry: object[]) => ({ resourceType: 'Bundle', type: 'batch', entry })
    await send(batch(posted(dated(2)), put('p', other), put('p', dated(-2))))
    expect(await dosesOf()).toEqual([2])
    admission = { kind: 'known', source, scopes: ['system/Patient.c'] }
    await send(batch(put('p', dated(3))))
    expect(await dosesOf()).toEqual([2])
    admission = { kind: 'known', source, scopes: ['system/Patient.u'] }
    expect(statuses((await send(batch(put('p', dated(3))))).body)).toEqual(['200'])
    expect(await dosesOf()).toEqual([1])
    admission = { kind: 'known', source, scopes: ['fhir'] }
    await send(merging)
    expect(await dosesOf()).toEqual([1])
  })

  test('make one person of two, as a merge by message does; the same again is known', async () => {
    const { dosesOf, merging } = await two()
    expect(await dosesOf()).toEqual([1])
    const reply = await send(merging)
    expect([reply.statusCode, statuses(reply.body)]).toEqual([200, ['200', '201']])
    expect(await dosesOf()).toEqual([2])
    expect(statuses((await send(merging)).body)).toEqual(['200', '200'])
  })

  test('need a scope for patients: with one for doses alone they are passed over, and said so', async () => {
    const { dosesOf, merging } = await two()
    admission = { kind: 'known', source, scopes: ['system/Immunization.cud'] }
    for (const type of ['transaction', 'batch']) {
      const reply = await send({ ...merging, type })
      expect(statuses(reply.body)).toEqual(['200', '200'])
      expect(reply.body).toContain('not kept by itself')
    }
    expect(await dosesOf()).toEqual([1])
    admission = { kind: 'known', source, scopes: ['system/Patient.c'] }
    expect(statuses((await send(merging)).body)).toEqual(['200', '201'])
    expect(await dosesOf()).toEqual([2])
  })

  test('that name nobody are refused with their place', async () => {
    const { dosesOf, merging } = await two()
    const alone = { ...merging, entry: merging.entry.slice(1) }
    const reply = await send(alone)
    expect(reply.statusCode).toBe(422)
    expect(issues(reply.body)).toEqual(['error not-found Bundle.entry[0].resource.link[0].other'])
    expect(statuses((await send({ ...alone, type: 'batch' })).body)).toEqual(['422'])
    expect(await dosesOf()).toEqual([1])
  })
})
