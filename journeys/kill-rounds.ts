import { setTimeout as sleep } from 'node:timers/promises'
import { chanceFrom } from '../packages/demo/src/chance.ts'
import {
  type Heard,
  ingest,
  nothingHeard,
  recordsBy,
  type Sending,
  sendByAllDoors,
  type Tally,
  type Way,
} from './all-doors.ts'
import { CROWD_AT_MOST, type Somebody, somebody } from './crowd.ts'
import { postmasterIn, readyAgain } from './database-process.ts'
import { lookUp, type OnFile } from './on-file.ts'
import { newFolder, removeFolder, type Service, startService } from './service.ts'

/** Messages on offer in each round; more than the service can take before it is killed. */
const OFFERED = 80
/** A file of `excelsior ingest` comes with every so many rounds, with so many lines. */
const FILE_EVERY = 5
const LINES = 40
const WAYS: readonly Way[] = ['hl7', 'hl7', 'hl7', 'lot', 'mllp', 'mllp', 'mllp', 'transaction', 'lines']
/** Milliseconds after the first acknowledgement of a round. */
const LATEST = 150

/** Who is killed: mostly the service; its database; both. */
const victimOf = (round: number) => (round % 10 === 7 ? 'both' : round % 5 === 2 ? 'database' : 'service')

export interface KillFigures {
  readonly offered: number
  /** Before a kill, or in the same round after the database was back. */
  readonly acknowledged: number
  /** Rounds in which the kill came before everything was acknowledged. */
  readonly cutShort: number
  /** Acknowledged, and not on file. */
  readonly lost: readonly string[]
  /** On file more than once, or with another number of records than was sent. */
  readonly notOnce: readonly string[]
  /** Not acknowledged, and on file: the kill came between the disk and the answer. */
  readonly onFileUntold: number
  /** Sent once more: not acknowledged; told to be new though on file, or the other way about. */
  readonly refusedAgain: readonly string[]
  readonly wrongNews: readonly string[]
  /** Answers that are neither an acknowledgement nor "not now". */
  readonly odd: readonly string[]
  /** Milliseconds until it served again: after a kill of the service, of the database alone. */
  readonly restarts: readonly number[]
  readonly recoveries: readonly number[]
}

/** Kills the service, its database or both while messages come in by all doors, and compares what was told with what is there. */
export async function killRounds(
  rounds: number,
  seed: number,
  progress: (sentence: string) => void = () => undefined,
): Promise<KillFigures> {
  const chance = chanceFrom(seed)
  const folder = newFolder()
  const settings = { dataDir: folder, people: 5, mllp: true }
  const heard = nothingHeard()
  const everything: Sending[] = []
  const [restarts, recoveries]: [number[], number[]] = [[], []]
  let cutShort = 0
  let service: Service | undefined
  try {
    service = await startService(settings)
    for (let round = 0; round < rounds; round++) {
      const offered = offeredIn(round, everything.length)
      everything.push(...offered)
      const before = heard.told.size
      const sending = sendByAllDoors(service, offered, heard)
      while (heard.told.size === before) await sleep(2)
      await sleep(chance.between(0, LATEST))
      const victim = victimOf(round)
      cutShort += heard.told.size < before + offered.length ? 1 : 0
      if (victim !== 'service') process.kill(postmasterIn(folder), 'SIGKILL')
      if (victim !== 'database') await service.kill()
      const recovery = victim === 'database' ? readyAgain(service) : undefined
      await sending
      if (recovery) recoveries.push(await recovery)
      else {
        service = await startService(settings)
        restarts.push(service.startedIn)
      }
      progress(`${round + 1} of ${rounds}: ${heard.told.size} of ${everything.length} acknowledged`)
    }
    await service.stop()
    const people = everything.map(({ person }) => person)
    const onFile = await lookUp(folder, people)
    progress('everything once more …')
    service = await startService(settings)
    const again = nothingHeard()
    const { news } = await sendAgain(service, everything, again, onFile)
    await service.stop()
    const after = await lookUp(folder, people)
    return {
      offered: everything.length,
      acknowledged: heard.told.size,
      cutShort,
      lost: [...heard.told].filter((person) => !onFile.get(person)).map(({ id }) => id),
      notOnce: [...notOnce(everything, onFile), ...notOnce(everything, after)],
      onFileUntold: people.filter((person) => onFile.get(person) && !heard.told.has(person)).length,
      refusedAgain: people.filter((person) => !again.told.has(person)).map(({ id }) => id),
      wrongNews: news,
      odd: [...heard.odd, ...again.odd],
      restarts,
      recoveries,
    }
  } finally {
    await service?.stop() // killed, its database would still be writing when the folder goes
    removeFolder(folder)
  }
}

function offeredIn(round: number, from: number): readonly Sending[] {
  const lines = round % FILE_EVERY === 3 ? LINES : 0
  return Array.from({ length: OFFERED + lines }, (_, index): Sending => {
    const number = from + index
    if (number >= CROWD_AT_MOST) throw new RangeError('there are not so many people')
    const way = index < OFFERED ? (WAYS[index % WAYS.length] ?? 'hl7') : 'file'
    return { person: somebody(number), way }
  })
}

const notOnce = (sendings: readonly Sending[], onFile: ReadonlyMap<Somebody, OnFile | undefined>) =>
  sendings.flatMap(({ person, way }) => {
    const file = onFile.get(person)
    const isRight = !file || (file.people === 1 && file.identities === 1 && file.records === recordsBy(way))
    return isRight ? [] : [`${person.id} by ${way}: ${JSON.stringify(file)}`]
  })

/** Sends all of it again, and compares what is said to be known with what is on file. */
async function sendAgain(
  service: Service,
  sendings: readonly Sending[],
  heard: Heard,
  onFile: ReadonlyMap<Somebody, OnFile | undefined>,
): Promise<{ readonly news: readonly string[] }> {
  await sendByAllDoors(
    service,
    sendings.filter(({ way }) => way !== 'file'),
    heard,
  )
  const news = sendings
    .filter(({ way }) => way === 'transaction' || way === 'lines')
    .filter(({ person }) => heard.known.has(person) !== (onFile.get(person) !== undefined))
    .map(({ person, way }) => `${person.id} by ${way}`)
  const inFiles = sendings.filter(({ way }) => way === 'file').map(({ person }) => person)
  if (inFiles.length > 0) {
    const ran = await ingest(service.dataDir, inFiles)
    if (ran.code === 0) for (const person of inFiles) heard.told.add(person)
    const { stored, duplicates }: Partial<Tally> = ran.code === 0 ? JSON.parse(ran.out) : {}
    const known = inFiles.filter((person) => onFile.get(person)).length
    if (duplicates !== known || stored !== inFiles.length - known)
      news.push(`of ${inFiles.length} lines in files, ${known} on file: ${ran.code} ${ran.out}${ran.err}`)
  }
  return { news }
}
