import { join } from 'node:path'
import { connect, type TLSSocket } from 'node:tls'
import { hl7Messages } from '@excelsior/demo'
import { type Authority, type Certified, openAuthority } from '../apps/service/src/testing/authority.ts'
import { afterwards, temporaryFolder } from './clear-away.ts'
import { excelsior } from './command.ts'
import type { Bench } from './figure.ts'
import { plainInserts } from './plain-inserts.ts'
import { cpuSeconds, cpuSecondsOfTree, postmasterOf, residentSetSize } from './processes.ts'
import { residents } from './residents.ts'
import { concurrently, median, sideBySide } from './rounds.ts'
import { startedService } from './service-process.ts'

const PEOPLE = 15_000
const CONNECTIONS = 16
const PER_SOURCE = 4
const ROUND = 750
const ROUNDS = 25
const WARM_UP = 4

export const bench: Bench = {
  figures: [
    {
      name: 'mllp',
      what: `HL7 messages over ${CONNECTIONS} MLLP connections with client certificates, each sent when the one before is acknowledged`,
      beside: `durable one-row inserts of the same bytes into a plain table by ${CONNECTIONS} connections`,
      unit: 'messages/s',
      goal: { of: 'ratio', atLeast: 0.4 },
    },
    {
      name: 'mllp-cpu',
      what: 'the same messages, for each second of processor time of service and database together',
      unit: 'messages/CPU s',
    },
    {
      name: 'mllp-memory',
      what: 'memory (RSS) of the service towards the end of that stream',
      beside: 'the same at a quarter of it',
      unit: 'MB',
      goal: { of: 'ratio', atMost: 1.25 },
    },
  ],
  async measure(progress) {
    progress('mllp: a service with a door for client certificates …')
    const authority = openAuthority()
    afterwards(async () => authority.remove())
    authority.issue('localhost')
    const service = await startedService({
      DEMO_PEOPLE: '1',
      MLLP_PORT: '0',
      MLLP_CERT: join(authority.folder, 'localhost.pem'),
      MLLP_KEY: join(authority.folder, 'localhost.key'),
      MLLP_CLIENT_CA: join(authority.folder, 'root.pem'),
    })
    const lines: Line[] = []
    const certified = await registered(authority, service.dataDir)
    for (const own of certified) lines.push(await Line.open(service.mllpPort ?? 0, authority.root, own))

    const messages = [...hl7Messages(residents(PEOPLE, 5))].map(({ text }) => text)
    const bytes = Math.round(messages.reduce((sum, { length }) => sum + length, 0) / messages.length)
    const plain = await plainInserts(service.connection, CONNECTIONS)
    const server = postmasterOf(service.dataDir)
    const spent = () => (cpuSeconds(service.pid) ?? Number.NaN) + cpuSecondsOfTree(server)
    const memory: number[] = []
    let sent = 0
    let cpu = 0
    const round = async () => {
      const before = spent()
      await concurrently(ROUND, CONNECTIONS, async () => {
        const message = messages[sent++]
        const line = lines.pop()
        if (!line || message === undefined) throw new Error('there are too few messages')
        const answer = await line.send(message)
        lines.push(line)
        if (!/\rMSA\|[AC]A\|/.test(answer)) throw new Error(`a message was answered ${answer.slice(0, 300)}`)
      })
      cpu += spent() - before
      memory.push(residentSetSize(service.pid) ?? Number.NaN)
      return ROUND
    }
    progress(`mllp: messages by turns with plain rows, by ${CONNECTIONS} connections …`)
    const rates = await sideBySide(round, () => concurrently(ROUND, CONNECTIONS, () => plain.insert(bytes)), {
      rounds: ROUNDS,
      warmUp: WARM_UP,
    })
    const memoryFrom = (from: number, to: number) =>
      median(memory.slice(memory.length * from, memory.length * to)) / 1e6
    return {
      mllp: rates,
      'mllp-cpu': { value: sent / cpu },
      'mllp-memory': { value: memoryFrom(0.85, 1), limit: memoryFrom(0.2, 0.35) },
    }
  },
}

/** Sources with a certificate each; every one sends over four of the connections. */
async function registered(authority: Authority, dataDir: string): Promise<readonly Certified[]> {
  const folder = await temporaryFolder()
  const certified: Certified[] = []
  for (let index = 0; index < CONNECTIONS / PER_SOURCE; index++) {
    const name = `registry-${index}`
    const own = authority.issue(name)
    const certificate = join(authority.folder, `${name}.pem`)
    // The demonstration's messages are marked as trials.
    const added = ['sources', 'add', name, '--scope', 'hl7v2', '--trial', '--certificate', certificate]
    await excelsior(added, join(folder, name), { DATA_DIR: dataDir })
    for (let times = 0; times < PER_SOURCE; times++) certified.push(own)
  }
  return certified
}

/** One connection: a message, its answer, the next one. */
class Line {
  readonly #socket: TLSSocket
  #come = ''
  #waiting: { resolve: (answer: string) => void; reject: (error: Error) => void } | undefined

  private constructor(socket: TLSSocket) {
    this.#socket = socket.setNoDelay(true)
    socket.setEncoding('latin1').on('data', (text: string) => {
      this.#come += text
      if (!this.#come.endsWith('\x1c\r')) return
      const answer = this.#come
      this.#come = ''
      this.#waiting?.resolve(answer)
    })
    socket.on('error', (error) => this.#waiting?.reject(error))
    socket.on('close', () => this.#waiting?.reject(new Error('the service closed the connection')))
  }

  static async open(port: number, ca: string, { cert, key }: Certified): Promise<Line> {
    const socket = connect({ port, host: '127.0.0.1', servername: 'localhost', ca, cert, key })
    await new Promise((resolve, reject) => socket.once('secureConnect', resolve).once('error', reject))
    afterwards(async () => socket.destroy())
    return new Line(socket)
  }

  send(message: string): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject }
      this.#socket.write(`\x0b${message}\x1c\r`)
    })
  }
}
