import type { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import type { FastifyInstance, FastifyRequest } from 'fastify'

/** From the end of the headers to the end of the body. Milliseconds. */
const BODY_TIME = 30_000

const timers = new WeakMap<IncomingMessage, NodeJS.Timeout>()

/**
 * A body has its time, so that nobody keeps a connection by sending a byte now and then. It is ours and not the
 * server's, which has one time for all: a file of a gibibyte from a sender who is known takes longer (`giveTime`).
 */
export function limitBodyTime(app: FastifyInstance, milliseconds = BODY_TIME): void {
  app.addHook('onRequest', async ({ raw }) => {
    if (raw.headers['content-length'] === undefined && raw.headers['transfer-encoding'] === undefined) return
    start(raw, milliseconds)
    const stop = (): void => clearTimeout(timers.get(raw))
    raw.once('end', stop)
    raw.once('close', stop)
  })
}

/** So long from now, for whoever has proved who they are. A connection on which nothing moves ends all the same. */
export function giveTime({ raw }: FastifyRequest, milliseconds: number): void {
  if (!timers.has(raw) || raw.readableEnded) return
  clearTimeout(timers.get(raw))
  start(raw, milliseconds)
}

function start(raw: IncomingMessage, milliseconds: number): void {
  const timer = setTimeout(() => {
    const { socket } = raw
    if (!(socket instanceof Socket)) return // a request of a test, without any
    if (socket.writable) socket.write('HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n')
    socket.destroySoon()
    raw.destroy()
  }, milliseconds)
  timer.unref()
  timers.set(raw, timer)
}
