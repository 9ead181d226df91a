import type { Instant, PassType } from '@excelsior/domain'
import { byteaArray } from './array-parameters.ts'
import { type Database, statement } from './database.ts'
import { keyedHash } from './keyed-hash.ts'
import type { PersonId } from './registry/types.ts'
import type { Secrets } from './secrets.ts'
import { together } from './together.ts'

/** That a pass is about to be signed. No name, nothing about the person. */
export interface PassIntent {
  readonly passId: Uint8Array
  readonly keyId: string
  readonly type: PassType
  readonly expires: Instant
  /** Whose it is; stored as a keyed hash. Absent where it is of nobody on file. */
  readonly holder?: PersonId
}

export interface PassOnFile extends Omit<PassIntent, 'holder'> {
  readonly at: Instant
  readonly revoked?: Instant
}

export interface Passes {
  /**
   * Before signing. One durable statement for all of them, and for those of other callers at the same time; rejects
   * where a pass id was used before.
   */
  intend(intents: readonly PassIntent[], now: Instant): Promise<void>
  find(passId: Uint8Array): Promise<PassOnFile | undefined>
  /** False where there is none, or it was revoked before. */
  revoke(passId: Uint8Array, now: Instant): Promise<boolean>
  /** Withdraws all passes of a person, under each number that they ever had; which those were that held before. */
  revokeAllOf(people: readonly PersonId[], now: Instant): Promise<readonly PassOnFile[]>
  /** Not yet expired at `now`: for the trust list. */
  revoked(now: Instant): Promise<readonly PassOnFile[]>
  /** Changes whenever `revoked` does, and is had for less. */
  revokedState(now: Instant): Promise<string>
  /**
   * Ids from `low` to `high`, both included, of passes that are not revoked and not expired: those that begin like
   * a revoked one.
   */
  notRevokedWithin(
    ranges: readonly { readonly low: Uint8Array; readonly high: Uint8Array }[],
    now: Instant,
  ): Promise<readonly Uint8Array[]>
}

const INTEND = statement(
  'passes-intend',
  `INSERT INTO passes (id, key_id, type, at, expires, holder)
   SELECT id, key_id, type, instant(at), instant(expires), holder
   FROM unnest($1::bytea[], $2::text[], $3::text[], $4::float8[], $5::float8[], $6::bytea[])
     AS n(id, key_id, type, at, expires, holder)`,
)
const COLUMNS = `id AS "passId", key_id AS "keyId", type, milliseconds(at) AS at, milliseconds(expires) AS expires,
  milliseconds(revoked) AS revoked`
const FIND = statement('passes-find', `SELECT ${COLUMNS} FROM passes WHERE id = $1`)
const REVOKE = statement(
  'passes-revoke',
  'UPDATE passes SET revoked = instant($2) WHERE id = $1 AND revoked IS NULL RETURNING id',
)
const REVOKE_ALL_OF = statement(
  'passes-revoke-all-of',
  `UPDATE passes SET revoked = instant($2)
   WHERE holder = ANY($1::bytea[]) AND revoked IS NULL AND passes.expires > instant($2) RETURNING ${COLUMNS}`,
)
const REVOKED = statement(
  'passes-revoked',
  `SELECT ${COLUMNS} FROM passes WHERE revoked IS NOT NULL AND passes.expires > instant($1) ORDER BY passes.revoked, id`,
)

const REVOKED_STATE = statement(
  'passes-revoked-state',
  `SELECT count(*) || ' ' || coalesce(max(revoked)::text, '') AS state FROM passes
   WHERE revoked IS NOT NULL AND expires > instant($1)`,
)
const NOT_REVOKED_WITHIN = statement(
  'passes-not-revoked-within',
  `SELECT p.id FROM unnest($1::bytea[], $2::bytea[]) AS r(low, high)
   CROSS JOIN LATERAL (SELECT id FROM passes WHERE id >= r.low AND id <= r.high AND revoked IS NULL
                       AND expires > instant($3)) AS p`,
)

interface PassRow extends Omit<PassIntent, 'holder'> {
  readonly at: Instant
  readonly revoked: Instant | null
}

const passOf = ({ revoked, ...row }: PassRow): PassOnFile => ({
  ...row,
  ...(revoked !== null && { revoked }),
})

/** Of one statement. */
const RANGES_AT_A_TIME = 10_000

export function openPasses(database: Database, { pseudonymKey }: Secrets): Passes {
  const hashOf = keyedHash(pseudonymKey, 'pass holders')
  const holderHash = (person: PersonId) => hashOf(String(person))
  const intend = together<PassIntent & { readonly at: Instant }>((intents) =>
    database.run(INTEND, [
      byteaArray(intents.map(({ passId }) => passId)),
      intents.map(({ keyId }) => keyId),
      intents.map(({ type }) => type),
      intents.map(({ at }) => at),
      intents.map(({ expires }) => expires),
      byteaArray(intents.map(({ holder }) => (holder === undefined ? undefined : holderHash(holder)))),
    ]),
  )
  return {
    async intend(intents, now) {
      if (intents.length > 0) await intend(intents.map((intent) => ({ ...intent, at: now })))
    },
    async find(passId) {
      const [row] = await database.run<PassRow>(FIND, [passId])
      return row && passOf(row)
    },
    async revoke(passId, now) {
      return (await database.run(REVOKE, [passId, now])).length > 0
    },
    async revokeAllOf(people, now) {
      if (people.length === 0) return []
      return (await database.run<PassRow>(REVOKE_ALL_OF, [byteaArray(people.map(holderHash)), now])).map(
        passOf,
      )
    },
    async revoked(now) {
      return (await database.run<PassRow>(REVOKED, [now])).map(passOf)
    },
    async revokedState(now) {
      const [row] = await database.run<{ readonly state: string }>(REVOKED_STATE, [now])
      return row?.state ?? ''
    },
    async notRevokedWithin(ranges, now) {
      const found: Uint8Array[] = []
      for (let start = 0; start < ranges.length; start += RANGES_AT_A_TIME) {
        const part = ranges.slice(start, start + RANGES_AT_A_TIME)
        const bounds = [part.map(({ low }) => low), part.map(({ high }) => high)].map(byteaArray)
        const rows = await database.run<{ readonly id: Uint8Array }>(NOT_REVOKED_WITHIN, [...bounds, now])
        found.push(...rows.map(({ id }) => id))
      }
      return found
    },
  }
}
