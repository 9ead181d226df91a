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
  for (const program of missingPrograms()) {
    console.error(`There is no ${program}: install it (Debian: apt-get install ${PROGRAMS[program]}).`)
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
 * The browser's path. Chromium without a window does the same in half the time of the processor; any other will do
 * where Debian's cannot be had.
 */
function chromium() {
  const given = process.env.CHROMIUM_PATH
  if (given) return existsSync(given) ? given : undefined
  if (!inPath('chromium-headless-shell')) installPackages('chromium-headless-shell')
  if (!inPath('chromium-headless-shell', 'chromium')) installPackages('chromium')
  return inPath('chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome')
}

/** Programs that tests run beside ours, by the Debian package that has them. */
const PROGRAMS = { openssl: 'openssl', pgrep: 'procps' }

/** Those that are neither there nor could be installed. */
function missingPrograms() {
  const missing = () => Object.keys(PROGRAMS).filter((program) => !inPath(program))
  if (missing().length > 0) installPackages(...missing().map((program) => PROGRAMS[program]))
  return missing()
}

/** Where root may: Debian's, and nothing else. */
function installPackages(...names) {
  if (process.getuid?.() !== 0 || !inPath('apt-get')) return
  console.error(`Installing ${names.join(', ')} …`)
  const options = { stdio: ['ignore', 2, 2], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } }
  spawnSync('apt-get', ['update', '-q'], options)
  spawnSync('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...names], options)
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
