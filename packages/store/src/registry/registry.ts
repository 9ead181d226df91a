import type { Instant } from '@excelsior/domain'
import { type Databases, statement } from '../database.ts'
import type { KeyedHash } from '../keyed-hash.ts'
import type { QuarantineWriter } from '../quarantine.ts'
import { erase, reviews, separate } from './change-people.ts'
import { finder } from './find-people.ts'
import type { SealedRows } from './sealed-rows.ts'
import { Numbers } from './store-batch.ts'
import type { PersonId, Registry } from './types.ts'
import { registryWriter } from './writer.ts'

export interface RegistryTools {
  readonly databases: Databases
  readonly rows: SealedRows
  readonly quarantine: QuarantineWriter
  readonly throttles: KeyedHash
  /** The number of the decoy. */
  readonly decoy: number
  readonly alarm: (person: PersonId) => void
  readonly clock: () => Instant
}

const COUNT = statement(
  'registry-count',
  `SELECT (SELECT count(*) FROM people WHERE survivor = id AND NOT decoy) AS people,
     (SELECT count(*) FROM records WHERE source > 0) AS records`,
)

export function openRegistry(tools: RegistryTools): Registry {
  const { databases, rows, clock } = tools
  const writer = registryWriter(databases, { ...tools, numbers: new Numbers() }, clock)
  return {
    store: writer,
    ...finder({ ...tools, database: databases }),
    erase: (id) => erase(databases, rows, id),
    separate: (id) => separate(databases, id, clock()),
    reviews: (limit) => reviews(databases, limit),
    async count() {
      const [row] = await databases.run<{ people: number; records: number }>(COUNT)
      return row ?? { people: 0, records: 0 }
    },
  }
}
