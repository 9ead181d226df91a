// `npm test [-- NAME…]`: prepares, checks the sources, runs every test. The last line is `N passed, N failed`.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { check } from './check.mjs'
import { prepare, ROOT } from './prepare.mjs'

const count = { passed: 0, failed: 0, skipped: 0 }

async function main(names) {
  const node = await prepare()
  for (const { ok } of check(node)) count[ok ? 'passed' : 'failed']++

  const browser = chromium()
  if (browser === undefined) {
    console.error(
      'There is no Chromium for the browser tests: install it (Debian: apt-get install chromium-headless-shell) or set CHROMIUM_PATH.',
    )
    count.failed++
  }
  const folder = mkdtempSync(join(tmpdir(), 'excelsior-tests-'))
  try {
    runTests(node, names, join(folder, 'summary.json'), browser)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function runTests(node, names, summary, browser) {
  const { status } = spawnSync(node, [join(ROOT, 'node_modules/vitest/vitest.mjs'), 'run', ...names], {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, SUMMARY_FILE: summary, ...(browser && { CHROMIUM_PATH: browser }) },
  })
  const tests = existsSync(summary)
    ? JSON.parse(readFileSync(summary, 'utf8'))
    : { passed: 0, failed: 0, skipped: 0 }
  count.passed += tests.passed
  count.skipped += tests.skipped
  // vitest may fail without a failed test: no file matched, a worker crashed.
  count.failed += tests.failed || (status === 0 ? 0 : 1)
}

/**
 * The browser's path. Chromium without a window does the same in half the time of the processor; where it is not there,
 * root may install Debian's, and any other Chromium will do.
 */
function chromium() {
  const given = process.env.CHROMIUM_PATH
  if (given) return existsSync(given) ? given : undefined
  const windowless = inPath('chromium-headless-shell')
  if (windowless) return windowless
  if (process.getuid?.() === 0 && inPath('apt-get')) {
    console.error('Installing Chromium …')
    const options = { stdio: ['ignore', 2, 2], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } }
    const install = ['install', '-y', '-q', '--no-install-recommends']
    spawnSync('apt-get', ['update', '-q'], options)
    spawnSync('apt-get', [...install, 'chromium-headless-shell'], options)
    if (!inPath('chromium-headless-shell', 'chromium'))
      spawnSync('apt-get', [...install, 'chromium'], options)
  }
  return inPath('chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome')
}

function inPath(...programs) {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '')
  return programs.flatMap((program) => folders.map((folder) => join(folder, program))).find(existsSync)
}

try {
  await main(process.argv.slice(2))
} catch (error) {
  console.error(error.plain ? error.message : error)
  count.failed++
}
process.exitCode = count.failed === 0 ? 0 : 1
console.log(
  `${count.passed} passed, ${count.failed} failed${count.skipped ? `, ${count.skipped} skipped` : ''}`,
)
