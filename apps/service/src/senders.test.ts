import { createHmac, randomBytes, randomUUID } from 'node:crypto'
import { type Instant, zone } from '@excelsior/domain'
import { readHl7Stream } from '@excelsior/records'
import type { Json } from '@excelsior/store'
import { type TemporaryStore, temporaryStore } from '@excelsior/store/testing'
import Fastify, { type FastifyInstance } from 'fastify'
import { CompactSign, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readCodeTables } from './code-tables.ts'
import { DoorsInUse } from './doors-in-use.ts'
import { createIngestion } from './ingestion.ts'
import { recordRoutes } from './routes/api/records.ts'
import { authRoutes } from './routes/auth.ts'
import { createSeal } from './seal.ts'
import { readJwks } from './sender-keys.ts'
import { createSenderDesk } from './senders.ts'

const NEW_YORK = zone('America/New_York')
const PUBLIC_URL = 'https://pass.example.gov'
const AUDIENCE = `${PUBLIC_URL}/auth/token`
const START = Date.parse('2021-10-01T12:00:00Z') as Instant
const sealKey = randomBytes(32)
let now = START

interface Pair {
  readonly kid: string
  readonly alg: 'ES384' | 'RS384' | 'ES256'
  readonly privateKey: CryptoKey
  readonly publicJwk: Record<string, unknown>
}

async function pair(alg: Pair['alg'], kid: string): Promise<Pair> {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true })
  return { kid, alg, privateKey, publicJwk: { ...(await exportJWK(publicKey)), kid, use: 'sig' } }
}

let harness: TemporaryStore
let app: FastifyInstance
let iis: Pair
let rsa: Pair
let lab: Pair

async function register(name: string, pairs: readonly Pair[], scopes: readonly string[]) {
  const read = await readJwks(JSON.stringify({ keys: pairs.map(({ publicJwk }) => publicJwk) }))
  if (!read.ok) throw new Error(read.reason)
  const source = { name, jurisdiction: 'US-NY', zone: NEW_YORK.name, trial: false }
  const keys = read.value.map(({ jwk }) => jwk as Json)
  await harness.store.senders.register(source, { scopes, keys, pins: [] }, true)
}

/** The service's doors, as one process has them. */
async function doors(demo = false): Promise<FastifyInstance> {
  const { store } = harness
  const policy = () => ({ jurisdiction: 'US-NY', zone: NEW_YORK }) as never
  const senders = await createSenderDesk({
    config: { publicUrl: PUBLIC_URL, ...(demo && { demo: { people: 1, seed: 1 } }) },
    store,
    seal: createSeal(sealKey),
    policy,
    now: () => now,
  })
  const made = Fastify()
  await authRoutes(made, senders.tokens, new DoorsInUse())
  const codes = await readCodeTables()
  recordRoutes(made, {
    doors: new DoorsInUse(),
    ingestion: createIngestion({ store, codes, zoneOf: zone, now: () => now }),
    read: readHl7Stream,
    senders,
    zone: NEW_YORK,
    now: () => now,
  })
  return made
}

beforeAll(async () => {
  harness = await temporaryStore()
  app = await doors()
  ;[iis, rsa, lab] = await Promise.all([
    pair('ES384', 'iis-1'),
    pair('RS384', 'iis-2'),
    pair('ES384', 'lab-1'),
  ])
  await register('iis', [iis, rsa], ['hl7v2', 'system/Immunization.c'])
  await register('lab', [lab], ['csv'])
})
afterAll(async () => {
  await app.close()
  await harness.stop()
})

const seconds = () => Math.floor(now / 1000)
const claims = (name: string, more: JWTPayload = {}): JWTPayload => ({
  iss: name,
  sub: name,
  aud: AUDIENCE,
  exp: seconds() + 240,
  jti: randomUUID(),
  ...more,
})
const sign = (payload: JWTPayload, { alg, kid, privateKey }: Pair, header = {}): Promise<string> =>
  new SignJWT(payload).setProtectedHeader({ alg, kid, typ: 'JWT', ...header }).sign(privateKey)

const ask = (assertion: string, more: Readonly<Record<string, string>> = {}, at = app) =>
  at.inject({
    method: 'POST',
    url: '/auth/token',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams({
      grant_type: 'client_credentials',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion,
      ...more,
    }).toString(),
  })

const tokenOf = async (name: string, by: Pair, scope?: string): Promise<string> =>
  (await ask(await sign(claims(name), by), scope === undefined ? {} : { scope })).json().access_token

const message = (id: string) =>
  [
    `MSH|^~\\&|IIS|NYSIIS|EP|NYSDOH|20211001080000-0400||VXU^V04^VXU_V04|${id}|P|2.5.1`,
    'PID|1||A1^^^NYSIIS^SR||Doe^Jane^^^^^L||19800101|F|||1 Elm^^Albany^NY^12207^USA^P||^PRN^PH^^1^518^5550100',
    'ORC|RE||D1^NYSIIS',
    'RXA|0|1|20210401||208^COVID-19 vaccine^CVX|0.3|mL^^UCUM||00^New^NIP001|||||||||||CP|A',
  ]
    .map((segment) => `${segment}\r`)
    .join('')

const send = (
  token: string | undefined,
  at = app,
  from = '203.0.113.9',
  payload = message(randomUUID().slice(0, 18)),
) =>
  at.inject({
    method: 'POST',
    url: '/api/records/hl7v2',
    remoteAddress: from,
    headers: {
      'content-type': 'application/hl7-v2',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    payload,
  })

describe('a registered sender', () => {
  test('gets a token for five minutes by its ES384 or its RS384 key, and hands in records with it', async () => {
    for (const by of [iis, rsa]) {
      const answer = await ask(await sign(claims('iis'), by), { scope: 'hl7v2 system/Immunization.c' })
      expect(answer.statusCode).toBe(200)
      expect(answer.headers['cache-control']).toBe('no-store')
      const body = answer.json()
      expect(body).toEqual({
        access_token: expect.any(String),
        token_type: 'bearer',
        expires_in: 300,
        scope: 'hl7v2 system/Immunization.c',
      })
      expect(body.access_token).not.toContain('iis')
      const taken = await send(body.access_token)
      expect(taken.statusCode).toBe(200)
      expect(taken.body).toContain('\rMSA|AA|')
    }
  })

  test('is told at MSH-7 that a message of a time to come is refused', async () => {
    const early = message('early').replace('20211001080000-0400', '20211002080001-0400')
    const refused = await send(await tokenOf('iis', iis), app, '203.0.113.9', early)
    expect(refused.body).toMatch(/\rMSA\|AE\|early\rERR\|\|MSH\^1\^7\^1\|102\^/)
  })

  test('gets no more scopes than it asks for and is registered with; all of them where it asks for none', async () => {
    const scopes = async (scope?: string) => {
      const answer = await ask(await sign(claims('iis'), iis), scope === undefined ? {} : { scope })
      return answer.json().scope ?? answer.json().error
    }
    expect(await scopes()).toBe('hl7v2 system/Immunization.c')
    expect(await scopes('hl7v2')).toBe('hl7v2')
    expect(await scopes('csv hl7v2')).toBe('hl7v2')
    expect(await scopes('csv system/*.c')).toBe('invalid_scope')
  })

  test('an assertion opens once, whichever process it comes to', async () => {
    const assertion = await sign(claims('iis'), iis)
    expect((await ask(assertion)).statusCode).toBe(200)
    const other = await doors()
    expect((await ask(assertion, {}, other)).json().error).toBe('invalid_client')
    await other.close()
  })

  test('a token is good in every process, and after a restart', async () => {
    const token = await tokenOf('iis', iis)
    const other = await doors()
    expect((await send(token, other)).statusCode).toBe(200)
    await other.close()
  })
})

describe('an assertion is refused', () => {
  const secret = Buffer.from('public keys are no secrets')
  const encoded = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')
  const bare = (header: object, payload: object, signature: string) =>
    `${encoded(header)}.${encoded(payload)}.${signature}`

  const CASES: Readonly<Record<string, () => Promise<string>>> = {
    'of nobody': () => sign(claims('nobody'), iis),
    'signed with another sender’s key': () => sign(claims('iis'), lab),
    'signed with a key that claims the id of a registered one': () =>
      sign(claims('iis'), { ...lab, kid: 'iis-1' }),
    'with the id of no key': () => sign(claims('iis'), { ...iis, kid: 'iis-9' }),
    'without an id of its key': async () =>
      new SignJWT(claims('iis')).setProtectedHeader({ alg: 'ES384' }).sign(iis.privateKey),
    'of one sender in the name of another': () => sign(claims('lab', { iss: 'iis' }), iis),
    'made out to somebody else': () => sign(claims('iis', { aud: 'https://pass.example.gov/fhir' }), iis),
    'made out to us and to somebody else': () =>
      sign(claims('iis', { aud: [AUDIENCE, 'https://other.example'] }), iis),
    'made out to nobody': () => sign(claims('iis', { aud: undefined as never }), iis),
    expired: () => sign(claims('iis', { exp: seconds() - 31 }), iis),
    'good for longer than five minutes': () => sign(claims('iis', { exp: seconds() + 340 }), iis),
    'good for ever': () => sign(claims('iis', { exp: undefined as never }), iis),
    'not good yet': () => sign(claims('iis', { nbf: seconds() + 60 }), iis),
    'without an id of its own': () => sign(claims('iis', { jti: undefined as never }), iis),
    'with an empty id': () => sign(claims('iis', { jti: '' }), iis),
    'with alg none': async () => bare({ alg: 'none', kid: 'iis-1' }, claims('iis'), ''),
    'with alg HS384, keyed by the public key': async () => {
      const head = encoded({ alg: 'HS384', kid: 'iis-2' })
      const body = encoded(claims('iis'))
      const key = JSON.stringify(rsa.publicJwk)
      return `${head}.${body}.${createHmac('sha384', key).update(`${head}.${body}`).digest('base64url')}`
    },
    'with alg RS384 for a P-384 key': async () => sign(claims('iis'), { ...rsa, kid: 'iis-1' }),
    'with alg ES256': async () => sign(claims('iis'), { ...(await pair('ES256', 'iis-1')) }),
    'with a key in its own header': async () =>
      sign(claims('iis'), lab, { kid: 'iis-1', jwk: lab.publicJwk }),
    'with an extension that nobody knows': () =>
      new CompactSign(Buffer.from(JSON.stringify(claims('iis'))))
        .setProtectedHeader({ alg: 'ES384', kid: 'iis-1', crit: ['b64'], b64: true })
        .sign(iis.privateKey)
        .then((jws) => jws.replace(/^[^.]+/, encoded({ alg: 'ES384', kid: 'iis-1', crit: ['x'], x: 1 }))),
    'with its signature changed': async () => (await sign(claims('iis'), iis)).replace(/.{4}$/, 'AAAA'),
    'that is no JWT': async () => secret.toString('base64url'),
  }

  test.each(Object.keys(CASES))('%s; with the same answer as all others', async (name) => {
    const answer = await ask((await CASES[name]?.()) ?? '')
    expect(answer.statusCode).toBe(400)
    expect(answer.json()).toEqual({
      error: 'invalid_client',
      error_description: expect.stringMatching(/^The assertion is not accepted/),
    })
    expect(answer.headers['content-type']).toMatch(/^application\/json/)
  })

  test('with a client_id that is another’s', async () => {
    expect((await ask(await sign(claims('iis'), iis), { client_id: 'lab' })).json().error).toBe(
      'invalid_client',
    )
    expect((await ask(await sign(claims('iis'), iis), { client_id: 'iis' })).statusCode).toBe(200)
  })

  test.each([
    ['grant_type', 'password', 'unsupported_grant_type'],
    ['grant_type', 'authorization_code', 'unsupported_grant_type'],
    ['client_assertion_type', 'x', 'invalid_request'],
    ['client_assertion', '', 'invalid_request'],
    ['scope', '\0', 'invalid_scope'],
  ])('%s %j is named', async (name, value, error) => {
    const answer = await ask(await sign(claims('iis'), iis), { [name]: value })
    expect([answer.statusCode, answer.json().error]).toEqual([400, error])
  })

  test('an assertion of more than 8 KiB', async () => {
    expect((await ask('x'.repeat(8193))).json().error).toBe('invalid_request')
  })

  test('a parameter given twice, no parameters, and a body that is no form', async () => {
    const post = (payload: string, type = 'application/x-www-form-urlencoded') =>
      app.inject({ method: 'POST', url: '/auth/token', headers: { 'content-type': type }, payload })
    const twice = 'grant_type=client_credentials&grant_type=client_credentials'
    expect((await post(twice)).json().error).toBe('invalid_request')
    expect((await post('')).json().error).toBe('invalid_request')
    expect((await post('{}', 'application/json')).statusCode).toBe(415)
  })
})

describe('the door for HL7 v2', () => {
  test('is shut without a token, and says by what it opens', async () => {
    for (const from of ['203.0.113.9', '127.0.0.1']) {
      const answer = await send(undefined, app, from)
      expect(answer.statusCode).toBe(401)
      expect(answer.headers['www-authenticate']).toBe('Bearer')
    }
  })

  test.each([
    ['made up', async () => randomBytes(80).toString('base64url')],
    ['of no bytes', async () => ''],
    ['sealed for something else', async () => createSeal(sealKey).close(Buffer.from('{}'), 'retrieval')],
    [
      'changed',
      async () => (await tokenOf('iis', iis)).replace(/^./, (first) => (first === 'A' ? 'B' : 'A')),
    ],
  ])('is shut for a token that is %s', async (_, token) => {
    const answer = await send(await token())
    expect(answer.statusCode).toBe(401)
    expect(answer.headers['www-authenticate']).toBe('Bearer error="invalid_token"')
  })

  test('is shut for a sender who is registered for another', async () => {
    const answer = await send(await tokenOf('lab', lab))
    expect(answer.statusCode).toBe(403)
    expect(answer.headers['www-authenticate']).toBe('Bearer error="insufficient_scope", scope="hl7v2"')
    expect((await send(await tokenOf('iis', iis, 'system/Immunization.c'))).statusCode).toBe(403)
  })

  test('shuts when the token’s five minutes are over', async () => {
    const token = await tokenOf('iis', iis)
    try {
      now = (START + 299_000) as Instant
      expect((await send(token)).statusCode).toBe(200)
      now = (START + 300_000) as Instant
      expect((await send(token)).statusCode).toBe(401)
    } finally {
      now = START
    }
  })

  test('shuts for tokens of a key that was withdrawn, and of a sender who was removed', async () => {
    await register('clinic', [iis, rsa], ['hl7v2'])
    const token = await tokenOf('clinic', iis)
    await register('clinic', [rsa], ['hl7v2'])
    const [fresh, late] = [await doors(), await doors()] // nothing is remembered there
    expect((await send(token, fresh)).statusCode).toBe(401)
    const second = await tokenOf('clinic', rsa)
    expect((await send(second, fresh)).statusCode).toBe(200)
    await harness.store.senders.remove('clinic')
    expect((await send(second, late)).statusCode).toBe(401)
    await Promise.all([fresh.close(), late.close()])
  })

  test('in the demonstration takes whoever sits at this machine for the source "demo", and nobody else', async () => {
    const demo = await doors(true)
    expect((await send(undefined, demo, '127.0.0.1')).statusCode).toBe(200)
    expect((await send(undefined, demo, '203.0.113.9')).statusCode).toBe(401)
    expect((await send('made-up', demo, '127.0.0.1')).statusCode).toBe(401)
    expect((await send(await tokenOf('iis', iis), demo)).statusCode).toBe(200)
    await demo.close()
  })
})

test('senders find out where and how to get a token', async () => {
  for (const path of ['/.well-known/smart-configuration', '/fhir/.well-known/smart-configuration']) {
    expect((await app.inject(path)).json()).toMatchObject({
      token_endpoint: AUDIENCE,
      token_endpoint_auth_methods_supported: ['private_key_jwt'],
      token_endpoint_auth_signing_alg_values_supported: ['ES384', 'RS384'],
      grant_types_supported: ['client_credentials'],
    })
  }
})

test('one network may not ask for tokens without end', async () => {
  const { throttles } = harness.store
  const charge = {
    key: 'sender token network 198.51.100.7',
    limit: { count: 1200, periodMilliseconds: 3_600_000 },
  }
  for (let taken = 0; taken < 1200; taken += 1) await throttles.take([charge], now)
  const answer = await app.inject({
    method: 'POST',
    url: '/auth/token',
    remoteAddress: '198.51.100.7',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: 'grant_type=client_credentials',
  })
  expect([answer.statusCode, answer.headers['retry-after']]).toEqual([429, '60'])
})
