import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { performance } from 'node:perf_hooks'
import { parseArgs } from 'node:util'
import { compare, linkRows } from '@excelsior/people'
import { type Command, type ExitCode, type Terminal, UsageError } from '../command.ts'
import { CsvFault } from '../csv-rows.ts'
import { LineFault, lineBatches } from '../lines.ts'
import { personOf, readPeople, readTruth } from '../people-file.ts'

const help = `Usage: excelsior match [--truth FILE] [--json] FILE.csv
       excelsior match --pairs FILE.jsonl (or -)

Tells who is who in a file of people.

The first form links the rows of a CSV into persons. Columns: id, givenName, familyName, birthDate, and
any of middleName, suffix, sex, postalCode, phone, street, city, state, otherFamilyName, alias,
motherMaidenName, guardianGivenName, guardianFamilyName, birthOrder. Other columns are passed over, and a
birth date that is no real date counts as absent. It prints "id,person" a row; rows of one person
have the same number.

  --json          {"id","person"} a line instead
  --truth FILE    a CSV "id,person" of the persons as they are; prints one line about the pairs of rows
                  {"rows","links","precision","recall","f1","seconds"}
  --pairs FILE    a JSON object a line, {"id","a","b"}, with two people to compare; prints, in the same order,
                  {"id","match","score"}. "match" is match, possible (a person must decide) or no-match;
                  "score" is the evidence in bits

Exit code: 0 done; 2 wrong usage, an unreadable file or line. All pairs before such a line are printed.

Example: excelsior match --truth truth.csv people.csv
`

/** Bounds what is read into memory at once. */
const FILE_BYTES_AT_MOST = 512 * 1024 * 1024

export const command: Command = {
  name: 'match',
  summary: 'tells who is who in a file of people',
  help,
  async run(args, terminal) {
    const { pairs, truth, json, file } = readArguments(args)
    try {
      if (pairs !== undefined) await comparePairs(pairs, terminal)
      else await linkFile(file, truth, json, terminal)
      return 0
    } catch (error) {
      return complain(error, terminal)
    }
  },
}

interface Arguments {
  readonly pairs: string | undefined
  readonly truth: string | undefined
  readonly json: boolean
  readonly file: string
}

function readArguments(args: readonly string[]): Arguments {
  let parsed: ReturnType<typeof parse>
  try {
    parsed = parse(args)
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'wrong usage')
  }
  const { values, positionals } = parsed
  const { pairs, truth, json } = values
  if (pairs !== undefined) {
    if (positionals.length > 0 || truth !== undefined) throw new UsageError('--pairs stands alone')
    return { pairs, truth, json, file: '' }
  }
  const [file] = positionals
  if (file === undefined || positionals.length > 1) throw new UsageError('name one CSV file of people')
  return { pairs, truth, json, file }
}

function parse(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    options: {
      pairs: { type: 'string' },
      truth: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
    allowPositionals: true,
  })
}

async function linkFile(
  file: string,
  truthFile: string | undefined,
  json: boolean,
  terminal: Terminal,
): Promise<void> {
  const { ids, people } = await parsed(file, readPeople, terminal)
  const started = performance.now()
  const persons = linkRows(people)
  const seconds = (performance.now() - started) / 1000
  if (truthFile !== undefined) {
    const truth = await parsed(truthFile, readTruth, terminal)
    await terminal.out(
      `${JSON.stringify({ rows: ids.length, ...judged(ids, persons, truth), seconds: rounded(seconds) })}\n`,
    )
    return
  }
  let text = json ? '' : 'id,person\n'
  for (const [row, id] of ids.entries()) {
    text += json ? `${JSON.stringify({ id, person: persons[row] })}\n` : `${csvField(id)},${persons[row]}\n`
    if (text.length > 65_536) {
      await terminal.out(text)
      text = ''
    }
  }
  await terminal.out(text)
}

async function parsed<T>(name: string, read: (file: Uint8Array) => T, terminal: Terminal): Promise<T> {
  const path = resolve(terminal.cwd, name)
  try {
    if ((await stat(path)).size > FILE_BYTES_AT_MOST) throw new CsvFault('It is larger than 512 MiB.')
    return read(await readFile(path))
  } catch (error) {
    if (error instanceof CsvFault) throw new CsvFault(`${name}: ${error.message}`)
    throw error
  }
}

/** Over pairs of rows: of those linked, how many are right; of those that are right, how many are linked. */
function judged(ids: readonly string[], persons: readonly number[], truth: ReadonlyMap<string, string>) {
  const links = pairsWithin(counts(persons))
  const right = pairsWithin(counts(ids.map((id) => truth.get(id) ?? `row ${id}`)))
  const both = pairsWithin(counts(ids.map((id, row) => `${persons[row]} ${truth.get(id) ?? `row ${id}`}`)))
  const precision = links === 0 ? 1 : both / links
  const recall = right === 0 ? 1 : both / right
  const f1 = precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall)
  return { links, precision: rounded(precision), recall: rounded(recall), f1: rounded(f1) }
}

function counts<T>(values: readonly T[]): Iterable<number> {
  const counted = new Map<T, number>()
  for (const value of values) counted.set(value, (counted.get(value) ?? 0) + 1)
  return counted.values()
}

function pairsWithin(sizes: Iterable<number>): number {
  let pairs = 0
  for (const size of sizes) pairs += (size * (size - 1)) / 2
  return pairs
}

const rounded = (number: number): number => Math.round(number * 1e6) / 1e6

function csvField(text: string): string {
  return text.includes(',') || text.includes('"') || text.includes('\n') || text.includes('\r')
    ? `"${text.replaceAll('"', '""')}"`
    : text
}

async function comparePairs(file: string, terminal: Terminal): Promise<void> {
  const input =
    file === '-' ? terminal.stdin : createReadStream(resolve(terminal.cwd, file), { highWaterMark: CHUNK })
  for await (const { first, lines } of lineBatches(input)) {
    let compared = ''
    try {
      for (const [index, line] of lines.entries()) {
        if (line.trim() !== '') compared += comparePair(line, first + index)
      }
    } finally {
      await terminal.out(compared) // what came before a faulty line is not lost
    }
  }
}

const CHUNK = 256 * 1024

function comparePair(line: string, number: number): string {
  let json: unknown
  try {
    json = JSON.parse(line)
  } catch {
    throw new LineFault(number, 'is not JSON')
  }
  if (!isObject(json)) throw new LineFault(number, 'is not a JSON object')
  const { id, a, b } = json
  if (typeof id !== 'string') throw new LineFault(number, '"id" must be text')
  if (!isObject(a) || !isObject(b)) throw new LineFault(number, '"a" and "b" must be people')
  const { match, score } = compare(personOf(a), personOf(b))
  return `{"id":${JSON.stringify(id)},"match":"${match}","score":${score}}\n`
}

const isObject = (json: unknown): json is Readonly<Record<string, unknown>> =>
  typeof json === 'object' && json !== null && !Array.isArray(json)

function complain(error: unknown, terminal: Terminal): ExitCode {
  const known = error instanceof CsvFault || error instanceof LineFault
  if (!known && !(error instanceof Error && 'syscall' in error)) throw error
  terminal.err(`excelsior match: ${error.message}\n`)
  return 2
}
