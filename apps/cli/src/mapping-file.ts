import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { type CsvMapping, parseCsvMapping } from '@excelsior/records'
import { type Terminal, UsageError } from './command.ts'

/** A checked mapping of CSV columns; its faults are told with their places. */
export async function readMapping(name: string, terminal: Terminal): Promise<CsvMapping> {
  return (await checked(name, terminal)).mapping
}

/** The same as it stands in the file. */
export async function readMappingText(name: string, terminal: Terminal): Promise<string> {
  return (await checked(name, terminal)).text
}

/** One that cannot be used any more leaves its rows refused: nothing is read by a guess. */
export function registeredMapping(text: string | undefined): CsvMapping | undefined {
  const parsed = text === undefined ? undefined : parseCsvMapping(text)
  return parsed?.ok ? parsed.mapping : undefined
}

async function checked(name: string, { cwd }: Terminal): Promise<{ mapping: CsvMapping; text: string }> {
  const text = await readFile(resolve(cwd, name), 'utf8').catch(() => {
    throw new UsageError(`--mapping ${name} cannot be read`)
  })
  const parsed = parseCsvMapping(text)
  if (parsed.ok) return { mapping: parsed.mapping, text }
  const faults = parsed.faults.map(({ path, message }) => `  ${path === '' ? 'the file' : path} ${message}`)
  throw new UsageError(`--mapping ${name}:\n${faults.join('\n')}`)
}
