import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chown, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { spawnAs } from './account.ts'
import { POSTGRES_MAJOR } from './binaries.ts'
import { DatabaseError } from './database-error.ts'
import type { Place } from './place.ts'

/** The role that owns the database of the same name; no superuser, as in a deployment with its own PostgreSQL. */
export const ROLE = 'excelsior'

/** Makes the database where there is none. Killed halfway, it leaves only a draft, which the next start removes. */
export async function ensureCluster(
  place: Place,
  programs: string,
  log: (message: string) => void,
): Promise<void> {
  const version = await readFile(join(place.data, 'PG_VERSION'), 'utf8').catch(() => undefined)
  if (version?.trim() === POSTGRES_MAJOR) return
  if (version !== undefined) {
    throw new DatabaseError(
      'unsupported',
      `The database in ${place.folder} was made by PostgreSQL ${version.trim()}, this is ${POSTGRES_MAJOR}. Restore a backup into an empty folder.`,
    )
  }
  await removeDrafts(place)
  const draft = `${place.folder}.new-${process.pid}-${randomBytes(3).toString('hex')}`
  const data = join(draft, 'data')
  const password = randomBytes(24).toString('base64url')
  await mkdir(draft, { mode: 0o700 })
  await writeFile(join(draft, 'password'), password, { mode: 0o600 })
  await giveTo(place, draft, join(draft, 'password'))
  log('Making the database')
  // `reject`: the superuser has no way in. PostgreSQL's own collation is the same on every system, for ever.
  await run(place, join(programs, 'initdb'), [
    '-D',
    data,
    '-U',
    'postgres',
    '-A',
    'reject',
    '-E',
    'UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-instructions',
  ])
  // Single-user mode reads one statement a line; on standard input no other user sees the password.
  const sql = `CREATE ROLE ${ROLE} LOGIN CREATEROLE PASSWORD '${password}'\nCREATE DATABASE ${ROLE} OWNER ${ROLE}\n`
  await run(
    place,
    join(programs, 'postgres'),
    ['--single', '-D', data, '-c', 'log_min_messages=fatal', 'postgres'],
    sql,
  )
  await writeFile(join(data, 'pg_hba.conf'), 'local all all scram-sha-256\n')
  await rename(draft, place.folder).catch(async (error: NodeJS.ErrnoException) => {
    await rm(draft, { recursive: true })
    const another = await stat(join(place.data, 'PG_VERSION')).catch(() => undefined)
    if (!another) throw error
  })
}

async function removeDrafts({ folder }: Place): Promise<void> {
  const prefix = `${basename(folder)}.new-`
  for (const name of await readdir(dirname(folder))) {
    const maker = Number(name.slice(prefix.length).split('-')[0])
    if (name.startsWith(prefix) && !isAlive(maker)) await rm(join(dirname(folder), name), { recursive: true })
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

async function giveTo({ account }: Place, ...paths: string[]): Promise<void> {
  if (account) for (const path of paths) await chown(path, account.uid, account.gid)
}

async function run(place: Place, program: string, args: string[], input = ''): Promise<void> {
  const child = spawn(program, args, {
    ...spawnAs(place.account),
    stdio: ['pipe', 'ignore', 'pipe'],
    detached: true,
  })
  let complaint = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-600)
  })
  child.stdin.on('error', () => undefined).end(input)
  const status = await new Promise<number | string | null>((resolve) => {
    child.once('error', (error) => resolve(error.message)).once('close', resolve)
  })
  if (status === 0) return
  throw new DatabaseError('cannot-start', `${basename(program)} failed (${status}): ${complaint.trim()}`)
}
