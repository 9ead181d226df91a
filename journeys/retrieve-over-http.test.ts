import { formatOf, LIMITS, namesForDcc, openTrustList, type Trust, verify } from '@excelsior/credentials'
import type { ResidentJson } from '@excelsior/demo'
import { type Instant, PASS_TYPES, type PassType, parseInstant } from '@excelsior/domain'
import { normaliseName } from '@excelsior/people'
import { decode } from 'cborg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ask, headerOf, json, type Reply, together } from './ask.ts'
import { send, testMessage, vaccinationMessage } from './hl7.ts'
import {
  type Answers,
  answer,
  answersTo,
  codesSentTo,
  enter,
  outboxOf,
  type ProvenBody,
  residentsOf,
  retrieve,
  type StartedBody,
  start,
  startAndAnswer,
  type TypedDetails,
  wrongAnswersTo,
} from './retrieve.ts'
import { type Service, startService } from './service.ts'

let service: Service
let residents: readonly ResidentJson[]
let trust: Trust

beforeAll(async () => {
  service = await startService()
  residents = await residentsOf(service)
  const list = await ask(service.origin, '/.well-known/excelsior/trust.json')
  const opened = await openTrustList(Buffer.from(list.body), {
    pinnedRoot: null,
    now: now(),
    allowDemo: true,
  })
  if (!opened.ok) throw new Error(opened.reason)
  trust = opened.trust
})
afterAll(() => service?.stop())

const now = () => Date.now() as Instant

describe('every demo resident, for every type of pass', () => {
  interface Outcome {
    readonly resident: ResidentJson
    readonly pass: PassType
    readonly reply: Reply
  }
  let outcomes: readonly Outcome[]

  beforeAll(async () => {
    // Who shares a phone goes one after the other, so that the newest code is one's own.
    const byPhone = [...new Set(residents.map(({ phone }) => phone))].map((number) =>
      residents.filter(({ phone }) => phone === number),
    )
    const all = await together(byPhone, 12, async (household) => {
      const done: Outcome[] = []
      for (const resident of household) {
        for (const pass of PASS_TYPES)
          done.push({ resident, pass, reply: await retrieve(service, pass, resident) })
      }
      return done
    })
    outcomes = all.flat()
  })

  const reached = () => outcomes.filter(({ resident }) => resident.note === undefined)
  const passes = () =>
    reached().flatMap(({ resident, pass, reply }) =>
      json<ProvenBody>(reply).passes.map((got) => ({ resident, pass, got })),
    )

  test('is told what the rules say', () => {
    expect(reached().length).toBeGreaterThan(150)
    for (const { resident, pass, reply } of reached()) {
      expect(reply.status, `${resident.givenName} ${resident.familyName}, ${pass}`).toBe(200)
      const { decision, passes: got } = json<ProvenBody>(reply)
      expect(decision, `${resident.givenName} ${resident.familyName}, ${pass}`).toEqual(resident.expect[pass])
      expect(got.map(({ type }) => type)).toEqual(decision.eligible ? [pass] : [])
    }
  })

  test('is among them: each kind of person and each reason', () => {
    const reasons = reached().map(({ reply }) => {
      const { decision } = json<ProvenBody>(reply)
      return decision.eligible ? 'eligible' : decision.reason
    })
    expect([...new Set(reasons)].sort()).toEqual([
      'eligible',
      'expired',
      'no-record',
      'not-authorised',
      'not-negative',
      'outside-jurisdiction',
      'recent-positive',
      'series-incomplete',
      'too-soon',
    ])
    const born = (years: number) => String(new Date().getFullYear() - years)
    const got = passes().map(({ resident }) => resident)
    expect(got.some(({ birthDate }) => birthDate > born(17))).toBe(true)
    expect(got.some(({ givenName, familyName }) => givenName === '' || familyName === '')).toBe(true)
    expect(got.some(({ givenName, familyName }) => `${givenName} ${familyName}`.length >= 120)).toBe(true)
    expect(got.some(({ postalCode }) => /^(?:07|08|06[0-24-9]|18|05[0-9])/.test(postalCode))).toBe(true)
    expect(new Set(passes().map(({ pass }) => pass)).size).toBe(3)
  })

  test('who is eligible holds a pass that verifies, with these particulars and no other', async () => {
    expect(passes().length).toBeGreaterThan(40)
    for (const { resident, pass, got } of passes()) {
      const expectation = resident.expect[pass]
      expect(Object.keys(got).sort()).toEqual(
        ['birthDate', 'expires', 'familyName', 'formats', 'givenName', 'issued', 'qr', 'type'].sort(),
      )
      expect(got.birthDate).toBe(resident.birthDate)
      expect(normaliseName(`${got.givenName} ${got.familyName}`)).toBe(
        normaliseName(`${resident.givenName} ${resident.familyName}`),
      )
      expect(got.expires).toBe(expectation.eligible && expectation.expires)

      const verdict = await verify(got.qr, trust, now())
      expect(verdict).toEqual({
        format: 'pass',
        genuine: true,
        status: 'valid',
        kind: pass,
        holder: { givenName: got.givenName, familyName: got.familyName, birthDate: got.birthDate },
        expires: parseInstant(got.expires),
        issuer: expect.any(String),
        reason: null,
        demo: true,
      })
      const card = await verify(got.formats.shc ?? '', trust, now())
      expect(card).toMatchObject({ format: 'shc', status: 'valid', expires: parseInstant(got.expires) })
      expect(card.holder).toEqual(verdict.holder)
      const { dcc } = got.formats
      expect(dcc === undefined, dcc).toBe(namesForDcc(got.givenName, got.familyName) === undefined)
      if (dcc === undefined) continue
      const certificate = await verify(dcc, trust, now())
      expect(certificate).toMatchObject({ format: 'dcc', status: 'valid', holder: verdict.holder })
      expect(certificate.expires).toBe((verdict.expires ?? 0) - 999) // its last second, inclusive there
    }
  })

  test('the pass itself holds issuer, times, a random id, and type, name, birth date: nothing on health', () => {
    for (const { got } of passes()) {
      const claims = claimsOf(got.qr)
      expect([...claims.keys()].sort((a, b) => a - b)).toEqual([-65537, 1, 4, 5, 6, 7])
      const type = PASS_TYPES.indexOf(got.type) + 1
      const born = Number(got.birthDate.replaceAll('-', ''))
      expect(claims.get(-65537)).toEqual([type, got.givenName, got.familyName, born])
      expect(claims.get(1)).toBe('demo')
      expect(claims.get(4)).toBe((parseInstant(got.expires) ?? 0) / 1000)
    }
  })

  test('no two passes bear one id', () => {
    const ids = passes().map(({ got }) => Buffer.from(claimsOf(got.qr).get(7) as Uint8Array).toString('hex'))
    expect(new Set(ids).size).toBe(ids.length)
  })

  test('who has no phone on record gets the answer of a stranger', () => {
    const unreached = outcomes.filter(({ resident }) => resident.note !== undefined)
    expect(unreached.length).toBeGreaterThan(0)
    for (const { reply } of unreached) expect(reply.status).toBe(403)
  })
})

describe('what is typed', () => {
  const typed: TypedDetails & { readonly pass: string } = {
    pass: 'vaccination',
    givenName: 'Ada',
    familyName: 'Lovelace',
    birthDate: '1975-12-10',
    postalCode: '12203',
    phone: '518 555 0142',
  }
  const begin = (body: unknown) => ask(service.origin, '/api/retrievals', { body })

  test.each([
    ['pass', { pass: 'tetanus' }],
    ['familyName', { givenName: '', familyName: ' ' }],
    ['birthDate', { birthDate: '1975-02-30' }],
    ['birthDate', { birthDate: '10/12/1975' }],
    ['birthDate', { birthDate: '2999-01-01' }],
    ['birthDate', { birthDate: '' }],
    ['postalCode', { postalCode: '1220' }],
    ['phone', { phone: '555 0142' }],
    ['phone', { phone: 5185550142 }],
    ['givenName', { givenName: 'x'.repeat(201) }],
    ['surname', { surname: 'Lovelace' }],
    ['phone', { phone: undefined }],
  ])('a malformed %s is named: %j', async (field, change) => {
    const reply = await begin({ ...typed, ...change })
    expect(reply.status).toBe(422)
    expect(headerOf(reply, 'content-type')).toMatch(/^application\/problem\+json/)
    const { errors, ...problem } = json<{ errors: { field: string; detail: string }[]; title: string }>(reply)
    expect(new Set(errors.map((error) => error.field))).toEqual(new Set([field]))
    expect(problem).toMatchObject({ status: 422 })
  })

  test.each([
    { givenName: '', familyName: 'Sukarno' },
    { givenName: 'Sukarno', familyName: '' },
    { givenName: '王小明', familyName: '<script>alert(1)</script>' },
    { givenName: '\u202eadA', familyName: "O'\u2019\u02bcNeil \u0000" },
    { familyName: 'ж'.repeat(200) },
    { birthDate: '1956' },
    { birthDate: '1956-03' },
    { phone: '+1 (718) 555-0123 ext. 4' },
    { postalCode: '12203-1234' },
  ])('no character of a name is malformed, nor papers that say no more: %j', async (change) => {
    const reply = await begin({ ...typed, ...change })
    expect(reply.status).toBe(200)
    expect(json<StartedBody>(reply).questions).toHaveLength(3)
  })

  test('answers and codes of a strange shape are malformed, and of a strange content refused', async () => {
    const { retrieval } = json<StartedBody>(await begin(typed))
    const to = (step: string, body: unknown) => ask(service.origin, `/api/retrievals/${step}`, { body })
    const faults = ({ body }: Reply) => (JSON.parse(body).errors as { field: string }[]).map((e) => e.field)
    expect(faults(await to('answers', { retrieval, answers: { 'dose-month': 3 } }))).toEqual([
      'answers.dose-month',
    ])
    expect(faults(await to('code', { retrieval }))).toEqual(['code'])
    expect((await to('code', { retrieval: 'made up', code: '123456' })).status).toBe(403)
    expect((await to('answers', { retrieval, answers: { __proto__: 'x', constructor: 'y' } })).status).toBe(
      200,
    )
  })

  test('a body that is no JSON, or too large, is refused before anything reads it', async () => {
    expect((await ask(service.origin, '/api/retrievals', { body: '{"pass":' })).status).toBe(400)
    expect((await begin({ ...typed, givenName: 'x'.repeat(20_000) })).status).toBe(413)
    expect(
      (await ask(service.origin, '/api/retrievals', { body: 'pass=pcr', type: 'application/xml' })).status,
    ).toBe(415)
  })
})

describe('one code among several', () => {
  const resident = (index: number) => reachable()[index] as ResidentJson
  const reachable = () =>
    residents.filter(
      ({ note, phone, expect: told }) =>
        note === undefined &&
        told.vaccination.eligible &&
        residents.filter((other) => other.phone === phone).length === 1,
    )

  test('three asked for, the first one used: pass', async () => {
    const { phone, answers, ...typed } = resident(8)
    const begun = await startAndAnswer(service, 'vaccination', { ...typed, phone }, answers)
    for (const _ of [2, 3]) await answer(service, begun.retrieval, answersTo(begun, answers))
    const [third, second, first] = await codesSentTo(service, phone)
    expect(new Set([third, second, first]).size).toBe(3)
    expect((await enter(service, begun.retrieval, `${first?.slice(0, 3)} ${first?.slice(3)}`)).status).toBe(
      200,
    )
    expect((await enter(service, begun.retrieval, second ?? '')).status, 'once used, all are').toBe(403)
  })

  test('three wrong tries, and the right code comes too late', async () => {
    const { phone, answers, ...typed } = resident(9)
    const { retrieval } = await startAndAnswer(service, 'vaccination', { ...typed, phone }, answers)
    const [code = ''] = await codesSentTo(service, phone)
    for (const wrong of others(code, 3)) expect((await enter(service, retrieval, wrong)).status).toBe(403)
    expect((await enter(service, retrieval, code)).status).toBe(403)
  })

  test('a code opens its own retrieval and no other', async () => {
    const { phone, answers, ...typed } = resident(10)
    const one = await startAndAnswer(service, 'vaccination', { ...typed, phone }, answers)
    const [code = ''] = await codesSentTo(service, phone)
    const other = await startAndAnswer(service, 'vaccination', { ...typed, phone }, answers)
    expect((await enter(service, other.retrieval, code)).status).toBe(403)
    expect((await enter(service, one.retrieval, code)).status).toBe(200)
  })
})

describe('records that come in by HL7', () => {
  const doses = (id: string, zip?: string) => [
    { id: `${id}-1`, daysAgo: 80, ...(zip && { zip }) },
    { id: `${id}-2`, daysAgo: 50, ...(zip && { zip }) },
  ]
  /** Right for doses 80 and 50 days ago in Albany. */
  const answersOf = (begun: StartedBody): Answers => {
    return answersTo(begun, {
      'dose-region': 'capital-region',
      'dose-month': monthOf(80),
      'dose-product': 'pfizer',
    })
  }
  const begin = async (typed: TypedDetails, pass: PassType = 'vaccination') => {
    const begun = json<StartedBody>(await start(service, pass, typed))
    await answer(service, begun.retrieval, answersOf(begun))
    return begun.retrieval
  }
  const took = async (message: string) =>
    expect((await send(service, message)).body).toMatch(/\rMSA\|[AC]A\|/)
  const pass = async (typed: TypedDetails, phone = typed.phone) => {
    const retrieval = await begin(typed)
    const [code = ''] = await codesSentTo(service, phone)
    return enter(service, retrieval, code)
  }

  test('two registries, two ZIP codes, two phones, two spellings: whichever is typed, pass and code', async () => {
    const one = { id: 'T1', given: 'Loredana', family: 'Marchetti Ruíz', born: '19710914' }
    const here = { ...one, zip: '12203', phone: '5185550901' }
    const there = { ...here, id: 'T2', registry: 'CIR', zip: '12084', phone: '8385550902' }
    await took(vaccinationMessage(here, [{ id: 'LM-1', daysAgo: 80 }]))
    await took(vaccinationMessage({ ...there, family: 'Marchetti-Ruiz' }, [{ id: 'LM-2', daysAgo: 50 }]))
    for (const familyName of ['Marchetti Ruíz', 'marchetti-ruiz']) {
      for (const postalCode of [here.zip, there.zip]) {
        for (const phone of [here.phone, there.phone]) {
          const typed = { givenName: 'Loredana', familyName, birthDate: '1971-09-14', postalCode, phone }
          const reply = await pass(typed)
          expect(reply.status, `${familyName} ${postalCode} ${phone}`).toBe(200)
          expect(json<ProvenBody>(reply).decision.eligible).toBe(true)
        }
      }
    }
    expect(await codesSentTo(service, here.phone)).toHaveLength(4)
    expect(await codesSentTo(service, there.phone)).toHaveLength(4)
  })

  test('a former name finds the record, and stands on no pass, page or message', async () => {
    const who = {
      id: 'N1',
      given: 'Marisol',
      family: 'Vandermeer',
      born: '19820611',
      phone: '5185550961',
      former: { given: 'Deadwood', family: 'Formerly' },
    }
    await took(vaccinationMessage(who, doses('N1')))
    const now = {
      givenName: 'Marisol',
      familyName: 'Vandermeer',
      birthDate: '1982-06-11',
      postalCode: '12203',
      phone: who.phone,
    }
    for (const typed of [now, { ...now, givenName: 'Deadwood', familyName: 'Formerly' }]) {
      const reply = await pass(typed)
      expect(reply.status, typed.familyName).toBe(200)
      const [issued] = json<ProvenBody>(reply).passes
      expect([issued?.givenName, issued?.familyName]).toEqual(['Marisol', 'Vandermeer'])
      expect(reply.body).not.toMatch(/Deadwood|Formerly/i)
      const opened = await formatOf(issued?.qr ?? '')?.open(issued?.qr ?? '', LIMITS)
      expect(JSON.stringify(opened)).not.toMatch(/Deadwood|Formerly/i)
    }
    const messages = (await outboxOf(service)).filter(({ phone }) => phone === who.phone)
    expect(messages).toHaveLength(2)
    for (const { text } of messages) expect(text).not.toMatch(/Deadwood|Formerly|Marisol|Vandermeer|vaccin/i)
  })

  test('a child’s code goes to the next of kin’s phone, an adult’s does not', async () => {
    const year = new Date().getFullYear()
    const child = { id: 'K1', given: 'Tobias', family: 'Okonjo', born: `${year - 9}0301` }
    const adult = { id: 'K2', given: 'Miriam', family: 'Okonjo', born: `${year - 30}0301` }
    await took(vaccinationMessage({ ...child, nextOfKinPhone: '5185550911' }, doses('K1')))
    await took(vaccinationMessage({ ...adult, nextOfKinPhone: '5185550912' }, doses('K2')))
    const typed = (who: typeof child, phone: string) => ({
      givenName: who.given,
      familyName: who.family,
      birthDate: `${who.born.slice(0, 4)}-03-01`,
      postalCode: '12203',
      phone,
    })
    expect((await pass(typed(child, '5185550911'))).status).toBe(200)
    expect((await pass(typed(adult, '5185550912'))).status).toBe(403)
    expect(await codesSentTo(service, '5185550912')).toEqual([])
  })

  test('a family of eight with one phone: two codes each within the hour, all arrive, in any order of use', async () => {
    const phone = '5185550920'
    const names = ['Ann', 'Bela', 'Cora', 'Dmitri', 'Esther', 'Farid', 'Gwen', 'Hector']
    for (const [index, given] of names.entries()) {
      const born = `${1960 + 5 * index}0${index + 1}1${index}`
      await took(
        vaccinationMessage({ id: `F${index}`, given, family: 'Abernathy', born, phone }, doses(`F${index}`)),
      )
    }
    const begun: { retrieval: string; code: string }[] = []
    for (const round of [1, 2]) {
      for (const [index, givenName] of names.entries()) {
        const birthDate = `${1960 + 5 * index}-0${index + 1}-1${index}`
        const retrieval = await begin({
          givenName,
          familyName: 'Abernathy',
          birthDate,
          postalCode: '12203',
          phone,
        })
        const sent = await codesSentTo(service, phone)
        expect(sent, `${givenName}, round ${round}`).toHaveLength(begun.length + 1)
        begun.push({ retrieval, code: sent[0] ?? '' })
      }
    }
    expect(begun).toHaveLength(16)
    for (const { retrieval, code } of begun.reverse())
      expect((await enter(service, retrieval, code)).status).toBe(200)
  })

  test('attempts burnt, correction ingested, right answers: pass', async () => {
    const who = { id: 'C1', given: 'Rosalind', family: 'Quackenbush', born: '19580402', phone: '5185550931' }
    const typed = {
      givenName: 'Rosalind',
      familyName: 'Quackenbush',
      birthDate: '1958-04-02',
      postalCode: '12203',
      phone: who.phone,
    }
    await took(
      vaccinationMessage(who, [
        { id: 'C1-1', daysAgo: 80 },
        { id: 'C1-2', daysAgo: 50, cvx: '207' },
      ]),
    )
    const first = json<StartedBody>(await start(service, 'vaccination', typed))
    const wrong = wrongAnswersTo(first, answersOf(first))
    await Promise.all(Array.from({ length: 10 }, () => answer(service, first.retrieval, wrong)))
    expect((await pass(typed)).status, 'burnt').toBe(403)
    expect(await codesSentTo(service, who.phone)).toEqual([])

    await took(vaccinationMessage(who, [{ id: 'C1-2', daysAgo: 50, cvx: '208', action: 'U' }]))
    expect((await pass(typed)).status, 'corrected').toBe(200)
  })

  test('a positive test reported now bars all passes at once, and says so to the proven person alone', async () => {
    const who = { id: 'P1', given: 'Ignatius', family: 'Vanderzee', born: '19830719', phone: '5185550941' }
    const typed = {
      givenName: 'Ignatius',
      familyName: 'Vanderzee',
      birthDate: '1983-07-19',
      postalCode: '12203',
      phone: who.phone,
    }
    await took(vaccinationMessage(who, doses('P1')))
    expect(json<ProvenBody>(await pass(typed)).decision.eligible).toBe(true)
    await took(testMessage(who, { id: 'P1-t', kind: 'antigen', result: 'positive', minutesAgo: 90 }))
    const barred = json<ProvenBody>(await pass(typed))
    expect(barred).toEqual({ decision: { eligible: false, reason: 'recent-positive' }, passes: [] })
  })
})

describe('the OpenAPI document', () => {
  interface OpenApi {
    readonly openapi: string
    readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  }
  const read = async () => json<OpenApi>(await ask(service.origin, '/api/openapi.json'))

  test('names every address that the interface promises', async () => {
    const { openapi, paths } = await read()
    expect(openapi).toBe('3.1.0')
    expect(paths).toMatchObject({
      '/api/retrievals': { post: {} },
      '/api/retrievals/answers': { post: {} },
      '/api/retrievals/code': { post: {} },
      '/api/records/hl7v2': { post: {} },
      '/.well-known/excelsior/trust.json': { get: {} },
      '/demo/outbox': { get: {} },
      '/demo/residents': { get: {} },
      '/healthz': { get: {} },
      '/readyz': { get: {} },
    })
  })

  test('names no address that is not there, and each holds no place for anything personal', async () => {
    const { paths } = await read()
    const keySet = await ask(service.origin, '/.well-known/jwks.json')
    const kid = json<{ readonly keys: readonly { readonly kid: string }[] }>(keySet).keys[0]?.kid
    for (const [template, methods] of Object.entries(paths)) {
      // The one place: a resource's id, which its sender makes up and FHIR holds to be opaque. Lists of what was
      // withdrawn are asked for by the key that signed, and by their number; what a venue asks by a number of 256 bits,
      // so that a shorter one is refused and not merely unknown.
      const path = template
        .replace(/^(\/fhir\/(?:Immunization|Observation))\/\{id\}$/, '$1/1')
        .replace('/.well-known/crl/{file}', `/.well-known/crl/${kid}.json`)
        .replace('/credentials/status/{list}', '/credentials/status/0')
        .replace('/openid4vp/request/{request}', '/openid4vp/request/short')
      expect(path).not.toMatch(/[{}:*]/)
      for (const method of Object.keys(methods)) {
        const reply = await ask(service.origin, path, { method: method.toUpperCase() as 'GET' | 'POST' })
        // Nothing is kept for whoever asks here without a cookie; that is an answer of this very address.
        if (path === '/pass/live') expect(json<{ title: string }>(reply).title).toBe('No pass is kept here')
        else expect(reply.status, `${method} ${path}`).not.toBe(404)
        expect(reply.status, `${method} ${path}`).toBeLessThan(500)
      }
    }
  })
})

/** So many wrong codes of the same length. */
const others = (code: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => String((Number(code) + 1 + index) % 1_000_000).padStart(6, '0'))

/** In New York, where the questions are asked. */
function monthOf(daysAgo: number): string {
  const day = new Date(Date.now() - daysAgo * 86_400_000)
  return String(
    Number(new Intl.DateTimeFormat('en-US', { month: 'numeric', timeZone: 'America/New_York' }).format(day)),
  )
}

/** By RFC 9285 and another CBOR library: docs/pass-format.md without this project's reader. */
function claimsOf(text: string): ReadonlyMap<number, unknown> {
  const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:'
  const bytes: number[] = []
  for (let at = 'EP1:'.length; at < text.length; at += 3) {
    const [c = 0, d = 0, e] = [...text.slice(at, at + 3)].map((digit) => digits.indexOf(digit))
    const value = c + 45 * d + 2025 * (e ?? 0)
    bytes.push(...(e === undefined ? [value] : [value >> 8, value & 255]))
  }
  const tags: ((inner: () => unknown) => unknown)[] = []
  tags[18] = (inner) => inner()
  const message = decode(Uint8Array.from(bytes), { useMaps: true, tags }) as [Uint8Array, unknown, Uint8Array]
  return decode(message[2], { useMaps: true }) as ReadonlyMap<number, unknown>
}
