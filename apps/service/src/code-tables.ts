import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type CodeTables, parseCodeTables } from '@excelsior/records'
import { PROJECT_ROOT } from './project-root.ts'

/** The codes of `data/codes` that count as tests, results and vaccines. Throws, naming each fault. */
export async function readCodeTables(): Promise<CodeTables> {
  const read = async (name: string): Promise<unknown> =>
    JSON.parse(await readFile(join(PROJECT_ROOT, 'data/codes', `${name}.json`), 'utf8'))
  const [tests, results, vaccines] = await Promise.all([
    read('loinc-sars-cov-2'),
    read('snomed-results'),
    read('cvx-covid-19'),
  ])
  const parsed = parseCodeTables({ tests, results, vaccines })
  if (parsed.ok) return parsed.codes
  throw new Error(`data/codes: ${parsed.faults.map(({ path, message }) => `${path} ${message}`).join('; ')}`)
}
