import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client, type ClientConfig } from 'pg'
import { programs } from './binaries.ts'
import { ensureCluster, ROLE } from './cluster.ts'
import { DatabaseError } from './database-error.ts'
import { locate, type Place } from './place.ts'
import { runningServer } from './postmaster.ts'
import { GUEST, supervise } from './supervision.ts'

export interface Database {
  /** For `new pg.Pool(connection)`: a Unix socket. Stays right when the server has to be restarted. */
  readonly connection: ClientConfig
  /** Resolves when nothing of the server runs any more. */
  stop(): Promise<void>
}

export interface DatabaseOptions {
  /** Made when absent. Whoever may read it needs nothing else to come in. */
  readonly dataDir: string
  /** Takes a sentence for the operator, without personal data. */
  readonly log?: (message: string) => void
}

/**
 * Starts PostgreSQL in `dataDir` for as long as this process lives, and restarts it when it dies.
 * Throws `DatabaseError`, `in-use` where another service runs there; waits up to a minute for a command to finish.
 */
export function startDatabase(options: DatabaseOptions): Promise<Database> {
  return start(options, 'service')
}

/**
 * The database of `dataDir` for a command: that of the running service, or one for as long as the command needs it.
 * Throws `DatabaseError`.
 */
export async function connectDatabase(options: DatabaseOptions): Promise<Database> {
  const place = await locate(options.dataDir, options.log ?? quiet)
  for (let attempt = 0; ; attempt++) {
    const visitor = await visit(place)
    if (visitor) return visitor
    try {
      return await start(options, 'command')
    } catch (error) {
      // Another process was quicker: be its guest.
      if (!(error instanceof DatabaseError && error.code === 'in-use') || attempt === 20) throw error
      await sleep(100)
    }
  }
}

async function start(
  { dataDir, log = quiet }: DatabaseOptions,
  holder: 'service' | 'command',
): Promise<Database> {
  const place = await locate(dataDir, log)
  const folder = await programs(place.account, dataDir)
  await ensureCluster(place, folder, log)
  const connection = await connectionTo(place)
  const connect = (name: string) => open({ ...connection, application_name: name })
  const stop = await supervise({ place, programs: folder, connect, holder, log })
  return { connection, stop }
}

/** A session held until `stop()` shows the server's owner that somebody still needs it. */
async function visit(place: Place): Promise<Database | undefined> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const server = await runningServer(place)
    if (!server) return undefined
    const connection = { ...(await connectionTo(place)), host: server.socketFolder }
    const client = await open({ ...connection, application_name: `${GUEST} ${process.pid}` }).catch(
      () => undefined,
    )
    if (client) return { connection, stop: () => client.end() }
    await sleep(100) // it is starting or stopping
  }
  throw new DatabaseError('cannot-start', 'The database runs but lets nobody in.')
}

async function connectionTo({ passwordFile, socketFolder }: Place): Promise<ClientConfig> {
  const password = await readFile(passwordFile, 'utf8')
  return { host: socketFolder, port: 5432, user: ROLE, database: ROLE, password, ssl: false }
}

async function open(config: ClientConfig): Promise<Client> {
  const client = new Client({ ...config, connectionTimeoutMillis: 5000 })
  client.on('error', () => undefined) // whoever needs it watches `end`
  await client.connect()
  return client
}

const quiet = () => undefined
