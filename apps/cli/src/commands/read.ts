import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { type HealthRecord, type PersonDetails, zone } from '@excelsior/domain'
import {
  type ReadItem,
  type ReadOptions,
  type Rejection,
  type ReportedMerge,
  readRecords,
} from '@excelsior/records'
import { readCodeTables } from '@excelsior/service/code-tables'
import { type Command, type ExitCode, type Terminal, UsageError } from '../command.ts'
import { readMapping } from '../mapping-file.ts'

export const command: Command = {
  name: 'read',
  summary: 'read records and print them, without storing',
  help: `Usage: excelsior read FILE... [--mapping FILE] [--json]

Reads HL7 v2 (VXU, ORU; merges and un-merges by ADT; single or batch), FHIR R4 (JSON or NDJSON) or CSV and prints the records in one
form. Nothing is stored. "-" is standard input. Times without an offset are those of New York.

  --mapping FILE  the files are CSV whose columns, dates and codes this file declares (docs/records.md)
  --json   print one JSON object a line for each record, and nothing else:
           {"file","person":{"givenName","familyName","birthDate","sex","postalCode","phone"},
            "record":{"kind","cvx","date","jurisdiction","status","historical"}} for a dose,
           {"kind":"lab","test","result","collected","jurisdiction","status"} for a result;
           what is not known is absent. Merges are no records: they are told on standard error

What cannot be taken is told on standard error with its place, its reason and what to do; the rest goes on.

Exit codes: 0 done, 1 some input was rejected, 2 wrong usage or an unreadable file.

Example: excelsior read monday.hl7 --json
`,
  async run(args, terminal) {
    const { values, positionals } = parse(args)
    if (positionals.length === 0) throw new UsageError('name at least one file, or "-" for standard input')
    const options: ReadOptions = { zone: zone('America/New_York'), codes: await readCodeTables() }
    const mapping = values.mapping === undefined ? undefined : await readMapping(values.mapping, terminal)
    let code: ExitCode = 0
    const table = values.json ? undefined : new Table(terminal)
    for (const name of positionals) {
      if (name !== '-' && !(await isFile(resolve(terminal.cwd, name)))) {
        terminal.err(`excelsior read: ${name} cannot be read. Check the name and the rights.\n`)
        code = 2
        continue
      }
      const chunks = name === '-' ? terminal.stdin : createReadStream(resolve(terminal.cwd, name))
      for await (const item of readRecords(chunks, options, mapping)) {
        if (tell(terminal, name, item) && code === 0) code = 1
        if (item.kind !== 'report') continue
        const { merges = [] } = item.report
        // Told without the numbers: they are personal data, and standard error holds none.
        if (table === undefined && merges.length > 0)
          terminal.err(
            `${name}: message ${item.report.message}: it says who is one person or two; it holds no record.\n`,
          )
        for (const merge of merges) await table?.merge(name, merge)
        for (const { record } of item.report.records) {
          if (record === undefined) continue // a withdrawal that does not repeat what it withdraws
          if (table === undefined)
            await terminal.out(`${JSON.stringify(line(name, item.report.person, record))}\n`)
          else await table.row(name, item.report.person, record)
        }
      }
    }
    return code
  },
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { mapping: { type: 'string' }, json: { type: 'boolean' } },
    })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => !found.isDirectory(),
    () => false,
  )

/** The six details of the person and the record's own; what else is known of the place of care stays inside. */
function line(file: string, person: PersonDetails, record: HealthRecord): object {
  const { givenName, familyName, birthDate, sex, postalCode, phone } = person
  const { place: _, placePostalCode: __, ...printed } = record
  return { file, person: { givenName, familyName, birthDate, sex, postalCode, phone }, record: printed }
}

/** Tells what was not taken, or is worth knowing; true where input was rejected. */
function tell(terminal: Terminal, file: string, item: ReadItem): boolean {
  if (item.kind === 'notice') terminal.err(`${file}: ${item.notice.text}\n`)
  const rejections =
    item.kind === 'rejected' ? [item.rejection] : item.kind === 'report' ? item.report.setAside : []
  for (const rejection of rejections) terminal.err(`${file}: ${placeOf(rejection)}${rejection.reason}\n`)
  return rejections.length > 0
}

/** `message 3, RXA 2, field 20: `. */
function placeOf({ message, segment, occurrence, field, repetition, path }: Rejection): string {
  const parts = [
    message === 0 ? undefined : `message ${message}`,
    segment === undefined ? path : occurrence === undefined ? segment : `${segment} ${occurrence}`,
    field === undefined ? undefined : `field ${field}`,
    repetition === undefined ? undefined : `repetition ${repetition}`,
  ].filter((part) => part !== undefined)
  return parts.length === 0 ? '' : `${parts.join(', ')}: `
}

/** `two people: CLINIC|D1 and CLINIC|D2`. */
function mergeText({ says, survivor, other }: ReportedMerge): string {
  const [one, two] = [plain(survivor), plain(other)]
  if (says === 'merged') return `one person: ${two}, who goes on as ${one}`
  return `${says === 'linked' ? 'one person' : 'two people'}: ${one} and ${two}`
}

const COLUMNS = [
  ['Name', 28],
  ['Born', 10],
  ['Record', 10],
  ['What', 20],
  ['When', 25],
  ['Where', 6],
  ['Status', 12],
] as const

/** For people to read: a header once a file, a line a record. */
class Table {
  readonly #terminal: Terminal
  #file: string | undefined

  constructor(terminal: Terminal) {
    this.#terminal = terminal
  }

  /** Of numbers, not of a named person with a date: a line of its own, without columns. */
  async merge(file: string, merge: ReportedMerge): Promise<void> {
    await this.#head(file)
    await this.#terminal.out(`${mergeText(merge)}\n`)
  }

  async #head(file: string): Promise<void> {
    if (file === this.#file) return
    const gap = this.#file === undefined ? '' : '\n'
    await this.#terminal.out(`${gap}${file}\n${cells(COLUMNS.map(([title]) => title))}\n`)
    this.#file = file
  }

  async row(file: string, person: PersonDetails, record: HealthRecord): Promise<void> {
    await this.#head(file)
    const name = [person.familyName, person.givenName].filter((part) => part !== undefined).join(', ')
    const { jurisdiction = '', status = '' } = record
    const what =
      record.kind === 'immunization'
        ? [
            'dose',
            `${record.cvx ?? 'unknown'}${record.historical === true ? ', historical' : ''}`,
            record.date,
          ]
        : ['result', `${record.test} ${record.result}`, record.collected]
    const note =
      record.kind === 'lab' && record.review !== undefined
        ? `${status} (to look at: ${record.review})`
        : status
    await this.#terminal.out(`${cells([name, person.birthDate ?? '', ...what, jurisdiction, note])}\n`)
  }
}

function cells(values: readonly string[]): string {
  const last = values.length - 1
  return values
    .map((value, index) => (index === last ? value : plain(value).padEnd(COLUMNS[index]?.[1] ?? 0)))
    .join('  ')
}

/** Names are hostile text: nothing in them may steer a terminal or turn the line round. */
function plain(text: string): string {
  let result = ''
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0
    const isControl = code < 32 || (code >= 127 && code < 160)
    const isBidi =
      (code >= 0x202a && code <= 0x202e) ||
      (code >= 0x2066 && code <= 0x2069) ||
      code === 0x200e ||
      code === 0x200f
    result += isControl || isBidi ? '' : character
  }
  return result
}
