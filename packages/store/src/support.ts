import { randomInt } from 'node:crypto'
import type { Instant } from '@excelsior/domain'
import { type Database, statement } from './database.ts'
import { openJson, sealingKeyFor, sealJson } from './sealing.ts'
import type { Secrets } from './secrets.ts'

/** What somebody wrote to the help desk; sealed at rest, but for the topic. */
export interface MessageToSupport {
  readonly topic: string
  readonly text: string
  /** How to answer: a mail address or a telephone number, as typed. */
  readonly contact?: string
  /** BCP 47: the language of the page on which it was written. */
  readonly language: string
}

export interface SupportMessage extends MessageToSupport {
  /** Names it between the person and the help desk; says nothing else. */
  readonly number: string
  readonly at: Instant
}

export interface Support {
  /** Durable when it resolves; with the number that the person is told, `7K3-9QF`. */
  add(message: MessageToSupport, now: Instant): Promise<string>
  /** Newest first. */
  list(limit: number): Promise<readonly SupportMessage[]>
}

/** For how long messages are kept. */
export const SUPPORT_DAYS = 90

/** Read out and written down without doubt: no vowel, so that no word comes about, and none of 0 O, 1 I L, S. */
const LETTERS = '23456789BCDFGHJKMNPQRTVWXYZ'

function newNumber(): string {
  const letter = () => LETTERS[randomInt(LETTERS.length)]
  const three = () => `${letter()}${letter()}${letter()}`
  return `${three()}-${three()}`
}

/** Bytes: a row's length tells little of what was written. */
const BLOCK = 1024

const ADD = statement(
  'support-add',
  `INSERT INTO support_messages (number, at, topic, sealed) VALUES ($1, instant($2), $3, $4)
   ON CONFLICT DO NOTHING RETURNING number`,
)
const LIST = statement(
  'support-list',
  `SELECT number, milliseconds(at) AS at, topic, sealed FROM support_messages
   ORDER BY support_messages.at DESC, number LIMIT $1`,
)

type Sealed = Omit<MessageToSupport, 'topic'>

interface SupportRow {
  readonly number: string
  readonly at: Instant
  readonly topic: string
  readonly sealed: Buffer
}

export function openSupport(database: Database, { kek }: Secrets): Support {
  const key = sealingKeyFor(kek, 'support messages')
  const place = (number: string) => `support_messages/${number}/sealed`
  return {
    async add({ topic, ...message }, now) {
      for (;;) {
        const number = newNumber()
        const sealed = sealJson(key, message, place(number), BLOCK)
        // A number that is taken already: another.
        if ((await database.run(ADD, [number, now, topic, sealed])).length > 0) return number
      }
    },
    async list(limit) {
      const rows = await database.run<SupportRow>(LIST, [limit])
      return rows.map(({ sealed, ...row }) => ({
        ...row,
        ...openJson<Sealed>(key, sealed, place(row.number)),
      }))
    },
  }
}
