import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'

const ROOT = resolve(import.meta.dirname, '..')
const text = readFileSync(join(ROOT, 'docs/lessons.md'), 'utf8')

/** The cells of every row, without heads and rulings. */
const rows = text
  .split('\n')
  .filter((line) => line.startsWith('| ') && !/^\| (Lesson|Person) \|/.test(line))
  .map((line) => line.slice(2, -2).split(' | '))

/** `file › title`, as the last cell names them. */
const named = rows.flatMap((cells) => (cells.at(-1) ?? '').split('<br>')).map((each) => each.trim())

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

describe('the lessons', () => {
  test('are in tables that can be read', () => {
    expect(rows.length).toBeGreaterThan(40)
    for (const cells of rows) expect([2, 3]).toContain(cells.length)
  })

  test.each([...new Set(named)])('name a test that there is: %s', (name) => {
    if (/^Not there/.test(name)) return
    const [, file = '', title = ''] = /^`([^`]+)` › (.+)$/.exec(name) ?? []
    expect(existsSync(join(ROOT, file)), `${file} is a file`).toBe(true)
    expect(titlesIn(file)).toContain(title)
  })
})
