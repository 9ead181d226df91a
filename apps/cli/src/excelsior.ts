#!/usr/bin/env node
import { enableCompileCache } from 'node:module'
import { join } from 'node:path'
import { type Command, type ExitCode, type Terminal, UsageError } from './command.ts'

// Reading some hundred modules takes longer than most commands do. Beside the code, where nobody else may write, and not
// in the system's folder for all; where we may not write either, it is done without.
enableCompileCache(join(import.meta.dirname, '../../../node_modules/.cache/excelsior'))

/** Every command, loaded only when called: `--help` and `decide` need no database driver. */
const COMMANDS: Readonly<Record<string, () => Promise<{ command: Command }>>> = {
  audit: () => import('./commands/audit.ts'),
  decide: () => import('./commands/decide.ts'),
  demo: () => import('./commands/demo.ts'),
  ingest: () => import('./commands/ingest.ts'),
  issue: () => import('./commands/issue.ts'),
  keys: () => import('./commands/keys.ts'),
  letters: () => import('./commands/letters.ts'),
  match: () => import('./commands/match.ts'),
  passes: () => import('./commands/passes.ts'),
  policy: () => import('./commands/policy.ts'),
  quarantine: () => import('./commands/quarantine.ts'),
  read: () => import('./commands/read.ts'),
  reviews: () => import('./commands/reviews.ts'),
  serve: () => import('./commands/serve.ts'),
  sources: () => import('./commands/sources.ts'),
  support: () => import('./commands/support.ts'),
  trust: () => import('./commands/trust.ts'),
  verify: () => import('./commands/verify.ts'),
}

const terminal: Terminal = {
  out: (text) =>
    process.stdout.write(text) ? undefined : new Promise((resolve) => process.stdout.once('drain', resolve)),
  err: (text) => void process.stderr.write(text),
  stdin: process.stdin,
  env: process.env,
  cwd: process.cwd(),
}

async function main(argv: readonly string[]): Promise<ExitCode> {
  const [name, ...args] = argv
  if (name === undefined || name === '--help' || name === 'help') {
    terminal.out(await overview())
    return name === undefined ? 2 : 0
  }
  const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (!load) {
    terminal.err(`excelsior: there is no command "${name}". "excelsior --help" lists them.\n`)
    return 2
  }
  const { command } = await load()
  if (args.includes('--help')) {
    terminal.out(command.help)
    return 0
  }
  try {
    return await command.run(args, terminal)
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    terminal.err(`excelsior ${name}: ${error.message}\n"excelsior ${name} --help" tells how it is used.\n`)
    return 2
  }
}

async function overview(): Promise<string> {
  const commands = await Promise.all(Object.values(COMMANDS).map((load) => load()))
  const lines = commands.map(({ command }) => `  ${command.name.padEnd(11)} ${command.summary}`)
  return `Usage: excelsior COMMAND [options]\n\n${lines.join('\n')}\n\n"excelsior COMMAND --help" tells more.\n`
}

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0) // `excelsior … | head`
  throw error
})
process.exitCode = await main(process.argv.slice(2))
