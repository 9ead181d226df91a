import { randomBytes } from 'node:crypto'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { Connection } from './connection.ts'
import { startDatabase } from './embedded/database.ts'
import { openStore } from './open-store.ts'
import type { Secrets } from './secrets.ts'
import type { Store, StoreOptions } from './store.ts'

export { aDose, aReport, aResult } from './testing-reports.ts'

/** A store on a real PostgreSQL, empty, for one test file. */
export interface TemporaryStore {
  readonly store: Store
  readonly connection: Connection
  readonly secrets: Secrets
  /** Of the server. */
  readonly dataDir: string
  /** Another store on the same database, as another process would open it. Close it. */
  another(options?: StoreOptions): Promise<Store>
  /** A plain statement, as the role that owns the tables. */
  sql(text: string, values?: readonly unknown[]): Promise<Record<string, unknown>[]>
  stop(): Promise<void>
}

/** Takes half a second: open one for a whole file in `beforeAll`, and stop it in `afterAll`. Works as root, too. */
export async function temporaryStore(options: StoreOptions = {}): Promise<TemporaryStore> {
  const dataDir = await mkdtemp(join(tmpdir(), 'excelsior-store-'))
  await chmod(dataDir, 0o711) // where root runs the tests, the server is another user
  const database = await startDatabase({ dataDir })
  const connection = { ...database.connection }
  const secrets = randomSecrets()
  const store = await openStore(connection, secrets, options)
  return {
    store,
    connection,
    secrets,
    dataDir,
    another: (other = options) => openStore(connection, secrets, other),
    sql: (text, values = []) => once(connection, text, values),
    async stop() {
      await store.close()
      await database.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

export const randomSecrets = (): Secrets => ({
  kek: randomBytes(32),
  blindIndexKey: randomBytes(32),
  pseudonymKey: randomBytes(32),
})

async function once(connection: Connection, text: string, values: readonly unknown[] = []) {
  const client = new pg.Client({ ...connection })
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(text, [...values])).rows
  } finally {
    await client.end()
  }
}
