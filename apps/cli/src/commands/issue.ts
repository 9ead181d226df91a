import { randomBytes } from 'node:crypto'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { issuePass, passIdOf, qrCode } from '@excelsior/credentials'
import {
  type Instant,
  PASS_TYPES,
  type PassContent,
  type PassType,
  parseInstant,
  parsePartialDate,
} from '@excelsior/domain'
import { type Installation, openInstallation, systemClock } from '@excelsior/service'
import { collect, readBounded } from '../codes-in-file.ts'
import { type Command, type ExitCode, type Terminal, UsageError } from '../command.ts'
import { isInstallationFault } from '../installation-fault.ts'
import { configOf } from '../own-trust.ts'

const help = `Usage: excelsior issue --format pass FILE.json or -

Signs passes with this installation's key, for tests and for offices that print them. Each pass is entered
in the database first, so that "excelsior passes revoke" can withdraw it.

A pass is one JSON object; the file holds one, a list of them, or one a line:
  {"type":"vaccination|pcr|antigen","givenName","familyName","birthDate","expires"}
One of the two names may be empty. A birth date may be a year, or year and month. "expires" is an RFC 3339
date-time. Other keys are passed over.

Prints one line for each pass, in the same order; "modules" are the rows of its QR code, 1 for dark:
  {"format":"pass","text","qr":{"version","modules"},"passId"}

Exit codes: 0 all were signed; 1 some were rejected, each told on standard error by its number, or there is
no database to enter them in; 2 wrong usage, or an unreadable file.

Example: excelsior issue --format pass office.jsonl
`

/** Issue times lie so far back that a door phone with a slow clock takes a pass made just now. */
const BACKDATED_MS = 3 * 60_000
/** Passes that are entered in the database at a time. */
const AT_A_TIME = 500

export const command: Command = {
  name: 'issue',
  summary: 'signs passes with the local keys',
  help,
  async run(args, terminal) {
    const { file } = readArguments(args)
    const bytes =
      file === '-' ? await collect(terminal.stdin) : await readBounded(resolve(terminal.cwd, file))
    const items = bytes && itemsIn(bytes)
    if (!items) {
      terminal.err(`excelsior issue: ${file} cannot be read as JSON of at most 15 MiB.\n`)
      return 2
    }
    try {
      const installation = await openInstallation(configOf(terminal), 'command', () => undefined)
      try {
        return await issueAll(items, installation, terminal)
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

function readArguments(args: readonly string[]): { readonly file: string } {
  const { values, positionals } = parsed(args)
  if (values.format !== 'pass') throw new UsageError('say which format: --format pass')
  const [file, ...rest] = positionals
  if (file === undefined || rest.length > 0) throw new UsageError('name one file, or "-" for standard input')
  return { file }
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

async function issueAll(
  items: readonly unknown[],
  { issuer, keyRing, store }: Installation,
  terminal: Terminal,
): Promise<ExitCode> {
  let code: ExitCode = 0
  for (let start = 0; start < items.length; start += AT_A_TIME) {
    const passes: (PassContent & { readonly id: Buffer })[] = []
    for (const [index, item] of items.slice(start, start + AT_A_TIME).entries()) {
      const content = contentIn(item)
      if (typeof content === 'string') {
        terminal.err(`excelsior issue: pass ${start + index + 1}: ${content}\n`)
        code = 1
      } else passes.push({ ...content, id: randomBytes(8) })
    }
    const now = systemClock()
    const signer = keyRing.signer(now)
    const intents = passes.map(({ id, type, expires }) => ({
      passId: id,
      keyId: signer.keyId,
      type,
      expires,
    }))
    await store.passes.intend(intents, now)
    const issuedAt = (now - BACKDATED_MS) as Instant
    for (const { id, ...content } of passes) {
      const passId = passIdOf(id)
      const text = await issuePass(
        { ...content, passId, issuer: issuer.id, issuedAt, notBefore: issuedAt },
        signer,
      )
      const { version, modules } = qrCode(text)
      const qr = { version, modules: modules.map((row) => row.map(Number)) }
      await terminal.out(`${JSON.stringify({ format: 'pass', text, qr, passId })}\n`)
    }
  }
  return code
}

/** What is to be signed, or what is wrong with it: the field and what it should be, never what it is. */
function contentIn(item: unknown): PassContent | string {
  if (typeof item !== 'object' || item === null) return 'is no JSON object'
  const { type, givenName = '', familyName = '', birthDate, expires } = item as Record<string, unknown>
  if (!isPassType(type)) return `"type" is not one of ${PASS_TYPES.join(', ')}`
  if (typeof givenName !== 'string' || typeof familyName !== 'string')
    return '"givenName" or "familyName" is no text'
  if ((givenName + familyName).trim() === '') return 'there is no name'
  const born = typeof birthDate === 'string' ? parsePartialDate(birthDate) : undefined
  if (born === undefined || born < '1000') return '"birthDate" is no date such as 1988-03-04, 1988-03 or 1988'
  const ends = typeof expires === 'string' ? parseInstant(expires) : undefined
  if (ends === undefined || ends < 0 || ends >= LATEST) {
    return '"expires" is no date-time such as 2022-05-01T00:00:00-04:00'
  }
  return { type, givenName, familyName, birthDate: born, expires: ends }
}

/** The first instant that a pass cannot state: in 2106. */
const LATEST = 0x1_0000_0000 * 1000

const isPassType = (value: unknown): value is PassType => (PASS_TYPES as readonly unknown[]).includes(value)
