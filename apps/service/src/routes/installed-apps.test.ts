import { brotliDecompressSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { readConfig } from '../config.ts'
import { createServer } from '../http.ts'
import { installedApps } from './installed-apps.ts'

const read = readConfig({}, '/')
if (!read.ok) throw new Error('the defaults are no settings')
const { config } = read
const CODE = 'EP1:6BF+70790T9WJWG.FKY*4GO0.O1CV2 O5 N2FBBRW1*70HS8'

async function post(body: string, headers: Record<string, string> = {}) {
  const app = createServer(config)
  await installedApps(app, config)
  const type = { 'content-type': 'application/x-www-form-urlencoded' }
  const reply = await app.inject({
    method: 'POST',
    url: '/wallet/add',
    headers: { ...type, ...headers },
    body,
  })
  await app.close()
  return reply
}
const form = (code: string) => new URLSearchParams({ code }).toString()

test('a code from the portal comes back inside the wallet’s page, and nothing on the way keeps it', async () => {
  const reply = await post(form(CODE), { 'sec-fetch-site': 'same-origin', origin: 'null' })
  expect(reply.statusCode).toBe(200)
  expect(reply.body).toContain(`<input type="hidden" id="handover" value="${CODE}">`)
  expect(reply.headers['cache-control']).toBe('no-store')
  expect(reply.headers['permissions-policy']).toContain('camera=(self)')
  expect(reply.headers['content-security-policy']).toContain("script-src 'self'")
})

test('another site cannot put a pass into somebody’s wallet', async () => {
  for (const headers of [
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'https://elsewhere.example' },
  ]) {
    const reply = await post(form(CODE), headers)
    expect([reply.statusCode, reply.headers.location]).toEqual([303, '/wallet/'])
    expect(reply.body).not.toContain('EP1:')
  }
})

test('what is no code is not put into a page, be it markup', async () => {
  for (const code of ['', 'EP1:', `EP1:"><script>`, 'HC1:ABC', `EP1:${'A'.repeat(4_293)}`]) {
    const reply = await post(form(code), { 'sec-fetch-site': 'same-origin' })
    expect([code, reply.statusCode, reply.headers.location]).toEqual([code, 303, '/wallet/'])
  }
  expect((await post(form('A'.repeat(14_000)))).statusCode).toBe(413)
})

test('the longest code that there is fits', async () => {
  expect((await post(form(`EP1:${'/'.repeat(4_292)}`))).statusCode).toBe(200)
})

describe('the apps’ files', () => {
  const get = async (url: string, headers: Record<string, string> = {}, settings = config) => {
    const app = createServer(settings)
    await installedApps(app, settings)
    const reply = await app.inject({ url, headers })
    await app.close()
    return reply
  }
  const scriptOf = (html: string) => /src="(\/scanner\/assets\/main-[^"]+)"/.exec(html)?.[1] ?? ''

  test('go out compressed to whoever takes that, and whole to whoever does not', async () => {
    const whole = await get('/scanner/')
    const small = await get('/scanner/', { 'accept-encoding': 'gzip, br' })
    expect(small.headers['content-encoding']).toBe('br')
    expect(brotliDecompressSync(small.rawPayload).equals(whole.rawPayload)).toBe(true)
    expect(whole.headers['content-encoding']).toBeUndefined()
    for (const { headers } of [whole, small]) {
      expect(headers['content-type']).toMatch(/^text\/html/)
      expect(headers.vary).toBe('accept-encoding')
      expect(headers['cache-control']).toBe('no-cache')
    }
  })

  test('are kept for ever under their content’s name, compressed or not', async () => {
    const address = scriptOf((await get('/scanner/')).body)
    for (const encoding of ['identity', 'br']) {
      const { headers, statusCode } = await get(address, { 'accept-encoding': encoding })
      expect([statusCode, headers['content-encoding'] ?? 'identity']).toEqual([200, encoding])
      expect(headers['cache-control']).toBe('public, max-age=31536000, immutable')
      expect(headers['content-type']).toMatch(/javascript/)
    }
  })

  test('say that they come from a demonstration only there', async () => {
    const demo = { ...config, demo: { people: 1, seed: 1 } }
    const { demo: _, ...real } = config
    expect((await get('/wallet/', {}, demo)).headers['server-timing']).toBe('demonstration')
    expect((await get('/wallet/', {}, real)).headers['server-timing']).toBeUndefined()
  })
})
