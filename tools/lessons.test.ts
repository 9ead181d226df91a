import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'

const ROOT = resolve(import.meta.dirname, '..')

/** The cells of every row of a page, without heads and rulings. */
const rowsOf = (page: string) =>
  readFileSync(join(ROOT, page), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| ') && !/^\| (Lesson|Person|Standard) \|/.test(line))
    .map((line) => line.slice(2, -2).split(' | '))

/** `file › title`, as the last cells name them. */
const namedIn = (rows: readonly (readonly string[])[]) => [
  ...new Set(rows.flatMap((cells) => (cells.at(-1) ?? '').split('<br>')).map((each) => each.trim())),
]

/** The titles of a file's tests and groups, as they are written in it. */
function titlesIn(file: string): readonly string[] {
  const source = readFileSync(join(ROOT, file), 'utf8')
  const quoted = /(?:test|describe|\))\s*\(\s*(?:'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"|`([^`$]*)`)/g
  return [...source.matchAll(quoted)].map(([, one, two, three]) =>
    (one ?? two ?? three ?? '').replace(/\\(?:u([0-9a-f]{4})|(.))/g, (_, code, character) =>
      code === undefined ? character : String.fromCharCode(Number.parseInt(code, 16)),
    ),
  )
}

describe.each([
  { page: 'docs/lessons.md', widths: [2, 3], fewest: 40 },
  { page: 'docs/standards.md', widths: [4], fewest: 30 },
])('$page', ({ page, widths, fewest }) => {
  const rows = rowsOf(page)

  test('has tables that can be read', () => {
    expect(rows.length).toBeGreaterThan(fewest)
    for (const cells of rows) expect(widths).toContain(cells.length)
  })

  test.each(namedIn(rows))('names a test that there is: %s', (name) => {
    if (/^Not there/.test(name)) return
    const [, file = '', title = ''] = /^`([^`]+)` › (.+)$/.exec(name) ?? []
    expect(existsSync(join(ROOT, file)), `${file} is a file`).toBe(true)
    expect(titlesIn(file)).toContain(title)
  })
})
