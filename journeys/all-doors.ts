import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { ask, together } from './ask.ts'
import { doseAsLine, dosesAsHl7, dosesAsTransaction, type Somebody } from './crowd.ts'
import { send } from './hl7.ts'
import { framed, MllpLine } from './mllp-line.ts'
import type { Service } from './service.ts'

const EXCELSIOR = join(import.meta.dirname, '../apps/cli/src/excelsior.ts')

/** `hl7`, `lot` (ten messages), `transaction` and `lines` (five of NDJSON) by HTTP; `file`: by `excelsior ingest`. */
export type Way = 'hl7' | 'lot' | 'mllp' | 'transaction' | 'lines' | 'file'

export interface Sending {
  readonly person: Somebody
  readonly way: Way
}

/** What senders were told so far. */
export interface Heard {
  /** They were acknowledged: nobody will send them again. */
  readonly told: Set<Somebody>
  /** Were on file already, where the answer says so. */
  readonly known: Set<Somebody>
  /** Answers that are neither an acknowledgement nor "not now". */
  readonly odd: string[]
}

export const nothingHeard = (): Heard => ({ told: new Set(), known: new Set(), odd: [] })

/** How many records each way brings of a person. */
export const recordsBy = (way: Way): number => (way === 'lines' || way === 'file' ? 1 : 2)

/** Sends all of it by all doors at once, over several connections; a broken connection ends its own part. */
export async function sendByAllDoors(
  service: Service,
  sendings: readonly Sending[],
  heard: Heard,
): Promise<void> {
  const of = (...ways: readonly Way[]) =>
    sendings.filter(({ way }) => ways.includes(way)).map(({ person }) => person)
  await Promise.all([
    together(of('hl7'), 3, (person) => byHttp(service, [person], heard)),
    together(inLots(of('lot'), 10), 2, (lot) => byHttp(service, lot, heard)),
    together(inLanes(of('mllp'), 4), 4, (lane) => byMllp(service, lane, heard)),
    together(of('transaction'), 2, (person) => byTransaction(service, person, heard)),
    together(inLots(of('lines'), 5), 2, (lot) => byLines(service, lot, heard)),
    byCommand(service, of('file'), heard),
  ])
}

const inLots = <T>(items: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, lot) =>
    items.slice(lot * size, (lot + 1) * size),
  )
const inLanes = <T>(items: readonly T[], lanes: number): T[][] =>
  Array.from({ length: lanes }, (_, lane) => items.filter((_, index) => index % lanes === lane))

async function byHttp(service: Service, people: readonly Somebody[], heard: Heard): Promise<void> {
  const answer = await send(service, people.map(dosesAsHl7).join('')).catch(() => undefined)
  if (!answer || answer.status === 503) return
  // A lot is answered as a whole: an acknowledgement for each of its messages, or a broken connection.
  if (answer.status === 200 && answer.body.match(/\rMSA\|[AC]A\|/g)?.length === people.length)
    for (const each of people) heard.told.add(each)
  else heard.odd.push(`hl7 ${answer.status} ${answer.body}`)
}

async function byMllp(service: Service, people: readonly Somebody[], heard: Heard): Promise<void> {
  const line = await MllpLine.open(service.mllpPort)
  for (const person of people) {
    const answer = await line?.answerTo(framed(dosesAsHl7(person)))
    if (answer === undefined) break
    if (/\rMSA\|[AC]A\|/.test(answer)) heard.told.add(person)
    else if (!(/\rMSA\|[AC]E\|/.test(answer) && /\rERR\|[^\r]*\|207\^/.test(answer)))
      heard.odd.push(`mllp ${answer}`)
  }
  line?.close()
}

const byFhir = ({ origin }: Service, type: string, body: string) =>
  ask(origin, '/fhir', { body, type, from: '127.0.0.1' }).catch(() => undefined)

async function byTransaction(service: Service, person: Somebody, heard: Heard): Promise<void> {
  const answer = await byFhir(service, 'application/fhir+json', dosesAsTransaction(person))
  if (!answer || answer.status === 503) return
  const statuses = statusesIn(answer.body).slice(1)
  if (answer.status === 200 && statuses.length === 2 && new Set(statuses).size === 1) {
    heard.told.add(person)
    if (statuses[0] === '200 OK') heard.known.add(person)
  } else heard.odd.push(`transaction ${answer.status} ${answer.body}`)
}

async function byLines(service: Service, people: readonly Somebody[], heard: Heard): Promise<void> {
  const answer = await byFhir(service, 'application/fhir+ndjson', people.map(doseAsLine).join(''))
  if (!answer || answer.status === 503) return
  const statuses = statusesIn(answer.body)
  if (answer.status !== 200 || statuses.length !== people.length)
    heard.odd.push(`lines ${answer.status} ${answer.body}`)
  else
    for (const [index, person] of people.entries()) {
      heard.told.add(person)
      if (statuses[index] === '200 OK') heard.known.add(person)
    }
}

const statusesIn = (body: string): readonly string[] => body.match(/(?<="status":")2\d\d [\w ]+(?=")/g) ?? []

export interface Tally {
  readonly read: number
  readonly stored: number
  readonly duplicates: number
}

/** All are acknowledged, or, where the command did not come to its end, none. Which were known it only counts. */
async function byCommand(
  { dataDir }: Service,
  people: readonly Somebody[],
  heard: Heard,
): Promise<Tally | undefined> {
  if (people.length === 0) return undefined
  const ran = await ingest(dataDir, people)
  if (ran.code === 0) {
    for (const each of people) heard.told.add(each)
    return JSON.parse(ran.out) as Tally
  }
  // 2: no database. Nothing else may come of a sound file.
  if (ran.code !== 2 || / at .*\.ts:/.test(ran.err)) heard.odd.push(`ingest ${ran.code} ${ran.out}${ran.err}`)
  return undefined
}

/** `excelsior ingest` of these people as NDJSON, on the service's own data. */
export const ingest = (folder: string, people: readonly Somebody[]) =>
  excelsior(folder, ['ingest', '-', '--json'], people.map(doseAsLine).join(''))

/** A command on the data of the service of that folder; `input` on its standard input. */
export async function excelsior(folder: string, args: readonly string[], input = '') {
  const child = spawn(process.execPath, [EXCELSIOR, ...args], {
    env: { PATH: process.env.PATH, DATA_DIR: join(folder, 'data') },
  })
  let out = ''
  let err = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text
  })
  child.stdin.on('error', () => undefined).end(input)
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  return { code, out, err }
}
