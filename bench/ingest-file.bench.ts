import { spawn } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { hl7Messages } from '@excelsior/demo'
import { startDatabase } from '@excelsior/store/embedded'
import { afterwards, temporaryFolder } from './clear-away.ts'
import { COMMAND, environment } from './command.ts'
import type { Bench } from './figure.ts'
import { cpuSeconds, cpuSecondsOfTree, postmasterOf, residentSetSize } from './processes.ts'
import { residents } from './residents.ts'
import { median } from './rounds.ts'

const PEOPLE = 25_000
const SAMPLE_MILLISECONDS = 50

interface Sample {
  /** Seconds. */
  readonly cpu: number
  /** Bytes. */
  readonly memory: number
}

export const bench: Bench = {
  figures: [
    {
      name: 'ingest-file',
      what: `messages of a file of about ${PEOPLE * 2}, by "excelsior ingest", for each second of processor time of the command and the database together`,
      unit: 'messages/CPU s',
      goal: { of: 'value', atLeast: 5_000 },
    },
    {
      name: 'ingest-file-memory',
      what: 'memory (RSS) of the command towards the end of that file',
      beside: 'the same at a quarter of it',
      unit: 'MB',
      goal: { of: 'ratio', atMost: 1.25 },
    },
  ],
  async measure(progress) {
    const dataDir = await temporaryFolder()
    progress('ingest: a file of messages …')
    const file = join(dataDir, 'messages.hl7')
    let messages = 0
    await pipeline(
      Readable.from(hl7Messages(residents(PEOPLE, 3))).map(({ text }: { text: string }) => {
        messages++
        return text
      }),
      createWriteStream(file),
    )

    const database = await startDatabase({ dataDir })
    afterwards(() => database.stop())
    const server = postmasterOf(dataDir)
    progress(`ingest: the command on ${messages} messages …`)
    const before = cpuSecondsOfTree(server)
    const samples = await ingest(file, dataDir)
    const cpu = (samples.at(-1)?.cpu ?? 0) + cpuSecondsOfTree(server) - before
    const memoryFrom = (from: number, to: number) =>
      median(samples.slice(samples.length * from, samples.length * to).map(({ memory }) => memory)) / 1e6
    return {
      'ingest-file': { value: messages / cpu },
      'ingest-file-memory': { value: memoryFrom(0.85, 0.98), limit: memoryFrom(0.2, 0.33) },
    }
  },
}

async function ingest(file: string, dataDir: string): Promise<readonly Sample[]> {
  const child = spawn(process.execPath, [COMMAND, 'ingest', file, '--json'], {
    env: environment({ DATA_DIR: dataDir }),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let tally = ''
  let complaints = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    tally += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints = `${complaints}${text}`.slice(-2000)
  })
  const samples: Sample[] = []
  while (child.exitCode === null) {
    const [cpu, memory] = [cpuSeconds(child.pid ?? 0), residentSetSize(child.pid ?? 0)]
    if (cpu !== undefined && memory !== undefined) samples.push({ cpu, memory })
    await sleep(SAMPLE_MILLISECONDS)
  }
  const { read, stored } = tally === '' ? { read: 0, stored: 0 } : JSON.parse(tally)
  if (read === 0 || stored < read / 2) throw new Error(`the file was not taken: ${tally} ${complaints}`)
  return samples
}
