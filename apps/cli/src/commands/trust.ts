import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { type LeftOutKey, LIMITS, type ListedKey } from '@excelsior/credentials'
import { type Instant, zone } from '@excelsior/domain'
import {
  fetchOutside,
  isListAddress,
  outsideAddress,
  type Refusal,
  readTrustNotes,
  readTrustSources,
  refreshStatusLists,
  refreshTrustSources,
  removeTrustSource,
  systemClock,
  type Taken,
  type Taking,
  type TrustNotes,
  type TrustSource,
  takeTrustSource,
} from '@excelsior/service'
import { readBounded } from '../codes-in-file.ts'
import { type Command, type ExitCode, type Terminal, UsageError } from '../command.ts'
import { isInstallationFault } from '../installation-fault.ts'
import { configOf, ownInstallation, trustHere } from '../own-trust.ts'
import { withKeyIds } from '../with-key-ids.ts'

const help = `Usage: excelsior trust list [--json]
       excelsior trust add URL or FILE [--root THUMBPRINT] [--withdrawn FILE] [--status-list URL]…
       excelsior trust remove ID
       excelsior trust refresh

Whom this installation believes besides itself. Its own trust list, and so its scanners, take over who may sign
and what they withdrew; which of their credentials stand for a pass is said by the rules of acceptance (ACCEPTANCE).

  list     shows issuers and keys; keys that are named and do not count are shown with the reason
  add      takes from an address (https, or http on this machine) or a file, whichever of these it is:
             another department's signed trust list: what it says of itself, not whom it trusts in turn;
             a directory of issuers of SMART Health Cards, {"participating_issuers":[{"iss","name"}]}, with each
             issuer's keys and lists of withdrawn cards;
             a list of signers of EU certificates in the manner of their gateway;
             what an issuer of SD-JWT VCs says of itself at /.well-known/jwt-vc-issuer, with the status lists that it
             says there are (status_list_aggregation_endpoint)
  remove   forgets the source of that id, which "list" shows; of a department it is the thumbprint of its root key
  refresh  fetches anew every source that came from an address; each replaces what it said before, never merges.
           The running service does so by itself, every hour
  --root        the root key that must have signed a department's list. Without it the list is not taken: the
                thumbprint of whichever signed is shown, to be confirmed with the department by another way
  --withdrawn   the gateway's batches of withdrawn EU certificates, to go with a list of their signers
  --status-list an address of a status list, as credentials of that source name it; several times for several. They
                are fetched with every refresh, so that scanners need not ask anybody. Those that were named before
                stay where none is named
  --json        prints one JSON object a key: {"source","version","issuedAt","nextUpdate","issuer","name","format",
                "keyId","usage","revoked","ends","leftOut"}; "source" is null for our own. Then one a status list:
                {"source","statusList","issuer","goodUntil","size","notValid"}; and one for all that could not be had
                when it was last asked for: {"source","failed","why","at"}

An issuer that another source accounts for already, or ourselves, is a conflict, and the whole source refused.

Exit codes: 0 done; 1 a source was refused or cannot be had, or there is none to remove; 2 wrong usage.

Example: excelsior trust add https://pass.example.gov/.well-known/excelsior/trust.json --root DptMS7PI-...
`

export const command: Command = {
  name: 'trust',
  summary: 'lists, adds, removes and refreshes whom else to believe',
  help,
  async run(args, terminal) {
    const named = readArguments(args)
    try {
      switch (named.action) {
        case 'list':
          return await list(named.json, terminal)
        case 'refresh':
          return await refresh(terminal)
        case 'remove':
          return await remove(named.subject, terminal)
        case 'add':
          return await add(named, terminal)
      }
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
  const { root, withdrawn, json, 'status-list': statusLists = [] } = values
  const odd = statusLists.find((address) => !isListAddress(address, true))
  if (odd !== undefined)
    throw new UsageError('a status list is fetched from https, or from http on this machine only')
  return { action, subject, root, withdrawn, json, statusLists }
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: withKeyIds(args, ['--root']),
      options: {
        root: { type: 'string' },
        withdrawn: { type: 'string' },
        'status-list': { type: 'string', multiple: true },
        json: { type: 'boolean', default: false },
      },
      allowPositionals: true,
    })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'wrong usage')
  }
}

async function takingHere(terminal: Terminal): Promise<Taking> {
  const own = await ownInstallation(terminal)
  return {
    dataDir: configOf(terminal).dataDir,
    now: systemClock(),
    ownId: own?.issuerId ?? null,
    demo: own?.demo ?? null,
    fetch: fetchOutside,
    tell: (sentence) => terminal.err(`excelsior trust: ${sentence}\n`),
  }
}

async function add(
  { subject, root, withdrawn, statusLists }: ReturnType<typeof readArguments>,
  terminal: Terminal,
): Promise<ExitCode> {
  const bytes = await bytesOf(subject, terminal)
  const batches = withdrawn === undefined ? undefined : await bytesOf(withdrawn, terminal)
  if (!bytes || (withdrawn !== undefined && !batches)) return 1
  const source = isAddress(subject) ? subject : resolve(terminal.cwd, subject)
  const taking = await takingHere(terminal)
  const taken = await takeTrustSource(bytes, source, {
    ...taking,
    pinnedRoot: root ?? NOT_CONFIRMED,
    ...(batches ? { withdrawn: batches } : {}),
    ...(statusLists.length > 0 ? { statusLists } : {}),
  })
  if (!taken.ok) return refused(subject, taken, root, terminal)
  const failed = await refreshStatusLists(taking, { id: taken.source.id })
  await terminal.out(`${summary(taken.source)}\n`)
  return failed.length === 0 ? 0 : 1
}

/** No key's thumbprint: a department's list is not taken before somebody confirmed who signed it. */
const NOT_CONFIRMED = ''

async function refresh(terminal: Terminal): Promise<ExitCode> {
  let code: ExitCode = 0
  const taking = await takingHere(terminal)
  for (const { source, taken } of await refreshTrustSources(taking)) {
    if (typeof taken === 'string') {
      terminal.err(`excelsior trust: ${source.source} ${taken}. What was there before stays.\n`)
      code = 1
    } else if (taken.ok) await terminal.out(`${summary(taken.source)}\n`)
    else code = refused(source.source, taken, source.id, terminal)
  }
  const failed = await refreshStatusLists(taking)
  return failed.length === 0 ? code : 1
}

async function remove(id: string, terminal: Terminal): Promise<ExitCode> {
  if (await removeTrustSource(configOf(terminal).dataDir, id)) return 0
  terminal.err('excelsior trust: there is no source of that id. "excelsior trust list" shows them.\n')
  return 1
}

async function bytesOf(subject: string, terminal: Terminal): Promise<Uint8Array | undefined> {
  if (!isAddress(subject)) {
    const bytes = await readBounded(resolve(terminal.cwd, subject))
    if (!bytes) terminal.err(`excelsior trust: ${subject} cannot be read\n`)
    return bytes
  }
  const url = outsideAddress(subject)
  if (!url) throw new UsageError('a list is fetched from https, or from http on this machine only')
  const fetched = await fetchOutside(url, LIMITS.trustListBytes)
  if (fetched.ok) return fetched.bytes
  terminal.err(`excelsior trust: ${url.host} ${fetched.why}\n`)
  return undefined
}

const isAddress = (text: string): boolean => /^https?:/i.test(text)

const WHY: Readonly<Record<Refusal, string>> = {
  'too-large': 'it is larger than a list may be',
  malformed: 'it is no list that is known here, or not as it should be',
  'wrong-root': 'another root key signed it',
  'bad-signature': 'its signature does not hold',
  'demo-list': 'it is the list of a demonstration, and this is none',
  'not-a-demo-list': 'this is a demonstration, and it is none',
  'older-version': 'it is older than the one that is known',
  expired: 'it is past its end',
  canary: 'it says that passes are revoked which are not',
  conflict: 'it names an issuer, or a place of a key, that is accounted for already',
  'no-keys': 'its keys cannot be had from where it says that they are',
  'other-kind': 'what came is of another kind than what was taken from there; add it if that is meant',
  'new-issuer':
    'it names an issuer, or a name of one, that was not there when it was added; add it again if that is meant',
}

function refused(
  subject: string,
  taken: Exclude<Taken, { readonly ok: true }>,
  root: string | undefined,
  terminal: Terminal,
): 1 {
  const { reason, found } = taken
  if (reason === 'wrong-root' && root === undefined) {
    terminal.err(
      `excelsior trust: ${subject} is signed by root key ${found}\nNot taken yet. Ask that department, by another way, whether the key is theirs; then add it with --root ${found}\n`,
    )
    return 1
  }
  const which = found === undefined ? '' : ` (${found})`
  terminal.err(
    `excelsior trust: ${subject} is refused, ${reason}: ${WHY[reason]}${which}. What was there before stays.\n`,
  )
  return 1
}

const ENDS_SOON = 30 * 86_400_000
const utc = zone('UTC')
const shown = (instant: Instant | null): string | null => (instant === null ? null : utc.format(instant))

const KINDS: Readonly<Record<TrustSource['kind'], string>> = {
  department: 'department',
  cards: 'issuers of SMART Health Cards',
  certificates: 'signers of EU certificates',
  credentials: 'issuer of SD-JWT VCs',
}

function summary({ id, kind, issuers, version, goodUntil, source }: TrustSource): string {
  const some = issuers.slice(0, 3).map(({ name }) => name)
  const names = issuers.length > 3 ? `${some.join(', ')} and ${issuers.length - 3} more` : some.join(', ')
  const dated = version === null ? '' : `version ${version}, `
  return `${names} (${KINDS[kind]}): ${dated}good until ${shown(goodUntil)}\n  id ${id}\n  from ${source}`
}

interface Row {
  readonly source: string | null
  readonly version: number | null
  readonly issuedAt: string | null
  readonly nextUpdate: string | null
  readonly issuer: string
  readonly name: string
  readonly format: ListedKey['format'] | null
  readonly keyId: string
  readonly usage: readonly string[]
  readonly revoked: boolean
  /** Exclusive. */
  readonly ends: string | null
  readonly leftOut: LeftOutKey['reason'] | null
}

async function list(json: boolean, terminal: Terminal): Promise<ExitCode> {
  const { dataDir } = configOf(terminal)
  const sources = await readTrustSources(dataDir)
  const trust = await trustHere(terminal)
  const others = new Set(sources.flatMap(({ issuers }) => issuers.map(({ id }) => id)))
  const leftOut = [...(trust?.leftOut ?? []), ...sources.flatMap((source) => source.leftOut)]
  const rowsOf = (source: TrustSource | null, isMine: (issuer: string) => boolean): readonly Row[] => {
    const dated = {
      source: source?.id ?? null,
      version: source?.version ?? null,
      issuedAt: shown(source?.issuers[0]?.source?.issuedAt ?? null),
      nextUpdate: shown(source?.goodUntil ?? null),
    }
    const counting = [...(trust?.keys.values() ?? [])].flat().filter(({ issuer }) => isMine(issuer.id))
    const missing = leftOut.filter(({ issuer }) => isMine(issuer))
    const name = (issuer: string) => source?.issuers.find(({ id }) => id === issuer)?.name ?? issuer
    return [
      ...counting.map(({ issuer, format, keyId, usage, revoked, notAfter }) => {
        return {
          ...dated,
          issuer: issuer.id,
          name: issuer.name,
          format,
          keyId,
          usage: [...usage],
          revoked,
          ends: shown(notAfter),
          leftOut: null,
        }
      }),
      ...unique(missing).map(({ issuer, keyId, reason }) => {
        return {
          ...dated,
          issuer,
          name: name(issuer),
          format: null,
          keyId,
          usage: [],
          revoked: false,
          ends: null,
          leftOut: reason,
        }
      }),
    ]
  }
  const own = rowsOf(null, (issuer) => !others.has(issuer))
  if (!json && own.length > 0) await terminal.out(`This installation's own keys\n${table(own)}`)
  if (json) await print(own, terminal)
  for (const source of sources) {
    const ids = new Set(source.issuers.map(({ id }) => id))
    const rows = rowsOf(source, (issuer) => ids.has(issuer))
    const notes = await readTrustNotes(dataDir, source.id)
    if (json) await print([...rows, ...listRows(source), ...failureRows(source, notes)], terminal)
    else await terminal.out(`${summary(source)}\n${table(rows)}${statusTable(source)}${failureTable(notes)}`)
  }
  if (!json && own.length === 0 && sources.length === 0) await terminal.out('Nobody is trusted yet.\n')
  return 0
}

/** A department's own list names the key that does not count, and so does ours of it. */
function unique(keys: readonly LeftOutKey[]): readonly LeftOutKey[] {
  return [...new Map(keys.map((key) => [`${key.issuer} ${key.keyId} ${key.reason}`, key])).values()]
}

async function print(rows: readonly object[], terminal: Terminal): Promise<void> {
  for (const row of rows) await terminal.out(`${JSON.stringify(row)}\n`)
}

const listRows = ({ id, statuses = [] }: TrustSource) =>
  statuses.map(({ uri, issuer, goodUntil, size, count }) => ({
    source: id,
    statusList: uri,
    issuer,
    goodUntil: shown(goodUntil),
    size,
    notValid: count,
  }))

const statusTable = ({ statuses = [] }: TrustSource): string =>
  statuses
    .map(
      ({ uri, goodUntil, size, count }) =>
        `  status list ${uri}: ${count} of ${size} are not valid, good until ${shown(goodUntil)}\n`,
    )
    .join('')

const failuresIn = ({ source, issuers, statusLists }: TrustNotes) => [...source, ...issuers, ...statusLists]

const failureRows = ({ id }: TrustSource, notes: TrustNotes) =>
  failuresIn(notes).map(({ what, why, at }) => ({ source: id, failed: what, why, at: shown(at) }))

const failureTable = (notes: TrustNotes): string =>
  failuresIn(notes)
    .map(({ what, why, at }) => `  last asked ${shown(at)}: ${what} ${why}\n`)
    .join('')

/** Marked where whoever operates the service should ask for another. */
function endOf(ends: string): string {
  const left = Date.parse(ends) - systemClock()
  return left <= 0 ? `ended ${ends}` : left <= ENDS_SOON ? `ENDS SOON, ${ends}` : `ends ${ends}`
}

function table(rows: readonly Row[]): string {
  return rows
    .map(({ issuer, format, keyId, usage, revoked, ends, leftOut }) => {
      const state = leftOut
        ? `does not count: ${leftOut}`
        : revoked
          ? 'revoked'
          : `${format}: ${usage.join(', ')}${ends === null ? '' : `, ${endOf(ends)}`}`
      return `  ${issuer.padEnd(8)} ${keyId.padEnd(16)} ${state}\n`
    })
    .join('')
}
