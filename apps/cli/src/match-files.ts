import { readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import type { PersonDetails } from '@excelsior/domain'
import { parseWeights, type Weights } from '@excelsior/people'
import { LineFault, lineBatches } from './lines.ts'
import { personOf } from './people-file.ts'

/** Pairs of people, a JSON object a line. Throws a `LineFault`. */
export async function* pairsIn(input: AsyncIterable<Uint8Array>): AsyncGenerator<Pair> {
  for await (const { first, lines } of lineBatches(input))
    for (const [index, line] of lines.entries()) if (line.trim() !== '') yield readPair(line, first + index)
}

export interface Pair {
  readonly id: string
  readonly a: PersonDetails
  readonly b: PersonDetails
  /** What somebody expects of them, where the line says so. */
  readonly expect: unknown
}

export function readPair(line: string, number: number): Pair {
  let json: unknown
  try {
    json = JSON.parse(line)
  } catch {
    throw new LineFault(number, 'is not JSON')
  }
  if (!isObject(json)) throw new LineFault(number, 'is not a JSON object')
  const { id, a, b, expect } = json
  if (typeof id !== 'string') throw new LineFault(number, '"id" must be text')
  if (!isObject(a) || !isObject(b)) throw new LineFault(number, '"a" and "b" must be people')
  return { id, a: personOf(a), b: personOf(b), expect }
}

/** A JSON file that is not what it should be. The message never repeats what stands in a person's file. */
export class JsonFault extends Error {}

const JSON_BYTES_AT_MOST = 1024 * 1024

async function readJson(path: string): Promise<unknown> {
  const fault = (what: string) => new JsonFault(`${basename(path)}: ${what}`)
  if ((await stat(path)).size > JSON_BYTES_AT_MOST) throw fault('It is larger than 1 MiB.')
  const text = await readFile(path, 'utf8')
  try {
    return JSON.parse(text.replace(/^\ufeff/, '')) // a byte order mark, as Windows writes it
  } catch {
    throw fault('It is not JSON.')
  }
}

/** A person from a JSON file of one. */
export async function readPerson(path: string): Promise<PersonDetails> {
  const json = await readJson(path)
  if (!isObject(json)) throw new JsonFault(`${basename(path)}: It must be an object, a person.`)
  return personOf(json)
}

/** Weights from a JSON file. */
export async function readWeights(path: string): Promise<Weights> {
  const read = parseWeights(await readJson(path))
  if (read.ok) return read.weights
  throw new JsonFault(`${basename(path)}: ${read.faults.slice(0, FAULTS_SHOWN).join('; ')}`)
}

const FAULTS_SHOWN = 10

const isObject = (json: unknown): json is Readonly<Record<string, unknown>> =>
  typeof json === 'object' && json !== null && !Array.isArray(json)
