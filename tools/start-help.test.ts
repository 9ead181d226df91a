import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'

const ROOT = resolve(import.meta.dirname, '..')

/** Names of settings in the sources of the service: `env.NAME` and the keys of tables like `NAME: 'default'`. */
function settingsRead(): Set<string> {
  const folder = join(ROOT, 'apps/service/src')
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('config.ts'),
  )
  const source = files.map((name) => readFileSync(join(folder, name), 'utf8')).join()
  return new Set(
    [...source.matchAll(/\benv\.([A-Z][A-Z_]+)|^ +([A-Z][A-Z_]+): '/gm)].map(
      ([, used, listed]) => used ?? listed ?? '',
    ),
  )
}

test('npm start -- --help explains every setting that the service reads, and no other', () => {
  const { stdout, status } = spawnSync(process.execPath, [join(ROOT, 'tools/start.mjs'), '--help'], {
    encoding: 'utf8',
  })
  expect(status).toBe(0)
  const explained = new Set([...stdout.matchAll(/^ {2}([A-Z][A-Z_]+) /gm)].map(([, name]) => name))
  expect(explained).toEqual(settingsRead())
})
