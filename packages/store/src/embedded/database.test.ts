import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmod, chown, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Pool } from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { connectDatabase, type Database, startDatabase } from './database.ts'
import { DatabaseError } from './database-error.ts'
import { locate } from './place.ts'
import { runningServer } from './postmaster.ts'

const isRoot = process.getuid?.() === 0
const quiet = () => undefined

/** What a test opened, undone in reverse order, each step whatever became of the others. */
const undo: (() => Promise<unknown>)[] = []
afterEach(async () => {
  const faults: unknown[] = []
  for (const step of undo.splice(0).reverse()) await step().catch((fault) => faults.push(fault))
  expect(faults).toEqual([])
})

async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'excelsior-database-'))
  undo.push(() => rm(folder, { recursive: true, force: true }))
  undo.push(() => serverGone(folder, 10_000)) // once all that held it are killed
  await chmod(folder, 0o755)
  return folder
}

/** A database made once; most tests start from a copy of it. */
let template: string
beforeAll(async () => {
  template = await mkdtemp(join(tmpdir(), 'excelsior-database-'))
  await chmod(template, 0o755)
  await (await startDatabase({ dataDir: template })).stop()
})
afterAll(() => rm(template, { recursive: true }))

async function usedFolder(): Promise<string> {
  const folder = await emptyFolder()
  spawnSync('cp', ['-a', join(template, 'postgres'), folder])
  return folder
}

async function started(dataDir: string, start = startDatabase): Promise<Database> {
  const database = await start({ dataDir })
  undo.push(() => database.stop())
  return database
}

async function query(database: Database, sql: string): Promise<Record<string, unknown>[]> {
  const pool = new Pool({ ...database.connection, max: 1 })
  pool.on('error', quiet)
  try {
    return (await pool.query(sql)).rows
  } finally {
    await pool.end()
  }
}

async function eventually<T>(limitMs: number, look: () => Promise<T | undefined>): Promise<T> {
  for (const giveUpAt = performance.now() + limitMs; ; await sleep(30)) {
    const found = await look().catch(() => undefined)
    if (found !== undefined) return found
    if (performance.now() > giveUpAt) throw new Error(`nothing within ${limitMs} ms`)
  }
}

const serverOf = async (dataDir: string) => (await runningServer(await locate(dataDir, quiet)))?.pid
/** Linux only. */
const parentOf = async (pid: number) =>
  Number((await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1]?.split(' ')[1])
const serverGone = (dataDir: string, limitMs: number) =>
  eventually(limitMs, async () => ((await serverOf(dataDir)) === undefined ? true : undefined))

/** Another process that starts the database as a service does, and holds it until it is killed. */
async function otherService(dataDir: string) {
  const program = `
    import { startDatabase } from ${JSON.stringify(new URL('./database.ts', import.meta.url).href)}
    await startDatabase({ dataDir: ${JSON.stringify(dataDir)} }).then(() => console.log('up'), (error) => console.log(error.code))`
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  undo.push(kill)
  const [answer] = await once(child.stdout, 'data')
  return { answer: String(answer).trim(), kill }
}

describe('the database of our own', () => {
  test('starts in an empty folder, keeps what was written, and leaves no process behind', async () => {
    const dataDir = join(await emptyFolder(), 'data')
    const first = await startDatabase({ dataDir })
    await query(first, 'CREATE TABLE kept AS SELECT 42 AS answer')
    await first.stop()
    expect(await serverOf(dataDir)).toBeUndefined()

    const second = await started(dataDir)
    expect(await query(second, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }])
  })

  test('is durable, and lets nobody in without the password or through a network', async () => {
    const database = await started(await usedFolder())
    const [settings] = await query(
      database,
      `SELECT current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS commit,
      current_setting('listen_addresses') AS network, (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) AS superuser`,
    )
    expect(settings).toEqual({ fsync: 'on', commit: 'on', network: '', superuser: false })
    expect((await stat(database.connection.host ?? '')).mode & 0o777).toBe(0o700)
    const stranger = { ...database, connection: { ...database.connection, password: 'guessed' } }
    await expect(query(stranger, 'SELECT')).rejects.toThrow('password authentication failed')
    const superuser = { ...database, connection: { ...database.connection, user: 'postgres' } }
    await expect(query(superuser, 'SELECT')).rejects.toThrow('authentication failed')
  })

  test('two data folders serve side by side', async () => {
    const [one, other] = await Promise.all([
      usedFolder().then((folder) => started(folder)),
      usedFolder().then((folder) => started(folder)),
    ])
    await query(one, 'CREATE TABLE only_here ()')
    await expect(query(other, 'SELECT FROM only_here')).rejects.toThrow('does not exist')
  })

  test('a path longer than a socket may have serves all the same', async () => {
    const database = await started(join(await emptyFolder(), 'a-long-name-'.repeat(10)))
    expect(await query(database, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
    undo.unshift(() => rm(database.connection.host ?? '', { recursive: true }))
  })

  test.skipIf(!isRoot)('serves root from a folder that is closed to all others', async () => {
    const closed = await emptyFolder()
    await chmod(closed, 0o700)
    const dataDir = join(closed, 'data')
    const database = await started(dataDir)
    expect(await query(database, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
    const place = (await readFile(join(dataDir, 'postgres.location'), 'utf8')).trim()
    expect(place).toMatch(/^\/var\/lib\/excelsior-pass\//)
    undo.unshift(() => rm(place, { recursive: true }))
  })

  test('never appears half made: a draft left by a killed start is removed', async () => {
    const dataDir = await emptyFolder()
    const draft = join(dataDir, 'postgres.new-99999999-abc')
    await mkdir(join(draft, 'data'), { recursive: true })
    await started(dataDir)
    await expect(stat(draft)).rejects.toThrow('ENOENT')
  })
})

describe('one data folder, several processes', () => {
  test('a second service is told that the folder is in use, and the first serves on', async () => {
    const dataDir = await usedFolder()
    const first = await started(dataDir)
    const refused = await startDatabase({ dataDir }).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(DatabaseError)
    expect(refused).toMatchObject({
      code: 'in-use',
      message: expect.stringContaining(`service, process ${process.pid}`),
    })
    expect(await query(first, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
  })

  test('of two services that start in the same moment one gets an empty folder', async () => {
    const dataDir = await emptyFolder()
    const both = await Promise.all([otherService(dataDir), otherService(dataDir)])
    expect(both.map(({ answer }) => answer).sort()).toEqual(['in-use', 'up'])
  })

  test('a command uses the running service and does not stop it', async () => {
    const dataDir = await usedFolder()
    const service = await started(dataDir)
    const command = await connectDatabase({ dataDir })
    expect(await query(command, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
    await command.stop()
    expect(await query(service, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
  })

  test('a command without a service starts the database for itself, and waits for its guests before it stops it', async () => {
    const dataDir = await usedFolder()
    const first = await connectDatabase({ dataDir })
    const guest = await connectDatabase({ dataDir })
    const stopped = first.stop()
    await sleep(300)
    expect(await query(guest, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
    await guest.stop()
    await stopped
    expect(await serverOf(dataDir)).toBeUndefined()
  })
})

describe('sudden ends', () => {
  test('kill -9 of the service: the database stops by itself, and the next start serves', async () => {
    const dataDir = await usedFolder()
    const service = await otherService(dataDir)
    await service.kill()
    await serverGone(dataDir, 5_000)
    const next = await started(dataDir)
    expect(await query(next, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
  })

  test('kill -9 of the service, and a start in the same moment', async () => {
    const dataDir = await usedFolder()
    const service = await otherService(dataDir)
    await service.kill()
    const next = await started(dataDir)
    expect(await query(next, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
  })

  test('kill -9 of the database: the service starts it again, on the same connection', async () => {
    const dataDir = await usedFolder()
    const service = await started(dataDir)
    await query(service, 'CREATE TABLE kept AS SELECT 42 AS answer')
    const before = await serverOf(dataDir)
    process.kill(before ?? 0, 'SIGKILL')
    expect(await eventually(5_000, () => query(service, 'SELECT answer FROM kept'))).toEqual([{ answer: 42 }])
    expect(await serverOf(dataDir)).not.toBe(before)
  })

  test('kill -9 of the database three times over: it is back each time', async () => {
    const dataDir = await usedFolder()
    const service = await started(dataDir)
    for (let time = 0; time < 3; time++) {
      process.kill(await eventually(5_000, () => serverOf(dataDir)), 'SIGKILL')
      expect(await eventually(5_000, () => query(service, 'SELECT 1 AS one'))).toEqual([{ one: 1 }])
    }
  })

  test('a stop in the moment of a kill -9 stops for good', async () => {
    const dataDir = await usedFolder()
    const service = await startDatabase({ dataDir })
    process.kill((await serverOf(dataDir)) ?? 0, 'SIGKILL')
    await service.stop()
    await sleep(500)
    expect(await serverOf(dataDir)).toBeUndefined()
  })

  test.skipIf(process.platform !== 'linux')(
    'kill -9 of the guardian: the database comes back under a new one',
    async () => {
      const dataDir = await usedFolder()
      const service = await started(dataDir)
      const before = await eventually(1_000, () => serverOf(dataDir))
      process.kill(await parentOf(before), 'SIGKILL')
      const after = await eventually(10_000, async () => {
        const pid = await serverOf(dataDir)
        return pid === before ? undefined : pid
      })
      expect(await parentOf(after)).not.toBe(1)
      expect(await eventually(5_000, () => query(service, 'SELECT 1 AS one'))).toEqual([{ one: 1 }])
    },
  )

  test('kill -9 of service and database at once: the next start recovers', async () => {
    const dataDir = await usedFolder()
    const service = await otherService(dataDir)
    process.kill((await serverOf(dataDir)) ?? 0, 'SIGKILL')
    await service.kill()
    const next = await started(dataDir)
    expect(await query(next, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
  })

  test.skipIf(process.platform !== 'linux')(
    'kill -9 of service and guardian: the next start stops the orphan and serves',
    async () => {
      const dataDir = await usedFolder()
      const service = await otherService(dataDir)
      const orphan = (await serverOf(dataDir)) ?? 0
      const guardian = await parentOf(orphan)
      // The guardian waits for the server, and its child for us: both have to go.
      const { stdout } = spawnSync('pgrep', ['-P', String(guardian)], { encoding: 'utf8' })
      const watch = stdout
        .split('\n')
        .map(Number)
        .filter((pid) => pid > 0 && pid !== orphan)
      for (const pid of [guardian, ...watch]) process.kill(pid, 'SIGKILL')
      await service.kill()
      expect(await serverOf(dataDir)).toBe(orphan)
      const next = await started(dataDir)
      expect(await query(next, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
      expect(await serverOf(dataDir)).not.toBe(orphan)
    },
  )

  test('a lock file whose number now belongs to another program does not keep the database down', async () => {
    const dataDir = await usedFolder()
    await (await startDatabase({ dataDir })).stop()
    const { data, account } = await locate(dataDir, quiet)
    const stranger = spawn('sleep', ['60'], { ...account, stdio: 'ignore' })
    undo.push(async () => stranger.kill())
    const lock = join(data, 'postmaster.pid')
    await writeFile(
      lock,
      `${stranger.pid}\n${data}\n1700000000\n5432\n${dataDir}\n\n  12345 12345\nready   \n`,
      { mode: 0o600 },
    )
    if (account) await chown(lock, account.uid, account.gid)
    const next = await started(dataDir)
    expect(await query(next, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
  })
})

test.each([
  ['empty', ''],
  ['full of zeros', '\0'.repeat(90)],
  ['cut within its number', '1'],
])('a lock file that is %s after a power cut does not keep the database down', async (_, torn) => {
  const folder = await usedFolder()
  const { data } = await locate(folder, quiet)
  const lock = join(data, 'postmaster.pid')
  await writeFile(lock, torn, { mode: 0o600 })
  const { uid, gid } = await stat(data)
  await chown(lock, uid, gid)
  expect(await query(await started(folder), 'SELECT 1 AS one')).toEqual([{ one: 1 }])
})
