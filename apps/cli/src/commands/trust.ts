import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { LeftOutKey, RefusedTrustList, Trust } from '@excelsior/credentials'
import { type Instant, zone } from '@excelsior/domain'
import { systemClock } from '@excelsior/service'
import { type AdoptedList, adoptList, readAdoptedLists, removeAdoptedList } from '../adopted-lists.ts'
import { readBounded } from '../codes-in-file.ts'
import { type Command, type ExitCode, type Terminal, UsageError } from '../command.ts'
import { fetchTrustList, trustListAddress } from '../fetch-trust-list.ts'
import { isInstallationFault } from '../installation-fault.ts'
import { configOf, ownTrust } from '../own-trust.ts'

const help = `Usage: excelsior trust list [--json]
       excelsior trust add URL or FILE [--root THUMBPRINT]
       excelsior trust remove THUMBPRINT
       excelsior trust refresh

Whom "excelsior verify" believes besides a list that is named to it: this installation's own keys, and the
signed trust lists of others that were added. Lists are kept in DATA_DIR/trust.

  list     shows issuers and keys; keys that are listed and do not count are shown with the reason
  add      takes a list from an address (https, or http on this machine) or a file, and pins its root key
  remove   forgets the list of that root key
  refresh  fetches anew every list that came from an address; each replaces the one before, never merges
  --root   the root key that must have signed; without it, whichever did is taken, and told on standard error
  --json   prints one JSON object a key: {"root","version","issuedAt","nextUpdate","issuer","name","keyId",
           "usage","revoked","leftOut"}; "root" is null for our own

Exit codes: 0 done; 1 a list was refused or cannot be had, or there is none to remove; 2 wrong usage.

Example: excelsior trust add https://pass.example.gov/.well-known/excelsior/trust.json --root DptMS7PI-...
`

export const command: Command = {
  name: 'trust',
  summary: 'lists, adds, removes and refreshes the trust lists of others',
  help,
  async run(args, terminal) {
    const { action, subject, root, json } = readArguments(args)
    const { dataDir } = configOf(terminal)
    try {
      if (action === 'list') return await list(dataDir, json, terminal)
      if (action === 'refresh') return await refresh(dataDir, terminal)
      if (action === 'remove') return await remove(dataDir, subject, terminal)
      return await add(dataDir, subject, root ?? null, terminal)
    } catch (error) {
      if (!isInstallationFault(error)) throw error
      terminal.err(`excelsior trust: ${error.message}\n`)
      return 1
    }
  },
}

const ACTIONS = ['list', 'add', 'remove', 'refresh'] as const

function readArguments(args: readonly string[]) {
  const { values, positionals } = parsed(args)
  const [word, subject = '', ...rest] = positionals
  const action = ACTIONS.find((known) => known === word)
  if (action === undefined) throw new UsageError('say what to do: list, add, remove or refresh')
  const wanted = action === 'add' || action === 'remove'
  if (rest.length > 0 || (subject !== '') !== wanted) {
    throw new UsageError(wanted ? `${action} takes one argument` : `${action} takes no argument`)
  }
  return { action, subject, root: values.root, json: values.json }
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: { root: { type: 'string' }, json: { type: 'boolean', default: false } },
      allowPositionals: true,
    })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'wrong usage')
  }
}

async function add(
  dataDir: string,
  subject: string,
  root: string | null,
  terminal: Terminal,
): Promise<ExitCode> {
  const bytes = await bytesOf(subject, terminal)
  if (!bytes) return 1
  const source = isAddress(subject) ? subject : resolve(terminal.cwd, subject)
  const adopted = await adoptList(dataDir, bytes, source, root, systemClock())
  if (!adopted.ok) return refused(subject, adopted.reason, terminal)
  if (root === null) terminal.err(`Taken on first use, signed by root key ${adopted.list.root}\n`)
  await terminal.out(`${summary(adopted.list)}\n`)
  return 0
}

async function refresh(dataDir: string, terminal: Terminal): Promise<ExitCode> {
  let code: ExitCode = 0
  for (const { root, source } of await readAdoptedLists(dataDir)) {
    if (!isAddress(source)) continue
    const bytes = await bytesOf(source, terminal)
    const adopted = bytes && (await adoptList(dataDir, bytes, source, root, systemClock()))
    if (adopted?.ok) await terminal.out(`${summary(adopted.list)}\n`)
    else code = adopted ? refused(source, adopted.reason, terminal) : 1
  }
  return code
}

async function remove(dataDir: string, root: string, terminal: Terminal): Promise<ExitCode> {
  if (await removeAdoptedList(dataDir, root)) return 0
  terminal.err('excelsior trust: there is no list of that root key. "excelsior trust list" shows them.\n')
  return 1
}

async function bytesOf(subject: string, terminal: Terminal): Promise<Uint8Array | undefined> {
  if (!isAddress(subject)) {
    const bytes = await readBounded(resolve(terminal.cwd, subject))
    if (!bytes) terminal.err(`excelsior trust: ${subject} cannot be read\n`)
    return bytes
  }
  const url = trustListAddress(subject)
  if (!url) throw new UsageError('a trust list is fetched from https, or from http on this machine only')
  const fetched = await fetchTrustList(url)
  if (fetched.ok) return fetched.bytes
  terminal.err(`excelsior trust: ${url.host} ${fetched.why}\n`)
  return undefined
}

const isAddress = (text: string): boolean => /^https?:/i.test(text)

function refused(subject: string, reason: RefusedTrustList['reason'], terminal: Terminal): 1 {
  terminal.err(
    `excelsior trust: the list of ${subject} is refused: ${reason}. What was there before stays.\n`,
  )
  return 1
}

const utc = zone('UTC')
const shown = (instant: Instant | null): string | null => (instant === null ? null : utc.format(instant))

function summary({ root, content, source }: AdoptedList): string {
  const issuers = content.issuers.map(({ name }) => name).join(', ')
  return `${issuers}: version ${content.version}, good until ${shown(content.nextUpdate)}\n  root ${root}\n  from ${source}`
}

interface Row {
  readonly root: string | null
  readonly version: number | null
  readonly issuedAt: string | null
  readonly nextUpdate: string | null
  readonly issuer: string
  readonly name: string
  readonly keyId: string
  readonly usage: readonly string[]
  readonly revoked: boolean
  readonly leftOut: LeftOutKey['reason'] | null
}

async function list(dataDir: string, json: boolean, terminal: Terminal): Promise<ExitCode> {
  const own = await ownTrust(terminal)
  const adopted = await readAdoptedLists(dataDir)
  const rows = [
    ...(own ? rowsOf(own, null) : []),
    ...adopted.flatMap(({ trust, root }) => rowsOf(trust, root)),
  ]
  if (json) for (const row of rows) await terminal.out(`${JSON.stringify(row)}\n`)
  else {
    if (own) await terminal.out(`This installation's own keys\n${table(rowsOf(own, null))}`)
    for (const each of adopted)
      await terminal.out(`${summary(each)}\n${table(rowsOf(each.trust, each.root))}`)
    if (rows.length === 0) await terminal.out('Nobody is trusted yet.\n')
  }
  return 0
}

function rowsOf(trust: Trust, root: string | null): readonly Row[] {
  const { version } = trust
  const dated = { root, version, issuedAt: shown(trust.issuedAt), nextUpdate: shown(trust.nextUpdate) }
  const counting = [...trust.keys.values()].flat().map(({ issuer, keyId, usage, revoked }) => {
    return {
      ...dated,
      issuer: issuer.id,
      name: issuer.name,
      keyId,
      usage: [...usage],
      revoked,
      leftOut: null,
    }
  })
  const leftOut = trust.leftOut.map(({ issuer, keyId, reason }) => {
    const name = trust.issuers.get(issuer)?.name ?? issuer
    return { ...dated, issuer, name, keyId, usage: [], revoked: false, leftOut: reason }
  })
  return [...counting, ...leftOut]
}

function table(rows: readonly Row[]): string {
  return rows
    .map(({ issuer, keyId, usage, revoked, leftOut }) => {
      const state = leftOut ? `does not count: ${leftOut}` : revoked ? 'revoked' : usage.join(', ')
      return `  ${issuer.padEnd(8)} ${keyId.padEnd(16)} ${state}\n`
    })
    .join('')
}
