import { spawnSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** What betrays the machine that a file was written on: it is wrong, or a leak, everywhere else. */
const BETRAYALS: readonly { readonly pattern: RegExp; readonly what: string }[] = [
  { pattern: /(?<![\w.@-])\/(?:home|root|Users|work)\/\w/, what: 'a path of somebody’s machine' },
  { pattern: /"resolved": "https?:/, what: 'the address of a package registry' },
  {
    pattern: /\bregistry\.[\w-]+\.[\w.-]+|\/\/[^/\s"']+\/artifactory\//,
    what: 'the address of a package registry',
  },
  { pattern: /-----BEGIN (?:EC |RSA )?PRIVATE KEY-----\n/, what: 'a private key' },
]
const ROOT = resolve(import.meta.dirname, '..')
const BIGGEST_TEXT = 1_000_000

const listed = spawnSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
  cwd: ROOT,
  encoding: 'utf8',
})
let faults = 0
for (const name of listed.stdout
  .split('\0')
  .filter((path) => path !== '' && path !== 'tools/check-words.ts')) {
  const path = join(ROOT, name)
  const stats = statSync(path, { throwIfNoEntry: false })
  if (!stats?.isFile() || stats.size > BIGGEST_TEXT) continue
  const text = readFileSync(path, 'utf8')
  if (text.includes('\0')) continue // not a text
  text.split('\n').forEach((line, index) => {
    for (const { pattern, what } of BETRAYALS) {
      if (!pattern.test(line)) continue
      console.error(`${name}:${index + 1} holds ${what}`)
      faults++
    }
  })
}
if (listed.status !== 0) console.error('git does not list the files')
process.exitCode = faults === 0 && listed.status === 0 ? 0 : 1
