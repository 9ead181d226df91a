import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { type Instant, type PersonDetails, zone } from '@excelsior/domain'
import { recognise, searchKeys } from '@excelsior/people'
import { type Installation, systemClock } from '@excelsior/service'
import type { PassOnFile, Store } from '@excelsior/store'
import { collect, readBounded } from '../codes-in-file.ts'
import { type Command, type ExitCode, type Terminal, UsageError } from '../command.ts'
import { personOf } from '../people-file.ts'
import { withInstallation } from '../with-store.ts'

export const command: Command = {
  name: 'passes',
  summary: 'withdraws passes',
  help: `Usage: excelsior passes revoke --pass ID --reason WORDS [--json]
       excelsior passes revoke --person FILE.json or - --reason WORDS [--json]

Withdraws one pass, or all passes of one person, for good. Scanners refuse them after their next refresh of the
trust list, phones' own wallets are told. Whoever held them may retrieve others.

  --pass ID       the pass's own number, 16 hexadecimal digits, as "excelsior issue" prints it
  --person FILE   whose passes: {"givenName","familyName","birthDate","postalCode","phone"} as they are on file; names,
                  birth date and one of the other two have to agree, and with one person alone. From a file or
                  standard input, so that no name stands in the list of processes
  --reason WORDS  why; written into the audit log. No personal data
  --json          prints one JSON object a pass: {"passId","outcome"}, which is "revoked", "revoked-before" or
                  "unknown"

Exit codes: 0 revoked, now or before; 1 there is no such pass or person, or the database cannot be had; 2 wrong
usage, or an unreadable file.

Example: excelsior passes revoke --pass 5f3a09c2b17d48e6 --reason "signed for the wrong person"
`,
  async run(args, terminal) {
    const named = readArguments(args)
    const { reason, json } = named
    if (named.passId !== undefined) {
      const { passId } = named
      return withInstallation('passes', terminal, (installation) =>
        revokeOne(passId, reason, json, installation, terminal),
      )
    }
    const details = await detailsIn(named.person, terminal)
    if (!details) {
      terminal.err(`excelsior passes: ${named.person} is no JSON object with a person's details.\n`)
      return 2
    }
    return withInstallation('passes', terminal, (installation) =>
      revokeAllOf(details, reason, json, installation, terminal),
    )
  },
}

async function revokeOne(
  passId: string,
  reason: string,
  json: boolean,
  { store }: Installation,
  terminal: Terminal,
): Promise<ExitCode> {
  const id = Buffer.from(passId, 'hex')
  const onFile = await store.passes.find(id)
  const at = systemClock()
  if (onFile && onFile.revoked === undefined) {
    // First the trace: a pass is never withdrawn without one.
    const detail = { passId, type: onFile.type, reason }
    await store.audit.append([{ actor: 'command line', action: 'pass-revoked', detail, at }])
  }
  const revoked = onFile ? await store.passes.revoke(id, at) : false
  const outcome = revoked ? 'revoked' : onFile ? 'revoked-before' : 'unknown'
  if (json) await terminal.out(`${JSON.stringify({ passId, outcome })}\n`)
  else if (outcome === 'unknown') terminal.err(`excelsior passes: there is no pass ${passId}.\n`)
  else if (onFile)
    await terminal.out(sentence(onFile, outcome === 'revoked' ? 'is revoked' : 'was revoked before'))
  return outcome === 'unknown' ? 1 : 0
}

async function revokeAllOf(
  details: PersonDetails,
  reason: string,
  json: boolean,
  { store }: Installation,
  terminal: Terminal,
): Promise<ExitCode> {
  const found = await store.registry.search(searchKeys(details))
  const index = recognise(details, found)
  const person = index === undefined ? undefined : found[index]
  if (!person) {
    terminal.err(
      'excelsior passes: nobody on file is clearly meant. Names, birth date and ZIP code or phone have to be as on file.\n',
    )
    return 1
  }
  const at = systemClock()
  await store.audit.append([
    {
      actor: 'command line',
      action: 'passes-of-person-revoked',
      subject: String(person.id),
      detail: { reason },
      at,
    },
  ])
  const revoked = await revokeUnder(store, person.id, at)
  for (const pass of revoked) {
    const passId = Buffer.from(pass.passId).toString('hex')
    await terminal.out(
      json ? `${JSON.stringify({ passId, outcome: 'revoked' })}\n` : sentence(pass, 'is revoked'),
    )
  }
  if (revoked.length === 0 && !json) await terminal.out('This person has no pass that still holds.\n')
  return 0
}

async function revokeUnder(
  store: Store,
  person: Parameters<Store['registry']['numbersOf']>[0],
  at: Instant,
): Promise<readonly PassOnFile[]> {
  return store.passes.revokeAllOf(await store.registry.numbersOf(person), at)
}

const sentence = ({ passId, type, expires }: PassOnFile, what: string) =>
  `${Buffer.from(passId).toString('hex')} ${what} (${type}, until ${zone('UTC').format(expires)})\n`

async function detailsIn(file: string, terminal: Terminal): Promise<PersonDetails | undefined> {
  const bytes = file === '-' ? await collect(terminal.stdin) : await readBounded(resolve(terminal.cwd, file))
  try {
    const json: unknown = JSON.parse(new TextDecoder().decode(bytes))
    return typeof json === 'object' && json !== null && !Array.isArray(json)
      ? personOf(json as Readonly<Record<string, unknown>>)
      : undefined
  } catch {
    return undefined // the parser's own message would quote the file
  }
}

function readArguments(args: readonly string[]) {
  const { values, positionals } = parsed(args)
  const { pass: passId, person = '', reason = '', json } = values
  if (positionals.length !== 1 || positionals[0] !== 'revoke') throw new UsageError('say what to do: revoke')
  if ((passId === undefined) === (person === ''))
    throw new UsageError('say whose or which: --pass or --person')
  if (passId !== undefined && !/^[0-9a-f]{16}$/.test(passId))
    throw new UsageError('--pass takes the 16 hexadecimal digits of a pass')
  if (reason.trim() === '')
    throw new UsageError('--reason is missing: say why it is withdrawn, without personal data')
  return { passId, person, reason, json }
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        pass: { type: 'string' },
        person: { type: 'string' },
        reason: { type: 'string' },
        json: { type: 'boolean', default: false },
      },
      allowPositionals: true,
    })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'wrong usage')
  }
}
