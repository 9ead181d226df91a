import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { afterwards } from './clear-away.ts'

/** The store's own number of connections. */
export const CONNECTIONS = 10

export interface PlainInserts {
  /** One row of `bytes` random bytes, on disk when it resolves. */
  insert(bytes: number): Promise<void>
}

/** What one durable row costs on this database, through the same driver; by as many connections as the store has. */
export async function plainInserts(
  connection: pg.ClientConfig,
  connections = CONNECTIONS,
): Promise<PlainInserts> {
  const pool = new pg.Pool({ ...connection, max: connections })
  pool.on('error', () => undefined) // the database stops before an idle connection is closed
  afterwards(() => pool.end())
  await pool.query(
    'CREATE TABLE plain_rows (id bytea PRIMARY KEY, at timestamptz NOT NULL, body bytea NOT NULL)',
  )
  return {
    async insert(bytes) {
      await pool.query({
        name: 'plain-insert',
        text: 'INSERT INTO plain_rows (id, at, body) VALUES ($1, now(), $2)',
        values: [randomBytes(16), randomBytes(bytes)],
      })
    },
  }
}
