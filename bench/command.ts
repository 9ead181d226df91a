import { spawn } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { mostResident } from './processes.ts'
import { ROOT } from './residents.ts'

export const COMMAND = join(ROOT, 'apps/cli/src/excelsior.ts')
const PLAIN = join(import.meta.dirname, 'plain-lines.ts')

/** Nothing of the caller's own settings: every run measures the same. */
export const environment = (settings: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv => ({
  PATH: process.env.PATH,
  TMPDIR: process.env.TMPDIR,
  HOME: process.env.HOME,
  ...settings,
})

/** `excelsior …`, its output into a file; starting and ending are part of the time. */
export const excelsior = (
  args: readonly string[],
  into: string,
  settings?: Readonly<Record<string, string>>,
) => run(COMMAND, args, into, settings)

const LOOK_EVERY = 20

/** The most memory (RSS) that it takes on its way, bytes. */
export async function mostMemoryOf(args: readonly string[], into: string): Promise<number> {
  let most = 0
  let looking: ReturnType<typeof setInterval> | undefined
  try {
    await run(COMMAND, args, into, {}, (pid) => {
      looking = setInterval(() => {
        most = mostResident(pid) ?? most
      }, LOOK_EVERY)
    })
  } finally {
    clearInterval(looking)
  }
  if (most === 0) throw new Error('the memory of a command cannot be read')
  return most
}

/** Reads JSON lines and writes a JSON line for each, and does nothing else: what any command on lines costs. */
export const plainLines = (file: string, into: string) => run(PLAIN, [file], into)

async function run(
  program: string,
  args: readonly string[],
  into: string,
  settings?: Readonly<Record<string, string>>,
  started: (pid: number) => void = () => undefined,
): Promise<void> {
  const child = spawn(process.execPath, [program, ...args], {
    env: environment(settings),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  if (child.pid !== undefined) started(child.pid)
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  await pipeline(child.stdout, createWriteStream(into))
  if ((await ended) !== 0) throw new Error(`excelsior ${args.join(' ')} failed: ${said}`)
}
