// `npm run bench:web [-- NAME…] [--json]`: the pages and the scanner in Chromium, with Lighthouse, which is a package of its own.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './prepare.mjs'

const folder = join(ROOT, 'bench', 'web')
if (!existsSync(join(folder, 'node_modules', 'lighthouse'))) {
  console.error('Installing Lighthouse (once) …')
  const args = ['ci', '--loglevel=error', '--no-audit', '--no-fund']
  const run = spawnSync('npm', args, {
    cwd: folder,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  })
  if (run.status !== 0) {
    console.error('npm could not install Lighthouse: see above.')
    process.exit(2)
  }
}
process.argv.splice(2, 0, '--in', 'web')
await import('./bench.mjs')
