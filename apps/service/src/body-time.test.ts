import { once } from 'node:events'
import { type AddressInfo, connect } from 'node:net'
import { text } from 'node:stream/consumers'
import Fastify, { type FastifyInstance } from 'fastify'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { giveTime, limitBodyTime } from './body-time.ts'

let app: FastifyInstance
beforeEach(() => {
  app = Fastify()
  limitBodyTime(app, 30)
  app.post('/short', async () => 'read')
  app.addContentTypeParser('x/long', (request, payload, done) => {
    giveTime(request, 60_000)
    done(null, payload)
  })
  app.post('/long', (request) => text(request.body as NodeJS.ReadableStream))
})
afterEach(() => app.close())

/** Sends half of a body, waits, sends the other half; what was answered. */
async function dribble(path: string, type: string, between: () => Promise<unknown>): Promise<string> {
  await app.listen({ port: 0, host: '127.0.0.1' })
  const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1')
  const answer = text(socket)
  socket.write(
    `POST ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: ${type}\r\nContent-Length: 2\r\n\r\n"`,
  )
  await Promise.race([between(), once(socket, 'end')])
  if (socket.writable) socket.write('"')
  return answer
}

test('a body that does not come to its end in its time ends the connection', async () => {
  const answer = await dribble('/short', 'application/json', () => new Promise(() => undefined))
  expect(answer).toMatch(/^HTTP\/1\.1 408 /)
})

test('whoever was given more time has it', async () => {
  const answer = await dribble('/long', 'x/long', () => new Promise((done) => setTimeout(done, 120)))
  expect(answer).toMatch(/^HTTP\/1\.1 200 [\s\S]*""$/)
})
