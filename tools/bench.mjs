// `npm run bench [-- NAME…] [--json]`: prepares, and measures on the pinned Node.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { prepare, ROOT } from './prepare.mjs'

/** The shell's convention for a program that a signal ended: 128 and its number. */
const SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 }

async function main(args) {
  const node = await prepare()
  const child = spawn(
    node,
    ['--import', join(ROOT, 'tools', 'end-with-parent.mjs'), join(ROOT, 'bench', 'main.ts'), ...args],
    {
      cwd: ROOT,
      // The channel carries nothing: it tells the measurements when this process has gone.
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      // A session of its own: Ctrl-C reaches it once, through us, and it can clear its folders away.
      detached: true,
    },
  )
  child.once('error', fail)
  child.once('exit', (code, signal) => process.exit(code ?? 128 + (SIGNALS[signal] ?? 9)))
  for (const signal of Object.keys(SIGNALS)) process.on(signal, () => child.kill(signal))
}

function fail(error) {
  console.error(error.plain ? error.message : error)
  process.exit(1)
}

main(process.argv.slice(2)).catch(fail)
