import type { ClientConfig } from 'pg'
/** How to reach the database: `startDatabase()` gives one; of a given database, `{ connectionString }`. */
export type Connection = ClientConfig
