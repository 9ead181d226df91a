import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { Duplex } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { connect as connectTls } from 'node:tls'
import { type Instant, zone } from '@excelsior/domain'
import { readMessage } from '@excelsior/records'
import { type Source, StoreUnavailable } from '@excelsior/store'
import { type TemporaryStore, temporaryStore } from '@excelsior/store/testing'
import Client, { Message } from 'node-hl7-client'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { readCodeTables } from '../code-tables.ts'
import { createIngestion, type Ingestion } from '../ingestion.ts'
import { createSeal } from '../seal.ts'
import { pinsOf } from '../sender-keys.ts'
import { createSenderDesk } from '../senders.ts'
import { type Authority, type Certified, openAuthority } from '../testing/authority.ts'
import { converse, PATIENCE } from './conversation.ts'
import { type MllpDoor, type MllpDoorParts, openMllpDoor } from './door.ts'

const NEW_YORK = zone('America/New_York')
const now = () => Date.now() as Instant
const QUICK = { ...PATIENCE, settle: 30, away: 1 }

let harness: TemporaryStore
let ingestion: Ingestion
let demo: Source
let authority: Authority
let server: Certified
const opened: MllpDoor[] = []
const heard: string[] = []

beforeAll(async () => {
  harness = await temporaryStore()
  const { store } = harness
  ingestion = createIngestion({ store, codes: await readCodeTables(), zoneOf: zone, now })
  demo = await store.sources.put({ name: 'demo', jurisdiction: 'US-NY', zone: NEW_YORK.name, trial: true })
  authority = openAuthority()
  server = authority.issue('localhost')
})
afterAll(async () => {
  authority.remove()
  await harness.stop()
})
afterEach(async () => {
  await Promise.all(opened.splice(0).map((door) => door.stop()))
  heard.length = 0
})

async function openDoor(more: Partial<MllpDoorParts> = {}): Promise<MllpDoor> {
  const door = await openMllpDoor({
    settings: { port: 0, host: '127.0.0.1' },
    senders: { demo: async () => demo, withPin: async () => ({ kind: 'unknown', invalid: true }) },
    ingestion,
    zone: () => NEW_YORK,
    now,
    log: (event, detail) => heard.push(`${event} ${JSON.stringify(detail)}`),
    patience: QUICK,
    ...more,
  })
  opened.push(door)
  return door
}

let numbers = 0
/** A whole message of somebody of their own. */
function message({
  id = `M${++numbers}`,
  rest = '',
  type = 'VXU^V04^VXU_V04',
  name = 'Núñez',
  processing = 'P',
} = {}) {
  numbers += 1
  const born = `19${String(10 + (numbers % 89))}0${1 + (numbers % 9)}1${numbers % 9}`
  return [
    `MSH|^~\\&|IIS|NYSIIS|EP|NYSDOH|20211001080000-0400||${type}|${id}|${processing}|2.5.1${rest}`,
    `PID|1||P${numbers}^^^NYSIIS^SR||${name}${numbers}^Jane^^^^^L||${born}|F|||1 Elm^^Albany^NY^12207^USA^P`,
    `ORC|RE||D${numbers}^NYSIIS`,
    'RXA|0|1|20210401||208^COVID-19 vaccine^CVX|0.3|mL^^UCUM||00^New^NIP001|||||||||||CP|A',
  ]
    .map((segment) => `${segment}\r`)
    .join('')
}
const framed = (text: string): string => `\v${text}\x1c\r`
const idOf = (text: string): string => text.split('|')[9] ?? ''

/** A sender by hand: bytes out, frames in. */
class Line {
  readonly socket: Socket
  #come = ''
  #closed = false

  constructor(socket: Socket) {
    this.socket = socket
    socket.on('error', () => undefined)
    socket.on('end', () => socket.end())
    socket.on('close', () => {
      this.#closed = true
    })
    socket.setEncoding('latin1').on('data', (text: string) => {
      this.#come += text
    })
  }

  write(text: string | Uint8Array): void {
    this.socket.write(text)
  }

  /** The answers so far, without their frames. */
  get answers(): string[] {
    return this.#come
      .split('\x1c\r')
      .slice(0, -1)
      .map((frame) => (frame.startsWith('\v') ? frame.slice(1) : 'no start block'))
  }

  /** `AA M1`, of each answer. */
  get told(): string[] {
    return this.answers.map((answer) => /\rMSA\|(\w\w)\|([^|\r]*)/.exec(answer)?.slice(1).join(' ') ?? answer)
  }

  async answered(count: number): Promise<string[]> {
    await vi.waitFor(() => expect(this.told.length).toBeGreaterThanOrEqual(count), {
      timeout: 20_000,
      interval: 2,
    })
    return this.told
  }

  async answeredOrClosed(): Promise<string[]> {
    await vi.waitFor(() => expect(this.#closed || this.told.length > 0).toBe(true), {
      timeout: 20_000,
      interval: 2,
    })
    return this.told
  }

  async closed(): Promise<string[]> {
    await vi.waitFor(() => expect(this.#closed).toBe(true), { timeout: 20_000, interval: 2 })
    return this.told
  }
}

async function call(door: MllpDoor): Promise<Line> {
  const socket = connect({ port: door.port, host: '127.0.0.1', noDelay: true, allowHalfOpen: true })
  await once(socket, 'connect')
  return new Line(socket)
}

const quarantined = async () =>
  (await harness.store.quarantine.list(1000)).map(({ source, reason, times }) => ({ source, reason, times }))
const stored = async (): Promise<number> =>
  Number((await harness.sql('SELECT count(*) AS n FROM records'))[0]?.n)

describe('frames over a connection', () => {
  test('three messages cut at every byte, also within a letter and an end block, get three answers in order', async () => {
    // Repeats are answered like the first time, without waiting for the disk as long.
    const [one, two, three] = [message({ name: 'Núñez' }), message({ name: '李' }), message()]
    const stream = Buffer.from(framed(one) + framed(two) + framed(three))
    const expected = [one, two, three].map((text) => `AA ${idOf(text)}`)
    const door = await openDoor({ patience: { ...QUICK, settle: 10_000 } })
    const before = await stored()
    for (let at = 1; at < stream.length; at++) {
      const line = await call(door)
      line.write(stream.subarray(0, at))
      // What stands in front of the cut is on its way through before the rest is sent.
      const whole = [one, two, three].filter(
        (_, index, all) =>
          at >=
          Buffer.byteLength(
            all
              .slice(0, index + 1)
              .map(framed)
              .join(''),
          ),
      )
      await line.answered(whole.length)
      line.write(stream.subarray(at))
      expect(await line.answered(3), `cut at ${at}`).toEqual(expected)
      line.socket.destroy()
    }
    expect(await stored()).toBe(before + 3)
  }, 120_000)

  test('a message in UTF-16 is answered AE with the reason, nothing of it is stored, and the line is closed', async () => {
    const text = message({ rest: '||||||UNICODE UTF-16', name: 'A\u0d1cB' }) // U+0D1C is 1C 0D, an end block
    const before = await stored()
    const line = await call(await openDoor())
    line.write(
      Buffer.concat([Buffer.from('\v'), Buffer.from(`\ufeff${text}`, 'utf16le'), Buffer.from('\x1c\r')]),
    )
    expect(await line.closed()).toEqual([`AE ${idOf(text)}`])
    expect(line.answers[0]).toContain('|UNICODE UTF-8\r')
    expect(line.answers[0]).toContain('Send it as UNICODE UTF-8')
    expect(await stored()).toBe(before)
  })

  test('joined in one packet, three messages get three answers, the bad one in its place', async () => {
    const [one, bad, three] = [message(), message({ type: 'ADT^A01' }), message()]
    const line = await call(await openDoor())
    line.write(framed(one) + framed(bad) + framed(three))
    const expected = [`AA ${idOf(one)}`, `AR ${idOf(bad)}`, `AA ${idOf(three)}`]
    expect(await line.answered(3)).toEqual(expected)
    expect(line.answers[1]).toMatch(/\rERR\|\|MSH\^1\^9\^1\|200\^/)
    const own = line.answers.map(idOf)
    expect(new Set(own).size, 'control ids of our own').toBe(3)
    line.socket.destroy()
  })

  test('a message of just under 1 MiB is taken', async () => {
    const notes = `NTE|1||${'x'.repeat(1000)}\r`.repeat(1030)
    const text = message() + notes
    const line = await call(await openDoor())
    line.write(framed(text))
    expect(await line.answered(1)).toEqual([`AA ${idOf(text)}`])
    line.socket.destroy()
  })

  test('a sender that closes its side as soon as it has sent still gets its answer', async () => {
    const text = message()
    const line = await call(await openDoor())
    line.socket.end(`\v${text}\x1c`)
    expect(await line.closed()).toEqual([`AA ${idOf(text)}`])
  })

  test('an end block without its CR is answered, though nothing follows', async () => {
    const text = message()
    const line = await call(await openDoor())
    line.write(`\v${text}\x1c`)
    expect(await line.answered(1)).toEqual([`AA ${idOf(text)}`])
    line.write(`\v${text}\x1c\r`)
    expect(await line.answered(2)).toHaveLength(2)
    line.socket.destroy()
  })

  test('bytes between frames are skipped and counted, a frame with no message in it is told', async () => {
    const text = message()
    const line = await call(await openDoor())
    line.write(`\0\r\nstarted at 12:00\n${framed(text)}\n${framed('')}`)
    expect(await line.answered(2)).toEqual([`AA ${idOf(text)}`, 'AE '])
    line.socket.end()
    await line.closed()
    expect(heard).toContain('mllp-bytes-skipped {"source":"demo","bytes":17}')
  })

  test.each([
    ['unfinished, when the sender closes', (text: string) => `\v${text}`, true],
    ['unfinished, when its time is up', (text: string) => `\v${text}`, false],
    ['without a start block', (text: string) => `${text}\x1c\r`, false],
    ['with another end', (text: string) => `\v${text}\x1c\n`, false],
    ['begun before the one in front has ended', (text: string) => `\v${text}\v${text}\x1c\r`, false],
    ['of more than 1 MiB', (text: string) => `\v${text}${'x'.repeat(1_048_576)}`, false],
  ])(
    '%s: kept with its reason, none of it stored, refused, and the connection closed',
    async (_, spoil, closes) => {
      const text = message()
      const [before, kept] = [await stored(), (await quarantined()).length]
      const line = await call(await openDoor({ patience: { ...QUICK, frame: 50 } }))
      line.write(spoil(text))
      if (closes) line.socket.end()
      expect(await line.closed()).toEqual([`AE ${idOf(text)}`])
      expect(await stored()).toBe(before)
      const [newest, ...others] = await quarantined()
      expect(others).toHaveLength(kept)
      expect(newest).toMatchObject({
        source: demo.id,
        times: 1,
        reason: expect.stringContaining('connection is closed'),
      })
      expect(heard).toContainEqual(expect.stringContaining('mllp-framing-fault {"source":"demo"'))
      expect(heard.join()).not.toContain('Jane')
    },
  )

  test('bytes that trickle in keep nothing open: a frame has its time, however busy it is', async () => {
    const line = await call(await openDoor({ patience: { ...QUICK, frame: 100 } }))
    line.write(`\v${message()}`)
    const trickle = setInterval(() => line.write('x'), 5)
    expect(await line.closed()).toHaveLength(1)
    clearInterval(trickle)
  })

  test('who says nothing is closed at last', async () => {
    const line = await call(await openDoor({ patience: { ...QUICK, idle: 30 } }))
    expect(await line.closed()).toEqual([])
  })
})

describe('what an answer says', () => {
  test.each([
    ['', 'AA'],
    ['|||AL|NE', 'CA'],
    ['|||AL|AL', 'CA'],
    ['|||NE|AL', 'AA'],
    ['|||SU|NE', 'CA'],
    ['|||ER|NE', undefined],
    ['|||NE|NE', undefined],
  ])('MSH-13 onwards "%s": %s where it is stored', async (rest, code) => {
    const [text, next] = [message({ rest }), message()]
    const line = await call(await openDoor())
    line.write(framed(text) + framed(next))
    const expected = [...(code ? [`${code} ${idOf(text)}`] : []), `AA ${idOf(next)}`]
    expect(await line.answered(expected.length)).toEqual(expected)
    line.socket.destroy()
  })

  test.each([
    ['', 'AE', 'AR'],
    ['|||ER|NE', 'CE', 'CR'],
    ['|||SU|NE', undefined, undefined],
  ])(
    'MSH-13 onwards "%s": %s where it is at fault, %s where it is not for us',
    async (rest, error, reject) => {
      const [faulty, foreign, last] = [
        message({ rest }).replace('20210401', '20210230'),
        message({ rest, type: 'ADT^A08' }),
        message(),
      ]
      const line = await call(await openDoor())
      line.write(framed(faulty) + framed(foreign) + framed(last))
      const expected = [
        ...(error ? [`${error} ${idOf(faulty)}`] : []),
        ...(reject ? [`${reject} ${idOf(foreign)}`] : []),
        `AA ${idOf(last)}`,
      ]
      expect(await line.answered(expected.length)).toEqual(expected)
      line.socket.destroy()
    },
  )

  test('MSH-10 comes back byte for byte, escapes and all, and our own reader reads the answer', async () => {
    const text = message({ id: 'A\\T\\1 é' })
    const line = await call(await openDoor())
    line.write(framed(text))
    await line.answered(1)
    const answer = Buffer.from(line.answers[0] ?? '', 'latin1')
    expect(answer.toString()).toContain('\rMSA|AA|A\\T\\1 é\r')
    const options = { codes: await readCodeTables(), zone: NEW_YORK }
    expect(readMessage(answer, options)).toMatchObject([
      {
        kind: 'rejected',
        rejection: {
          code: 'unsupported-message',
          header: { messageType: 'ACK^V04^ACK', sendingApplication: 'EP', receivingApplication: 'IIS' },
        },
      },
    ])
    line.socket.destroy()
  })

  test('a message whose time has not come yet is refused at MSH-7', async () => {
    const line = await call(await openDoor())
    line.write(framed(message().replace('20211001080000-0400', '20990101080000-0400')))
    expect((await line.answered(1))[0]).toMatch(/^AE /)
    expect(line.answers[0]).toMatch(/\rERR\|\|MSH\^1\^7\^1\|102\^/)
  })

  test('a trial message from a source that takes no part in trials is refused as not for us', async () => {
    const door = await openDoor({
      senders: {
        demo: async () => ({ ...demo, trial: false }),
        withPin: async () => ({ kind: 'unknown', invalid: true }),
      },
    })
    const text = message({ processing: 'T' })
    const line = await call(door)
    line.write(framed(text))
    expect(await line.answered(1)).toEqual([`AR ${idOf(text)}`])
    line.socket.destroy()
  })
})

describe('when the store is slow or away', () => {
  /** Lets so many messages through at a time, each after a while. */
  function slowly(milliseconds: number) {
    const seen = { now: 0, most: 0 }
    const slow: Ingestion = {
      async *ingest(...args) {
        seen.most = Math.max(seen.most, ++seen.now)
        await sleep(milliseconds)
        try {
          yield* ingestion.ingest(...args)
        } finally {
          seen.now--
        }
      },
    }
    return { slow, seen }
  }

  test('it slows the senders: no more is read than one message of each, and all are stored in the end', async () => {
    const { slow, seen } = slowly(30)
    const door = await openDoor({ ingestion: slow })
    const lines = await Promise.all([1, 2, 3].map(() => call(door)))
    const filler = `NTE|1||${'x'.repeat(50_000)}\r`.repeat(19)
    const sent: string[][] = []
    for (const line of lines) {
      // 14 MB for each: far more than the network between the two holds.
      const texts = Array.from({ length: 15 }, () => message() + filler)
      sent.push(texts.map((text) => `AA ${idOf(text)}`))
      for (const text of texts) line.write(framed(text))
    }
    await lines[0]?.answered(1)
    const waiting = lines.map(({ socket }) => socket.writableLength)
    for (const bytes of waiting) expect(bytes, 'still with the sender').toBeGreaterThan(4_000_000)
    for (const [index, line] of lines.entries()) {
      await line.answered(15)
      expect(line.told).toEqual(sent[index])
      line.socket.destroy()
    }
    expect(seen.most).toBeLessThanOrEqual(3)
  }, 120_000)

  test('a store that is away gives the message back as an error that may be repeated; the repetition is taken', async () => {
    let isAway = true
    const shaky: Ingestion = {
      async *ingest(...args) {
        if (isAway) throw new StoreUnavailable('57P01')
        yield* ingestion.ingest(...args)
      },
    }
    const [text, enhanced] = [message(), message({ rest: '|||AL|NE' })]
    const line = await call(await openDoor({ ingestion: shaky }))
    line.write(framed(text) + framed(enhanced))
    expect(await line.answered(2)).toEqual([`AE ${idOf(text)}`, `CE ${idOf(enhanced)}`])
    expect(line.answers[0]).toMatch(/\rERR\|\|MSH\^1\|207\^.*Send it again/)
    isAway = false
    line.write(framed(text))
    expect(await line.answered(3)).toContain(`AA ${idOf(text)}`)
    line.socket.destroy()
  })

  test('so does one that is away when the sender is looked up', async () => {
    let calls = 0
    const door = await openDoor({
      senders: {
        demo: async () => {
          if (++calls === 2) throw new StoreUnavailable('57P01')
          return demo
        },
        withPin: async () => ({ kind: 'unknown', invalid: true }),
      },
    })
    const text = message()
    const line = await call(door)
    line.write(framed(text) + framed(text))
    expect(await line.answered(2)).toEqual([`AE ${idOf(text)}`, `AA ${idOf(text)}`])
    line.socket.destroy()
  })

  test('a sender that takes no answers is not waited for without end', async () => {
    const bytes = [Buffer.from(framed(message()) + framed(message()))]
    const stream = new Duplex({
      writableHighWaterMark: 1,
      read() {
        this.push(bytes.pop() ?? Buffer.alloc(0))
      },
      write: () => undefined, // never taken
    })
    const reads = vi.fn(async () => demo)
    await converse({
      stream,
      source: reads,
      ingestion,
      stamp: () => ({ controlId: '1', at: now(), zone: NEW_YORK }),
      stopping: new AbortController().signal,
      patience: { ...QUICK, taking: 30 },
      log: (event) => heard.push(event),
    })
    expect(heard).toEqual(['mllp-answers-not-taken'])
    expect(reads, 'the second message waits').toHaveBeenCalledTimes(1)
    stream.destroy()
  })

  test('at the end of the service what is being written is finished and answered; what waits behind it is not begun', async () => {
    const { slow } = slowly(100)
    const door = await openDoor({ ingestion: slow })
    const [one, two, half] = [message(), message(), message()]
    const before = await stored()
    const line = await call(door)
    line.write(framed(one) + framed(two))
    const other = await call(door)
    other.write(`\v${half.slice(0, 200)}`)
    await sleep(30)
    await door.stop()
    expect(await line.closed()).toEqual([`AA ${idOf(one)}`])
    expect(await other.closed()).toEqual([])
    expect(await stored()).toBe(before + 1)
    await expect(call(door)).rejects.toThrow()
  })
})

describe('with certificates on both sides', () => {
  let iis: Certified
  let lab: Certified
  let stranger: Certified
  let renewed: Certified

  beforeAll(async () => {
    ;[iis, lab, stranger] = [authority.issue('iis'), authority.issue('lab'), authority.issue('stranger')]
    renewed = authority.issue('renewed')
    const { senders } = harness.store
    const pins = (one: Certified) => pinsOf(new X509Certificate(one.cert))
    const source = (name: string) => ({ name, jurisdiction: 'US-NY', zone: NEW_YORK.name, trial: false })
    const add = (name: string, pin: string, scopes: readonly string[]) =>
      senders.register(source(name), { scopes, keys: [], pins: [pin] }, true)
    await add('iis', pins(iis).certificate, ['hl7v2'])
    await add('lab', pins(lab).key, ['hl7v2'])
    await add('reader', pins(renewed).key, ['fhir'])
  })

  async function openSafeDoor(more: Partial<MllpDoorParts> = {}): Promise<MllpDoor> {
    const { folder } = authority
    const senders = await createSenderDesk({
      config: { publicUrl: 'https://pass.example.gov' },
      store: harness.store,
      seal: createSeal(Buffer.alloc(32)),
      policy: () => ({ jurisdiction: 'US-NY', zone: NEW_YORK }) as never,
      now,
    })
    const tls = {
      certificateFile: join(folder, 'localhost.pem'),
      keyFile: join(folder, 'localhost.key'),
      clientCaFile: join(folder, 'root.pem'),
    }
    return openDoor({ settings: { port: 0, host: '127.0.0.1', tls }, senders, ...more })
  }

  function dial(door: MllpDoor, who: Partial<Certified>, ca = authority.root): Line {
    return new Line(connectTls({ port: door.port, host: '127.0.0.1', servername: 'localhost', ca, ...who }))
  }
  const sourcesOf = async () =>
    (
      await harness.sql(
        'SELECT name, count(*)::int AS n FROM records JOIN sources ON sources.id = source GROUP BY name ORDER BY name',
      )
    ).filter(({ name }) => name !== 'demo')

  test('a source is known by its certificate, and another by its key; each sends in its own name', async () => {
    const door = await openSafeDoor()
    for (const who of [iis, lab]) {
      const text = message()
      const line = dial(door, who)
      line.write(framed(text))
      expect(await line.answered(1)).toEqual([`AA ${idOf(text)}`])
      line.socket.destroy()
    }
    expect(await sourcesOf()).toEqual([
      { name: 'iis', n: 1 },
      { name: 'lab', n: 1 },
    ])
  })

  test('a source cannot take back what another one handed in', async () => {
    const door = await openSafeDoor()
    const text = message()
    const first = dial(door, iis)
    first.write(framed(text))
    await first.answered(1)
    first.socket.destroy()
    const other = dial(door, lab)
    other.write(framed(text.replace('|CP|A', '|CP|D').replace(idOf(text), 'TAKEBACK')))
    await other.answered(1)
    other.socket.destroy()
    const [{ id } = { id: 0 }] = await harness.sql("SELECT id FROM sources WHERE name = 'iis'")
    const changed = await harness.sql('SELECT count(*)::int AS n FROM records WHERE source = $1', [id])
    expect(changed).toEqual([{ n: 2 }])
  })

  const foreign = openAuthority()
  afterAll(() => foreign.remove())
  test.each([
    ['without a certificate', () => ({})],
    ['with one that nobody registered', () => stranger],
    ['with one of another authority', () => foreign.issue('iis')],
    ['with one that has expired', () => authority.issue('expired', -1)],
    ['with one of a source that may hand in something else', () => renewed],
  ])('%s nobody is let in, and nothing is stored', async (_, who) => {
    const before = await stored()
    const line = dial(await openSafeDoor(), who())
    line.write(framed(message()))
    expect(await line.closed()).toEqual([])
    await vi.waitFor(() => expect(heard.join()).toContain('mllp-refused'))
    expect(await stored()).toBe(before)
  })

  test('nobody is let in by an old protocol, or without any', async () => {
    const door = await openSafeDoor()
    const old = new Line(
      connectTls({
        port: door.port,
        host: '127.0.0.1',
        ca: authority.root,
        ...iis,
        maxVersion: 'TLSv1.1',
        minVersion: 'TLSv1',
      }),
    )
    expect(await old.closed()).toEqual([])
    const plain = await call(door)
    plain.write(framed(message()))
    expect(await plain.closed()).toEqual([])
  })

  test('a certificate that runs out while the connection stands ends it; so does a source that is removed', async () => {
    let at = Date.now()
    const door = await openSafeDoor({ now: () => at as Instant })
    const line = dial(door, iis)
    line.write(framed(message()))
    await line.answered(1)
    at += 11 * 86_400_000
    line.write(framed(message()))
    expect(await line.closed()).toHaveLength(1)

    at = Date.now()
    const other = dial(door, lab)
    other.write(framed(message()))
    await other.answered(1)
    await harness.store.senders.remove('lab')
    await sleep(1100) // what was read a second ago is believed no longer
    other.write(framed(message()))
    expect(await other.closed()).toHaveLength(1)
  })

  test('another team’s client hands in its messages, and understands the answers', async () => {
    const door = await openSafeDoor()
    const tls = { ...iis, ca: authority.root, servername: 'localhost' }
    const client = new Client({ host: '127.0.0.1', version: '2.5.1', tls })
    const answers: string[] = []
    const connection = client.createConnection({ port: door.port, version: '2.5.1' }, async (answer) => {
      answers.push(answer.getMessage().get('MSA.1').toString())
    })
    await once(connection, 'connect')
    for (const [index, type] of ['VXU^V04^VXU_V04', 'VXU^V04^VXU_V04', 'ADT^A01^ADT_A01'].entries()) {
      await connection.sendMessage(new Message({ text: message({ type }) }))
      await vi.waitFor(() => expect(answers).toHaveLength(index + 1), { timeout: 10_000 })
    }
    expect(answers).toEqual(['AA', 'AA', 'AR'])
    await connection.close()
  })

  test.each([
    ['missing', { certificateFile: '/nowhere.pem' }, /MLLP_CERT: .* cannot be read/],
    ['not its key', { keyFile: 'root.key' }, /no certificate, its key/],
  ])('a file that is %s is told at the start', async (_, wrong, why) => {
    const { folder } = authority
    const files = Object.fromEntries(Object.entries(wrong).map(([name, file]) => [name, join(folder, file)]))
    const tls = {
      certificateFile: join(folder, 'localhost.pem'),
      keyFile: join(folder, 'localhost.key'),
      clientCaFile: join(folder, 'root.pem'),
      ...files,
    }
    await expect(openDoor({ settings: { port: 0, host: '127.0.0.1', tls } })).rejects.toThrow(why)
    expect(server.cert).toContain('CERTIFICATE')
  })
})

test('one network has 64 connections and no more', async () => {
  const door = await openDoor()
  const lines = await Promise.all(Array.from({ length: 64 }, () => call(door)))
  const more = await call(door)
  expect(await more.closed()).toEqual([])
  lines[0]?.socket.destroy()
  let told: readonly string[] = []
  while (told.length === 0) {
    const again = await call(door)
    again.write(framed(message()))
    told = await again.answeredOrClosed()
    again.socket.destroy()
  }
  for (const line of lines) line.socket.destroy()
})
