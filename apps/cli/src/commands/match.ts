import { createReadStream } from 'node:fs'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { performance } from 'node:perf_hooks'
import { parseArgs } from 'node:util'
import type { PersonDetails } from '@excelsior/domain'
import {
  compare,
  explain,
  type LearningPair,
  learnFromPairs,
  learnFromRows,
  linkRows,
  USUAL_WEIGHTS,
  type Weights,
} from '@excelsior/people'
import { type Command, type ExitCode, type Terminal, UsageError } from '../command.ts'
import { CsvFault } from '../csv-rows.ts'
import { LineFault, lineBatches } from '../lines.ts'
import { explanationText } from '../match-explained.ts'
import { JsonFault, pairsIn, readPair, readPerson, readWeights } from '../match-files.ts'
import { readPeople, readTruth } from '../people-file.ts'

const help = `Usage: excelsior match [--truth FILE] [--weights FILE] [--json] FILE.csv
       excelsior match --pairs FILE.jsonl (or -) [--weights FILE] [--explain [--json]]
       excelsior match --explain [--weights FILE] [--json] A.json B.json
       excelsior match --learn FILE [--truth FILE] [--out FILE]

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
  --explain       why: for each field how the two agree and what it weighs, the sum, and the rule that decided.
                  It repeats nothing that stands in a field. A.json and B.json hold a person each
  --weights FILE  other weights, as --learn writes them; what the file leaves out keeps its usual weight.
                  Rules such as junior is not senior hold with any weights
  --learn FILE    estimates weights from the rows of a CSV, or from pairs as above (any other name), by
                  expectation and maximisation: nobody has to say who is who. Where --truth says so, or
                  "expect" of a pair does (match or no-match), it is believed
  --out FILE      writes the weights there, and prints {"pairs","ofOnePerson","steps","logLikelihood"}

Exit code: 0 done; 1 there was too little to learn from; 2 wrong usage, an unreadable file or line. All pairs
before such a line are printed.

Examples: excelsior match --truth truth.csv people.csv
          excelsior match --learn people.csv --out weights.json
          excelsior match --weights weights.json --explain a.json b.json
`

/** Bounds what is read into memory at once. */
const FILE_BYTES_AT_MOST = 512 * 1024 * 1024

export const command: Command = {
  name: 'match',
  summary: 'tells who is who in a file of people',
  help,
  async run(args, terminal) {
    const wanted = readArguments(args)
    try {
      const weights =
        wanted.weights === undefined
          ? USUAL_WEIGHTS
          : await readWeights(resolve(terminal.cwd, wanted.weights))
      if (wanted.learn !== undefined) return await learn(wanted.learn, wanted, terminal)
      if (wanted.pairs !== undefined) {
        await comparePairs(wanted.pairs, (id, a, b) => answer(wanted, weights, id, a, b), terminal)
      } else if (wanted.explain) {
        const [a, b] = await Promise.all(wanted.files.map((file) => readPerson(resolve(terminal.cwd, file))))
        if (a && b) await terminal.out(answer(wanted, weights, undefined, a, b))
      } else await linkFile(wanted.files[0] ?? '', weights, wanted, terminal)
      return 0
    } catch (error) {
      return complain(error, terminal)
    }
  },
}

type Arguments = ReturnType<typeof parse>['values'] & { readonly files: readonly string[] }

function readArguments(args: readonly string[]): Arguments {
  let parsed: ReturnType<typeof parse>
  try {
    parsed = parse(args)
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'wrong usage')
  }
  const { values, positionals: files } = parsed
  const { pairs, learn, explain, truth, weights, out } = values
  const refuse = (isWrong: boolean, what: string) => {
    if (isWrong) throw new UsageError(what)
  }
  refuse(out !== undefined && learn === undefined, '--out goes with --learn')
  if (learn !== undefined) {
    const others = files.length > 0 || pairs !== undefined || explain || weights !== undefined
    refuse(others, '--learn takes --truth and --out, and no other file')
    refuse(truth !== undefined && !isCsv(learn), 'pairs bear the truth in "expect", not in --truth')
  } else if (pairs !== undefined) {
    refuse(files.length > 0 || truth !== undefined, '--pairs takes no other file of people and no --truth')
  } else if (explain) {
    refuse(
      files.length !== 2 || truth !== undefined,
      '--explain takes two files of a person each, or --pairs',
    )
  } else refuse(files.length !== 1, 'name one CSV file of people')
  return { ...values, files }
}

function parse(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    options: {
      pairs: { type: 'string' },
      truth: { type: 'string' },
      weights: { type: 'string' },
      learn: { type: 'string' },
      out: { type: 'string' },
      explain: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
    allowPositionals: true,
  })
}

const isCsv = (file: string): boolean => file.toLowerCase().endsWith('.csv')

/** What is printed about two people. */
function answer(
  { explain: explained, json }: Arguments,
  weights: Weights,
  id: string | undefined,
  a: PersonDetails,
  b: PersonDetails,
): string {
  if (!explained) {
    const { match, score } = compare(a, b, weights)
    return `{"id":${JSON.stringify(id)},"match":"${match}","score":${score}}\n`
  }
  const explanation = explain(a, b, weights)
  if (!json) return explanationText(explanation, id)
  return `${JSON.stringify(id === undefined ? explanation : { id, ...explanation })}\n`
}

/** More pairs than this are not needed to learn, and would not fit into memory. */
const LEARNING_PAIRS_AT_MOST = 500_000

async function learn(file: string, { truth, out }: Arguments, terminal: Terminal): Promise<ExitCode> {
  const learned = isCsv(file) ? await learnRows(file, truth, terminal) : await learnPairs(file, terminal)
  if (!learned) {
    terminal.err('excelsior match: too few of them are one person to learn from\n')
    return 1
  }
  const { weights, pairs, ofOnePerson, logLikelihoods, chances } = learned
  const summary = { pairs, ofOnePerson, steps: logLikelihoods.length, logLikelihood: logLikelihoods.at(-1) }
  const text = `${JSON.stringify({ ...weights, learned: { ...summary, chances } }, undefined, 2)}\n`
  if (out === undefined) await terminal.out(text)
  else {
    await writeFile(resolve(terminal.cwd, out), text)
    await terminal.out(`${JSON.stringify(summary)}\n`)
  }
  return 0
}

async function learnRows(file: string, truthFile: string | undefined, terminal: Terminal) {
  const { ids, people } = await parsed(file, readPeople, terminal)
  const truth = truthFile === undefined ? undefined : await parsed(truthFile, readTruth, terminal)
  return learnFromRows(people, truth && ids.map((id) => truth.get(id)))
}

async function learnPairs(file: string, terminal: Terminal) {
  const pairs: LearningPair[] = []
  for await (const { a, b, expect } of pairsIn(streamOf(file, terminal))) {
    if (pairs.length === LEARNING_PAIRS_AT_MOST) break
    pairs.push({ a, b, isOne: expect === 'match' ? true : expect === 'no-match' ? false : undefined })
  }
  return learnFromPairs(pairs)
}

async function linkFile(
  file: string,
  weights: Weights,
  { truth: truthFile, json }: Arguments,
  terminal: Terminal,
): Promise<void> {
  const { ids, people } = await parsed(file, readPeople, terminal)
  const started = performance.now()
  const persons = linkRows(people, weights)
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

async function comparePairs(
  file: string,
  answered: (id: string, a: PersonDetails, b: PersonDetails) => string,
  terminal: Terminal,
): Promise<void> {
  for await (const { first, lines } of lineBatches(streamOf(file, terminal))) {
    let compared = ''
    try {
      for (const [index, line] of lines.entries()) {
        if (line.trim() === '') continue
        const { id, a, b } = readPair(line, first + index)
        compared += answered(id, a, b)
      }
    } finally {
      await terminal.out(compared) // what came before a faulty line is not lost
    }
  }
}

const CHUNK = 256 * 1024

const streamOf = (file: string, terminal: Terminal): AsyncIterable<Uint8Array> =>
  file === '-' ? terminal.stdin : createReadStream(resolve(terminal.cwd, file), { highWaterMark: CHUNK })

function complain(error: unknown, terminal: Terminal): ExitCode {
  const known = error instanceof CsvFault || error instanceof LineFault || error instanceof JsonFault
  if (!known && !(error instanceof Error && 'syscall' in error)) throw error
  terminal.err(`excelsior match: ${error.message}\n`)
  return 2
}
