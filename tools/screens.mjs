// `npm run screens [-- --help]`: prepares, and takes pictures of every screen on the pinned Node.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { prepare, ROOT } from './prepare.mjs'

const node = await prepare()
const child = spawn(
  node,
  [
    '--import',
    join(ROOT, 'tools', 'end-with-parent.mjs'),
    join(ROOT, 'tools', 'screens', 'main.ts'),
    ...process.argv.slice(2),
  ],
  { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] },
)
child.once('exit', (code) => {
  process.exitCode = code ?? 1
})
// Ctrl-C reaches the child as well, which stops its service first.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
