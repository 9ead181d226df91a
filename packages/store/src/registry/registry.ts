import type { Instant } from '@excelsior/domain'
import { type Databases, statement } from '../database.ts'
import type { KeyedHash } from '../keyed-hash.ts'
import type { QuarantineWriter, StoreAlong } from '../quarantine.ts'
import { decide, erase, reviews, separate } from './change-people.ts'
import { finder } from './find-people.ts'
import { ReportedPeople } from './reported-people.ts'
import { waitingMerges } from './review-reasons.ts'
import type { SealedRows } from './sealed-rows.ts'
import { type BatchTools, Numbers, prepare, storeInTurn } from './store-batch.ts'
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

const NUMBERS_OF = statement('registry-numbers-of', 'SELECT id FROM people WHERE survivor = $1 OR id = $1')

export function openRegistry(tools: RegistryTools): Registry & { readonly storeAlong: StoreAlong } {
  const { databases, rows, clock } = tools
  const people = new ReportedPeople(rows)
  const batchTools = (): BatchTools => ({ ...tools, people, numbers: new Numbers() })
  const writer = registryWriter(databases, batchTools(), clock)
  return {
    store: writer,
    // Numbers of its own: a batch of the writer may be at work meanwhile.
    storeAlong(reports, along) {
      const own = batchTools()
      const prepared = reports.map((report) => prepare(own, report))
      return databases.session((session) => storeInTurn(session, own, prepared, clock(), along))
    },
    async numbersOf(person) {
      const rows = await databases.run<{ readonly id: PersonId }>(NUMBERS_OF, [person])
      return rows.map(({ id }) => id)
    },
    ...finder({ ...tools, database: databases }),
    erase: (id) => erase(databases, rows, id),
    separate: (id) => separate(databases, id, clock()),
    decide: (people, verdict) => decide(databases, rows, people, verdict, clock()),
    waitingMerges: (people) => waitingMerges(databases, rows, people),
    reviews: (limit) => reviews(databases, limit),
    async count() {
      const [row] = await databases.run<{ people: number; records: number }>(COUNT)
      return row ?? { people: 0, records: 0 }
    },
  }
}
