import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '../../../..')
const sheets = ['packages/ui/src', 'apps'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.css') && !/node_modules|dist/.test(file))
    .map((file) => join(folder, file)),
)

/** Bengali letters join and stack, and have no capitals. */
test.each(sheets)(
  '%s neither spaces letters, nor styles a first one, nor makes capitals of them',
  (sheet) => {
    const css = readFileSync(join(root, sheet), 'utf8').replaceAll(/\/\*[\s\S]*?\*\//g, '')
    expect(
      css.match(/letter-spacing|first-letter|font-variant-caps|text-transform: (?!none)/g) ?? [],
    ).toEqual([])
  },
)
