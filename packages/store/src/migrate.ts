import { fileURLToPath } from 'node:url'
import { runner } from 'node-pg-migrate'
import pg from 'pg'
import type { Connection } from './connection.ts'
import { typed } from './database.ts'

/**
 * Brings the tables up to date, as the role that owns them. Safe when several processes start at once: the others
 * wait for the first (an advisory lock), and find nothing left to do.
 */
export async function migrate(connection: Connection): Promise<void> {
  const client = new pg.Client({
    ...connection,
    connectionTimeoutMillis: 5_000,
    application_name: 'excelsior-pass',
  })
  client.on('error', () => undefined)
  try {
    await client.connect()
    await runner({
      dbClient: client,
      dir: fileURLToPath(new URL('../migrations', import.meta.url)),
      migrationsTable: 'migrations',
      direction: 'up',
      advisoryLockMode: 'wait',
      logger: SILENT,
    })
  } catch (error) {
    throw typed(error)
  } finally {
    await client.end().catch(() => undefined)
  }
}

const SILENT = { info() {}, warn() {}, error() {} }
