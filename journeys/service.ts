import { spawn } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const ROOT = join(import.meta.dirname, '..')

export interface Settings {
  /** Default 60: the first two dozen are one of each kind. */
  readonly people?: number
  /** Milliseconds on which answers leave; default 50, the least a policy may say. */
  readonly quantum?: number
  /** A folder of `newFolder()`; default one that is removed at the end. */
  readonly dataDir?: string
  readonly databaseUrl?: string
  /** Default 127.0.0.1. Browsers take `localhost` for secure. */
  readonly host?: string
  /** What an operator sets beside. */
  readonly env?: Readonly<Record<string, string>>
  /** Takes HL7 v2 over MLLP, too. */
  readonly mllp?: boolean
  /** Its clock stands at this moment, in milliseconds since 1970; default: it runs. */
  readonly stoppedAt?: number
}

/** The real service, in a process of its own, with invented people. */
export interface Service {
  /** Without a slash at its end. */
  readonly origin: string
  /** Where it listens for MLLP; 0 where it does not. */
  readonly mllpPort: number
  readonly pid: number
  readonly dataDir: string
  /** From the start of the process until it served, milliseconds. */
  readonly startedIn: number
  /** Everything it wrote to its output and error streams. */
  said(): string
  /** Sets a clock that was stopped to another moment; resolves when it shows that. */
  stopClockAt(moment: number): Promise<void>
  /** Ends it as an operator would; resolves when nothing of it runs any more. */
  stop(): Promise<void>
  /** Ends it as the kernel would, without a chance to tidy up. */
  kill(): Promise<void>
}

/** The service as a deployment runs it; throws with what it said where it does not come up. */
export async function startService(settings: Settings = {}): Promise<Service> {
  const dataDir = settings.dataDir ?? newFolder()
  const policyFile = join(dataDir, 'policy.json')
  const scratch = join(dataDir, 'tmp')
  mkdirSync(scratch, { recursive: true })
  writeFileSync(policyFile, policyWith(settings.quantum ?? 50))
  const { stoppedAt } = settings
  const preloads = ['end-with-parent.mjs', ...(stoppedAt === undefined ? [] : ['stopped-clock.mjs'])]
  const began = performance.now()
  const child = spawn(
    process.execPath,
    [
      ...preloads.flatMap((file) => ['--import', join(ROOT, 'tools', file)]),
      join(ROOT, 'apps/service/src/main.ts'),
    ],
    {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: {
        PATH: process.env.PATH,
        TMPDIR: scratch,
        HOST: settings.host ?? '127.0.0.1',
        PORT: '0',
        DATA_DIR: join(dataDir, 'data'),
        POLICY: policyFile,
        TRUSTED_PROXIES: '127.0.0.1',
        DEMO_PEOPLE: String(settings.people ?? 60),
        DEMO_SEED: '7',
        ...(stoppedAt !== undefined && { STOPPED_AT: String(stoppedAt) }),
        ...(settings.mllp && { MLLP_PORT: '0' }),
        ...(settings.databaseUrl && { DATABASE_URL: settings.databaseUrl }),
        ...settings.env,
      },
    },
  )
  let said = ''
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const hear = (text: string) => {
    said += text
  }
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', hear)
  const end = async (signal: 'SIGINT' | 'SIGKILL') => {
    child.kill(signal)
    await exited
  }

  let origin: string | undefined
  while (origin === undefined) {
    if (child.exitCode !== null || performance.now() - began > 60_000) {
      await end('SIGKILL')
      throw new Error(`the service did not come up:\n${said}`)
    }
    origin = /Portal +(http:\S+)\/\n/.exec(said)?.[1]
    await sleep(10)
  }
  const startedIn = performance.now() - began
  return {
    origin,
    mllpPort: Number(/MLLP +[\d.]+:(\d+)/.exec(said)?.[1] ?? 0),
    pid: child.pid ?? 0,
    dataDir,
    startedIn,
    said: () => said,
    async stopClockAt(moment) {
      const shown = new Promise<void>((resolve) => child.once('message', () => resolve()))
      child.send({ stoppedAt: moment })
      await shown
    },
    kill: () => end('SIGKILL'),
    async stop() {
      await end('SIGINT')
      if (settings.dataDir === undefined) removeFolder(dataDir)
    },
  }
}

/** Where root runs the tests, the database is another user, who has to pass through. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'excelsior-journey-'))
  chmodSync(folder, 0o711)
  return folder
}

export const removeFolder = (folder: string) => rmSync(folder, { recursive: true, force: true })

/** The department's rules, but quicker. */
function policyWith(quantum: number): string {
  const policy = readFileSync(join(ROOT, 'data/policies/us-ny.json'), 'utf8')
  return policy.replace(/("answerQuantumMilliseconds": )\d+/, `$1${quantum}`)
}
