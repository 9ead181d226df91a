import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { zone } from '@excelsior/domain'
import type { Companions, CsvMapping } from '@excelsior/records'
import { type Installation, type Replayed, replay, systemClock } from '@excelsior/service'
import type { QuarantinedInput, Source, SourceId } from '@excelsior/store'
import { type Command, type ExitCode, type Terminal, UsageError } from '../command.ts'
import { companionsOf } from '../companions.ts'
import { readMapping, registeredMapping } from '../mapping-file.ts'
import { withInstallation } from '../with-store.ts'

const help = `Usage: excelsior quarantine list [--source NAME] [--code CODE] [--json]
       excelsior quarantine show ID [--personal-data] [--json]
       excelsior quarantine replay ID... | --all | --code CODE [--source NAME] [--mapping FILE]
                                   [--with FILE]... [--json]
       excelsior quarantine drop ID --reason WORDS [--json]

Input that could not be read, or that somebody has to look at, as it came, with its reason.

  list     counts by source and code, then each entry: id, time, source, code, segment and field (or element,
           or column), how often it came. Nothing personal
  show     one entry with its reason; with --personal-data the input itself, as it came. That it was shown is
           written into the audit log first
  replay   reads entries again with the present reader and stores what they say. What succeeds leaves the
           quarantine with that; what is still refused stays, with its present reason. Safe to repeat
    --all      every entry
    --code     every entry with this code, such as no-code
    --source   only those of this source
    --mapping  how CSV is read that declares its columns (see "excelsior ingest --help"); without it, as is
               registered with the source
    --with     FHIR files (NDJSON) of this source, with the patients whom its entries name that have the code
               unresolved-reference
  drop     removes one entry for good; what it held back stands again. Who, when and why is written into the
           audit log: the reason is yours, without personal data

An ID may be cut to its beginning, of at least 8 digits. --json prints one JSON object a line: for an entry
{"id","at","source","code","reason","segment","field","times"}, for counts {"source","code","entries","times"},
for replay {"id","outcome","records","code","reason"}; outcome is "stored", "refused", "nothing" (it holds
nothing to store, or only its beginning was kept: drop it) or "gone".

Exit codes: 0 done; 1 some are still refused, there is no such entry, or the database cannot be had; 2 wrong
usage or an unreadable file.

Example: excelsior quarantine replay --code no-code --source CIR
`

/** More than a bad month; the rest follows once these are dealt with. */
const AT_MOST = 100_000
const SHORTEST_ID = 8

export const command: Command = {
  name: 'quarantine',
  summary: 'lists, shows, reads again or drops input that was refused',
  help,
  async run(args, terminal) {
    const asked = readArguments(args)
    const { mapping: file } = asked.values
    const mapping = file === undefined ? undefined : await readMapping(file, terminal)
    return withInstallation('quarantine', terminal, async (installation) => {
      const all = await installation.store.sources.list()
      const sources = new Map(all.map((source) => [source.id, source] as const))
      const desk: Desk = { installation, sources, terminal, values: asked.values }
      if (asked.action === 'list') return list(desk)
      if (asked.action === 'replay') return replayAll(desk, asked.ids, mapping)
      const entry = await entryOf(desk, asked.ids[0] ?? '')
      if (!entry) return 1
      return asked.action === 'show' ? show(desk, entry) : drop(desk, entry)
    })
  },
}

interface Desk {
  readonly installation: Installation
  readonly sources: ReadonlyMap<SourceId, Source>
  readonly terminal: Terminal
  readonly values: Values
}

type Values = ReturnType<typeof parsed>['values']

const OPTIONS_OF: Readonly<Record<string, readonly string[]>> = {
  list: ['source', 'code', 'json'],
  show: ['personal-data', 'json'],
  replay: ['all', 'code', 'source', 'mapping', 'with', 'json'],
  drop: ['reason', 'json'],
}

function readArguments(args: readonly string[]) {
  const { values, positionals } = parsed(args)
  const [action = '', ...ids] = positionals
  const allowed = Object.hasOwn(OPTIONS_OF, action) ? OPTIONS_OF[action] : undefined
  if (!allowed) throw new UsageError('say what to do: list, show, replay or drop')
  const other = Object.entries(values).find(
    ([name, value]) => value !== undefined && value !== false && !allowed.includes(name),
  )
  if (other) throw new UsageError(`--${other[0]} does not go with ${action}`)
  for (const id of ids) {
    if (!/^[0-9a-f]+$/.test(id) || id.length < SHORTEST_ID || id.length > 64)
      throw new UsageError(`an ID has 64 hexadecimal digits, or the first ${SHORTEST_ID} of them or more`)
  }
  if (action === 'list' && ids.length > 0) throw new UsageError('list takes no ID')
  if ((action === 'show' || action === 'drop') && ids.length !== 1)
    throw new UsageError(`${action} takes one ID`)
  if (action === 'drop' && (values.reason ?? '').trim() === '')
    throw new UsageError('--reason is missing: say why it is dropped, without personal data')
  if (action === 'replay' && ids.length > 0 === (values.all || values.code !== undefined))
    throw new UsageError('say what to read again: IDs, or --all, or --code CODE')
  // A patient's id means somebody else at every source.
  if (values.with !== undefined && (values.source === undefined || ids.length > 0))
    throw new UsageError('--with goes with --source, and with --all or --code: whose patients are these?')
  return { action, ids, values }
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        source: { type: 'string' },
        code: { type: 'string' },
        mapping: { type: 'string' },
        with: { type: 'string', multiple: true },
        reason: { type: 'string' },
        all: { type: 'boolean', default: false },
        'personal-data': { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
      },
    })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'wrong usage')
  }
}

async function entriesOf({ installation, sources, values }: Desk): Promise<readonly QuarantinedInput[]> {
  const all = await installation.store.quarantine.list(AT_MOST)
  return all.filter(
    ({ source, code }) =>
      (values.code === undefined || code === values.code) &&
      (values.source === undefined || sources.get(source)?.name === values.source),
  )
}

async function entryOf({ installation, terminal }: Desk, id: string): Promise<QuarantinedInput | undefined> {
  const [entry, another] = await installation.store.quarantine.find(id)
  if (entry && !another) return entry
  const why = another ? `several entries begin with ${id}; give more of it` : `there is no entry ${id}`
  terminal.err(`excelsior quarantine: ${why}.\n`)
  return undefined
}

const utc = zone('UTC')

async function list(desk: Desk): Promise<ExitCode> {
  const { installation, sources, terminal, values } = desk
  const entries = await entriesOf(desk)
  const isWhole = values.code === undefined && values.source === undefined
  const counts = isWhole ? await installation.store.quarantine.counts() : []
  const named = (source: SourceId) => sources.get(source)?.name ?? ''
  for (const { source, code, entries: number, times } of counts) {
    const line = { source: named(source), code, entries: number, times }
    await terminal.out(
      values.json
        ? `${JSON.stringify(line)}\n`
        : `${line.source.padEnd(20)} ${code.padEnd(22)} ${number} entries, came ${times} times\n`,
    )
  }
  if (!values.json && counts.length > 0) await terminal.out('\n')
  for (const entry of entries) {
    const place = [entry.segment, entry.field].filter((part) => part !== undefined).join('-')
    await terminal.out(
      values.json
        ? line(entry, named(entry.source))
        : `${entry.id.slice(0, 16)}  ${utc.format(entry.at)}  ${named(entry.source)}  ${entry.code}${place === '' ? '' : `  ${place}`}  (${entry.times})\n`,
    )
  }
  if (!values.json && entries.length === 0) terminal.err('Nothing is in quarantine.\n')
  return 0
}

function line({ at, source: _, ...entry }: QuarantinedInput, source: string): string {
  const { id, code, reason, segment, field, times } = entry
  return `${JSON.stringify({ id, at: utc.format(at), source, code, reason, segment, field, times })}\n`
}

async function show(
  { installation, sources, terminal, values }: Desk,
  entry: QuarantinedInput,
): Promise<ExitCode> {
  const source = sources.get(entry.source)?.name ?? ''
  if (!values['personal-data']) {
    await terminal.out(values.json ? line(entry, source) : paragraph(entry, source))
    if (!values.json) terminal.err('--personal-data shows the input itself, and leaves a trace.\n')
    return 0
  }
  // First the trace, then the sight.
  await installation.store.audit.append([trace('quarantine-shown', entry, source)])
  const raw = await installation.store.quarantine.raw(entry.id)
  if (!raw) {
    terminal.err('excelsior quarantine: somebody dealt with it meanwhile.\n')
    return 1
  }
  const input = Buffer.from(raw).toString('utf8')
  if (values.json) {
    const shown: object = JSON.parse(line(entry, source))
    await terminal.out(
      `${JSON.stringify({ ...shown, input, base64: Buffer.from(raw).toString('base64') })}\n`,
    )
  } else await terminal.out(`${paragraph(entry, source)}\n${printable(input)}\n`)
  return 0
}

function paragraph(
  { id, at, code, reason, segment, field, times }: QuarantinedInput,
  source: string,
): string {
  const place = [segment, field].filter((part) => part !== undefined).join('-')
  const lines = [
    `${id}`,
    `from     ${source}, ${utc.format(at)}, came ${times} times`,
    `reason   ${code}${place === '' ? '' : ` (${place})`}: ${reason}`,
  ]
  return `${lines.join('\n')}\n`
}

/** Line ends of any kind as such; without what moves a terminal's cursor or turns the direction of text round. */
function printable(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{Cc}\n\t]|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '')
}

const trace = (action: string, { id, code }: QuarantinedInput, source: string, detail = {}) => ({
  actor: 'command line',
  action,
  detail: { entry: id, source, code, ...detail },
  at: systemClock(),
})

async function patientsIn(
  names: readonly string[] | undefined,
  { cwd }: Terminal,
): Promise<Companions | undefined> {
  if (names === undefined) return undefined
  const files = names.map((name) => ({ name, path: resolve(cwd, name) }))
  const { companions, full } = await companionsOf(files).catch(() => {
    throw new UsageError(`--with ${names.join(', ')}: it cannot be read`)
  })
  if (full !== undefined)
    throw new UsageError(`--with ${full}: more than 256 MiB of patients; give fewer files`)
  return companions
}

async function replayAll(
  desk: Desk,
  ids: readonly string[],
  mapping: CsvMapping | undefined,
): Promise<ExitCode> {
  const { installation, sources, terminal, values } = desk
  const { store, codes } = installation
  const entries: QuarantinedInput[] = []
  if (ids.length === 0) entries.push(...(await entriesOf(desk)))
  for (const id of ids) {
    const entry = await entryOf(desk, id)
    if (!entry) return 1
    entries.push(entry)
  }
  const companions = await patientsIn(values.with, terminal)
  const parts = { store, codes, zoneOf: zone, now: systemClock, sources, ...(companions && { companions }) }
  const registered = new Map(
    (await store.senders.list()).map((sender) => [sender.source.id, sender.mapping] as const),
  )
  const counts = { stored: 0, refused: 0, nothing: 0, gone: 0 }
  // The oldest first, as they came.
  for (const entry of entries.reverse()) {
    const own = mapping ?? registeredMapping(registered.get(entry.source))
    const replayed = await replay(entry, own ? { ...parts, mapping: own } : parts)
    counts[replayed.kind]++
    await terminal.out(values.json ? replayedLine(entry, replayed) : replayedText(entry, replayed))
  }
  if (entries.length > 0) {
    const detail = { ...counts, ...(values.code !== undefined && { code: values.code }) }
    const at = systemClock()
    await store.audit.append([{ actor: 'command line', action: 'quarantine-replayed', detail, at }])
  }
  if (!values.json)
    terminal.err(
      `${counts.stored} stored, ${counts.refused} still refused, ${counts.nothing} without anything to store.\n`,
    )
  return counts.refused + counts.nothing > 0 ? 1 : 0
}

function replayedLine({ id }: QuarantinedInput, { kind, ...more }: Replayed): string {
  return `${JSON.stringify({ id, outcome: kind, ...more })}\n`
}

function replayedText({ id }: QuarantinedInput, replayed: Replayed): string {
  const said = {
    stored: () => 'stored',
    refused: () => `still refused: ${replayed.kind === 'refused' ? replayed.reason : ''}`,
    nothing: () => 'holds nothing to store, or only its beginning was kept',
    gone: () => 'gone: somebody dealt with it meanwhile',
  }
  return `${id.slice(0, 16)}  ${said[replayed.kind]()}\n`
}

async function drop(
  { installation, sources, terminal, values }: Desk,
  entry: QuarantinedInput,
): Promise<ExitCode> {
  const source = sources.get(entry.source)?.name ?? ''
  const { store } = installation
  await store.audit.append([trace('quarantine-dropped', entry, source, { reason: values.reason ?? '' })])
  const dropped = await store.quarantine.resolve(entry.id)
  if (values.json) await terminal.out(`${JSON.stringify({ id: entry.id, dropped })}\n`)
  if (!dropped) terminal.err('excelsior quarantine: somebody dealt with it meanwhile.\n')
  return dropped ? 0 : 1
}
