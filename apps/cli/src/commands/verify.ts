import { createReadStream } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { credentialsIn } from '@excelsior/credentials'
import { type Instant, parseInstant } from '@excelsior/domain'
import { systemClock } from '@excelsior/service'
import { answersTo, type BatchAnswers } from '../batch-lines.ts'
import { type BatchThreads, startThreads } from '../batch-threads.ts'
import { codesIn, collect, isCredential, readBounded } from '../codes-in-file.ts'
import { type Command, type ExitCode, type Terminal, UsageError } from '../command.ts'
import { isInstallationFault } from '../installation-fault.ts'
import { LineFault, lineBatches } from '../lines.ts'
import { type ChosenTrust, checkBy } from '../trust-choice.ts'
import type { Check } from '../trust-ground.ts'
import { verdictJson, verdictText } from '../verdict-text.ts'

const help = `Usage: excelsior verify [--trust DIR or URL] [--root THUMBPRINT] [--at INSTANT] [--json] FILE or -
       excelsior verify --batch FILE.jsonl or - [--trust DIR or URL] [--root THUMBPRINT] [--at INSTANT]

Checks a pass: the text of its code in a file, on standard input or as the argument itself, a .pkpass of
Apple Wallet, or a PNG, JPEG or PDF that shows the code. Of several in one file, such as a
.smart-health-card, each gets its verdict.

  --trust DIR or URL   the signed trust list to check by: its address (https, or http on this machine), its
                       file, or a folder with a trust.json, or with an issuers.json and the key sets that
                       it names (SMART Health Cards; withdrawn cards in crl/), or with a trustlist.json of
                       document signers (EU certificates; withdrawn ones in revocation.json); otherwise
                       this installation's own keys and the lists that "excelsior trust add" took
  --root THUMBPRINT    the root key that must have signed the list; without it, whichever did is taken, and
                       its thumbprint is told on standard error
  --at INSTANT         RFC 3339 date-time at which to judge; otherwise the present. A list that is not yet
                       or no longer good at that moment gives the status unknown
  --json               one JSON object a code, and nothing else:
                       {"format","genuine","status","kind","holder":{"givenName","familyName","birthDate"},
                        "expires","issuer","reason"}
  --batch FILE         lines {"id","text","at"} in ("at" may be absent; without an offset it is UTC), lines {"id", and the above} out, in
                       the same order

Status: valid, expired, not-yet-valid, revoked, not-accepted, not-genuine (reason unreadable, bad-signature,
unknown-key, untrusted-issuer or wrong-key-usage), unknown (cannot be checked now; the reason says why).
"genuine" is true, false, or null for not known.

Exit codes: 0 valid, or the whole batch was answered; 1 not valid; 2 wrong usage, an unreadable file, or a
line that is none. All lines before such a line are answered.

Example: excelsior verify --trust https://pass.example.gov/.well-known/excelsior/trust.json pass.png
`

export const command: Command = {
  name: 'verify',
  summary: 'checks a pass, or a file of them',
  help,
  async run(args, terminal) {
    const { batch, file, trust, root, at, json } = readArguments(args)
    try {
      const chosen = await checkBy(trust, root, terminal)
      if (batch !== undefined) return await verifyBatch(batch, chosen, at, terminal)
      return await verifyFile(file, chosen.check, at ?? systemClock(), json, terminal)
    } catch (error) {
      if (!(error instanceof LineFault || isInstallationFault(error) || isSystemError(error))) throw error
      terminal.err(`excelsior verify: ${error.message}\n`)
      return 2
    }
  },
}

function readArguments(args: readonly string[]) {
  const { values, positionals } = parsed(args)
  const at = values.at === undefined ? undefined : parseInstant(values.at)
  if (values.at !== undefined && at === undefined) {
    throw new UsageError('--at takes an RFC 3339 date-time, such as 2021-06-01T09:00:00-04:00')
  }
  if (positionals.length !== (values.batch === undefined ? 1 : 0)) {
    throw new UsageError('name one file, "-" for standard input, or --batch with a file')
  }
  const { batch, trust, root, json } = values
  return { batch, trust, root, json, at, file: positionals[0] ?? '-' }
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        trust: { type: 'string' },
        root: { type: 'string' },
        at: { type: 'string' },
        batch: { type: 'string' },
        json: { type: 'boolean', default: false },
      },
      allowPositionals: true,
    })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'wrong usage')
  }
}

async function verifyFile(
  file: string,
  check: Check,
  at: Instant,
  json: boolean,
  terminal: Terminal,
): Promise<ExitCode> {
  const codes = await codesNamed(file, terminal)
  if (!codes.ok) {
    terminal.err(`excelsior verify: ${file === '-' ? 'standard input' : file} ${codes.why}.\n`)
    return 2
  }
  let valid = true
  for (const text of codes.texts) {
    const { verdict, zone } = await check(text, at)
    await terminal.out(json ? `${verdictJson(verdict, zone)}\n` : verdictText(verdict, zone))
    valid &&= verdict.status === 'valid'
  }
  return valid ? 0 : 1
}

async function codesNamed(file: string, terminal: Terminal) {
  if (file === '-') return codesIn(await collect(terminal.stdin))
  const bytes = await readBounded(resolve(terminal.cwd, file))
  if (bytes) return codesIn(bytes)
  return isCredential(file)
    ? ({ ok: true, texts: await credentialsIn(file) } as const)
    : ({ ok: false, why: 'cannot be read' } as const)
}

/** So many lines are checked before threads are started, which take as long to get ready. */
const ALONE = 2_000
/** Bytes that are read at a time. */
const PIECE = 256 * 1024

/** In order. No more is read than is under way, so that memory stays flat. */
async function verifyBatch(
  file: string,
  { check, ground }: ChosenTrust,
  at: Instant | undefined,
  terminal: Terminal,
): Promise<ExitCode> {
  const input =
    file === '-' ? terminal.stdin : createReadStream(resolve(terminal.cwd, file), { highWaterMark: PIECE })
  const underWay: Promise<BatchAnswers>[] = []
  const tellFirst = async () => {
    try {
      const { text = '', fault } = (await underWay.shift()) ?? {}
      if (text !== '') await terminal.out(text)
      if (fault) throw new LineFault(fault.line, fault.what)
    } catch (error) {
      underWay.length = 0 // nothing is told behind a fault
      throw error
    }
  }
  let seen = 0
  let threads: BatchThreads | undefined
  try {
    try {
      for await (const batch of lineBatches(input)) {
        if (ground && seen <= ALONE && seen + batch.lines.length > ALONE)
          threads = startThreads({ ground, at })
        seen += batch.lines.length
        const answers = threads
          ? threads.answersTo(batch)
          : answersTo(batch, check, () => at ?? systemClock())
        answers.catch(() => undefined) // told when its turn comes
        underWay.push(answers)
        while (underWay.length >= (threads?.atOnce ?? 1)) await tellFirst()
      }
    } finally {
      while (underWay.length > 0) await tellFirst()
    }
  } finally {
    await threads?.close()
  }
  return 0
}

/** Of the file system; its message names the file as the user did. */
const isSystemError = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && 'syscall' in error
