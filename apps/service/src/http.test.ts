import { type AddressInfo, connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { readConfig } from './config.ts'
import { createServer } from './http.ts'

const read = readConfig({}, '/')
if (!read.ok) throw new Error('the defaults are no settings')
const { config } = read

test('an address that cannot be decoded is a problem like others, and is not repeated', async () => {
  const app = createServer(config)
  app.get('/a/:name', () => 'a')
  const reply = await app.inject('/a/%E0%A4%Rosa')
  expect(reply.statusCode).toBe(400)
  expect(reply.headers['content-type']).toMatch(/^application\/problem\+json/)
  expect(reply.body).not.toContain('Rosa')
})

test('every answer bears the policy of its page, the strictest where the address names none', async () => {
  const app = createServer(config)
  app.get('/retrieve', () => 'a page')
  app.get('/scanner/', () => 'an app')
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  const ask = async (target: string) => {
    const socket = connect(port, '127.0.0.1')
    socket.write(`GET ${target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`)
    return (await text(socket)).toLowerCase()
  }
  // RFC 9112, section 3.2.2: servers take the absolute form, too.
  for (const target of ['/retrieve', 'http://elsewhere/retrieve', '/%ff', '/nothing', '*']) {
    const answer = await ask(target)
    expect(answer, target).toContain("require-trusted-types-for 'script'")
    expect(answer, target).toContain('camera=()')
    expect(answer, target).toContain('x-content-type-options: nosniff')
  }
  expect(await ask('/scanner/')).toContain('camera=(self)')
  await app.close()
})

test('a body that was too large to be read to its end takes its connection with it', async () => {
  const app = createServer(config)
  app.addContentTypeParser('text/stream', (_request, payload, done) => done(null, payload))
  app.post<{ Body: AsyncIterable<Uint8Array> }>('/stream', async ({ body }) => {
    for await (const _chunk of body) throw Object.assign(new Error('too large'), { statusCode: 413 })
  })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1')
  socket.on('error', () => undefined) // the server may hang up while the rest is still being sent
  socket.write(
    'POST /stream HTTP/1.1\r\nHost: a\r\nContent-Type: text/stream\r\nContent-Length: 9999\r\n\r\nabc',
  )
  const answer = await text(socket)
  expect(answer).toMatch(/^HTTP\/1\.1 413 /)
  expect(answer.toLowerCase()).toContain('connection: close')
  await app.close()
})
