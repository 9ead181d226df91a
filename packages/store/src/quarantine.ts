import type { Instant } from '@excelsior/domain'
import type { Rejection } from '@excelsior/records'
import { byteaArray } from './array-parameters.ts'
import { type Database, type Databases, type Statement, statement } from './database.ts'
import { keyedHash } from './keyed-hash.ts'
import type { SealedRows } from './registry/sealed-rows.ts'
import { OVERRIDES, type OverrideToWrite, overrideValues } from './registry/write-batch.ts'
import { open, seal, sealingKeyFor } from './sealing.ts'
import type { Secrets } from './secrets.ts'
import type { SourceId } from './sources.ts'

/** What the console may list: nothing personal. */
export interface QuarantinedInput {
  readonly id: string
  readonly source: SourceId
  readonly at: Instant
  readonly code: string
  readonly reason: string
  readonly segment?: string
  readonly field?: number
  /** How often the very same came. */
  readonly times: number
}

export interface Quarantine {
  /** One durable transaction. The same bytes refused for the same reason are one entry. */
  add(source: SourceId, rejections: readonly Rejection[], now: Instant): Promise<void>
  /** Newest first. */
  list(limit: number): Promise<readonly QuarantinedInput[]>
  /** The bytes as they came, for somebody who may see them; undefined where there is no such entry. */
  raw(id: string): Promise<Uint8Array | undefined>
  /** Dealt with: the entry goes, and what it held back stands again. */
  resolve(id: string): Promise<boolean>
}

export interface RejectedInput {
  readonly source: SourceId
  readonly rejection: Rejection
}

/** How rejections become rows, inside the transaction of the message that they belong to, or in one of their own. */
export interface QuarantineWriter {
  write(inside: Database, inputs: readonly RejectedInput[], now: Instant): Promise<unknown>
  open(id: Buffer, sealed: Uint8Array): Buffer
}

const ADD = statement(
  'quarantine-add',
  `INSERT INTO quarantine (id, source, at, code, reason, segment, field, times, sealed)
   SELECT id, source, instant($1), code, reason, segment, field, times, sealed
   FROM unnest($2::bytea[], $3::int[], $4::text[], $5::text[], $6::text[], $7::int[], $8::int[], $9::bytea[])
     AS n(id, source, code, reason, segment, field, times, sealed)
   ON CONFLICT (id) DO UPDATE SET times = quarantine.times + excluded.times, at = excluded.at`,
)

export function quarantineWriter(secrets: Secrets, rows: SealedRows): QuarantineWriter {
  const key = sealingKeyFor(secrets.kek, 'quarantine')
  const digest = keyedHash(secrets.blindIndexKey, 'quarantine')
  const place = (id: Buffer) => `quarantine/${id.toString('hex')}/sealed`

  const idOf = ({ source, rejection }: RejectedInput): Buffer => {
    const { code, segment, occurrence, field, repetition, path, reason, raw } = rejection
    const what = JSON.stringify([source, code, segment, occurrence, field, repetition, path, reason])
    return digest(Buffer.concat([Buffer.from(`${what.length}|${what}`), raw]))
  }

  return {
    write(inside, inputs, now) {
      const entries = new Map<string, { id: Buffer; input: RejectedInput; times: number }>()
      for (const input of inputs) {
        const id = idOf(input)
        const known = entries.get(id.toString('hex'))
        if (known) known.times++
        else entries.set(id.toString('hex'), { id, input, times: 1 })
      }
      const all = [...entries.values()]
      const rejections = all.map(({ input }) => input.rejection)
      const sent: [Statement, readonly unknown[]][] = [
        [
          ADD,
          [
            now,
            byteaArray(all.map(({ id }) => id)),
            all.map(({ input }) => input.source),
            rejections.map(({ code }) => code),
            rejections.map(({ reason }) => reason),
            rejections.map(({ segment }) => segment ?? null),
            rejections.map(({ field }) => field ?? null),
            all.map(({ times }) => times),
            byteaArray(all.map(({ id, input }) => seal(key, input.rejection.raw, place(id)))),
          ],
        ],
      ]
      const held = all.flatMap(({ id, input }) => heldBack(rows, id, input))
      if (held.length > 0) sent.push([OVERRIDES, overrideValues(held)])
      return Promise.all(sent.map(([named, values]) => inside.run(named, values)))
    },
    open: (id, sealed) => open(key, sealed, place(id)),
  }
}

/** The record that the refused one would have replaced: nobody relies on it before somebody looked. */
function heldBack(rows: SealedRows, entry: Buffer, { source, rejection }: RejectedInput): OverrideToWrite[] {
  const { concerns } = rejection
  if (!concerns) return []
  const override = { effect: 'held', precedence: concerns.precedence } as const
  const names = [rows.recordKey(source, concerns.key)]
  if (concerns.series !== undefined) names.push(rows.series(source, concerns.series))
  return names.map((name) => {
    const tag = rows.overrideTag({
      ...override,
      precedence: `${override.precedence}|${entry.toString('hex')}`,
    })
    return { source, name, tag, entry, sealed: rows.sealOverride(source, name, tag, override) }
  })
}

interface QuarantineRow {
  readonly id: Buffer
  readonly source: SourceId
  readonly at: Instant
  readonly code: string
  readonly reason: string
  readonly segment: string | null
  readonly field: number | null
  readonly times: number
}

const LIST = statement(
  'quarantine-list',
  `SELECT id, source, milliseconds(at) AS at, code, reason, segment, field, times
   FROM quarantine ORDER BY quarantine.at DESC, id LIMIT $1`,
)
const RAW = statement('quarantine-raw', 'SELECT sealed FROM quarantine WHERE id = $1')
const RESOLVE = statement(
  'quarantine-resolve',
  `WITH held AS (DELETE FROM overrides WHERE entry = $1)
   DELETE FROM quarantine WHERE id = $1 RETURNING id`,
)

export function openQuarantine(databases: Databases, writer: QuarantineWriter): Quarantine {
  return {
    async add(source, rejections, now) {
      if (rejections.length === 0) return
      const inputs = rejections.map((rejection) => ({ source, rejection }))
      await databases.session((inside) =>
        Promise.all([inside.begin(), writer.write(inside, inputs, now), inside.commit()]),
      )
    },
    async list(limit) {
      const rows = await databases.run<QuarantineRow>(LIST, [limit])
      return rows.map(({ id, segment, field, ...row }) => ({
        ...row,
        id: id.toString('hex'),
        ...(segment !== null && { segment }),
        ...(field !== null && { field }),
      }))
    },
    async raw(id) {
      const bytes = Buffer.from(id, 'hex')
      const [row] = await databases.run<{ sealed: Buffer }>(RAW, [bytes])
      return row && writer.open(bytes, row.sealed)
    },
    async resolve(id) {
      return (await databases.run(RESOLVE, [Buffer.from(id, 'hex')])).length > 0
    },
  }
}
