import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from 'pg'
import { DatabaseError } from './database-error.ts'
import type { Place } from './place.ts'
import { forgetDeadServer, runningServer, type ServerProcess, spawnServer } from './postmaster.ts'

export interface Supervised {
  readonly place: Place
  readonly programs: string
  /** Opens one session under that application name, or rejects at once. */
  readonly connect: (name: string) => Promise<Client>
  /** What this process is: a service waits for a command to finish, never for another service. */
  readonly holder: 'service' | 'command'
  readonly log: (message: string) => void
}

/** Sessions under this name keep a command from stopping the server that it started. */
export const GUEST = 'guest'

/** Whose server it is shows in this lock; the database drops it with its holder's session, however that ended. */
const OWNERSHIP = [0x45504153, 1] as const
const START_LIMIT_MS = 60_000
const LONGEST_PAUSE_MS = 5_000

interface Held {
  readonly server: ServerProcess
  readonly session: Client
  /** Resolves when the session is lost. */
  readonly lost: Promise<void>
}

/** Brings the server up, and up again whenever it ends. The returned function stops it for good. */
export async function supervise(job: Supervised): Promise<() => Promise<void>> {
  const stopping = new AbortController()
  let held = await bringUp(job, undefined, stopping.signal)

  async function watch(): Promise<void> {
    for (;;) {
      await Promise.race([held.server.exited, held.lost])
      if (stopping.signal.aborted) return
      job.log('The database has stopped: starting it again')
      for (let pause = 100; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
        try {
          held = await bringUp(job, held.server, stopping.signal)
          break
        } catch (error) {
          if (stopping.signal.aborted) return
          job.log(`The database does not start: ${error instanceof Error ? error.message : error}`)
          await sleep(pause)
        }
      }
      job.log('The database is back')
    }
  }
  const watching = watch()

  return async () => {
    if (job.holder === 'command') await guestsGone(held)
    stopping.abort()
    await held.session.end().catch(() => undefined)
    held.server.stop()
    await held.server.exited
    await watching
  }
}

/** Starts the server, unless it is `current` and alive, and takes ownership of it. */
async function bringUp(
  job: Supervised,
  current: ServerProcess | undefined,
  stopping: AbortSignal,
): Promise<Held> {
  const giveUpAt = performance.now() + START_LIMIT_MS
  let server = current
  let complaint = ''
  for (let pause = 20; performance.now() < giveUpAt; pause = Math.min(2 * pause, 500)) {
    if (!server?.alive) {
      await otherServerGone(job, giveUpAt)
      server = await spawnServer(
        job.place,
        job.programs,
        `${job.holder}-${process.pid}-${randomBytes(4).toString('hex')}`,
      )
    }
    const session = await takeOwnership(job, server, giveUpAt)
    if (session && !stopping.aborted) return { server, session, lost: lossOf(session) }
    await session?.end().catch(() => undefined)
    server.stop()
    complaint = await server.exited
    stopping.throwIfAborted()
    await forgetDeadServer(job.place)
    await sleep(pause)
  }
  throw new DatabaseError('cannot-start', `PostgreSQL does not start: ${complaint || 'it lets nobody in'}`)
}

/** A session that owns exactly this server; undefined once the server has ended, or when time is up. */
async function takeOwnership(
  job: Supervised,
  server: ServerProcess,
  giveUpAt: number,
): Promise<Client | undefined> {
  while (server.alive && performance.now() < giveUpAt) {
    const session = await job.connect(`${job.holder} ${process.pid}`).catch(() => undefined)
    const owns = await session
      ?.query<{ owns: boolean }>(
        // CASE: the lock of a server that somebody else started in the same moment is not touched.
        `SELECT CASE WHEN current_setting('cluster_name') = $1 THEN pg_try_advisory_lock($2, $3) ELSE false END AS owns`,
        [server.name, ...OWNERSHIP],
      )
      .then(
        ({ rows }) => rows[0]?.owns,
        () => false,
      )
    if (session && owns) return session
    await session?.end().catch(() => undefined)
    await Promise.race([sleep(10), server.exited])
  }
  return undefined
}

/** Returns when no server of this folder runs. Stops one whose owner is gone; throws where the owner lives. */
async function otherServerGone(job: Supervised, giveUpAt: number): Promise<void> {
  let unowned = 0
  let told = false
  for (;;) {
    const running = await runningServer(job.place)
    if (!running) return
    const owner = await ownerOf(job)
    if (owner !== undefined && owner !== '') {
      const waits = job.holder === 'service' && owner.startsWith('command') && performance.now() < giveUpAt
      if (!waits)
        throw new DatabaseError(
          'in-use',
          `The data folder is in use by another ${owner.replace(' ', ', process ')}.`,
        )
      if (!told) job.log(`Waiting for a ${owner.replace(' ', ', process ')}, to finish`)
      told = true
    }
    // Seen without an owner for a while: it did not just forget to tell.
    if (owner === '' && ++unowned === 10) signal(running.pid)
    if (performance.now() > giveUpAt) {
      throw new DatabaseError(
        'cannot-start',
        `Another PostgreSQL (process ${running.pid}) does not let go of ${job.place.data}.`,
      )
    }
    await sleep(50)
  }
}

/** The owner's application name, '' where there is none, undefined where the server lets nobody in. */
async function ownerOf(job: Supervised): Promise<string | undefined> {
  const session = await job.connect('look').catch(() => undefined)
  if (!session) return undefined
  const answer = await session
    .query<{ name: string }>(
      `SELECT a.application_name AS name FROM pg_locks l JOIN pg_stat_activity a USING (pid)
       WHERE l.locktype = 'advisory' AND l.granted AND l.classid = $1::bigint::oid AND l.objid = $2::bigint::oid`,
      [...OWNERSHIP],
    )
    .catch(() => undefined)
  await session.end().catch(() => undefined)
  return answer && (answer.rows[0]?.name ?? '')
}

function signal(pid: number): void {
  try {
    process.kill(pid, 'SIGINT') // fast shutdown
  } catch {
    // It ended by itself.
  }
}

function lossOf(session: Client): Promise<void> {
  return new Promise((resolve) => session.once('end', resolve))
}

/** A command that started the server lets other commands finish, for ten minutes at most. */
async function guestsGone({ session }: Held): Promise<void> {
  for (const giveUpAt = performance.now() + 600_000; performance.now() < giveUpAt; await sleep(100)) {
    const guests = await session
      .query(`SELECT FROM pg_stat_activity WHERE application_name LIKE $1 LIMIT 1`, [`${GUEST} %`])
      .catch(() => undefined)
    if (!guests?.rowCount) return
  }
}
