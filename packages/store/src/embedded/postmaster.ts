import { spawn, spawnSync } from 'node:child_process'
import { type FileHandle, open, readdir, readFile, readlink, realpath, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { spawnAs } from './account.ts'
import { openSocketFolder, type Place } from './place.ts'

/** Small, durable, silent about people: no statement, parameter or detail of an error is ever written to a log. */
const SETTINGS = {
  listen_addresses: '',
  unix_socket_permissions: '0700',
  max_connections: '64',
  shared_buffers: '64MB',
  max_wal_size: '256MB',
  min_wal_size: '32MB',
  wal_level: 'minimal',
  max_wal_senders: '0',
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  io_method: 'sync',
  max_worker_processes: '2',
  max_logical_replication_workers: '0',
  max_parallel_workers_per_gather: '0',
  autovacuum_max_workers: '2',
  jit: 'off',
  timezone: 'UTC',
  log_min_messages: 'fatal',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_parameter_max_length: '0',
  log_parameter_max_length_on_error: '0',
  log_checkpoints: 'off',
} as const

/**
 * Stands between us and the server, and holds a pipe from us: when we end, however suddenly, it stops the server.
 * SIGINT is PostgreSQL's fast shutdown; SIGQUIT, after 20 s, loses nothing either, but has to replay at the next start.
 */
const GUARDIAN = `
exec 3<&0 </dev/null
"$@" 3<&- & server=$!
trap 'kill -INT $server' HUP INT TERM
{ trap - HUP INT TERM
  while read -r _; do :; done
  kill -INT $server
  waited=0
  while kill -0 $server; do
    sleep 0.2
    waited=$((waited + 1))
    if [ $waited = 100 ]; then kill -QUIT $server; fi
  done
} <&3 >/dev/null 2>&1 & watch=$!
exec 3<&-
while wait $server; status=$?; kill -0 $server 2>/dev/null; do :; done
kill $watch 2>/dev/null
exit $status
`

export interface ServerProcess {
  /** The server's `cluster_name`: tells it from one that another process started here. */
  readonly name: string
  readonly alive: boolean
  /** Settles when server and guardian are gone, with what the server complained of last. */
  readonly exited: Promise<string>
  /** Fast shutdown; await `exited`. */
  stop(): void
}

export async function spawnServer(place: Place, programs: string, name: string): Promise<ServerProcess> {
  await openSocketFolder(place)
  const settings = Object.entries(SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const server = [
    join(programs, 'postgres'),
    '-D',
    place.data,
    '-k',
    place.socketFolder,
    '-c',
    `cluster_name=${name}`,
    ...settings,
  ]
  // `detached`: a session of its own, which Ctrl-C in our terminal does not reach.
  const child = spawn('/bin/sh', ['-c', GUARDIAN, 'guardian', ...server], {
    ...spawnAs(place.account),
    detached: true,
    stdio: ['pipe', 'ignore', 'pipe'],
  })
  let complaint = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-600)
  })
  child.stdin.on('error', () => undefined)
  let alive = true
  const exited = new Promise<void>((resolve) => {
    // Not `close`: were the guardian killed, the server would still hold our end of stderr open.
    child.once('exit', () => setTimeout(resolve, 20))
    child.once('error', (error) => {
      complaint = error.message
      resolve()
    })
  }).then(() => {
    alive = false
    child.stdin.destroy()
    return complaint.trim()
  })
  return {
    name,
    get alive() {
      return alive
    },
    exited,
    stop: () => void child.stdin.end(),
  }
}

export interface RunningServer {
  readonly pid: number
  readonly socketFolder: string
}

/** The live server of this data folder, whoever started it. A number that now belongs to another program is none. */
export async function runningServer({ data }: Place): Promise<RunningServer | undefined> {
  return serverNamed(await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => ''), data)
}

async function serverNamed(lock: string, data: string): Promise<RunningServer | undefined> {
  const lines = lock.split('\n')
  const pid = Number(lines[0])
  if (!Number.isInteger(pid) || pid <= 1 || !(await serves(pid, data))) return undefined
  return { pid, socketFolder: lines[4] ?? '' }
}

/** The server works in its data folder. A process that has died, reaped or not, has no working folder. */
async function serves(pid: number, data: string): Promise<boolean> {
  if (process.platform === 'linux') {
    const folder = await readlink(`/proc/${pid}/cwd`).catch(() => undefined)
    return folder !== undefined && folder === (await realpath(data).catch(() => undefined))
  }
  const { stdout } = spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' })
  return stdout.includes('postgres') && stdout.includes(data)
}

/** A first line of a lock file that is nobody's; without the others, PostgreSQL looks for nothing more. */
const NOBODY = '99999999\n'

/** What stood behind it is of no use. Making a file shorter needs no room. */
const cut = (lock: FileHandle): Promise<void> => lock.truncate(NOBODY.length)

/**
 * Whether any process works in the data folder: the server, or an orphan of a dead one, which no lock file names any
 * more. Where that cannot be seen, somebody may.
 */
async function isAnyoneIn(data: string): Promise<boolean> {
  if (process.platform !== 'linux') {
    const { stdout, status } = spawnSync('ps', ['-axo', 'command='], { encoding: 'utf8' })
    return status !== 0 || stdout.split('\n').some((line) => line.includes('postgres'))
  }
  const folder = await realpath(data)
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const where = await readlink(`/proc/${pid}/cwd`).catch((error: NodeJS.ErrnoException) => error)
    if (where === folder) return true
    if (!(where instanceof Error) || where.code === 'ENOENT' || where.code === 'ESRCH') continue
    // One whose folder is not shown to us.
    const program = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => 'postgres')
    if (program.startsWith('postgres')) return true
  }
  return false
}

/**
 * PostgreSQL takes whatever process now has a dead server's number for that server, and refuses to start.
 * The rest of the lock file stays: by it PostgreSQL sees whether orphans of the dead server still write.
 */
export async function forgetDeadServer(place: Place): Promise<void> {
  // What is judged is what is written to: PostgreSQL makes a new file for each server, which may come meanwhile.
  const lock = await open(join(place.data, 'postmaster.pid'), 'r+').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  try {
    const text = (await lock?.readFile('utf8')) ?? ''
    if (await serverNamed(text, place.data)) return
    // In place, and never shorter: it needs no room on a full disk, where a file cut off first would stay empty, and
    // beside an empty one PostgreSQL never starts again. The number is beyond every system's highest.
    if (/^\d{1,8}\n/.test(text)) await lock?.write(text.replace(/^\d+/, '99999999'), 0)
    // Empty, or torn by a power cut: PostgreSQL refuses to start beside it, and by it nobody can tell whether one runs.
    // A server that has just made it, and not written to it yet, works in this folder already.
    else if (lock && !(await isAnyoneIn(place.data))) await lock.write(NOBODY, 0).then(() => cut(lock))
  } finally {
    await lock?.close()
  }
  await rm(join(place.socketFolder, '.s.PGSQL.5432.lock'), { force: true })
}
