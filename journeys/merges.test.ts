import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { join } from 'node:path'
import { civilDateOf, dayNumber, type Instant, zone } from '@excelsior/domain'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { json } from './ask.ts'
import { send, vaccinationMessage } from './hl7.ts'
import {
  answer,
  answersTo,
  codesSentTo,
  enter,
  type ProvenBody,
  type StartedBody,
  start,
  type TypedDetails,
} from './retrieve.ts'
import { type Service, startService } from './service.ts'

const ROOT = join(import.meta.dirname, '..')
const NEW_YORK = zone('America/New_York')
let service: Service
beforeAll(async () => {
  service = await startService({ people: 3, mllp: true })
}, 90_000)
afterAll(() => service.stop())

/** One woman, known to two doctors by two numbers, with another address and telephone at each. */
const WHO = { given: 'Theodosia', family: 'Brackenridge', born: '19720316' }
const here = { ...WHO, id: 'V77', zip: '12203', phone: '5185550701' }
const there = { ...WHO, id: 'P77', zip: '13753', phone: '6075550702' }
const typed = ({ zip, phone }: typeof here): TypedDetails => ({
  givenName: WHO.given,
  familyName: WHO.family,
  birthDate: '1972-03-16',
  postalCode: zip,
  phone,
})

/** As the question names it. */
const monthOf = (daysAgo: number): string => {
  const day = civilDateOf(dayNumber(NEW_YORK.dateAt(Date.now() as Instant)) - daysAgo)
  return String(Number(day.slice(5, 7)))
}

/** Right for whoever had a first dose 80 days ago in Albany. */
async function retrieve(as: typeof here): Promise<string> {
  const begun = json<StartedBody>(await start(service, 'vaccination', typed(as)))
  const right = { 'dose-region': 'capital-region', 'dose-month': monthOf(80), 'dose-product': 'pfizer' }
  await answer(service, begun.retrieval, answersTo(begun, right))
  const [code = '000000'] = await codesSentTo(service, as.phone)
  const reply = await enter(service, begun.retrieval, code)
  if (reply.status !== 200) return String(reply.status)
  const { decision } = json<ProvenBody>(reply)
  return decision.eligible ? 'pass' : decision.reason
}

/** Each is said ten seconds after the one before: of one second, two people is what would stand. */
const SAID_FROM = Date.now() - 600_000
let said = 0
function adt(event: 'A37' | 'A40', numbers: readonly [string, string], secondsLater?: number): string {
  said++
  const at = NEW_YORK.format((SAID_FROM + (secondsLater ?? said * 10) * 1000) as Instant)
  const stamp = at.slice(0, 19).replace(/[-:T]/g, '') + at.slice(19).replace(':', '')
  const [survivor, other] = numbers.map((number) => `${number}^^^NYSIIS^SR`)
  return `${[
    `MSH|^~\\&|IIS|NYSIIS|EXCELSIOR|NYSDOH|${stamp}||ADT^${event}|MERGE-${process.pid}-${said}|P|2.5.1`,
    `EVN|${event}|${stamp}`,
    `PID|1||${survivor}||${WHO.family}^${WHO.given}^^^^^L`,
    event === 'A40' ? `MRG|${other}` : `PID|2||${other}`,
  ].join('\r')}\r`
}

const overHttp = async (message: string): Promise<string> => (await send(service, message)).body

async function overMllp(message: string): Promise<string> {
  const socket = connect({ port: service.mllpPort, host: '127.0.0.1' })
  await once(socket, 'connect')
  socket.write(`\v${message}\x1c\r`)
  let come = ''
  while (!come.includes('\x1c\r')) {
    const [chunk]: Buffer[] = await once(socket, 'data')
    come += chunk?.toString()
  }
  socket.destroy()
  return come
}

const ingest = (message: string): unknown => {
  const { stdout } = spawnSync(
    process.execPath,
    ['apps/cli/src/excelsior.ts', 'ingest', '-', '--source', 'demo', '--json'],
    {
      cwd: ROOT,
      encoding: 'utf8',
      input: message,
      env: { PATH: process.env.PATH, DATA_DIR: join(service.dataDir, 'data'), DEMO_PEOPLE: '3' },
    },
  )
  return JSON.parse(stdout)
}

describe('a woman with a shot under each of two numbers', () => {
  test('has no pass while nobody says that she is one', async () => {
    const elsewhere = (text: string) => text.replaceAll('1 Main St^^Albany', '9 River Road^^Delhi')
    const one = vaccinationMessage(here, [{ id: 'TB-1', daysAgo: 80 }])
    const other = elsewhere(vaccinationMessage(there, [{ id: 'TB-2', daysAgo: 50, zip: '10001' }]))
    for (const message of [one, other]) expect(await overHttp(message)).toMatch(/\rMSA\|[AC]A\|/)
    expect(await retrieve(here)).toBe('series-incomplete')
    expect(await retrieve(there), 'her first dose under this number is another').toBe('403')
  })

  test('has one once her registry merges them, and comes to it with either address and telephone', async () => {
    const message = adt('A40', ['V77', 'P77'])
    expect(await overHttp(message)).toMatch(/\|ACK\^A40\^ACK\|.*\rMSA\|AA\|MERGE-/)
    expect(await retrieve(here)).toBe('pass')
    expect(await retrieve(there)).toBe('pass')
    expect(await overHttp(message), 'the same again is known').toMatch(/\rMSA\|AA\|/)
  })

  test('has none once it is taken back, whichever door that comes in by', async () => {
    expect(await overMllp(adt('A37', ['V77', 'P77']))).toMatch(/\rMSA\|AA\|/)
    expect(await retrieve(here)).toBe('series-incomplete')
    expect(await retrieve(there)).toBe('403')
  })

  test('has it again by a file, and an older un-merge that comes late changes nothing', async () => {
    const late = adt('A37', ['P77', 'V77'], -60)
    expect(ingest(adt('A40', ['V77', 'P77']))).toMatchObject({ read: 1, stored: 1, rejected: 0 })
    expect(await overHttp(late)).toMatch(/\rMSA\|AA\|/)
    expect(await retrieve(there)).toBe('pass')
  })

  test('is told apart from what is wrong: the same number on both sides is refused with its place', async () => {
    const answered = await overHttp(adt('A40', ['V77', 'V77']))
    expect(answered).toMatch(/\rMSA\|AE\|/)
    expect(answered).toMatch(/\rERR\|\|MRG\^1\^1\^1\|/)
    expect(answered).not.toContain('V77^')
    expect(await retrieve(here)).toBe('pass')
  })
})
