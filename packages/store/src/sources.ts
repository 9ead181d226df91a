import { type Database, statement } from './database.ts'

export type SourceId = number & { readonly sourceId: unique symbol }

/** Who sends records. Nothing of it is personal. */
export interface Source {
  readonly id: SourceId
  readonly name: string
  /** ISO 3166-2: where its records come from unless they say so themselves. */
  readonly jurisdiction: string
  /** IANA name: what a time without an offset means. */
  readonly zone: string
  /** Whether messages marked as training or debugging are taken. */
  readonly trial: boolean
}

export interface Sources {
  list(): Promise<readonly Source[]>
  named(name: string): Promise<Source | undefined>
  /** Adds it, or changes the one of this name. */
  put(source: Omit<Source, 'id'>): Promise<Source>
  /** False where there is none, or where records of it are on file. */
  remove(name: string): Promise<boolean>
}

const LIST = statement(
  'sources-list',
  'SELECT id, name, jurisdiction, zone, trial FROM sources ORDER BY name',
)
const NAMED = statement(
  'sources-named',
  'SELECT id, name, jurisdiction, zone, trial FROM sources WHERE name = $1',
)
const PUT = statement(
  'sources-put',
  `INSERT INTO sources (name, jurisdiction, zone, trial) VALUES ($1, $2, $3, $4)
   ON CONFLICT (name) DO UPDATE
     SET jurisdiction = excluded.jurisdiction, zone = excluded.zone, trial = excluded.trial
   RETURNING id, name, jurisdiction, zone, trial`,
)
const REMOVE = statement(
  'sources-remove',
  `DELETE FROM sources WHERE name = $1
     AND NOT EXISTS (SELECT FROM records WHERE source = sources.id)
     AND NOT EXISTS (SELECT FROM reports WHERE source = sources.id)
     AND NOT EXISTS (SELECT FROM quarantine WHERE source = sources.id)
   RETURNING id`,
)

export function openSources(database: Database): Sources {
  return {
    list: () => database.run<Source>(LIST),
    async named(name) {
      return (await database.run<Source>(NAMED, [name]))[0]
    },
    async put({ name, jurisdiction, zone, trial }) {
      const [source] = await database.run<Source>(PUT, [name, jurisdiction, zone, trial])
      if (!source) throw new Error('a source that was put is not there')
      return source
    },
    async remove(name) {
      return (await database.run(REMOVE, [name])).length > 0
    },
  }
}
