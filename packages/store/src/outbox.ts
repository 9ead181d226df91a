import { randomBytes } from 'node:crypto'
import type { Instant } from '@excelsior/domain'
import { type Database, statement } from './database.ts'
import { openJson, sealingKeyFor, sealJson } from './sealing.ts'
import type { Secrets } from './secrets.ts'

export type Channel = 'sms' | 'voice' | 'letter'
export type Way = 'phone' | 'letter'

/** Sealed at rest in one piece. */
export interface OutgoingMessage {
  readonly channel: Channel
  /** Ten digits, or an address in lines. */
  readonly to: string
  readonly text: string
  readonly code?: string
  /** In which it is written, BCP 47. */
  readonly language?: string
}

export interface MessageInOutbox extends OutgoingMessage {
  readonly id: string
  readonly at: Instant
}

export interface Outbox {
  add(message: OutgoingMessage, now: Instant): Promise<void>
  /**
   * Takes messages for sending, oldest first; what is not reported as sent within `lease` ms is handed out again.
   * Texts and calls go one way, letters another.
   */
  claim(way: Way, limit: number, now: Instant, lease: number): Promise<readonly MessageInOutbox[]>
  /** All that wait to be sent or are in somebody's hand for it, oldest first. Takes none. */
  waiting(way: Way, limit: number): Promise<readonly MessageInOutbox[]>
  /** Deletes it. */
  sent(id: string): Promise<void>
  /** Newest first: the demo's listing. */
  recent(limit: number): Promise<readonly MessageInOutbox[]>
}

/** Messages of one length, whatever they say; a letter takes more than one block. */
const MESSAGE_BLOCK = 512

/** How messages become rows, alone or together with the code that they carry. */
export interface OutboxRows {
  /** Undefined: nobody to send it to; a row of the same length, which nobody sends. */
  seal(message: OutgoingMessage | undefined): {
    readonly id: Buffer
    readonly letter: boolean
    readonly sealed: Buffer
  }
  open(id: Buffer, sealed: Uint8Array): OutgoingMessage
}

export function outboxRows({ kek }: Secrets): OutboxRows {
  const key = sealingKeyFor(kek, 'outbox')
  const place = (id: Buffer) => `outbox/${id.toString('hex')}/sealed`
  return {
    seal(message) {
      const id = randomBytes(16)
      const letter = message?.channel === 'letter'
      return { id, letter, sealed: sealJson(key, message ?? {}, place(id), MESSAGE_BLOCK) }
    },
    open: (id, sealed) => openJson(key, sealed, place(id)),
  }
}

const ADD = statement(
  'outbox-add',
  'INSERT INTO outbox (id, at, claimable, letter, sealed) VALUES ($1, instant($2), instant($2), $3, $4)',
)
const CLAIM = statement(
  'outbox-claim',
  `WITH due AS (
     SELECT id FROM outbox WHERE claimable <= instant($2) AND letter = $4
     ORDER BY claimable LIMIT $1 FOR UPDATE SKIP LOCKED
   ), claimed AS (
     UPDATE outbox SET claimable = instant($3) FROM due WHERE outbox.id = due.id
     RETURNING outbox.id, at, sealed
   ) SELECT id, milliseconds(at) AS at, sealed FROM claimed ORDER BY claimed.at, id`,
)
const WAITING = statement(
  'outbox-waiting',
  `SELECT id, milliseconds(at) AS at, sealed FROM outbox
   WHERE letter = $2 AND NOT blank AND claimable <> 'infinity' ORDER BY outbox.at, id LIMIT $1`,
)
const SENT = statement('outbox-sent', 'DELETE FROM outbox WHERE id = $1')
const KEEP_SENT = statement('outbox-keep-sent', `UPDATE outbox SET claimable = 'infinity' WHERE id = $1`)
const RECENT = statement(
  'outbox-recent',
  `SELECT id, milliseconds(at) AS at, sealed FROM outbox WHERE NOT blank ORDER BY outbox.at DESC, id LIMIT $1`,
)

interface OutboxRow {
  readonly id: Buffer
  readonly at: Instant
  readonly sealed: Buffer
}

/** `keepSent`: the demo shows what was sent, for a day. */
export function openOutbox(database: Database, rows: OutboxRows, keepSent: boolean): Outbox {
  const opened = ({ id, at, sealed }: OutboxRow): MessageInOutbox => ({
    ...rows.open(id, sealed),
    id: id.toString('hex'),
    at,
  })
  return {
    async add(message, now) {
      const { id, letter, sealed } = rows.seal(message)
      await database.run(ADD, [id, now, letter, sealed])
    },
    async claim(way, limit, now, lease) {
      const values = [limit, now, now + lease, way === 'letter']
      return (await database.run<OutboxRow>(CLAIM, values)).map(opened)
    },
    async waiting(way, limit) {
      return (await database.run<OutboxRow>(WAITING, [limit, way === 'letter'])).map(opened)
    },
    async sent(id) {
      await database.run(keepSent ? KEEP_SENT : SENT, [Buffer.from(id, 'hex')])
    },
    async recent(limit) {
      return (await database.run<OutboxRow>(RECENT, [limit])).map(opened)
    },
  }
}
