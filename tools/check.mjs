// `npm run check`: everything about the sources that can be told without running them.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { prepare, ROOT } from './prepare.mjs'

/** Runs every check whatever the others found, and returns the names of those that failed. */
export function check(node) {
  const checks = [
    ['types', () => typesHold(node)],
    [
      'lint',
      () => run(node, '@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '--no-errors-on-unmatched'),
    ],
    ['floors', () => runScript(node, 'check-floors.ts')],
    ['words', () => runScript(node, 'check-words.ts')],
    ['unused', () => run(node, 'knip/bin/knip.js', '--no-progress', '--no-config-hints')],
  ]
  return checks.map(([name, holds]) => {
    const ok = holds()
    console.log(`${ok ? 'passed' : 'FAILED'}: ${name}`)
    return { name, ok }
  })
}

/** tsc keeps errors of an earlier `lib` or `types` in its cache: a failure counts only when a fresh run repeats it. */
function typesHold(node) {
  const quick = spawnSync(node, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-b'], {
    cwd: ROOT,
    stdio: 'ignore',
  })
  return quick.status === 0 || run(node, 'typescript/bin/tsc', '-b', '--force')
}

const run = (node, program, ...args) => spawned(node, [join(ROOT, 'node_modules', program), ...args])
const runScript = (node, name) => spawned(node, [join(ROOT, 'tools', name)])

function spawned(node, args) {
  return spawnSync(node, args, { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'] }).status === 0
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const results = check(await prepare())
  process.exitCode = results.every(({ ok }) => ok) ? 0 : 1
}
