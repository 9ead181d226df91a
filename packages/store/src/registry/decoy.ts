import type { CivilDate, HealthRecord, PartialDate } from '@excelsior/domain'
import { type Databases, statement } from '../database.ts'
import { BrokenSeal } from '../sealing.ts'
import type { SourceId } from '../sources.ts'
import { takeTurn } from './load-batch.ts'
import type { SealedRows } from './sealed-rows.ts'

/** The keys that were handed in are not those that this database was made with. */
export class WrongSecrets extends Error {
  override readonly name = 'WrongSecrets'

  constructor() {
    super('the keys do not fit this database: it was made with others')
  }
}

const FIND = statement(
  'decoy-find',
  `SELECT people.id, data_key, key, sealed FROM people JOIN records ON records.person = people.id
   WHERE decoy ORDER BY key LIMIT 1`,
)
const ADD = statement(
  'decoy-add',
  `WITH p AS (INSERT INTO people (id, survivor, data_key, changed_at, decoy)
     VALUES ($1, $1, $2, '2021-01-01 00:00Z', true)),
   i AS (INSERT INTO identities (person, id, source, sealed) VALUES ($1, $1, 0, $3))
   INSERT INTO records (source, key, person, sealed) SELECT 0, key, $1, sealed
   FROM unnest($4::bytea[], $5::bytea[]) AS n(key, sealed)`,
)
const NUMBER = statement('decoy-number', `SELECT nextval('registry_numbers') AS id`)

/** Belongs to no source, and is filed under no key. */
const NO_SOURCE = 0 as SourceId
const DETAILS = {
  givenName: 'Nobody',
  familyName: 'Nowhere',
  birthDate: '1970-01-01' as PartialDate,
  sex: 'unknown',
  postalCode: '00000',
  phone: '5555550100',
  street: '1 None Street',
  city: 'Nowhere',
  state: 'NY',
} as const
const DOSE: HealthRecord = {
  kind: 'immunization',
  date: '1970-01-01' as CivilDate,
  status: 'completed',
  place: 'Nowhere',
}
const RECORDS = 2

/**
 * A person whom nobody finds, made when there is none yet: what is decrypted in place of somebody who is not on file.
 * Returns their number. Throws `WrongSecrets`: the decoy is also how a wrong key shows itself before any harm is done.
 */
export function ensureDecoy(databases: Databases, rows: SealedRows): Promise<number> {
  const names = Array.from({ length: RECORDS }, (_, index) => rows.recordKey(NO_SOURCE, `decoy ${index}`))
  return databases.session(async (inside) => {
    const [, , [found]] = await Promise.all([
      inside.begin(),
      takeTurn(inside),
      inside.run<{ id: number; data_key: Buffer; key: Buffer; sealed: Buffer }>(FIND),
    ])
    if (found) {
      try {
        if (!names.some((name) => name.equals(found.key))) throw new WrongSecrets()
        rows.openRecord(rows.dataKey(found.id, found.data_key), NO_SOURCE, found.key, found.sealed)
      } catch (error) {
        throw error instanceof BrokenSeal ? new WrongSecrets() : error
      }
      return found.id
    }
    const id = (await inside.run<{ id: number }>(NUMBER))[0]?.id ?? 0
    const { key, wrapped } = rows.newDataKey(id)
    const records = names.map((name) =>
      rows.sealRecord(key, NO_SOURCE, name, { precedence: '', record: DOSE }),
    )
    const identity = rows.sealIdentity(key, id, id, { details: DETAILS })
    await Promise.all([inside.run(ADD, [id, wrapped, identity, names, records]), inside.commit()])
    return id
  })
}
