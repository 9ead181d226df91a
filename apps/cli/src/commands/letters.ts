import { mkdir, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { zone } from '@excelsior/domain'
import { openInstallation, PROJECT_ROOT, readConfig } from '@excelsior/service'
import { type LetterDesk, openLetterDesk } from '@excelsior/service/letters'
import { type Command, type ExitCode, type Terminal, UsageError } from '../command.ts'
import { isInstallationFault } from '../installation-fault.ts'

const help = `Usage: excelsior letters list [--json]
       excelsior letters write --out FOLDER [--paper us-letter|a4] [--json]

The letters with one-time codes that residents asked for: they wait in the outbox until they are written.

  list       says how many wait, since when and until when their codes work. No name, no address, no code
  write      writes one PDF a letter into the folder, for envelopes with a window (no. 10 or DL). A letter
             leaves the outbox once its file is on disk; the files are readable by their owner only. Whoever
             mails them deletes them. That letters were written goes into the audit log
  --paper    the paper of the mailing; us-letter where it is left out
  --json     prints one JSON object: list a line for each letter {"id","at","until","language"},
             write {"files","held","late"}

"held" letters have an address in letters that no font here has: they stay. "late" ones have a code that no
longer works. PUBLIC_URL is the address of the portal that stands in the letters.

Exit codes: 0 done; 1 letters are held, or cannot be had or written; 2 wrong usage.

Example: PUBLIC_URL=https://pass.example.gov excelsior letters write --out /srv/mailing
`

export const command: Command = {
  name: 'letters',
  summary: 'lists letters with codes, and writes them as PDF',
  help,
  async run(args, terminal) {
    const asked = readArguments(args)
    const read = readConfig(terminal.env, PROJECT_ROOT)
    if (!read.ok) throw new UsageError(read.faults.join('; '))
    if (asked.action === 'write') await mustBeFolder(resolve(terminal.cwd, asked.out))
    try {
      const installation = await openInstallation(read.config, 'command', () => undefined)
      const desk = await openLetterDesk(installation, read.config)
      try {
        return asked.action === 'list'
          ? await list(desk, asked.json, terminal)
          : await write(desk, { ...asked, out: resolve(terminal.cwd, asked.out) }, terminal)
      } finally {
        await desk.close()
        await installation.close()
      }
    } catch (error) {
      if (!isInstallationFault(error) && !isFileFault(error)) throw error
      terminal.err(`excelsior letters: ${error.message}\n`)
      return 1
    }
  },
}

const utc = zone('UTC')

async function list(desk: LetterDesk, json: boolean, terminal: Terminal): Promise<ExitCode> {
  const letters = await desk.waiting()
  for (const { id, at, until, language } of letters) {
    const line = { id, at: utc.format(at), until: utc.format(until), language }
    await terminal.out(
      json
        ? `${JSON.stringify(line)}\n`
        : `${line.id.slice(0, 16)}  asked for ${line.at}  works until ${line.until}  (${language})\n`,
    )
  }
  if (!json) terminal.err(letters.length === 0 ? 'No letter waits.\n' : '')
  return 0
}

interface ToWrite {
  readonly out: string
  readonly paper: 'us-letter' | 'a4'
  readonly json: boolean
}

async function write(desk: LetterDesk, { out, paper, json }: ToWrite, terminal: Terminal): Promise<ExitCode> {
  const written = await desk.write(out, paper)
  if (json) await terminal.out(`${JSON.stringify(written)}\n`)
  else for (const file of written.files) await terminal.out(`${file}\n`)
  if (written.held > 0)
    terminal.err(
      `Held, for an address that cannot be printed here: ${written.held}. They wait in the outbox.\n`,
    )
  return written.held > 0 ? 1 : 0
}

type Asked = { readonly action: 'list'; readonly json: boolean } | ({ readonly action: 'write' } & ToWrite)

function readArguments(args: readonly string[]): Asked {
  const { values, positionals } = parsed(args)
  const [action, ...rest] = positionals
  const { out, paper, json } = values
  if (rest.length > 0 || (action !== 'list' && action !== 'write'))
    throw new UsageError('say what to do: list, or write --out FOLDER')
  if (action === 'list') {
    if (out !== undefined || paper !== undefined) throw new UsageError('--out and --paper belong to write')
    return { action, json }
  }
  if (out === undefined) throw new UsageError('--out is missing: the folder for the letters')
  if (paper !== undefined && paper !== 'us-letter' && paper !== 'a4')
    throw new UsageError(`--paper is "${paper}": us-letter or a4 is expected`)
  return { action, out, paper: paper ?? 'us-letter', json }
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        json: { type: 'boolean', default: false },
        out: { type: 'string' },
        paper: { type: 'string' },
      },
      allowPositionals: true,
    })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'wrong usage')
  }
}

/** Made where it is missing, for its owner alone: names and addresses will lie in it. */
async function mustBeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: 0o700 })
  } catch {
    const found = await stat(path).catch(() => undefined)
    if (!found?.isDirectory()) throw new UsageError(`${path} is no folder, and cannot be made one`)
  }
}

/** Disk full, folder gone, not ours to write in. */
function isFileFault(error: unknown): error is Error {
  return error instanceof Error && typeof (error as NodeJS.ErrnoException).syscall === 'string'
}
