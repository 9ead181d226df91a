import type { Instant } from '@excelsior/domain'
import { byteaArray } from './array-parameters.ts'
import { type Database, statement } from './database.ts'
import type { PassIntent } from './passes.ts'

/** Passes that are signed for other wallets: each its own row, withdrawn with the pass it was made of. */
export interface WalletCredentials {
  /**
   * Before signing: the passes, all or none, and in the same order the numbers of their places in the status lists.
   * `origin`: the pass that they are made of. Undefined where that is unknown, over or withdrawn.
   */
  intend(
    intents: readonly PassIntent[],
    origin: Uint8Array | undefined,
    now: Instant,
  ): Promise<readonly number[] | undefined>
  /** Numbers from `first` on, below `end`, of those that were withdrawn. */
  revokedBetween(first: number, end: number): Promise<readonly number[]>
  /** One more than the highest number given out. */
  nextNumber(): Promise<number>
}

/** Secrets that somebody was given and brings back. Ids are keyed hashes: what is kept opens nothing by itself. */
export interface WalletGrants {
  /** False where the id is there already. */
  put(id: Uint8Array, sealed: Uint8Array, expires: Instant): Promise<boolean>
  /** Counts a use. Undefined where there is none in time, or it was used `atMost` times. */
  use(id: Uint8Array, atMost: number, now: Instant): Promise<Uint8Array | undefined>
  /** True for one caller only. */
  end(id: Uint8Array): Promise<boolean>
}

const INTEND = statement(
  'wallet-credentials-intend',
  // FOR SHARE: whoever withdraws the origin waits, and then finds these.
  `WITH origin AS (
     SELECT id FROM passes WHERE id = $7 AND revoked IS NULL AND expires > instant($8) FOR SHARE
   ), asked AS (
     SELECT * FROM unnest($1::bytea[], $2::text[], $3::text[], $4::float8[]) WITH ORDINALITY
       AS n(id, key_id, type, expires, place)
     WHERE $6 OR EXISTS (SELECT FROM origin)
   ), made AS (
     INSERT INTO passes (id, key_id, type, at, expires)
     SELECT id, key_id, type, instant($5), instant(expires) FROM asked RETURNING id
   ), placed AS (
     INSERT INTO wallet_credentials (pass_id, origin, status_number)
     SELECT made.id, $7, nextval('wallet_status_numbers') FROM made RETURNING pass_id, status_number
   )
   SELECT status_number::float8 AS number FROM placed JOIN asked ON asked.id = pass_id ORDER BY place`,
)
const REVOKED_BETWEEN = statement(
  'wallet-credentials-revoked',
  `SELECT status_number::float8 AS number FROM wallet_credentials JOIN passes ON passes.id = pass_id
   WHERE status_number >= $1 AND status_number < $2 AND revoked IS NOT NULL ORDER BY status_number`,
)
const NEXT_NUMBER = statement(
  'wallet-credentials-next',
  'SELECT coalesce(max(status_number) + 1, 0)::float8 AS number FROM wallet_credentials',
)

interface Numbered {
  readonly number: number
}

export function openWalletCredentials(database: Database): WalletCredentials {
  return {
    async intend(intents, origin, now) {
      const rows = await database.run<Numbered>(INTEND, [
        byteaArray(intents.map(({ passId }) => passId)),
        intents.map(({ keyId }) => keyId),
        intents.map(({ type }) => type),
        intents.map(({ expires }) => expires),
        now,
        origin === undefined,
        origin ?? null,
        now,
      ])
      return rows.length === intents.length ? rows.map(({ number }) => number) : undefined
    },
    async revokedBetween(first, end) {
      return (await database.run<Numbered>(REVOKED_BETWEEN, [first, end])).map(({ number }) => number)
    },
    async nextNumber() {
      return (await database.run<Numbered>(NEXT_NUMBER))[0]?.number ?? 0
    },
  }
}

const PUT = statement(
  'wallet-grants-put',
  'INSERT INTO wallet_grants (id, sealed, expires) VALUES ($1, $2, instant($3)) ON CONFLICT DO NOTHING RETURNING uses',
)
const USE = statement(
  'wallet-grants-use',
  `UPDATE wallet_grants SET uses = uses + 1 WHERE id = $1 AND uses < $2 AND wallet_grants.expires > instant($3)
   RETURNING sealed`,
)
const END = statement('wallet-grants-end', 'DELETE FROM wallet_grants WHERE id = $1 RETURNING uses')

export function openWalletGrants(database: Database): WalletGrants {
  return {
    async put(id, sealed, expires) {
      return (await database.run(PUT, [id, sealed, expires])).length > 0
    },
    async use(id, atMost, now) {
      return (await database.run<{ readonly sealed: Uint8Array }>(USE, [id, atMost, now]))[0]?.sealed
    },
    async end(id) {
      return (await database.run(END, [id])).length > 0
    },
  }
}
