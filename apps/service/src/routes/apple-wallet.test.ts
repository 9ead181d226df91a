import { createSecureServer, type ServerHttp2Stream } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { formatOf, LIMITS } from '@excelsior/credentials'
import { pushToApple } from '@excelsior/phone-wallets'
import { filesInPass, signatureFault } from '@excelsior/phone-wallets/testing'
import Fastify, { type FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createServer } from '../http.ts'
import { systemClock } from '../installation.ts'
import { tellPhones } from '../jobs/telling-phones.ts'
import type { IssuedPass } from '../retrieval-flow.ts'
import { openWalletStand, type WalletStand } from '../testing/wallet-stand.ts'
import { appleWalletRoutes } from './apple-wallet.ts'

let stand: WalletStand
let app: FastifyInstance
let origin: string
beforeAll(async () => {
  stand = await openWalletStand()
  const { store, keyRing } = stand.installation
  app = createServer(stand.config)
  if (!stand.desk.apple) throw new Error('Apple Wallet is not set up')
  appleWalletRoutes(app, stand.desk.apple, store, keyRing, systemClock)
  origin = await app.listen({ host: '127.0.0.1', port: 0 })
})
afterAll(async () => {
  await app.close()
  await stand.close()
})

const TOKEN = 'c0ffee'.repeat(10)
let person = 100

/** A phone with a pass of somebody new, that knows of it what stands in the file. */
async function phoneWithPass(device: string, of = person++) {
  const pass = await stand.issue({ givenName: 'Rosalinde' }, of)
  const file = await stand.desk.applePass(pass, systemClock())
  const json = JSON.parse(String(filesInPass(file ?? new Uint8Array(0)).get('pass.json')))
  const { serialNumber: serial, passTypeIdentifier: passType, authenticationToken } = json
  const ask = (method: string, path: string, { token = authenticationToken, body = '', headers = {} } = {}) =>
    fetch(`${origin}/apple-wallet/v1${path}`, {
      method,
      headers: { authorization: `ApplePass ${token}`, 'content-type': 'application/json', ...headers },
      ...(method === 'POST' && { body }),
    })
  const registration = `/devices/${device}/registrations/${passType}`
  return {
    pass,
    serial,
    passType,
    token: authenticationToken,
    ask,
    register: (how = {}) =>
      ask('POST', `${registration}/${serial}`, { body: JSON.stringify({ pushToken: TOKEN }), ...how }),
    leave: (how = {}) => ask('DELETE', `${registration}/${serial}`, how),
    changes: (since?: string) =>
      fetch(
        `${origin}/apple-wallet/v1${registration}${since === undefined ? '' : `?passesUpdatedSince=${since}`}`,
      ),
    latest: (how = {}) => ask('GET', `/passes/${passType}/${serial}`, how),
  }
}

async function withdraw({ qr }: IssuedPass): Promise<void> {
  const opened = await formatOf(qr)?.open(qr, LIMITS)
  if (!opened?.ok) throw new Error('no pass')
  await stand.installation.store.passes.revoke(Buffer.from(opened.ids[0]!, 'hex'), systemClock())
}

describe('a phone with a pass in Apple Wallet', () => {
  test('registers, hears nothing while all is well, and leaves', async () => {
    const phone = await phoneWithPass('phone-1')
    expect((await phone.register()).status).toBe(201)
    expect((await phone.register()).status).toBe(200)
    expect((await phone.changes()).status).toBe(204)
    const latest = await phone.latest()
    expect([latest.status, await latest.text()]).toEqual([304, ''])
    expect((await phone.leave()).status).toBe(200)
    expect((await phone.register()).status).toBe(201)
  })

  test('gets, once the pass is withdrawn, one that says so with nothing of the person', async () => {
    const phone = await phoneWithPass('phone-2')
    await phone.register()
    await withdraw(phone.pass)
    const changes = await phone.changes('0')
    expect([changes.status, changes.headers.get('cache-control')]).toEqual([200, 'no-store'])
    const { serialNumbers, lastUpdated } = await changes.json()
    expect([serialNumbers, typeof lastUpdated]).toEqual([[phone.serial], 'string'])
    expect((await phone.changes(lastUpdated)).status).toBe(204)

    const latest = await phone.latest()
    expect([latest.status, latest.headers.get('content-type')]).toEqual([200, 'application/vnd.apple.pkpass'])
    const files = filesInPass(new Uint8Array(await latest.arrayBuffer()))
    expect(signatureFault(files, stand.chain)).toBeUndefined()
    expect(JSON.parse(String(files.get('pass.json')))).toMatchObject({
      serialNumber: phone.serial,
      authenticationToken: phone.token,
      voided: true,
      generic: { primaryFields: [{ value: 'This pass was withdrawn' }] },
    })
    expect([...files.values()].join()).not.toMatch(/Rosalinde|1988|EP1:/)

    const since = { 'if-modified-since': latest.headers.get('last-modified') ?? '' }
    expect((await phone.latest({ headers: since })).status).toBe(304)
    const before = { 'if-modified-since': new Date(Date.now() - 3_600_000).toUTCString() }
    expect((await phone.latest({ headers: before })).status).toBe(200)
  })

  test('keeps its place when the person gets the next pass, and hears of that one', async () => {
    const phone = await phoneWithPass('phone-3', 500)
    await phone.register()
    const renewed = await phoneWithPass('phone-3', 500)
    expect([renewed.serial, renewed.token]).toEqual([phone.serial, phone.token])
    await withdraw(phone.pass)
    expect((await phone.changes()).status).toBe(204)
    await withdraw(renewed.pass)
    expect((await phone.changes()).status).toBe(200)
  })

  test('is nobody without the token of this very pass, whatever else it knows', async () => {
    const [phone, other] = [await phoneWithPass('phone-4'), await phoneWithPass('phone-5')]
    const wrong = [
      { token: other.token },
      { token: '' },
      { token: phone.token.slice(1) },
      { headers: { authorization: `Bearer ${phone.token}` } },
    ]
    const bodies = new Set<string>()
    for (const how of wrong) {
      for (const answer of [await phone.register(how), await phone.leave(how), await phone.latest(how)]) {
        expect(answer.status).toBe(401)
        bodies.add(await answer.text())
      }
    }
    expect([...bodies]).toEqual([''])
    const strange = await phone.ask('GET', `/passes/pass.strange/${phone.serial}`)
    expect(strange.status).toBe(401)
    await withdraw(phone.pass)
    expect((await phone.changes()).status).toBe(204)
  })

  test('is refused what no phone sends, before anything is looked up', async () => {
    const phone = await phoneWithPass('phone-6')
    for (const pushToken of ['', 'x', '../../etc', 'ab'.repeat(101), 5, null])
      expect((await phone.register({ body: JSON.stringify({ pushToken }) })).status).toBe(422)
    for (const body of ['', '{', '[]', 'null']) expect((await phone.register({ body })).status).toBe(422)
    expect((await phone.register({ body: `{"pushToken":"${'a'.repeat(17_000)}"}` })).status).toBe(413)
    expect((await phone.ask('GET', `/passes/${phone.passType}/${'g'.repeat(32)}`)).status).toBe(422)
    expect((await phone.changes('yesterday')).status).toBe(422)
  })

  test('may complain; what it writes is read by nobody', async () => {
    const phone = await phoneWithPass('phone-7')
    const said = await phone.ask('POST', '/log', { body: JSON.stringify({ logs: ['Rosalinde'] }) })
    expect([said.status, await said.text()]).toEqual([200, ''])
    expect((await phone.ask('POST', '/log', { body: 'x'.repeat(17_000) })).status).toBe(413)
  })
})

test('phones are told of a withdrawn pass by the push service, once; those that are gone are forgotten', async () => {
  const { chain, installation, desk } = stand
  if (!desk.apple) throw new Error('Apple Wallet is not set up')
  const [stays, gone] = [await phoneWithPass('phone-8'), await phoneWithPass('phone-9')]
  const tokens = { stays: 'aa'.repeat(16), gone: 'bb'.repeat(16) }
  await stays.register({ body: JSON.stringify({ pushToken: tokens.stays }) })
  await gone.register({ body: JSON.stringify({ pushToken: tokens.gone }) })
  const asked: string[] = []
  let isUp = false
  const apple = createSecureServer({ key: chain.read('serverKey'), cert: chain.read('server') })
  apple.on('stream', (stream: ServerHttp2Stream, headers) => {
    const path = String(headers[':path'])
    asked.push(path)
    stream.respond({ ':status': isUp ? (path.endsWith(tokens.gone) ? 410 : 200) : 503 })
    stream.end()
  })
  await new Promise<void>((resolve) => apple.listen(0, '127.0.0.1', resolve))
  const pushUrl = `https://127.0.0.1:${(apple.address() as AddressInfo).port}`
  const warned: unknown[] = []
  let ahead = 0
  const turn = () =>
    tellPhones(
      installation,
      { ...desk.apple!, pushUrl },
      { warn: (what: unknown) => void warned.push(what) },
      () => (systemClock() + ahead) as ReturnType<typeof systemClock>,
      (to, options) => pushToApple(to, { ...options, ca: chain.read('root') }),
    )
  try {
    const ours = () =>
      asked.filter((path) => path.endsWith(tokens.stays) || path.endsWith(tokens.gone)).length
    await turn()
    expect(ours()).toBe(0)
    await withdraw(stays.pass)
    await withdraw(gone.pass)
    await turn()
    expect(ours()).toBe(2)
    expect(warned.at(-1)).toMatchObject({ event: 'phones-not-told' })
    isUp = true
    await turn() // too soon
    expect(ours()).toBe(2)
    ahead += 120_000
    await turn()
    expect(ours()).toBe(4)
    ahead += 3_600_000
    await turn()
    expect(ours()).toBe(4)
    expect((await gone.changes()).status).toBe(204)
    expect((await stays.changes()).status).toBe(200)
  } finally {
    apple.close()
  }
})

test('a withdrawn key withdraws its passes on phones, too', async () => {
  const phone = await phoneWithPass('phone-10')
  await phone.register()
  const { keyRing } = stand.installation
  keyRing.revoke(keyRing.signer(systemClock()).keyId, systemClock())
  expect((await phone.changes()).status).toBe(200)
  expect((await phone.latest()).status).toBe(200)
  const next = await phoneWithPass('phone-11')
  await next.register()
  expect([(await next.changes()).status, (await next.latest()).status]).toEqual([204, 304])
})

describe('what phones write about themselves', () => {
  test('is one line a minute in the log, however many send it, and says nothing of them', async () => {
    const lines: string[] = []
    const server = Fastify({ logger: { level: 'warn', stream: { write: (line) => void lines.push(line) } } })
    const { store, keyRing } = stand.installation
    let now = systemClock()
    if (!stand.desk.apple) throw new Error('Apple Wallet is not set up')
    appleWalletRoutes(server, stand.desk.apple, store, keyRing, () => now)
    const send = () =>
      server.inject({
        method: 'POST',
        url: '/apple-wallet/v1/log',
        headers: { 'content-type': 'application/json' },
        payload: '{"logs":["Rosalinde"]}',
      })
    for (let times = 0; times < 5; times++) expect((await send()).statusCode).toBe(200)
    now = (now + 60_000) as typeof now
    await send()
    const told = lines.map((line) => JSON.parse(line))
    expect(told.map(({ event, times }) => [event, times])).toEqual([
      ['apple-wallet-log', 1],
      ['apple-wallet-log', 5],
    ])
    expect(lines.join()).not.toContain('Rosalinde')
    await server.close()
  })
})
