import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Database, startDatabase } from '@excelsior/store/embedded'
import { residentSetSize } from '../bench/processes.ts'
import { nothingHeard, recordsBy, type Sending, sendByAllDoors, type Way } from './all-doors.ts'
import { ask } from './ask.ts'
import { somebody } from './crowd.ts'
import { isReady, signalDatabase } from './database-process.ts'
import { lookUp } from './on-file.ts'
import { newFolder, removeFolder, startService } from './service.ts'

/** `stopped`: it ends, and is started again. `frozen`: it keeps its connections and answers nothing. */
export type Away = 'stopped' | 'frozen'

/** Senders of a dozen messages at once, each by the ways in turn; what is not acknowledged they send again. */
const SENDERS = 5
const AT_ONCE = 12
const WAYS: readonly Way[] = ['hl7', 'mllp', 'transaction', 'lines', 'mllp', 'hl7']
/** Milliseconds, before and after. */
const AT_WORK = 1500

export interface AwayFigures {
  readonly acknowledged: number
  /** After its first second away. */
  readonly acknowledgedMeanwhile: number
  readonly toldNotReady: boolean
  /** Milliseconds from its return to the next acknowledgement. */
  readonly recovery: number
  /** Bytes that the service grew by while it was away. */
  readonly growth: number
  readonly lost: readonly string[]
  readonly notOnce: readonly string[]
  readonly odd: readonly string[]
}

/** Takes the database away for so many seconds while messages come in by all network doors. */
export async function databaseAway(
  away: Away,
  seconds: number,
  progress: (sentence: string) => void = () => undefined,
): Promise<AwayFigures> {
  const folder = newFolder()
  const dataDir = join(folder, 'data')
  let database: Database | undefined = await startDatabase({ dataDir })
  const { user, password, host, database: name } = database.connection
  const databaseUrl = `postgresql://${user}:${password}@localhost/${name}?host=${encodeURIComponent(String(host))}`
  const service = await startService({ dataDir: folder, people: 1, mllp: true, databaseUrl })
  const heard = nothingHeard()
  const everything: Sending[] = []
  let over = false

  async function sender(): Promise<void> {
    while (!over) {
      let rest = Array.from({ length: AT_ONCE }, (_, index): Sending => {
        const way = WAYS[index % WAYS.length] ?? 'hl7'
        return { person: somebody(everything.length + index), way }
      })
      everything.push(...rest)
      while (rest.length > 0) {
        await sendByAllDoors(service, rest, heard)
        rest = rest.filter(({ person }) => !heard.told.has(person))
        if (rest.length > 0) await sleep(200)
      }
    }
  }

  try {
    const sending = Promise.all(Array.from({ length: SENDERS }, sender))
    await sleep(AT_WORK)
    const before = residentSetSize(service.pid) ?? Number.NaN
    progress(`${away} for ${seconds} s …`)
    if (away === 'frozen') signalDatabase(folder, 'SIGSTOP')
    else await database.stop()
    database = away === 'frozen' ? database : undefined
    const returns = performance.now() + seconds * 1000
    await sleep(1000)
    const alreadyTold = heard.told.size
    let [growth, toldNotReady] = [0, false]
    while (performance.now() < returns) {
      growth = Math.max(growth, (residentSetSize(service.pid) ?? Number.NaN) - before)
      toldNotReady ||= !(await isReady(service))
      await sleep(100)
    }
    const acknowledgedMeanwhile = heard.told.size - alreadyTold
    if (away === 'frozen') signalDatabase(folder, 'SIGCONT')
    else database = await startDatabase({ dataDir })
    const back = performance.now()
    const then = heard.told.size
    while (heard.told.size === then) await sleep(10)
    const recovery = performance.now() - back
    await sleep(AT_WORK)
    over = true
    await sending
    const { status } = await ask(service.origin, '/readyz')
    if (status !== 200) heard.odd.push(`/readyz ${status}`)
    await service.stop()
    await database?.stop()
    database = undefined
    const onFile = await lookUp(
      folder,
      everything.map(({ person }) => person),
    )
    const isOnce = ({ person, way }: Sending) => {
      const file = onFile.get(person)
      return file?.people === 1 && file.identities === 1 && file.records === recordsBy(way)
    }
    return {
      acknowledged: heard.told.size,
      acknowledgedMeanwhile,
      toldNotReady,
      recovery,
      growth,
      lost: [...heard.told].filter((person) => !onFile.get(person)).map(({ id }) => id),
      notOnce: everything.filter((each) => !isOnce(each)).map(({ person }) => person.id),
      odd: heard.odd,
    }
  } finally {
    over = true
    await service.stop()
    await database?.stop()
    removeFolder(folder)
  }
}
