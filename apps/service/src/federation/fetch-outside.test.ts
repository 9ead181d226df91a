import { createServer, type Server } from 'node:http'
import type { AddressInfo, LookupFunction } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fetchOutside, outsideAddress } from './fetch-outside.ts'

let server: Server
let origin: string
let asked = 0

beforeAll(async () => {
  server = createServer((request, response) => {
    asked++
    if (request.url === '/list') response.end('{"fine":true}')
    else if (request.url === '/large') response.end('x'.repeat(100_000))
    else if (request.url === '/elsewhere') response.writeHead(302, { location: '/list' }).end()
    else if (request.url === '/cut') {
      response.writeHead(200, { 'content-length': 100 })
      response.write('half of it', () => response.destroy())
    } else response.writeHead(404).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => new Promise((resolve) => server.close(resolve)))

const get = (path: string, most = 1000) => fetchOutside(new URL(origin + path), most)

describe('what is fetched', () => {
  test('comes whole or not at all', async () => {
    const fetched = await get('/list')
    expect(fetched.ok && Buffer.from(fetched.bytes).toString()).toBe('{"fine":true}')
    expect(await get('/cut')).toEqual({ ok: false, why: 'cannot be reached' })
    expect(await get('/nothing')).toEqual({ ok: false, why: 'answered with status 404' })
  })

  test('is given up at its bound', async () => {
    expect(await get('/large', 99_999)).toEqual({ ok: false, why: 'sent more than 99999 bytes' })
    expect(await get('/large', 100_000)).toMatchObject({ ok: true })
  })

  test('is not sought where it has moved to', async () => {
    expect(await get('/elsewhere')).toEqual({ ok: false, why: 'answered with status 302' })
  })
})

describe('an address', () => {
  test.each([
    'https://pass.example.gov/trust.json',
    'http://localhost:8081/x',
    'http://127.0.0.1/',
    'http://[::1]:8/',
  ])('%s may be asked', (text) => {
    expect(outsideAddress(text)?.href).toBe(new URL(text).href)
  })

  test.each([
    'http://pass.example.gov/trust.json',
    'https://user:password@pass.example.gov/',
    'https://user@pass.example.gov/',
    'file:///etc/passwd',
    'ftp://pass.example.gov/',
    'http://127.0.0.1.example.org/',
    'http://2130706433.example/',
    'trust.json',
  ])('%s may not', (text) => {
    expect(outsideAddress(text)).toBeUndefined()
  })
})

describe('a name that leads to an inner network', () => {
  const leadingTo =
    (...addresses: string[]): LookupFunction =>
    (_, __, callback) =>
      callback(
        null,
        addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      )

  test.each([
    ['127.0.0.1'],
    ['10.0.0.8'],
    ['172.31.255.255'],
    ['192.168.1.1'],
    ['169.254.169.254'],
    ['100.64.0.1'],
    ['0.0.0.0'],
    ['::1'],
    ['::'],
    ['fd00::1'],
    ['fe80::1'],
    ['fec0::1'],
    ['::7f00:1'],
    ['2002:7f00:1::'],
    ['2001:0:7f00:1::'],
    ['64:ff9b:1::7f00:1'],
    ['::ffff:127.0.0.1'],
    ['::ffff:7f00:1'],
    ['64:ff9b::7f00:1'],
    ['203.0.113.9', '127.0.0.1'],
  ])('to %s is not connected to', async (...addresses) => {
    const before = asked
    const port = new URL(origin).port
    const url = new URL(`https://pass.example.gov:${port}/list`)
    expect(await fetchOutside(url, 1000, undefined, leadingTo(...addresses))).toEqual({
      ok: false,
      why: 'leads to an address of an inner network',
    })
    expect(asked).toBe(before)
  })

  test.each([
    'https://10.0.0.8/',
    'https://[fd00::1]/',
    'https://169.254.169.254/',
    'https://2130706433/',
    'https://[::ffff:10.0.0.1]/',
  ])('nor is %s, which is one itself', async (text) => {
    const url = outsideAddress(text)
    const fetched = url && (await fetchOutside(url, 1000))
    // 2130706433 is 127.0.0.1 in one number, and this machine may be asked, by https.
    if (url?.hostname === '127.0.0.1') expect(fetched).toEqual({ ok: false, why: 'cannot be reached' })
    else expect(fetched).toEqual({ ok: false, why: 'leads to an address of an inner network' })
  })
})
