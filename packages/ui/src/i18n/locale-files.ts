import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { compileTexts } from './compile.ts'
import type { Catalog } from './message.ts'

/**
 * Reads every language there is: `<folder>/<locale>/<area>.json`, each file a flat object from key to ICU text.
 * A language is a folder; the file is named for its keys' first word, so that a key is found by its name.
 */
export function readLocales(folder: string): ReadonlyMap<string, Catalog> {
  const locales = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  return new Map(
    locales
      .map(({ name }) => [name, compileTexts(readTexts(join(folder, name)))] as const)
      .sort(englishFirst),
  )
}

/** One language's texts as they stand in its files. */
export function readTexts(folder: string): Record<string, string> {
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'))
  const texts: Record<string, string> = {}
  for (const file of files.sort()) {
    const area = file.slice(0, -'.json'.length)
    for (const [key, text] of Object.entries(parseTexts(readFileSync(join(folder, file), 'utf8'), file))) {
      if (!key.startsWith(`${area}.`)) throw new Error(`${file}: "${key}" belongs into another file`)
      texts[key] = text
    }
  }
  return texts
}

export function parseTexts(json: string, file: string): Record<string, string> {
  const parsed: unknown = JSON.parse(json)
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    throw new Error(`${file}: no object`)
  const texts: Record<string, string> = {}
  for (const [key, text] of Object.entries(parsed)) {
    if (typeof text !== 'string' || text === '') throw new Error(`${file}: "${key}" is no text`)
    texts[key] = text
  }
  return texts
}

const englishFirst = ([a]: readonly [string, Catalog], [b]: readonly [string, Catalog]) =>
  Number(b === 'en') - Number(a === 'en') || (a < b ? -1 : 1)
