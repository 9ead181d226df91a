import type { Command, ExitCode } from '../command.ts'

interface Surroundings {
  readonly env?: Readonly<Record<string, string>>
  readonly cwd: string
  /** What stands on standard input. */
  readonly input?: string | readonly Uint8Array[]
}

/** Runs a command as the program would, and returns what it wrote. */
export async function runCommand(
  command: Command,
  args: readonly string[],
  { env = {}, cwd, input = [] }: Surroundings,
): Promise<{ readonly code: ExitCode; readonly out: string; readonly err: string }> {
  let out = ''
  let err = ''
  const code = await command.run(args, {
    out: (text) => {
      out += text
    },
    err: (text) => {
      err += text
    },
    stdin: (async function* () {
      yield* typeof input === 'string' ? [new TextEncoder().encode(input)] : input
    })(),
    env,
    cwd,
  })
  return { code, out, err }
}
