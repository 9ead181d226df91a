import { createReadStream } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { credentialsIn, readIsoTime } from '@excelsior/credentials'
import { type Instant, instantOf, parseInstant } from '@excelsior/domain'
import { systemClock } from '@excelsior/service'
import { codesIn, collect, isCredential, readBounded } from '../codes-in-file.ts'
import { type Command, type ExitCode, type Terminal, UsageError } from '../command.ts'
import { isInstallationFault } from '../installation-fault.ts'
import { LineFault, lineBatches } from '../lines.ts'
import { type Check, type Checked, checkBy } from '../trust-choice.ts'
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
      const check = await checkBy(trust, root, terminal)
      if (batch !== undefined) return await verifyBatch(batch, check, at, terminal)
      return await verifyFile(file, check, at ?? systemClock(), json, terminal)
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

/** In order, and one at a time: memory stays flat, and a verdict takes less than a tenth of a millisecond. */
async function verifyBatch(
  file: string,
  check: Check,
  at: Instant | undefined,
  terminal: Terminal,
): Promise<ExitCode> {
  const input = file === '-' ? terminal.stdin : createReadStream(resolve(terminal.cwd, file))
  for await (const { first, lines } of lineBatches(input)) {
    let answers = ''
    try {
      for (const [index, line] of lines.entries()) {
        if (line.trim() === '') continue
        const { id, text, instant } = readLine(line, first + index, at)
        const { verdict, zone } = await checkAll(text, instant, check)
        answers += `{"id":${JSON.stringify(id)},${verdictJson(verdict, zone).slice(1)}\n`
      }
    } finally {
      if (answers !== '') await terminal.out(answers)
    }
  }
  return 0
}

/** Of a file of several credentials the first that is not valid: one line, one verdict. */
async function checkAll(text: string, at: Instant, check: Check): Promise<Checked> {
  const [first = text, ...others] = await credentialsIn(text)
  let checked = await check(first, at)
  for (const other of others) if (checked.verdict.status === 'valid') checked = await check(other, at)
  return checked
}

function readLine(line: string, number: number, at: Instant | undefined) {
  let json: unknown
  try {
    json = JSON.parse(line)
  } catch {
    throw new LineFault(number, 'is no JSON') // the parser's own message would quote the line
  }
  const {
    id,
    text,
    at: own,
  } = (typeof json === 'object' && json !== null ? json : {}) as Record<string, unknown>
  if (id === undefined || typeof text !== 'string') throw new LineFault(number, 'lacks "id" or "text"')
  const instant = own === undefined || own === null ? (at ?? systemClock()) : instantIn(String(own))
  if (instant === undefined) throw new LineFault(number, '"at" is no RFC 3339 date-time')
  return { id, text, instant }
}

/** Lines are made from data of many hands: a time without an offset is UTC, as in EU certificates. */
function instantIn(text: string): Instant | undefined {
  const time = readIsoTime(text)
  return parseInstant(text) ?? (time && instantOf(time))
}

/** Of the file system; its message names the file as the user did. */
const isSystemError = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && 'syscall' in error
