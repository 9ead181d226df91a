import type { Instant } from '@excelsior/domain'
import type { Rejection, Report } from '@excelsior/records'
import { byteaArray } from './array-parameters.ts'
import { type Database, type Databases, type Statement, statement } from './database.ts'
import { keyedHash } from './keyed-hash.ts'
import type { SealedRows } from './registry/sealed-rows.ts'
import type { IncomingReport, Outcome } from './registry/types.ts'
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
  /** Of HL7; else a FHIR element's path, or a column. */
  readonly segment?: string
  readonly field?: number
  /** How often the very same came. */
  readonly times: number
}

export interface Quarantine {
  /**
   * One durable transaction. What is refused of the same bytes with the same code is one entry, whose reason is that of
   * the first and says how many there are.
   */
  add(source: SourceId, rejections: readonly Rejection[], now: Instant): Promise<void>
  /** Newest first. */
  list(limit: number): Promise<readonly QuarantinedInput[]>
  /** How much of each kind there is, the most first. */
  counts(): Promise<readonly QuarantineCount[]>
  /** Those whose id begins so. */
  find(beginning: string): Promise<readonly QuarantinedInput[]>
  /** The bytes as they came, for somebody who may see them; undefined where there is no such entry. */
  raw(id: string): Promise<Uint8Array | undefined>
  /** Dealt with: the entry goes, and what it held back stands again. */
  resolve(id: string): Promise<boolean>
  /**
   * Read again: what it says now is stored and the entry goes, in one transaction. What of it is still refused stays
   * or comes in its place. Undefined, and nothing was done, where the entry is gone by then.
   */
  replay(id: string, reading: ReadAgain, now: Instant): Promise<Replay | undefined>
}

export interface Replay {
  readonly outcomes: readonly Outcome[]
  /** The entry itself is refused as before, and stays. */
  readonly stays: boolean
  /** Entries that came in its place. */
  readonly fresh: number
}

export interface QuarantineCount {
  readonly source: SourceId
  readonly code: string
  readonly entries: number
  readonly times: number
}

/** What a quarantined input says when it is read again. */
export interface ReadAgain {
  readonly source: SourceId
  readonly reports: readonly Report[]
  readonly rejections: readonly Rejection[]
}

export interface RejectedInput {
  readonly source: SourceId
  readonly rejection: Rejection
}

/** How rejections become rows, inside the transaction of the message that they belong to, or in one of their own. */
export interface QuarantineWriter {
  /** `again`: none of it has come anew. What is there gets its present reason, and holds back what it says now. */
  write(
    inside: Database,
    inputs: readonly RejectedInput[],
    now: Instant,
    arrival?: 'new' | 'again',
  ): Promise<unknown>
  /** The ids, each once, under which they are, or would be, kept; hexadecimal. */
  idsOf(inputs: readonly RejectedInput[]): readonly string[]
  open(id: Buffer, sealed: Uint8Array): Buffer
}

const ADD = statement(
  'quarantine-add',
  `INSERT INTO quarantine (id, source, at, code, reason, segment, field, times, sealed)
   SELECT id, source, instant($1), code, reason, segment, field, times, sealed
   FROM unnest($2::bytea[], $3::int[], $4::text[], $5::text[], $6::text[], $7::int[], $8::int[], $9::bytea[])
     AS n(id, source, code, reason, segment, field, times, sealed)
   ON CONFLICT (id) DO UPDATE SET reason = excluded.reason, segment = excluded.segment, field = excluded.field,
     times = quarantine.times + excluded.times, at = excluded.at`,
)
const ADD_AGAIN = statement(
  'quarantine-add-again',
  ADD.text.replace('times = quarantine.times + excluded.times, at = excluded.at', 'times = quarantine.times'),
)
/** What an entry held back, before it holds back what it says now. */
const RELEASE = statement('quarantine-release', 'DELETE FROM overrides WHERE entry = ANY($1::bytea[])')

/** All that is wrong with the same bytes in one way: they are sealed once for it, be it thousands of records. */
interface Entry {
  readonly id: Buffer
  readonly source: SourceId
  readonly first: Rejection
  readonly rejections: Rejection[]
  times: number
}

export function quarantineWriter(secrets: Secrets, rows: SealedRows): QuarantineWriter {
  const key = sealingKeyFor(secrets.kek, 'quarantine')
  const digest = keyedHash(secrets.blindIndexKey, 'quarantine')
  const place = (id: Buffer) => `quarantine/${id.toString('hex')}/sealed`

  const idOf = (source: SourceId, code: string, raw: Uint8Array): Buffer => {
    const what = JSON.stringify([source, code])
    return digest(Buffer.concat([Buffer.from(`${what.length}|${what}`), raw]))
  }

  /** By message (its bytes are in memory once), then by code; the same that came several times is one entry. */
  function entriesOf(inputs: readonly RejectedInput[]): readonly Entry[] {
    const messages = new Map<Uint8Array, Map<string, Entry>>()
    for (const { source, rejection } of inputs) {
      const { raw, code } = rejection
      const ofMessage = messages.get(raw) ?? new Map<string, Entry>()
      messages.set(raw, ofMessage)
      const name = `${source} ${code}`
      const entry = ofMessage.get(name)
      if (entry) entry.rejections.push(rejection)
      else {
        const id = idOf(source, code, raw)
        ofMessage.set(name, { id, source, first: rejection, rejections: [rejection], times: 1 })
      }
    }
    const entries = new Map<string, Entry>()
    for (const entry of [...messages.values()].flatMap((ofMessage) => [...ofMessage.values()])) {
      const name = entry.id.toString('hex')
      const known = entries.get(name)
      if (known) known.times++
      else entries.set(name, entry)
    }
    return [...entries.values()]
  }

  return {
    write(inside, inputs, now, arrival = 'new') {
      const all = entriesOf(inputs)
      const isAgain = arrival === 'again'
      const sent: [Statement, readonly unknown[]][] = [
        [
          isAgain ? ADD_AGAIN : ADD,
          [
            now,
            byteaArray(all.map(({ id }) => id)),
            all.map(({ source }) => source),
            all.map(({ first }) => first.code),
            all.map(reasonOf),
            all.map(({ first }) => first.segment ?? first.path ?? null),
            all.map(({ first }) => first.field ?? null),
            all.map(({ times }) => times),
            byteaArray(all.map(({ id, first }) => seal(key, first.raw, place(id)))),
          ],
        ],
      ]
      if (isAgain) sent.push([RELEASE, [byteaArray(all.map(({ id }) => id))]])
      const held = all.flatMap((entry) => heldBack(rows, entry))
      if (held.length > 0) sent.push([OVERRIDES, overrideValues(held)])
      return Promise.all(sent.map(([named, values]) => inside.run(named, values)))
    },
    idsOf: (inputs) => entriesOf(inputs).map(({ id }) => id.toString('hex')),
    open: (id, sealed) => open(key, sealed, place(id)),
  }
}

function reasonOf({ first, rejections }: Entry): string {
  const more = rejections.length - 1
  return more === 0
    ? first.reason
    : `${first.reason} (Of ${rejections.length} faults of this code in it, the first.)`
}

/** The records that the refused ones would have replaced: nobody relies on them before somebody looked. */
function heldBack(rows: SealedRows, { id: entry, source, rejections }: Entry): OverrideToWrite[] {
  return rejections.flatMap(({ concerns }) => {
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

const COLUMNS = 'id, source, milliseconds(at) AS at, code, reason, segment, field, times'
const LIST = statement(
  'quarantine-list',
  `SELECT ${COLUMNS} FROM quarantine ORDER BY quarantine.at DESC, id LIMIT $1`,
)
const COUNTS = statement(
  'quarantine-counts',
  `SELECT source, code, count(*) AS entries, sum(times)::bigint AS times FROM quarantine
   GROUP BY source, code ORDER BY entries DESC, source, code`,
)
const FIND = statement(
  'quarantine-find',
  `SELECT ${COLUMNS} FROM quarantine WHERE starts_with(encode(id, 'hex'), $1) ORDER BY id LIMIT 100`,
)
/** Ids of these that are there. */
const KNOWN = statement(
  'quarantine-known',
  `SELECT encode(id, 'hex') AS id FROM quarantine WHERE id = ANY($1::bytea[])`,
)
const RAW = statement('quarantine-raw', 'SELECT sealed FROM quarantine WHERE id = $1')
/** Nobody else deals with it before the transaction ends. */
const HOLD = statement('quarantine-hold', 'SELECT id FROM quarantine WHERE id = $1 FOR UPDATE')
const RESOLVE = statement(
  'quarantine-resolve',
  `WITH held AS (DELETE FROM overrides WHERE entry = $1)
   DELETE FROM quarantine WHERE id = $1 RETURNING id`,
)

const inputOf = ({ id, segment, field, ...row }: QuarantineRow): QuarantinedInput => ({
  ...row,
  id: id.toString('hex'),
  ...(segment !== null && { segment }),
  ...(field !== null && { field }),
})

/** Stores reports with what else belongs into their transaction: the registry's. */
export type StoreAlong = (
  reports: readonly IncomingReport[],
  along: (inside: Database) => Promise<unknown>,
) => Promise<readonly Outcome[]>

/** The entry was dealt with by somebody else meanwhile: everything is rolled back. */
class GoneMeanwhile extends Error {}

export function openQuarantine(
  databases: Databases,
  writer: QuarantineWriter,
  storeAlong: StoreAlong,
): Quarantine {
  return {
    async add(source, rejections, now) {
      if (rejections.length === 0) return
      const inputs = rejections.map((rejection) => ({ source, rejection }))
      await databases.session((inside) =>
        Promise.all([inside.begin(), writer.write(inside, inputs, now), inside.commit()]),
      )
    },
    async list(limit) {
      return (await databases.run<QuarantineRow>(LIST, [limit])).map(inputOf)
    },
    counts: () => databases.run<QuarantineCount>(COUNTS),
    async find(beginning) {
      return (await databases.run<QuarantineRow>(FIND, [beginning])).map(inputOf)
    },
    async raw(id) {
      const bytes = Buffer.from(id, 'hex')
      const [row] = await databases.run<{ sealed: Buffer }>(RAW, [bytes])
      return row && writer.open(bytes, row.sealed)
    },
    async replay(id, { source, reports, rejections }, now) {
      const inputs = rejections.map((rejection) => ({ source, rejection }))
      const ids = writer.idsOf(inputs)
      const known = await databases.run<{ id: string }>(KNOWN, [
        byteaArray(ids.map((each) => Buffer.from(each, 'hex'))),
      ])
      const fresh = ids.length - known.length
      const stays = ids.includes(id)
      const along = async (inside: Database) => {
        const there = await inside.run(stays ? HOLD : RESOLVE, [Buffer.from(id, 'hex')])
        if (there.length === 0) throw new GoneMeanwhile()
        // What is there already is not another arrival of it; what it holds back may be less by now, or more.
        if (inputs.length > 0) await writer.write(inside, inputs, now, 'again')
      }
      try {
        // The rejections are written beside them, once.
        const incoming = reports.map((report) => ({ source, report: { ...report, setAside: [] } }))
        const outcomes = await storeAlong(incoming, along)
        return { outcomes, stays, fresh }
      } catch (error) {
        if (error instanceof GoneMeanwhile) return undefined
        throw error
      }
    },
    async resolve(id) {
      return (await databases.run(RESOLVE, [Buffer.from(id, 'hex')])).length > 0
    },
  }
}
