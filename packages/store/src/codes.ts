import { randomBytes } from 'node:crypto'
import type { Instant } from '@excelsior/domain'
import { type Database, statement } from './database.ts'
import { type KeyedHash, keyedHash } from './keyed-hash.ts'
import type { OutboxRows, OutgoingMessage } from './outbox.ts'
import type { Secrets } from './secrets.ts'
import { type Charge, charge, chargeValues } from './throttles.ts'

export interface CodeToIssue {
  /** What the code opens: a retrieval's id, or an identity for a code by letter. Stored as a keyed hash. */
  readonly opens: string
  /** Digits. Stored as a keyed hash. */
  readonly code: string
  readonly expires: Instant
  /** Codes that may be issued for what it opens; none voids the others. */
  readonly atMost: number
  /** The phone's budget. */
  readonly charges: readonly Charge[]
  /** Undefined: there is nobody to send it to. The same rows are written, and no code fits. */
  readonly message: OutgoingMessage | undefined
  readonly now: Instant
}

/** One-time codes. */
export interface Codes {
  /** The code and the message that carries it, together or not at all. False where a budget is used up. */
  issue(code: CodeToIssue): Promise<boolean>
  /**
   * Tries a code against all that were issued for `opens` and are in time; every try counts for all of them.
   * True once at most: then all are used up.
   */
  use(opens: string, code: string, now: Instant, tries: number): Promise<boolean>
  /** All codes for `opens`, used or not: others may be issued again. */
  forget(opens: string): Promise<void>
}

/** All or nothing: the phone's budget, the code, and the message that carries it. */
const ISSUE = statement(
  'codes-issue',
  `WITH ${charge('together', 'EXISTS (SELECT FROM codes WHERE opens = $5 AND (used OR cardinality(hashes) >= $6))')},
   issued AS (
     INSERT INTO codes AS c (opens, hashes, expire, expires)
     SELECT $5, ARRAY[$7::bytea], ARRAY[instant($8)], instant($8) FROM charged WHERE allowed AND $6 > 0
     ON CONFLICT (opens) DO UPDATE
       SET hashes = c.hashes || excluded.hashes, expire = c.expire || excluded.expire,
         expires = greatest(c.expires, excluded.expires)
       WHERE NOT c.used AND cardinality(c.hashes) < $6
     RETURNING opens
   ), sent AS (
     INSERT INTO outbox (id, at, claimable, blank, letter, sealed)
     SELECT $9, instant($4), CASE WHEN $10 THEN 'infinity' ELSE instant($4) END, $10, $11, $12 FROM issued
   )
   SELECT count(*) AS issued FROM issued`,
)

/** Of two callers with the right code, the second waits for the first one's row and finds it used. */
const USE = statement(
  'codes-use',
  `UPDATE codes SET tries = tries + 1, used = EXISTS (
     SELECT FROM unnest(hashes, expire) AS issued(hash, until) WHERE hash = $2 AND until > instant($3))
   WHERE opens = $1 AND NOT used AND tries < $4 RETURNING used`,
)

const FORGET = statement('codes-forget', 'DELETE FROM codes WHERE opens = $1')

export function openCodes(
  database: Database,
  outbox: OutboxRows,
  throttles: KeyedHash,
  { blindIndexKey }: Secrets,
): Codes {
  const opened = keyedHash(blindIndexKey, 'codes open')
  const hash = keyedHash(blindIndexKey, 'codes')
  const hashOf = (opens: string, code: string) => hash(`${opens.length}|${opens}${code}`)
  return {
    async issue({ opens, code, expires, atMost, charges, message, now }) {
      const { id, letter, sealed } = outbox.seal(message)
      // Nobody knows 16 random bytes' pre-image.
      const fits = message === undefined ? randomBytes(16) : hashOf(opens, code)
      const [row] = await database.run<{ issued: number }>(ISSUE, [
        ...chargeValues(throttles, charges, now),
        opened(opens),
        atMost,
        fits,
        expires,
        id,
        message === undefined,
        letter,
        sealed,
      ])
      return row?.issued === 1
    },
    async use(opens, code, now, tries) {
      const [row] = await database.run<{ used: boolean }>(USE, [
        opened(opens),
        hashOf(opens, code),
        now,
        tries,
      ])
      return row?.used === true
    },
    async forget(opens) {
      await database.run(FORGET, [opened(opens)])
    },
  }
}
