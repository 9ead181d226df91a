import { byteaArray } from '../array-parameters.ts'
import { type Database, statement } from '../database.ts'
import type { KeyedHash } from '../keyed-hash.ts'
import { BrokenSeal } from '../sealing.ts'
import { charge, chargeValues, HASTY } from '../throttles.ts'
import { byPerson, FILE_OF_SURVIVORS, type FileRow, openPerson } from './people-on-file.ts'
import type { SealedRows } from './sealed-rows.ts'
import type { LookedUp, LookUp, PersonId, PersonOnFile } from './types.ts'

/** People found at most: those under most of the keys. */
export const SEARCH_BOUND = 24
/** So many people are opened in any case: the decoy stands in for each one missing. */
const OPENED_AT_LEAST = 2
/** Looked at under one key. */
const PEOPLE_PER_KEY = 100

/** Expressions. The decoy's rows always come along: the database does not know either who will be opened. */
const found = (keys: string, decoy: string) => `
  survivors AS MATERIALIZED (
    (SELECT survivor FROM unnest(${keys}) AS wanted(key)
     CROSS JOIN LATERAL (SELECT person FROM blind_keys WHERE key = wanted.key LIMIT ${PEOPLE_PER_KEY}) AS filed
     JOIN people ON people.id = filed.person
     GROUP BY survivor ORDER BY count(*) DESC, survivor LIMIT ${SEARCH_BOUND})
    UNION ALL SELECT ${decoy}::bigint
  ), ${FILE_OF_SURVIVORS}`

export const SEARCH = statement(
  'registry-search',
  `WITH ${found('$1::bytea[]', '$2')} SELECT * FROM file ORDER BY kind, person, id`,
)

const PERSON = statement(
  'registry-person',
  `WITH survivors AS MATERIALIZED (SELECT survivor FROM people WHERE id = $1), ${FILE_OF_SURVIVORS}
   SELECT * FROM file ORDER BY kind, person, id`,
)

const LOOK_UP = statement(
  'registry-look-up',
  `WITH ${HASTY}, ${charge('in-turn')},
   ${found('CASE WHEN EXISTS (SELECT FROM each_charged WHERE place = 1 AND NOT allowed) THEN NULL ELSE $5::bytea[] END', '$6')}
   SELECT 0 AS kind, (SELECT count(*) FROM each_charged WHERE allowed) AS survivor, 0::bigint AS person,
     NULL::bigint AS id, NULL::int AS source, NULL::bytea AS name,
     NULL::bytea AS other, NULL::bytea AS sealed,
     NULL::bigint AS changed_at
   FROM hasty
   UNION ALL SELECT * FROM file ORDER BY kind, person, id`,
)

export interface FinderTools {
  readonly database: Database
  readonly rows: SealedRows
  readonly decoy: number
  readonly throttles: KeyedHash
  /** Somebody's rows do not open. */
  readonly alarm: (person: PersonId) => void
}

export interface Finder {
  search(keys: readonly string[]): Promise<readonly PersonOnFile[]>
  lookUp(request: LookUp): Promise<LookedUp>
  person(id: PersonId): Promise<PersonOnFile | undefined>
  decoy(): Promise<void>
}

export function finder({ database, rows: sealed, decoy, throttles, alarm }: FinderTools): Finder {
  /** A person whose rows do not open is left out whole, and the alarm is raised: half a person earns no pass. */
  function openAll(rows: readonly FileRow[]): PersonOnFile[] {
    const people: PersonOnFile[] = []
    const decoyRows: FileRow[] = []
    for (const [survivor, own] of byPerson(rows)) {
      if (survivor === decoy) decoyRows.push(...own)
      else {
        try {
          people.push(openPerson(own, sealed))
        } catch (error) {
          if (!(error instanceof BrokenSeal)) throw error
          alarm(survivor as PersonId)
        }
      }
    }
    for (let opened = people.length; opened < OPENED_AT_LEAST; opened++) openPerson(decoyRows, sealed)
    return people
  }

  async function openOne(id: number): Promise<PersonOnFile | undefined> {
    const rows = await database.run<FileRow>(PERSON, [id])
    return rows.length === 0 ? undefined : openPerson(rows, sealed)
  }

  return {
    async search(keys) {
      return openAll(await database.run<FileRow>(SEARCH, [byteaArray(keys.map(sealed.blindKey)), decoy]))
    },
    async lookUp({ charges, keys, now }) {
      const rows = await database.run<FileRow>(LOOK_UP, [
        ...chargeValues(throttles, charges, now),
        byteaArray(keys.map(sealed.blindKey)),
        decoy,
      ])
      const [verdict] = rows
      return { charged: verdict?.kind === 0 ? verdict.survivor : 0, people: openAll(rows) }
    },
    async person(id) {
      return id === decoy ? undefined : openOne(id)
    },
    async decoy() {
      await openOne(decoy)
    },
  }
}
