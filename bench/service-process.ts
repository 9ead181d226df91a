import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { connectDatabase } from '@excelsior/store/embedded'
import type { ClientConfig } from 'pg'
import { afterwards, temporaryFolder } from './clear-away.ts'
import { environment } from './command.ts'
import { ROOT } from './residents.ts'

/** What a resident of the service's demonstration types. */
export interface Typed {
  readonly givenName: string
  readonly familyName: string
  readonly birthDate: string
  readonly postalCode: string
  readonly phone: string
}

export interface RunningService {
  readonly port: number
  /** Where `MLLP_PORT` is set. */
  readonly mllpPort: number | undefined
  readonly pid: number
  readonly dataDir: string
  /** Into its own database. */
  readonly connection: ClientConfig
  residents(): Promise<readonly Typed[]>
}

/** The service as `npm start` runs it, in a folder of its own, with invented people; stopped at the end. */
export async function startedService(
  settings: Readonly<Record<string, string>>,
  program = join(ROOT, 'apps/service/src/main.ts'),
): Promise<RunningService> {
  const folder = await temporaryFolder()
  const child = spawn(process.execPath, ['--import', join(ROOT, 'tools/end-with-parent.mjs'), program], {
    env: environment({ PORT: '0', HOST: '127.0.0.1', DATA_DIR: folder, ...settings }),
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  afterwards(() => stopped(child))
  const { port, mllpPort } = await portsOf(child, settings.MLLP_PORT !== undefined)
  const database = await connectDatabase({ dataDir: folder })
  afterwards(() => database.stop())
  return { port, mllpPort, pid: child.pid ?? 0, dataDir: folder, connection: database.connection, residents }

  async function residents(): Promise<readonly Typed[]> {
    const listed = await fetch(`http://127.0.0.1:${port}/demo/residents`)
    const people = (await listed.json()) as Typed[]
    return people.map(({ givenName, familyName, birthDate, postalCode, phone }) => ({
      givenName,
      familyName,
      birthDate,
      postalCode,
      phone,
    }))
  }
}

function portsOf(child: ChildProcess, withMllp: boolean): Promise<Pick<RunningService, 'port' | 'mllpPort'>> {
  let said = ''
  let welcome = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said = `${said}${text}`.slice(-4000)
  })
  return new Promise((resolve, reject) => {
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      welcome += text
      const port = /http:\/\/127\.0\.0\.1:(\d+)\//.exec(welcome)?.[1]
      const mllpPort = /MLLP +127\.0\.0\.1:(\d+),/.exec(welcome)?.[1]
      if (port === undefined || (withMllp && mllpPort === undefined)) return
      resolve({ port: Number(port), mllpPort: mllpPort === undefined ? undefined : Number(mllpPort) })
    })
    child.once('exit', () => reject(new Error(`the service did not start: ${said}`)))
  })
}

async function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  await gone
}
