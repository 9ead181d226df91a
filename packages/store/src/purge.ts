import type { Instant } from '@excelsior/domain'
import { type Database, type Statement, statement } from './database.ts'
import { SUPPORT_DAYS } from './support.ts'
import { TALLY_BATCH_DAYS } from './tallies.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

interface Retention {
  readonly name: string
  readonly statement: Statement
  /** $1: the instant before which rows are past their time. */
  readonly before: (now: Instant, demo: boolean) => number
}

const rows = (name: string, table: string, condition: string) =>
  statement(
    `purge-${name}`,
    `WITH gone AS (DELETE FROM ${table} WHERE ${condition} RETURNING 1) SELECT count(*) AS gone FROM gone`,
  )

/** The table in README.md, as statements. */
const RETENTION: readonly Retention[] = [
  // Full again: the same as no row. At most 24 hours after the last charge, the longest period of any limit.
  { name: 'throttles', statement: rows('throttles', 'throttles', 'tat <= $1::bigint'), before: (now) => now },
  // Taken back in full; the others stay until they are reset.
  {
    name: 'failed_tries',
    statement: rows('failed_tries', 'failed_tries', 'count = 0 AND last < instant($1)'),
    before: (now) => now - DAY,
  },
  { name: 'codes', statement: rows('codes', 'codes', 'expires <= instant($1)'), before: (now) => now },
  // Sent ones are gone already, except in the demo; unsent ones carry codes that are no longer good.
  {
    name: 'outbox',
    statement: rows('outbox', 'outbox', 'at <= instant($1)'),
    before: (now, demo) => now - (demo ? DAY : 21 * DAY),
  },
  // Nobody was to get it.
  {
    name: 'blank-outbox',
    statement: rows('blank-outbox', 'outbox', 'blank AND at <= instant($1)'),
    before: (now) => now - 10 * MINUTE,
  },
  {
    name: 'reports',
    statement: rows('reports', 'reports', 'at <= instant($1)'),
    before: (now) => now - 90 * DAY,
  },
  // Whoever bears one of the numbers may bear the other one day.
  {
    name: 'merges',
    statement: rows(
      'merges',
      'merges',
      `at <= instant($1)
       AND NOT EXISTS (SELECT FROM blind_keys WHERE blind_keys.key IN (merges.key, merges.other))`,
    ),
    before: (now) => now - 730 * DAY,
  },
  // An older version without its links must not outlive what took it back.
  {
    name: 'patient_versions',
    statement: rows(
      'patient_versions',
      'patient_versions',
      `at <= instant($1)
       AND NOT EXISTS (SELECT FROM blind_keys WHERE blind_keys.key = patient_versions.key)
       AND NOT EXISTS (SELECT FROM merges WHERE merges.key = patient_versions.key)`,
    ),
    before: (now) => now - 730 * DAY,
  },
  {
    name: 'passes',
    statement: rows('passes', 'passes', 'expires <= instant($1)'),
    before: (now) => now - 365 * DAY,
  },
  // The phone knows by itself when a pass is over; its devices leave with it.
  {
    name: 'phone_passes',
    statement: rows(
      'phone_passes',
      'phone_passes',
      'NOT EXISTS (SELECT 1 FROM passes WHERE passes.id = pass_id AND passes.expires > instant($1))',
    ),
    before: (now) => now,
  },
  {
    name: 'support_messages',
    statement: rows('support_messages', 'support_messages', 'at <= instant($1)'),
    before: (now) => now - SUPPORT_DAYS * DAY,
  },
  {
    name: 'wallet_grants',
    statement: rows('wallet_grants', 'wallet_grants', 'expires <= instant($1)'),
    before: (now) => now,
  },
  // Past its expiry an assertion is refused as it is.
  {
    name: 'used_assertions',
    statement: rows('used_assertions', 'used_assertions', 'expires <= instant($1)'),
    before: (now) => now,
  },
  {
    name: 'tally_batches',
    statement: rows('tally_batches', 'tally_batches', 'at <= instant($1)'),
    before: (now) => now - TALLY_BATCH_DAYS * DAY,
  },
]

const AUDIT = statement('purge-audit', 'SELECT audit_purge() AS gone')

/** Deletes what is past its time; how many rows of each table. */
export async function purge(
  database: Database,
  now: Instant,
  demo: boolean,
): Promise<Readonly<Record<string, number>>> {
  const counts: Record<string, number> = {}
  for (const { name, statement: named, before } of RETENTION) {
    counts[name] = (await database.run<{ gone: number }>(named, [before(now, demo)]))[0]?.gone ?? 0
  }
  counts.audit = (await database.run<{ gone: number }>(AUDIT))[0]?.gone ?? 0
  return counts
}
