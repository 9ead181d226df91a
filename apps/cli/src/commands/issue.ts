import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { qrCode } from '@excelsior/credentials'
import { openInstallation, systemClock } from '@excelsior/service'
import { collect, readBounded } from '../codes-in-file.ts'
import { type Command, type ExitCode, type Terminal, UsageError } from '../command.ts'
import { isInstallationFault } from '../installation-fault.ts'
import { dccFormat } from '../issue-formats/dcc.ts'
import type { IssueFormat, Office } from '../issue-formats/issue-format.ts'
import { passFormat } from '../issue-formats/pass.ts'
import { sdJwtFormat } from '../issue-formats/sd-jwt.ts'
import { shcFormat } from '../issue-formats/shc.ts'
import { configOf } from '../own-trust.ts'

const help = `Usage: excelsior issue --format NAME FILE.json or -

Signs passes with this installation's key, for tests and for offices that print them. Each pass is entered
in the database first, so that "excelsior passes revoke" can withdraw it.

  --format pass   our own pass code
  --format shc    a SMART Health Card, for other apps: it states doses, or a test, not just a pass. Its issuer
                  is PUBLIC_URL, which has to be https outside a demonstration
  --format dcc    an EU Digital COVID Certificate, for other countries: it states the last dose, a negative
                  test or, with the type "recovery", an infection; "excelsior keys signers" prints the list
                  by which others check it
  --format sd-jwt an SD-JWT VC, for wallet apps of the open standards. With "holderKey", a P-256 public key (JWK),
                  whoever shows it has to sign where they are asked to. Its issuer is PUBLIC_URL

A pass is one JSON object; the file holds one, a list of them, or one a line:
  {"type":"vaccination|pcr|antigen","givenName","familyName","birthDate","expires"}
One of the two names may be empty. A birth date may be a year, or year and month. "expires" is an RFC 3339
date-time. A health card or an EU certificate needs the records that it states, too: "records", a list as in
the published rules, of which it bears the doses, or the newest negative result. Other keys are passed over.

Prints one line for each pass, in the same order; "modules" are the rows of its QR code, 1 for dark:
  {"format","text","qr":{"version","modules"},"passId"}

Exit codes: 0 all were signed; 1 some were rejected, each told on standard error by its number, or there is
no database to enter them in; 2 wrong usage, or an unreadable file.

Example: excelsior issue --format pass office.jsonl
`

/** Passes that are entered in the database at a time. */
const AT_A_TIME = 500

export const command: Command = {
  name: 'issue',
  summary: 'signs passes with the local keys',
  help,
  async run(args, terminal) {
    const { name, format, file } = readArguments(args)
    const bytes =
      file === '-' ? await collect(terminal.stdin) : await readBounded(resolve(terminal.cwd, file))
    const items = bytes && itemsIn(bytes)
    if (!items) {
      terminal.err(`excelsior issue: ${file} cannot be read as JSON of at most 15 MiB.\n`)
      return 2
    }
    try {
      const config = configOf(terminal)
      const installation = await openInstallation(config, 'command', () => undefined)
      try {
        return await issueAll(items, name, format, { installation, config }, terminal)
      } finally {
        await installation.close()
      }
    } catch (error) {
      if (!isInstallationFault(error)) throw error
      terminal.err(`excelsior issue: ${error.message}\n`)
      return 1
    }
  },
}

function readArguments(args: readonly string[]) {
  const { values, positionals } = parsed(args)
  const { format: name = '' } = values
  const format = formatNamed(name)
  if (!format) throw new UsageError(`say which format: --format ${Object.keys(FORMATS).join(' or ')}`)
  const [file, ...rest] = positionals
  if (file === undefined || rest.length > 0) throw new UsageError('name one file, or "-" for standard input')
  return { name, format, file }
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: { format: { type: 'string' } }, allowPositionals: true })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'wrong usage')
  }
}

/** The passes of a file; `undefined` among them for a line that is no JSON. */
function itemsIn(bytes: Uint8Array): readonly unknown[] | undefined {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
  const whole = jsonIn(text)
  if (whole !== undefined) return Array.isArray(whole) ? whole : [whole]
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  const items = lines.map(jsonIn)
  return items.some((item) => item !== undefined) ? items : undefined
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const FORMATS: Readonly<Record<string, IssueFormat<unknown>>> = {
  pass: passFormat,
  shc: shcFormat,
  dcc: dccFormat,
  'sd-jwt': sdJwtFormat,
}

const formatNamed = (name: string): IssueFormat<unknown> | undefined =>
  Object.hasOwn(FORMATS, name) ? FORMATS[name] : undefined

async function issueAll(
  items: readonly unknown[],
  name: string,
  format: IssueFormat<unknown>,
  office: Omit<Office, 'now'>,
  terminal: Terminal,
): Promise<ExitCode> {
  let code: ExitCode = 0
  for (let start = 0; start < items.length; start += AT_A_TIME) {
    const contents: unknown[] = []
    for (const [index, item] of items.slice(start, start + AT_A_TIME).entries()) {
      const content = format.read(item)
      if (typeof content === 'string') {
        terminal.err(`excelsior issue: pass ${start + index + 1}: ${content}\n`)
        code = 1
      } else contents.push(content)
    }
    for (const { text, passId } of await format.sign(contents, { ...office, now: systemClock() })) {
      const { version, modules } = qrCode(text)
      const qr = { version, modules: modules.map((row) => row.map(Number)) }
      await terminal.out(`${JSON.stringify({ format: name, text, qr, passId })}\n`)
    }
  }
  return code
}
