import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '..')
const read = (name: string) => readFileSync(join(ROOT, name), 'utf8')
const documents = spawnSync('git', ['ls-files', '*.md'], { cwd: ROOT, encoding: 'utf8' })
  .stdout.trim()
  .split('\n')
const scripts: Readonly<Record<string, string>> = JSON.parse(read('package.json')).scripts

describe('what the documents tell people to run', () => {
  test.each(documents)('%s names only npm commands that there are', (name) => {
    const told = [...read(name).matchAll(/\bnpm run (\w+)|\bnpm (start|test)\b/g)].map(
      ([, a, b]) => a ?? b ?? '',
    )
    for (const command of told) expect(scripts).toHaveProperty(command)
  })

  test('npx excelsior --help lists every command that README names, and README every one that it lists', () => {
    const named = /`npx excelsior --help` lists the commands: ([^.]*)\./.exec(read('README.md'))?.[1] ?? ''
    const commands = [...named.matchAll(/`(\w+)`/g)].map(([, command]) => command)
    expect(commands.length).toBeGreaterThan(8)
    const help = spawnSync(process.execPath, ['apps/cli/src/excelsior.ts', '--help'], {
      cwd: ROOT,
      encoding: 'utf8',
    })
    expect(help.status).toBe(0)
    const listed = [...help.stdout.matchAll(/^ {2}(\w+) {2,}/gm)].map(([, command]) => command)
    expect(new Set(commands)).toEqual(new Set(listed))
    for (const command of listed) {
      const own = spawnSync(process.execPath, ['apps/cli/src/excelsior.ts', command ?? '', '--help'], {
        cwd: ROOT,
        encoding: 'utf8',
      })
      expect([command, own.status, own.stdout.length > 40]).toEqual([command, 0, true])
    }
  }, 120_000)
})

describe('links between the documents', () => {
  test.each(documents)('%s: each leads to a file that is there', (name) => {
    const text = read(name).replace(/```[\s\S]*?```/g, '')
    const targets = [...text.matchAll(/\]\(([^)\s]+)\)|(?:src|href)="([^"]+)"/g)].map(
      ([, a, b]) => a ?? b ?? '',
    )
    const missing = targets
      .filter((target) => !/^(?:[a-z]+:|#)/.test(target))
      .map((target) => decodeURI(target.split('#')[0] ?? ''))
      .filter((target) => !existsSync(join(ROOT, dirname(name), target)))
    expect(missing).toEqual([])
  })
})
