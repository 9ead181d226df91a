import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { type CsvMapping, parseCsvMapping } from '@excelsior/records'
import { type Terminal, UsageError } from './command.ts'

/** A checked mapping of CSV columns; its faults are told with their places. */
export async function readMapping(name: string, { cwd }: Terminal): Promise<CsvMapping> {
  const text = await readFile(resolve(cwd, name), 'utf8').catch(() => {
    throw new UsageError(`--mapping ${name} cannot be read`)
  })
  const parsed = parseCsvMapping(text)
  if (parsed.ok) return parsed.mapping
  const faults = parsed.faults.map(({ path, message }) => `  ${path === '' ? 'the file' : path} ${message}`)
  throw new UsageError(`--mapping ${name}:\n${faults.join('\n')}`)
}
