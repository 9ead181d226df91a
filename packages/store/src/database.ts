import pg from 'pg'
import type { Connection } from './connection.ts'
import { StoreUnavailable } from './unavailable.ts'

/** A named prepared statement: parsed once by each connection. */
export interface Statement {
  readonly name: string
  readonly text: string
}

export const statement = (name: string, text: string): Statement => ({ name, text })

export type Row = Record<string, unknown>

/** Runs statements, each a transaction of its own or inside the one that it was handed out for. */
export interface Database {
  /** Rows are typed by the statement's author. Rejects with `StoreUnavailable` when it is not known to be done. */
  run<R extends object = Row>(statement: Statement, values?: readonly unknown[]): Promise<R[]>
}

export interface Databases extends Database {
  /** For who senders are: two connections of their own and a short queue, so that a flood of them slows nobody else. */
  readonly senders: Database
  /**
   * A connection of its own, which sends statements without waiting for the ones before: await together what does
   * not depend on one another. A transaction that is still open at the end is rolled back.
   */
  session<T>(work: (session: Session) => Promise<T>): Promise<T>
  close(): Promise<void>
}

export interface Session extends Database {
  /** In a transaction that is neither committed nor rolled back yet. */
  isOpen(): boolean
  begin(): Promise<void>
  commit(): Promise<void>
  rollback(): Promise<void>
}

const STATEMENT_TIMEOUT = 10_000
/** More at once are told to come again. */
const MOST_SENDERS_WAITING = 200
const CONNECT_TIMEOUT = 5_000
/** A server that is stopped dead answers nothing, not even that it timed out. */
const ANSWER_TIMEOUT = STATEMENT_TIMEOUT + 2_000

/** 57014 is our own statement timeout. 25006: a standby, after a failover. */
const PASSING = /^(08|53|57P)|^(57014|58030|25006|25P03|40001|40P01|55P03|XX000)$/
const CANNOT_REACH = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH'])
const GONE =
  /^(Connection terminated|Query read timeout|timeout e|timeout exceeded|Client was closed|Client has)/

export function openDatabases(connection: Connection, role: string | undefined, connections = 10): Databases {
  // Every statement looks up by key, also in tables that nobody has counted yet: one plan, made once, from indexes.
  // A handful of rows each time: setting up a bitmap or a cache of them takes longer than reading them.
  const planner = [
    'plan_cache_mode=force_generic_plan',
    ...['seqscan', 'bitmapscan', 'hashjoin', 'mergejoin', 'memoize'].map((way) => `enable_${way}=off`),
    'jit=off',
  ]
    .map((setting) => `-c ${setting}`)
    .join(' ')
  const settings: pg.PoolConfig = {
    ...connection,
    application_name: 'excelsior-pass',
    statement_timeout: STATEMENT_TIMEOUT,
    query_timeout: ANSWER_TIMEOUT,
    idle_in_transaction_session_timeout: STATEMENT_TIMEOUT,
    connectionTimeoutMillis: CONNECT_TIMEOUT,
    idleTimeoutMillis: 60_000,
    options: role === undefined ? planner : `${planner} -c role=${role}`,
    types: { getTypeParser },
  }
  const pool = new pg.Pool({ ...settings, max: connections })
  const sessions = new pg.Pool({ ...settings, max: 2, pipeline: true })
  const doorkeepers = new pg.Pool({ ...settings, max: 2 })
  // An idle connection that breaks is dropped by the pool; whoever asks next gets a new one.
  for (const each of [pool, sessions, doorkeepers]) {
    each.on('error', () => undefined)
    // One that breaks in somebody's hands fails their statements; unheard, it would also end the process.
    each.on('connect', (client) => client.on('error', () => undefined))
  }

  const runOn = (from: pg.Pool) =>
    async function run<R extends object>(named: Statement, values: readonly unknown[] = []): Promise<R[]> {
      try {
        return (await from.query<R>({ ...named, values: [...values] })).rows
      } catch (error) {
        // A deadlock's victim was rolled back whole: once more, alone.
        if (codeOf(error) !== '40P01') throw typed(error)
        return (await from.query<R>({ ...named, values: [...values] }).catch(rethrow)).rows
      }
    }
  const askDoorkeepers = runOn(doorkeepers)

  return {
    run: runOn(pool),
    senders: {
      async run<R extends object>(named: Statement, values: readonly unknown[] = []) {
        if (doorkeepers.waitingCount >= MOST_SENDERS_WAITING) throw new StoreUnavailable('busy')
        return askDoorkeepers<R>(named, values)
      },
    },
    async session(work) {
      const client = await sessions.connect().catch(rethrow)
      const session = sessionOn(client)
      let broken: Error | undefined
      try {
        const result = await work(session)
        if (session.isOpen()) await session.rollback()
        return result
      } catch (error) {
        broken = typed(error)
        // A connection that goes away takes its transaction along; asked once more, a dead one would be waited for again.
        const staysOpen = session.isOpen() && !(broken instanceof StoreUnavailable)
        if (staysOpen) await session.rollback().catch(() => undefined)
        throw broken
      } finally {
        client.release(broken instanceof StoreUnavailable ? broken : undefined)
      }
    },
    async close() {
      await Promise.all([pool.end(), sessions.end(), doorkeepers.end()])
    },
  }
}

function sessionOn(client: pg.PoolClient): Session {
  let isOpen = false
  return {
    isOpen: () => isOpen,
    async run<R extends object>(named: Statement, values: readonly unknown[] = []) {
      return (await client.query<R>({ ...named, values: [...values] }).catch(rethrow)).rows
    },
    async begin() {
      isOpen = true
      await client.query('BEGIN').catch(rethrow)
    },
    async commit() {
      const { command } = await client.query('COMMIT').catch(rethrow)
      // PostgreSQL answers the commit of a failed transaction with ROLLBACK, and calls that a success.
      if (command !== 'COMMIT') throw new StoreUnavailable('rolled-back')
      isOpen = false
    },
    async rollback() {
      await client.query('ROLLBACK').catch(rethrow)
      isOpen = false
    },
  }
}

const rethrow = (error: unknown): never => {
  throw typed(error)
}

const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined

export function typed(error: unknown): Error {
  const code = codeOf(error)
  if (error instanceof AggregateError) return new StoreUnavailable('unreachable') // every address refused
  if (code !== undefined && (PASSING.test(code) || CANNOT_REACH.has(code))) return new StoreUnavailable(code)
  if (error instanceof Error && GONE.test(error.message)) return new StoreUnavailable('connection-lost')
  return error instanceof Error ? error : new Error('a rejection without an error')
}

/** Numbers for int8 (ids and counts stay below 2 ** 53) and float8, text for dates, the rest as `pg` reads it. */
const getTypeParser: pg.CustomTypesConfig['getTypeParser'] = (type: number, format) => {
  if (type === pg.types.builtins.INT8) return Number
  if (type === pg.types.builtins.DATE) return String
  return pg.types.getTypeParser(type, format)
}
