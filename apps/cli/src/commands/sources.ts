import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { zone } from '@excelsior/domain'
import { isScope, openInstallation, PROJECT_ROOT, readConfig, systemClock } from '@excelsior/service'
import { readCertificatePin, readJwks, readKeyPin } from '@excelsior/service/sender-keys'
import type { Json, Registered, Sender, Store } from '@excelsior/store'
import { type Command, type ExitCode, type Terminal, UsageError } from '../command.ts'
import { isInstallationFault } from '../installation-fault.ts'
import { readMappingText } from '../mapping-file.ts'

const help = `Usage: excelsior sources add NAME [--jurisdiction US-NY] [--zone America/New_York] [--scope SCOPE]...
                             [--jwks FILE] [--certificate FILE]... [--public-key FILE]... [--mapping FILE] [--trial]
                             [--replace] [--json]
       excelsior sources list [--json]
       excelsior sources remove NAME [--json]

Registers who may hand in records, and by what they prove who they are. A running service follows within a second.

  add     NAME has 1 to 64 letters, digits, dots, underscores and hyphens. Over HTTP it is the client's id
    --jurisdiction  where its records come from unless they say so (ISO 3166-2; default: the policy's)
    --zone          what its times mean that have no offset (IANA name; default: the policy's)
    --scope         what it may hand in: hl7v2, fhir, csv, or SMART system scopes such as
                    system/Immunization.c. More than one: give it more than once
    --jwks          a JWK set of its public keys, P-384 (ES384) or RSA of 2048 to 4096 bits (RS384), each
                    with a "kid": it signs an assertion and gets a token at /auth/token
    --certificate   its client certificate for MLLP, in PEM: this one, until it expires
    --public-key    the public key of its client certificate, in PEM (or a certificate with it): any
                    certificate with this key
    --mapping       how its CSV is read that comes over HTTP (see "excelsior read --help"); without it, the
                    header names the fields
    --trial         messages marked as training or debugging (MSH-11 T, D) are taken from it
    --replace       changes the source of this name: all that is not given is taken from it
  list    shows all sources
  remove  it may hand in nothing any more, at once. Its name stays where records of it are on file

  --json  prints one JSON object a source: {"name","jurisdiction","zone","trial","scopes","keys","certificates","mapping"};
          for remove {"name","outcome"}, which is "removed", "shut-out" (its name stays) or "unknown"

Every change is written into the audit log. Private keys are refused: they stay with the sender.

Exit codes: 0 done; 1 no: the name or a certificate is taken, there is no such source, or the database cannot be
had; 2 wrong usage or an unreadable file.

Example: excelsior sources add CIR --scope hl7v2 --certificate cir.pem
`

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/
const JURISDICTION = /^[A-Z]{2}-[A-Z0-9]{1,3}$/
/** Made by the service and by `ingest` themselves: nobody proves to be one of them. */
const OWN = new Set(['demo', 'local'])

export const command: Command = {
  name: 'sources',
  summary: 'registers, lists and removes who may hand in records',
  help,
  async run(args, terminal) {
    const { action, name, values } = readArguments(args)
    const read = readConfig(terminal.env, PROJECT_ROOT)
    if (!read.ok) throw new UsageError(read.faults.join('; '))
    const rights = action === 'add' ? await readRights(values, terminal) : undefined
    try {
      const installation = await openInstallation(read.config, 'command', () => undefined)
      try {
        const { store, policy } = installation
        if (action === 'list') return await list(store, values.json, terminal)
        if (!rights) return await remove(store, name, values.json, terminal)
        const { jurisdiction = policy().jurisdiction, zone: zoneName = policy().zone.name, trial } = values
        const source = { name, jurisdiction, zone: zoneName, trial }
        return await add(store, source, rights, values.replace, values.json, terminal)
      } finally {
        await installation.close()
      }
    } catch (error) {
      if (!isInstallationFault(error)) throw error
      terminal.err(`excelsior sources: ${error.message}\n`)
      return 1
    }
  },
}

type Values = ReturnType<typeof parsed>['values']

function readArguments(args: readonly string[]) {
  const { values, positionals } = parsed(args)
  const [action, name = '', ...rest] = positionals
  if (action !== 'add' && action !== 'list' && action !== 'remove')
    throw new UsageError('say what to do: add, list or remove')
  if (rest.length > 0 || (name === '') !== (action === 'list'))
    throw new UsageError(action === 'list' ? 'list takes no name' : `${action} takes one name`)
  const { json, ...forAdd } = values
  if (action !== 'add') {
    const given = Object.entries(forAdd).find(([, value]) => value !== false && value !== undefined)
    if (given) throw new UsageError(`--${given[0]} goes with add`)
    return { action, name, values }
  }
  if (!NAME.test(name))
    throw new UsageError('a name has 1 to 64 letters, digits, dots, underscores and hyphens')
  if (OWN.has(name)) throw new UsageError(`"${name}" is the service’s own; take another name`)
  if (values.jurisdiction !== undefined && !JURISDICTION.test(values.jurisdiction))
    throw new UsageError(
      `--jurisdiction ${values.jurisdiction}: an ISO 3166-2 code such as US-NY is expected`,
    )
  if (values.zone !== undefined && !isZone(values.zone))
    throw new UsageError(`--zone ${values.zone}: an IANA name such as America/New_York is expected`)
  for (const scope of values.scope ?? []) {
    if (!isScope(scope))
      throw new UsageError(
        `--scope ${scope}: hl7v2, fhir, csv or system/Immunization.c and the like is expected`,
      )
  }
  return { action, name, values }
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        jurisdiction: { type: 'string' },
        zone: { type: 'string' },
        scope: { type: 'string', multiple: true },
        jwks: { type: 'string' },
        certificate: { type: 'string', multiple: true },
        'public-key': { type: 'string', multiple: true },
        mapping: { type: 'string' },
        trial: { type: 'boolean', default: false },
        replace: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
      },
    })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'wrong usage')
  }
}

function isZone(name: string): boolean {
  try {
    zone(name)
    return true
  } catch {
    return false
  }
}

interface Rights {
  readonly scopes: readonly string[]
  readonly keys: readonly Json[]
  readonly pins: readonly string[]
  readonly mapping?: string
}

/** Everything that the files say, before anything is changed. */
async function readRights(values: Values, terminal: Terminal): Promise<Rights> {
  const { cwd } = terminal
  const textOf = (file: string) =>
    readFile(resolve(cwd, file), 'utf8').catch(() => {
      throw new UsageError(`${file} cannot be read`)
    })
  const pins: string[] = []
  for (const [files, read] of [
    [values.certificate, (pem: string) => readCertificatePin(pem, systemClock())],
    [values['public-key'], readKeyPin],
  ] as const) {
    for (const file of files ?? []) {
      const pin = read(await textOf(file))
      if (!pin.ok) throw new UsageError(`${file} ${pin.reason}`)
      pins.push(pin.value)
    }
  }
  const jwks = values.jwks === undefined ? undefined : await readJwks(await textOf(values.jwks))
  if (jwks?.ok === false) throw new UsageError(`${values.jwks}: ${jwks.reason}`)
  const mapping = values.mapping === undefined ? undefined : await readMappingText(values.mapping, terminal)
  return {
    ...(mapping !== undefined && { mapping }),
    scopes: [...new Set(values.scope)],
    keys: (jwks?.value ?? []).map(({ jwk }) => jwk as Json),
    pins: [...new Set(pins)],
  }
}

async function add(
  store: Store,
  source: Omit<Sender['source'], 'id'>,
  rights: Rights,
  replace: boolean,
  json: boolean,
  terminal: Terminal,
): Promise<ExitCode> {
  const registered = await store.senders.register(source, rights, replace)
  const fault = faultOf(registered, source.name)
  if (fault) {
    terminal.err(`excelsior sources: ${fault}\n`)
    return 1
  }
  const { scopes, keys, pins, mapping } = rights
  await audit(store, `source-${registered.kind}`, source.name, {
    scopes: scopes.join(' '),
    keys: keys.length,
    certificates: pins.length,
    ...(mapping !== undefined && { mapping: 'yes' }),
  })
  if (scopes.length === 0)
    terminal.err('It has no --scope: it can be named to ingest, and sends nothing itself.\n')
  else if (keys.length + pins.length === 0)
    terminal.err('It has neither --jwks nor --certificate nor --public-key: it cannot prove who it is yet.\n')
  if ('sender' in registered)
    await terminal.out(json ? line(registered.sender) : paragraph(registered.sender))
  return 0
}

function faultOf(registered: Registered, name: string): string | undefined {
  if (registered.kind === 'exists') return `there is a source "${name}" already; --replace changes it`
  if (registered.kind === 'pin-taken')
    return `the certificate or key is that of the source "${registered.by}"; nothing was changed`
  return undefined
}

async function list(store: Store, json: boolean, terminal: Terminal): Promise<ExitCode> {
  const all = await store.senders.list()
  for (const sender of all) await terminal.out(json ? line(sender) : paragraph(sender))
  if (!json && all.length === 0) terminal.err('No source is registered.\n')
  return 0
}

async function remove(store: Store, name: string, json: boolean, terminal: Terminal): Promise<ExitCode> {
  const outcome = await store.senders.remove(name)
  if (outcome !== 'unknown') await audit(store, `source-${outcome}`, name, {})
  if (json) await terminal.out(`${JSON.stringify({ name, outcome })}\n`)
  if (outcome === 'unknown')
    terminal.err(`excelsior sources: there is no source "${name}"; "excelsior sources list" shows them.\n`)
  if (outcome === 'shut-out')
    terminal.err(`"${name}" may hand in nothing any more; its name stays with what it handed in before.\n`)
  return outcome === 'unknown' ? 1 : 0
}

const audit = (
  store: Store,
  action: string,
  source: string,
  detail: Readonly<Record<string, string | number>>,
) => store.audit.append([{ actor: 'command line', action, detail: { source, ...detail }, at: systemClock() }])

const keyIds = (keys: readonly Json[]): string[] =>
  keys.flatMap((key) =>
    typeof key === 'object' && key !== null && 'kid' in key ? [String((key as { kid: unknown }).kid)] : [],
  )

const line = ({
  source: { name, jurisdiction, zone: zoneName, trial },
  scopes,
  keys,
  pins,
  mapping,
}: Sender): string =>
  `${JSON.stringify({ name, jurisdiction, zone: zoneName, trial, scopes, keys: keyIds(keys), certificates: pins, mapping: mapping !== undefined })}\n`

function paragraph({ source, scopes, keys, pins, mapping }: Sender): string {
  const { name, jurisdiction, zone: zoneName, trial } = source
  const lines = [
    `${name}  ${jurisdiction}  ${zoneName}${trial ? '  for trials, too' : ''}`,
    `    may hand in: ${scopes.join(', ') || 'nothing itself'}`,
    ...keyIds(keys).map((kid) => `    key ${kid}`),
    ...pins.map((pin) => `    certificate ${pin}`),
    ...(mapping === undefined ? [] : ['    CSV by a mapping of its own']),
  ]
  return `${lines.join('\n')}\n`
}
