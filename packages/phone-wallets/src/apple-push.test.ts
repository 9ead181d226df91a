import {
  createSecureServer,
  type Http2SecureServer,
  type IncomingHttpHeaders,
  type ServerHttp2Stream,
} from 'node:http2'
import type { AddressInfo } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type AppleIdentity, readAppleIdentity } from './apple-identity.ts'
import { pushToApple } from './apple-push.ts'
import { makeTestChain, type TestChain } from './testing.ts'

let chain: TestChain
let server: Http2SecureServer | undefined
let identity: AppleIdentity

beforeAll(() => {
  chain = makeTestChain()
  const read = readAppleIdentity({
    certificate: chain.read('certificate'),
    key: chain.read('key'),
    wwdr: chain.read('wwdr'),
    passTypeId: chain.passTypeId,
    teamId: chain.teamId,
  })
  if (!read.ok) throw new Error(read.faults.join())
  identity = read.identity
})
afterEach(() => server?.close())
afterAll(() => chain.remove())

interface Seen {
  readonly path: string | undefined
  readonly topic: string | undefined
  readonly body: string
  readonly client: string | undefined
}

/** As Apple's push service answers: HTTP/2 over TLS, the client known by its certificate. */
async function listen(answer: (token: string, stream: ServerHttp2Stream) => void) {
  const seen: Seen[] = []
  const sessions = new Set<{ destroy(): void }>()
  server = createSecureServer({
    key: chain.read('serverKey'),
    cert: chain.read('server'),
    ca: [chain.read('root'), chain.read('wwdr')],
    requestCert: true,
  })
  server.on('session', (session) => sessions.add(session))
  server.on('stream', (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => {
    let body = ''
    stream.setEncoding('utf8').on('data', (text: string) => {
      body += text
    })
    stream.on('error', () => undefined)
    stream.on('end', () => {
      const socket = stream.session?.socket as TLSSocket | undefined
      const path = String(headers[':path'])
      const client = socket?.authorized ? String(socket.getPeerCertificate().subject.OU) : undefined
      seen.push({ path, topic: String(headers['apns-topic']), body, client })
      answer(path.split('/').at(-1) ?? '', stream)
    })
  })
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    seen,
    url: `https://127.0.0.1:${port}`,
    drop: () => {
      for (const session of sessions) session.destroy()
    },
  }
}

const push = (url: string, tokens: readonly string[], limit = 5000) =>
  pushToApple(tokens, { url, identity, ca: chain.read('root'), limit })
const answers = (status: number, reason?: string) => (_token: string, stream: ServerHttp2Stream) => {
  stream.respond({ ':status': status })
  stream.end(reason === undefined ? '' : JSON.stringify({ reason }))
}

describe('telling phones that a pass has changed', () => {
  test('is a request without content for each, under the pass type, with the pass certificate as the client’s', async () => {
    const { seen, url } = await listen(answers(200))
    expect(await push(url, ['aa11', 'bb22'])).toEqual(['sent', 'sent'])
    const common = { topic: chain.passTypeId, body: '{}', client: chain.teamId }
    expect(seen).toEqual([
      { path: '/3/device/aa11', ...common },
      { path: '/3/device/bb22', ...common },
    ])
  })

  test('tells phones that are gone from tries that failed', async () => {
    const { url } = await listen((token, stream) => {
      const [status, reason] = token.split('-')
      answers(Number(status), reason)(token, stream)
    })
    const tokens = [
      '410-Unregistered',
      '400-BadDeviceToken',
      '400-BadTopic',
      '429-TooManyRequests',
      '503',
      '200',
    ]
    expect(await push(url, tokens)).toEqual(['gone', 'gone', 'failed', 'failed', 'failed', 'sent'])
  })

  test('fails, and rejects nothing, where nobody listens, answers or is who they should be', async () => {
    expect(await push('https://127.0.0.1:1', ['aa'])).toEqual(['failed'])
    const silent = await listen(() => undefined)
    expect(await push(silent.url, ['aa', 'bb'], 300)).toEqual(['failed', 'failed'])
    silent.drop()
    const stranger = await pushToApple(['aa'], { url: silent.url, identity, limit: 5000 })
    expect([stranger, silent.seen.length]).toEqual([['failed'], 2])
    silent.drop()
  })

  test('keeps the answers that came before the connection broke', async () => {
    const { url, drop } = await listen((token, stream) => {
      if (token === 'good') answers(200)(token, stream)
      else setTimeout(drop, 100)
    })
    expect(await push(url, ['good', 'bad'])).toEqual(['sent', 'failed'])
  })
})
