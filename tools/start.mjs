// `npm start`: runs on the system's Node, prepares, and hands over to the service on the pinned one.
import { spawn, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { prepare, ROOT } from './prepare.mjs'
import { HELP } from './start-help.mjs'

/** The shell's convention for a program that a signal ended: 128 and its number. */
const SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 }

async function main(args) {
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(HELP)
    return
  }
  const node = await prepare()
  const service = spawn(
    node,
    [
      '--import',
      join(ROOT, 'tools', 'end-with-parent.mjs'),
      join(ROOT, 'apps', 'service', 'src', 'main.ts'),
      ...args,
    ],
    {
      // The channel carries nothing: it tells the service when this process has gone, however that came.
      stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
      // A session of its own: Ctrl-C reaches it once, through us, and not a second time from the terminal.
      detached: true,
    },
  )
  service.once('error', (error) => fail(error))
  service.once('exit', (code, signal) => process.exit(code ?? 128 + (SIGNALS[signal] ?? 9)))
  for (const signal of Object.keys(SIGNALS)) process.on(signal, () => service.kill(signal))
  whenNpmDies(() => service.kill('SIGTERM'))
}

/**
 * npm runs us through a shell, which passes on neither a signal nor its own end. So once npm or that shell
 * has gone, whoever started us is no longer there, and the port must become free.
 */
function whenNpmDies(stop) {
  if (process.env.npm_lifecycle_event === undefined || process.platform === 'win32') return
  const parent = process.ppid
  const above = isShell(parent) ? parentOf(parent) : undefined
  const watch = setInterval(
    () => {
      if (process.ppid === parent && (above === undefined || parentOf(parent) === above)) return
      clearInterval(watch)
      stop()
    },
    process.platform === 'linux' ? 250 : 2000,
  )
  watch.unref()
}

const isShell = (pid) => /(^|\/)(ba|da|k|z|a)?sh$/.test(fromProcess(pid, 'comm'))
const parentOf = (pid) => Number(fromProcess(pid, 'ppid'))

function fromProcess(pid, field) {
  if (process.platform !== 'linux')
    return spawnSync('ps', ['-o', `${field}=`, '-p', pid], { encoding: 'utf8' }).stdout.trim()
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8') // number (name) state parent …; a name may hold brackets
    const end = stat.lastIndexOf(')')
    return field === 'comm' ? stat.slice(stat.indexOf('(') + 1, end) : stat.slice(end + 2).split(' ')[1]
  } catch {
    return ''
  }
}

function fail(error) {
  console.error(error.plain ? error.message : error)
  process.exit(1)
}

main(process.argv.slice(2)).catch(fail)
