import { randomBytes } from 'node:crypto'
import type { Instant } from '@excelsior/domain'
import { type Database, statement } from './database.ts'
import { keyedHash } from './keyed-hash.ts'
import { open, seal, sealingKeyFor } from './sealing.ts'
import type { Secrets } from './secrets.ts'

export interface RetrievalOnFile {
  /** As handed to `start` or `advance`. */
  readonly state: Uint8Array
  readonly expires: Instant
}

/** Retrievals under way. What was typed or answered is never part of the state: the caller sees to it. */
export interface Retrievals {
  /** Returns the id to hand out: 128 random bits, base64url; only a keyed hash of it is stored. */
  start(state: Uint8Array, expires: Instant): Promise<string>
  /** Reads and counts a try in one: undefined where there is none, its time is up or `tries` were made before. */
  take(id: string, now: Instant, tries: number): Promise<RetrievalOnFile | undefined>
  /** The next step: another state, tries from nought. */
  advance(id: string, state: Uint8Array): Promise<boolean>
  /** Single use: true for exactly one caller. */
  finish(id: string): Promise<boolean>
}

const START = statement(
  'retrievals-start',
  `WITH hasty AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true))
   INSERT INTO retrievals (id, sealed, expires) SELECT $1, $2, instant($3) FROM hasty`,
)
const TAKE = statement(
  'retrievals-take',
  `UPDATE retrievals SET tries = tries + 1 WHERE id = $1 AND expires > instant($2) AND tries < $3
   RETURNING sealed, milliseconds(expires) AS expires`,
)
const ADVANCE = statement(
  'retrievals-advance',
  'UPDATE retrievals SET sealed = $2, tries = 0 WHERE id = $1 RETURNING id',
)
const FINISH = statement('retrievals-finish', 'DELETE FROM retrievals WHERE id = $1 RETURNING id')

/** Starting one need not survive a power cut: the resident starts again. Every later step does. */
export function openRetrievals(database: Database, secrets: Secrets): Retrievals {
  const hash = keyedHash(secrets.blindIndexKey, 'retrievals')
  const key = sealingKeyFor(secrets.kek, 'retrievals')
  const place = (id: Buffer) => `retrievals/${id.toString('hex')}/sealed`
  return {
    async start(state, expires) {
      const id = randomBytes(16).toString('base64url')
      const row = hash(id)
      await database.run(START, [row, seal(key, state, place(row)), expires])
      return id
    },
    async take(id, now, tries) {
      const row = hash(id)
      const [found] = await database.run<{ sealed: Buffer; expires: Instant }>(TAKE, [row, now, tries])
      return found && { state: open(key, found.sealed, place(row)), expires: found.expires }
    },
    async advance(id, state) {
      const row = hash(id)
      return (await database.run(ADVANCE, [row, seal(key, state, place(row))])).length > 0
    },
    async finish(id) {
      return (await database.run(FINISH, [hash(id)])).length > 0
    },
  }
}
