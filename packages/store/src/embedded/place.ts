import { createHash, randomBytes } from 'node:crypto'
import { chmod, chown, link, lstat, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { type Account, canReach, runningAsRoot, unprivilegedAccount } from './account.ts'
import { DatabaseError } from './database-error.ts'

/** Where one data folder's database lies. Everything in `folder` belongs to the server's user. */
export interface Place {
  /** Holds `data` (PostgreSQL's own), `password` and, where its path is short enough, `run` (the socket). */
  readonly folder: string
  readonly data: string
  readonly passwordFile: string
  /** Mode 0700. A socket's whole path has at most 103 bytes on macOS, 107 on Linux. */
  readonly socketFolder: string
  /** Absent when this process is an ordinary user: the server is that user too. */
  readonly account?: Account
}

const LONGEST_SOCKET_FOLDER = 103 - '/.s.PGSQL.5432'.length
/** Names the folder that holds the database where the server's user cannot reach `dataDir`. */
const POINTER = 'postgres.location'

/** For root, where its own folders are closed to the server's user. */
export async function systemFolder(): Promise<string> {
  const folder = '/var/lib/excelsior-pass'
  if (await mkdir(folder, { recursive: true })) await chmod(folder, 0o755) // whatever the umask is
  return folder
}

/** Finds or chooses the place, and makes its parent folder; makes no database. */
export async function locate(dataDir: string, log: (message: string) => void): Promise<Place> {
  const home = resolve(dataDir)
  // Others may pass through to what they own, and list nothing.
  if (await mkdir(home, { recursive: true })) await chmod(home, 0o711)
  const inside = join(home, 'postgres')
  const known = (await pointedFrom(home)) ?? ((await exists(inside)) ? inside : undefined)
  const account = known ? await ownerOf(known) : runningAsRoot() ? unprivilegedAccount() : undefined
  const folder = known ?? (canReach(home, account) ? inside : await pointElsewhere(home, log))
  if (account && !canReach(dirname(folder), account)) {
    throw new DatabaseError(
      'cannot-start',
      `The database lies in ${folder}, and a folder above it is closed to its user (id ${account.uid}). Open it: chmod o+x.`,
    )
  }
  const place = {
    folder,
    data: join(folder, 'data'),
    passwordFile: join(folder, 'password'),
    socketFolder: socketFolder(folder),
  }
  return account ? { ...place, account } : place
}

async function pointedFrom(home: string): Promise<string | undefined> {
  const text = await readFile(join(home, POINTER), 'utf8').catch(() => undefined)
  return text?.trim() || undefined
}

async function pointElsewhere(home: string, log: (message: string) => void): Promise<string> {
  const root = await systemFolder()
  const prefix = `${digest(home)}-`
  for (const older of (await readdir(root)).filter((name) => name.startsWith(prefix))) {
    log(`${join(root, older)} holds an older database of ${home}, whose keys are gone: remove it`)
  }
  const folder = join(root, prefix + randomBytes(4).toString('hex'))
  const draft = join(home, `${POINTER}.${process.pid}`)
  await writeFile(draft, `${folder}\n`, { mode: 0o644 })
  // A link, unlike a rename, lets only one of two processes that start at once choose.
  const chosen = await link(draft, join(home, POINTER)).then(
    () => folder,
    () => pointedFrom(home),
  )
  await rm(draft)
  return chosen ?? folder
}

async function ownerOf(folder: string): Promise<Account | undefined> {
  const own = process.getuid?.()
  const { uid, gid } = await stat(folder).catch(() => ({ uid: own, gid: process.getgid?.() }))
  if (own === 0 && uid !== undefined && gid !== undefined)
    return uid === 0 ? unprivilegedAccount() : { uid, gid }
  if (uid === own) return undefined
  throw new DatabaseError(
    'not-ours',
    `The database in ${folder} belongs to another user (id ${uid}). Run as that user or as root, or choose another DATA_DIR.`,
  )
}

function socketFolder(folder: string): string {
  const inside = join(folder, 'run')
  if (Buffer.byteLength(inside) <= LONGEST_SOCKET_FOLDER) return inside
  return runningAsRoot()
    ? `/var/run/excelsior-pass-${digest(folder)}`
    : `/tmp/excelsior-pass-${process.getuid?.()}-${digest(folder)}`
}

/** Made anew at each start. Refuses one that somebody else put there: outside `folder` its name can be guessed. */
export async function openSocketFolder({ socketFolder, account }: Place): Promise<void> {
  const uid = account?.uid ?? process.getuid?.() ?? -1
  if (
    await mkdir(socketFolder, { mode: 0o700 }).then(
      () => true,
      () => false,
    )
  ) {
    if (account) await chown(socketFolder, account.uid, account.gid)
  }
  const found = await lstat(socketFolder)
  if (!found.isDirectory() || found.uid !== uid) {
    throw new DatabaseError('cannot-start', `${socketFolder} belongs to somebody else. Remove it.`)
  }
  await chmod(socketFolder, 0o700)
}

const exists = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  )
const digest = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 16)
