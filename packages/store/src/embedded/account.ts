import { spawnSync } from 'node:child_process'
import { DatabaseError } from './database-error.ts'

/** The user that the server runs as when this process is root: PostgreSQL refuses to run as root. */
export interface Account {
  readonly uid: number
  readonly gid: number
}

export const runningAsRoot = (): boolean => process.getuid?.() === 0

/** Nothing of this process's environment reaches the server: it holds keys, and `PG…` settings that would misguide it. */
const SERVER_ENVIRONMENT = { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' }

/** Options of `spawn` for whatever runs as the server's user. */
export const spawnAs = (account: Account | undefined) => ({
  ...(account && { uid: account.uid, gid: account.gid }),
  cwd: '/',
  env: SERVER_ENVIRONMENT,
})

/** An unprivileged user of this machine, made when there is none. Only root needs and can have one. */
export function unprivilegedAccount(): Account {
  const found = accountNamed('postgres') ?? accountNamed('nobody') ?? accountNamed(OWN_NAME)
  if (found) return found
  const useradd = ['--system', '--no-create-home', '--shell', '/bin/false', OWN_NAME]
  if (spawnSync('useradd', useradd).status !== 0) spawnSync('adduser', ['-S', '-H', '-D', OWN_NAME]) // BusyBox
  const made = accountNamed(OWN_NAME)
  if (made) return made
  throw new DatabaseError(
    'cannot-start',
    'PostgreSQL does not run as root, and there is no unprivileged user on this machine. Create one named "postgres", or set DATABASE_URL.',
  )
}

const OWN_NAME = 'excelsior-pass'

function accountNamed(name: string): Account | undefined {
  const number = (flag: string) => {
    const { status, stdout } = spawnSync('id', [flag, name], { encoding: 'utf8' })
    return status === 0 && /^\d{1,10}$/.test(stdout.trim()) ? Number(stdout) : 0
  }
  const [uid, gid] = [number('-u'), number('-g')]
  return uid > 0 && gid > 0 ? { uid, gid } : undefined
}

/** Whether that user gets through every parent folder of `folder`: asked of the system, which knows ACLs too. */
export function canReach(folder: string, account: Account | undefined): boolean {
  return (
    spawnSync('/bin/sh', ['-c', 'cd -- "$0"', folder], { ...spawnAs(account), stdio: 'ignore' }).status === 0
  )
}
