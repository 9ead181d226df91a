import type { Instant } from '@excelsior/domain'
import { byteaArray, int8Array } from './array-parameters.ts'
import { type Database, statement } from './database.ts'
import { keyedChain, keyedHash } from './keyed-hash.ts'
import type { Secrets } from './secrets.ts'

export interface AuditEntry {
  /** Who: a role, a source's name, a command. Not a resident. */
  readonly actor: string
  /** What kind of thing: `pass-issued`, `records-stored`, `key-rotated`. */
  readonly action: string
  /** Whom it concerns, as text; stored as a keyed pseudonym. */
  readonly subject?: string
  /** Counts and codes; nothing personal. */
  readonly detail?: Readonly<Record<string, string | number | boolean>>
  readonly at: Instant
}

export interface AuditRow {
  readonly sequence: number
  readonly at: Instant
  readonly actor: string
  readonly action: string
  readonly subject?: string
  readonly detail: Readonly<Record<string, string | number | boolean>>
}

export type AuditVerdict =
  | { readonly intact: true; readonly rows: number; readonly head: string }
  | { readonly intact: false; readonly at: number; readonly fault: 'changed' | 'missing' }
  /** The head that was handed in is no link of the chain: its end was cut off, or it was made anew. */
  | { readonly intact: false; readonly fault: 'cut-off' }

export interface Audit {
  /** Durable when it resolves. Calls that come while another is running are written together. */
  append(entries: readonly AuditEntry[]): Promise<void>
  /** Newest first. */
  recent(limit: number): Promise<readonly AuditRow[]>
  /** Walks the whole chain. `head`: one that was kept elsewhere, to see a cut-off end. */
  verify(head?: string): Promise<AuditVerdict>
}

interface Link {
  readonly sequence: number
  readonly hash: Buffer
}

const START: Link = { sequence: 0, hash: Buffer.alloc(32) }

const HEAD = statement('audit-head', 'SELECT sequence, hash FROM audit ORDER BY sequence DESC LIMIT 1')
/**
 * Nothing where another process wrote since the head was read: the chain cannot fork. The first row decides for all:
 * of two writers at one place, the second waits for it, finds it taken and leaves its other rows unwritten too.
 */
const APPEND = statement(
  'audit-append',
  `WITH asked AS (
     SELECT sequence, instant(at) AS at, actor, action, subject, detail, previous, hash
     FROM unnest($2::bigint[], $3::float8[], $4::text[], $5::text[], $6::bytea[], $7::text[], $8::bytea[], $9::bytea[])
       AS n(sequence, at, actor, action, subject, detail, previous, hash)
     WHERE (SELECT coalesce(max(sequence), 0) FROM audit) = $1
   ), first AS (
     INSERT INTO audit (sequence, at, actor, action, subject, detail, previous, hash)
     SELECT * FROM asked WHERE sequence = $1 + 1 ON CONFLICT DO NOTHING RETURNING sequence
   ), others AS (
     INSERT INTO audit (sequence, at, actor, action, subject, detail, previous, hash)
     SELECT asked.* FROM asked, first WHERE asked.sequence > $1 + 1 RETURNING sequence
   )
   SELECT sequence FROM first UNION ALL SELECT sequence FROM others`,
)
const COLUMNS = 'sequence, milliseconds(at) AS at, actor, action, subject, detail, previous, hash'
const RECENT = statement('audit-recent', `SELECT ${COLUMNS} FROM audit ORDER BY sequence DESC LIMIT $1`)
const AFTER = statement(
  'audit-after',
  `SELECT ${COLUMNS} FROM audit WHERE sequence > $1 ORDER BY sequence LIMIT 5000`,
)

interface StoredRow {
  readonly sequence: number
  readonly at: Instant
  readonly actor: string
  readonly action: string
  readonly subject: Buffer | null
  readonly detail: string
  readonly previous: Buffer
  readonly hash: Buffer
}

const canonical = ({ sequence, at, actor, action, subject, detail }: Omit<StoredRow, 'previous' | 'hash'>) =>
  JSON.stringify([sequence, at, actor, action, subject?.toString('hex') ?? null, detail])

interface Call {
  readonly entries: readonly AuditEntry[]
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

export function openAudit(database: Database, { pseudonymKey }: Secrets): Audit {
  const chain = keyedChain(pseudonymKey, 'audit')
  const pseudonym = keyedHash(pseudonymKey, 'audit subjects')
  const waiting: Call[] = []
  let isRunning = false
  let head: Link | undefined

  function rowsAfter(link: Link, entries: readonly AuditEntry[]): StoredRow[] {
    let { sequence, hash: previous } = link
    return entries.map(({ actor, action, subject, detail, at }) => {
      sequence++
      const row = {
        sequence,
        at,
        actor,
        action,
        subject: subject === undefined ? null : pseudonym(subject),
        detail: JSON.stringify(detail ?? {}),
      }
      const hash = chain(previous, canonical(row))
      const stored = { ...row, previous, hash }
      previous = hash
      return stored
    })
  }

  async function write(entries: readonly AuditEntry[]): Promise<void> {
    for (;;) {
      const from: Link = head ?? (await database.run<Link>(HEAD))[0] ?? START
      const rows = rowsAfter(from, entries)
      const values = [
        from.sequence,
        int8Array(rows.map(({ sequence }) => sequence)),
        rows.map(({ at }) => at),
        rows.map(({ actor }) => actor),
        rows.map(({ action }) => action),
        byteaArray(rows.map(({ subject }) => subject ?? undefined)),
        rows.map(({ detail }) => detail),
        byteaArray(rows.map(({ previous }) => previous)),
        byteaArray(rows.map(({ hash }) => hash)),
      ]
      head = undefined
      if ((await database.run(APPEND, values)).length === rows.length) {
        head = rows.at(-1)
        return
      }
    }
  }

  async function run(): Promise<void> {
    isRunning = true
    while (waiting.length > 0) {
      const calls = waiting.splice(0, 500)
      try {
        await write(calls.flatMap(({ entries }) => entries))
        for (const { resolve } of calls) resolve()
      } catch (error) {
        for (const { reject } of calls) reject(error)
      }
    }
    isRunning = false
  }

  return {
    append(entries) {
      return new Promise((resolve, reject) => {
        if (entries.length === 0) return resolve()
        waiting.push({ entries, resolve, reject })
        if (!isRunning) void run()
      })
    },
    async recent(limit) {
      const rows = await database.run<StoredRow>(RECENT, [limit])
      return rows.map(({ sequence, at, actor, action, subject, detail }) => ({
        sequence,
        at,
        actor,
        action,
        ...(subject && { subject: subject.toString('hex') }),
        detail: JSON.parse(detail),
      }))
    },
    async verify(head) {
      let last: Link | undefined
      let count = 0
      let isLinked = head === undefined || head === START.hash.toString('hex')
      for (;;) {
        const rows = await database.run<StoredRow>(AFTER, [last?.sequence ?? 0])
        for (const row of rows) {
          // The first one left has lost its predecessors to time.
          if (last && row.sequence !== last.sequence + 1)
            return { intact: false, at: last.sequence + 1, fault: 'missing' }
          const isChained = !last || row.previous.equals(last.hash)
          if (!isChained || !row.hash.equals(chain(row.previous, canonical(row)))) {
            return { intact: false, at: row.sequence, fault: 'changed' }
          }
          last = row
          isLinked ||= row.hash.toString('hex') === head || row.previous.toString('hex') === head
        }
        count += rows.length
        if (rows.length === 0 && !isLinked) return { intact: false, fault: 'cut-off' }
        if (rows.length === 0)
          return { intact: true, rows: count, head: (last ?? START).hash.toString('hex') }
      }
    },
  }
}
