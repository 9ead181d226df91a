import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { zone } from '@excelsior/domain'
import { type CsvMapping, readRecords } from '@excelsior/records'
import {
  type Config,
  createIngestion,
  type Ingested,
  openInstallation,
  PROJECT_ROOT,
  type Reader,
  readConfig,
  systemClock,
  Tally,
} from '@excelsior/service'
import type { Source, Store } from '@excelsior/store'
import { type Command, type ExitCode, type Terminal, UsageError } from '../command.ts'
import { companionsOf } from '../companions.ts'
import { isInstallationFault } from '../installation-fault.ts'
import { readMapping, registeredMapping } from '../mapping-file.ts'

export const command: Command = {
  name: 'ingest',
  summary: 'read records and store them',
  help: `Usage: excelsior ingest FILE... [--source NAME] [--mapping FILE] [--json]

Reads HL7 v2 messages (VXU, ORU; merges and un-merges by ADT; single or batch), FHIR R4 (JSON, NDJSON) or CSV,
and stores their records. "-" is standard input.
FHIR files that are named together may refer to one another: Patient.ndjson Immunization.ndjson.
It is safe to repeat: what is on file already counts as a duplicate. What cannot be read is kept with its
reason, told on standard error, and the rest goes on.

  --source NAME   the registered source that the records come from (default: local)
  --mapping FILE  the files are CSV whose columns, dates and codes this file declares (docs/records.md). Without
                  it, files named .csv are read by the mapping that the source was registered with, if any
  --json          print one JSON object and nothing else

Prints how many messages were read and what became of them, and of the records in them:
  {"read","stored","duplicates","corrected","deleted","rejected",
   "records":{"stored","duplicates","corrected","deleted","setAside"}}
A message counts once, however many people and records it is about: by the strongest thing that happened, and as
rejected where some of it was. A row of CSV and a resource of FHIR are messages of one record. Every 50,000
messages it says on standard error how far it is.

Exit codes: 0 done, 1 some input was rejected, 2 wrong usage, an unreadable file, no database, or it was lost on the way.

Example: excelsior ingest monday.hl7 --source CIR
`,
  async run(args, terminal) {
    const { values, positionals } = parse(args)
    if (positionals.length === 0) throw new UsageError('name at least one file, or "-" for standard input')
    const inputs = positionals.map((name) => ({ name, path: resolve(terminal.cwd, name) }))
    for (const { name, path } of inputs) {
      if (name !== '-' && !(await isFile(path))) {
        terminal.err(
          `excelsior ingest: ${name} cannot be read. Check the name and the rights; nothing was stored.\n`,
        )
        return 2
      }
    }
    const mapping = values.mapping === undefined ? undefined : await readMapping(values.mapping, terminal)
    const read = readConfig(terminal.env, PROJECT_ROOT)
    if (!read.ok) throw new UsageError(read.faults.join('; '))
    const tally = new Tally()
    try {
      return await ingest(read.config)
    } catch (error) {
      if (!isInstallationFault(error)) throw error
      terminal.err(
        `excelsior ingest: ${error.message}\nIt ended after ${tally.messages.read} messages, of which it knows that they are on file. Run it again: what is on file by then is not stored twice.\n`,
      )
      return 2
    }

    async function ingest(config: Config): Promise<ExitCode> {
      const installation = await openInstallation(config, 'command', () => undefined)
      try {
        const source = await sourceNamed(
          installation.store,
          values.source ?? 'local',
          config.demo !== undefined,
        )
        if (!source) {
          terminal.err(`excelsior ingest: there is no source "${values.source}". Nothing was stored.\n`)
          return 2
        }
        const isAlone = inputs.length === 1 || mapping !== undefined
        const { companions, full } = isAlone ? {} : await companionsOf(inputs)
        if (full !== undefined)
          terminal.err(
            `excelsior ingest: the patients up to ${full} are more than 256 MiB, so that each file is read by itself. Send fewer at a time.\n`,
          )
        const registered = mapping ?? (await mappingOf(installation.store, source))
        const readerFor =
          (name: string): Reader =>
          (chunks, options) => {
            const declared = mapping ?? (/\.csv$/i.test(name) ? registered : undefined)
            return readRecords(chunks, companions ? { ...options, companions } : options, declared)
          }
        let nextWord = MESSAGES_PER_WORD
        const ingestion = createIngestion({
          store: installation.store,
          codes: installation.codes,
          zoneOf: zone,
          now: systemClock,
        })
        for (const { name, path } of inputs) {
          const chunks = name === '-' ? terminal.stdin : createReadStream(path)
          for await (const ingested of ingestion.ingest(chunks, source, readerFor(name))) {
            tally.count(ingested)
            tell(terminal, name, ingested)
            if (tally.messages.read >= nextWord) {
              nextWord += MESSAGES_PER_WORD
              terminal.err(`excelsior ingest: ${summary(tally)}`)
            }
          }
        }
        const { messages, records } = tally
        await terminal.out(values.json ? `${JSON.stringify({ ...messages, records })}\n` : summary(tally))
        return messages.rejected > 0 ? 1 : 0
      } finally {
        await installation.close()
      }
    }
  },
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { source: { type: 'string' }, mapping: { type: 'string' }, json: { type: 'boolean' } },
    })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isFile() || found.isFIFO(),
    () => false,
  )

/** How the rows of this source's CSV files are read, as it was declared when it was registered. */
async function mappingOf(store: Store, { name }: Source): Promise<CsvMapping | undefined> {
  return registeredMapping((await store.senders.named(name))?.mapping)
}

/** `local` is this machine's own: made at its first use. Others are registered. */
async function sourceNamed(store: Store, name: string, trial: boolean): Promise<Source | undefined> {
  const known = await store.sources.named(name)
  if (known || name !== 'local') return known
  return store.sources.put({ name, jurisdiction: 'US-NY', zone: 'America/New_York', trial })
}

function tell(terminal: Terminal, file: string, ingested: Ingested): void {
  if (ingested.kind === 'notice') terminal.err(`${file}: ${ingested.text}\n`)
  const rejections = ingested.kind === 'rejected' ? [ingested.rejection] : []
  if (ingested.kind === 'taken') rejections.push(...ingested.report.setAside)
  for (const { message, segment, field, path, reason } of rejections) {
    const where = [segment ?? path, field].filter((part) => part !== undefined).join('-')
    terminal.err(`${file}: message ${message}${where ? `, ${where}` : ''}: ${reason}\n`)
  }
}

const MESSAGES_PER_WORD = 50_000

const summary = ({ messages, records }: Tally): string =>
  `${messages.read} messages read: ${messages.stored} stored, ${messages.duplicates} already on file, ${messages.corrected} corrected, ${messages.deleted} deleted; ${messages.rejected} rejected and kept. Records: ${records.stored} stored, ${records.duplicates} already on file, ${records.corrected} corrected, ${records.deleted} deleted, ${records.setAside} set aside.\n`
