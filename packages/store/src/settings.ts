import { type Database, statement } from './database.ts'

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/** Small facts about this installation, such as the demo's seed. Nothing personal, nothing secret. */
export interface Settings {
  get(key: string): Promise<Json | undefined>
  put(key: string, value: Json): Promise<void>
  /** The value on file: this one where there was none yet. One key has values of one shape. */
  putIfAbsent<T extends Json>(key: string, value: T): Promise<T>
}

const GET = statement('settings-get', 'SELECT value FROM settings WHERE key = $1')
const PUT = statement(
  'settings-put',
  'INSERT INTO settings (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
)
const PUT_IF_ABSENT = statement(
  'settings-put-if-absent',
  `INSERT INTO settings AS s (key, value) VALUES ($1, $2)
   ON CONFLICT (key) DO UPDATE SET value = s.value RETURNING value`,
)

export function openSettings(database: Database): Settings {
  return {
    async get(key) {
      const [row] = await database.run<{ value: Json }>(GET, [key])
      return row?.value
    },
    async put(key, value) {
      await database.run(PUT, [key, JSON.stringify(value)])
    },
    async putIfAbsent<T extends Json>(key: string, value: T) {
      const [row] = await database.run<{ value: T }>(PUT_IF_ABSENT, [key, JSON.stringify(value)])
      return row === undefined ? value : row.value
    },
  }
}
