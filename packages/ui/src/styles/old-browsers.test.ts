import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '../../../..')
const sheets = ['packages/ui/src/styles', 'apps/portal/src', 'apps/scanner/src', 'apps/wallet/src'].flatMap(
  (folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.css'))
      .map((file) => join(folder, file)),
)

/** What Safari 13 or Chrome 64 does not know, and the build neither lowers nor reports. */
const UNKNOWN: Readonly<Record<string, RegExp>> = {
  'gap outside grid-gap': /(?<![-\w])(?:row-|column-)?gap\s*:/,
  'shorthands of logical sides': /(?<![-\w])(?:margin|padding)-(?:inline|block)\s*:/,
  inset: /(?<![-\w])inset\s*:/,
  'min(), max(), clamp()': /(?<![-\w])(?:min|max|clamp)\(/,
  ':is(), :where(), :has()': /:(?:is|where|has)\(/,
  'new viewport units': /\d(?:dvh|svh|lvh|dvw|cqw)\b/,
  'aspect-ratio, color-mix, layers, conic gradients': /aspect-ratio\s*:|color-mix\(|@layer|conic-gradient/,
}

/** Multi-column text has had its own gap from the start. */
const withoutColumns = (css: string) => css.replaceAll(/(?<=columns: [^;]+; )column-gap: [^;]+/g, '')

test.each(sheets)('%s asks for nothing that an old phone lacks', (sheet) => {
  const css = withoutColumns(readFileSync(join(root, sheet), 'utf8').replaceAll(/\/\*[\s\S]*?\*\//g, ''))
  const found = Object.entries(UNKNOWN).filter(([, pattern]) => pattern.test(css))
  expect(found.map(([name]) => name)).toEqual([])
})
