import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { PASS_MINUTES } from '../kept-for.ts'
import type { Bound, LivePasses } from '../live-passes.ts'
import { createPassPainter } from '../picture/pass-picture.ts'
import { renderPage } from '../render.tsx'
import { ROSA } from '../testing/parts.ts'
import { type Served, servePortal } from '../testing/serve.ts'
import { createVisits } from '../testing/visits.ts'
import { ASSETS_PATH } from './asset-files.ts'

const painter = createPassPainter()
const assets = { script: '/portal.js', icon: '/mark.svg', styles: ['/portal.css'] }
const { get, toPass } = createVisits(() => served)
const KEY = { kty: 'EC', crv: 'P-256', x: 'x'.repeat(43), y: 'y'.repeat(43) }

let answer: () => Promise<Bound>
let asked: unknown[]
const livePasses: LivePasses = {
  bind: (pass, key, now) => {
    asked.push([pass, key, now])
    return answer()
  },
}

let client: string
let served: Served
let cookie: string
beforeEach(async () => {
  answer = async () => ({ kind: 'bound', text: 'EP1:BOUND' })
  asked = []
  client = mkdtempSync(join(tmpdir(), 'excelsior-portal-'))
  mkdirSync(join(client, ASSETS_PATH), { recursive: true })
  served = await servePortal({ renderPage, client, painter, assets }, { livePasses })
  cookie = await toPass()
})
afterEach(async () => {
  await served.stop()
  rmSync(client, { recursive: true })
})

/** As the wallet's page asks. */
function ask(
  payload: string,
  { held = cookie, headers = {} }: { held?: string; headers?: Record<string, string> } = {},
) {
  return served.app.inject({
    method: 'POST',
    url: '/pass/live',
    headers: {
      host: 'localhost',
      'content-type': 'application/json',
      'sec-fetch-site': 'same-origin',
      cookie: held,
      ...headers,
    },
    payload,
  })
}
const BODY = JSON.stringify({ key: KEY })
const NO_PASS = { type: 'about:blank', title: 'No pass is kept here', status: 404 }

describe('a pass for the key of a wallet', () => {
  test('is the kept pass, bound to the key that was sent; nobody on the way keeps it', async () => {
    const made = await ask(BODY)
    expect([made.statusCode, made.json()]).toEqual([200, { text: 'EP1:BOUND' }])
    expect(made.headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
    })
    expect(made.headers['set-cookie']).toBeUndefined()
    expect(asked).toEqual([[ROSA, KEY, ROSA.issued]])
  })

  test('is given to nobody without a pass here, nor to another site, nor once it is over: one answer', async () => {
    const answers = [
      await ask(BODY, { held: '' }),
      await ask(BODY, { held: cookie.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')) }),
      await ask(BODY, { headers: { 'sec-fetch-site': 'cross-site' } }),
      await ask(BODY, { headers: { 'sec-fetch-site': 'same-site' } }),
      await ask('{"key":', { held: '' }),
    ]
    answer = async () => ({ kind: 'over' })
    answers.push(await ask(BODY))
    const heads = ['content-type', 'cache-control', 'content-length']
    for (const each of answers) {
      expect([each.statusCode, each.json()]).toEqual([404, NO_PASS])
      expect(heads.map((name) => each.headers[name])).toEqual(heads.map((name) => answers[0]?.headers[name]))
    }
    expect(asked).toHaveLength(1)
  })

  test('is gone with the cookie’s time', async () => {
    served.wait(PASS_MINUTES)
    expect((await ask(BODY)).json()).toEqual(NO_PASS)
    expect(asked).toEqual([])
  })

  test('needs a key: what is none, and what is no JSON, is told so', async () => {
    answer = async () => ({ kind: 'not-a-key' })
    for (const body of [BODY, '{"key":', '[]', '"key"', '{}', 'null']) {
      const refused = await ask(body)
      expect([refused.statusCode, refused.headers['content-type']]).toEqual([
        400,
        'application/problem+json; charset=utf-8',
      ])
      expect(refused.body).not.toContain('xxx')
    }
    expect(asked.map((each) => (each as unknown[])[1])).toEqual([KEY, ...Array(5).fill(undefined)])
  })

  test('is asked for by a small JSON body only', async () => {
    expect((await ask(`{"key":"${'x'.repeat(1024)}"}`)).statusCode).toBe(413)
    const form = { headers: { 'content-type': 'application/x-www-form-urlencoded' } }
    expect((await ask('key=1', form)).statusCode).toBe(415)
    expect((await get('/pass/live', { cookie })).statusCode).toBe(404)
    expect(asked).toEqual([])
  })

  test('counts as a file of the pass: thirty an hour', async () => {
    const statuses = []
    for (let count = 0; count < 31; count++) statuses.push((await ask(BODY)).statusCode)
    expect(statuses).toEqual([...Array(30).fill(200), 429])
    expect(Number((await ask(BODY)).headers['retry-after'])).toBeGreaterThan(0)
    expect((await get('/pass/picture.png', { cookie })).statusCode).toBe(429)
  })

  test('that cannot be made now is told of without a word of why', async () => {
    answer = () => Promise.reject(new Error('Rosa'))
    const failed = await ask(BODY)
    expect([failed.statusCode, failed.headers['retry-after']]).toEqual([503, '10'])
    expect(failed.body).not.toContain('Rosa')
  })
})

test('a service that binds no passes has no such address', async () => {
  const from = await servePortal({ renderPage, client, painter, assets })
  try {
    const answered = await from.app.inject({
      method: 'POST',
      url: '/pass/live',
      headers: { host: 'localhost', 'content-type': 'application/json' },
      payload: BODY,
    })
    expect(answered.statusCode).toBe(404)
    expect(answered.headers['content-type']).toContain('text/html')
  } finally {
    await from.stop()
  }
})
