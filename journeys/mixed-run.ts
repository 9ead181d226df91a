import { join } from 'node:path'
import type { HealthRecord } from '@excelsior/domain'
import { searchKeys } from '@excelsior/people'
import { openInstallation, PROJECT_ROOT, readConfig } from '@excelsior/service'
import { ask, json, together } from './ask.ts'
import type { Somebody } from './crowd.ts'
import { MIXED_SOURCES, type Mixed, mixedMessages, type Sent } from './mixed-messages.ts'
import { MllpLine } from './mllp-line.ts'
import { type Doors, openDoors } from './registered-senders.ts'

export interface MixedFigures {
  readonly sent: number
  readonly seconds: number
  /** What was answered otherwise than the model says. */
  readonly wrongAnswers: readonly string[]
  /** Records that were told to be new more than once. */
  readonly newTwice: readonly string[]
  /** People of whom something else stands than the model says. */
  readonly wrongStates: readonly string[]
  readonly people: number
  readonly records: number
  /** Refused messages that were kept. */
  readonly quarantined: number
}

/** Sends so many mixed messages by all network doors, and compares answers and state with the plain model. */
export async function mixedRun(
  count: number,
  seed: number,
  progress: (sentence: string) => void = () => undefined,
): Promise<MixedFigures> {
  const mixed = mixedMessages(count, seed)
  const doors = await openDoors(MIXED_SOURCES)
  try {
    const wrongAnswers: string[] = []
    const born = new Map<string, number>()
    const began = performance.now()
    let done = 0
    const settle = (sent: Sent, answered: string) => {
      if (!isDue(sent, answered))
        wrongAnswers.push(`${sent.source} by ${sent.door}, due ${sent.due}: ${answered} to ${sent.body}`)
      else if (sent.door === 'fhir' && sent.due === 'taken' && answered.includes('201'))
        for (const record of sent.records) born.set(record, (born.get(record) ?? 0) + 1)
      if (++done % 5000 === 0) progress(`${done} of ${mixed.sent.length} messages sent`)
    }
    const of = (door: Sent['door']) => mixed.sent.filter((sent) => sent.door === door)
    const lines = MIXED_SOURCES.map(({ name }) => of('mllp').filter(({ source }) => source === name))
    await Promise.all([
      together(of('hl7'), 8, async (sent) => settle(sent, await byHttp(doors, sent))),
      together(of('fhir'), 8, async (sent) => settle(sent, await byHttp(doors, sent))),
      ...lines.flatMap((messages) =>
        [0, 1].map((lane) =>
          byMllp(
            doors,
            messages.filter((_, index) => index % 2 === lane),
            settle,
          ),
        ),
      ),
      byMllp(
        doors,
        of('mllp').filter(({ source }) => source === 'nobody'),
        settle,
      ),
    ])
    const seconds = (performance.now() - began) / 1000
    await doors.service.stop()
    progress('comparing with the model …')
    return {
      sent: mixed.sent.length,
      seconds,
      wrongAnswers,
      newTwice: [...born].filter(([, times]) => times > 1).map(([record]) => record),
      ...(await compared(doors.service.dataDir, mixed)),
    }
  } finally {
    await doors.close()
  }
}

const ACCEPTED = ['AA', 'CA']

function isDue({ due, control }: Sent, answered: string): boolean {
  const [code = '', of] = answered.split(' ')
  if (due === 'taken') return code === '200' || (ACCEPTED.includes(code) && of === control)
  if (due === 'AE' || due === 'AR') return code === due && of === control
  if (due === 'cut') return code === 'AE' || code === 'closed'
  return code === String(due)
}

/** `AA CONTROL`, or the status with those of the entries. */
async function byHttp({ service, senders }: Doors, { source, door, body }: Sent): Promise<string> {
  const token = source === 'nobody' ? 'forged' : await senders.get(source)?.token()
  const type = door === 'hl7' ? 'application/hl7-v2' : 'application/fhir+json'
  const headers = { authorization: `Bearer ${token}` }
  const path = door === 'hl7' ? '/api/records/hl7v2' : '/fhir'
  const reply = await ask(service.origin, path, { body, type, headers })
  if (reply.status !== 200) return String(reply.status)
  return door === 'hl7' ? acknowledged(reply.body) : `200 ${statusesIn(reply.body)}`
}

const acknowledged = (answer: string): string =>
  /\rMSA\|(\w\w)\|([^|\r]*)/.exec(answer)?.slice(1).join(' ') ?? answer

function statusesIn(body: string): string {
  const { entry = [] } = json<{ entry?: readonly { response: { status: string } }[] }>({ body } as never)
  return entry.map(({ response }) => response.status.slice(0, 3)).join(' ')
}

/** One after the other, on a new line after each that was closed. */
async function byMllp(
  { service, senders, stranger }: Doors,
  messages: readonly Sent[],
  settle: (sent: Sent, answered: string) => void,
): Promise<void> {
  let line: MllpLine | undefined
  for (const sent of messages) {
    if (!line || line.isOver || sent.due === 'cut') {
      line?.close()
      line = await MllpLine.open(service.mllpPort, senders.get(sent.source)?.certified ?? stranger)
    }
    const answer = await line?.answerTo(sent.body, sent.due === 'cut')
    if (sent.due === 'cut') line?.close()
    settle(
      sent,
      answer === undefined ? 'closed' : acknowledged(`\r${answer.slice(answer.indexOf('\r') + 1)}`),
    )
  }
  line?.close()
}

async function compared(folder: string, { people, standing }: Mixed) {
  const read = readConfig({ DATA_DIR: join(folder, 'data') }, PROJECT_ROOT)
  if (!read.ok) throw new Error(read.faults.join('; '))
  const { store, close } = await openInstallation(read.config, 'command', () => undefined)
  try {
    let records = 0
    const found = await together(people, 8, async (person) => {
      const all = await store.registry.search(searchKeys({ ...person, birthDate: person.birthDate as never }))
      const own = all.filter(({ details }) => details.some(({ birthDate }) => birthDate === person.birthDate))
      const there = own.flatMap(({ records: some }) => some.map(told)).sort()
      records += there.length
      const due = standing.get(person.id) ?? []
      return own.length <= 1 && there.join() === due.join() ? [] : [differing(person, own.length, there, due)]
    })
    const counts = await store.quarantine.counts()
    const quarantined = counts.reduce((sum, { times }) => sum + times, 0)
    return { wrongStates: found.flat(), people: people.length, records, quarantined }
  } finally {
    await close()
  }
}

const differing = (
  { id }: Somebody,
  people: number,
  there: readonly string[],
  due: readonly string[],
): string => `${id}, ${people} on file: [${there.join(', ')}], the model has [${due.join(', ')}]`

const told = (record: HealthRecord): string =>
  record.kind === 'immunization'
    ? `${record.jurisdiction} ${record.cvx} ${record.date} ${record.status}`
    : `${record.jurisdiction} ${record.result} ${String(record.collected).slice(0, 10)} ${record.status}`
